"""Maps the rows and columns of a template's sheet to those of the filled sheet, which all references follow.

``Moves.referred`` follows a reference of a formula by the rules of ``formulas``; ``Moves.area`` and ``Moves.areas`` say
what became of a place of the sheet, such as a merge. Rows and columns count from 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TypeVar

from msgspec import Struct

from generator.template.excel.tree import MAX_COLUMN, MAX_ROW, RangeReference

_Value = TypeVar("_Value")
Turns = tuple[int, ...]
"""The turn of each loop around a row in which that row was filled, outermost loop first."""


class Band(Struct, frozen=True):
    """``count`` rows of a template from ``first`` on, with the numbers of the loops around them, outermost first."""

    first: int
    count: int
    loops: tuple[int, ...]


class ReferringCell(Struct, frozen=True):
    """The filled cell in which a reference stands: the loops around its row with their turns, its column and copy.

    ``column`` is the template's; ``copy`` counts from 0 if an 按列 loop repeats that column.
    """

    loops: tuple[int, ...] = ()
    turns: Turns = ()
    column: int = 0
    copy: int = 0


NO_CELL = ReferringCell()


class RepeatedColumns(Struct, frozen=True):
    """Template columns ``first`` … ``last``, which an 按列 loop has filled ``copies`` times."""

    first: int
    last: int
    copies: int

    @property
    def width(self) -> int:
        """The number of columns in one copy."""
        return self.last - self.first + 1


class Columns:
    """Where the columns of a template go if 按列 loops repeat some of them."""

    def __init__(self, loops: Sequence[RepeatedColumns] = ()) -> None:
        self._loops = sorted(loops, key=lambda loop: loop.first)

    def loop_of(self, column: int) -> RepeatedColumns | None:
        """The repeated columns that a column belongs to; None for any other column."""
        return next((loop for loop in self._loops if loop.first <= column <= loop.last), None)

    def filled_column(self, column: int, copy: int = 0) -> int:
        """The filled column of a template column, or of one of its copies (from 0)."""
        if not self._loops:  # asked for every cell: going through no loops takes a tenth of the time of a sheet
            return column
        here = self.loop_of(column)
        before = sum((loop.copies - 1) * loop.width for loop in self._loops if loop.last < column)
        return column + before + (copy * here.width if here is not None else 0)

    def template_column(self, filled: int) -> int:
        """The template column of a filled column."""
        for loop in self._loops:
            start, width = self.filled_column(loop.first), loop.width
            if start <= filled < start + loop.copies * width:
                return loop.first + (filled - start) % width
        return filled - sum(
            (loop.copies - 1) * loop.width for loop in self._loops if self.filled_column(loop.first) <= filled
        )

    def span(
        self, first: int, last: int, from_cell: ReferringCell, fixed: tuple[bool, bool] = (False, False)
    ) -> tuple[int, int] | None:
        """The first and last filled column of template columns; None if no copy is left.

        All copies count, but an end that is not ``fixed`` and whose columns ``from_cell`` shares is its own copy.
        """
        if not self._loops or (first, last) == (1, MAX_COLUMN):
            return first, last
        first_loop, last_loop = self.loop_of(first), self.loop_of(last)
        # Repeated columns without items are gone; the span shrinks to its neighbours.
        while first_loop is not None and first_loop.copies == 0:
            first = first_loop.last + 1
            first_loop = self.loop_of(first)
        while last_loop is not None and last_loop.copies == 0:
            last = last_loop.first - 1
            last_loop = self.loop_of(last)
        if first > last:
            return None
        own = self.loop_of(from_cell.column)
        first_copy = from_cell.copy if first_loop is not None and first_loop is own and not fixed[0] else 0
        last_copy = last_loop.copies - 1 if last_loop is not None else 0
        if last_loop is own and not fixed[1]:
            last_copy = from_cell.copy
        return self.filled_column(first, first_copy), min(self.filled_column(last, last_copy), MAX_COLUMN)

    def beside(self, column: int, from_cell: ReferringCell) -> int | None:
        """The filled column to the left of the copy of ``from_cell``, if ``column`` is the one before its columns."""
        loop = self.loop_of(from_cell.column)
        if loop is None or column != loop.first - 1:
            return None
        return self.filled_column(loop.first, from_cell.copy) - 1

    def is_in_loop_of(self, column: int, from_cell: ReferringCell) -> bool:
        """Whether a column is repeated together with that of ``from_cell``."""
        loop = self.loop_of(from_cell.column)
        return loop is not None and self.loop_of(column) is loop

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, int, RepeatedColumns | None]]:
        """Template columns split into pieces (first, last, loop), each inside or outside one loop."""
        while first <= last:
            loop = self.loop_of(first)
            after = min((each.first for each in self._loops if each.first > first), default=last + 1)
            end = min(last, loop.last if loop is not None else after - 1)
            yield first, end, loop
            first = end + 1

    def copies(self, first: int, last: int) -> list[tuple[int, int]]:
        """The filled columns of each copy if the columns lie in one loop; otherwise the one span of all."""
        loop = self.loop_of(first)
        if loop is not None and loop is self.loop_of(last):
            return [(self.filled_column(first, copy), self.filled_column(last, copy)) for copy in range(loop.copies)]
        span = self.span(first, last, NO_CELL)
        return [span] if span is not None else []


class Moves:
    """Where the rows and columns of one sheet went; its title is ``original`` in the template and ``title`` now.

    ``bands`` are in the order of the template; ``last`` is its last row. ``placed`` are the bands as they were filled,
    each with its first filled row and the turns of its loops. ``unchanged``: no row or column has moved.
    """

    def __init__(
        self,
        original: str,
        title: str,
        bands: Sequence[Band],
        last: int,
        placed: Sequence[tuple[Band, int, Turns]],
        columns: Columns,
    ) -> None:
        self.original = original
        self.title = title
        self.columns = columns
        self._bands = bands
        self._placed = placed
        self._starts = [band.first for band in bands]
        self._last = last
        end = placed[-1][1] + placed[-1][0].count - 1 if placed else 0
        # How far the end of the sheet has moved.
        self._shift = end - self._last
        # Up to the column before the last: a span of all columns means whole rows and never changes.
        self.unchanged = (
            columns.span(1, MAX_COLUMN - 1, NO_CELL) == (1, MAX_COLUMN - 1)
            and len(placed) == len(bands)
            and all(band.first == row for band, row, _ in placed)
        )
        numbers = {id(band): at for at, band in enumerate(bands)}
        self._copies: dict[int, list[tuple[int, Turns]]] = {}
        for band, row, turns in placed:
            self._copies.setdefault(numbers[id(band)], []).append((row, turns))
        self._bounds: dict[tuple[int, int], dict[Turns, tuple[int, int]]] = {}
        self._joined: dict[tuple[int, int], list[tuple[int, int]]] = {}

    @cached_property
    def _first_rows(self) -> dict[tuple[int, ...], int]:
        """The first row of the template in each loop, by the loops around it."""
        found: dict[tuple[int, ...], int] = {}
        for band in reversed(self._bands):
            for depth in range(1, len(band.loops) + 1):
                found[band.loops[:depth]] = band.first
        return found

    @cached_property
    def _turn_tops(self) -> dict[tuple[tuple[int, ...], Turns], int]:
        """The first filled row of each turn, by the loops around it and their turns."""
        found: dict[tuple[tuple[int, ...], Turns], int] = {}
        for band, row, turns in reversed(self._placed):
            for depth in range(1, len(turns) + 1):
                found[band.loops[:depth], turns[:depth]] = row
        return found

    def rows(
        self, first: int, last: int, from_cell: ReferringCell = NO_CELL, fixed: tuple[bool, bool] = (False, False)
    ) -> tuple[int, int] | None:
        """The first and last filled row of template rows; None if none is left.

        All copies count, except that ``from_cell`` sees only its own turn of the loops that it shares with them; an end
        that is ``fixed`` means the first or last row in all turns of the loop right around ``from_cell``.
        """
        if self.unchanged or (first, last) == (1, MAX_ROW):
            return first, last
        low, high = MAX_ROW + 1, 0
        for number, band in self._bands_in(first, last):
            # Of the copies of this band, only those made in the turns that from_cell shares.
            depths = [shared_loops(from_cell.loops, band.loops, is_fixed=each) for each in fixed]
            tops, bottoms = (self._bounds_of(number, depth).get(from_cell.turns[:depth]) for depth in depths)
            if tops is not None and bottoms is not None:
                low = min(low, tops[0] + max(first - band.first, 0))
                high = max(high, bottoms[1] + min(last - band.first, band.count - 1))
        # Rows below the last row of the template are blank; they move by as much as the end of the sheet.
        if last > self._last:
            high = min(last + self._shift, MAX_ROW)
            low = min(low, max(first, self._last + 1) + self._shift)
        return (low, high) if low <= high else None

    def referred(self, area: RangeReference, from_cell: ReferringCell) -> RangeReference | None:
        """The one area that a reference of a formula became; None if nothing is left."""
        left, top, right, bottom = (bool(mark) for mark in area.fixed)
        rows = self._referred_rows(area, from_cell, (top, bottom))
        columns = self._referred_columns(area, from_cell, (left, right))
        return area.moved(rows, columns) if rows is not None and columns is not None else None

    def referred_pieces(self, area: RangeReference, from_cell: ReferringCell) -> list[RangeReference]:
        """The same without the rows and columns of a loop that stand between the copies, so in several areas."""
        whole = self.referred(area, from_cell)
        if whole is None or self.unchanged:
            return [] if whole is None else [whole]
        rows = _within(self._joined_rows(area.top, area.bottom), (whole.top, whole.bottom))
        columns = _within(_joined(self.columns.copies(area.left, area.right)), (whole.left, whole.right))
        return [whole.moved(row, column) for row in rows for column in columns]

    def _joined_rows(self, first: int, last: int) -> list[tuple[int, int]]:
        """The filled rows of each turn of the loops around all of these rows, joined where they continue each other."""
        found = self._joined.get((first, last))
        if found is None:
            loops = self.loops_of(first, last)
            turns = [self.rows(first, last, ReferringCell(loops, each)) for each in self._turns_of(first, last, loops)]
            found = self._joined[first, last] = _joined(sorted(rows for rows in turns if rows is not None))
        return found

    def _referred_rows(
        self, area: RangeReference, from_cell: ReferringCell, fixed: tuple[bool, bool]
    ) -> tuple[int, int] | None:
        ends = zip((area.top, area.bottom), fixed, strict=True)
        top, bottom = (None if is_fixed else self.above(row, from_cell) for row, is_fixed in ends)
        if top is not None and bottom is not None:
            return (top, top) if top else None
        if top and (fixed[1] or self._shares_loop(area.bottom, from_cell)):
            found = self.rows(area.bottom, area.bottom, from_cell, fixed)
            return found and (min(top, found[0]), max(top, found[1]))
        if bottom is not None and fixed[0]:
            # The fixed row itself may be gone, as a row of bare tags is: then the range begins at the next.
            found = self.rows(area.top, self._last, from_cell, fixed)
            return (found[0], bottom) if found is not None and found[0] <= bottom else None
        return self.rows(area.top, area.bottom, from_cell, fixed)

    def _referred_columns(
        self, area: RangeReference, from_cell: ReferringCell, fixed: tuple[bool, bool]
    ) -> tuple[int, int] | None:
        columns = self.columns
        span = columns.span(area.left, area.right, from_cell, fixed)
        ends = zip((area.left, area.right), fixed, strict=True)
        left, right = (None if is_fixed else columns.beside(column, from_cell) for column, is_fixed in ends)
        if left is not None and right is not None:
            return left, left
        if span is not None and left is not None and (fixed[1] or columns.is_in_loop_of(area.right, from_cell)):
            return min(left, span[1]), max(left, span[1])
        if span is not None and right is not None and fixed[0]:
            return span[0], right
        return span

    def above(self, row: int, from_cell: ReferringCell) -> int | None:
        """The filled row above the turn of ``from_cell`` (0: none), if ``row`` stands right above a loop around it."""
        for depth in range(len(from_cell.loops), 0, -1):
            first = self._first_rows.get(from_cell.loops[:depth], 0)
            if row < first and not any(True for _ in self._bands_in(row + 1, first - 1)):
                return self._turn_tops[from_cell.loops[:depth], from_cell.turns[:depth]] - 1
        return None

    def _shares_loop(self, row: int, from_cell: ReferringCell) -> bool:
        return any(shared_loops(from_cell.loops, band.loops) > 0 for _, band in self._bands_in(row, row))

    def area(self, area: RangeReference, from_cell: ReferringCell = NO_CELL) -> RangeReference | None:
        """The one area that covers all that an area of the template became; None if nothing is left."""
        rows = self.rows(area.top, area.bottom, from_cell)
        columns = self.columns.span(area.left, area.right, from_cell)
        return area.moved(rows, columns) if rows is not None and columns is not None else None

    def areas(self, area: RangeReference, *, whole: bool = False) -> list[RangeReference]:
        """The areas that an area became: one for each turn of the loops around all its rows, and each copy.

        ``whole``: it spans all copies of its columns instead.
        """
        if self.unchanged:
            return [area]
        if whole:
            span = self.columns.span(area.left, area.right, NO_CELL)
            columns = [span] if span is not None else []
        else:
            columns = self.columns.copies(area.left, area.right)
        return [area.moved(rows, each) for rows in self._row_copies(area) for each in columns]

    def _row_copies(self, area: RangeReference) -> list[tuple[int, int]]:
        """The first and last row of an area for each turn of the loops around all its rows."""
        if area.top == area.bottom <= self._last:
            return [(row, row) for row, _ in self.turns_of(area.top)]
        loops = self.loops_of(area.top, area.bottom)
        turns = self._turns_of(area.top, area.bottom, loops)
        found = [self.rows(area.top, area.bottom, ReferringCell(loops, each)) for each in turns]
        return [rows for rows in found if rows is not None]

    def loops_of(self, first: int, last: int) -> tuple[int, ...]:
        """The loops around all rows of a range, outermost first."""
        loops = [band.loops for _, band in self._bands_in(first, last)]
        if not loops or last > self._last:
            return ()
        return loops[0][: min(shared_loops(loops[0], other) for other in loops)]

    def filled(self, cells: Mapping[tuple[int, int], _Value]) -> dict[tuple[int, int], _Value]:
        """What belongs to cells of the template that do not repeat, by (row, column), at their filled places."""
        found: dict[tuple[int, int], _Value] = {}
        for (row, column), value in cells.items():
            rows = self.rows(row, row)
            if rows is not None:
                found[rows[0], self.columns.filled_column(column)] = value
        return found

    def kept_row(self, row: int) -> int:
        """The row itself, or if it was dropped for holding only tags, the last row kept above it (0: none)."""
        if row > self._last or any(True for _ in self._bands_in(row, row)):
            return row
        number = bisect_right(self._starts, row) - 1
        return self._bands[number].first + self._bands[number].count - 1 if number >= 0 else 0

    def template_cell(self, row: int, column: int) -> tuple[int, int]:
        """The row and column of the template that a filled cell comes from."""
        at = bisect_right(self._placed, row, key=itemgetter(1)) - 1
        band, first, _ = self._placed[at] if at >= 0 else (None, 0, ())
        inside = band is not None and row < first + band.count
        return (
            band.first + row - first if band is not None and inside else row - self._shift
        ), self.columns.template_column(column)

    def turns_of(self, row: int) -> Iterator[tuple[int, Turns]]:
        """The filled row and the turns of each copy of a template row."""
        for number, band in self._bands_in(row, row):
            for at, turns in self._copies.get(number, ()):
                yield at + row - band.first, turns

    def _turns_of(self, first: int, last: int, loops: tuple[int, ...]) -> list[Turns]:
        if not loops:
            return [()]
        found: dict[Turns, None] = {}
        for number, _ in self._bands_in(first, last):
            found |= dict.fromkeys(turns[: len(loops)] for _, turns in self._copies.get(number, ()))
        return list(found)

    def _bands_in(self, first: int, last: int) -> Iterator[tuple[int, Band]]:
        start = max(bisect_right(self._starts, first) - 1, 0)
        for number in range(start, bisect_left(self._starts, last + 1)):
            band = self._bands[number]
            if band.first + band.count > first:
                yield number, band

    def _bounds_of(self, number: int, depth: int) -> dict[Turns, tuple[int, int]]:
        found = self._bounds.get((number, depth))
        if found is None:
            found = self._bounds[number, depth] = {}
            for row, turns in self._copies.get(number, ()):
                low, high = found.get(turns[:depth], (row, row))
                found[turns[:depth]] = min(low, row), max(high, row)
        return found


def shared_loops(one: tuple[int, ...], other: tuple[int, ...], *, is_fixed: bool = False) -> int:
    """The number of loops that two rows share, from the outermost; ``is_fixed``: without the last around ``one``."""
    depth = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        depth += 1
    return min(depth, len(one) - 1) if is_fixed and one else depth


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans of rows or columns, with those that continue or overlap each other joined."""
    found: list[tuple[int, int]] = []
    for first, last in spans:
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def _within(spans: Sequence[tuple[int, int]], bounds: tuple[int, int]) -> list[tuple[int, int]]:
    """What of the spans lies within the bounds, which a row right above a loop may extend; the bounds if nothing is."""
    if len(spans) < 2:
        return [bounds]
    start = bisect_left(spans, bounds[0], key=itemgetter(1))
    end = bisect_right(spans, bounds[1], key=itemgetter(0))
    return [(max(first, bounds[0]), min(last, bounds[1])) for first, last in spans[start:end]] or [bounds]
