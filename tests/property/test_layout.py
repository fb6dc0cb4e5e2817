"""Whatever stands in a document, its layout ends, and every line of it stands on one page, inside the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from fixed_faces import FixedFaces
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.document import (
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
from generator.pages.layout import lay_out
from generator.pages.page import Glyphs, Page, Rule

_LINE = Border(0.5)
_BORDERS = st.sampled_from([None, _LINE, Border(1.5), Border(0.75, style="double")])
_MARGINS = st.sampled_from([Sides(), Sides(2.0, 5.4, 3.0, 5.4)])
_FACES = FixedFaces()
_FONT = Font(size=10.0)


@st.composite
def _paragraphs(draw: st.DrawFn, most_lines: int = 30) -> Paragraph:
    """Lines of 10 or 12 pt; their texts are numbered afterwards."""
    breaks = st.sampled_from(["\n", "\n", "\n", "\f"])
    lines = draw(st.integers(0, most_lines))
    text = "#" + "".join(draw(breaks) + "#" for _ in range(lines))
    style = ParagraphFormat(
        line_rule=LineRule.EXACT,
        line=draw(st.sampled_from([10.0, 12.0])),
        before=draw(st.sampled_from([0.0, 6.0])),
        after=draw(st.sampled_from([0.0, 9.0])),
        keep_next=draw(st.booleans()),
        keep_lines=draw(st.booleans()),
        widow_control=draw(st.booleans()),
        page_break_before=draw(st.sampled_from([False, False, True])),
    )
    return Paragraph((Run(text, _FONT),), style, _FONT)


@st.composite
def _tables(draw: st.DrawFn, depth: int = 1) -> Table:
    rows, columns = draw(st.integers(0, 8)), draw(st.integers(1, 4))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    cells: list[list[Cell]] = [[] for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if (row, column) in free and draw(st.integers(0, 9)):
                span, row_span = _room(draw, free, row, column)
                free -= {(row + down, column + right) for down in range(row_span) for right in range(span)}
                cells[row].append(_cell(draw, column, span, row_span, depth))
    headings = draw(st.integers(0, 2))
    heights = st.sampled_from([0.0, 20.0, 90.0, 700.0])
    rules = st.sampled_from([HeightRule.AUTO, HeightRule.AT_LEAST])
    return Table(
        columns=tuple(draw(st.sampled_from([0.0, 30.0, 80.0])) for _ in range(columns)),
        rows=tuple(
            Row(tuple(of_row), draw(heights), draw(rules), draw(st.booleans()), index < headings)
            for index, of_row in enumerate(cells)
        ),
    )


def _room(draw: st.DrawFn, free: set[tuple[int, int]], row: int, column: int) -> tuple[int, int]:
    """A span and a row span that nothing is in the way of."""
    span = 1
    while (row, column + span) in free and draw(st.booleans()):
        span += 1
    row_span = 1
    while all((row + row_span, column + right) in free for right in range(span)) and draw(st.booleans()):
        row_span += 1
    return span, row_span


def _cell(draw: st.DrawFn, column: int, span: int, row_span: int, depth: int) -> Cell:
    inner: st.SearchStrategy[Block] = _paragraphs(8)
    if depth:
        inner = st.one_of(inner, inner, inner, _tables(depth=depth - 1))
    blocks = tuple(draw(st.lists(inner, max_size=2)))
    edges = Edges(*(draw(_BORDERS) for _ in range(4)))
    return Cell(column, span, row_span, blocks, edges, draw(_MARGINS), draw(st.sampled_from(Vertical)))


_BODIES = st.lists(st.one_of(_paragraphs(), _tables()), max_size=5)


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    numbers = count()
    sections = tuple(
        Section(
            width=300.0,
            height=draw(st.sampled_from([120.0, 400.0])),
            margins=Sides(30.0, 40.0, 20.0, 40.0),
            blocks=tuple(_numbered(draw(_BODIES), numbers)),
            headers={"default": tuple(_numbered(draw(st.lists(_paragraphs(2), max_size=1)), count(9000)))},
            begins=draw(st.sampled_from(["nextPage", "continuous", "oddPage", "evenPage"])),
            vertical=draw(st.sampled_from(Vertical)),
        )
        for _ in range(draw(st.integers(1, 2)))
    )
    return Document(sections)


def _numbered(blocks: list[Block] | tuple[Block, ...], numbers: Iterator[int]) -> Iterator[Block]:
    """The same blocks, each line with a number of its own: ``#`` gives way to three or four digits."""
    for block in blocks:
        if isinstance(block, Paragraph):
            pieces = block.text.split("#")
            text = pieces[0] + "".join(f"{next(numbers):03}{piece}" for piece in pieces[1:])
            yield Paragraph((Run(text, _FONT),), block.format, block.mark)
        else:
            yield Table(block.columns, tuple(_numbered_row(row, numbers) for row in block.rows))


def _numbered_row(row: Row, numbers: Iterator[int]) -> Row:
    cells = tuple(
        Cell(
            *(cell.column, cell.span, cell.row_span, tuple(_numbered(cell.blocks, numbers))),
            *(cell.edges, cell.margins, cell.vertical),
        )
        for cell in row.cells
    )
    return Row(cells, row.height, row.height_rule, row.cant_split, row.heading)


def _digits(blocks: tuple[Block, ...], *, headings: bool) -> Iterator[str]:
    """The characters of body text, or of heading rows of tables that stand in the body."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from () if headings else block.text
            continue
        for row in block.rows:
            for cell in row.cells:
                if row.heading == headings:
                    yield from _digits(cell.blocks, headings=False)
                    yield from _digits(cell.blocks, headings=True)


def _drawn(pages: tuple[Page, ...]) -> Counter[str]:
    return Counter(item.text for page in pages for item in page.items if isinstance(item, Glyphs))
