"""Writes a list on a sheet of its own, ready to print: a title, a heading that repeats on every page, rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from generator.chinese.nominal_size import MAX_ROW_HEIGHT, column_width, needed_height, nominal_text_width
from generator.chinese.number_format import cell_value
from generator.document.model import Border, Edges, Sides
from generator.writers.excel.cells import (
    CellFont,
    CellFormat,
    alignment_of,
    border_of,
    fill_of,
    font_of,
    put_number,
    put_text,
)
from generator.writers.excel.page import print_whole, set_paper

_LINE = Border(0.5)
_BOX = Edges(_LINE, _LINE, _LINE, _LINE)
_TITLE_TEXT = CellFormat(CellFont("方正小标宋简体", 18.0), "center", wrap=True)
_HEADING = CellFormat(CellFont("黑体", 12.0), "center", wrap=True, edges=_BOX)
_TEXT = CellFormat(CellFont("仿宋_GB2312", 12.0), "left", wrap=True, edges=_BOX)
_BLUE, _YELLOW = "0563C1", "FFEB9C"
TEXT, CENTRED, HEADING, FIGURE, LINK, MARKED = "文字", "居中", "表头", "数", "链接", "标出"
_TITLE, _LEFT_TITLE = "标题", "标题（左）"
_FORMATS: Final[Mapping[str, CellFormat]] = {
    _TITLE: _TITLE_TEXT,
    _LEFT_TITLE: replace(_TITLE_TEXT, horizontal="left", wrap=False),
    HEADING: _HEADING,
    TEXT: _TEXT,
    CENTRED: replace(_TEXT, horizontal="center"),
    FIGURE: replace(_TEXT, horizontal="center", wrap=False),
    LINK: replace(_TEXT, font=replace(_TEXT.font, underline=True, color=_BLUE)),
    MARKED: replace(_TEXT, fill=_YELLOW),
}

_PORTRAIT, _LANDSCAPE = (595.3, 841.9), (841.9, 595.3)
_MARGINS = Sides(72.0, 56.7, 72.0, 56.7)
_NARROWEST, _WIDEST = 48.0, 180.0  # pt, of a column as wide as its texts
_SHRINK = 1.6  # times as wide as the paper is still readable when it is shrunk to it
_TITLE_HEIGHT, _ROW_HEIGHT = 40.0, 24.0
_MOST_LINKS = 65_530  # that Excel takes on one sheet
# What would end the path or begin an escape in the address of a file.
_PLAIN_IN_LINKS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '%#?"<>\\^`{|}')


class ListCell(Struct, frozen=True):
    """A cell of a list. ``style`` is one of the names above; with ``number_format`` the ``text`` is a number in XML.

    ``formula`` has no ``=`` before it. ``link`` is the name of a file beside the workbook, ``sheet`` that of a sheet in
    it, to which the cell leads.
    """

    text: str = ""
    style: str = TEXT
    number_format: str = ""
    formula: str = ""
    link: str = ""
    sheet: str = ""

    @property
    def width(self) -> float:
        """The nominal width that its text wants, in pt."""
        return max(map(nominal_text_width, self.text.split("\n"))) * _FORMATS[self.style].font.size * 1.1 + 8.0


def figure(text: str) -> ListCell:
    """What is typed, as a number where it is one."""
    kind, value, number_format = cell_value(text)
    return ListCell(value, FIGURE, number_format) if kind == "n" else ListCell(text, TEXT if text else FIGURE)


def add_list(
    book: Workbook,
    name: str,
    rows: Sequence[Sequence[ListCell]],
    *,
    title: str = "",
    widths: Mapping[int, float] | None = None,
    fixed: int = 0,
) -> None:
    """Add a sheet with a list, whose first row is its heading; without ``title`` that is the first row of the sheet.

    ``widths`` gives columns a width in pt; the others are as wide as their texts. So many columns as ``fixed`` stay in
    sight.
    """
    sheet = book.create_sheet(name)
    count = len(rows[0])
    columns = [(widths or {}).get(column) or _width([row[column] for row in rows]) for column in range(count)]
    for column, width in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = column_width(width)
    pages = _set_paper(sheet, columns, fixed)
    top = 0
    if title:
        top = 1
        _put_title(sheet, title, count if pages == 1 else 1)
    links = 0
    for number, row in enumerate(rows, top + 1):
        for column, cell in enumerate(row, 1):
            place = sheet.cell(number, column)
            _put(book, place, cell)
            if (cell.link or cell.sheet) and links < _MOST_LINKS:
                links += 1
                place.hyperlink = _link(cell, place.coordinate)
        sheet.row_dimensions[number].height = _height(row, columns)
    sheet.freeze_panes = f"{get_column_letter(fixed + 1)}{top + 2}"
    print_whole(sheet, top + len(rows), count, pages_wide=pages, headings=(1, top + 1))


def _set_paper(sheet: Worksheet, columns: Sequence[float], fixed: int) -> int:
    """Print upright if there is room, else across; how many pages side by side the list takes.

    It takes several if it would be hard to read on one; these repeat the ``fixed`` columns.
    """
    paper = _LANDSCAPE if sum(columns) > _room(_PORTRAIT) else _PORTRAIT
    set_paper(sheet, *paper, _MARGINS)
    repeated = sum(columns[:fixed])
    left = max(_SHRINK * _room(paper) - repeated, _NARROWEST)
    pages = math.ceil((sum(columns) - repeated) / left) if fixed else 1
    if pages > 1:
        sheet.print_title_cols = f"A:{get_column_letter(fixed)}"
    return pages


def _room(paper: tuple[float, float]) -> float:
    return paper[0] - _MARGINS.left - _MARGINS.right


def _put_title(sheet: Worksheet, title: str, columns: int) -> None:
    """Write the title in the middle of so many columns; over one it begins at the left and runs on."""
    _put(sheet.parent, sheet["A1"], ListCell(title, _TITLE if columns > 1 else _LEFT_TITLE))
    if columns > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    sheet.row_dimensions[1].height = _TITLE_HEIGHT


def _put(book: Workbook, place: Cell, cell: ListCell) -> None:
    if cell.formula:
        place.value = f"={cell.formula}"
    elif cell.number_format:
        put_number(place, cell.text)
    else:
        put_text(place, cell.text)
    place.style = _style(book, cell)


def _style(book: Workbook, cell: ListCell) -> str:
    """The name of the cell's style, which the book gets where it does not have it.

    A list may have 100,000 cells, and openpyxl takes three times as long to give a cell its formats one by one.
    """
    name = f"清单{cell.style} {cell.number_format}".strip()
    if name not in book.style_names:
        wanted = _FORMATS[cell.style]
        number_format = cell.number_format or "General"
        style = NamedStyle(name, font_of(wanted.font), fill_of(wanted), border_of(wanted.edges), alignment_of(wanted))
        style.number_format = number_format
        book.add_named_style(style)
    return name


def _link(cell: ListCell, place: str) -> Hyperlink:
    if cell.sheet:
        return Hyperlink(ref=place, location=f"{quoted(cell.sheet)}!A1")
    # Excel keeps other characters than those of ASCII as they are.
    target = "".join(each if ord(each) > 0x7E else quote(each, safe=_PLAIN_IN_LINKS) for each in cell.link)
    return Hyperlink(ref=place, target=target)


def quoted(sheet_name: str) -> str:
    """The name of a sheet as formulas write it, in quotes."""
    return "'" + sheet_name.replace("'", "''") + "'"


def _width(cells: Sequence[ListCell]) -> float:
    """The width of a column that shows these cells, in pt."""
    return min(max(_NARROWEST, *(cell.width for cell in cells)), _WIDEST)


def _height(row: Sequence[ListCell], columns: Sequence[float]) -> float:
    needed = (
        needed_height(cell.text, width, _FORMATS[cell.style].font.size)
        for cell, width in zip(row, columns, strict=True)
    )
    return min(max(_ROW_HEIGHT, *needed), MAX_ROW_HEIGHT)
