"""Compiles one worksheet of a template into a ``SheetLayout``: a Jinja source that prints its rows and what that uses.

Rows and cells without tags are plain text of the source. The numbers of rows stay open until the sheet is filled.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.chinese.nominal_size import needed_height
from generator.jinja.environment import Environment
from generator.office.xml import Element
from generator.problem import JixiaoError, Problem, Source
from generator.template.excel.cells import CellSources, LineSources, xf_of
from generator.template.excel.compiled import MergeSpec, RowSpec, SheetLayout
from generator.template.excel.moves import Band
from generator.template.excel.plan import ColumnLoop, SheetPlan
from generator.template.excel.read import CellPosition, read_grid, string_of
from generator.template.excel.styles import Stylesheet
from generator.template.excel.tree import attribute_text, attributes_of, real_number, text_of
from generator.template.language.compile import compile_part
from generator.template.language.functions import Function
from generator.template.language.marks import CUT
from generator.template.language.slots import is_slot, printing, statement
from generator.template.language.tags import TemplateCode

_MAX_ROWS = 20_000
_SET_BY_HAND = frozenset(("1", "true"))


def compile_sheet(
    file: str,
    number: int,
    titles: Sequence[str],
    name: str,
    root: Element,
    strings: Sequence[Element],
    stylesheet: Stylesheet,
    environment: Environment,
) -> SheetLayout:
    """Compile the sheet with index ``number``, part ``name``; JixiaoError with all its mistakes.

    ``titles`` are those of all sheets, which formulas may name.
    """
    grid = read_grid(root)
    if len(grid.rows) > _MAX_ROWS:
        message = f"模板有 {len(grid.rows):,} 行，最多 {_MAX_ROWS:,} 行；请删去用不到的行"
        raise JixiaoError(Problem(Source(file, place=f"工作表“{titles[number]}”"), TemplateCode.LIMIT, message))
    plan = SheetPlan(file, titles[number], root, grid, strings, environment)
    if plan.problems:
        raise JixiaoError(*plan.problems)
    lines = LineSources(plan.slots, plan.reader.lines, plan.inline_slots, plan.dropped_tags)
    cells = CellSources(plan, lines, stylesheet, number, titles)
    rows, source = _PlannedRows(plan, cells, stylesheet).compile()
    top = "".join(plan.slots.token(node) for node in plan.reader.root if is_slot(node)) + _column_loop_items(plan)
    pieces = [top + lines.content(plan.title).removesuffix("\n"), source]
    pieces += [lines.header(container) for container in plan.headers.values()]
    return SheetLayout(
        title=titles[number],
        name=name,
        root=root,
        part=compile_part(environment, file, name, plan.slots.source(CUT.join(pieces))),
        last_row=grid.last_row,
        rows=tuple(rows),
        bands=tuple(row.band if isinstance(row, RowSpec) else row for row in rows),
        cells=tuple(cells.cells),
        stretches=tuple(plan.stretches),
        merges=(*_merges(plan), *cells.heads),
        formulas=tuple(cells.formulas),
        headers=tuple(plan.headers),
        default_height=grid.default_height,
        named_by_context=any(plan.reader.lines[line].tags for line in plan.title.iter("line")),
    )


def _merges(plan: SheetPlan) -> list[MergeSpec]:
    """The merges of the template, except those that 合并 decides."""
    found = []
    for at, area in plan.grid.merges.items():
        if not plan.is_marked(at) or at in plan.stretch_of:
            whole = any(loop.first >= area.left and loop.last <= area.right for loop in plan.loops)
            inside = any(loop.first <= area.left and loop.last >= area.right for loop in plan.loops)
            found.append(MergeSpec(area, whole and not inside))
    return found


def _column_loop_items(plan: SheetPlan) -> str:
    """The source that evaluates the items of 按列 loops, before all rows: the letters of columns depend on them."""
    source = ""
    for number, loop in enumerate(plan.loops):
        source += plan.slots.token(
            plan.slots.tag(loop.block.opening, f"set {loop.name} = {Function.ITEMS.call(loop.items)}")
        )
        source += printing(Function.REPEAT_COLUMNS.call(number, loop.first, loop.last, loop.name))
    return source


class _PlannedRows:
    """Writes the rows of a planned sheet."""

    def __init__(self, plan: SheetPlan, cells: CellSources, stylesheet: Stylesheet) -> None:
        self._plan = plan
        self._cells = cells
        self._stylesheet = stylesheet
        self._filled = {at.row for at in plan.containers}

    def compile(self) -> tuple[list[RowSpec | Band], str]:
        """The specifications of the rows and gaps, and the source of all rows with the blocks around them."""
        specs: list[RowSpec | Band] = []
        pieces: list[str] = []
        for node in self._plan.data:
            if is_slot(node):
                pieces.append(self._plan.slots.token(node))
            elif node.tag == "gap":
                first = int(node.get("first", ""))
                pieces.append(printing(Function.SKIP.call(len(specs))))
                specs.append(Band(first, int(node.get("count", "")), self._plan.loops_around(first)))
            else:
                number = int(node.get("r", ""))
                pieces.append(printing(Function.BEGIN_ROW.call(len(specs))) + self._source(number))
                specs.append(self._spec(number))
        return specs, "".join(pieces)

    def _source(self, number: int) -> str:
        """The source of one row's cells; neighbours under one 按列 loop are repeated together."""
        pieces: list[str] = []
        open_loop: ColumnLoop | None = None
        for column in sorted(self._plan.grid.cells[number]):
            loop = next((each for each in self._plan.loops if each.first <= column <= each.last), None)
            if open_loop is not None and loop is not open_loop:
                pieces.append(statement("endfor"))
            if loop is not None and loop is not open_loop:
                pieces.append(statement(f"for {loop.target} in {loop.name}"))
            open_loop = loop
            pieces.append(self._cells.source(CellPosition(number, column), loop))
        if open_loop is not None:
            pieces.append(statement("endfor"))
        return "".join(pieces)

    def _spec(self, number: int) -> RowSpec:
        """The specification of a row.

        A height that nobody set by hand was fitted to the text of the tags, so a row that holds tags forgets it.
        """
        row = self._plan.grid.rows[number]
        by_hand = row.get("customHeight") in _SET_BY_HAND
        written = real_number(row.get("ht"), 0) if by_hand or number not in self._filled else 0.0
        height, own = written or self._plan.grid.default_height, ""
        if written:
            own = f' ht="{written:g}"' + (' customHeight="1"' if by_hand else "")
        elif number in self._filled and (needed := self._static_height(number)) > height:
            height, own = needed, f' ht="{needed:g}" customHeight="1"'
        skipped = {"r", "spans", "ht", "customHeight"}
        kept = [(name, value) for name, value in attributes_of(row) if name not in skipped]
        attributes = "".join(f" {_prefixed(row, name)}={attribute_text(value)}" for name, value in kept)
        return RowSpec(Band(number, 1, self._plan.loops_around(number)), attributes, height, own)

    def _static_height(self, number: int) -> float:
        """The height in pt that the wrapped texts without tags need."""
        grid, needed = self._plan.grid, 0.0
        for column, cell in grid.cells[number].items():
            at = CellPosition(number, column)
            style, string, area = (
                self._stylesheet.style(xf_of(cell)),
                string_of(cell, self._plan.strings),
                grid.area(at),
            )
            if string is None or at in self._plan.containers or not style.wraps or style.rotated:
                continue
            if area.bottom == area.top:
                needed = max(needed, needed_height(text_of(string), grid.width(area.left, area.right), style.size))
        return needed


def _prefixed(element: Element, name: str) -> str:
    """The name of an attribute with its namespace prefix instead of ``{uri}``."""
    if not name.startswith("{"):
        return name
    space, _, local = name[1:].partition("}")
    return next((f"{prefix}:{local}" for prefix, uri in element.nsmap.items() if prefix and uri == space), local)
