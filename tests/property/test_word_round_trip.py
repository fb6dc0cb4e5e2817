"""Whatever a document holds, its Word file is as the schemas want it, and reading it gives the document again."""

from __future__ import annotations

from examples import scaled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_documents import MadeUp, documents
from msgspec.structs import replace
from word_files import read_back

from generator.document.docx.text import _NUMBER_FORMATS
from generator.document.lines import lines_of
from generator.document.model import (
    Align,
    Block,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    HeightRule,
    Inline,
    LineRule,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Tab,
    Table,
    Vertical,
)

_SLOW = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=scaled(100),
)


def in_units(least: int, most: int, per_point: int) -> st.SearchStrategy[float]:
    """Lengths that the file format can write."""
    return st.integers(least, most).map(lambda number: number / per_point)


def twips(least: int, most: int) -> st.SearchStrategy[float]:
    return in_units(least, most, 20)


COLORS = st.sampled_from(["", "000000", "C00000", "1A2B3C"])
FONTS = st.builds(
    Font,
    east_asian=st.sampled_from(["宋体", "仿宋_GB2312", "方正小标宋简体"]),
    latin=st.sampled_from(["Times New Roman", "黑体"]),
    size=in_units(2, 144, 2),
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.sampled_from(["", "single", "double", "dotDash", "wavyDouble", "words"]),
    strike=st.booleans(),
    color=COLORS,
    shading=COLORS,
    spacing=twips(-40, 100),
    scale=st.integers(1, 600).map(lambda percent: percent / 100),
    raised=in_units(-24, 24, 2),
    east_asian_hint=st.booleans(),
)
TABS = st.lists(
    st.builds(
        Tab,
        twips(-400, 9000),
        st.sampled_from(["left", "center", "right", "decimal"]),
        st.sampled_from(["none", "dot", "hyphen", "underscore", "heavy", "middleDot"]),
    ),
    max_size=4,
    unique_by=lambda tab: tab.position,
)


@st.composite
def formats(draw: st.DrawFn) -> ParagraphFormat:
    rule = draw(st.sampled_from(LineRule))
    left, first = draw(twips(-500, 2000)), draw(twips(-500, 2000))
    stops = {tab.position: tab for tab in draw(TABS)}
    if first < 0:  # a line that hangs also stops where the others begin
        stops.setdefault(left, Tab(left))
    return ParagraphFormat(
        draw(st.sampled_from(Align)),
        left,
        draw(twips(-500, 2000)),
        first,
        draw(twips(0, 800)),
        draw(twips(0, 800)),
        rule,
        draw(in_units(60, 960, 240) if rule is LineRule.MULTIPLE else twips(20, 1000)),
        contextual_spacing=draw(st.booleans()),
        keep_next=draw(st.booleans()),
        keep_lines=draw(st.booleans()),
        page_break_before=draw(st.booleans()),
        widow_control=draw(st.booleans()),
        tabs=tuple(stops[position] for position in sorted(stops)),
        kinsoku=draw(st.booleans()),
        overflow_punctuation=draw(st.booleans()),
        auto_space_latin=draw(st.booleans()),
        auto_space_digits=draw(st.booleans()),
        snap_to_grid=draw(st.booleans()),
        outline=draw(st.none() | st.integers(0, 8)),
    )


TEXTS = st.text("绩效目标 \t\n\fAb1≥“&<\u3000𠮷", min_size=1, max_size=12)
NUMBERS = st.builds(
    PageNumber,
    st.sampled_from(["PAGE", "NUMPAGES", "SECTIONPAGES"]),
    FONTS,
    st.sampled_from(sorted(set(_NUMBER_FORMATS.values()))),
)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    texts = draw(st.lists(st.builds(Run, TEXTS, FONTS), max_size=2, unique_by=lambda run: run.font))
    content: tuple[Inline, ...] = (*texts, *draw(st.lists(NUMBERS, max_size=2)))
    style = draw(st.sampled_from(["Normal", "一级标题", "heading 1", "Heading 1"]))
    return Paragraph(content, draw(formats()), draw(FONTS), style)


BORDERS = st.none() | st.builds(
    Border, in_units(2, 96, 8), COLORS, st.sampled_from(["single", "double", "dashed", "thinThickSmallGap"])
)
ROWS = st.tuples(st.sampled_from(HeightRule), twips(1, 2000), st.booleans())


