"""A generated .xlsx in, its tables as grids of displayed text out, in the terms of ``docx_grid``.

An independent witness: it reads with openpyxl, prints numbers by their formats itself and must not import generator.
"""

from __future__ import annotations

import io
from decimal import ROUND_HALF_UP, Decimal
from os import PathLike
from typing import Any

from docx_grid import Grid, GridCell
from msgspec import Struct
from msgspec.structs import replace
from openpyxl import load_workbook

Xlsx = str | PathLike[str] | bytes
_SIDES = ("left", "right", "top", "bottom")


class SheetGrid(Struct, frozen=True):
    """A sheet: the rows that have borders, tables that touch each other as one, and the texts of the other rows."""

    name: str
    grid: Grid
    free: tuple[str, ...]


def read_sheets(xlsx: Xlsx) -> list[SheetGrid]:
    """Every sheet, in order."""
    book = load_workbook(io.BytesIO(xlsx) if isinstance(xlsx, bytes) else xlsx)
    return [_sheet(sheet) for sheet in book.worksheets]


def split_like(grid: Grid, models: list[Grid]) -> list[Grid]:
    """The grid cut into as many rows as each of ``models`` has, each part with only the columns that it needs."""
    parts, start = [], 0
    for number, model in enumerate(models):
        end = len(grid.rows) if number == len(models) - 1 else start + len(model.rows)
        parts.append(with_needed_columns(Grid(grid.rows[start:end])))
        start = end
    return parts


def with_needed_columns(grid: Grid) -> Grid:
    """The same table without the column edges at which no cell of it begins or ends."""
    edges = sorted({edge for row in grid.rows for cell in row for edge in (cell.col, cell.col + cell.col_span)})
    place = {edge: number for number, edge in enumerate(edges)}
    return Grid(
        tuple(
            tuple(
                replace(cell, col=place[cell.col], col_span=place[cell.col + cell.col_span] - place[cell.col])
                for cell in row
            )
            for row in grid.rows
        )
    )


def displayed(value: object, number_format: str) -> str:
    """What Excel shows of a value, for the formats that whole numbers, decimals and percentages are given."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    number = Decimal(str(value))
    if number_format == "General":
        return format(number.normalize(), "f")
    code = number_format.removesuffix("%")
    if code.replace("#,##", "").strip("0") not in {"", "."}:
        raise ValueError(f"a number format unknown here: {number_format}")
    if code != number_format:
        number *= 100
    places = len(code.partition(".")[2])
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format(rounded, f"{',' if ',' in code else ''}.{places}f") + number_format[len(code) :]


def _sheet(sheet: Any) -> SheetGrid:
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    inside = {place: area for area in spans.values() for row in area.rows for place in row}
    rows, free = [], []
    for cells in sheet.iter_rows():
        bordered = [cell.column for cell in cells if _has_border(cell)]
        if bordered:
            row = [_cell(cell, inside) for cell in cells if bordered[0] <= cell.column <= bordered[-1]]
            rows.append(tuple(cell for cell in row if cell is not None))
        else:
            free += [displayed(cell.value, cell.number_format) for cell in cells if cell.value is not None]
    return SheetGrid(sheet.title, _without_split_rows(rows), tuple(free))


def _cell(cell: Any, inside: dict[tuple[int, int], Any]) -> GridCell | None:
    """None for what is covered from the left."""
    area = inside.get((cell.row, cell.column))
    if area is None:
        return GridCell(displayed(cell.value, cell.number_format), cell.column - 1)
    if cell.column > area.min_col:
        return None
    width, height = area.max_col - area.min_col + 1, area.max_row - area.min_row + 1
    covered = cell.row > area.min_row
    text = "" if covered else displayed(cell.value, cell.number_format)
    return GridCell(text, cell.column - 1, width, 1 if covered else height, covered)


def _has_border(cell: Any) -> bool:
    return any(getattr(cell.border, side).style for side in _SIDES)


def _without_split_rows(rows: list[tuple[GridCell, ...]]) -> Grid:
    """Rows that only go on from the rows above are one with them: a row too high for Excel is split so."""
    split = {number for number, row in enumerate(rows) if row and all(cell.covered for cell in row)}
    return Grid(
        tuple(
            tuple(
                replace(cell, row_span=cell.row_span - len(split & {*range(number, number + cell.row_span)}))
                for cell in row
            )
            for number, row in enumerate(rows)
            if number not in split
        )
    )
