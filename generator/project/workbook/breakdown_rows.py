"""Lays 分解 out as the rows of 地区分解, with the name of each indicator as short as tells it from the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.project.indicators.tree import suffixes
from generator.project.keywords import EXCEPT, PLACES, STANDARD, VALUE
from generator.project.workbook.columns import is_in_order, merged_order
from generator.project.workbook.grids import Grid, Path, single_cells
from generator.project.workbook.marks import as_cell, as_key_cell
from generator.project.workbook.names import BREAKDOWNS, EVERYWHERE, INDICATOR, PLACE, WITHOUT
from generator.project.workbook.sheets import heading_cells
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class _Row(Struct, frozen=True):
    """A row to be: the place as its cell says it, the attributes, and the paths of both."""

    place: str
    attributes: Mapping[str, Node]
    path: Path
    paths: Mapping[str, Path]


class BreakdownGrid(Struct):
    """Collects the rows of 地区分解. All 分解 must be learned, and all names counted, before the first is added."""

    orders: list[Sequence[str]] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)
    places: Sequence[str] = ()
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[str, Path, list[_Row]]] = field(default_factory=list)

    def learn(self, node: Group) -> None:
        """See which attributes a 分解 has, in which order."""
        below = [child for child in node.entries.values() if isinstance(child, Group)]
        if below:
            self.orders += (list(child.entries) for child in below)
        elif is_compact(node):
            self.orders.append([name for name in node.entries if name not in {PLACES, EXCEPT}])
        else:
            self.orders.append([VALUE])
        self.columns = [name for name in merged_order(self.orders) if name not in {INDICATOR, PLACE}]

    def add(self, keys: tuple[str, ...], node: Node, path: Path) -> bool:
        """Add the 分解 of an indicator; False if this sheet cannot hold it."""
        name = next((name for name in reversed(list(suffixes(keys))) if self.named[name] == 1), "")
        if not name or not isinstance(node, Group):
            return False
        rows = self._compact(node, path) if is_compact(node) else self._explicit(node, path)
        if not rows:
            return False
        self.rows.append((name, path, rows))
        return True

    def _explicit(self, node: Group, path: Path) -> list[_Row]:
        """A row for each place; none if one of them does not fit."""
        rows: list[_Row] = []
        for place, child in node.entries.items():
            if place.startswith((EVERYWHERE, WITHOUT)) or not self._fits(child):
                return []
            below = (*path, place)
            if isinstance(child, Group) and child.entries:
                rows.append(_Row(as_key_cell(place), child.entries, below, {n: (*below, n) for n in child.entries}))
            else:
                rows.append(_Row(as_key_cell(place), {} if isinstance(child, Null) else {VALUE: child}, below, {}))
        return rows

    def _fits(self, child: Node) -> bool:
        if not isinstance(child, Group) or not child.entries:
            return as_cell(child) is not None and (isinstance(child, Null) or VALUE in self.columns)
        names = list(child.entries)
        has_columns = set(names) <= set(self.columns) and is_in_order(names, self.columns)
        return has_columns and names != [VALUE] and single_cells(child)

    def _compact(self, node: Group, path: Path) -> list[_Row]:
        """A row for all places, and one for each that is left out and for each other; none if it does not fit."""
        without = _texts(node.entries.get(EXCEPT))
        entries = {name: child for name, child in node.entries.items() if name != EXCEPT}
        places = [place for place in self.places if place not in (without or [])]
        if (
            without is None
            or (EXCEPT in node.entries and next(iter(node.entries)) != EXCEPT)
            or not set(entries) <= set(self.columns)
            or not is_in_order(entries, self.columns)
            or not set(without) <= set(self.places)
        ):
            return []
        listed: dict[str, Sequence[Node]] = {}
        single: dict[str, Node] = {}
        for name, child in entries.items():
            if isinstance(child, Listing) and child.items:
                if len(child.items) != len(places) or any(as_cell(item) is None for item in child.items):
                    return []
                listed[name] = child.items
            elif as_cell(child) is None:
                return []
            else:
                single[name] = child
        rows = [_Row(EVERYWHERE, single, (), {name: (*path, name) for name in entries})]
        rows += (
            _Row(f"{WITHOUT}{as_key_cell(place)}", {}, (*path, EXCEPT, number), {})
            for number, place in enumerate(without)
        )
        for number, place in enumerate(places if listed else ()):
            given = {name: items[number] for name, items in listed.items()}
            rows.append(_Row(as_key_cell(place), given, (), {name: (*path, name, number) for name in given}))
        return rows

    def grid(self) -> Grid:
        """The sheet."""
        grid = Grid(BREAKDOWNS, heading_cells([INDICATOR, PLACE, *self.columns]), 2)
        for name, path, rows in self.rows:
            grid.cells[path] = (len(grid.rows) + 1, 0)
            for first, row in enumerate(rows):
                number = len(grid.rows) + 1
                cells = [as_key_cell(name) if not first else "", row.place, *[""] * len(self.columns)]
                if row.path:
                    grid.cells.setdefault(row.path, (number, 1))
                for attribute, at in row.paths.items():
                    grid.cells.setdefault(at, (number, 2 + self.columns.index(attribute)))
                for attribute, node in row.attributes.items():
                    cells[2 + self.columns.index(attribute)] = as_cell(node) or ""
                    grid.sources[number, 2 + self.columns.index(attribute)] = node
                grid.rows.append(cells)
        return grid


def is_compact(node: Group) -> bool:
    """Whether a 分解 names attributes, not places."""
    if any(isinstance(child, Group) for child in node.entries.values()):
        return False
    return any(isinstance(child, Listing) or name in STANDARD for name, child in node.entries.items())


def _texts(node: Node | None) -> list[str] | None:
    """The texts of a list; None where it is something else."""
    if node is None:
        return []
    if not isinstance(node, Listing) or not node.items:
        return None
    found = [item.value for item in node.items if isinstance(item, Text)]
    return found if len(found) == len(node.items) == len(set(found)) else None


def ends_of(node: Node, depth: int, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of the indicators of a tree, and of its levels without any."""
    if isinstance(node, Group):
        for key, child in node.entries.items():
            if len(path) + 1 == depth or not (isinstance(child, Group) and child.entries):
                yield (*path, key)
            else:
                yield from ends_of(child, depth, (*path, key))
