"""Writes the Jinja source of each cell of a planned sheet, and of its title and headers.

A cell without tags is written as its XML; a cell with tags as a call of a ``SheetState`` method that prints its XML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from lxml import etree

from generator.jinja.tags import TagKind
from generator.office.columns import letters_of
from generator.office.xml import Element
from generator.template.excel.compiled import CellSpec, MergeSpec, escaped
from generator.template.excel.formulas import PlacedFormula, StoredResult, formula_of
from generator.template.excel.plan import SheetPlan
from generator.template.excel.read import CellPosition, shared_formulas, string_of
from generator.template.excel.styles import Stylesheet
from generator.template.excel.tree import (
    R_PR,
    F,
    RangeReference,
    V,
    attribute_text,
    attributes_of,
    markup,
    whole_number,
)
from generator.template.language.columns import ColumnLoop
from generator.template.language.functions import Function
from generator.template.language.marks import FORMULA, ROW_NUMBER, RUN, RUN_END
from generator.template.language.scopes import names_bound_in
from generator.template.language.slots import is_slot, printing, statement
from generator.template.language.tags import Occurrence


def inner_code(tag: Occurrence) -> str:
    """The expression of a print tag without its layout filter."""
    return tag.meaning.inner


def header_code(tag: Occurrence) -> str:
    """The same in a header or footer, where an ``&`` in the value must not begin a code of Excel (18.3.1.46)."""
    return Function.HEADER.call(tag.meaning.inner)


def marked_code(tag: Occurrence) -> str:
    """The same in a cell with 合并: the merge run is told the value."""
    return Function.MARK.call(tag.meaning.inner) if tag.meaning.layout == "合并" else tag.meaning.inner


class LineSources:
    """Writes the source of lines of the skeleton; silent tags are left out."""

    def __init__(self, plan: SheetPlan) -> None:
        self._slots = plan.slots
        self._lines = plan.reader.lines
        self._slot_of = plan.slot_of
        self._silent = plan.silent

    def content(self, container: Element, code: Callable[[Occurrence], str] = inner_code, *, rich: bool = False) -> str:
        """The source of a container's text, each line followed by a line break.

        ``code`` gives that of a print tag. ``rich``: with marks where formatted runs begin.
        """
        return "".join(
            self._slots.token(node) if is_slot(node) else self._line(node, code, rich=rich) + "\n" for node in container
        )

    def _line(self, element: Element, code: Callable[[Occurrence], str], *, rich: bool) -> str:
        line = self._lines[element]
        pieces: list[str] = []
        at = 0
        cuts = [start for start, _ in line.runs] if rich else []
        for start, end, tag in [*line.tags, (len(line.text), len(line.text), None)]:
            edges = [at, *(cut for cut in cuts if at < cut < start), start]
            for begin, stop in pairwise(edges):
                if stop > begin:
                    pieces.append((_run(line.runs, begin) if rich else "") + escaped(line.text[begin:stop]))
            at = end
            if tag is None or tag in self._silent:
                continue
            if tag.meaning.tag.kind is TagKind.PRINT:
                slot = self._slots.tag(tag, code(tag))
                pieces.append((_run(line.runs, start) if rich else "") + self._slots.token(slot))
            else:
                pieces.append(self._slots.token(self._slot_of[tag]))
        return "".join(pieces)


def _run(runs: Sequence[tuple[int, int]], at: int) -> str:
    """The mark that names the run to which the character at ``at`` belongs."""
    number = next(number for start, number in reversed(runs) if start <= at)
    return f"{RUN}{number}{RUN_END}"


class CellSources:
    """Writes the cells of a sheet; the source refers to the ``cells`` and ``formulas`` collected here by index.

    ``heads`` are the merges of headings over all copies of repeated columns.
    """

    def __init__(
        self, plan: SheetPlan, sources: LineSources, stylesheet: Stylesheet, number: int, titles: Sequence[str]
    ) -> None:
        self._plan = plan
        self._sources = sources
        self._stylesheet = stylesheet
        self._number = number
        self._titles = tuple(titles)
        self._shared = shared_formulas(plan.grid)
        self.cells: list[CellSpec] = []
        self.formulas: list[PlacedFormula] = []
        self.heads: list[MergeSpec] = []

    def source(self, at: CellPosition, loop: ColumnLoop | None) -> str:
        """The source of one cell; ``loop`` is the 按列 loop around its column, if any."""
        own = self._own_source(at, loop)
        area = self._plan.grid.covered.get(at)
        anchor = CellPosition(area.top, area.left) if area is not None else at
        stretch = self._plan.stretch_of.get(anchor)
        if stretch is not None and at.column == anchor.column:
            first = self._stretched_source(at, anchor, loop)
            own = self._blank_source(at, loop)
            own = (
                f"{statement(f'if {Function.FRESH.call(stretch)}')}{first}{statement('else')}{own}{statement('endif')}"
            )
        # The first copy shows the heading; the merge covers the cells of the others.
        if loop is not None and self._plan.is_heading(loop, at):
            area = self._plan.grid.area(at)
            self.heads.append(
                MergeSpec(RangeReference(area.top, loop.place.first, area.bottom, loop.place.last), whole=True)
            )
            rest = self._blank_source(at, loop)
            own = f"{statement('if loop.first')}{own}{statement('else')}{rest}{statement('endif')}"
        return own

    def _own_source(self, at: CellPosition, loop: ColumnLoop | None) -> str:
        cell = self._plan.grid.cells[at.row][at.column]
        if at in self._plan.containers:
            return self._filled(self._plan.containers[at], at, loop, marked=at not in self._plan.stretch_of)
        area = self._plan.grid.covered.get(at)
        if area is not None:
            anchor = CellPosition(area.top, area.left)
            if at.column == area.left and self._plan.is_marked(anchor) and anchor not in self._plan.stretch_of:
                return self._call(Function.CARRY, self._spec(at, anchor), "", loop)
            return self._blank_source(at, loop)
        return self._static(cell, at, loop)

    def _stretched_source(self, at: CellPosition, anchor: CellPosition, loop: ColumnLoop | None) -> str:
        """The source of a merge that begins at this row; blank if its text uses a name unknown outside its block."""
        if anchor not in self._plan.containers:
            return self._static(self._plan.grid.cells[anchor.row][anchor.column], at, loop)
        scope = self._plan.scopes[at.row]
        lost = names_bound_in(tuple(step for step in self._plan.scopes[anchor.row] if step not in scope))
        container = self._plan.containers[anchor]
        if at != anchor and any(tag.meaning.uses & lost for tag in self._plan.tags_of(container)):
            return self._blank_source(at, loop)
        return self._filled(container, anchor, loop, marked=False)

    def _filled(self, container: Element, at: CellPosition, loop: ColumnLoop | None, *, marked: bool) -> str:
        """The source of a cell that holds tags; ``marked``: 合并 in it counts."""
        spec = self._spec(at, at)
        marked = marked and self._plan.is_marked(at)
        lines = list(container)
        if not lines:
            return self._blank_source(at, loop)
        if len(lines) == 1 and not is_slot(lines[0]):
            tag = self._plan.reader.lines[lines[0]].sole_print_tag(self._plan.silent)
            # A value alone in its cell may become a number; in other text it is always text.
            if tag is not None:
                function, value_code = (Function.MARKED_CELL, marked_code) if marked else (Function.CELL, inner_code)
                code = function.call(spec, f"({value_code(tag)})", _copy(loop))
                return self._plan.slots.token(self._plan.slots.tag(tag, code))
        content = self._sources.content(
            container, marked_code if marked else inner_code, rich=bool(self.cells[spec].runs)
        )
        call = self._call(Function.MARKED_TEXT if marked else Function.TEXT, spec, "_t", loop)
        return f"{statement('set _t')}{content}{statement('endset')}{call}"

    def _call(self, function: Function, spec: int, argument: str, loop: ColumnLoop | None) -> str:
        return printing(function.call(spec, argument, _copy(loop)))

    def _spec(self, at: CellPosition, anchor: CellPosition) -> int:
        """Add the specification of a cell, with the merge of ``anchor``; returns its index."""
        area = self._plan.grid.area(anchor)
        cell = self._plan.grid.cells[at.row][at.column]
        string = string_of(cell, self._plan.strings)
        runs = [run for run in (string if string is not None else ()) if etree.QName(run).localname == "r"]
        spec = CellSpec(
            column=at.column,
            xf=xf_of(cell),
            style=self._stylesheet.style(xf_of(cell)),
            span=area.right - area.left + 1,
            rows=self._plan.filled_rows(area),
            width=self._plan.grid.width(area.left, area.right),
            runs=tuple(_run_properties(run) for run in runs),
        )
        self.cells.append(spec)
        return len(self.cells) - 1

    def _open(self, at: CellPosition, loop: ColumnLoop | None) -> str:
        # 按列 loops decide the columns of all cells only when the sheet is filled.
        loops = self._plan.loops
        letter = printing(Function.LETTER.call(at.column, _copy(loop))) if loops else letters_of(at.column)
        return f'<c r="{letter}{ROW_NUMBER}"'

    def _blank_source(self, at: CellPosition, loop: ColumnLoop | None) -> str:
        cell = self._plan.grid.cells[at.row][at.column]
        return f'{self._open(at, loop)} s="{xf_of(cell)}"/>'

    def _static(self, cell: Element, at: CellPosition, loop: ColumnLoop | None) -> str:
        formula = cell.find(F)
        if formula is not None and not self._formula_text(formula, at):
            formula = None
        # The stored result (v) of a formula and the type (t) that describes it are written when the sheet is filled.
        skipped = {"r", "t"} if formula is not None else {"r"}
        attributes = "".join(
            f" {name}={attribute_text(value)}" for name, value in attributes_of(cell) if name not in skipped
        )
        opening = self._open(at, loop) + attributes
        if formula is not None:
            return f"{opening}>{self._formula_source(cell, formula, at, loop)}</c>"
        inside = "".join(markup(child, cell) for child in cell)
        return f"{opening}>{inside}</c>" if inside else f"{opening}/>"

    def _formula_source(self, cell: Element, formula: Element, at: CellPosition, loop: ColumnLoop | None) -> str:
        text = self._formula_text(formula, at)
        is_array = formula.get("t") == "array"
        written = formula_of(text, self._number, self._titles, wants_ranges=is_array)
        is_wide = is_array and ":" in formula.get("ref", "")
        loops = self._plan.loops_around(at.row)
        self.formulas.append(PlacedFormula(at.row, at.column, loops, written, _stored_result(cell), is_wide))
        copy = printing("loop.index0") if loop is not None else "0"
        token = f"{FORMULA}{len(self.formulas) - 1}:{at.column}:{copy}{FORMULA}"
        if is_array:
            return f'<f t="array" ref="{token}A{FORMULA}">{token}</f>'
        return f"<f>{token}</f>"

    def _formula_text(self, formula: Element, at: CellPosition) -> str:
        """The text of a formula, shared ones included; empty where it has none, as in a data table (what-if)."""
        return formula.text or self._shared.get(at, "")


def _stored_result(cell: Element) -> StoredResult | None:
    value, kind = cell.find(V), cell.get("t", "n")
    if value is None or kind not in {"n", "str", "b", "e"} or (value.text is None and kind != "str"):
        return None
    return StoredResult(kind, value.text or "")


def xf_of(cell: Element) -> int:
    """The index of a cell's format (xf) in cellXfs."""
    return whole_number(cell.get("s"))


def _copy(loop: ColumnLoop | None) -> str:
    """The argument that tells a call which copy of a repeated column it prints; empty for other columns."""
    return "loop.index0" if loop is not None else ""


def _run_properties(run: Element) -> str:
    properties = run.find(R_PR)
    return "" if properties is None else markup(properties, run)
