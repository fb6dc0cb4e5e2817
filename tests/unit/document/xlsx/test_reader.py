from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from document_grid import grids
from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Alignment, Color, PatternFill, Side
from openpyxl.styles import Border as Borders
from openpyxl.styles import Font as SheetFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.pagebreak import Break
from PIL import Image as PILImage
from sheet import members

from generator.document.model import (
    Align,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    PageNumber,
    Paragraph,
    Section,
    Table,
    Vertical,
)
from generator.document.xlsx.reader import read_xlsx
from generator.office.package import read_package
from generator.problem import JixiaoError, Source

FILE = "回来的表.xlsx"


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def book_of(fill: Callable[[Any], None]) -> bytes:
    """A workbook of one sheet, filled."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "表"
    fill(sheet)
    return saved(book)


def read(fill: Callable[[Any], None]) -> Document:
    return read_xlsx(book_of(fill), Source(FILE))


def section(fill: Callable[[Any], None]) -> Section:
    (found,) = read(fill).sections
    return found


def table(fill: Callable[[Any], None]) -> Table:
    (found,) = section(fill).blocks
    assert isinstance(found, Table)
    return found


def cells(found: Table) -> dict[tuple[int, int], Cell]:
    return {(number, cell.column): cell for number, row in enumerate(found.rows) for cell in row.cells}


def texts(fill: Callable[[Any], None]) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table(fill).rows]


def unsupported(document: Document) -> list[tuple[str, str]]:
    return [(problem.code, problem.source.place) for problem in document.problems]


def with_sheet(inside: str, **others: str) -> bytes:
    """A workbook whose sheet has this XML inside; ``others`` replace parts by name."""
    written = io.BytesIO()
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(io.BytesIO(book_of(lambda sheet: None))) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            text = others.get(name.rpartition("/")[2].removesuffix(".xml"), old.read(name).decode())
            new.writestr(name, f"<worksheet {spaces}>{inside}</worksheet>" if name.endswith("sheet1.xml") else text)
    return written.getvalue()


def shown(inside: str) -> dict[str, tuple[str, str]]:
    """Text and number of each cell of this sheet data, by its place."""
    (found,) = grids(read_xlsx(with_sheet(f"<sheetData>{inside}</sheetData>"), Source(FILE)))
    return {f"{cell.row},{cell.column}": (cell.text, cell.cell.number) for row in found.rows for cell in row}


def test_bytes_a_path_and_a_package_give_the_same_document(tmp_path: Path) -> None:
    data = book_of(lambda sheet: sheet.append(["甲", 1]))
    path = tmp_path / FILE
    path.write_bytes(data)
    found = read_xlsx(data, Source(FILE))
    assert found == read_xlsx(path, Source(FILE)) == read_xlsx(read_package(path, kind="xlsx"), Source(FILE))


def test_each_visible_sheet_is_a_section_of_its_name() -> None:
    book = Workbook()
    for name in ("一", "藏", "二"):
        book.create_sheet(name)["A1"] = name
    book["藏"].sheet_state = "hidden"
    del book["Sheet"]
    found = read_xlsx(saved(book), Source(FILE))
    assert [each.name for each in grids(found)] == ["一", "二"]


def test_empty_sheets_among_others_print_no_page() -> None:
    def fill(sheet: Any) -> None:
        sheet.parent.create_sheet("Sheet2", 0).oddFooter.center.text = "第 &P 页"
        sheet["A1"] = "甲"
        sheet.parent.create_sheet("Sheet3")["B2"].number_format = "0.00"

    assert [section.name for section in read(fill).sections] == ["表"]


def test_a_sheet_with_nothing_but_a_picture_prints_its_page() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "甲"
        drawn = io.BytesIO()
        PILImage.new("RGB", (4, 4)).save(drawn, "PNG")
        sheet.parent.create_sheet("图").add_image(Picture(drawn))

    assert [section.name for section in read(fill).sections] == ["表", "图"]


def test_an_empty_sheet_has_no_table() -> None:
    assert section(lambda sheet: None).blocks == ()


@pytest.mark.parametrize(
    ("value", "number_format", "text", "number"),
    [
        ("文", "General", "文", ""),
        ("多\n行", "General", "多\n行", ""),
        (5, "General", "5", "5"),
        (-0.5, "General", "-0.5", "-0.5"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (1234.5, "#,##0.00", "1,234.50", "1234.5"),
        (0.285, "0.0%", "28.5%", "0.285"),
        (dt.date(2024, 3, 1), 'yyyy"年"m"月"d"日"', "2024年3月1日", ""),
        (True, "General", "TRUE", ""),
        (1e20, "General", "100000000000000000000", "100000000000000000000"),
        (123456789012345678, "0", "123456789012346000", "123456789012346000"),
        (7, "@", "7", "7"),
        (0, "0;-0;;@", "", "0"),
    ],
)
def test_a_cell_shows_what_excel_shows(value: object, number_format: str, text: str, number: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"] = value, "末"
        sheet["A1"].number_format = number_format

    found = cells(table(fill))[0, 0]
    assert (found.text, found.number) == (text, number)


def test_dates_that_count_from_1904_show_as_they_do_in_excel() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet: Any = book.active
    sheet["A1"] = dt.date(2024, 3, 1)
    sheet["A1"].number_format = "yyyy-mm-dd"
    sheet["B1"] = dt.timedelta(hours=30)
    (found,) = grids(read_xlsx(saved(book), Source(FILE)))
    assert [cell.text for cell in found.rows[0]] == ["2024-03-01", "30:00:00"]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<c r="A1" t="inlineStr"><is><t>直接</t></is></c>', ("直接", "")),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><rPh><t>音</t></rPh><r><t>乙</t></r></is></c>', ("甲乙", "")),
        ('<c r="A1" t="str"><f>x</f><v>果_x000D_\n行</v></c>', ("果\n行", "")),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', ("#DIV/0!", "")),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', ("2", "2")),
        ('<c r="A1"><v>不是数</v></c>', ("不是数", "")),
        ('<c r="A1"><v>1e999999</v></c>', ("1e999999", "")),
        ('<c r="A1" s="99999"><v>3</v></c>', ("3", "3")),
        ("<c><v>4</v></c>", ("4", "4")),
    ],
)
def test_values_as_files_hold_them(inside: str, expected: tuple[str, str]) -> None:
    assert shown(f'<row r="1">{inside}</row>')["0,0"] == expected


def test_a_string_that_is_not_among_the_shared_ones_is_blank() -> None:
    assert shown('<row><c t="s"><v>99</v></c><c><v>1</v></c></row>') == {"0,0": ("", ""), "0,1": ("1", "1")}


def test_a_formula_without_a_result_is_told() -> None:
    inside = '<sheetData><row r="2"><c r="AB2"><f>A1</f></c></row></sheetData>'
    # A workbook that Excel calculates when it opens it is one of ours; saving it again helps, opening alone does not.
    told = read_xlsx(with_sheet(inside), Source(FILE))
    assert unsupported(told) == [("N050", "工作表“表” AB2")]
    book = members(with_sheet(inside))["xl/workbook.xml"].replace(' fullCalcOnLoad="1"', "")
    assert unsupported(read_xlsx(with_sheet(inside, workbook=book), Source(FILE))) == [("N040", "工作表“表” AB2")]


def test_an_error_of_excel_is_told() -> None:
    errors = '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><v>1</v></c>'
    told = read_xlsx(with_sheet(f'<sheetData><row r="1">{errors}</row></sheetData>'), Source(FILE))
    assert unsupported(told) == [("N051", "工作表“表” A1"), ("N051", "工作表“表” B1")]


def test_a_number_in_a_format_that_is_not_understood_is_told_and_a_text_is_not() -> None:
    book = Workbook()
    page: Any = book.active
    page.title = "表"
    page["A1"], page["B2"] = "文", 1234567.891
    page["A1"].number_format = page["B2"].number_format = 'ggge"年"'
    data = io.BytesIO()
    book.save(data)
    assert unsupported(read_xlsx(data.getvalue(), Source(FILE))) == [("N059", "工作表“表” B2")]


def test_rich_text_has_a_run_per_font() -> None:
    def fill(sheet: Any) -> None:
        bold = InlineFont(rFont="黑体", sz=14, b=True, color=Color(rgb="FFFF0000"))
        sheet["A1"] = CellRichText("甲", TextBlock(bold, "乙"))

    (paragraph,) = cells(table(fill))[0, 0].blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "甲乙"
    assert paragraph.content[1].font == Font("黑体", "黑体", 14.0, bold=True, color="FF0000")


def test_a_cell_has_its_font_colours_and_alignment() -> None:
    def fill(sheet: Any) -> None:
        cell = sheet["A1"]
        cell.value = "字"
        cell.font = SheetFont(name="仿宋_GB2312", size=12, italic=True, underline="single", strike=True)
        cell.fill = PatternFill("solid", fgColor=Color(theme=0, tint=-0.25))
        cell.alignment = Alignment(horizontal="distributed", vertical="center", indent=1)

    found = cells(table(fill))[0, 0]
    (paragraph,) = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.mark == Font("仿宋_GB2312", "仿宋_GB2312", 12.0, italic=True, underline="single", strike=True)
    assert (found.shading, found.vertical) == ("BFBFBF", Vertical.CENTER)
    assert (paragraph.format.align, paragraph.format.left, paragraph.format.right) == (Align.DISTRIBUTE, 6.75, 6.75)


def test_a_latin_font_leaves_chinese_to_the_usual_one() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet["A1"].font = SheetFont(name="Arial", size=10)

    assert cells(table(fill))[0, 0].blocks[0].mark == Font("宋体", "Arial", 10.0)  # type: ignore[union-attr]


def test_without_an_alignment_numbers_stand_right_and_truths_in_the_middle() -> None:
    found = cells(table(lambda sheet: sheet.append(["文", 1, True])))
    formats = [cell.blocks[0].format.align for cell in found.values()]  # type: ignore[union-attr]
    assert formats == [Align.LEFT, Align.RIGHT, Align.CENTER]


def test_neighbours_hold_the_stronger_of_their_borders() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["甲", "乙"])
        sheet.append(["丙", "丁"])
        sheet["A1"].border = Borders(right=Side("thin"), bottom=Side("thin", Color(rgb="FF00FF00")))
        sheet["B1"].border = Borders(left=Side("thick"))

    found = cells(table(fill))
    assert found[0, 0].edges == Edges(right=Border(2.25), bottom=Border(0.5, "00FF00"))
    assert found[0, 1].edges == Edges(left=Border(2.25))
    assert found[1, 0].edges == Edges(top=Border(0.5, "00FF00"))


def test_merged_cells_are_one_with_the_borders_all_around() -> None:
    def fill(sheet: Any) -> None:
        for row in sheet["A1:C3"]:
            for cell in row:
                cell.border = Borders(*(Side("thin") for _ in range(4)))
        sheet["A1"] = "合"
        sheet["C3"] = "末"
        sheet.merge_cells("A1:B2")

    found = cells(table(fill))
    assert (found[0, 0].text, found[0, 0].row_span, found[0, 0].span) == ("合", 2, 2)
    assert found[0, 0].edges == Edges(*(Border(0.5) for _ in range(4)))
    assert set(found) == {(0, 0), (0, 2), (1, 2), (2, 0), (2, 1), (2, 2)}


def test_hidden_rows_and_columns_are_gone_and_merges_shrink() -> None:
    def fill(sheet: Any) -> None:
        for number in range(1, 5):
            sheet.append([f"{letter}{number}" for letter in "ABCD"])
        sheet.merge_cells("A1:C2")
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[1].hidden = True

    found = table(fill)
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["A1", "D2"], ["A4", "C4", "D4"]]
    assert (found.rows[0].cells[0].span, found.rows[0].cells[0].row_span) == (2, 1)


def test_blank_rows_at_the_end_are_dropped_unless_they_have_borders() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet["A2"].border = Borders(bottom=Side("thin"))
        sheet["A9"].font = SheetFont(bold=True)

    assert texts(fill) == [["字"], [""]]


def test_the_print_area_and_titles_are_kept() -> None:
    def fill(sheet: Any) -> None:
        for number in range(1, 6):
            sheet.append([f"{letter}{number}" for letter in "ABC"])
        sheet.print_area = "B2:C4"
        sheet.print_title_rows = "1:3"

    found = table(fill)
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["B2", "C2"], ["B3", "C3"], ["B4", "C4"]]
    assert [row.heading for row in found.rows] == [True, True, False]


def test_titles_in_the_middle_are_kept_too() -> None:
    def fill(sheet: Any) -> None:
        for number in range(1, 5):
            sheet[f"A{number}"] = f"A{number}"
        sheet.print_title_rows = "2:3"

    assert [row.heading for row in table(fill).rows] == [False, True, True, False]


def test_paper_margins_and_what_stands_in_the_middle() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 8, "landscape"
        sheet.page_margins.left = 1
        sheet.print_options.horizontalCentered = sheet.print_options.verticalCentered = True
        sheet.page_setup.useFirstPageNumber, sheet.page_setup.firstPageNumber = True, 3

    found = section(fill)
    assert (found.width, found.height) == pytest.approx((420 / 25.4 * 72, 297 / 25.4 * 72))
    assert (found.margins.left, found.vertical, found.first_number) == (72.0, Vertical.CENTER, 3)
    assert found.blocks[0].align is Align.CENTER  # type: ignore[union-attr]


def test_lengths_of_columns_and_rows() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B2"] = "字", "字"
        sheet.column_dimensions["A"].width = 10.7109375
        sheet.row_dimensions[1].height = 30

    found = table(fill)
    assert found.columns[0] == 75 * 0.75  # ten digits of 7 pixels and 5 around them
    assert [row.height for row in found.rows] == [30.0, 15.0]


@pytest.mark.parametrize(("scale", "expected"), [(50, 0.5), (None, 1.0)])
def test_a_scale_shrinks_lengths_and_fonts(scale: int | None, expected: float) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet["A1"].font = SheetFont(size=12)
        sheet.page_setup.scale = scale
        sheet.row_dimensions[1].height = 30

    found = table(fill)
    assert found.rows[0].height == 30 * expected
    assert cells(found)[0, 0].blocks[0].mark.size == 12 * expected  # type: ignore[union-attr]


def wide(sheet: Any) -> None:
    sheet["A1"] = "字"
    sheet.column_dimensions["A"].width = 200


def test_a_sheet_that_fits_one_page_across_is_shrunk_to_it() -> None:
    def fill(sheet: Any) -> None:
        wide(sheet)
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0

    found = read(fill)
    (only,) = found.sections
    (block,) = only.blocks
    assert isinstance(block, Table)
    room = only.width - only.margins.left - only.margins.right
    assert room - 15 < sum(block.columns) <= room
    assert found.problems == ()


def test_a_sheet_wider_than_its_page_is_shrunk_and_told() -> None:
    found = read(wide)
    (only,) = found.sections
    assert sum(only.blocks[0].columns) == pytest.approx(only.width - only.margins.left - only.margins.right)  # type: ignore[union-attr]
    assert unsupported(found) == [("N046", "工作表“表”")]


def test_headers_and_footers_are_paragraphs_with_fields() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet.oddHeader.left.text, sheet.oddHeader.right.text = "附件2", "&A"
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        sheet.evenFooter.center.text = "双页"
        sheet.HeaderFooter.differentOddEven = True

    found = read(fill)
    (only,) = found.sections
    assert [block.text for block in only.headers["default"]] == ["附件2\t\t表"]  # type: ignore[union-attr]
    (footer,) = only.footers["default"]
    assert isinstance(footer, Paragraph)
    assert [item.kind for item in footer.content if isinstance(item, PageNumber)] == ["PAGE", "NUMPAGES"]
    assert footer.text == "\t第  页，共  页"
    assert [tab.align for tab in footer.format.tabs] == ["center", "right"]
    assert only.footers["even"][0].text == "\t双页"  # type: ignore[union-attr]
    assert found.even_and_odd


@pytest.mark.parametrize(
    ("code", "field", "expected"),
    [
        ('&"黑体,加粗"&14题', "bold", True),
        ('&"黑体,加粗"&14题', "east_asian", "黑体"),
        ("&14题", "size", 14.0),
        ("&U题", "underline", "single"),
        ("&KFF0000题", "color", "FF0000"),
    ],
)
def test_fonts_of_headers(code: str, field: str, expected: object) -> None:
    inside = f"<sheetData/><headerFooter><oddHeader>{code.replace('&', '&amp;')}</oddHeader></headerFooter>"
    (only,) = read_xlsx(with_sheet(inside), Source(FILE)).sections
    (header,) = only.headers["default"]
    assert isinstance(header, Paragraph)
    assert (header.text, getattr(header.content[-1].font, field)) == ("\t题", expected)


def test_a_date_of_printing_is_told() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "字"
        sheet.oddFooter.right.text = "&D"

    assert unsupported(read(fill)) == [("N048", "工作表“表”")]


def turned(sheet: Any) -> None:
    sheet["C2"] = "字"
    sheet["C2"].alignment = Alignment(textRotation=255)


def crossed(sheet: Any) -> None:
    sheet["C2"].border = Borders(diagonal=Side("thin"), diagonalUp=True)
    sheet["A1"] = "字"


def broken_pages(sheet: Any) -> None:
    sheet["A1"] = "字"
    sheet.row_breaks.append(Break(1))


def two_areas(sheet: Any) -> None:
    sheet["A1"], sheet["C3"] = "字", "字"
    sheet.print_area = "A1:A2,C1:C3"


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (turned, ("N042", "工作表“表” C2")),
        (crossed, ("N043", "工作表“表” C2")),
        (broken_pages, ("N045", "工作表“表”")),
        (two_areas, ("N044", "工作表“表”")),
    ],
)
def test_what_is_not_carried_is_told(fill: Callable[[Any], None], expected: tuple[str, str]) -> None:
    assert unsupported(read(fill)) == [expected]


@pytest.mark.parametrize(
    "inside",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ],
)
def test_a_sheet_too_large_is_cut(inside: str) -> None:
    found = read_xlsx(with_sheet(f"<sheetData>{inside}"), Source(FILE))
    (only,) = found.sections
    assert all(
        len(block.rows) <= 50_000 and len(block.columns) <= 1_000 for block in only.blocks if isinstance(block, Table)
    )


def test_broken_xml_is_refused_by_the_name_of_the_file() -> None:
    with pytest.raises(JixiaoError) as raised:
        read_xlsx(with_sheet("<row"), Source(FILE))
    assert [(problem.source.file, problem.code) for problem in raised.value.problems] == [(FILE, "T020")]


def test_of_merges_that_overlap_in_a_lower_row_the_first_counts() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A3"] = "顶", "底"
        sheet.merge_cells("A2:A2")
        sheet.merge_cells("A1:A2")

    assert [(cell.row, cell.row_span) for grid in grids(read(fill)) for row in grid.rows for cell in row] == [
        (0, 1),
        (1, 1),
        (2, 1),
    ]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff="), max_size=8),
    st.dates(dt.date(1905, 1, 1)),
)
FORMATS = st.sampled_from(["General", "0.00", "#,##0", "0%", "yyyy-mm-dd", "@", "[>=100]0;0.0", '0"元"'])
AREAS = st.tuples(*(st.integers(1, 5) for _ in range(4)))


@given(
    st.lists(st.lists(st.tuples(VALUES, FORMATS), max_size=5), max_size=5),
    st.lists(AREAS, max_size=2),
    st.integers(0, 31),
)
@settings(deadline=None, max_examples=scaled(50))
def test_any_sheet_reads_to_cells_that_do_not_overlap(
    rows: list[list[tuple[Any, str]]], areas: list[tuple[int, int, int, int]], hidden: int
) -> None:
    def fill(sheet: Any) -> None:
        for number, row in enumerate(rows, 1):
            for column, (value, number_format) in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                cell.number_format = number_format
        for top, left, bottom, right in areas:
            sheet.merge_cells(
                start_row=min(top, bottom),
                end_row=max(top, bottom),
                start_column=min(left, right),
                end_column=max(left, right),
            )
        for index, letter in enumerate("ABCDE"):
            sheet.column_dimensions[letter].hidden = bool(hidden & 1 << index)

    for grid in grids(read(fill)):
        seen: set[tuple[int, int]] = set()
        for row in grid.rows:
            for cell in row:
                places = {
                    (cell.row + down, cell.column + across)
                    for down in range(cell.row_span)
                    for across in range(cell.span)
                }
                assert not places & seen
                assert all(place[0] < len(grid.rows) and place[1] < grid.width for place in places)
                seen |= places
