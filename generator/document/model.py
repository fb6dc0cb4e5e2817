"""A filled document, free of any file format: sections, paragraphs and tables with their formatting resolved.

The readers of ``docx`` and ``xlsx`` make it; layout, writers and reading back take it. Lengths are points, colours
``RRGGBB``; the empty string is the automatic colour or no shading. Names follow WordprocessingML (ECMA-376 part 1,
clause 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from generator.problem import Problem


class Align(StrEnum):
    """How lines stand between the indents (ST_Jc)."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BOTH = "both"
    DISTRIBUTE = "distribute"


class LineRule(StrEnum):
    """What the value of a line pitch means (ST_LineSpacingRule)."""

    EXACT = "exact"
    AT_LEAST = "atLeast"
    MULTIPLE = "auto"


class HeightRule(StrEnum):
    """What the height of a row means (ST_HeightRule)."""

    EXACT = "exact"
    AT_LEAST = "atLeast"
    AUTO = "auto"


class Vertical(StrEnum):
    """Where the content of a cell stands in its height."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"


class Font(Struct, frozen=True):
    """Formatting of characters: Word's font names by script, ``size`` in pt.

    ``spacing`` is added after each character; ``scale`` widens characters (1 is 100 %); ``raised`` lifts the baseline.
    ``east_asian_hint`` gives ambiguous characters (“ ” … ·) to the East Asian font.
    """

    east_asian: str = "宋体"
    latin: str = "Times New Roman"
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    underline: str = ""
    strike: bool = False
    color: str = ""
    shading: str = ""
    spacing: float = 0.0
    scale: float = 1.0
    raised: float = 0.0
    east_asian_hint: bool = False


class Run(Struct, frozen=True):
    r"""Characters of one formatting; ``\t`` is a tab, ``\n`` a line break, ``\f`` a page break."""

    text: str
    font: Font


class PageNumber(Struct, frozen=True):
    """A field that only pages can answer: ``PAGE``, ``NUMPAGES`` or ``SECTIONPAGES``, in ST_NumberFormat ``format``."""

    kind: str
    font: Font
    format: str = "decimal"


class Picture(Struct, frozen=True):
    """An image in the line, ``data`` a PNG or JPEG."""

    data: bytes
    width: float
    height: float
    font: Font


Inline = Run | PageNumber | Picture


class Tab(Struct, frozen=True):
    """A tab stop, from the left edge of the text: ``align`` left, center, right or decimal; ``leader`` as ST_TabTlc."""

    position: float
    align: str = "left"
    leader: str = "none"


class ParagraphFormat(Struct, frozen=True):
    """Formatting of a paragraph.

    ``first`` is relative to ``left``, negative where the first line hangs. ``line`` is in pt, but a factor under
    ``LineRule.MULTIPLE``. ``outline`` is the heading level from 0; None for body text.
    """

    align: Align = Align.BOTH
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line_rule: LineRule = LineRule.MULTIPLE
    line: float = 1.0
    contextual_spacing: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    tabs: tuple[Tab, ...] = ()
    kinsoku: bool = True
    overflow_punctuation: bool = True
    auto_space_latin: bool = True
    auto_space_digits: bool = True
    snap_to_grid: bool = True
    outline: int | None = None


class Paragraph(Struct, frozen=True):
    """A paragraph; ``mark`` formats its end and gives an empty one its height; ``style`` is the style's name.

    The number of a list stands at the beginning of ``content``, a tab behind it.
    """

    content: tuple[Inline, ...]
    format: ParagraphFormat
    mark: Font
    style: str = ""
    bookmarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its characters, without what only pages can answer."""
        return "".join(item.text for item in self.content if isinstance(item, Run))


class Border(Struct, frozen=True):
    """A line; ``style`` as ST_Border (``single``, ``double``, ``dashed``, ``dotted`` …). No border is None."""

    width: float
    color: str = ""
    style: str = "single"


class Sides(Struct, frozen=True):
    """Four lengths."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


class Edges(Struct, frozen=True):
    """The borders of a cell as drawn: conflicts between neighbours are decided, so both hold the same border."""

    top: Border | None = None
    right: Border | None = None
    bottom: Border | None = None
    left: Border | None = None


class Cell(Struct, frozen=True):
    """A cell at grid column ``column`` (from 0); what a vertical merge covers is not listed, ``row_span`` counts it.

    ``bottom`` of its edges is that of the last row it covers. ``number`` is the value of a sheet's numeric cell, as its
    decimal digits; empty otherwise.
    """

    column: int
    span: int
    row_span: int
    blocks: tuple[Block, ...]
    edges: Edges = Edges()
    margins: Sides = Sides(0.0, 5.4, 0.0, 5.4)
    vertical: Vertical = Vertical.TOP
    shading: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        """What it shows, a line per paragraph; a nested table as its cells' texts."""
        return text_of(self.blocks)


class Row(Struct, frozen=True):
    """A row: the cells that begin in it, from left to right; grid columns that none covers are gaps."""

    cells: tuple[Cell, ...]
    height: float = 0.0
    height_rule: HeightRule = HeightRule.AUTO
    cant_split: bool = False
    heading: bool = False


class Table(Struct, frozen=True):
    """A table: the widths of its grid ``columns``, and its rows.

    ``left`` is from the left edge of the text to the table's left border where ``align`` is LEFT; a table that is
    centred or right-aligned has its place from its width.
    """

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    align: Align = Align.LEFT
    left: float = 0.0


Block = Paragraph | Table


class Section(Struct, frozen=True):
    """Pages of one setup.

    ``margins`` reach to the text (the gutter is in them). Headers and footers are found by ``default``, ``first`` and
    ``even``. ``begins`` is ST_SectionMark; ``first_number`` None goes on counting. ``name`` is that of a sheet, empty
    in a document of text.
    """

    width: float
    height: float
    margins: Sides
    blocks: tuple[Block, ...]
    header_distance: float = 42.55
    footer_distance: float = 49.6
    headers: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    footers: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    title_page: bool = False
    begins: str = "nextPage"
    first_number: int | None = None
    number_format: str = "decimal"
    grid_pitch: float | None = None
    vertical: Vertical = Vertical.TOP
    name: str = ""


class Document(Struct, frozen=True):
    """A filled document.

    ``forbidden_starts`` and ``forbidden_ends`` are the document's own kinsoku sets, None for those of the language.
    ``do_not_expand_shift_return`` leaves justified lines that a line break ends as they are.
    ``problems`` say what of the file is not here.
    """

    sections: tuple[Section, ...]
    even_and_odd: bool = False
    default_tab: float = 21.0
    forbidden_starts: str | None = None
    forbidden_ends: str | None = None
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False
    title: str = ""
    author: str = ""
    problems: tuple[Problem, ...] = ()


def text_of(blocks: tuple[Block, ...]) -> str:
    """The characters of blocks, a line per paragraph, a tab between the cells of a nested table's row."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
    return "\n".join(lines)
