from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from examples import scaled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import FILE, read, unsupported
from word import cell, control, docx, drawing, field, paragraph, row, run, section, table, with_part

from generator.document.docx.reader import read_docx
from generator.document.model import Document, PageNumber, Paragraph, Sides, Vertical
from generator.office.package import read_package
from generator.problem import JixiaoError, Source


def sized(width: int = 11906, height: int = 16838, inside: str = "", margins: str = "") -> str:
    margins = margins or 'w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
    return f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar {margins}/>{inside}</w:sectPr>'


def ending(inside: str) -> str:
    """A paragraph that ends a section."""
    return f"<w:p><w:pPr>{inside}</w:pPr></w:p>"


def test_bytes_a_path_and_a_package_give_the_same_document(tmp_path: Path) -> None:
    data = docx("一", table(row("甲", "乙")))
    path = tmp_path / FILE
    path.write_bytes(data)
    found = read_docx(data, Source(FILE))
    assert found == read_docx(path, Source(FILE)) == read_docx(read_package(path, kind="docx"), Source(FILE))


def test_a_section_has_its_paper_and_margins_with_the_gutter_in_them() -> None:
    margins = 'w:top="-567" w:right="851" w:bottom="1134" w:left="1417" w:gutter="283" w:header="720" w:footer="600"'
    (found,) = read("字", sized(margins=margins)).sections
    assert (found.width, found.height, found.margins) == (595.3, 841.9, Sides(28.35, 42.55, 56.7, 85.0))
    assert (found.header_distance, found.footer_distance) == (36.0, 30.0)


def test_without_section_properties_the_paper_is_that_of_word() -> None:
    (found,) = read("字").sections
    assert (found.width, found.height) == (612.0, 792.0)


def test_a_section_ends_with_the_paragraph_that_describes_it() -> None:
    found = read("一", ending(sized()), table(row("甲")), sized(16838, 11906, '<w:type w:val="oddPage"/>')).sections
    assert [len(each.blocks) for each in found] == [2, 1]
    assert [each.width for each in found] == [595.3, 841.9]
    assert [each.begins for each in found] == ["nextPage", "oddPage"]


def test_page_numbers_of_a_section() -> None:
    (found,) = read("字", sized(inside='<w:pgNumType w:fmt="numberInDash" w:start="3"/>')).sections
    assert (found.first_number, found.number_format) == (3, "numberInDash")


@pytest.mark.parametrize(
    ("kind", "pitch"), [("lines", 15.6), ("linesAndChars", 15.6), ("default", None), ("snapToChars", None)]
)
def test_the_line_grid_counts_only_where_lines_keep_to_it(kind: str, pitch: float | None) -> None:
    (found,) = read("字", sized(inside=f'<w:docGrid w:type="{kind}" w:linePitch="312"/>')).sections
    assert found.grid_pitch == pitch


def test_spacing_in_lines_is_of_the_grid_of_its_section() -> None:
    lines = paragraph("字", properties='<w:spacing w:beforeLines="50"/>')
    found = read(lines, ending(sized(inside='<w:docGrid w:type="lines" w:linePitch="312"/>')), lines, sized())
    assert [each.blocks[0].format.before for each in found.sections] == [7.8, 6.0]  # type: ignore[union-attr]


def test_headers_are_those_of_the_section_before_unless_it_has_its_own() -> None:
    found = read(
        "一",
        ending(section("header default header1", "footer default footer1")),
        "二",
        section("header default header2", "header first header1"),
        header1=paragraph("甲"),
        header2=paragraph("乙"),
        footer1=paragraph(field(" PAGE ")),
    ).sections
    first, second = (
        {
            kind: [block.text for block in blocks if isinstance(block, Paragraph)]
            for kind, blocks in each.headers.items()
        }
        for each in found
    )
    assert first == {"default": ["甲"]}
    assert second == {"default": ["乙"], "first": ["甲"]}
    (number,) = found[1].footers["default"][0].content  # type: ignore[union-attr]
    assert isinstance(number, PageNumber)


def test_a_page_number_that_names_no_format_has_that_of_each_section_it_stands_in() -> None:
    romans = section("footer default footer1").replace("</w:sectPr>", '<w:pgNumType w:fmt="upperRoman"/></w:sectPr>')
    found = read("一", ending(romans), "二", sized(), footer1=paragraph(field(" PAGE ")))
    formats = [
        item.format
        for each in found.sections
        for item in each.footers["default"][0].content  # type: ignore[union-attr]
        if isinstance(item, PageNumber)
    ]
    assert formats == ["upperRoman", "decimal"]


def test_title_page_and_vertical_alignment() -> None:
    (found,) = read("字", sized(inside='<w:vAlign w:val="center"/><w:titlePg/>')).sections
    assert (found.title_page, found.vertical) == (True, Vertical.CENTER)


def test_settings_of_the_document() -> None:
    settings1 = (
        '<w:evenAndOddHeaders/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:noLineBreaksAfter w:lang="zh-CN" w:val="（《"/><w:noLineBreaksBefore w:lang="ja-JP" w:val="」"/>'
        "<w:compat><w:doNotExpandShiftReturn/></w:compat>"
    )
    found = read("字", settings1=settings1)
    assert (found.even_and_odd, found.default_tab, found.squeeze_punctuation) == (True, 21.0, True)
    assert (found.forbidden_ends, found.forbidden_starts) == ("（《", None)
    assert found.do_not_expand_shift_return


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<w:cols w:num="2"/>', "N010"),
        ('<w:textDirection w:val="tbRl"/>', "N011"),
        ('<w:pgBorders><w:top w:val="single" w:sz="4"/></w:pgBorders>', "N013"),
        ('<w:lnNumType w:countBy="1"/>', "N024"),
    ],
)
def test_what_a_section_cannot_hold_is_reported(inside: str, code: str) -> None:
    assert [found for found, _ in unsupported(read("字", sized(inside=inside)))] == [code]


