"""The independent reader, on hand-made documents."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx_grid import Grid, GridCell, body_paragraphs, grid_text, read_tables, structure_problems

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_TO_DOCUMENT = '<Relationship Id="rId1" Type="officeDocument" Target="word/document.xml"/>'


def docx(body: str, **parts: str) -> bytes:
    """A package with this body and further parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS.format(_TO_DOCUMENT))
        package.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def p(text: str = "", attributes: str = "") -> str:
    return f"<w:p {attributes}><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str = "", span: int = 1, merge: str = "") -> str:
    merged = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{p(text)}</w:tc>'


def tr(*cells: str, before: int = 0, after: int = 0) -> str:
    skipped = f'<w:gridBefore w:val="{before}"/><w:gridAfter w:val="{after}"/>' if before or after else ""
    return f"<w:tr><w:trPr>{skipped}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, columns: int) -> str:
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def shown(body: str) -> list[str]:
    return [grid_text(table) for table in read_tables(docx(body))]


def test_spans_and_vertical_merges_become_positions() -> None:
    table = tbl(
        tr(tc("甲", merge="restart"), tc("乙", span=2)),
        tr(tc("看不见", merge="continue"), tc("丙"), tc("丁")),
        columns=3,
    )
    assert read_tables(docx(table)) == [
        Grid(
            (
                (GridCell("甲", 0, 1, 2), GridCell("乙", 1, 2)),
                (GridCell("看不见", 0, covered=True), GridCell("丙", 1), GridCell("丁", 2)),
            ),
        ),
    ]


def test_text_grid_shows_merges_spans_and_blank_cells() -> None:
    table = tbl(
        tr(tc("金额", span=2, merge="restart"), tc("省级"), tc()),
        tr(tc(span=2, merge="continue"), tc(), tc("值")),
        tr(tc("空", span=2), tc(span=2)),
        columns=4,
    )
    assert shown(table) == ["金额 ×2 | 省级 |\n↓ ×2 |  | 值\n空 ×2 | ×2"]


def test_a_row_may_begin_late() -> None:
    late = tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁"), before=2), columns=3)
    assert shown(late) == ["甲 | 乙 | 丙\n→ ×2 | 丁"]


def test_a_merge_does_not_pass_a_cell_that_begins_anew_or_stands_alone() -> None:
    table = tbl(
        tr(tc("一", merge="restart")),
        tr(tc("二", merge="restart")),
        tr(tc("三", merge="continue")),
        tr(tc("四")),
        tr(tc("五", merge="continue")),
        columns=1,
    )
    assert shown(table) == ["一\n二\n↓\n四\n五"]


def test_a_merge_needs_the_same_column_and_span() -> None:
    table = tbl(tr(tc("甲", span=2, merge="restart"), tc()), tr(tc("乙", merge="continue"), tc(span=2)), columns=3)
    assert shown(table) == ["甲 ×2 |\n乙 | ×2"]


def test_paragraphs_and_breaks_of_a_cell_are_line_breaks_but_a_page_break_is_none() -> None:
    runs = '<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/><w:tab/><w:t>丙</w:t></w:r>'
    table = tbl(f"<w:tr><w:tc><w:p>{runs}</w:p>{p('丁')}</w:tc></w:tr>", columns=1)
    assert read_tables(docx(table))[0].rows[0][0].text == "甲\n乙\t丙\n丁"


def test_content_controls_links_and_tracked_insertions_are_read_and_deletions_are_not() -> None:
    inner = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>"
    )
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{inner}</w:tc></w:tr></w:sdtContent></w:sdt>"
    assert shown(tbl(row, columns=1)) == ["新链"]


def test_a_nested_table_is_text_of_its_cell() -> None:
    nested = tbl(tr(tc("内")), columns=1)
    assert shown(tbl(f"<w:tr><w:tc>{p('外')}{nested}{p('后')}</w:tc></w:tr>", columns=1)) == ["外⏎内⏎后"]


def test_body_paragraphs_are_those_outside_tables() -> None:
    assert body_paragraphs(docx(p("附件2") + p() + tbl(tr(tc("格")), columns=1) + p("后"))) == ["附件2", "", "后"]