@st.composite
def tables(draw: st.DrawFn, depth: int = 1) -> Table:
    """All borders of a table are alike: where neighbours disagree, reading settles the conflict."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    border, headings = draw(BORDERS), draw(st.integers(0, 2))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    made = []
    for row in range(rows):
        cells = [_cell(draw, free, (row, column), border, depth) for column in range(columns) if (row, column) in free]
        rule, height, cant_split = draw(ROWS)
        height = 0.0 if rule is HeightRule.AUTO else height
        made.append(Row(tuple(cell for cell in cells if cell), height, rule, cant_split, row < headings))
    align = draw(st.sampled_from([Align.LEFT, Align.CENTER, Align.RIGHT]))
    left = draw(twips(-200, 400)) if align is Align.LEFT else 0.0
    return Table(tuple(draw(twips(20, 1500)) for _ in range(columns)), tuple(made), align, left)


def _cell(
    draw: st.DrawFn, free: set[tuple[int, int]], at: tuple[int, int], border: Border | None, depth: int
) -> Cell | None:
    row, column = at
    if at not in free:
        return None
    right, down = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    span = next((n for n in range(right, 0, -1) if all((row, column + k) in free for k in range(n))), 1)
    taken = [{(row + below, column + k) for below in range(rows) for k in range(span)} for rows in range(down, 0, -1)]
    place = next(places for places in taken if places <= free)
    free -= place
    return Cell(
        column,
        span,
        len(place) // span,
        draw(blocks(depth - 1)),
        Edges(border, border, border, border),
        draw(st.sampled_from([Sides(), Cell(0, 1, 1, ()).margins, Sides(1.0, 2.05, 3.0, 4.0)])),
        draw(st.sampled_from(Vertical)),
        draw(COLORS),
    )


def blocks(depth: int) -> st.SearchStrategy[tuple[Block, ...]]:
    inside: st.SearchStrategy[Block] = paragraphs() | tables(depth) if depth >= 0 else paragraphs()
    return st.lists(inside, max_size=2).map(tuple)


@st.composite
def sections(draw: st.DrawFn) -> Section:
    kinds = ("default", "first", "even")
    stories = st.fixed_dictionaries({kind: st.lists(paragraphs(), min_size=1, max_size=1).map(tuple) for kind in kinds})
    return Section(
        draw(twips(8000, 30_000)),
        draw(twips(8000, 30_000)),
        Sides(*(draw(twips(0, 2000)) for _ in range(4))),
        draw(blocks(1)),
        draw(twips(0, 1000)),
        draw(twips(0, 1000)),
        draw(stories),
        draw(stories),
        title_page=draw(st.booleans()),
        begins=draw(st.sampled_from(["nextPage", "continuous", "oddPage", "evenPage", "nextColumn"])),
        first_number=draw(st.none() | st.integers(0, 99)),
        number_format=draw(st.sampled_from(["decimal", "upperRoman", "chineseCounting"])),
        grid_pitch=draw(st.none() | twips(200, 800)),
        vertical=draw(st.sampled_from(Vertical)),
    )


WHOLE = st.builds(
    Document,
    st.lists(sections(), min_size=1, max_size=2).map(tuple),
    even_and_odd=st.booleans(),
    default_tab=twips(100, 1000),
    forbidden_starts=st.none() | st.just("，。"),
    forbidden_ends=st.none() | st.just("（《"),
    squeeze_punctuation=st.booleans(),
    do_not_expand_shift_return=st.booleans(),
    title=st.sampled_from(["", "绩效目标表 & <表>"]),
    author=st.sampled_from(["", "商务局"]),
)


@_SLOW
@given(WHOLE)
def test_what_a_word_file_can_hold_is_read_back_as_it_was(document: Document) -> None:
    assert replace(read_back(document), problems=()) == document


@_SLOW
@given(documents())
def test_any_other_document_keeps_its_text(made: MadeUp) -> None:
    assert _text(read_back(made.document)) == _text(made.document)


def _text(document: Document) -> str:
    """All that is no white space, in order; text that a merge repeats in further rows stands there again."""
    return "".join("".join(cell.text.split()) for line in lines_of(document) for cell in line.cells)


@_SLOW
@given(documents())
def test_what_was_read_from_a_word_file_is_written_alike_again(made: MadeUp) -> None:
    once = read_back(made.document)
    assert read_back(once) == once
