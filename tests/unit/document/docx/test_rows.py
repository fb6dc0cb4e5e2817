"""Rows cut out of a part are read as if they stood in it, and no row is cut out where that could change its meaning."""

import pytest
from word import cell, control, paragraph, row, table

from generator.document.docx.rows import RowTexts, cells_of, parse_without_rows
from generator.office.xml import W, parse_xml, to_bytes
from generator.problem import JixiaoError, Source

SOURCE = Source("表.docx")
START = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}">'


def part(*content: str, start: str = START) -> bytes:
    return f"{start}<w:body>{''.join(content)}</w:body></w:document>".encode()


def apart(data: bytes) -> list[str]:
    """The rows that are taken out, as text."""
    root, texts = parse_without_rows(data, SOURCE)
    found = [texts.row(element) for element in root.iter("cut")]
    return ["".join(map(str, each.element.itertext())) for each in found if each is not None]


def test_rows_that_stand_in_no_other_row_are_taken_out() -> None:
    data = part(
        paragraph("前"), table(row("甲", "乙"), control(row("丙")), row(cell(table(row("内"), row("里"))), "丁"))
    )
    assert apart(data) == ["甲乙", "丙", "内里丁"]


def test_a_row_without_cells_is_taken_out() -> None:
    assert apart(part(f"<w:tbl><w:tr/><w:tr >{cell('甲')}</w:tr ><w:tr w:rsidR='1&gt;2'/></w:tbl>")) == ["", "甲", ""]


def test_a_row_is_the_same_as_in_its_part() -> None:
    data = part(table(row("甲 & 乙\n", properties='<w:cantSplit w:val="0"/>'), row(cell("丙", span=2))))
    whole = [to_bytes(element) for element in parse_xml(data, SOURCE).iter(f"{{{W}}}tr")]
    root, texts = parse_without_rows(data, SOURCE)
    found = [texts.row(element) for element in root.iter("cut")]
    assert [to_bytes(each.element) for each in found if each is not None] == whole


def test_rows_are_alike_only_under_one_root() -> None:
    def key(data: bytes) -> object:
        root, texts = parse_without_rows(data, SOURCE)
        found = texts.row(next(root.iter("cut")))
        assert found is not None
        return found.key

    one, other = part(table(row("甲")), "前"), part("后", table(row("甲"), row("乙")))
    ruled = part(table(row("甲")), start=START.replace(f'"{W}">', f'"{W}" xml:space="preserve">'))
    assert key(one) == key(other) != key(ruled)


def told_apart(*content: str) -> tuple[bytes, list[bytes]]:
    """The first row but for what stands in its cells, and its cells."""
    root, texts = parse_without_rows(part(table(*content)), SOURCE)
    found = texts.row(next(root.iter("cut")))
    assert found is not None
    frame, cells = found.frame_and_cells
    return to_bytes(frame.element), [to_bytes(each.element) for each in cells]


def test_a_row_is_told_apart_from_what_stands_in_its_cells() -> None:
    written = row(cell("甲 & 乙", span=2), cell("丙", "丁", width=9))
    frame, cells = told_apart(written)
    assert frame == told_apart(row(cell("一", span=2), cell("二", "三", width=9)))[0]
    whole = [to_bytes(each) for each in cells_of(next(parse_xml(part(table(written)), SOURCE).iter(f"{{{W}}}tr")))]
    properties = (b'<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', b'<w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>')
    assert cells == [each.replace(said, b"") for each, said in zip(whole, properties, strict=True)]


def test_rows_that_differ_in_their_properties_are_apart() -> None:
    rows = [row(cell("甲", width=width), properties=said) for width in (1, 2) for said in ("", "<w:cantSplit/>")]
    assert len({told_apart(each)[0] for each in rows}) == 4


