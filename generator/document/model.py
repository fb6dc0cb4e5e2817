"""The model of a filled document, free of any file format: sections, paragraphs and tables, all formatting resolved.

The readers in ``docx`` and ``xlsx`` make it; layout, writers and reading back use it. Lengths are in points, colours
``RRGGBB``; an empty colour is automatic, or no shading. Names follow WordprocessingML (ECMA-376 part 1, clause 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from generator.problem import Problem


class Align(StrEnum):
    """The alignment of lines between the indents (ST_Jc)."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BOTH = "both"
    DISTRIBUTE = "distribute"


class LineRule(StrEnum):
    """How the line pitch of a paragraph is meant (ST_LineSpacingRule)."""

    EXACT = "exact"
    AT_LEAST = "atLeast"
    MULTIPLE = "auto"


class HeightRule(StrEnum):
    """How the height of a row is meant (ST_HeightRule)."""

    EXACT = "exact"
    AT_LEAST = "atLeast"
    AUTO = "auto"


class Vertical(StrEnum):
    """The vertical alignment of a cell's content, or of a section's pages (ST_VerticalJc)."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"


class Font(Struct, frozen=True, cache_hash=True):
    """The formatting of characters, with one font name for Chinese text and one for Latin.

    ``spacing`` is added after each character; ``scale`` widens characters (1.0 is 100 %); ``raised`` lifts the
    baseline. ``underline`` is a value of ST_Underline, empty for none. With ``east_asian_hint``, characters that both
    scripts use (“ ” … ·) take the Chinese font.
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
    """A field whose value is known only when pages are laid out.

    ``kind`` is ``PAGE``, ``NUMPAGES`` or ``SECTIONPAGES``, ``format`` a value of ST_NumberFormat.
    """

    kind: str
    font: Font
    format: str = "decimal"


class Picture(Struct, frozen=True):
    """An image that stands in a line like a character; ``data`` is a PNG or JPEG file."""

    data: bytes
    width: float
    height: float
    font: Font


Inline = Run | PageNumber | Picture


class Tab(Struct, frozen=True):
    """A tab stop; ``position`` is measured from the left edge of the text.

    ``align`` is left, center, right or decimal, ``leader`` a value of ST_TabTlc.
    """

    position: float
    align: str = "left"
    leader: str = "none"


class ParagraphFormat(Struct, frozen=True, cache_hash=True):
    """The formatting of a paragraph.

    ``left`` and ``right`` are its indents; ``first`` is the indent of the first line relative to ``left``, negative
    where that line hangs. ``line`` is the line pitch in pt, or a factor under ``LineRule.MULTIPLE``. ``outline`` is the
    heading level, counted from 0; None for body text.
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
    """A paragraph; ``mark`` is the font of its paragraph mark, which gives an empty paragraph its height.

    ``style`` is the name of its style. A list label stands at the beginning of ``content``, with what follows it.
    """

    content: tuple[Inline, ...]
    format: ParagraphFormat
    mark: Font
    style: str = ""
    bookmarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The characters of its runs; page numbers and pictures are left out."""
        return "".join(item.text for item in self.content if isinstance(item, Run))


class Border(Struct, frozen=True):
    """A border line; ``style`` is a value of ST_Border (``single``, ``dashed`` …). No border is None."""

    width: float
    color: str = ""
    style: str = "single"


class Sides(Struct, frozen=True):
    """Four lengths, one for each side."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


class Edges(Struct, frozen=True):
    """The borders of a cell as drawn, after conflicts between neighbours are resolved.

    Where a cell faces one other along a whole edge, both hold the same border; along several it holds the weakest part.
    """

    top: Border | None = None
    right: Border | None = None
    bottom: Border | None = None
    left: Border | None = None


class StoredFormula(Struct, frozen=True):
    """A formula of a sheet as stored, without ``=``; blank where it is that of another cell (a shared formula).

    ``has_result`` is whether the file holds its result.
    """

    text: str
    has_result: bool = True


class Cell(Struct, frozen=True):
    """A cell that covers ``span`` grid columns from ``column`` (counted from 0) and ``row_span`` rows.

    The cells that it covers in the rows below are not listed there; the bottom of ``edges`` is drawn under the last of
    these rows. ``number`` holds the decimal digits of a numeric cell of a sheet; empty for every other cell.
    ``formula`` is that of a cell of a sheet whose text is computed.
    """

    column: int
    span: int
    row_span: int
    blocks: tuple[Block, ...]
    edges: Edges = Edges()
    margins: Sides = Sides(0.0, 5.4, 0.0, 5.4)  # Word's default, 108 twips left and right
    vertical: Vertical = Vertical.TOP
    shading: str = ""
    number: str = ""
    formula: StoredFormula | None = None

    @property
    def text(self) -> str:
        """Its text, a line per paragraph; see ``text_of`` for nested tables."""
        return text_of(self.blocks)


class Row(Struct, frozen=True):
    """A row and the cells that begin in it, from left to right; grid columns that no cell covers stay empty."""

    cells: tuple[Cell, ...]
    height: float = 0.0
    height_rule: HeightRule = HeightRule.AUTO
    cant_split: bool = False
    heading: bool = False


class Table(Struct, frozen=True):
    """A table with the widths of its grid ``columns`` and its rows.

    Where ``align`` is LEFT, ``left`` is the distance from the left edge of the text to the table's left border; it has
    no meaning for a centred or right-aligned table.
    """

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    align: Align = Align.LEFT
    left: float = 0.0


Block = Paragraph | Table


class Section(Struct, frozen=True):
    """A run of pages with one page setup, and what stands on them.

    ``margins`` include the gutter. The keys of ``headers`` and ``footers`` are ``default``, ``first`` and ``even``.
    ``begins`` is a value of ST_SectionMark; with ``first_number`` None, page numbers go on from the section before.
    ``grid_pitch`` is the line pitch of the document grid, None without a grid. ``name`` is that of a worksheet, empty
    in a Word document.
    """

    width: float
    height: float
    margins: Sides
    blocks: tuple[Block, ...]
    header_distance: float = 42.55  # 851 and 992 twips: what Chinese Word gives a new document
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

    ``forbidden_starts`` and ``forbidden_ends`` are the characters that may not begin or end a line (kinsoku), None for
    those of the language. With ``do_not_expand_shift_return``, a justified line that ends in a line break is not
    stretched. ``problems`` say what the reader could not take over from the file.
    """

    sections: tuple[Section, ...]
    even_and_odd: bool = False
    default_tab: float = 21.0  # 420 twips, two characters of Chinese body text
    forbidden_starts: str | None = None
    forbidden_ends: str | None = None
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False
    title: str = ""
    author: str = ""
    problems: tuple[Problem, ...] = ()


def text_of(blocks: tuple[Block, ...]) -> str:
    """The text of blocks: a line per paragraph and per row of a nested table, whose cells are separated by tabs."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
    return "\n".join(lines)
