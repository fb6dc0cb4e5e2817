"""Lists the lines of a document in reading order: each paragraph and table row, its cells, and where a person finds it.

A cell that a merge from above covers stands in its row with the text of that merge, so that every row says by itself
which branch of the indicator tree it belongs to. Nothing here knows templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from generator.document.model import Block, Cell, Document, Paragraph, Run, StoredFormula, Table

_NUMBER = re.compile(r"(?P<digits>-?[0-9,]*[0-9](?:\.[0-9]+)?)(?P<percent>%?)")


class FormCell(Struct, frozen=True):
    """A cell of a line; ``column`` and ``span`` are those of the table's grid.

    ``covered`` says that the cell belongs to a merge that begins in a row above, whose text it repeats. ``formula`` is
    that of a cell of a sheet whose text is computed, ``struck`` the part of the text that is struck through.
    """

    text: str
    column: int = 0
    span: int = 1
    covered: bool = False
    formula: StoredFormula | None = None
    struck: str = ""


class FormLine(Struct, frozen=True):
    """A table row, or a paragraph as a line of one cell.

    ``table`` counts the tables of the body from 1 and is 0 for a paragraph; ``place`` is where a person finds the line
    (``表2 第5行``).
    """

    place: str
    cells: tuple[FormCell, ...]
    table: int = 0

    @property
    def text(self) -> str:
        """The texts of its cells, separated by tabs."""
        return "\t".join(cell.text for cell in self.cells)

    def place_of(self, number: int) -> str:
        """The place of its cell ``number``, counted from 0."""
        return f"{self.place} 第{number + 1}列" if self.table else self.place


def lines_of(document: Document) -> tuple[FormLine, ...]:
    """All lines of the body, then each different text of the headers and footers once."""
    found: list[FormLine] = []
    tables = paragraphs = 0
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                name = f"工作表“{section.name}”" if section.name else f"表{tables}"
                lines = _row_lines(block, tables, name)
                found += (with_all_cells(line, len(block.columns)) for line in lines) if section.name else lines
            else:
                paragraphs += 1
                found.append(_paragraph(block, f"第{paragraphs}段"))
    found += _header_and_footer_lines(document)
    return tuple(found)


def _paragraph(paragraph: Paragraph, place: str) -> FormLine:
    return FormLine(place, (FormCell(paragraph.text, struck=_struck((paragraph,))),))


def _struck(blocks: Iterable[Block]) -> str:
    """The text that is struck through: nobody can tell whether it still counts."""
    runs = (item for paragraph in _paragraphs(blocks) for item in paragraph.content if isinstance(item, Run))
    return "".join(run.text for run in runs if run.font.strike).strip()


def _header_and_footer_lines(document: Document) -> Iterator[FormLine]:
    seen: set[tuple[str, str]] = set()
    for section in document.sections:
        for name, parts in (("页眉", section.headers), ("页脚", section.footers)):
            for blocks in parts.values():
                for paragraph in _paragraphs(blocks):
                    if paragraph.text.strip() and (name, paragraph.text) not in seen:
                        seen.add((name, paragraph.text))
                        yield _paragraph(paragraph, name)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from _paragraphs(cell.blocks)


def _row_lines(table: Table, number: int, name: str) -> Iterator[FormLine]:
    # By grid column: the merged cells that reach into the row, and how many rows they still cover.
    above: dict[int, tuple[Cell, int]] = {}
    for row_number, row in enumerate(table.rows, 1):
        shown = [(cell, False) for cell in row.cells]
        shown += [(cell, True) for cell, rows_left in above.values() if rows_left > 0]
        shown.sort(key=lambda pair: pair[0].column)
        above = {column: (cell, rows_left - 1) for column, (cell, rows_left) in above.items() if rows_left > 1}
        above |= {cell.column: (cell, cell.row_span - 1) for cell in row.cells if cell.row_span > 1}
        cells = (
            FormCell(text_in_full(cell), cell.column, cell.span, covered, cell.formula, _struck(cell.blocks))
            for cell, covered in shown
        )
        yield FormLine(f"{name} 第{row_number}行", tuple(cells), number)


def with_all_cells(line: FormLine, columns: int) -> FormLine:
    """A row of a sheet with a cell in each column: the file leaves out the empty ones, until something is typed."""
    taken = {column for cell in line.cells for column in range(cell.column, cell.column + cell.span)}
    blank = (FormCell("", column) for column in range(columns) if column not in taken)
    return FormLine(line.place, tuple(sorted((*line.cells, *blank), key=_column)), line.table)


def _column(cell: FormCell) -> int:
    return cell.column


def text_in_full(cell: Cell) -> str:
    """The text of a cell; a number that its format shows rounded is given in full, as it was typed."""
    shown = cell.text
    found = _NUMBER.fullmatch(shown.strip()) if cell.number else None
    if found is None:
        return shown
    typed = Decimal(cell.number).scaleb(2 if found["percent"] else 0)
    if typed == Decimal(found["digits"].replace(",", "")):
        return shown
    return f"{typed.normalize():f}{found['percent']}"