@pytest.mark.parametrize(
    "written",
    [
        "<w:tr><w:tc><w:p/></w:tc></w:tr>",
        f"<w:tr>{cell('甲')}<w:bookmarkStart w:id='1' w:name='名'/>{cell('乙')}</w:tr>",
        f"<w:tr>{control(cell('甲'))}{cell('乙')}</w:tr>",
        f"<w:tr><w:del>{cell('甲')}</w:del></w:tr>",
        "<w:tr><w:tc><w:tcPr><w:tcPrChange><w:tcPr/></w:tcPrChange></w:tcPr><w:p/></w:tc></w:tr>",
        "<w:tr/>",
        f"<w:tr><w:tc/>{cell('甲', width=9)}</w:tr>",
        f"<w:tr>{cell('甲', width=9)}<w:tc/></w:tr>",
        row(cell(table(row(cell("内", width=9))), width=9)),
        row(cell("甲", width=9)).replace("<w:tc>", "<w:tc w:rsidR='1'>"),
        row(cell("甲", width=9), cell("乙", width=9)).replace("<w:tc>", "<w:tc w:rsidR='1'>", 1),
        row(cell("甲", width=9), cell("乙", width=9)).replace("</w:tc>", "</w:tc >", 1),
        row(cell("甲", width=9)).replace("</w:tr>", "\n</w:tr>"),
    ],
    ids=[
        *("no properties", "between cells", "control", "deleted", "changed", "no cells", "empty first", "empty last"),
        *("nested", "attributes", "attributes first", "space in tag", "space behind"),
    ],
)
def test_a_row_that_holds_more_than_plain_cells_stays_whole(written: str) -> None:
    root, texts = parse_without_rows(part(table(written)), SOURCE)
    found = texts.row(next(root.iter("cut")))
    assert found is not None
    frame, cells = found.frame_and_cells
    assert frame is found
    assert [each.element for each in cells] == cells_of(found.element)


def test_parts_that_differ_in_their_rows_share_their_tree() -> None:
    (one, _), (other, _) = (parse_without_rows(part("前", table(row(each))), SOURCE) for each in "甲乙")
    assert one is other


@pytest.mark.parametrize(
    "data",
    [
        part(table(row("甲")), "<!-- <w:tr> -->"),
        part(table(row(cell("甲")))).replace("甲".encode(), b"<![CDATA[</w:tr>]]>"),
        part(table(row("甲")), "<?a <w:tr>?>"),
        part(table(row("甲")), f'<w:p xmlns:w="{W}"/>'),
        part(table(row("甲")), '<cut n="0"/>'),
        part(table(row("甲")), start=f'<x:document xmlns:x="{W}" xmlns:w="{W}">').replace(b"</w:doc", b"</x:doc"),
    ],
    ids=["comment", "cdata", "instruction", "namespace", "mark", "root"],
)
def test_where_text_cannot_be_cut_safely_nothing_is_taken_out(data: bytes) -> None:
    assert to_bytes(parse_without_rows(data, SOURCE)[0]) == to_bytes(parse_xml(data, SOURCE))


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        ("</w:tr>", ""),
        ("<w:tr>", ""),
        ("</w:tc>", ""),
        ('w:val="2"', 'w:val="<w:tr>"'),
        ("<w:tbl>", "<w:tbl a='>"),
        ("xmlns:w", "xmlns:v"),
        ("UTF-8", "UTF-16"),
    ],
)
def test_a_damaged_part_is_told_as_if_it_were_read_whole(sound: str, damaged: str) -> None:
    data = part("\n", table(row("甲"), row(cell("乙", span=2)))).replace(sound.encode(), damaged.encode(), 1)
    with pytest.raises(JixiaoError) as whole:
        parse_xml(data, SOURCE)
    with pytest.raises(JixiaoError) as raised:
        apart(data)
    told = [(problem.code, problem.message) for problem in raised.value.problems]
    assert told == [(problem.code, problem.message) for problem in whole.value.problems]


def test_other_elements_are_no_rows() -> None:
    assert RowTexts().row(parse_xml(b'<cut n="0"/>', SOURCE)) is None
    assert RowTexts().row(parse_xml(part(), SOURCE)) is None
