"""Writes a ``Table`` as a ``w:tbl`` of fixed layout: grid, merges, borders, heights.

The rows are elements, not rows of python-docx: that makes a full grid and merges its cells one by one, which takes time
with the square of their number, and it has no gaps before and after the cells of a row.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Twips
from docx.table import Table as WordTable
from msgspec import Struct
from msgspec.structs import replace

from generator.document.borders import BORDER_STYLES
from generator.document.model import Align, Block, Border, Cell, Edges, HeightRule, Row, Sides, Table, Vertical
from generator.writers.word.xml import add, add_property, element, twips

_ALIGNS: Final = {Align.CENTER: WD_TABLE_ALIGNMENT.CENTER, Align.RIGHT: WD_TABLE_ALIGNMENT.RIGHT}
_SIDES: Final = ("top", "left", "bottom", "right")  # in the order of the schema
_DEFAULT_MARGINS: Final = Cell(0, 1, 1, ()).margins


class CellBlocks(Protocol):
    """Writes the blocks of a cell, for ``TableWriter``."""

    def add(self, blocks: Iterable[Block], story: Any, append: Callable[[Any], object]) -> None:
        """Write blocks one by one with ``append``."""
        ...


class _RowCell(Struct, frozen=True):
    """A cell as it stands in one row; ``merge`` is a value of ST_Merge, empty where it covers no other row."""

    cell: Cell
    merge: str = ""


class _CellLook(Struct, frozen=True):
    """All that decides the ``w:tcPr`` of a cell; ``width`` is in twips, ``margins`` None are those of the table."""

    width: int
    span: int
    merge: str
    edges: Edges
    shading: str
    margins: Sides | None
    vertical: Vertical


class TableWriter:
    """Writes tables; ``blocks`` writes what stands in their cells.

    Most cells look alike: the properties of each look are made once and copied.
    """

    def __init__(self, blocks: CellBlocks) -> None:
        self._blocks = blocks
        self._looks: dict[_CellLook, Any] = {}

    def table(self, table: Table, story: Any) -> Any:
        """A new ``w:tbl``."""
        widths = [max(twips(width), 0) for width in table.columns]
        made = element("w:tbl")
        properties = add(made, "w:tblPr")
        add(made, "w:tblGrid")
        add_property(properties, "w:tblW", w=sum(widths), type="dxa")
        shown = WordTable(made, story)
        shown.autofit = False
        if table.align in _ALIGNS:
            shown.alignment = _ALIGNS[table.align]
        elif table.left:
            add_property(properties, "w:tblInd", w=twips(table.left), type="dxa")
        margins = next((cell.margins for row in table.rows for cell in row.cells), _DEFAULT_MARGINS)
        if margins != _DEFAULT_MARGINS:
            _add_margins(add_property(properties, "w:tblCellMar"), margins)
        for width in widths:
            shown.add_column(Twips(width))
        for row, cells in zip(table.rows, _rows_of_cells(table, margins), strict=True):
            line = _row(row, cells, widths)
            for each in cells:
                line.append(self._cell(each, widths, margins, story))
            made.append(line)
        return made

    def _cell(self, each: _RowCell, widths: list[int], table_margins: Sides, story: Any) -> Any:
        cell = each.cell
        width = sum(widths[cell.column : cell.column + cell.span])
        margins = None if cell.margins == table_margins else cell.margins
        look = _CellLook(width, cell.span, each.merge, cell.edges, cell.shading, margins, cell.vertical)
        if look not in self._looks:
            self._looks[look] = _cell_properties(look)
        made = element("w:tc")
        made.append(copy.deepcopy(self._looks[look]))
        self._blocks.add(() if each.merge == "continue" else cell.blocks, story, made.append)
        return made


def _row(row: Row, cells: list[_RowCell], widths: list[int]) -> Any:
    """A new ``w:tr`` without its cells."""
    made = element("w:tr")
    properties = add(made, "w:trPr")
    first, end = cells[0].cell.column, cells[-1].cell.column + cells[-1].cell.span
    for name, gap in (("Before", widths[:first]), ("After", widths[end:])):
        if gap:
            add(properties, f"w:grid{name}", val=len(gap))
            add(properties, f"w:w{name}", w=sum(gap), type="dxa")
    if row.cant_split:
        add(properties, "w:cantSplit")
    if row.height and row.height_rule is not HeightRule.AUTO:
        add(properties, "w:trHeight", val=twips(row.height), hRule=row.height_rule.value)
    if row.heading:
        add(properties, "w:tblHeader")
    if not len(properties):
        made.remove(properties)
    return made


def _cell_properties(look: _CellLook) -> Any:
    made = element("w:tcPr")
    add(made, "w:tcW", w=look.width, type="dxa")
    if look.span > 1:
        add(made, "w:gridSpan", val=look.span)
    if look.merge:
        add(made, "w:vMerge", val=look.merge)
    _add_borders(made, look.edges)
    if look.shading:
        add(made, "w:shd", val="clear", color="auto", fill=look.shading)
    if look.margins is not None:
        _add_margins(add(made, "w:tcMar"), look.margins)
    if look.vertical is not Vertical.TOP:
        add(made, "w:vAlign", val=look.vertical.value)
    return made


def _add_borders(properties: Any, edges: Edges) -> None:
    """The borders of a cell; a side without one says nothing, as no table or table style of ours has any."""
    found: dict[str, Border | None] = {side: getattr(edges, side) for side in _SIDES}
    if not any(found.values()):
        return
    borders = add(properties, "w:tcBorders")
    for side, border in found.items():
        if border is not None:
            style = border.style if border.style in BORDER_STYLES else "single"
            width = max(2, min(96, round(border.width * 8)))  # eighths of a point
            add(borders, f"w:{side}", val=style, sz=width, space=0, color=border.color or "auto")


def _add_margins(parent: Any, margins: Sides) -> None:
    for side in _SIDES:
        add(parent, f"w:{side}", w=twips(getattr(margins, side)), type="dxa")


def _rows_of_cells(table: Table, margins: Sides) -> Iterator[list[_RowCell]]:
    """The cells of each row: also those that a merge from above covers, and blank ones in the gaps between others."""
    above: dict[int, tuple[Cell, int]] = {}  # by column: a merged cell, and how many rows it still covers
    for row in table.rows:
        found = [_RowCell(_covered(cell, rows_left), "continue") for cell, rows_left in above.values()]
        found += [_RowCell(_first(cell), "restart") if cell.row_span > 1 else _RowCell(cell) for cell in row.cells]
        found.sort(key=lambda each: each.cell.column)
        yield _without_gaps(found, len(table.columns), margins)
        above = {column: (cell, rows_left - 1) for column, (cell, rows_left) in above.items() if rows_left > 1}
        above |= {cell.column: (cell, cell.row_span - 1) for cell in row.cells if cell.row_span > 1}


def _first(cell: Cell) -> Cell:
    """The part of a merged cell in its first row: its bottom border is drawn under the last."""
    return replace(cell, edges=replace(cell.edges, bottom=None))


def _covered(cell: Cell, rows_left: int) -> Cell:
    """The part of a merged cell in a further row; ``rows_left`` is 1 in the last."""
    bottom = cell.edges.bottom if rows_left == 1 else None
    return replace(cell, edges=replace(cell.edges, top=None, bottom=bottom))


def _without_gaps(cells: list[_RowCell], columns: int, margins: Sides) -> list[_RowCell]:
    """The same with a blank cell in each gap; in a row without cells, one over all columns: ``w:tr`` needs a cell."""
    if not cells:
        return [_RowCell(Cell(0, max(columns, 1), 1, (), margins=margins))]
    found: list[_RowCell] = []
    end = cells[0].cell.column
    for each in cells:
        if each.cell.column > end:
            found.append(_RowCell(Cell(end, each.cell.column - end, 1, (), margins=margins)))
        found.append(each)
        end = each.cell.column + each.cell.span
    return found
