"""A ``Document`` in, its body as people see it out: paragraphs as texts and tables as grids of rectangular places.

What tests compare with other readers. Headers and footers are left out, formatting too.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.document.model import Block, Cell, Document, Paragraph, Table


class GridCell(Struct, frozen=True):
    """A cell: row and column of its top left place, from 0, and how many places it takes."""

    row: int
    column: int
    row_span: int
    span: int
    cell: Cell

    @property
    def text(self) -> str:
        """What it shows, a line per paragraph."""
        return self.cell.text


class Grid(Struct, frozen=True):
    """A table; ``name`` is the sheet's, or ``表2`` (``表2 第5行 第3列 内 表1`` for a table in a cell).

    ``rows`` hold the cells that begin in each row, from left to right; ``width`` counts the columns.
    """

    name: str
    width: int
    rows: tuple[tuple[GridCell, ...], ...]

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell that covers a place; None where none does."""
        for above in range(min(row, len(self.rows) - 1), -1, -1):
            for cell in self.rows[above]:
                if cell.column <= column < cell.column + cell.span and row < cell.row + cell.row_span:
                    return cell
        return None


def outline(document: Document) -> tuple[str | Grid, ...]:
    """The body in order: the text of each paragraph, and each table that stands in no other."""
    found: list[str | Grid] = []
    tables = 0
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append(block.text)
            else:
                tables += 1
                found.append(_grid(block, section.name or f"表{tables}"))
    return tuple(found)


def grids(document: Document) -> tuple[Grid, ...]:
    """All tables of the body in order, each before those that stand in its cells."""
    return tuple(inner for item in outline(document) if isinstance(item, Grid) for inner in _with_nested(item))


def _grid(table: Table, name: str) -> Grid:
    rows = tuple(
        tuple(GridCell(index, cell.column, cell.row_span, cell.span, cell) for cell in row.cells)
        for index, row in enumerate(table.rows)
    )
    return Grid(name, len(table.columns), rows)


def _with_nested(grid: Grid) -> Iterator[Grid]:
    yield grid
    for row in grid.rows:
        for number, place in enumerate(row, 1):
            for index, table in enumerate(_tables(place.cell.blocks), 1):
                inner = f"{grid.name} 第{place.row + 1}行 第{number}列 内 表{index}"
                yield from _with_nested(_grid(table, inner))


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))
