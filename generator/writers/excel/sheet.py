"""``PlainSheet``, ready to be written: cells with their formats, merged ranges, row heights and page setup.

Lengths are points, rows and columns count from 0. Names follow SpreadsheetML (ECMA-376 part 1, clause 18).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from generator.document.model import Edges, Sides

NO_EDGES: Final = Edges()
_MARGINS = Sides(72.0, 56.7, 72.0, 56.7)


class CellFont(Struct, frozen=True):
    """Formatting of characters: one font ``name`` for all scripts; ``script`` is superscript, subscript or empty."""

    name: str = "宋体"
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    color: str = ""
    script: str = ""


class CellFormat(Struct, frozen=True):
    """Formatting of a cell; ``horizontal`` is ST_HorizontalAlignment, empty where the kind of value decides.

    ``indent`` counts Excel's steps; ``fill`` is a colour ``RRGGBB``, empty for none.
    """

    font: CellFont = CellFont()
    horizontal: str = ""
    vertical: str = "center"
    wrap: bool = False
    indent: int = 0
    fill: str = ""
    edges: Edges = NO_EDGES
    number_format: str = "General"


class SheetCell(Struct, frozen=True):
    """A cell: ``kind`` is ``n`` for a number and ``s`` for text, as in ``number_format.cell_value``.

    ``runs`` is the same text where it has several fonts. A ``formula`` has no ``=`` before it, and ``value`` is its
    result. ``link`` is the name of a sheet to which the cell leads.
    """

    column: int
    format: CellFormat
    value: str = ""
    kind: str = "s"
    runs: tuple[tuple[str, CellFont], ...] = ()
    formula: str = ""
    link: str = ""


class SheetRow(Struct, frozen=True):
    """A row; the height 0 is left to Excel."""

    cells: tuple[SheetCell, ...] = ()
    height: float = 0.0


class MergedRange(Struct, frozen=True):
    """A merged range; its last row and column are inside it."""

    top: int
    left: int
    bottom: int
    right: int


class PageSetup(Struct, frozen=True):
    """How a sheet is printed: one page wide, and one page high if ``one_page``.

    ``headings`` are the first and the last row to repeat on each page, None for none. ``headers`` and ``footers`` are
    codes (18.3.1.46) by ``odd``, ``even`` and ``first``. ``first_number`` is that of the first page, None for Excel's.
    """

    width: float = 595.3
    height: float = 841.9
    margins: Sides = _MARGINS
    header_distance: float = 36.0
    footer_distance: float = 36.0
    one_page: bool = False
    headings: tuple[int, int] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    footers: dict[str, str] = field(default_factory=dict)
    first_number: int | None = None


class PlainSheet(Struct, frozen=True):
    """A sheet with a ``name`` that Excel takes; ``columns`` are widths in pt, ``frozen`` top rows stay in sight."""

    name: str
    columns: tuple[float, ...]
    rows: tuple[SheetRow, ...]
    merges: tuple[MergedRange, ...] = ()
    page: PageSetup = PageSetup()
    frozen: int = 0
