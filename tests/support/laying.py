"""Documents on small paper, lines of 10 pt, and their pages as readable text."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fixed_faces import FixedFaces

from generator.document.model import (
    Block,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    HeightRule,
    LineRule,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Table,
    Vertical,
)
from generator.layout.page import Glyphs, Page, Pages
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter

FONT = Font(size=10.0)
LINE = Border(0.5)
NO_EDGES = Edges()
NO_MARGINS = Sides()
BOX = Edges(LINE, LINE, LINE, LINE)


def text(*lines: str, **formatting: Any) -> Paragraph:
    """A paragraph of lines that break where they are told to; no widow control unless asked for."""
    settings: dict[str, Any] = {"line_rule": LineRule.EXACT, "line": 10.0, "widow_control": False} | formatting
    return Paragraph((Run("\n".join(lines), FONT),), ParagraphFormat(**settings), FONT)


def numbered(name: str, count: int, **formatting: Any) -> Paragraph:
    """A paragraph of the lines ``a1``, ``a2`` …"""
    return text(*(f"{name}{number}" for number in range(1, count + 1)), **formatting)


def cell(
    column: int,
    *blocks: Block | str,
    span: int = 1,
    row_span: int = 1,
    edges: Edges = NO_EDGES,
    margins: Sides = NO_MARGINS,
    vertical: Vertical = Vertical.TOP,
    shading: str = "",
) -> Cell:
    content = tuple(text(block) if isinstance(block, str) else block for block in blocks or ("",))
    return Cell(column, span, row_span, content, edges, margins, vertical, shading)


def row(*cells: Cell | str, height: float = 0.0, exact: bool = False, **flags: Any) -> Row:
    """A row; a string is a cell in the column of its place."""
    rule = HeightRule.EXACT if exact else HeightRule.AT_LEAST
    made = tuple(cell(place, found) if isinstance(found, str) else found for place, found in enumerate(cells))
    return Row(made, height, rule, **flags)


def table(*rows: Row, columns: tuple[float, ...] = (50.0, 50.0), **place: Any) -> Table:
    return Table(columns, rows, **place)


def section(*blocks: Block, room: float = 100.0, **setup: Any) -> Section:
    """A page with margins of 20 and 30 pt above and below, 20 beside a text area of 160, ``room`` for the body."""
    return Section(200.0, 50.0 + room, Sides(20.0, 20.0, 30.0, 20.0), blocks, **setup)


def laid(*blocks: Block | Section, **options: Any) -> Pages:
    """The pages of blocks in one section, or of sections."""
    sections = tuple(block for block in blocks if isinstance(block, Section))
    body = tuple(block for block in blocks if not isinstance(block, Section))
    return lay_out(Document(sections or (section(*body, **options),)), Typesetter(FixedFaces()))


def shown(pages: Pages) -> list[list[str]]:
    """What stands on each page, line by line; what is side by side is parted by a bar."""
    return [list(lines_of(page).values()) for page in pages.pages]


def lines_of(page: Page) -> dict[float, str]:
    """The lines of a page by their baseline."""
    lines: defaultdict[float, list[tuple[float, str]]] = defaultdict(list)
    for item in page.items:
        if isinstance(item, Glyphs) and item.text.strip():
            lines[round(item.baseline, 2)].append((item.x, item.text))
    return {y: " | ".join(part for _, part in sorted(found)) for y, found in sorted(lines.items())}
