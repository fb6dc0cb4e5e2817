"""Parts a table at the rows that each page repeats: Word repeats rows only where they are the first of a table."""

from __future__ import annotations

from msgspec.structs import replace

from generator.document.model import Cell, Paragraph, Row, Table


def parted(table: Table) -> tuple[Table, ...]:
    """The table, or two where rows further down are headings: what is above them, and the rest, which they begin.

    It stays whole where a merge reaches into its headings from above. One that reaches out of them ends with them, and
    goes on blank: who reads a further page sees its text, too.
    """
    rows = table.rows
    first = next((number for number, row in enumerate(rows) if row.heading), 0)
    end = next((number for number in range(first, len(rows)) if not rows[number].heading), first)
    is_merged_into = any(number + cell.row_span > first for number in range(first) for cell in rows[number].cells)
    if not 0 < first < end or is_merged_into:
        return (table,)
    headings = [_ending(row, end - number) for number, row in enumerate(rows[first:end], first)]
    reaching = ((cell, number + cell.row_span - end) for number in range(first, end) for cell in rows[number].cells)
    rests = [_rest(cell, row_span) for cell, row_span in reaching if row_span > 0]
    below = replace(rows[end], cells=tuple(sorted((*rows[end].cells, *rests), key=lambda cell: cell.column)))
    return replace(table, rows=rows[:first]), replace(table, rows=(*headings, below, *rows[end + 1 :]))


def _ending(row: Row, most: int) -> Row:
    """The row, its merges over at most so many rows."""
    cells = (
        replace(cell, row_span=most, edges=replace(cell.edges, bottom=None)) if cell.row_span > most else cell
        for cell in row.cells
    )
    return replace(row, cells=tuple(cells))


def _rest(cell: Cell, row_span: int) -> Cell:
    """What a merge covers below the headings."""
    blank = tuple(replace(block, content=()) for block in cell.blocks[:1] if isinstance(block, Paragraph))
    return replace(cell, row_span=row_span, blocks=blank, edges=replace(cell.edges, top=None))
