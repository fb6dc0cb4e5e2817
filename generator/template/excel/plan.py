"""Plans one worksheet of a template: its rows, the cells with tags, the units of blocks, and merges that stretch.

Works on the skeleton of the sheet. Rows that hold nothing but tags are dropped from it, and the slots of each block
are put around its rows. Writes no source: see ``sheet`` and ``cells``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree
from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.tags import TagKind
from generator.office.xml import Element, qn
from generator.problem import Problem
from generator.template.excel.read import NAMES, CellLine, CellPosition, Grid, LineReader, string_of
from generator.template.excel.tree import IS, F, RangeReference, V, text_of
from generator.template.language.blocks import Block, match_blocks
from generator.template.language.compile import misused_filters
from generator.template.language.functions import Function
from generator.template.language.slots import Slots, printing
from generator.template.language.tags import Occurrence, TemplateCode
from generator.template.language.units import FOR_CODE, Unit, block_slots, place_blocks, put_sets, put_units, sets_of

# Loops over columns, ``{% for 区 in 地区 | 按列 %}``: the columns of the tag's cell are repeated in every row


class ColumnLoop(Struct, frozen=True):
    """Columns ``first`` … ``last``, repeated for each item of the Jinja list ``name``; the tags are in ``row``.

    ``target`` is the loop variable and ``items`` the iterated expression, both as typed.
    """

    block: Block
    row: int
    first: int
    last: int
    name: str
    target: str
    items: str


def column_loops(
    blocks: Sequence[Block], containers: Mapping[CellPosition, Element], grid: Grid
) -> tuple[list[ColumnLoop], list[Problem]]:
    """The loop of each 按列 block, and what is wrong with their places."""
    places = {container: at for at, container in containers.items()}
    loops: list[ColumnLoop] = []
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        at = places.get(block.opening.element.getparent())
        found = FOR_CODE.fullmatch(block.opening.meaning.inner)
        if at is None or found is None:
            problems.append(block.opening.problem(TemplateCode.LAYOUT, "写法是 {% for 名称 in 列表 | 按列 %}"))
            continue
        area = grid.area(at)
        loop = ColumnLoop(block, at.row, area.left, area.right, f"_c{number}", found["target"], found["items"])
        if any(loop.first <= other.last and other.first <= loop.last for other in loops):
            problems.append(block.opening.problem(TemplateCode.PLACEMENT, "这一列已有一个 按列 循环"))
        problems += [_crossed(loop, merge) for merge in grid.merges.values() if _crosses(merge, loop)]
        loops.append(loop)
    return loops, problems


def _crosses(area: RangeReference, loop: ColumnLoop) -> bool:
    """Whether an area holds some of the repeated columns, not all, and others besides."""
    if area.right < loop.first or area.left > loop.last:
        return False
    holds = area.left <= loop.first and area.right >= loop.last
    lies_in = area.left >= loop.first and area.right <= loop.last
    return not (holds or lies_in)


def _crossed(loop: ColumnLoop, area: RangeReference) -> Problem:
    message = f"合并单元格 {area} 跨在这一列的边上，不能按列重复；请先拆开它"
    return loop.block.opening.problem(TemplateCode.PLACEMENT, message)


def is_heading(
    loop: ColumnLoop,
    at: CellPosition,
    containers: Mapping[CellPosition, Element],
    lines: Mapping[Element, CellLine],
    grid: Grid,
    strings: Sequence[Element],
) -> bool:
    """Whether a cell spans all copies: it stands above the loop's cell, and its text uses no name of the loop."""
    area = grid.area(at)
    if at.row >= loop.row or at in grid.covered or area.bottom >= loop.row:
        return False
    if area.left < loop.first or area.right > loop.last:
        return False
    container = containers.get(at)
    if container is None:
        string = string_of(grid.cells[at.row][at.column], strings)
        return string is not None and bool(text_of(string).strip())
    own = loop.block.opening.meaning.binds | {"loop"}
    return not any(tag.meaning.uses & own for line in container.iter("line") for _, _, tag in lines[line].tags)


Scope = tuple[tuple[Unit, int], ...]
"""The units around a row, outermost first, each with the number of the branch that holds the row."""

