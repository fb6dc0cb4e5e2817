"""Blocks that have their lines, widths and heights but no place on a page yet; frozen, and cut in two at a page's end.

A ``LaidParagraph`` is made of lines, a ``LaidTable`` of rows of cells, and a cell of such parts again.
"""

from __future__ import annotations

from msgspec import Struct

from generator.document.model import Border, Cell, Paragraph
from generator.layout.text.lines import Line
from generator.layout.text.measuring import TextSettings

TOLERANCE = 0.02
"""What may be missing, in pt, for something to fit all the same: heights are sums of rounded lengths."""


class LaidParagraph(Struct, frozen=True):
    """Lines of a paragraph, ``first`` of them standing in an earlier part; ``gap`` is the room above.

    ``after`` is the room below where nothing follows, 0 unless the paragraph ends here. ``starts_page`` says that a
    page must begin with it.
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
    """A cell's part: ``row_span`` counts the rows that it covers in its part of the table.

    ``content`` is the height of its ``parts``, without margins. ``goes_on`` where the cell's next part is on the next
    page: what is in it stands at the top.
    """

    cell: Cell
    row_span: int
    parts: tuple[Part, ...]
    content: float
    goes_on: bool = False

    @property
    def padded(self) -> float:
        """Height with the margins."""
        return self.content + self.cell.margins.top + self.cell.margins.bottom


class LaidRow(Struct, frozen=True):
    """A row's part: ``number`` is its place in the table, ``border`` the thickness of its widest top border.

    ``least`` is the height that it was given, ``natural`` the one that it has by itself: what merged cells need is not
    in it (``merges`` tells that it has such). In an ``exact`` row both are the same.
    """

    number: int
    cells: tuple[LaidCell, ...]
    border: float
    least: float
    natural: float
    exact: bool
    cant_split: bool
    keep_next: bool
    merges: bool


class LaidTable(Struct, frozen=True):
    """A table's part: ``edges`` are the places of its vertical lines from the left edge of the text.

    ``tops`` are those of its rows and the place of its last line; ``height`` reaches below that line. The first
    ``headings`` rows stand again at the beginning of the next part.
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
    """What parts that follow each other take, with the room below the last."""
    if not parts:
        return 0.0
    return sum([part.gap + part.height for part in parts]) + parts[-1].after


def thickness(border: Border | None) -> float:
    """How much a border takes across: the width is that of one of its lines, gaps are as wide."""
    if border is None:
        return 0.0
    return border.width * LINES.get(border.style, 1)


LINES = {"double": 3, "triple": 5, "doubleWave": 3}
"""Styles drawn as several lines: how many widths they take across, gaps counted."""
