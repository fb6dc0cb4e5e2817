"""Writes the sheets of a project as a workbook for people: every cell a text, headings that stay in sight, notes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generator.chinese.nominal_size import MAX_ROW_HEIGHT, column_width, needed_height, nominal_text_width
from generator.document.model import Border, Edges, Sides
from generator.project.workbook.grids import Grid
from generator.writers.excel.cells import (
    CellFont,
    CellFormat,
    alignment_of,
    border_of,
    escaped,
    fill_of,
    font_of,
    put_text,
)
from generator.writers.excel.page import print_whole, set_paper
from generator.writers.excel.workbook import new_workbook, workbook_bytes

_LINE = Border(0.5)
_BOX = Edges(_LINE, _LINE, _LINE, _LINE)
_FONT = CellFont("宋体", 11.0)
_CELL = CellFormat(_FONT, "left", "top", wrap=True, edges=_BOX)
_KEY = replace(_CELL, fill="F2F2F2")
_HEADING = CellFormat(replace(_FONT, bold=True), "center", wrap=True, fill="D9E1F2", edges=_BOX)
_HEADING_STYLE, _KEY_STYLE, _CELL_STYLE, _LONG_STYLE = "项目表头", "项目名称", "项目内容", "项目长文字"
_STYLES = {
    _HEADING_STYLE: (_HEADING, "@"),
    _KEY_STYLE: (_KEY, "@"),
    _CELL_STYLE: (_CELL, "@"),
    _LONG_STYLE: (_CELL, "General"),
}
_LONGEST_AS_TEXT = 255  # characters: some programs show a longer cell of the format @ as ####
_LANDSCAPE = (841.9, 595.3)
_MARGINS = Sides(42.5, 42.5, 42.5, 42.5)
_NARROWEST, _WIDEST = 54.0, 260.0  # pt
_SHRINK = 1.6  # times as wide as the paper is still readable when it is shrunk to it
_LOOKED_AT = 500  # rows that decide the width of a column


def project_workbook(grids: Sequence[Grid], notes: Mapping[str, Mapping[tuple[int, int], str]]) -> bytes:
    """The file; ``notes`` are the comments by sheet, row and column (from 0, the heading row being 0)."""
    book = new_workbook()
    for name, (wanted, number_format) in _STYLES.items():
        style = NamedStyle(name, font_of(wanted.font), fill_of(wanted), border_of(wanted.edges), alignment_of(wanted))
        style.number_format = number_format
        book.add_named_style(style)
    for grid in grids:
        _add_sheet(book, grid, notes.get(grid.title, {}))
    return workbook_bytes(book)


def _add_sheet(book: Workbook, grid: Grid, notes: Mapping[tuple[int, int], str]) -> None:
    sheet = book.create_sheet(grid.title)
    columns = [
        _width([row[column] for row in (grid.headings, *grid.rows[:_LOOKED_AT])])
        for column in range(len(grid.headings))
    ]
    for column, width in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = column_width(width)
    for number, row in enumerate((grid.headings, *grid.rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            put_text(cell, text)
            cell.style = _style(number, column, text, grid.levels)
        sheet.row_dimensions[number].height = _height(row, columns)
    for (row_number, column), text in notes.items():
        _add_note(sheet, row_number + 1, column + 1, text)
    sheet.freeze_panes = f"{get_column_letter(min(grid.levels, 3) + 1)}2"
    set_paper(sheet, *_LANDSCAPE, _MARGINS)
    repeated = sum(columns[: grid.levels])
    room = (_LANDSCAPE[0] - _MARGINS.left - _MARGINS.right) * _SHRINK - repeated
    pages = max(math.ceil((sum(columns) - repeated) / max(room, _NARROWEST)), 1)
    if pages > 1:
        sheet.print_title_cols = f"A:{get_column_letter(grid.levels)}"
    print_whole(sheet, len(grid.rows) + 1, len(grid.headings), pages_wide=pages, headings=(1, 1))


def _style(number: int, column: int, text: str, levels: int) -> str:
    if number == 1:
        return _HEADING_STYLE
    if len(text) > _LONGEST_AS_TEXT:
        return _LONG_STYLE
    return _KEY_STYLE if column <= levels else _CELL_STYLE


def _add_note(sheet: Worksheet, row: int, column: int, text: str) -> None:
    lines = text.split("\n")
    width = min(max(max(map(nominal_text_width, lines)) * 12 + 20, 120), 400)
    comment = Comment(escaped(text), "", width=int(width), height=24 + 18 * len(lines))
    sheet.cell(row, column).comment = comment


def _width(texts: Sequence[str]) -> float:
    """The width of a column in pt: of its longest line, within bounds."""
    longest = max(nominal_text_width(line) for text in texts for line in text.split("\n"))
    return min(max(longest * _FONT.size + 10.0, _NARROWEST), _WIDEST)


def _height(row: Sequence[str], columns: Sequence[float]) -> float:
    needed = (needed_height(text, width, _FONT.size) for text, width in zip(row, columns, strict=True))
    return min(max(18.0, *needed), MAX_ROW_HEIGHT)