_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class SheetPlan:
    """The plan of one sheet, complete only where it has no ``problems``.

    ``rows`` are those of the skeleton by their number in the sheet, ``scopes`` the units around them.
    ``loop_numbers`` counts the loops over rows, ``loops`` are those over columns. ``inline_slots`` are the slots of
    tags inside a line; ``dropped_tags`` print nothing in theirs. ``stretch_of`` numbers the merges that may lose or
    repeat their first row, by first cell; ``stretches`` holds the loops around each.
    """

    def __init__(
        self, file: str, title: str, root: Element, grid: Grid, strings: Sequence[Element], environment: Environment
    ) -> None:
        self.grid = grid
        self.strings = strings
        self.slots = Slots()
        self.reader = LineReader(file, title, environment)
        self.containers: dict[CellPosition, Element] = {}
        self.inline_slots: dict[Occurrence, Element] = {}
        self.dropped_tags: set[Occurrence] = set()
        self.scopes: dict[int, Scope] = {}
        self.loop_numbers: dict[Unit, int] = {}
        self.loops: list[ColumnLoop] = []
        self.stretches: list[tuple[int, ...]] = []
        self.stretch_of: dict[CellPosition, int] = {}
        self.problems: list[Problem] = []
        self.title = self.reader.header(title, "标签名")
        self.data = etree.SubElement(self.reader.root, NAMES.table)
        self.rows = self._skeleton(self.data)
        self.headers = self._headers(root)
        units = self._place()
        if self.problems:
            return
        # Before rows of bare tags are dropped, because units may begin and end in them.
        self.scopes = {number: _scope(row, units) for number, row in self.rows.items()}
        loops = [unit for unit in units if unit.parent is self.data and unit.block.is_loop]
        self.loop_numbers = {unit: number for number, unit in enumerate(loops)}
        self.dropped_tags = {tag for tag in self.reader.occurrences if self._is_dropped(tag)}
        self._prepare_loops()
        self._drop_tag_only()
        self._check_merges()
        self.stretch_of = self._find_stretches()

    def loops_around(self, row: int) -> tuple[int, ...]:
        """The numbers of the row loops around a row, outermost first."""
        return tuple(self.loop_numbers[unit] for unit, _ in self.scopes[row] if unit in self.loop_numbers)

    def is_marked(self, at: CellPosition) -> bool:
        """Whether a cell holds a tag with 合并."""
        container = self.containers.get(at)
        return container is not None and any(
            tag.meaning.layout == "合并" and not tag.keyword
            for line in container.iter("line")
            for _, _, tag in self.reader.lines[line].tags
        )

    def _skeleton(self, data: Element) -> dict[int, Element]:
        """Build the rows of the skeleton, by number; consecutive rows that the sheet leaves out become one ``gap``."""
        rows: dict[int, Element] = {}
        expected = 1
        for number in sorted(self.grid.rows):
            if number > expected:
                gap = etree.SubElement(data, "gap", first=str(expected), count=str(number - expected))
                rows |= {expected: gap}
            rows[number] = row = etree.SubElement(data, NAMES.row, r=str(number))
            expected = number + 1
            for column, cell in self.grid.cells[number].items():
                at = CellPosition(number, column)
                formula = cell.find(F)
                if formula is not None:
                    self.reader.formula(formula.text or "", at)
                string = string_of(cell, self.strings)
                if string is None or at in self.grid.covered:
                    continue
                container = self.reader.cell(row, string, at)
                if container is not None:
                    self.containers[at] = container
        return rows

    def _headers(self, root: Element) -> dict[str, Element]:
        found: dict[str, Element] = {}
        node = root.find(qn("ss:headerFooter"))
        for child in node if node is not None else ():
            kind = etree.QName(child).localname
            if kind in _HEADERS and child.text:
                found[kind] = self.reader.header(child.text, "页眉" if kind.endswith("Header") else "页脚")
        return found

    def _place(self) -> list[Unit]:
        reader = self.reader
        matching = match_blocks(reader.occurrences)
        placement = place_blocks(matching.blocks, NAMES)
        self.loops, column_problems = column_loops(placement.columns, self.containers, self.grid)
        self.problems += [
            *reader.problems, *matching.problems, *placement.problems, *column_problems,
            *misused_filters(reader.occurrences), *self._outside_cells(),
        ]  # fmt: skip
        if self.problems:
            return []
        inline = [block_slots(block, self.slots) for block in placement.inline]
        self.inline_slots = {tag: slot for block in inline for tag, slot in block.items()}
        sets = sets_of(matching.blocks, matching.sets)
        self.inline_slots |= {tag: self.slots.tag(tag) for tag, block in sets if block in placement.inline}
        put_units(placement.units, self.slots)
        put_sets([each for each in sets if each[0] not in self.inline_slots], placement.units, NAMES, self.slots)
        return placement.units

    def _outside_cells(self) -> list[Problem]:
        cells = set(self.containers.values())
        return [
            tag.problem(TemplateCode.LAYOUT, "合并 要写在表格的单元格里")
            for tag in self.reader.occurrences
            if tag.meaning.layout == "合并" and not tag.keyword and tag.element.getparent() not in cells
        ]

    def _is_dropped(self, tag: Occurrence) -> bool:
        """Whether a tag prints nothing where it stands: comments, and tags whose slots are around lines or rows."""
        return tag not in self.inline_slots and tag.meaning.tag.kind is not TagKind.PRINT

    def _prepare_loops(self) -> None:
        """Let loops over rows count their turns, and outermost ones begin a new run of 合并."""
        for unit, number in self.loop_numbers.items():
            slot = unit.opening_slot
            assert slot is not None  # noqa: S101  # units have their slots by now
            slot.addnext(self.slots.element(printing(Function.TURN.call(number))))
            outermost = not any(
                other is not unit and other.range[0] <= unit.range[0] and other.range[1] >= unit.range[1]
                for other in self.loop_numbers
            )
            if outermost:
                slot.addprevious(self.slots.element(printing(Function.NEW_RUN.call())))

    def _drop_tag_only(self) -> None:
        """Drop the rows, then the lines, that hold nothing but ``dropped_tags``."""
        tag_only = [
            element
            for element, line in self.reader.lines.items()
            if line.tags and line.blank_without_tags() and all(tag in self.dropped_tags for _, _, tag in line.tags)
        ]
        tag_only_set = set(tag_only)
        for row in self.data.findall(NAMES.row):
            containers = row.findall("c")
            if containers and all(line in tag_only_set for each in containers for line in each.findall("line")):
                self._drop_row(row)
        for element in tag_only:
            container = element.getparent()
            if container is not None:
                container.remove(element)

    def _drop_row(self, row: Element) -> None:
        """Drop a row of bare tags unless another of its cells holds something."""
        number = int(row.get("r", ""))
        for column, cell in self.grid.cells[number].items():
            position = CellPosition(number, column)
            if position not in self.containers and position not in self.grid.covered and _holds_something(cell):
                return
        self.data.remove(row)
        del self.rows[number]

    def _check_merges(self) -> None:
        """Report merges that hold some rows of a loop, not all, and rows outside it."""
        for unit in self.loop_numbers:
            inside = {number for number, scope in self.scopes.items() if any(each is unit for each, _ in scope)}
            inside &= self.rows.keys()
            for at, area in self.grid.merges.items():
                rows = {row for row in self.rows if area.top <= row <= area.bottom}
                if rows & inside and not (rows <= inside or rows >= inside):
                    message = (
                        f"合并单元格 {area} 只盖住这个循环的一部分行；请让它盖住整个循环，或整个在循环里面"
                        f"（它从{self.reader.cell_source(at).place}开始）"
                    )
                    self.problems.append(unit.block.opening.problem(TemplateCode.PLACEMENT, message))

    def _find_stretches(self) -> dict[CellPosition, int]:
        """Number the merges whose first row lies in a block that does not hold all their rows.

        Such a merge begins at whichever of its rows is filled first, so each of them gets a cell in its first column.
        """
        found: dict[CellPosition, int] = {}
        for at, area in self.grid.merges.items():
            rows = [row for row in self.rows if area.top <= row <= area.bottom and row in self.grid.rows]
            scopes = [self.scopes[row] for row in rows]
            if len(rows) < 2 or rows[0] != at.row:
                continue
            common = _common(scopes)
            if len(scopes[0]) > len(common):
                for row in rows:
                    self.grid.ensure_cell(CellPosition(row, at.column), like=at)
                loops = [self.loop_numbers[unit] for unit, _ in common if unit in self.loop_numbers]
                found[at] = len(self.stretches)
                self.stretches.append(tuple(loops))
        return found


def _scope(row: Element, units: Sequence[Unit]) -> Scope:
    """The units around a row; ``units`` come outermost first."""
    parent = row.getparent()
    at = parent.index(row) if parent is not None else -1
    around = [unit for unit in units if unit.parent is parent and unit.range[0] <= at <= unit.range[1]]
    return tuple((unit, sum(start <= at for start in unit.starts) - 1) for unit in around)


def _common(scopes: Sequence[Scope]) -> Scope:
    """The units and branches that all scopes share, outermost first."""
    shared: Scope = scopes[0]
    for scope in scopes[1:]:
        depth = 0
        for mine, theirs in zip(shared, scope, strict=False):
            if mine[0] is not theirs[0] or mine[1] != theirs[1]:
                break
            depth += 1
        shared = shared[:depth]
    return shared


def _holds_something(cell: Element) -> bool:
    return any(child.tag in {F, IS} or (child.tag == V and child.text) for child in cell)
