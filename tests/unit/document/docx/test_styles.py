from __future__ import annotations

import pytest
from reading import cells, paragraphs, tables
from word import cell, paragraph, row, run, table

from generator.document.model import Align, Font, LineRule, Paragraph, Tab, Vertical


def default_styles(run_properties: str, paragraph_properties: str = "") -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{run_properties}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{paragraph_properties}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def written_style(identifier: str, inside: str, kind: str = "paragraph", *, default: bool = False) -> str:
    mark = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"{mark}><w:name w:val="{identifier}"/>{inside}</w:style>'


def font_of(
    text: str = "字", *, run_properties: str = "", properties: str = "", styles: str = "", **parts: str
) -> Font:
    (found,) = paragraphs(paragraph(run(text, run_properties), properties=properties), styles=styles, **parts)
    (inline,) = found.content
    return inline.font


def test_without_styles_text_is_ten_points_in_the_usual_fonts() -> None:
    assert font_of() == Font(size=10.0)


def test_direct_formatting_beats_the_character_style_the_paragraph_style_and_the_defaults() -> None:
    styles = (
        default_styles('<w:rFonts w:eastAsia="宋体" w:ascii="Arial"/><w:sz w:val="20"/><w:color w:val="111111"/>')
        + written_style("P", '<w:rPr><w:sz w:val="24"/><w:rFonts w:eastAsia="黑体"/></w:rPr>')
        + written_style("C", '<w:rPr><w:sz w:val="28"/><w:spacing w:val="20"/></w:rPr>', "character")
    )
    found = font_of(
        run_properties='<w:rStyle w:val="C"/><w:w w:val="80"/>', properties='<w:pStyle w:val="P"/>', styles=styles
    )
    assert found == Font("黑体", "Arial", 14.0, color="111111", spacing=1.0, scale=0.8)


def test_a_style_inherits_what_it_is_based_on_attribute_by_attribute() -> None:
    styles = written_style("A", '<w:pPr><w:spacing w:before="200" w:line="400" w:lineRule="exact"/></w:pPr>')
    styles += written_style("B", '<w:basedOn w:val="A"/><w:pPr><w:spacing w:before="100"/></w:pPr>')
    (found,) = paragraphs(paragraph("字", properties='<w:pStyle w:val="B"/>'), styles=styles)
    assert (found.format.before, found.format.line, found.format.line_rule) == (5.0, 20.0, LineRule.EXACT)
    assert found.style == "B"


def test_styles_based_on_each_other_in_a_circle_are_read() -> None:
    styles = written_style("A", '<w:basedOn w:val="B"/><w:rPr><w:b/></w:rPr>')
    styles += written_style("B", '<w:basedOn w:val="A"/>')
    assert font_of(properties='<w:pStyle w:val="B"/>', styles=styles).bold


def test_the_default_paragraph_style_holds_where_none_is_named() -> None:
    styles = written_style("Normal", '<w:pPr><w:jc w:val="both"/></w:pPr>', default=True)
    (found,) = paragraphs("字", styles=styles)
    assert (found.style, found.format.align) == ("Normal", Align.BOTH)


@pytest.mark.parametrize(
    ("in_paragraph", "in_character", "direct", "expected"),
    [
        ("<w:b/>", "", "", True),
        ("<w:b/>", "<w:b/>", "", False),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", '<w:b w:val="0"/>', False),
        ('<w:b w:val="false"/>', "<w:b/>", "", True),
    ],
)
def test_bold_set_by_two_styles_is_unset(in_paragraph: str, in_character: str, direct: str, *, expected: bool) -> None:
    styles = written_style("P", f"<w:rPr>{in_paragraph}</w:rPr>")
    styles += written_style("C", f"<w:rPr>{in_character}</w:rPr>", "character")
    found = font_of(run_properties=f'<w:rStyle w:val="C"/>{direct}', properties='<w:pStyle w:val="P"/>', styles=styles)
    assert found.bold is expected


