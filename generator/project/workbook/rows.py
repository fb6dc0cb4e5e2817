"""Lays the nodes of a project out as the sheets of a workbook, so that ``reader.py`` reads the same nodes from them.

What a sheet of its own cannot hold (an order that no other row has, a mapping within an attribute) stands in 共同 or
改写, which can hold everything; the sheet then has a mark in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.project.indicators.flat import has_tree_name
from generator.project.keywords import BY, DISPLAY, EACH, FORMS, PLACES
from generator.project.workbook.form_rows import form_sheets
from generator.project.workbook.grids import Grid, Path, PathGrid, single_cells
from generator.project.workbook.names import COMMON, DISPLAYS, FORM_ROWS, INDICATORS, NAME
from generator.project.workbook.tree_rows import TreeGrid
from generator.project.yaml.nodes import Group, Listing, Node, Text

if TYPE_CHECKING:
    from collections.abc import Collection


def sheets_of(root: Group, commented: Collection[Path] = ()) -> list[Grid]:
    """The sheets; ``commented`` are the paths of keys that need a cell of their own."""
    layout = _Layout(root, frozenset(commented))
    layout.lay_out()
    return [grid for grid in layout.grids() if len(grid.rows) > 0 or grid.title == COMMON]


class _Layout(Struct):
    root: Group
    commented: frozenset[Path]
    common: PathGrid = field(default_factory=lambda: PathGrid(COMMON, [NAME]))
    displays: PathGrid = field(default_factory=lambda: PathGrid(DISPLAYS, [NAME]))
    tree: TreeGrid = field(default_factory=lambda: TreeGrid(INDICATORS))
    forms: list[Grid] = field(default_factory=list)

    def lay_out(self) -> None:
        """Give every top-level key its sheet, and its place in 共同 where the order of sheets does not say it."""
        entries = self.root.entries
        homes = {key: self._home(key, node) for key, node in entries.items()}
        places = entries.get(PLACES)
        self.tree.breakdown.places = [
            place.value for place in (places.items if isinstance(places, Listing) else ()) if isinstance(place, Text)
        ]
        trees = [node for key, node in entries.items() if homes[key] == INDICATORS]
        for node in trees:
            self.tree.learn(node)
        order = [COMMON, INDICATORS, DISPLAYS, FORM_ROWS]
        ranks = [order.index(homes[key]) for key in entries]
        for place, (key, node) in enumerate(entries.items()):
            home = homes[key]
            if home == COMMON:
                self.common.add((key,), node)
                continue
            is_one_of_several = home == INDICATORS and len(trees) > 1
            if ranks[place] > min(ranks[place:]) or is_one_of_several or (key,) in self.commented:
                self.common.mention((key,), home)
            if home == INDICATORS:
                self.tree.add(key, node, self.common)
            elif home == DISPLAYS and isinstance(node, Group):
                for name, child in node.entries.items():
                    self.displays.add((name,), child, (DISPLAY,))
            elif isinstance(node, Group):
                self._add_forms(node)

    def _home(self, key: str, node: Node) -> str:
        """The sheet that holds a key."""
        if has_tree_name(key) and self.tree.can_hold(node):
            return INDICATORS
        if key == DISPLAY and isinstance(node, Group) and node.entries and single_cells(node):
            return DISPLAYS
        if key == FORMS and isinstance(node, Group):
            each, by = node.entries.get(EACH), node.entries.get(BY)
            if isinstance(each, Group) and each.entries and (by is None or isinstance(by, Text)):
                return FORM_ROWS
        return COMMON

    def _add_forms(self, node: Group) -> None:
        by = node.entries.get(BY)
        each = node.entries[EACH]
        plain = list(node.entries) in ([BY, EACH], [EACH])
        if not plain or {(FORMS, BY), (FORMS, EACH)} & self.commented:
            for key, child in node.entries.items():
                if key in {BY, EACH}:
                    self.common.mention((FORMS, key), FORM_ROWS)
                else:
                    self.common.add((FORMS, key), child)
        if isinstance(each, Group):
            self.forms = form_sheets(by.value if isinstance(by, Text) else "", each, self.commented)

    def grids(self) -> list[Grid]:
        """The sheets in the order in which people fill them in."""
        return [self.common.grid(), self.tree.grid(), *self.tree.breakdowns(), self.displays.grid(), *self.forms]
