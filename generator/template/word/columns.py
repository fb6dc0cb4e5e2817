"""Puts the slots of 按列 loops in a table: they repeat its grid columns and cells, and widen the cells above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.office.xml import Element, qn
from generator.template.language.columns import END, ColumnLoop
from generator.template.language.functions import Function
from generator.template.language.slots import Slots, is_slot, printing, statement
from generator.template.language.units import ancestor
from generator.template.word.tree import GRID_SPAN, TC_PR, TR, VAL, GridCell, T

_W, _TYPE = qn("w:w"), qn("w:type")
_GRID_COLUMNS = f"{qn('w:tblGrid')}/{qn('w:gridCol')}"
# The children of w:tcPr before w:gridSpan in the schema (CT_TcPr).
_BEFORE_GRID_SPAN = frozenset((qn("w:cnfStyle"), qn("w:tcW")))


def put_columns(
    table: Element, loops: Sequence[ColumnLoop], rows: Mapping[int, Sequence[GridCell]], gaps: Sequence[GridCell],
    heads: dict[Element, Element], slots: Slots,
) -> None:  # fmt: skip
    """Repeat the columns of one table: those of its grid, its cells, and the spans of the cells above.

    ``rows`` are the cells of rows by their number, ``gaps`` the skipped columns; ``heads`` maps a cell with 合并 to the
    slot that begins its source, which stands before the cell.
    """
    for loop in loops:
        table.addprevious(loop.items_slot(slots))
    if loops:
        table.addprevious(_fitting(table, loops, slots))
    for loop in loops:
        _repeat_grid_columns(table, loop, slots)
        for number, cells in rows.items():
            own = [cell for cell in cells if not _covers(cell, number, loop, heads, slots)]
            _repeat_cells(own, loop, heads, slots)
    for number, cells in rows.items():
        for cell in cells:
            covered = [loop for loop in loops if _covers(cell, number, loop, heads, slots)]
            if covered:
                _widen(_grid_span(cell), cell, covered, slots)
            # Without items, a cell over repeated columns only would span nothing.
            if covered and cell.span == sum(len(loop.columns) for loop in covered):
                cell.element.addprevious(slots.element(statement(f"if {' or '.join(loop.name for loop in covered)}")))
                cell.element.addnext(slots.element(statement("endif")))
        _drop_row_without_cells(cells, loops, slots)
    for gap in gaps:
        _widen(gap.element, gap, [loop for loop in loops if loop.place.first in _columns(gap)], slots)


def _fitting(table: Element, loops: Sequence[ColumnLoop], slots: Slots) -> Element:
    """A slot that reports more columns than Word opens."""
    # Counted in the grid: a damaged cell may claim columns that the table does not have.
    grid = table.findall(_GRID_COLUMNS)
    own = [len(grid[loop.place.first : loop.place.last + 1]) for loop in loops]
    more = "".join(f" + ({loop.name}|length - 1) * {columns}" for loop, columns in zip(loops, own, strict=True))
    return slots.tag(loops[-1].block.opening, f"set _ = {Function.FIT_COLUMNS.call(f'{len(grid)}{more}')}")


def _covers(cell: GridCell, row: int, loop: ColumnLoop, heads: Mapping[Element, Element], slots: Slots) -> bool:
    """Whether a cell of a row spans all copies of the columns: a wider cell, or a heading above the loop's own."""
    if loop.place.first not in _columns(cell):
        return False
    if cell.span > len(loop.columns):
        return True
    if row >= loop.place.row or cell.merge or cell.element in heads:
        return False
    tags = [tag for node in cell.element.iter() if is_slot(node) and (tag := slots.tag_of(node)) is not None]
    heading = bool(tags) or any((text.text or "").strip() for text in cell.element.iter(T))
    return heading and not loop.is_named_in(tags)


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
    columns = table.findall(_GRID_COLUMNS)[loop.place.first : loop.place.last + 1]
    if not columns:
        return
    columns[0].addprevious(slots.element(statement(f"for _ in {loop.name}")))
    columns[-1].addnext(slots.element(END))
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
    head.addprevious(slots.element(loop.start))
    elements[-1].addnext(slots.element(END))


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
