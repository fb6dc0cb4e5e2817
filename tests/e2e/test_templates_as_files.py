"""The issued .docx templates as plain files: lean, valid, and laid out so that Word, WPS and LibreOffice agree.

In: every package in templates/docx, read with zipfile and lxml alone; of those in templates/xlsx, whether the schemas
allow them. The template language is not tried here.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from validate_ooxml import problems

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates" / "docx").glob("*.docx"))
SHEETS = sorted((ROOT / "templates" / "xlsx").glob("*.xlsx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NEEDED_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml"
    r"|word/(document|styles|settings|fontTable|numbering|footnotes|header\d*|footer\d*)\.xml"
    r"|word/_rels/(document|header\d*|footer\d*)\.xml\.rels"
)
MOST_BYTES = 60_000
TELLS_AN_AUTHOR_OR_TOOL = {
    "creator",
    "lastModifiedBy",
    "description",
    "Application",
    "AppVersion",
    "Company",
    "Manager",
}

each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)


@cache
def parts(template: Path) -> dict[str, bytes]:
    with ZipFile(template) as package:
        return {name: package.read(name) for name in package.namelist()}


def root_of(template: Path, part: str) -> etree._Element:
    return etree.fromstring(parts(template)[part])


def every(template: Path, tag: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield each element of that name in the parts under word/, with the name of its part."""
    for name in parts(template):
        if name.startswith("word/") and name.endswith(".xml"):
            for element in root_of(template, name).iter(W + tag):
                yield name, element


def number(element: etree._Element | None, attribute: str, otherwise: int = 0) -> int:
    return otherwise if element is None else int(element.get(W + attribute) or otherwise)


def test_there_are_templates_to_look_at() -> None:
    assert TEMPLATES
    assert SHEETS


@each_template
def test_package_holds_only_the_parts_that_the_form_needs(template: Path) -> None:
    assert [name for name in parts(template) if not NEEDED_PART.fullmatch(name)] == []
    assert sum(len(content) for content in parts(template).values()) <= MOST_BYTES


@each_template
def test_properties_name_no_author_and_no_tool(template: Path) -> None:
    names = [
        etree.QName(element).localname
        for part in parts(template)
        if part.startswith("docProps/")
        for element in root_of(template, part).iter(etree.Element)
    ]
    assert TELLS_AN_AUTHOR_OR_TOOL.intersection(names) == set()


@each_template
def test_no_part_holds_an_xml_comment(template: Path) -> None:
    assert [name for name, content in parts(template).items() if b"<!--" in content] == []


@each_template
def test_settings_give_zoom_percent_and_the_compatibility_mode_of_word_2013(template: Path) -> None:
    settings = root_of(template, "word/settings.xml")
    modes = [
        setting.get(W + "val")
        for setting in settings.iter(W + "compatSetting")
        if setting.get(W + "name") == "compatibilityMode"
    ]
    zoom = settings.find(W + "zoom")
    assert zoom is not None
    assert zoom.get(W + "percent") is not None
    assert modes == ["15"]


@each_template
def test_every_line_pitch_is_exact(template: Path) -> None:
    pitches = [(name, e) for name, e in every(template, "spacing") if e.get(W + "line") is not None]
    assert [(name, e.attrib) for name, e in pitches if e.get(W + "lineRule") != "exact"] == []


@each_template
def test_a_paragraph_that_names_no_style_has_an_exact_line_pitch(template: Path) -> None:
    normal = root_of(template, "word/styles.xml").find(f"{W}style[@{W}default='1'][@{W}type='paragraph']")
    assert normal is not None
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert spacing is not None
    assert spacing.get(W + "lineRule") == "exact"


@each_template
def test_no_document_grid_snaps_the_lines(template: Path) -> None:
    assert list(every(template, "docGrid")) == []


@each_template
def test_every_latin_font_has_its_chinese_font_beside_it(template: Path) -> None:
    named = [(name, e) for name, e in every(template, "rFonts") if e.get(W + "ascii") is not None]
    assert named
    assert [(name, e.attrib) for name, e in named if e.get(W + "eastAsia") is None] == []


@each_template
def test_every_table_has_a_fixed_layout(template: Path) -> None:
    layouts = [table.find(f"{W}tblPr/{W}tblLayout") for _, table in every(template, "tbl")]
    assert [None if e is None else e.get(W + "type") for e in layouts] == ["fixed"] * len(layouts)


@each_template
def test_cells_of_every_row_fill_the_grid_of_its_table(template: Path) -> None:
    for _, table in every(template, "tbl"):
        grid = [number(column, "w") for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        for row in table.findall(W + "tr"):
            at = number(row.find(f"{W}trPr/{W}gridBefore"), "val")
            for cell in row.findall(W + "tc"):
                span = number(cell.find(f"{W}tcPr/{W}gridSpan"), "val", 1)
                assert number(cell.find(f"{W}tcPr/{W}tcW"), "w") == sum(grid[at : at + span])
                at += span
            assert at + number(row.find(f"{W}trPr/{W}gridAfter"), "val") == len(grid)


@each_template
def test_paragraph_after_a_table_at_the_end_is_one_point_high(template: Path) -> None:
    body = root_of(template, "word/document.xml").find(W + "body")
    assert body is not None
    blocks = [element for element in body if element.tag != W + "sectPr"]
    if len(blocks) < 2 or blocks[-2].tag != W + "tbl":
        pytest.skip("the document does not end with a table")
    if any((text.text or "").strip() for text in blocks[-1].iter(W + "t")):
        pytest.skip("a line of text follows the table")
    style = blocks[-1].find(f"{W}pPr/{W}pStyle")
    assert style is not None
    styles = root_of(template, "word/styles.xml")
    spacing = styles.find(f"{W}style[@{W}styleId='{style.get(W + 'val')}']/{W}pPr/{W}spacing")
    assert spacing is not None
    assert spacing.get(W + "line") == "20"


@pytest.mark.parametrize("template", [*TEMPLATES, *SHEETS], ids=lambda path: path.name)
def test_template_is_valid_against_the_office_schemas(template: Path) -> None:
    assert problems(template) == []
