"""Loops over columns, ``{% for 区 in 地区 | 按列 %}``: the grid columns of the tag's cell are repeated in every row.

The copies share the width of the column; merges and headings above it span all copies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.office.xml import Element, qn
from generator.problem import Problem
from generator.template.language.blocks import Block
from generator.template.language.functions import Function
from generator.template.language.slots import Slots, is_slot, printing, statement
from generator.template.language.tags import TemplateCode
from generator.template.language.units import FOR_CODE, ancestor
from generator.template.word.tree import GRID_SPAN, TBL, TC, TC_PR, TR, VAL, GridCell, T, row_cells, row_gaps, rows_of

_W, _TYPE = qn("w:w"), qn("w:type")
# The children of w:tcPr before w:gridSpan in the schema (CT_TcPr).
_BEFORE_GRID_SPAN = frozenset((qn("w:cnfStyle"), qn("w:tcW")))


class ColumnLoop(Struct, frozen=True):
    """Grid columns ``first`` … ``last`` of a table (from 0), repeated for each item of the Jinja list ``name``.

    ``target`` is the loop variable and ``items`` the iterated expression, both as typed.
    """

    block: Block
    table: Element
    above: frozenset[Element]
    """The rows above the cell of the loop."""
    first: int
    last: int
    name: str
    target: str
    items: str

    @property
    def columns(self) -> range:
        """The grid columns repeated."""
        return range(self.first, self.last + 1)


def column_loops(blocks: Sequence[Block]) -> tuple[list[ColumnLoop], list[Problem]]:
    """The loop of each 按列 block, and what is wrong with their places."""
    loops: list[ColumnLoop] = []
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        cell = ancestor(block.opening.element, TC)
        found = FOR_CODE.fullmatch(block.opening.meaning.inner)
        table = ancestor(cell, TBL) if cell is not None else None
        if cell is None or table is None or found is None:
            problems.append(block.opening.problem(TemplateCode.LAYOUT, "写法是 {% for 名称 in 列表 | 按列 %}"))
            continue
        rows = rows_of(table)
        at, here = next((at, each) for at, row in enumerate(rows) for each in row_cells(row) if each.element is cell)
        last = here.column + here.span - 1
        above = frozenset(rows[:at])
        loop = ColumnLoop(block, table, above, here.column, last, f"_c{number}", found["target"], found["items"])
        clash = next((one for one in loops if one.table is table and set(one.columns) & set(loop.columns)), None)
        problems += [block.opening.problem(TemplateCode.PLACEMENT, "这一列已有一个 按列 循环")] if clash else []
        problems += _straddling_cells(loop)
        loops.append(loop)
    return loops, problems


def _straddling_cells(loop: ColumnLoop) -> list[Problem]:
    """A problem for the first cell that holds some of the columns, not all, and others besides."""
    for number, row in enumerate(rows_of(loop.table), 1):
        for cell in (*row_cells(row), *row_gaps(row)):
            columns = set(_columns(cell))
            if columns & set(loop.columns) and not (columns <= set(loop.columns) or columns >= set(loop.columns)):
                return [
                    loop.block.opening.problem(
                        TemplateCode.PLACEMENT,
                        f"第{number}行有单元格跨在这一列的边上，不能按列重复；请先拆开那个单元格",
                    )
                ]
    return []


def put_columns(
    table: Element, loops: Sequence[ColumnLoop], rows: Sequence[Sequence[GridCell]], gaps: Sequence[GridCell],
    heads: dict[Element, Element], slots: Slots,
) -> None:  # fmt: skip
    """Repeat the columns of one table: those of its grid, its cells, and the spans of the cells above.

    ``rows`` and ``gaps`` are the cells and the skipped columns; ``heads`` maps a cell with 合并 to the slot that begins
    its source, which stands before the cell.
    """
    for loop in loops:
        table.addprevious(slots.tag(loop.block.opening, f"set {loop.name} = {Function.ITEMS.call(loop.items)}"))
        _repeat_grid_columns(table, loop, slots)
        for cells in rows:
            _repeat_cells([cell for cell in cells if not _covers(cell, loop, heads, slots)], loop, heads, slots)
    for cells in rows:
        for cell in cells:
            covered = [loop for loop in loops if _covers(cell, loop, heads, slots)]
            if covered:
                _widen(_grid_span(cell), cell, covered, slots)
            # Without items, a cell over repeated columns only would span nothing.
            if covered and cell.span == sum(len(loop.columns) for loop in covered):
                cell.element.addprevious(slots.element(statement(f"if {' or '.join(loop.name for loop in covered)}")))
                cell.element.addnext(slots.element(statement("endif")))
        _drop_row_without_cells(cells, loops, slots)
    for gap in gaps:
        _widen(gap.element, gap, [loop for loop in loops if loop.first in _columns(gap)], slots)


def _covers(cell: GridCell, loop: ColumnLoop, heads: Mapping[Element, Element], slots: Slots) -> bool:
    """Whether a cell spans all copies of the columns: a wider cell, or a heading above the cell of the loop.

    A heading shows text that uses no name of the loop, so it would be the same over every copy.
    """
    if loop.first not in _columns(cell):
        return False
    if cell.span > len(loop.columns):
        return True
    if ancestor(cell.element, TR) not in loop.above or cell.merge or cell.element in heads:
        return False
    tags = [tag for node in cell.element.iter() if is_slot(node) and (tag := slots.tag_of(node)) is not None]
    own = loop.block.opening.meaning.binds | {"loop"}
    heading = bool(tags) or any((text.text or "").strip() for text in cell.element.iter(T))
    return heading and not any(tag.meaning.uses & own for tag in tags)


def _grid_span(cell: GridCell) -> Element:
    """The w:gridSpan of a cell, added where it has none."""
    properties = cell.element.find(TC_PR)
    if properties is None:
        properties = cell.element.makeelement(TC_PR)
        cell.element.insert(0, properties)
    span = properties.find(GRID_SPAN)
    if span is None:
        span = properties.makeelement(GRID_SPAN)
        properties.insert(sum(child.tag in _BEFORE_GRID_SPAN for child in properties), span)
    return span


def _repeat_grid_columns(table: Element, loop: ColumnLoop, slots: Slots) -> None:
    columns = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")[loop.first : loop.last + 1]
    if not columns:
        return
    columns[0].addprevious(slots.element(statement(f"for _ in {loop.name}")))
    columns[-1].addnext(slots.element(statement("endfor")))
    for column in columns:
        _share_width(column, loop, slots)


def _repeat_cells(cells: Sequence[GridCell], loop: ColumnLoop, heads: dict[Element, Element], slots: Slots) -> None:
    inside = [cell for cell in cells if cell.column in loop.columns and cell.span <= len(loop.columns)]
    if not inside:
        return
    elements = [cell.element for cell in inside]
    for element in elements:
        width = element.find(f"{TC_PR}/{qn('w:tcW')}")
        # A width of another type (auto, nil) is no length to share.
        if width is not None and width.get(_TYPE, "dxa") in {"dxa", "pct"}:
            _share_width(width, loop, slots)
    head = heads.get(elements[0], elements[0])
    head.addprevious(slots.element(statement(f"for {loop.target} in {loop.name}")))
    elements[-1].addnext(slots.element(statement("endfor")))


def _drop_row_without_cells(cells: Sequence[GridCell], loops: Sequence[ColumnLoop], slots: Slots) -> None:
    """Drop a row that has only repeated columns if none of them has an item: a w:tr needs a cell."""
    inside = [loop for loop in loops if any(cell.column in loop.columns for cell in cells)]
    if not cells or any(not any(cell.column in loop.columns for loop in inside) for cell in cells):
        return
    row = ancestor(cells[0].element, TR)
    if row is not None:
        row.addprevious(slots.element(statement(f"if {' or '.join(loop.name for loop in inside)}")))
        row.addnext(slots.element(statement("endif")))


def _share_width(element: Element, loop: ColumnLoop, slots: Slots) -> None:
    """Divide the w:w of a column or cell among its copies."""
    width = element.get(_W, "0")
    if width.isdigit():
        element.set(_W, slots.attribute(printing(Function.SHARE.call(width, f"{loop.name}|length", "loop.index0"))))


def _widen(span: Element | None, cell: GridCell, covered: Sequence[ColumnLoop], slots: Slots) -> None:
    """Let a w:gridSpan or skipped columns (``span``) count all copies of the ``covered`` loops."""
    if covered and span is not None:
        more = "".join(f" + ({loop.name}|length - 1) * {len(loop.columns)}" for loop in covered)
        span.set(VAL, slots.attribute(printing(f"{cell.span}{more}")))


def _columns(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.span)