def test_fonts_named_by_their_role_come_from_the_theme() -> None:
    theme = (
        '<a:fontScheme><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="等线"/></a:minorFont></a:fontScheme>'
    )
    named = '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:ascii="Arial"/>'
    found = font_of(run_properties=named, theme1=theme)
    assert (found.latin, found.east_asian) == ("Calibri", "等线")


def test_a_font_name_further_on_beats_a_role_inherited() -> None:
    theme = '<a:minorFont><a:latin typeface="Calibri"/></a:minorFont>'
    styles = default_styles('<w:rFonts w:asciiTheme="minorHAnsi"/>')
    assert font_of(run_properties='<w:rFonts w:ascii="Arial"/>', styles=styles, theme1=theme).latin == "Arial"


@pytest.mark.parametrize(
    ("properties", "field", "expected"),
    [
        ('<w:u w:val="single"/>', "underline", "single"),
        ('<w:u w:val="none"/>', "underline", ""),
        ("<w:strike/>", "strike", True),
        ('<w:highlight w:val="yellow"/>', "shading", "FFFF00"),
        ('<w:shd w:val="clear" w:fill="d9d9d9"/>', "shading", "D9D9D9"),
        ('<w:shd w:val="clear" w:fill="auto"/>', "shading", ""),
        ('<w:shd w:val="pct20" w:color="auto" w:fill="auto"/>', "shading", "CCCCCC"),
        ('<w:shd w:val="pct5" w:color="auto" w:fill="FFFFFF"/>', "shading", "F2F2F2"),
        ('<w:shd w:val="pct25" w:color="FF0000" w:fill="FFFF00"/>', "shading", "FFBF00"),
        ('<w:position w:val="6"/>', "raised", 3.0),
        ('<w:rFonts w:hint="eastAsia"/>', "east_asian_hint", True),
        ('<w:sz w:val="12pt"/>', "size", 12.0),
        ('<w:sz w:val="大"/>', "size", 10.0),
        ('<w:color w:val="auto"/>', "color", ""),
    ],
)
def test_run_formatting(properties: str, field: str, expected: object) -> None:
    assert getattr(font_of(run_properties=properties), field) == expected


def test_superscript_is_smaller_and_raised() -> None:
    found = font_of(run_properties='<w:sz w:val="40"/><w:vertAlign w:val="superscript"/>')
    assert (found.size, found.raised) == (13.0, 7.0)


@pytest.mark.parametrize(
    ("properties", "field", "expected"),
    [
        ('<w:jc w:val="end"/>', "align", Align.RIGHT),
        ('<w:jc w:val="distribute"/>', "align", Align.DISTRIBUTE),
        ('<w:ind w:firstLine="480"/>', "first", 24.0),
        ('<w:ind w:left="480" w:hanging="240"/>', "first", -12.0),
        ('<w:ind w:firstLineChars="200" w:firstLine="99"/>', "first", 32.0),
        ('<w:ind w:firstLineChars="0" w:firstLine="99"/>', "first", 4.95),
        ('<w:ind w:start="1cm"/>', "left", 72 / 2.54),
        ('<w:ind w:rightChars="100"/>', "right", 16.0),
        ('<w:spacing w:beforeLines="50" w:before="1"/>', "before", 6.0),
        ('<w:spacing w:after="100" w:afterAutospacing="1"/>', "after", 14.0),
        ('<w:spacing w:line="360"/>', "line", 1.5),
        ('<w:spacing w:line="360" w:lineRule="atLeast"/>', "line", 18.0),
        ("<w:contextualSpacing/>", "contextual_spacing", True),
        ("<w:keepNext/>", "keep_next", True),
        ('<w:widowControl w:val="0"/>', "widow_control", False),
        ('<w:kinsoku w:val="0"/>', "kinsoku", False),
        ('<w:autoSpaceDE w:val="off"/>', "auto_space_latin", False),
        ('<w:snapToGrid w:val="0"/>', "snap_to_grid", False),
        ('<w:outlineLvl w:val="0"/>', "outline", 0),
        ('<w:outlineLvl w:val="9"/>', "outline", None),
    ],
)
def test_paragraph_formatting(properties: str, field: str, expected: object) -> None:
    (found,) = paragraphs(paragraph(run("字", '<w:sz w:val="32"/>'), properties=properties))
    assert getattr(found.format, field) == pytest.approx(expected)


