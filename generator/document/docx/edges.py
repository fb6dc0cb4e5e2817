"""Resolves conflicts between the borders that the cells of a table want (ECMA-376 part 1, 17.4.66).

Where a cell faces several others along one edge, it gets the weakest border along that edge; neighbours that have a
stronger part draw it themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from generator.document.borders import stronger
from generator.document.model import Border, Edges


class WantedBorder(Struct, frozen=True):
    """A border that a cell wants; ``own`` says that it comes from the cell itself, not from its table."""

    border: Border | None
    own: bool = False


class WantedBorders(Struct, frozen=True):
    """The borders that one ``w:tc`` wants on its four sides."""

    top: WantedBorder
    right: WantedBorder
    bottom: WantedBorder
    left: WantedBorder


class CellPlacement(Struct, frozen=True):
    """A ``w:tc`` in its row: grid columns from ``column`` up to, not including, ``end``.

    ``merge`` is the number of the merged cell that it belongs to.
    """

    column: int
    end: int
    merge: int
    wanted: WantedBorders


def edges_of(rows: Sequence[Sequence[CellPlacement]]) -> dict[int, Edges]:
    """The borders drawn around each merged cell, by its number; a cell that is not merged has a number of its own."""
    tops: dict[int, Border | None] = {}
    bottoms: dict[int, Border | None] = {}
    lefts: dict[int, Border | None] = {}
    rights: dict[int, Border | None] = {}
    above: Sequence[CellPlacement] = ()
    for row, below in pairwise((*rows, ())):
        for index, cell in enumerate(row):
            before, after = _neighbours(row, index)
            left = cell.wanted.left if before is None else _between(before.wanted.right, cell.wanted.left)
            right = cell.wanted.right if after is None else _between(cell.wanted.right, after.wanted.left)
            merge = cell.merge
            lefts[merge] = _weaker(lefts[merge], left.border) if merge in lefts else left.border
            rights[merge] = _weaker(rights[merge], right.border) if merge in rights else right.border
        for cell, facing in _facing(row, above):
            # Inside a merged cell there is no edge.
            if all(other.merge != cell.merge for other in facing):
                tops[cell.merge] = _along_edge(cell, facing, is_top=True)
        for cell, facing in _facing(row, below):
            # Later rows replace earlier ones: a merged cell ends with its last row.
            bottoms[cell.merge] = _along_edge(cell, facing, is_top=False)
        above = row
    return {merge: Edges(tops.get(merge), rights[merge], bottoms[merge], lefts[merge]) for merge in lefts}


def _neighbours(row: Sequence[CellPlacement], index: int) -> tuple[CellPlacement | None, CellPlacement | None]:
    """The cells that touch a cell on its left and right; None at the end of the row and at a gap."""
    cell = row[index]
    before = row[index - 1] if index and row[index - 1].end == cell.column else None
    after = row[index + 1] if index + 1 < len(row) and row[index + 1].column == cell.end else None
    return before, after


def _facing(
    row: Sequence[CellPlacement], other: Sequence[CellPlacement]
) -> Iterator[tuple[CellPlacement, list[CellPlacement]]]:
    """Pairs each cell of a row with the cells of the other row that touch it."""
    first = 0
    for cell in row:
        while first < len(other) and other[first].end <= cell.column:
            first += 1
        last = first
        while last < len(other) and other[last].column < cell.end:
            last += 1
        yield cell, list(other[first:last])


def _along_edge(cell: CellPlacement, facing: list[CellPlacement], *, is_top: bool) -> Border | None:
    """The border along the whole top or bottom of a cell, the weakest of its parts."""
    own = cell.wanted.top if is_top else cell.wanted.bottom
    if not facing:
        return own.border
    parts = [_between(other.wanted.bottom, own) if is_top else _between(own, other.wanted.top) for other in facing]
    covered = sum(min(other.end, cell.end) - max(other.column, cell.column) for other in facing)
    # Where nothing faces a part of the edge, the cell's own border is drawn there.
    border = parts[0].border if covered == cell.end - cell.column else _weaker(parts[0].border, own.border)
    for part in parts[1:]:
        border = _weaker(border, part.border)
    return border


def _between(first: WantedBorder, second: WantedBorder) -> WantedBorder:
    """The border between two cells: one from a cell itself beats one from a table, else the stronger is drawn."""
    if first.border is second.border:
        return first
    if first.own != second.own:
        chosen = first if first.own else second
        if chosen.border is not None:
            return chosen
    return WantedBorder(stronger(first.border, second.border))


def _weaker(first: Border | None, second: Border | None) -> Border | None:
    if first is second:
        return first
    if first is None or second is None:
        return None
    return second if stronger(first, second) is first else first
