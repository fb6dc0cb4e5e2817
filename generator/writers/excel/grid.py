"""Finds the columns of a sheet for tables that stand below each other: the edges of all tables, each once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from generator.document.model import Align, Block, Paragraph, Table

_NEAR = 2.0  # edges of two tables that are closer, in pt, are one edge


class ColumnGrid(Struct, frozen=True):
    """``edges`` are those of the sheet's columns in pt; ``places[n]`` has the index of each edge of the n-th table."""

    edges: tuple[float, ...]
    places: tuple[tuple[int, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the sheet's columns, in pt."""
        return tuple(right - left for left, right in pairwise(self.edges))


def column_grid(blocks: Sequence[Block], width: float) -> ColumnGrid:
    """The grid of the edges of all tables, or, without tables, of the tab stops; ``width`` is that of the text area."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if not tables:
        return ColumnGrid((0.0, *_stops(blocks, width), max(width, 1.0)), ())
    common: list[float] = []
    chosen: list[list[float]] = []
    for table in tables:
        last = float("-inf")
        own: list[float] = []
        for edge in _edges(table, width):
            # Each edge of a table stays an edge of its own: two must not fall on the same one.
            near = [known for known in common if abs(known - edge) < _NEAR and known > last]
            last = min(near, key=lambda known: abs(known - edge)) if near else max(edge, last + 1e-6)
            own.append(last)
        chosen.append(own)
        common = sorted({*common, *own})
    if len(common) == 1:
        common.append(common[0] + max(width, 1.0))  # a table without columns
    index = {edge: number for number, edge in enumerate(common)}
    return ColumnGrid(tuple(common), tuple(tuple(index[edge] for edge in own) for own in chosen))


def _stops(blocks: Sequence[Block], width: float) -> list[float]:
    """The left tab stops of paragraphs with tabs, without those next to the one before or to the right edge."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and "\t" in block.text]
    wanted = sorted({tab.position for each in paragraphs for tab in each.format.tabs if tab.align == "left"})
    return [stop for before, stop in pairwise([0.0, *wanted]) if stop - before >= _NEAR and width - stop >= _NEAR]


def _edges(table: Table, width: float) -> list[float]:
    spare = width - sum(table.columns)
    start = {Align.CENTER: spare / 2, Align.RIGHT: spare}.get(table.align, table.left)
    return list(accumulate(table.columns, initial=start))