def test_a_file_is_read_like_bytes(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("docx") / "表.docx"
    path.write_bytes(docx(p("附件2")))
    assert body_paragraphs(path) == ["附件2"]


def test_a_sound_document_has_no_structure_problems() -> None:
    body = '<w:bookmarkStart w:id="0" w:name="a"/><w:bookmarkEnd w:id="0"/>' + tbl(tr(tc(), after=1), columns=2)
    assert structure_problems(docx(body)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (tbl(columns=1), "table 1 has no rows"),
        (tbl("<w:tr/>", columns=0), "table 1 row 1: no cells"),
        (tbl("<w:tr><w:tc/></w:tr>", columns=1), "table 1 row 1: cell 1 has no paragraph"),
        (
            tbl(f"<w:tr><w:tc>{p()}{tbl(tr(tc()), columns=1)}</w:tc></w:tr>", columns=1),
            "table 1 row 1: cell 1 does not end with a paragraph",
        ),
        (tbl(tr(tc(merge="continue")), columns=1), "table 1 row 1: the cell at column 1 continues no vertical merge"),
        (
            tbl(tr(tc(merge="restart"), tc()), tr(tc(span=2, merge="continue")), columns=2),
            "table 1 row 2: the cell at column 1 continues no vertical merge",
        ),
        (tbl(tr(tc(span=2), before=1), columns=2), "table 1 row 1: spans 3 columns, the grid has 2"),
        (
            tbl("<w:tr><w:tc><w:p><w:pPr><w:sectPr/></w:pPr></w:p></w:tc></w:tr>", columns=1),
            "table 1 row 1: cell 1 holds a w:sectPr",
        ),
        (p(attributes='w14:paraId="1"') * 2, "w14:paraId 1 stands 2 times"),
        ('<w:bookmarkStart w:id="3" w:name="a"/>', "bookmark 3 has no end"),
        ('<w:bookmarkEnd w:id="3"/>', "bookmark 3 has no start"),
        ('<w:p><w:hyperlink r:id="rId9"/></w:p>', "no relationship rId9"),
    ],
)
def test_a_broken_part_is_named_with_what_is_wrong(body: str, problem: str) -> None:
    assert structure_problems(docx(body)) == [_in_document(problem)]


def test_a_bookmark_name_that_repeats_in_the_document_is_reported() -> None:
    marks = "".join(f'<w:bookmarkStart w:id="{i}" w:name="a"/><w:bookmarkEnd w:id="{i}"/>' for i in range(2))
    assert structure_problems(docx(marks)) == ["bookmark name a stands 2 times"]


def test_a_drawing_id_that_repeats_in_another_part_is_reported() -> None:
    drawing = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="7"/></wp:inline></w:drawing></w:r></w:p>'
    header = f"<w:hdr {_NAMESPACES}>{drawing}</w:hdr>"
    assert "wp:docPr id 7 stands 2 times" in structure_problems(docx(drawing, **{"word/header1.xml": header}))


def test_a_repeated_bookmark_id_is_reported_for_both_ends() -> None:
    marks = "".join(f'<w:bookmarkStart w:id="1" w:name="{name}"/><w:bookmarkEnd w:id="1"/>' for name in "ab")
    assert structure_problems(docx(marks)) == ["bookmark id 1 stands 2 times", "bookmark end 1 stands 2 times"]


def test_ids_in_a_fallback_repeat_those_of_their_choice() -> None:
    box = p(attributes='w14:paraId="1"')
    alternative = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert structure_problems(docx(alternative)) == []


def test_a_part_without_content_type_is_reported() -> None:
    assert structure_problems(docx("", **{"word/image1": ""})) == ["word/image1: no content type"]


def test_a_relationship_to_a_missing_part_is_reported_and_one_to_the_web_is_not() -> None:
    rels = _RELATIONSHIPS.format(
        '<Relationship Id="rId1" Type="t" Target="media/image1.png"/>'
        '<Relationship Id="rId2" Type="t" Target="https://example.org/" TargetMode="External"/>',
    )
    package = docx("", **{"word/_rels/document.xml.rels": rels})
    assert structure_problems(package) == ["word/_rels/document.xml.rels: rId1 leads to no part /word/media/image1.png"]


def _in_document(problem: str) -> str:
    return f"word/document.xml: {problem}"
