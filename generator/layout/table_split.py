"""A table that a page has no room for in, what of it stands on the page and what goes on on the next out.

Rows that may split do so between the lines of their cells, heading rows stand again above the rest, and a merge that
crosses the page's end goes on as a cell with what is left of its text, mostly nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.layout.laid import TOLERANCE, LaidCell, LaidRow, LaidTable, Part, height_of
from generator.layout.table import closing_border, row_part, with_rows

Parts = tuple[Part, ...]

_LEAST_HEIGHT = 1.0  # of a part of a row: what is less makes no progress


class SplitParts(Protocol):
    """Splits what stands in a cell."""

    def __call__(self, parts: Parts, room: float, page: float, *, forced: bool) -> tuple[Parts, Parts]:
        """What stands in ``room`` and the rest."""
        ...


def split_table(
    table: LaidTable, room: float, page: float, split_parts: SplitParts, *, forced: bool
) -> tuple[LaidTable | None, LaidTable | None]:
    """What stands in ``room`` and what is left, of an empty page there would be ``page``.

    ``forced`` where nothing stands above, so that something must.
    """
    return _TableSplit(table, room, page, split_parts).cut(forced=forced)


class _TableSplit(Struct, frozen=True):
    table: LaidTable
    room: float
    page: float
    split_parts: SplitParts

    def cut(self, *, forced: bool) -> tuple[LaidTable | None, LaidTable | None]:
        """Between rows, or within the first that does not fit."""
        end = self._whole_rows()
        first = self.table.headings
        if end >= first and end < len(self.table.rows):
            parts = self._within(end, forced=False)
            if parts:
                return parts
        boundary = self._kept(end)
        if boundary > first:
            return self.between(boundary)
        if not forced:
            return None, self.table
        if end > first:
            return self.between(end)
        return (end == first and self._within(end, forced=True)) or self._without_headings()

    def _without_headings(self) -> tuple[LaidTable | None, LaidTable | None]:
        """No row fits below the headings: they are rows like any other, then; a row that can't be split overflows."""
        table = self.table
        if table.headings:
            return replace(self, table=replace(table, headings=0)).cut(forced=True)
        return self.between(1) if len(table.rows) > 1 else (table, None)

    def _whole_rows(self) -> int:
        """How many rows fit, with the line below them."""
        table = self.table
        end = min(bisect_right(table.tops, self.room + TOLERANCE) - 1, len(table.rows))
        while end > 0 and table.tops[end] + closing_border(table.rows, end) > self.room + TOLERANCE:
            end -= 1
        return max(end, 0)

    def _kept(self, end: int) -> int:
        """The boundary at or above ``end`` where no row stays with the next."""
        rows = self.table.rows
        while end > self.table.headings and rows[end - 1].keep_next:
            end -= 1
        return end

    def between(self, end: int) -> tuple[LaidTable, LaidTable]:
        """Cut above row ``end``."""
        head, crossing = self._above(end, self.table.tops[end])
        row = self.table.rows[end]
        cells = tuple(sorted((*crossing, *row.cells), key=_column))
        return self._part(head), self._rest(row_part(row, cells, row.least), end)

    def _within(self, index: int, *, forced: bool) -> tuple[LaidTable, LaidTable | None] | None:
        """Cut through row ``index``; None where it may not or cannot be."""
        table, row = self.table, self.table.rows[index]
        if not forced and self._stays_whole(index):
            return None
        height = self.room - table.tops[index] - closing_border(table.rows, index + 1)
        if height < _LEAST_HEIGHT:
            return None
        heads, rests = [], []
        for cell in row.cells:
            first, rest = self._cell(cell, height - row.border, forced=forced)
            if cell.parts and not first and not forced:
                return None
            heads.append(_with(cell, first, 1, goes_on=True))
            rests.append(_with(cell, rest, cell.row_span))
        has_more = any(cell.parts for cell in rests)
        head = row_part(row, tuple(heads), min(row.least, height) if has_more else height)
        if head.natural > height + TOLERANCE and table.headings:
            return None
        above, crossing = self._above(index, table.tops[index] + head.natural, through=True)
        if not has_more and not any(cell.parts for cell in crossing):
            return self._cropped(index, heads, height) if forced else None
        cells = tuple(sorted((*crossing, *rests), key=_column))
        rest_row = row_part(row, cells, max(0.0, row.least - head.natural))
        return self._part((*above, head)), self._rest(rest_row, index)

    def _stays_whole(self, index: int) -> bool:
        """Whether a row must not be cut: there is a page that it fits on."""
        table, row = self.table, self.table.rows[index]
        if row.exact:
            return True
        needed = table.tops[table.headings] + table.tops[index + 1] - table.tops[index]
        return row.cant_split and needed + closing_border(table.rows, index + 1) <= self.page + TOLERANCE

    def _cropped(self, index: int, heads: list[LaidCell], height: float) -> tuple[LaidTable, LaidTable | None]:
        """A row that is higher than the page, but not for its text: it ends with the page."""
        rows = self.table.rows
        cells = [
            replace(head, row_span=cell.row_span, goes_on=False)
            for head, cell in zip(heads, rows[index].cells, strict=True)
        ]
        row = replace(row_part(rows[index], tuple(cells), height), natural=height)
        table = self._part((*rows[:index], row, *rows[index + 1 :]))
        if index + 1 == len(rows):
            return table, None
        return _TableSplit(table, self.room, self.page, self.split_parts).between(index + 1)

    def _cell(self, cell: LaidCell, height: float, *, forced: bool) -> tuple[Parts, Parts]:
        room = height - cell.cell.margins.top - cell.cell.margins.bottom
        if cell.content <= room + TOLERANCE:
            return cell.parts, ()
        return self.split_parts(cell.parts, room, self.page, forced=forced)

    def _above(self, end: int, bottom: float, *, through: bool = False) -> tuple[list[LaidRow], list[LaidCell]]:
        """The rows above ``end``, their merges cut at ``bottom``, and what goes on of these.

        ``through`` row ``end`` goes the cut: their parts above cover a part of it.
        """
        table = self.table
        rows: list[LaidRow] = []
        crossing: list[LaidCell] = []
        for index, row in enumerate(table.rows[:end]):
            if not row.merges or all(index + cell.row_span <= end for cell in row.cells):
                rows.append(row)
                continue
            cells = []
            for cell in row.cells:
                left = index + cell.row_span - end
                if left <= 0:
                    cells.append(cell)
                    continue
                first, rest = self._cell(cell, bottom - table.tops[index] - row.border, forced=False)
                cells.append(_with(cell, first, end - index + through, goes_on=True))
                crossing.append(_with(cell, rest, left))
            rows.append(row_part(row, tuple(cells), row.least))
        return rows, crossing

    def _part(self, rows: list[LaidRow] | tuple[LaidRow, ...]) -> LaidTable:
        table = self.table
        part = with_rows(table.number, table.edges, tuple(rows), table.headings)
        return replace(part, gap=table.gap, starts_page=table.starts_page)

    def _rest(self, row: LaidRow, index: int) -> LaidTable:
        table = self.table
        rows = (*self._repeated(), row, *table.rows[index + 1 :])
        return with_rows(table.number, table.edges, rows, table.headings)

    def _repeated(self) -> Iterator[LaidRow]:
        """The heading rows; a merge that goes on below them ends with them."""
        count = self.table.headings
        for index, row in enumerate(self.table.rows[:count]):
            if all(index + cell.row_span <= count for cell in row.cells):
                yield row
            else:
                cells = (replace(cell, row_span=min(cell.row_span, count - index)) for cell in row.cells)
                yield row_part(row, tuple(cells), row.least)


def _with(cell: LaidCell, parts: Parts, row_span: int, *, goes_on: bool = False) -> LaidCell:
    """The cell with other parts; the room below a paragraph is none at the end of a page."""
    content = height_of(parts)
    if goes_on and parts:
        content -= parts[-1].after
    return LaidCell(cell.cell, row_span, parts, content, goes_on)


def _column(cell: LaidCell) -> int:
    return cell.cell.column
