"""One worksheet of a template for the pipeline, compiled into a ``SheetLayout``.

Rows and cells without tags are plain text of the source. The numbers of rows stay open until the sheet is filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.chinese.nominal_size import needed_height
from generator.jinja.environment import Environment
from generator.office.xml import Element
from generator.problem import JixiaoError, Problem, Source
from generator.template.excel.cells import CellSources, LineSources, header_code, xf_of
from generator.template.excel.compiled import MergeSpec, RowSpec, SheetLayout
from generator.template.excel.moves import Band
from generator.template.excel.plan import SheetPlan
from generator.template.excel.read import NAMES, CellPosition, LineReader, read_grid, string_of
from generator.template.excel.styles import Stylesheet
from generator.template.excel.tree import attribute_text, attributes_of, real_number, text_of
from generator.template.language.columns import END, CellPlace, ColumnLoop
from generator.template.language.functions import Function
from generator.template.language.marks import CUT
from generator.template.language.pipeline import PlacedTags, TemplatePart, compile_tagged
from generator.template.language.slots import Slots, is_slot, printing
from generator.template.language.tags import Occurrence, TemplateCode

_MAX_ROWS = 20_000
_SET_BY_HAND = frozenset(("1", "true"))


class SheetPart(TemplatePart):
    """The sheet with index ``number`` of those with ``titles``, in the part ``name``."""

    names = NAMES

    def __init__(
        self, file: str, number: int, titles: Sequence[str], name: str, root: Element,
        strings: Sequence[Element], stylesheet: Stylesheet, environment: Environment,
    ) -> None:  # fmt: skip
        self.file = file
        self.name = name
        self.environment = environment
        self._number = number
        self._titles = titles
        self._root = root
        self._stylesheet = stylesheet
        self._grid = read_grid(root)
        if len(self._grid.rows) > _MAX_ROWS:
            message = f"模板有 {len(self._grid.rows):,} 行，最多 {_MAX_ROWS:,} 行；请删去用不到的行"
            raise JixiaoError(Problem(Source(file, place=f"工作表“{titles[number]}”"), TemplateCode.LIMIT, message))
        reader = LineReader(file, titles[number], environment)
        self._plan = SheetPlan(reader, titles[number], root, self._grid, strings)
        self.occurrences, self.problems = reader.occurrences, reader.problems
        self._cells: CellSources | None = None
        self._rows: list[RowSpec | Band] = []

    def cell_of(self, tag: Occurrence) -> CellPlace | None:
        """See ``TemplatePart``; rows and columns are those of the sheet."""
        container = tag.element.getparent()
        at = next((at for at, each in self._plan.containers.items() if each is container), None)
        area = self._grid.area(at) if at is not None else None
        return CellPlace(self._plan.data, area.top, area.left, area.right) if area is not None else None

    def cells_at_edge(self, loop: ColumnLoop) -> Iterator[str]:
        """See ``TemplatePart``."""
        for area in self._grid.merges.values():
            if loop.has_edge_in(area.left, area.right):
                yield f"合并单元格 {area} 跨在这一列的边上，不能按列重复；请先拆开它"

    def source(self, placed: PlacedTags, slots: Slots) -> str:
        """See ``TemplatePart``; the source prints the title, the rows and the headers, between cuts."""
        plan = self._plan
        plan.arrange(placed, slots)
        lines = LineSources(plan)
        self._cells = CellSources(plan, lines, self._stylesheet, self._number, self._titles)
        self._rows, source = _PlannedRows(plan, self._cells, self._stylesheet).compile()
        top = "".join(slots.token(node) for node in plan.reader.root if is_slot(node)) + _column_loop_items(plan)
        pieces = [top + lines.content(plan.title).removesuffix("\n"), source]
        return CUT.join([*pieces, *(lines.content(container, header_code) for container in plan.headers.values())])

    def layout(self) -> SheetLayout:
        """The compiled sheet; JixiaoError with all its mistakes."""
        part, plan, cells = compile_tagged(self), self._plan, self._cells
        assert part is not None  # noqa: S101  # a sheet is filled even if it holds no tags
        assert cells is not None  # noqa: S101  # ``source`` made them
        return SheetLayout(
            title=self._titles[self._number],
            name=self.name,
            root=self._root,
            part=part,
            last_row=self._grid.last_row,
            rows=tuple(self._rows),
            bands=tuple(row.band if isinstance(row, RowSpec) else row for row in self._rows),
            cells=tuple(cells.cells),
            stretches=tuple(plan.stretches),
            merges=(*_merges(plan), *cells.heads),
            formulas=tuple(cells.formulas),
            filled=frozenset((at.row, at.column) for at in plan.containers),
            block_rows=frozenset(row for row, scope in plan.scopes.items() if scope),
            column_loops=tuple((loop.place.first, loop.place.last) for loop in plan.loops),
            numbers=_numbers(plan) if cells.formulas else frozenset(),
            merging=frozenset(
                (at.row, at.column) for at in plan.containers if plan.is_marked(at) and plan.loops_around(at.row)
            ),
            headers=tuple(plan.headers),
            default_height=self._grid.default_height,
            named_by_context=bool(plan.tags_of(plan.title)),
            warnings=tuple(plan.reader.warnings),
        )


def _merges(plan: SheetPlan) -> list[MergeSpec]:
    """The merges of the template, except those that 合并 decides."""
    found = []
    for at, area in plan.grid.merges.items():
        if not plan.is_marked(at) or at in plan.stretch_of:
            places = [loop.place for loop in plan.loops]
            whole = any(place.first >= area.left and place.last <= area.right for place in places)
            inside = any(place.first <= area.left and place.last >= area.right for place in places)
            found.append(MergeSpec(area, whole and not inside))
    return found


def _numbers(plan: SheetPlan) -> frozenset[tuple[int, int]]:
    """The cells that hold a number or a formula, or print a value."""
    return frozenset(
        (row, column)
        for row, cells in plan.grid.cells.items()
        for column, cell in cells.items()
        if len(cell) and (CellPosition(row, column) in plan.containers or string_of(cell, plan.strings) is None)
    )


def _column_loop_items(plan: SheetPlan) -> str:
    """The source that evaluates the items of 按列 loops, before all rows: the letters of columns depend on them."""
    source = ""
    for number, loop in enumerate(plan.loops):
        source += plan.slots.token(loop.items_slot(plan.slots))
        source += printing(Function.REPEAT_COLUMNS.call(number, loop.place.first, loop.place.last, loop.name))
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
        for loop, columns in groupby(sorted(self._plan.grid.cells[number]), self._loop_of):
            cells = "".join(self._cells.source(CellPosition(number, column), loop) for column in columns)
            pieces.append(cells if loop is None else f"{loop.start}{cells}{END}")
        return "".join(pieces)

    def _loop_of(self, column: int) -> ColumnLoop | None:
        return next((loop for loop in self._plan.loops if column in loop.columns), None)

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
            style, string = self._stylesheet.style(xf_of(cell)), string_of(cell, self._plan.strings)
            area = grid.area(at)
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
