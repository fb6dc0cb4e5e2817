"""Laid parts: paragraphs and tables that have their lines and heights, but no place on a page yet.

A ``LaidParagraph`` consists of lines, a ``LaidTable`` of rows of cells, and a cell of such parts again. They never
change: a part that a page's end cuts in two becomes two new ones.
"""

from __future__ import annotations

from msgspec import Struct

from generator.document.model import Border, Cell, Paragraph
from generator.layout.text.lines import Line
from generator.layout.text.measuring import TextSettings

TOLERANCE = 0.02
"""How much too high, in pt, something may be and still fit: heights are sums of rounded lengths."""


class LaidParagraph(Struct, frozen=True):
    """A paragraph, or the lines of it that stand on one page; ``first`` counts the lines in earlier parts.

    ``gap`` is the space above. ``after`` is the space below, which counts where nothing follows; 0 unless the paragraph
    ends here. ``starts_page``: a page must begin with this part. ``width`` and ``settings`` are those that the lines
    were set with: a paragraph with page numbers is set again when they are known.
    """

    paragraph: Paragraph
    width: float
    settings: TextSettings
    lines: tuple[Line, ...]
    height: float
    first: int = 0
    gap: float = 0.0
    after: float = 0.0
    starts_page: bool = False

    @property
    def keep_next(self) -> bool:
        """Whether it must stand on the page where the next part begins."""
        return self.paragraph.format.keep_next


class LaidCell(Struct, frozen=True):
    """A cell, or its part on one page: ``row_span`` counts the rows that it covers in this part of the table.

    ``content_height`` is that of its ``parts``, without margins. ``goes_on``: the next page has another part of the
    cell; the content of this one then stands at the top.
    """

    cell: Cell
    row_span: int
    parts: tuple[Part, ...]
    content_height: float
    goes_on: bool = False

    @property
    def padded_height(self) -> float:
        """The height of its content with the margins."""
        return self.content_height + self.cell.margins.top + self.cell.margins.bottom


class LaidRow(Struct, frozen=True):
    """A row, or its part on one page: ``number`` counts the rows of the table from 0.

    ``top_border`` is the thickness of the widest top border. ``min_height`` is the height that was given, 0 for none.
    ``own_height`` is the height that the cells of this row alone give it, in an ``exact`` row the one given.
    ``merges``: it has cells that cover more rows, whose needs are not in ``own_height``.
    """

    number: int
    cells: tuple[LaidCell, ...]
    top_border: float
    min_height: float
    own_height: float
    exact: bool
    cant_split: bool
    keep_next: bool
    merges: bool


class LaidTable(Struct, frozen=True):
    """A table, or its part on one page: ``edges`` are the column edges, from the left edge of the text.

    ``tops`` are the tops of its rows and the bottom of the last, from the top of the table; ``height`` includes the
    border below the last row. The first ``headings`` rows are repeated at the top of the next part.
    """

    number: int
    edges: tuple[float, ...]
    rows: tuple[LaidRow, ...]
    tops: tuple[float, ...]
    height: float
    headings: int
    gap: float = 0.0
    starts_page: bool = False

    @property
    def after(self) -> float:
        """Tables ask for no room below."""
        return 0.0

    @property
    def keep_next(self) -> bool:
        """No table stays with what follows."""
        return False


Part = LaidParagraph | LaidTable


def height_of(parts: tuple[Part, ...]) -> float:
    """The height of parts that stand below each other, the space below the last included."""
    if not parts:
        return 0.0
    return sum([part.gap + part.height for part in parts]) + parts[-1].after


def thickness(border: Border | None) -> float:
    """How thick a border is, in pt: ``Border.width`` is that of one of its lines, and gaps are as wide."""
    if border is None:
        return 0.0
    return border.width * LINES.get(border.style, 1)


LINES = {"double": 3, "triple": 5, "doubleWave": 3}
"""Styles drawn as several lines: how many widths they take across, gaps counted."""
