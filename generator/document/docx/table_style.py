"""Resolves what a ``w:tblPr`` and its table style give to a table and to each of its cells, borders above all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.document.docx.cells import CellProperties, TableExceptions, side_lengths
from generator.document.docx.edges import WantedBorder, WantedBorders
from generator.document.docx.formats import Borders, borders_of
from generator.document.docx.losses import lost
from generator.document.docx.properties import flattened, is_off, val
from generator.document.docx.styles import StyleSheet, TableStyleRegion
from generator.document.measures import measure, twips, whole
from generator.document.model import Align, Border
from generator.document.unsupported import Feature, Unsupported
from generator.office.xml import Element, qn

_DEFAULT_MARGINS = {"top": 0.0, "right": 5.4, "bottom": 0.0, "left": 5.4}
_ALIGNS = {"center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
# The compatibility mode of Word 2013; since then the left border of a table stands at the margin, before it the text.
_WORD_2013 = 15
# Bits of ``w:tblLook`` as older versions of Word wrote them.
_LOOK_BITS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
# The conditional formats of whole rows and of whole columns.
_ROWS = frozenset({"firstRow", "lastRow", "band1Horz", "band2Horz"})
_COLUMNS = frozenset({"firstCol", "lastCol", "band1Vert", "band2Vert"})
_SIDES = ("top", "right", "bottom", "left")
_WHOLE = frozenset({"wholeTable"})


def alignment(value: str) -> Align:
    """The alignment of a table or row that a ``w:jc`` gives."""
    return _ALIGNS.get(value, Align.LEFT)


def table_width(table: Element, text_width: float) -> float:
    """The width in pt that a ``w:tblW`` gives a table in a text area of ``text_width``.

    0 where it gives none, and where the grid lacks widths, which are made of it.
    """
    written = table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}")
    grid = table.find(qn("w:tblGrid"))
    if written is None or grid is None or not all(twips(column.get(qn("w:w"))) > 0 for column in grid):
        return 0.0
    width, kind = written.get(qn("w:w"), ""), written.get(qn("w:type"), "dxa")
    if width.endswith("%"):
        return measure(width[:-1], 100) * text_width
    # Fiftieths of a per cent.
    return measure(width, 5000) * text_width if kind == "pct" else twips(width) if kind == "dxa" else 0.0


class TablePosition(Struct, frozen=True):
    """The position of a cell: its row and grid column from 0, and whether it is the first or last of its row."""

    row: int
    column: int
    is_first: bool
    is_last: bool


class TableFormat:
    """The formatting of one table; methods that take ``exceptions`` mean the ``w:tblPrEx`` of the cell's row."""

    def __init__(self, element: Element, sheet: StyleSheet, rows: int) -> None:
        own = element.find(qn("w:tblPr"))
        self._sheet = sheet
        self._style = sheet.table_style(val(own, "w:tblStyle"))
        self._properties = [*self._style.table, *(() if own is None else (own,))]
        self._rows = rows
        self._lost = tuple(lost("tblPr", flattened(own)))
        self._look = _look(own)
        self._bands = [max(1, whole(self._effective_value(f"w:tblStyle{kind}BandSize"), 1)) for kind in ("Row", "Col")]
        self._styled_borders = self._merged_borders(self._style.table)
        self._own_borders = borders_of(None if own is None else own.find(qn("w:tblBorders")))
        self._wanted_borders: dict[tuple[object, ...], WantedBorders] = {}
        layout = self._effective_child("w:tblLayout")
        self.is_fixed = layout is not None and layout.get(qn("w:type")) == "fixed"
        self.margins: Mapping[str, float] = self._merged_margins()
        grid = element.find(qn("w:tblGrid"))
        columns_written = () if grid is None else grid.iterchildren(qn("w:gridCol"))
        self.grid = [twips(column.get(qn("w:w"))) for column in columns_written]

    @property
    def unsupported(self) -> Iterator[Feature]:
        """The features of the table that a ``Document`` cannot hold."""
        if self._effective_child("w:tblpPr") is not None:
            yield Unsupported.FLOATING
        spacing = self._effective_child("w:tblCellSpacing")
        if spacing is not None and twips(spacing.get(qn("w:w"))):
            yield Unsupported.CELL_SPACING
        yield from self._lost

    def align_and_left(self, compatibility: int) -> tuple[Align, float]:
        """The alignment, and the distance of the left border from the left margin, 0 unless it is LEFT."""
        align = alignment(self._effective_value("w:jc"))
        indent = self._effective_child("w:tblInd")
        left = twips(indent.get(qn("w:w"))) if indent is not None and _is_length(indent) else 0.0
        if compatibility < _WORD_2013:
            left -= self.margins["left"]
        return align, left if align is Align.LEFT else 0.0

    def region(self, position: TablePosition) -> TableStyleRegion:
        """The conditional formats of the table style that apply to a cell, merged."""
        return self._sheet.region(self._style, self._region_names(position))

    def margins_of(self, exceptions: TableExceptions) -> Mapping[str, float]:
        """The default cell margins of a row, by side."""
        return self.margins if exceptions.margins is None else {**self.margins, **exceptions.margins}

    def wanted_borders(
        self, cell: CellProperties, position: TablePosition, exceptions: TableExceptions
    ) -> WantedBorders:
        """The borders that a cell wants, before conflicts with its neighbours are resolved."""
        edges = (position.row == 0, position.is_last, position.row == self._rows - 1, position.is_first)
        key = (cell, exceptions, edges, self._region_names(position))
        found = self._wanted_borders.get(key)
        if found is None:
            outer = [side for side, holds in zip(_SIDES, edges, strict=True) if holds]
            found = self._wanted_borders[key] = WantedBorders(
                *(self._wanted_border(cell, side, outer, exceptions, key[3]) for side in _SIDES)
            )
        return found

    def _wanted_border(
        self, cell: CellProperties, side: str, outer: Sequence[str], exceptions: TableExceptions, names: frozenset[str]
    ) -> WantedBorder:
        """The border of one side: the cell's own, else that of its row, table, conditional formats or table style."""
        if side in cell.borders:
            return WantedBorder(cell.borders[side], own=True)
        inside, part_of = ("insideH", _ROWS) if side in {"top", "bottom"} else ("insideV", _COLUMNS)
        name = side if side in outer else inside
        for table in (exceptions.borders, self._own_borders):
            if name in table:
                return WantedBorder(table[name])
        styled = self._sheet.region(self._style, names).borders
        # A row format such as firstRow has edges of its own, so its bottom is no inner border; likewise for columns.
        is_edge = side in outer or (side in styled and names & part_of)
        return WantedBorder(styled.get(side if is_edge else inside, self._styled_borders.get(name)))

    def _region_names(self, position: TablePosition) -> frozenset[str]:
        """The names of the conditional formats that apply to a cell."""
        look, row, column = self._look, position.row, position.column
        if len(self._style.regions) <= 1:
            return _WHOLE
        is_first, is_last = "firstRow" in look and row == 0, "lastRow" in look and row == self._rows - 1
        is_left, is_right = "firstColumn" in look and position.is_first, "lastColumn" in look and position.is_last
        names = {"wholeTable"}
        names |= {name for name, holds in (("firstRow", is_first), ("lastRow", is_last)) if holds}
        names |= {name for name, holds in (("firstCol", is_left), ("lastCol", is_right)) if holds}
        for vertical, top in (("n", is_first), ("s", is_last)):
            names |= {f"{vertical}{side}Cell" for side, edge in (("w", is_left), ("e", is_right)) if top and edge}
        # Bands are counted from the first row or column after the heading one.
        if "noHBand" not in look and not (is_first or is_last):
            names.add(f"band{(row - ('firstRow' in look)) // self._bands[0] % 2 + 1}Horz")
        if "noVBand" not in look and not (is_left or is_right):
            names.add(f"band{(column - ('firstColumn' in look)) // self._bands[1] % 2 + 1}Vert")
        return frozenset(names)

    def _effective_child(self, name: str) -> Element | None:
        """The child of ``w:tblPr`` with this name: the table's own, else that of its style or the nearest base."""
        found = (properties.find(qn(name)) for properties in reversed(self._properties))
        return next((child for child in found if child is not None), None)

    def _effective_value(self, name: str) -> str:
        child = self._effective_child(name)
        return "" if child is None else child.get(qn("w:val"), "")

    @staticmethod
    def _merged_borders(properties: tuple[Element, ...]) -> Borders:
        merged: dict[str, Border | None] = {}
        for each in properties:
            merged |= borders_of(each.find(qn("w:tblBorders")))
        return merged

    def _merged_margins(self) -> Mapping[str, float]:
        merged = dict(_DEFAULT_MARGINS)
        for each in self._properties:
            merged |= side_lengths(each.find(qn("w:tblCellMar")))
        return merged


def _is_length(element: Element) -> bool:
    """Whether a ``w:tblInd`` is a length, not a percentage."""
    return element.get(qn("w:type"), "dxa") == "dxa"


def _look(properties: Element | None) -> frozenset[str]:
    """The names set in ``w:tblLook``, by attributes or by the bits of older versions (17.4.55); no bands without it."""
    element = None if properties is None else properties.find(qn("w:tblLook"))
    if element is None:
        return frozenset({"noHBand", "noVBand"})
    try:
        bits = int(element.get(qn("w:val"), "0"), 16)
    except ValueError:
        bits = 0
    found = set()
    for name, bit in _LOOK_BITS.items():
        written = element.get(qn(f"w:{name}"))
        if bits & bit if written is None else not is_off(written):
            found.add(name)
    return frozenset(found)
