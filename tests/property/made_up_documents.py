"""Documents of paragraphs and tables of any shape; every line is one character that no other line has."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st
from msgspec import Struct

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

T = TypeVar("T")

_FONT = Font(size=10.0)
_BORDERS = (None, Border(0.5), Border(1.5), Border(0.75, style="double"))
_FIRST = ord("一")


class MadeUp(Struct, frozen=True):
    """A document, its characters that stand once, and those in heading rows."""

    document: Document
    once: str
    in_headings: str


class _Maker:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines = 0
        self.in_headings: list[str] = []

    def one_of(self, *values: T) -> T:
        return self.draw(st.sampled_from(values))

    def whole(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def section(self) -> Section:
        return Section(
            width=300.0,
            height=self.one_of(120.0, 400.0),
            margins=Sides(30.0, 40.0, 20.0, 40.0),
            blocks=self.blocks(5, most_lines=30, depth=2),
            header_distance=10.0,
            begins=self.one_of("nextPage", "continuous", "oddPage", "evenPage"),
            vertical=self.one_of(*Vertical),
        )

    def blocks(self, most: int, *, most_lines: int, depth: int) -> tuple[Block, ...]:
        return tuple(
            self.table(depth - 1) if depth and self.one_of(*"ppt") == "t" else self.paragraph(most_lines)
            for _ in range(self.whole(0, most))
        )

    def paragraph(self, most_lines: int) -> Paragraph:
        count = self.whole(0, most_lines)
        lines = map(chr, range(_FIRST + self.lines, _FIRST + self.lines + count))
        self.lines += count
        text = self.one_of(*"\n\n\n\f").join(lines)
        style = ParagraphFormat(
            before=self.one_of(0.0, 6.0),
            after=self.one_of(0.0, 9.0),
            line_rule=LineRule.EXACT,
            line=self.one_of(10.0, 12.0),
            keep_next=self.flag(),
            keep_lines=self.flag(),
            widow_control=self.flag(),
            page_break_before=self.one_of(*"nny") == "y",
        )
        return Paragraph((Run(text, _FONT),), style, _FONT)

    def table(self, depth: int) -> Table:
        count, columns = self.whole(0, 8), self.whole(1, 4)
        headings = self.one_of(0, 0, 1, 2)
        free = {(row, column) for row in range(count) for column in range(columns)}
        rows = []
        for row in range(count):
            before = self.lines
            cells = [self.cell(free, row, column, depth) for column in range(columns) if (row, column) in free]
            rows.append(self.row(tuple(cell for cell in cells if cell), heading=row < headings))
            if row < headings:
                self.in_headings += map(chr, range(_FIRST + before, _FIRST + self.lines))
        return Table(tuple(self.one_of(0.0, 30.0, 80.0) for _ in range(columns)), tuple(rows))

    def row(self, cells: tuple[Cell, ...], *, heading: bool) -> Row:
        rule = self.one_of(HeightRule.AUTO, HeightRule.AT_LEAST)
        return Row(cells, self.one_of(0.0, 20.0, 90.0, 700.0), rule, self.flag(), heading)

    def cell(self, free: set[tuple[int, int]], row: int, column: int, depth: int) -> Cell | None:
        """A cell as large as there is room, or a gap."""
        if (row, column) not in free or not self.whole(0, 9):
            return None
        span = row_span = 1
        while (row, column + span) in free and self.flag():
            span += 1
        while (row + row_span, column) in free and self.flag():
            if not all((row + row_span, column + right) in free for right in range(span)):
                break
            row_span += 1
        free -= {(row + down, column + right) for down in range(row_span) for right in range(span)}
        return Cell(
            column,
            span,
            row_span,
            self.blocks(2, most_lines=self.one_of(3, 30), depth=depth),
            Edges(*(self.one_of(*_BORDERS) for _ in range(4))),
            self.one_of(Sides(), Sides(2.0, 5.4, 3.0, 5.4)),
            self.one_of(*Vertical),
        )


@st.composite
def documents(draw: st.DrawFn) -> MadeUp:
    maker = _Maker(draw)
    document = Document(tuple(maker.section() for _ in range(maker.whole(1, 2))))
    characters = map(chr, range(_FIRST, _FIRST + maker.lines))
    repeated = "".join(maker.in_headings)
    return MadeUp(document, "".join(c for c in characters if c not in repeated), repeated)
