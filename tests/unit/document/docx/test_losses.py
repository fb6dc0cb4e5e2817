"""What a PDF will not show is told, whatever it is: nothing is lost because nobody thought of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from reading import read, unsupported
from word import cell, drawing, field, paragraph, row, run, section, table

from generator.document.docx.losses import CARRIED, HARMLESS

SCHEMA = etree.parse(Path(__file__).parents[3] / "data" / "ooxml-xsd" / "wml.xsd").getroot()
XS = "{http://www.w3.org/2001/XMLSchema}"
# The properties of each kind that are told.
TOLD = {
    "rPr": {"bdr", "eastAsianLayout", "effect", "em", "emboss", "fitText", "imprint", "outline", "rtl", "shadow"},
    "pPr": {"bidi", "textDirection"},
    "tcPr": {"cellDel", "cellIns", "cellMerge", "tcFitText"},
    "trPr": set[str](),
    "tblPr": {"bidiVisual"},
    "sectPr": {"bidi"},
}


def names_in(definition: etree._Element) -> Iterator[str]:
    """The names of the elements that a type or group of the schema allows."""
    for node in definition.iter(f"{XS}element", f"{XS}group", f"{XS}extension"):
        if name := node.get("name"):
            if node.tag == f"{XS}element":
                yield name
        elif node.tag == f"{XS}element":
            yield node.get("ref", "").removeprefix("w:")
        if reference := (node.get("ref") if node.tag == f"{XS}group" else node.get("base")):
            yield from names_in(defined(reference.removeprefix("w:")))


def defined(name: str) -> etree._Element:
    return next(node for node in SCHEMA if node.get("name") == name and node.tag != f"{XS}element")


@pytest.mark.parametrize("kind", CARRIED)
def test_every_property_of_the_schema_is_carried_harmless_or_told(kind: str) -> None:
    # The properties of a paragraph mark are those of a run and a few more.
    allowed = set(names_in(defined("CT_ParaRPr" if kind == "rPr" else f"CT_{kind[0].upper()}{kind[1:]}")))
    named = CARRIED[kind] | HARMLESS[kind]
    assert named - allowed == set()
    assert allowed - named == TOLD[kind]
    assert CARRIED[kind] & HARMLESS[kind] == set()


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ('<w:bdr w:val="single" w:sz="4"/>', ["N025"]),
        ('<w:bdr w:val="nil" w:sz="4"/>', []),
        ('<w:eastAsianLayout w:id="1" w:combine="1"/>', ["N026"]),
        ('<w:eastAsianLayout w:id="1" w:vert="0"/>', []),
        ('<w:fitText w:val="1680" w:id="5"/>', ["N027"]),
        ('<w:em w:val="dot"/>', ["N022"]),
        ("<w:shadow/>", ["N028"]),
        ('<w:shadow w:val="0"/>', []),
        ('<w14:glow w14:rad="1"/>', ["N028"]),
        ("<w14:textFill><w14:solidFill/></w14:textFill>", []),
        ("<w14:textFill><w14:gradFill/></w14:textFill>", ["N028"]),
        ("<w14:textOutline><w14:noFill/></w14:textOutline>", []),
        ("<w:rtl/>", ["N033"]),
        ('<w:shd w:val="diagCross" w:fill="FFFF00"/>', ["N036"]),
        ('<w:shd w:val="pct15" w:color="auto" w:fill="FFFFFF"/>', []),
        ('<w:u w:val="single" w:color="FF0000"/>', ["N037"]),
        ('<w:color w:val="FF0000"/><w:u w:val="single" w:color="FF0000"/>', []),
        ('<w:u w:val="single" w:color="000000"/>', []),
        ('<w:u w:val="words"/>', ["N037"]),
        ("<w:dstrike/>", ["N037"]),
        ("<w:smallCaps/>", ["N037"]),
        ('<w:kern w:val="2"/><w:lang w:val="zh-CN"/>', []),
    ],
)
def test_what_a_run_loses_is_told(properties: str, codes: list[str]) -> None:
    assert unsupported(read(paragraph(run("文", properties)))) == [(code, "第1段") for code in codes]


def test_losses_of_a_style_are_told_where_it_is_used() -> None:
    bordered = '<w:name w:val="框"/><w:rPr><w:bdr w:val="single"/></w:rPr>'
    style = f'<w:style w:type="character" w:styleId="框">{bordered}</w:style>'
    assert unsupported(read(paragraph(run("文", '<w:rStyle w:val="框"/>')), styles=style)) == [("N025", "第1段")]


def test_diagonals_and_properties_of_cells_rows_and_tables_are_told() -> None:
    diagonal = '<w:tcBorders><w:tl2br w:val="single"/></w:tcBorders><w:tcFitText/>'
    crossed = cell("类别").replace("<w:tc>", f"<w:tc><w:tcPr>{diagonal}</w:tcPr>")
    plain = table(row(crossed, "乙")).replace("<w:tblPr>", "<w:tblPr><w:bidiVisual/>", 1)
    assert unsupported(read(plain)) == [
        ("N029", "表1 第1行 第1列"),
        ("N033", "表1 第1行 第1列"),
        ("N033", "表1"),
    ]


def test_equations_of_fields_are_told_however_written() -> None:
    simple = f'<w:fldSimple w:instr="eq \\o\\ac(○,密)">{run("")}</w:fldSimple>'
    assert unsupported(read(paragraph(field("EQ \\o\\ac(○,密)", "")), paragraph(simple))) == [
        ("N031", "第1段"),
        ("N031", "第2段"),
    ]


@pytest.mark.parametrize("code", ["AUTONUM", "LISTNUM", "MACROBUTTON x 点这里", "SYMBOL 163 \\f Wingdings"])
def test_fields_that_word_draws_anew_are_told_where_the_file_has_no_result(code: str) -> None:
    bare = field(code, "").replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    empty = f'<w:fldSimple w:instr="{code}"/>'
    assert unsupported(read(paragraph(bare), paragraph(field(code, "一")), paragraph(empty))) == [
        ("N035", "第1段"),
        ("N035", "第3段"),
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('<w:tblW w:w="5000" w:type="pct"/>', [("N038", "表1")]),
        ('<w:tblW w:w="50%" w:type="pct"/>', [("N038", "表1")]),
        ('<w:tblW w:w="9000" w:type="dxa"/>', [("N038", "表1")]),
        ('<w:tblW w:w="4100" w:type="dxa"/>', []),
        ('<w:tblW w:w="0" w:type="auto"/>', []),
    ],
)
def test_width_of_a_table_that_its_columns_do_not_have_is_told(given: str, told: list[tuple[str, str]]) -> None:
    plain = table(row("甲", "乙"), grid=(2000, 2000)).replace("<w:tblPr>", f"<w:tblPr>{given}", 1)
    assert unsupported(read(plain)) == told
    assert unsupported(read(plain.replace('w:w="2000"', 'w:w="0"', 1))) == []


def test_row_that_is_not_aligned_like_its_table_is_told() -> None:
    centered = row("甲", properties='<w:jc w:val="center"/>')
    assert unsupported(read(table(row("甲"), centered))) == [("N033", "表1 第2行")]
    all_centered = table(centered).replace("<w:tblPr>", '<w:tblPr><w:jc w:val="center"/>', 1)
    assert unsupported(read(all_centered)) == []


def test_tabs_that_stand_by_the_margin_or_draw_a_bar_are_told() -> None:
    bar = '<w:tabs><w:tab w:val="bar" w:pos="2000"/></w:tabs>'
    by_margin = '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'
    assert unsupported(read(paragraph(by_margin), paragraph("甲", properties=bar))) == [
        ("N033", "第1段"),
        ("N033", "第2段"),
    ]


@pytest.mark.parametrize(("right", "codes"), [(1440, []), (1000, ["N033"])])
def test_margins_that_change_sides_on_even_pages_are_told(right: int, codes: list[str]) -> None:
    page = section().replace('w:right="1440"', f'w:right="{right}"')
    found = read("文", page, settings1="<w:mirrorMargins/>")
    assert [code for code, _ in unsupported(found)] == codes


def test_page_whose_text_is_spread_over_its_height_is_told() -> None:
    page = section().replace("</w:sectPr>", '<w:vAlign w:val="both"/></w:sectPr>')
    assert [code for code, _ in unsupported(read(paragraph("文"), page))] == ["N033"]


@pytest.mark.parametrize(
    ("grid", "codes"),
    [
        ('w:type="linesAndChars" w:linePitch="312" w:charSpace="-1024"', ["N032"]),
        ('w:type="linesAndChars" w:linePitch="312"', []),
        ('w:type="lines" w:charSpace="5"', []),
        ('w:type="snapToChars"', ["N032"]),
    ],
)
def test_pitch_of_characters_is_told(grid: str, codes: list[str]) -> None:
    page = section().replace("</w:sectPr>", f"<w:docGrid {grid}/></w:sectPr>")
    assert [code for code, _ in unsupported(read(paragraph("文"), page))] == codes


def test_elements_that_nobody_reads_are_told_and_marks_that_print_nothing_are_not() -> None:
    marks = '<w:proofErr w:type="spellStart"/><w:commentRangeStart w:id="0"/>'
    assert unsupported(read(paragraph("<w:r><w:pgNum/><w:lastRenderedPageBreak/></w:r>", marks))) == [("N033", "第1段")]


def test_box_without_text_is_a_shape() -> None:
    assert [code for code, _ in unsupported(read(paragraph(drawing(1, " ")), paragraph(drawing(2, "字"))))] == [
        "N004",
        "N003",
    ]
