"""A table and the width of its text area in, its rows with their heights out, not broken into pages yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from msgspec import Struct, field

from generator.document.memory import RememberedByIdentity
from generator.document.model import Align, Block, Cell, HeightRule, Paragraph, Picture, Row, Table
from generator.layout.laid import LaidCell, LaidRow, LaidTable, Part, height_of, thickness

LayBlocks = Callable[[tuple[Block, ...], float], tuple[Part, ...]]


class LaidBefore(Struct, frozen=True, eq=False):
    """The rows and cells that were laid with the same fonts and settings."""

    rows: RememberedByIdentity[Row, LaidRow] = field(default_factory=lambda: RememberedByIdentity(2048))
    cells: RememberedByIdentity[Cell, LaidCell] = field(default_factory=lambda: RememberedByIdentity(4096))


def lay_table(table: Table, width: float, number: int, lay_blocks: LayBlocks, before: LaidBefore) -> LaidTable:
    """Set the cells of a table, and find its rows' heights; ``number`` is its place in the document.

    What was laid ``before`` is not laid again.
    """
    full = sum(table.columns)
    left = {Align.CENTER: (width - full) / 2, Align.RIGHT: width - full}.get(table.align, table.left)
    edges = tuple(accumulate(table.columns, initial=left))
    count = len(table.rows)
    rows = []
    for index, (row, keeps_next) in enumerate(zip(table.rows, _keeping(table.rows), strict=True)):
        place = (index, count, edges, keeps_next)
        laid = before.rows.get(row, place)
        if laid is None:
            cells = tuple(_laid_cell(cell, count - index, edges, lay_blocks, before) for cell in row.cells)
            laid = _laid_row(row, index, cells, keeps_next=keeps_next)
            if all(map(_may_come_again, row.cells)):
                before.rows.keep(row, place, laid)
        rows.append(laid)
    headings = next((index for index, row in enumerate(table.rows) if not row.heading), 0)
    return with_rows(number, edges, tuple(rows), headings)


def _keeping(rows: tuple[Row, ...]) -> Iterator[bool]:
    """Whether each row stays with the next; those whose first column is covered from above do not."""
    reach = 0
    for index, row in enumerate(rows):
        is_covered = index < reach
        yield not is_covered and _keeps_next(row)
        if row.cells and not is_covered:
            reach = index + row.cells[0].row_span


def _may_come_again(cell: Cell) -> bool:
    """Whether it is worth remembering: tables have places of their own, pictures are read anew with each document."""
    return all(
        isinstance(block, Paragraph) and not any(isinstance(item, Picture) for item in block.content)
        for block in cell.blocks
    )


def with_rows(number: int, edges: tuple[float, ...], rows: tuple[LaidRow, ...], headings: int) -> LaidTable:
    """A part of a table, its rows as high as what they hold; a merge that needs more makes its last row higher.

    One that goes on was cut to the room that there is.
    """
    heights = [row.natural for row in rows]
    merged = sorted(
        (index + cell.row_span, index, row.border + cell.padded)
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
    """The thickness of the line that closes a table below its first ``end`` rows."""
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


def row_part(row: LaidRow, cells: tuple[LaidCell, ...], least: float) -> LaidRow:
    """The row with other cells and another given height."""
    return _with_cells(row.number, cells, least, exact=row.exact, cant_split=row.cant_split, keep_next=row.keep_next)


def _laid_row(row: Row, number: int, cells: tuple[LaidCell, ...], *, keeps_next: bool) -> LaidRow:
    exact = row.height_rule is HeightRule.EXACT and row.height > 0
    least = 0.0 if row.height_rule is HeightRule.AUTO else row.height
    return _with_cells(number, cells, least, exact=exact, cant_split=row.cant_split, keep_next=keeps_next)


def _with_cells(
    number: int, cells: tuple[LaidCell, ...], least: float, *, exact: bool, cant_split: bool, keep_next: bool
) -> LaidRow:
    border = max([thickness(cell.cell.edges.top) for cell in cells], default=0.0)
    tallest = max([cell.padded for cell in cells if cell.row_span == 1], default=0.0)
    natural = least if exact else max(least, border + tallest)
    merges = any(cell.row_span > 1 for cell in cells)
    return LaidRow(number, cells, border, least, natural, exact, cant_split, keep_next, merges)


def _laid_cell(cell: Cell, rows: int, edges: tuple[float, ...], lay_blocks: LayBlocks, before: LaidBefore) -> LaidCell:
    """``rows`` are those from here to the table's end."""
    last = len(edges) - 1
    width = edges[min(cell.column + cell.span, last)] - edges[min(cell.column, last)]
    row_span = max(1, min(cell.row_span, rows))
    laid = before.cells.get(cell, (width, row_span))
    if laid is None:
        parts = lay_blocks(cell.blocks, width - cell.margins.left - cell.margins.right)
        laid = LaidCell(cell, row_span, parts, height_of(parts))
        if _may_come_again(cell):
            before.cells.keep(cell, (width, row_span), laid)
    return laid


def _keeps_next(row: Row) -> bool:
    """Whether the row stays with the next one: the first paragraph in its first cell says so (so LibreOffice)."""
    first = row.cells[0].blocks[:1] if row.cells else ()
    return bool(first) and isinstance(first[0], Paragraph) and first[0].format.keep_next