def test_a_place_in_a_header_says_so_and_counts_from_one() -> None:
    watermark = "<w:r><w:pict><v:shape><v:textpath/></v:shape></w:pict></w:r>"
    found = read("一", "二", section("header default header1"), header1=paragraph("甲") + paragraph(watermark))
    assert unsupported(found) == [("N014", "页眉 第2段")]


def test_a_place_counts_on_over_sections() -> None:
    found = read(
        "一", table(row("甲")), ending(sized()), paragraph(drawing()), table(row(cell(paragraph(drawing())))), sized()
    )
    assert unsupported(found) == [("N004", "第3段"), ("N004", "表2 第1行 第1列")]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (sized(0, 16838), "纸张大小为 0"),
        (sized(11906, 0), "纸张大小为 0"),
        (sized(margins='w:left="9000" w:right="9000"'), "页边距比纸张还大"),
        (sized(margins='w:top="9000" w:bottom="9000"'), "页边距比纸张还大"),
    ],
)
def test_paper_on_which_nothing_can_stand_is_refused(broken: str, words: str) -> None:
    with pytest.raises(JixiaoError) as raised:
        read("一", ending(sized()), "二", broken)
    (problem,) = raised.value.problems
    assert (problem.source.file, problem.source.place, problem.code) == (FILE, "第2节", "N030")
    assert words in problem.message


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_broken_xml_is_refused_by_the_name_of_the_file(name: str) -> None:
    document = docx("字", styles="<w:docDefaults/>", lists="<w:num/>")
    with pytest.raises(JixiaoError) as raised:
        read_docx(with_part(document, name, "<w:不"), Source(FILE))
    assert [(problem.source.file, problem.code) for problem in raised.value.problems] == [(FILE, "T020")]


def test_what_is_no_word_document_is_refused() -> None:
    with pytest.raises(JixiaoError) as raised:
        read_docx(b"%PDF-1.7", Source(FILE))
    assert [problem.source.file for problem in raised.value.problems] == [FILE]


def test_title_and_author_are_those_of_the_core_properties() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>题</dc:title><dc:creator>作者</dc:creator></cp:coreProperties>'
    )
    link = '<Relationship Id="rId9" Type="x/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
    document = docx("字")
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("</Relationships>", link) if name == "_rels/.rels" else text)
        new.writestr("docProps/core.xml", core)
    found = read_docx(written.getvalue(), Source(FILE))
    assert (found.title, found.author) == ("题", "作者")


def test_a_document_that_says_too_much_wrong_says_it_a_bounded_number_of_times() -> None:
    found = read(*[paragraph(drawing()) for _ in range(1000)])
    assert 0 < len(found.problems) < 1000


# Property: any tree of blocks can be read, and keeps all its text.

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co"), exclude_characters="\ufffe\uffff"), max_size=6)
MARKS = st.sampled_from(
    ["", "<w:b/>", '<w:sz w:val="-3"/>', '<w:w w:val="x"/>', '<w:rStyle w:val="没有"/>', '<w:shd w:fill="?"/>']
)
FORMATS = st.sampled_from(
    [
        "",
        '<w:numPr><w:numId w:val="9"/></w:numPr>',
        '<w:ind w:firstLineChars="-99999" w:left="1e9"/>',
        '<w:spacing w:line="0" w:lineRule="exact"/>',
        '<w:tabs><w:tab w:pos="x"/></w:tabs>',
        '<w:outlineLvl w:val="²"/>',
        "<w:framePr/>",
    ]
)
RUNS = st.builds(run, WORDS, MARKS)
INLINES = st.one_of(
    RUNS, st.builds(field, WORDS, WORDS), st.builds(control, RUNS), st.builds(drawing, st.integers(1, 9), WORDS)
)
PARAGRAPHS = st.builds(
    lambda content, properties: paragraph(*content, properties=properties), st.lists(INLINES, max_size=3), FORMATS
)
PAGES = st.sampled_from([ending(sized()), ending(sized(16838, 11906, '<w:cols w:num="3"/>'))])


def made_table(rows: list[list[tuple[str, int, str]]], grid: list[int]) -> str:
    written = [row(*(cell(text, "", span=span, merge=merge) for text, span, merge in cells)) for cells in rows]
    return table(*written, grid=grid)


def tables_of(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    merges = st.sampled_from(["", "restart", "continue"])
    cells = st.tuples(inside, st.integers(1, 4), merges)
    rows = st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=3)
    return st.builds(made_table, rows, st.lists(st.integers(0, 3000), min_size=1, max_size=4))


BLOCKS = st.recursive(PARAGRAPHS, lambda inside: st.one_of(tables_of(inside), st.builds(control, inside)), max_leaves=6)


@given(st.lists(st.one_of(BLOCKS, PAGES), max_size=5))
@settings(
    deadline=None, max_examples=scaled(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_tree_of_blocks_reads(content: list[str]) -> None:
    found = read(*content)
    assert isinstance(found, Document)
    assert len(found.sections) == 1 + sum("<w:sectPr>" in each for each in content)
    for each in found.sections:
        for block in each.blocks:
            if not isinstance(block, Paragraph):
                assert all(
                    cell.column + cell.span <= len(block.columns) and number + cell.row_span <= len(block.rows)
                    for number, row in enumerate(block.rows)
                    for cell in row.cells
                )
                assert all(width > 0 for width in block.columns)
