"""Splits a laid table for which a page has no room into the part that stands there and the rest.

Rows that may be split are split between the lines of their cells. The heading rows are repeated on top of the rest. A
cell merged over rows that crosses the end of the page goes on as a cell with the rest of its text, mostly none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.layout.laid import TOLERANCE, LaidCell, LaidRow, LaidTable, Part, height_of
from generator.layout.table import closing_border, row_with_cells, table_from_rows

Parts = tuple[Part, ...]

_LEAST_HEIGHT = 1.0  # pt of a part of a row: splitting off less would never come to an end


class SplitParts(Protocol):
    """Splits the content of a cell: ``flow.split``, handed in because ``flow`` imports this module."""

    def __call__(self, parts: Parts, room: float, page_room: float, *, forced: bool) -> tuple[Parts, Parts]:
        """The parts that stand in ``room``, and the rest."""
        ...


def split_table(
    table: LaidTable, room: float, page_room: float, split_parts: SplitParts, *, forced: bool
) -> tuple[LaidTable | None, LaidTable | None]:
    """Split a table into what stands in ``room`` and the rest, None for either that is empty.

    An empty page has room for ``page_room`` pt. ``forced``: nothing stands above, so something must be placed.
    """
    return _TableSplit(table, room, page_room, split_parts).cut(forced=forced)


class _TableSplit(Struct, frozen=True):
    """One table, and the room on this page and on an empty one."""

    table: LaidTable
    room: float
    page_room: float
    split_parts: SplitParts

    def cut(self, *, forced: bool) -> tuple[LaidTable | None, LaidTable | None]:
        """Cut through the first row that does not fit, or between rows."""
        end = self._whole_rows()
        first = self.table.headings
        if end >= first and end < len(self.table.rows):
            parts = self._cut_through(end, forced=False)
            if parts:
                return parts
        boundary = self._kept_boundary(end)
        # Heading rows do not stand alone: without a row below them the table begins on the next page.
        if boundary > first:
            return self.cut_above(boundary)
        if not forced:
            return None, self.table
        # Something must be placed: rows that should stay together are separated, or the first one is cut.
        if end > first:
            return self.cut_above(end)
        return (end == first and self._cut_through(end, forced=True)) or self._without_headings()

    def _without_headings(self) -> tuple[LaidTable | None, LaidTable | None]:
        """Cut where no row fits below the headings: they become rows like any other.

        Without headings, a first row that cannot be split stands on the page all the same and overflows.
        """
        table = self.table
        if table.headings:
            return replace(self, table=replace(table, headings=0)).cut(forced=True)
        return self.cut_above(1) if len(table.rows) > 1 else (table, None)

    def _whole_rows(self) -> int:
        """How many rows fit, together with the border that would close the table below them."""
        table = self.table
        end = min(bisect_right(table.tops, self.room + TOLERANCE) - 1, len(table.rows))
        while end > 0 and table.tops[end] + closing_border(table.rows, end) > self.room + TOLERANCE:
            end -= 1
        return max(end, 0)

    def _kept_boundary(self, end: int) -> int:
        """The last boundary at or above row ``end`` where no row must stay with the next."""
        rows = self.table.rows
        while end > self.table.headings and rows[end - 1].keep_next:
            end -= 1
        return end

    def cut_above(self, end: int) -> tuple[LaidTable, LaidTable]:
        """Cut above row ``end``; merged cells that cross the cut begin again in the first row of the rest."""
        head, crossing = self._rows_above(end, self.table.tops[end])
        row = self.table.rows[end]
        cells = tuple(sorted((*crossing, *row.cells), key=_column))
        return self._part(head), self._rest(row_with_cells(row, cells, row.min_height), end)

    def _cut_through(self, index: int, *, forced: bool) -> tuple[LaidTable, LaidTable | None] | None:
        """Cut through row ``index``; None where it must not or cannot be cut."""
        table, row = self.table, self.table.rows[index]
        if not forced and self._stays_whole(index):
            return None
        height = self.room - table.tops[index] - closing_border(table.rows, index + 1)
        if height < _LEAST_HEIGHT:
            return None
        heads, rests = [], []
        for cell in row.cells:
            first, rest = self._split_cell(cell, height - row.top_border, forced=forced)
            # Not even one line of this cell fits: the row goes to the next page as a whole.
            if cell.parts and not first and not forced:
                return None
            heads.append(_cell_with(cell, first, 1, goes_on=True))
            rests.append(_cell_with(cell, rest, cell.row_span))
        has_more = any(cell.parts for cell in rests)
        # Where no text is left for the next page, only the height of the row is too much.
        head = row_with_cells(row, tuple(heads), min(row.min_height, height) if has_more else height)
        # A forced cut places one line however high it is: there is more room for it without the headings.
        if head.own_height > height + TOLERANCE and table.headings:
            return None
        above, crossing = self._rows_above(index, table.tops[index] + head.own_height, through=True)
        if not has_more and not any(cell.parts for cell in crossing):
            return self._cropped(index, heads, height) if forced else None
        cells = tuple(sorted((*crossing, *rests), key=_column))
        rest_row = row_with_cells(row, cells, max(0.0, row.min_height - head.own_height))
        return self._part((*above, head)), self._rest(rest_row, index)

    def _stays_whole(self, index: int) -> bool:
        """Whether a row must not be cut: it is exact, or has w:cantSplit and fits on a page below the headings."""
        table, row = self.table, self.table.rows[index]
        if row.exact:
            return True
        needed = table.tops[table.headings] + table.tops[index + 1] - table.tops[index]
        return row.cant_split and needed + closing_border(table.rows, index + 1) <= self.page_room + TOLERANCE

    def _cropped(self, index: int, heads: list[LaidCell], height: float) -> tuple[LaidTable, LaidTable | None]:
        """Cut below row ``index``, which is higher than the page though its text is not: it ends with the page."""
        rows = self.table.rows
        cells = [
            replace(head, row_span=cell.row_span, goes_on=False)
            for head, cell in zip(heads, rows[index].cells, strict=True)
        ]
        row = replace(row_with_cells(rows[index], tuple(cells), height), own_height=height)
        table = self._part((*rows[:index], row, *rows[index + 1 :]))
        if index + 1 == len(rows):
            return table, None
        return _TableSplit(table, self.room, self.page_room, self.split_parts).cut_above(index + 1)

    def _split_cell(self, cell: LaidCell, height: float, *, forced: bool) -> tuple[Parts, Parts]:
        """The parts of a cell that stand in a height, margins included, and the rest."""
        room = height - cell.cell.margins.top - cell.cell.margins.bottom
        if cell.content_height <= room + TOLERANCE:
            return cell.parts, ()
        return self.split_parts(cell.parts, room, self.page_room, forced=forced)

    def _rows_above(self, end: int, bottom: float, *, through: bool = False) -> tuple[list[LaidRow], list[LaidCell]]:
        """The rows above row ``end``, and the rests of the merged cells that reach beyond it.

        These cells are cut at ``bottom``, measured from the top of the table. ``through``: the cut goes through row
        ``end``, so the upper parts of the cells cover its upper part, too.
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
                first, rest = self._split_cell(cell, bottom - table.tops[index] - row.top_border, forced=False)
                cells.append(_cell_with(cell, first, end - index + through, goes_on=True))
                crossing.append(_cell_with(cell, rest, left))
            rows.append(row_with_cells(row, tuple(cells), row.min_height))
        return rows, crossing

    def _part(self, rows: list[LaidRow] | tuple[LaidRow, ...]) -> LaidTable:
        """The part of the table that stands on this page."""
        table = self.table
        part = table_from_rows(table.number, table.edges, tuple(rows), table.headings)
        return replace(part, gap=table.gap, starts_page=table.starts_page)

    def _rest(self, row: LaidRow, index: int) -> LaidTable:
        """The part for the next pages: the headings, ``row`` in place of row ``index``, and the rows below it."""
        table = self.table
        rows = (*self._repeated(), row, *table.rows[index + 1 :])
        return table_from_rows(table.number, table.edges, rows, table.headings)

    def _repeated(self) -> Iterator[LaidRow]:
        """The heading rows as they are repeated: a merge that reaches below them ends with them."""
        count = self.table.headings
        for index, row in enumerate(self.table.rows[:count]):
            if all(index + cell.row_span <= count for cell in row.cells):
                yield row
            else:
                cells = (replace(cell, row_span=min(cell.row_span, count - index)) for cell in row.cells)
                yield row_with_cells(row, tuple(cells), row.min_height)


def _cell_with(cell: LaidCell, parts: Parts, row_span: int, *, goes_on: bool = False) -> LaidCell:
    """The cell with other parts; at the end of a page the space below its last paragraph does not count."""
    content = height_of(parts)
    if goes_on and parts:
        content -= parts[-1].after
    return LaidCell(cell.cell, row_span, parts, content, goes_on)


def _column(cell: LaidCell) -> int:
    return cell.cell.column