def test_a_first_line_indent_takes_the_place_of_an_inherited_hanging_one() -> None:
    styles = written_style("P", '<w:pPr><w:ind w:hanging="400"/></w:pPr>')
    properties = '<w:pStyle w:val="P"/><w:ind w:firstLine="200"/>'
    (found,) = paragraphs(paragraph("字", properties=properties), styles=styles)
    assert found.format.first == 10.0


def test_tab_stops_add_up_over_styles_and_cleared_ones_go() -> None:
    styles = written_style(
        "P", '<w:pPr><w:tabs><w:tab w:val="left" w:pos="400"/><w:tab w:val="left" w:pos="800"/></w:tabs></w:pPr>'
    )
    direct = '<w:pStyle w:val="P"/><w:tabs><w:tab w:val="clear" w:pos="400"/>'
    direct += '<w:tab w:val="right" w:pos="1600" w:leader="dot"/></w:tabs>'
    (found,) = paragraphs(paragraph("字", properties=direct), styles=styles)
    assert found.format.tabs == (Tab(40.0), Tab(80.0, "right", "dot"))


BANDED = written_style(
    "T",
    "<w:rPr><w:b/></w:rPr>"
    '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/></w:tblCellMar>'
    '<w:tblBorders><w:insideH w:val="single" w:sz="4"/></w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:sz w:val="40"/></w:rPr><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:tcPr><w:tcBorders><w:bottom w:val="double" w:sz="12"/></w:tcBorders><w:shd w:val="clear" w:fill="AAAAAA"/>'
    '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:val="clear" w:fill="BBBBBB"/></w:tcPr></w:tblStylePr>',
    "table",
)


def styled(look: str, *rows: str) -> str:
    written = table(*rows)
    return written.replace("<w:tblPr>", f'<w:tblPr><w:tblStyle w:val="T"/>{look}')


def test_a_table_style_formats_its_first_row_apart() -> None:
    (found,) = tables(
        styled('<w:tblLook w:firstRow="1" w:noVBand="1"/>', row("头"), row("一"), row("二")), styles=BANDED
    )
    heads, first, second = (cells(found)[number, 0] for number in range(3))
    assert [each.shading for each in (heads, first, second)] == ["AAAAAA", "BBBBBB", ""]
    assert [each.vertical for each in (heads, first)] == [Vertical.BOTTOM, Vertical.TOP]
    assert heads.edges.bottom is not None
    assert (heads.edges.bottom.style, heads.edges.bottom.width) == ("double", 1.5)
    assert first.edges.top == heads.edges.bottom
    assert first.edges.bottom is not None
    assert first.edges.bottom.width == 0.5
    (text,) = heads.blocks
    assert isinstance(text, Paragraph)
    assert (text.mark.size, text.mark.bold, text.format.align) == (20.0, True, Align.CENTER)
    assert heads.margins.left == 2.0


def test_without_its_look_a_table_takes_no_conditional_format() -> None:
    (found,) = tables(styled("", row("头"), row("一")), styles=BANDED)
    assert [each.shading for each in cells(found).values()] == ["", ""]


def test_the_old_bits_of_a_look_count_where_it_has_no_attributes() -> None:
    (found,) = tables(styled('<w:tblLook w:val="0620"/>', row("头"), row("一")), styles=BANDED)
    assert [each.shading for each in cells(found).values()] == ["AAAAAA", ""]


def test_a_cell_keeps_its_own_shading_over_that_of_the_style() -> None:
    own = cell("头").replace("<w:tc>", '<w:tc><w:tcPr><w:shd w:val="clear" w:fill="auto"/></w:tcPr>')
    (found,) = tables(styled('<w:tblLook w:firstRow="1"/>', row(own), row("一")), styles=BANDED)
    assert cells(found)[0, 0].shading == ""
