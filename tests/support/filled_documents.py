"""Documents built by hand, as a reader would give them."""

from __future__ import annotations

from generator.document.model import (
    Align,
    Block,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    LineRule,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Tab,
    Table,
)

LINE = Border(0.5)
BOX = Edges(LINE, LINE, LINE, LINE)
LABEL = Font("黑体", "Times New Roman", 12.0)
VALUE = Font("仿宋_GB2312", "Times New Roman", 12.0)


def paragraph(
    *runs: str | Run, align: Align = Align.CENTER, font: Font = VALUE, tabs: tuple[Tab, ...] = ()
) -> Paragraph:
    """Runs of text, in ``font`` where they are plain; exact line pitch of 18 pt."""
    content = tuple(Run(run, font) if isinstance(run, str) else run for run in runs if run)
    return Paragraph(content, ParagraphFormat(align, line_rule=LineRule.EXACT, line=18.0, tabs=tabs), font)


def cell(column: int, *lines: str | Paragraph, span: int = 1, row_span: int = 1) -> Cell:
    """A bordered cell with a paragraph for each line."""
    blocks = tuple(line if isinstance(line, Paragraph) else paragraph(line) for line in lines or ("",))
    return Cell(column, span, row_span, blocks, BOX)


def row(*cells: Cell, height: float = 24.0, heading: bool = False) -> Row:
    """A row at least so high."""
    return Row(cells, height, heading=heading)


def section(*blocks: Block, begins: str = "nextPage") -> Section:
    """A4 with a text area of 442 pt."""
    return Section(595.3, 841.9, Sides(104.9, 73.7, 99.2, 79.4), blocks, begins=begins)


def document(*blocks: Block) -> Document:
    """One section."""
    return Document((section(*blocks),))


def table(columns: tuple[float, ...], *rows: Row, left: float = 0.0) -> Table:
    """A table at the left edge of the text."""
    return Table(columns, rows, left=left)
