"""Blocks that stand below each other in, the columns of one sheet out, and where each table's columns lie in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from generator.document.model import Align, Block, Paragraph, Table

_NEAR = 2.0  # edges of two tables that are closer, in pt, are one edge


class ColumnGrid(Struct, frozen=True):
    """``edges`` from left to right, in pt; ``places[n]`` has the index of each of the n-th table's own edges."""

    edges: tuple[float, ...]
    places: tuple[tuple[int, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Of the sheet's columns."""
        return tuple(right - left for left, right in pairwise(self.edges))


def column_grid(blocks: Sequence[Block], width: float) -> ColumnGrid:
    """The grid of all edges of tables, or else of tab stops, on a page with ``width`` for its text."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if not tables:
        return ColumnGrid((0.0, *_stops(blocks, width), max(width, 1.0)), ())
    common: list[float] = []
    chosen: list[list[float]] = []
    for table in tables:
        last = float("-inf")
        mine: list[float] = []
        for edge in _edges(table, width):
            near = [known for known in common if abs(known - edge) < _NEAR and known > last]
            last = min(near, key=lambda known: abs(known - edge)) if near else max(edge, last + 1e-6)
            mine.append(last)
        chosen.append(mine)
        common = sorted({*common, *mine})
    if len(common) == 1:
        common.append(common[0] + max(width, 1.0))  # a table without columns
    index = {edge: number for number, edge in enumerate(common)}
    return ColumnGrid(tuple(common), tuple(tuple(index[edge] for edge in mine) for mine in chosen))


def _stops(blocks: Sequence[Block], width: float) -> list[float]:
    """The left tab stops that are used, each with some room to the next."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and "\t" in block.text]
    wanted = sorted({tab.position for each in paragraphs for tab in each.format.tabs if tab.align == "left"})
    return [stop for before, stop in pairwise([0.0, *wanted]) if stop - before >= _NEAR and width - stop >= _NEAR]


def _edges(table: Table, width: float) -> list[float]:
    spare = width - sum(table.columns)
    start = {Align.CENTER: spare / 2, Align.RIGHT: spare}.get(table.align, table.left)
    return list(accumulate(table.columns, initial=start))
