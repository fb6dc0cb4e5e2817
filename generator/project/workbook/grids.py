"""Sheets as rows of texts, before they are written; and those that have a column for each level of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.project.workbook.marks import ITEM, as_cell, as_key_cell, elsewhere
from generator.project.workbook.names import BELOW, VALUE
from generator.project.yaml.nodes import Group, Listing, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str | int, ...]
"""The keys, and the numbers of items from 0, that lead to a node."""


class Grid(Struct):
    """A sheet: ``levels`` is the number of columns of keys; ``cells`` has the row and column (from 0) of nodes.

    The heading row is row 0, so that of ``rows[0]`` is 1.
    """

    title: str
    headings: list[str]
    levels: int
    rows: list[list[str]] = field(default_factory=list)
    cells: dict[Path, tuple[int, int]] = field(default_factory=dict)
    sources: dict[tuple[int, int], Node] = field(default_factory=dict)


class PathRowCells(Struct):
    """A row to be: the keys to its value, the text of its value, and the node with its path."""

    keys: Sequence[str | None]
    value: str
    path: Path
    node: Node | None = None


class PathGrid(Struct):
    """Collects rows of keys and a value; ``first`` are the headings of the first columns."""

    title: str
    first: list[str]
    rows: list[PathRowCells] = field(default_factory=list)

    def add(self, path: tuple[str, ...], node: Node, above: Path = ()) -> None:
        """Add a node with all below it; ``above`` are the keys that the sheet itself stands for."""
        self._add(path, node, (*above, *path))

    def _add(self, keys: tuple[str | None, ...], node: Node, path: Path) -> None:
        text = as_cell(node)
        if text is not None:
            self.rows.append(PathRowCells(keys, text, path, node))
        elif isinstance(node, Group):
            for key, child in node.entries.items():
                self._add((*keys, key), child, (*path, key))
        elif isinstance(node, Listing):
            for number, child in enumerate(node.items):
                self._add((*keys, None), child, (*path, number))

    def mention(self, path: tuple[str, ...], sheet: str = "", above: Path = ()) -> None:
        """Add a row that only names a key: its value stands in another sheet, or it needs none."""
        self.rows.append(PathRowCells(path, elsewhere(sheet) if sheet else "", (*above, *path)))

    def grid(self) -> Grid:
        """The sheet, with as many columns of keys as the deepest row has."""
        depth = max((len(row.keys) for row in self.rows), default=1)
        further = [BELOW] * (depth - len(self.first))
        grid = Grid(self.title, [*[*self.first, *further][:depth], VALUE], depth)
        before: Path = ()
        for number, row in enumerate(self.rows, 1):
            extra = len(row.path) - len(row.keys)
            cells = [""] * (depth + 1)
            same = _shared(before[extra:], row.path[extra:])
            for place in range(min(same, len(row.keys) - 1), len(row.keys)):
                key = row.keys[place]
                cells[place] = ITEM if key is None else as_key_cell(key)
                grid.cells.setdefault(row.path[: extra + place + 1], (number, place))
            cells[depth] = row.value
            if row.node is not None:
                grid.sources[number, depth] = row.node
            grid.rows.append(cells)
            before = row.path
        return grid


def _shared(before: Path, after: Path) -> int:
    """How many keys two paths begin with alike."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def single_cells(group: Group) -> bool:
    """Whether each entry is one cell."""
    return all(as_cell(child) is not None for child in group.entries.values())
