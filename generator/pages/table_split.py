"""A table that a page has no room for in, what of it stands on the page and what goes on on the next out.

Rows that may split do so between the lines of their cells, heading rows stand again above the rest, and a merge that
crosses the page's end goes on as a cell with what is left of its text, mostly nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from generator.pages.laid import TOLERANCE, LaidCell, LaidRow, LaidTable, Part, height_of
from generator.pages.table_layout import closing_border, row_part, with_rows

Parts = tuple[Part, ...]


class SplitParts(Protocol):
    """Splits what stands in a cell."""

    def __call__(self, parts: Parts, room: float, *, forced: bool) -> tuple[Parts, Parts]:
        """What stands in ``room`` and the rest."""
        ...


_LEAST_PROGRESS = 1.0


def split_table(
    table: LaidTable, room: float, split_parts: SplitParts, *, forced: bool
) -> tuple[LaidTable | None, LaidTable | None]:
    """What stands in ``room`` and what is left; ``forced`` where nothing stands above, so that something must."""
    return _TableSplit(table, room, split_parts).cut(forced=forced)


class _TableSplit:
    def __init__(self, table: LaidTable, room: float, split_parts: SplitParts) -> None:
        self.table = table
        self.room = room
        self.split_parts = split_parts

    def cut(self, *, forced: bool) -> tuple[LaidTable | None, LaidTable | None]:
        end = self._whole_rows()
        first = self.table.headings
        if end >= first and end < len(self.table.rows):
            parts = self._within(end, forced=False)
            if parts:
                return parts
        boundary = self._kept(end)
        if boundary > first:
            return self._between(boundary)
        if not forced:
            return None, self.table
        if end > first:
            return self._between(end)
        if end < first or not (parts := self._within(end, forced=True)):
            return self._without_headings()
        return parts

    def _without_headings(self) -> tuple[LaidTable | None, LaidTable | None]:
        """No row fits below the headings: they are rows like any other, then; a row that can't be split overflows."""
        table = self.table
        if table.headings:
            plain = replace(table, headings=0)
            return _TableSplit(plain, self.room, self.split_parts).cut(forced=True)
        return self._between(1) if len(table.rows) > 1 else (table, None)

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

    def _between(self, end: int) -> tuple[LaidTable, LaidTable]:
        """Cut above row ``end``."""
        head, crossing = self._above(end, self.table.tops[end])
        row = self.table.rows[end]
        cells = tuple(sorted((*crossing, *row.cells), key=_column))
        return self._part(head), self._rest(row_part(row, cells, row.least), end)

    def _within(self, index: int, *, forced: bool) -> tuple[LaidTable, LaidTable] | None:
        """Cut through row ``index``; None where it may not or cannot be."""
        table, row = self.table, self.table.rows[index]
        if not forced and (row.cant_split or row.exact):
            return None
        closing = closing_border(table.rows, index + 1)
        height = self.room - table.tops[index] - closing
        if height < _LEAST_PROGRESS:
            return None
        heads, rests = [], []
        for cell in row.cells:
            first, rest = self._cell(cell, height - row.border, forced=forced)
            if cell.parts and not first and not forced:
                return None
            heads.append(_with(cell, first, 1, goes_on=True))
            rests.append(_with(cell, rest, cell.row_span))
        has_more = any(cell.parts for cell in rests)
        if not has_more and not (forced and row.least > height):
            return None
        head = row_part(row, tuple(heads), 0.0 if has_more and not row.exact else height)
        if head.natural > height + TOLERANCE and table.headings:
            return None
        above, crossing = self._above(index, table.tops[index] + head.natural, through=True)
        cells = tuple(sorted((*crossing, *rests), key=_column))
        rest_row = row_part(row, cells, max(0.0, row.least - head.natural))
        return self._part((*above, head)), self._rest(rest_row, index)

    def _cell(self, cell: LaidCell, height: float, *, forced: bool) -> tuple[Parts, Parts]:
        room = height - cell.cell.margins.top - cell.cell.margins.bottom
        if cell.content <= room + TOLERANCE:
            return cell.parts, ()
        return self.split_parts(cell.parts, room, forced=forced)

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
    return LaidCell(cell.cell, row_span, parts, height_of(parts), goes_on)


def _column(cell: LaidCell) -> int:
    return cell.cell.column
