"""Lays out a table: its cells become laid parts, its rows get their heights.

Pages are not known here; ``table_split`` splits the ``LaidTable`` that comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from generator.document.model import Align, Block, Cell, HeightRule, Paragraph, Row, Table
from generator.layout.laid import LaidCell, LaidRow, LaidTable, Part, height_of, thickness

LayBlocks = Callable[[tuple[Block, ...], float], tuple[Part, ...]]


def lay_table(table: Table, width: float, number: int, lay_blocks: LayBlocks) -> LaidTable:
    """Lay a table out in a text area of ``width``; ``number`` is its number in the document.

    ``lay_blocks`` lays the content of a cell.
    """
    full = sum(table.columns)
    left = {Align.CENTER: (width - full) / 2, Align.RIGHT: width - full}.get(table.align, table.left)
    edges = tuple(accumulate(table.columns, initial=left))
    count = len(table.rows)
    rows = []
    for index, (row, keeps_next) in enumerate(zip(table.rows, _kept_with_next(table.rows), strict=True)):
        cells = tuple([_lay_cell(cell, count - index, edges, lay_blocks) for cell in row.cells])
        rows.append(_lay_row(row, index, cells, keeps_next=keeps_next))
    # w:tblHeader counts at the top of a table only; where all rows have it, none is repeated.
    headings = next((index for index, row in enumerate(table.rows) if not row.heading), 0)
    return table_from_rows(number, edges, tuple(rows), headings)


def _kept_with_next(rows: tuple[Row, ...]) -> Iterator[bool]:
    """Whether each row stays with the next; one whose first column is covered by a merge from above does not."""
    reach = 0
    for index, row in enumerate(rows):
        is_covered = index < reach
        yield not is_covered and _keeps_next(row)
        if row.cells and not is_covered:
            reach = index + row.cells[0].row_span


def table_from_rows(number: int, edges: tuple[float, ...], rows: tuple[LaidRow, ...], headings: int) -> LaidTable:
    """A table, or a part of one, of these rows, which get their heights and places.

    A vMerged cell that needs more height than its rows makes the last of them higher, unless that is exact (measured
    against LibreOffice 7.4). A cell that goes on on the next page needs no more: it was cut to fit.
    """
    heights = [row.own_height for row in rows]
    merged = sorted(
        (index + cell.row_span, index, row.top_border + cell.padded_height)
        for index, row in enumerate(rows)
        if row.merges
        for cell in row.cells
        if cell.row_span > 1 and not cell.goes_on
    )
    for end, start, needed in merged:
        missing = needed - sum(heights[start:end])
        if missing > 0 and not rows[end - 1].exact:
            heights[end - 1] += missing
    tops = tuple(accumulate(heights, initial=0.0))
    return LaidTable(number, edges, rows, tops, tops[-1] + closing_border(rows, len(rows)), headings)


def closing_border(rows: tuple[LaidRow, ...], end: int) -> float:
    """The thickness of the border that closes a table below its first ``end`` rows."""
    return max(
        (
            thickness(cell.cell.edges.bottom)
            for index in range(end)
            if index == end - 1 or rows[index].merges
            for cell in rows[index].cells
            if index + cell.row_span >= end
        ),
        default=0.0,
    )


def row_with_cells(row: LaidRow, cells: tuple[LaidCell, ...], min_height: float) -> LaidRow:
    """The row with other cells, at least ``min_height`` pt high."""
    return _with_cells(
        row.number, cells, min_height, exact=row.exact, cant_split=row.cant_split, keep_next=row.keep_next
    )


def _lay_row(row: Row, number: int, cells: tuple[LaidCell, ...], *, keeps_next: bool) -> LaidRow:
    exact = row.height_rule is HeightRule.EXACT and row.height > 0
    min_height = 0.0 if row.height_rule is HeightRule.AUTO else row.height
    return _with_cells(number, cells, min_height, exact=exact, cant_split=row.cant_split, keep_next=keeps_next)


def _with_cells(
    number: int, cells: tuple[LaidCell, ...], min_height: float, *, exact: bool, cant_split: bool, keep_next: bool
) -> LaidRow:
    # The borders of a row align at their upper edge: the thickest pushes the content of all cells down. Bottom borders
    # fall into the next row (measured against LibreOffice 7.4).
    border = max([thickness(cell.cell.edges.top) for cell in cells], default=0.0)
    tallest = max([cell.padded_height for cell in cells if cell.row_span == 1], default=0.0)
    own_height = min_height if exact else max(min_height, border + tallest)
    merges = any(cell.row_span > 1 for cell in cells)
    return LaidRow(number, cells, border, min_height, own_height, exact, cant_split, keep_next, merges)


def _lay_cell(cell: Cell, rows_left: int, edges: tuple[float, ...], lay_blocks: LayBlocks) -> LaidCell:
    """Lay out a cell; ``rows_left`` counts the rows from its own to the end of the table."""
    last = len(edges) - 1
    width = edges[min(cell.column + cell.span, last)] - edges[min(cell.column, last)]
    parts = lay_blocks(cell.blocks, width - cell.margins.left - cell.margins.right)
    return LaidCell(cell, max(1, min(cell.row_span, rows_left)), parts, height_of(parts))


def _keeps_next(row: Row) -> bool:
    """Whether a row stays with the next: the first paragraph of its first cell has w:keepNext (as in LibreOffice)."""
    first = row.cells[0].blocks[:1] if row.cells else ()
    return bool(first) and isinstance(first[0], Paragraph) and first[0].format.keep_next
