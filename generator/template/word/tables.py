"""Puts the slots of a table that decide its vertical merges while it is filled.

They are the merges of 合并, the merges of the template over rows that repeat or may be left out (docs/模板写法.md,
section 2), and the table itself, which is left out if no row remains. The slots of units must be in the tree already.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.office.xml import Element, qn
from generator.template.language.columns import ColumnLoop
from generator.template.language.functions import Function
from generator.template.language.scopes import Scope, common_scope, names_bound_in, scopes_of
from generator.template.language.slots import Slots, is_slot, printing, statement
from generator.template.language.tags import Occurrence
from generator.template.language.units import Unit, ancestor
from generator.template.word.paragraphs import empty_paragraph_like
from generator.template.word.tree import NAMES, TC, TC_PR, V_MERGE, VAL, GridCell, cells_of, row_cells, rows_of

# The children of w:tcPr before w:vMerge in the schema (CT_TcPr).
_BEFORE_V_MERGE = frozenset(qn(f"w:{name}") for name in ("cnfStyle", "tcW", "gridSpan", "hMerge"))


class VerticalMerge(Struct, eq=False):
    """The cells of one w:vMerge of the template as (row, cell); the first shows the text."""

    cells: list[tuple[Element, GridCell]]


class TableLayout(Struct, frozen=True):
    """A table as the template has it: the scope of each row, its vertical merges and its cells by element.

    Taken before rows of bare tags are dropped, because such a row may hold the first cell of a merge.
    """

    table: Element
    scopes: Mapping[Element, Scope]
    merges: Sequence[VerticalMerge]
    grid: Mapping[Element, GridCell]

    @property
    def rows(self) -> dict[int, Element]:
        """The rows that are still in the table, by their number in the template, from 0."""
        return {number: row for number, row in enumerate(self.scopes) if row.getparent() is not None}


def layout_of(table: Element, units: Sequence[Unit]) -> TableLayout:
    """The layout of a table as it stands; ``units`` come outermost first."""
    rows = rows_of(table)
    scopes = dict(zip(rows, scopes_of(table, rows, units, NAMES), strict=True))
    grid = {row: row_cells(row) for row in rows}
    return TableLayout(table, scopes, _merges(grid), {cell.element: cell for cells in grid.values() for cell in cells})


def _merges(grid: Mapping[Element, Sequence[GridCell]]) -> list[VerticalMerge]:
    merges: list[VerticalMerge] = []
    open_at: dict[int, VerticalMerge] = {}
    for row, cells in grid.items():
        here: dict[int, VerticalMerge] = {}
        for cell in cells:
            if cell.merge == "restart":
                here[cell.column] = VerticalMerge([(row, cell)])
                merges.append(here[cell.column])
            # Only cells over the same grid columns are merged.
            elif cell.merge and (merge := open_at.get(cell.column)) and merge.cells[0][1].span == cell.span:
                merge.cells.append((row, cell))
                here[cell.column] = merge
        open_at = here
    return merges


class TableCompiler:
    """Puts the slots of the table with index ``number`` in its part; ``loops`` are its 按列 loops.

    Generated names carry that number: ``_m0`` is the merge run of 合并, ``_v0_1`` a merge of the template, ``_k0_1``
    the captured content of a 合并 cell, ``_t0`` the captured table. ``heads`` maps a 合并 cell to the slot before
    it, where its source begins.
    """

    def __init__(self, layout: TableLayout, slots: Slots, number: int, loops: Sequence[ColumnLoop]) -> None:
        self._layout = layout
        self._slots = slots
        self._number = number
        self._run = f"_m{number}"
        self.heads: dict[Element, Element] = {}
        self._loops = loops
        self._covered: set[Element] = set()

    def compile(self) -> None:
        """Put all slots."""
        decided_later = self._template_merges()
        self._marked_cells(decided_later)
        if all(self._layout.scopes[row] or self._all_repeated(row) for row in self._layout.rows.values()):
            self._drop_table_without_rows()

    def _all_repeated(self, row: Element) -> bool:
        return all(self._is_repeated(self._layout.grid[cell]) for cell in cells_of(row))

    def _is_repeated(self, cell: GridCell) -> bool:
        return any(cell.column in loop.columns for loop in self._loops)

    # Merges of the template

    def _template_merges(self) -> set[Element]:
        """Adapt the merges of the template to its rows; returns the cells of merges that are decided while filling."""
        decided_later: set[Element] = set()
        for number, merge in enumerate(self._layout.merges):
            anchor = merge.cells[0][1]
            cells = [(row, cell) for row, cell in merge.cells if row.getparent() is not None]
            if not cells:
                continue
            self._covered |= {cell.element for _, cell in cells[1:]}
            if len(cells) < len(merge.cells):
                _begin_at(cells[0][1].element, single=len(cells) == 1)
            scopes = [self._layout.scopes[row] for row, _ in cells]
            common = common_scope(scopes)
            if any(scope != common for scope in scopes):
                decided_later |= {cell.element for _, cell in cells}
                self._decide_while_filling(cells, anchor, common, f"_v{self._number}_{number}")
        return decided_later

    def _decide_while_filling(
        self, cells: list[tuple[Element, GridCell]], anchor: GridCell, common: Scope, name: str
    ) -> None:
        """Let filling decide where a merge begins: its first row may be left out, or its rows repeat.

        ``common`` is the scope that all its rows share; the merge begins again with every turn of these loops.
        """
        first_row = cells[0][0]
        deeper = self._layout.scopes[first_row][len(common) :]
        before = deeper[0][0].opening_slot if deeper else first_row
        assert before is not None  # noqa: S101  # units have their slots by now
        before.addprevious(self._slots.element(statement(f"set {name} = {Function.STRETCH.call()}")))
        # Whichever row begins the merge shows the text of its first cell.
        text = _content(anchor.element)
        # Rows outside the block that binds its names cannot print that text; a merge that begins there is blank.
        lost = names_bound_in(deeper)
        if any(occurrence.meaning.uses & lost for occurrence in self._tags(text)):
            text = [empty_paragraph_like(anchor.element)]
        for row, cell in cells:
            element = cell.element
            for marked in self._marked_slots(element):
                self._slots.replace(marked, _print_inner(self._slots.tag_of(marked)))
            _set_merge(element, self._slots.element(printing(f"{name}.step({self._item(cell)})")))
            if (row, cell) != cells[0]:
                own = _content(element)
                element.insert(_after_properties(element), self._slots.element(statement(f"if {name}.fresh")))
                at = _after_properties(element) + 1
                for offset, node in enumerate([*map(copy.deepcopy, text), self._slots.element(statement("else"))]):
                    element.insert(at + offset, node)
                own[-1].addnext(self._slots.element(statement("endif")))
        # A row of these loops without the merge interrupts it: below, the merge begins again.
        repeated = {unit for row, _ in cells for unit, _ in self._layout.scopes[row][len(common) :]}
        covered = {row for row, _ in cells}
        for row in self._layout.rows.values():
            if row not in covered and any(unit in repeated for unit, _ in self._layout.scopes[row]):
                row.addprevious(self._slots.element(printing(f"{name}.end()")))

    # 合并

    def _marked_cells(self, decided_later: set[Element]) -> None:
        runs: dict[Unit, None] = {}
        for row in self._layout.rows.values():
            run = next((unit for unit, _ in self._layout.scopes[row] if unit.block.is_loop), None)
            for element in cells_of(row):
                marks = [] if element in decided_later else self._marked_slots(element)
                if marks and run is not None and element not in self._covered:
                    runs[run] = None
                    self._mark(element, marks)
                else:
                    for mark in marks:
                        self._slots.replace(mark, _print_inner(self._slots.tag_of(mark)))
        for run in runs:
            assert run.opening_slot is not None  # noqa: S101
            run.opening_slot.addprevious(
                self._slots.element(statement(f"set {self._run} = {Function.MERGE_RUN.call()}"))
            )
            for row in self._layout.rows.values():
                if any(unit is run for unit, _ in self._layout.scopes[row]):
                    row.addprevious(self._slots.element(printing(f"{self._run}.begin_row()")))

    def _mark(self, element: Element, marks: list[Element]) -> None:
        """Capture the content of a 合并 cell first; whether the cell shows it or continues a merge depends on it."""
        cell = self._layout.grid[element]
        for mark in marks:
            occurrence = self._slots.tag_of(mark)
            assert occurrence is not None  # noqa: S101
            self._slots.replace(mark, printing(f"\n{Function.MARK.call(occurrence.meaning.inner, self._run)} "))
        content = _content(element)
        blank = empty_paragraph_like(element)
        name = f"_k{self._number}_{len(self.heads)}"
        head = self._slots.element(statement(f"set {name}"))
        element.addprevious(head)
        for node in content:
            element.addprevious(node)
        element.addprevious(self._slots.element(statement("endset")))
        self.heads[element] = head
        arguments = f"{cell.column}, {cell.span}, {name}" + (f", {item}" if (item := self._item(cell)) else "")
        _set_merge(element, self._slots.element(printing(f"{self._run}.cell({arguments})")))
        for node in (
            self._slots.element(statement(f"if {self._run}.fresh") + printing(f"{self._run}.content")),
            self._slots.element(statement("else")),
            blank,
            self._slots.element(statement("endif")),
        ):
            element.append(node)
        for merge in self._layout.merges:
            if merge.cells[0][1].element is element:
                # Cells that the template merges with this one go on with its merge.
                for row, below in merge.cells[1:]:
                    if row.getparent() is not None:
                        carry = f"{self._run}.carry({cell.column}{', ' + item if item else ''})"
                        below.element.insert(0, self._slots.element(printing(carry)))

    def _marked_slots(self, element: Element) -> list[Element]:
        found = []
        for slot in element.iter():
            if is_slot(slot) and ancestor(slot, TC) is element:
                occurrence = self._slots.tag_of(slot)
                if occurrence is not None and occurrence.meaning.layout == "合并":
                    found.append(slot)
        return found

    def _tags(self, content: list[Element]) -> list[Occurrence]:
        slots = [slot for node in content for slot in node.iter() if is_slot(slot)]
        return [occurrence for slot in slots if (occurrence := self._slots.tag_of(slot)) is not None]

    def _item(self, cell: GridCell) -> str:
        return "loop.index0" if self._is_repeated(cell) else ""

    def _drop_table_without_rows(self) -> None:
        """Leave the table out if no row is filled; Word refuses a w:tbl without w:tr."""
        table, name = self._layout.table, f"_t{self._number}"
        table.addprevious(self._slots.element(statement(f"set {name}")))
        table.addnext(self._slots.element(statement("endset") + printing(Function.TABLE.call(name))))


def _print_inner(occurrence: Occurrence | None) -> str:
    """The source of a 合并 tag that merges nothing: its expression without the filter."""
    return printing(f"\n{occurrence.meaning.inner} ") if occurrence else ""


def _content(cell: Element) -> list[Element]:
    return [node for node in cell if node.tag != TC_PR]


def _after_properties(cell: Element) -> int:
    properties = cell.find(TC_PR)
    return 0 if properties is None else cell.index(properties) + 1


def _set_merge(cell: Element, merge: Element | None) -> None:
    """Replace the w:vMerge of a cell by ``merge``, a slot or an element; None removes it."""
    properties = cell.find(TC_PR)
    if properties is None:
        properties = cell.makeelement(TC_PR)
        cell.insert(0, properties)
    for old in properties.findall(V_MERGE):
        properties.remove(old)
    if merge is not None:
        at = sum(child.tag in _BEFORE_V_MERGE for child in properties)
        properties.insert(at, merge)


def _begin_at(cell: Element, *, single: bool) -> None:
    """Begin a merge at this cell, its first row having been dropped; ``single``: no other cell is left to merge."""
    merge = cell.makeelement(V_MERGE)
    merge.set(VAL, "restart")
    _set_merge(cell, None if single else merge)
