"""A document in, its lines in reading order out: paragraphs and rows of tables, each with its cells and its place.

Nothing here knows templates. A cell that a merge from above covers stands in its row with the text that shows there,
so that every row says by itself which part of the tree it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from generator.document.model import Block, Cell, Document, Paragraph, Table

_NUMBER = re.compile(r"(?P<digits>-?[0-9,]*[0-9](?:\.[0-9]+)?)(?P<percent>%?)")


class FormCell(Struct, frozen=True):
    """``text`` is what shows; ``covered`` where it shows from above; ``column`` and ``span`` are those of the grid."""

    text: str
    column: int = 0
    span: int = 1
    covered: bool = False


class FormLine(Struct, frozen=True):
    """A paragraph (``table`` 0, one cell) or a row; ``place`` is where a person finds it."""

    place: str
    cells: tuple[FormCell, ...]
    table: int = 0

    @property
    def text(self) -> str:
        """Its cells' texts, for comparing."""
        return "\t".join(cell.text for cell in self.cells)

    def place_of(self, number: int) -> str:
        """The place of one of its cells, counted from 0."""
        return f"{self.place} 第{number + 1}列" if self.table else self.place


def lines_of(document: Document) -> tuple[FormLine, ...]:
    """All lines of the body, then those of the headers and footers that differ."""
    found: list[FormLine] = []
    tables = paragraphs = 0
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                name = f"工作表“{section.name}”" if section.name else f"表{tables}"
                found += _rows(block, tables, name)
            else:
                paragraphs += 1
                found.append(_paragraph(block, f"第{paragraphs}段"))
    found += _edges(document)
    return tuple(found)


def _paragraph(paragraph: Paragraph, place: str) -> FormLine:
    return FormLine(place, (FormCell(paragraph.text),))


def _edges(document: Document) -> Iterator[FormLine]:
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


def _rows(table: Table, number: int, name: str) -> Iterator[FormLine]:
    above: dict[int, tuple[Cell, int]] = {}
    for at, row in enumerate(table.rows, 1):
        here = [(cell, False) for cell in row.cells]
        here += [(cell, True) for cell, left in above.values() if left > 0]
        here.sort(key=lambda pair: pair[0].column)
        above = {column: (cell, left - 1) for column, (cell, left) in above.items() if left > 1}
        above |= {cell.column: (cell, cell.row_span - 1) for cell in row.cells if cell.row_span > 1}
        cells = (FormCell(_text(cell), cell.column, cell.span, covered) for cell, covered in here)
        yield FormLine(f"{name} 第{at}行", tuple(cells), number)


def _text(cell: Cell) -> str:
    """What a cell shows; a number that its format rounds is the number that was typed."""
    shown = cell.text
    found = _NUMBER.fullmatch(shown.strip()) if cell.number else None
    if found is None:
        return shown
    typed = Decimal(cell.number).scaleb(2 if found["percent"] else 0)
    if typed == Decimal(found["digits"].replace(",", "")):
        return shown
    return f"{typed.normalize():f}{found['percent']}"
