"""Lays sub-forms out: a row each in 分表, indicators in 分表指标, lists of records in sheets, the rest in 改写."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.problem import Source
from generator.project.indicators.flat import has_tree_name
from generator.project.keywords import EACH, FORMS
from generator.project.tables.not_forms import not_forms
from generator.project.tables.tables import DataCell, DataTable
from generator.project.workbook.columns import is_in_order, merged_order
from generator.project.workbook.grids import Grid, Path, PathGrid, single_cells
from generator.project.workbook.marks import as_cell, as_key_cell, is_blank_mark
from generator.project.workbook.names import FORM_INDICATORS, FORM_ROWS, NAME, NOTES, OVERRIDES, SHEETS
from generator.project.workbook.sheets import heading_cells
from generator.project.workbook.tree_rows import TreeGrid
from generator.project.yaml.nodes import Group, Listing, Node, Null

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ABOVE: Path = (FORMS, EACH)
_LONGEST_TITLE = 31  # characters that Excel allows, without those that it forbids
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$|^\s|\s$|^$")


def form_sheets(by: str, each: Group, commented: Collection[Path]) -> list[Grid]:
    """The sheets of sub-forms; ``by`` is the variable with their names, blank where another file says it."""
    forms = _Forms(by or FORMS, each, commented)
    forms.lay_out()
    return [
        forms.main,
        forms.tree.grid(),
        forms.overrides.grid(),
        *(records.grid() for records in forms.records.values()),
    ]


class _Records(Struct):
    """A sheet with several rows for each sub-form."""

    title: str
    by: str
    columns: list[str]
    rows: list[tuple[str, Group, Path]] = field(default_factory=list)

    def grid(self) -> Grid:
        grid = Grid(self.title, heading_cells([self.by, *self.columns]), 1)
        before = None
        for number, (name, record, path) in enumerate(self.rows, 1):
            cells = [as_key_cell(name) if name != before else "", *[""] * len(self.columns)]
            before = name
            grid.cells[path] = number, 0
            for key, node in record.entries.items():
                column = 1 + self.columns.index(key)
                cells[column] = as_cell(node) or ""
                grid.cells[*path, key] = number, column
                grid.sources[number, column] = node
            grid.rows.append(cells)
        return grid


class _Forms:
    """The sub-forms of one project, sheet by sheet."""

    def __init__(self, by: str, each: Group, commented: Collection[Path]) -> None:
        self._by, self._each, self._commented = by, each, commented
        groups = [node for node in each.entries.values() if isinstance(node, Group)]
        self._columns = merged_order(
            [key for key, node in group.entries.items() if as_cell(node) is not None and key != by] for group in groups
        )
        self.main = Grid(FORM_ROWS, heading_cells([by, *self._columns]), 1)
        self.tree = TreeGrid(FORM_INDICATORS, is_of_forms=True)
        self.overrides = PathGrid(OVERRIDES, [FORM_ROWS, NAME])
        self.records = self._record_sheets(groups)

    def _record_sheets(self, groups: list[Group]) -> dict[str, _Records]:
        """A sheet for each key under which a sub-form has a list of records that fits into one."""
        orders: dict[str, list[list[str]]] = {}
        for group in groups:
            for key, node in group.entries.items():
                if records := _records_of(node):
                    orders.setdefault(key, []).extend(list(record.entries) for record in records)
        taken = {title.casefold() for title in (*SHEETS, NOTES)}
        found: dict[str, _Records] = {}
        for key, each in orders.items():
            if self._by == FORMS or len(key) > _LONGEST_TITLE or _NO_TITLE.search(key) or key.casefold() in taken:
                continue
            taken.add(key.casefold())
            found[key] = _Records(key, self._by, [name for name in merged_order(each) if name != self._by])
        return found

    def lay_out(self) -> None:
        """Put every sub-form."""
        for node in self._each.entries.values():
            for tree in self._trees(node):
                self.tree.learn(tree)
        rests: list[tuple[str, Group, list[str]]] = []
        for number, (name, node) in enumerate(self._each.entries.items(), 1):
            cells = [as_key_cell(name), *[""] * len(self._columns)]
            self.main.rows.append(cells)
            self.main.cells[*_ABOVE, name] = number, 0
            if not isinstance(node, Group) or not node.entries:
                if not isinstance(node, Null):
                    self.overrides.add((name,), node, _ABOVE)
                continue
            rest = self._put_row(name, node, number, cells)
            rests.append((name, node, rest))
        for name, node, rest in rests:
            self._put_rest(name, node, rest)
        self._ask()

    def _trees(self, node: Node) -> Iterator[Node]:
        for key, child in node.entries.items() if isinstance(node, Group) else ():
            if has_tree_name(key) and self.tree.can_hold(child):
                yield child

    def _put_row(self, name: str, form: Group, number: int, cells: list[str]) -> list[str]:
        """Put the first variables of a sub-form into its row, as long as they have the order of the columns."""
        place = 0
        names = list(form.entries)
        for at, key in enumerate(names):
            text = as_cell(form.entries[key])
            column = self._columns.index(key) + 1 if key in self._columns else 0
            if text is None or column <= place:
                return names[at:]
            cells[column] = text
            self.main.cells[*_ABOVE, name, key] = number, column
            self.main.sources[number, column] = form.entries[key]
            place = column
        return []

    def _home(self, key: str, node: Node) -> str:
        """The sheet that holds what a row of 分表 does not."""
        if has_tree_name(key) and self.tree.can_hold(node):
            return FORM_INDICATORS
        sheet = self.records.get(key)
        if sheet is not None and (records := _records_of(node)):
            fits = all(
                set(record.entries) <= set(sheet.columns) and is_in_order(record.entries, sheet.columns)
                for record in records
            )
            return sheet.title if fits else OVERRIDES
        return OVERRIDES

    def _put_rest(self, name: str, form: Group, rest: list[str]) -> None:
        """Put what is left; with a row in 改写 for each key where the order of the sheets is another."""
        homes = {key: self._home(key, form.entries[key]) for key in rest}
        order = [OVERRIDES, FORM_INDICATORS, *self.records]
        ranks = [order.index(homes[key]) for key in rest]
        for place, key in enumerate(rest):
            node, path = form.entries[key], (*_ABOVE, name, key)
            home = homes[key]
            if home == OVERRIDES:
                self.overrides.add((name, key), node, _ABOVE)
                continue
            if ranks != sorted(ranks) or path in self._commented or ranks.count(ranks[place]) > 1:
                self.overrides.mention((name, key), home, _ABOVE)
            if home == FORM_INDICATORS:
                self.tree.add(key, node, self.overrides, name, (*_ABOVE, name))
            else:
                rows = ((name, record, (*path, at)) for at, record in enumerate(_records_of(node)))
                self.records[key].rows += rows

    def _ask(self) -> None:
        """Name in 改写 the rows of 分表 that would be taken for totals or notes; that makes sub-forms of them."""
        nowhere = Source("")
        headings = tuple(DataCell(name, nowhere) for name in (self._by, *self._columns))
        rows = [
            tuple(DataCell("" if is_blank_mark(text) else text.strip(), nowhere) if text else None for text in cells)
            for cells in self.main.rows
        ]
        table = DataTable(headings, rows)
        names = list(self._each.entries)
        asked = {str(row.keys[0]) for row in self.overrides.rows} | {row.form for row in self.tree.rows}
        asked |= {name for sheet in self.records.values() for name, _, _ in sheet.rows}
        while True:
            found = not_forms(table, rows, 0, {name.strip() for name in asked})
            missing = [names[at] for at in (*found.sure, *found.totals, *found.names_only) if names[at] not in asked]
            if not missing:
                return
            for name in missing:
                self.overrides.mention((name,), above=_ABOVE)
                asked.add(name)


def _records_of(node: Node) -> list[Group]:
    """The items of a list of which each is a mapping with one cell for each entry; none for any other node."""
    if not isinstance(node, Listing):
        return []
    found = [item for item in node.items if isinstance(item, Group) and item.entries and single_cells(item)]
    return found if len(found) == len(node.items) else []
