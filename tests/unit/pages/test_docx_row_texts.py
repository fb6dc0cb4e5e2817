"""Rows taken out of a part read as if they had stood in it, and nothing is taken out that could read otherwise."""

import pytest
from word import cell, control, paragraph, row, table

from generator.model import JixiaoError, Source
from generator.opc.xml import W, parse_xml, to_bytes
from generator.pages.docx_row_texts import RowTexts, parse_apart

SOURCE = Source("表.docx")
START = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}">'


def part(*content: str, start: str = START) -> bytes:
    return f"{start}<w:body>{''.join(content)}</w:body></w:document>".encode()


def apart(data: bytes) -> list[str]:
    """The rows that are taken out, as text."""
    root, texts = parse_apart(data, SOURCE)
    found = [texts.of(element) for element in root.iter("cut")]
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
    root, texts = parse_apart(data, SOURCE)
    found = [texts.of(element) for element in root.iter("cut")]
    assert [to_bytes(each.element) for each in found if each is not None] == whole


def test_rows_are_alike_only_under_one_root() -> None:
    def key(data: bytes) -> object:
        root, texts = parse_apart(data, SOURCE)
        found = texts.of(next(root.iter("cut")))
        assert found is not None
        return found.key

    one, other = part(table(row("甲")), "前"), part("后", table(row("甲"), row("乙")))
    ruled = part(table(row("甲")), start=START.replace(f'"{W}">', f'"{W}" xml:space="preserve">'))
    assert key(one) == key(other) != key(ruled)


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
    assert to_bytes(parse_apart(data, SOURCE)[0]) == to_bytes(parse_xml(data, SOURCE))


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
    assert RowTexts().of(parse_xml(b'<cut n="0"/>', SOURCE)) is None
    assert RowTexts().of(parse_xml(part(), SOURCE)) is None
