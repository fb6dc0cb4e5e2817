"""A .docx made of markup in, what the reader makes of it out."""

from __future__ import annotations

from typing import Any

from word import docx

from generator.document.docx.reader import read_docx
from generator.document.model import Cell, Document, Paragraph, Table
from generator.problem import Source

FILE = "回来的表.docx"


def read(*content: str, **parts: Any) -> Document:
    """The document of this content."""
    return read_docx(docx(*content, **parts), Source(FILE))


def paragraphs(*content: str, **parts: Any) -> list[Paragraph]:
    """Its paragraphs outside tables."""
    sections = read(*content, **parts).sections
    return [block for section in sections for block in section.blocks if isinstance(block, Paragraph)]


def tables(*content: str, **parts: Any) -> list[Table]:
    """Its tables outside tables."""
    sections = read(*content, **parts).sections
    return [block for section in sections for block in section.blocks if isinstance(block, Table)]


def cells(table: Table) -> dict[tuple[int, int], Cell]:
    """The cells of a table by row and column."""
    return {(number, cell.column): cell for number, row in enumerate(table.rows) for cell in row.cells}


def unsupported(document: Document) -> list[tuple[str, str]]:
    """Code and place of each problem."""
    return [(problem.code, problem.source.place) for problem in document.problems]
