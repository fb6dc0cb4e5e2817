"""A ``w:tbl`` in, the page model's ``Table`` out: grid, merges, row heights, and borders decided between neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.model.document import Block, Cell, Edges, Row, Table, Vertical
from generator.opc.xml import Element, qn
from generator.pages.docx_cells import (
    CellProperties,
    RowProperties,
    cell_properties,
    cell_shading,
    row_properties,
    sides,
    vertical_of,
)
from generator.pages.docx_columns import Asked, column_widths
from generator.pages.docx_edges import Place, edges_of
from generator.pages.docx_properties import Memo, flat_blocks
from generator.pages.docx_styles import Region, StyleSheet
from generator.pages.docx_table_style import Spot, TableLook
from generator.pages.losses import Loss, Report

_TR, _TC, _TR_PR, _TC_PR, _EXCEPTION = (qn(f"w:{name}") for name in ("tr", "tc", "trPr", "tcPr", "tblPrEx"))
_MOST_COLUMNS = 1000
_CELLS = Memo(cell_properties)
_ROWS = Memo(row_properties)

ReadBlocks = Callable[[Element, Region], tuple[Block, ...]]


@dataclass(slots=True)
class _Cell:
    """A ``w:tc`` on the grid; ``merge`` numbers the merged cell that it is a part of, ``row_span`` counts its rows."""

    element: Element
    properties: CellProperties
    row: int
    number: int
    column: int
    span: int
    is_first: bool
    is_last: bool = False
    merge: int = 0
    row_span: int = 1
    is_covered: bool = False

    @property
    def spot(self) -> Spot:
        """Where it stands, as table styles see it."""
        return Spot(self.row, self.column, self.is_first, self.is_last)


@dataclass(slots=True)
class _Row:
    """A ``w:tr`` that shows, with its number among all of them and the exceptions it makes."""

    properties: RowProperties
    number: int
    exception: Element | None
    cells: list[_Cell]


class TableReader:
    """Reads the tables of one part; ``read_blocks`` reads what stands in a cell."""

    def __init__(self, sheet: StyleSheet, report: Report, compatibility: int, read_blocks: ReadBlocks) -> None:
        self._sheet, self._report, self._compatibility = sheet, report, compatibility
        self._read_blocks = read_blocks

    def read(self, element: Element, room: float) -> Table | None:
        """The table; None where it has no rows. ``room`` is the width there is for it."""
        report = self._report
        report.steps.append((report.table, 0, 0))
        rows = self._shown_rows(element)
        _find_merges(rows)
        count = max((row.cells[-1].column + row.cells[-1].span for row in rows), default=0)
        look = TableLook(element, self._sheet, len(rows))
        for loss in look.losses:
            report.tell(loss)
        report.steps.pop()
        if not rows:
            return None
        asked = [[Asked(cell.column, cell.span, cell.properties.width) for cell in row.cells] for row in rows]
        columns = column_widths(look.grid, asked, count, room, is_fixed=look.is_fixed)
        align, left = look.place(self._compatibility)
        return Table(columns, self._read_rows(rows, look), align, left)

    def _shown_rows(self, element: Element) -> list[_Row]:
        found: list[_Row] = []
        for number, row in enumerate((child for child in flat_blocks(element) if child.tag == _TR), 1):
            properties = _ROWS.of(row.find(_TR_PR))
            self._tell_of_row(properties, number)
            if properties.is_deleted or properties.is_hidden:
                continue
            cells = self._placed(row, properties.before, len(found), number)
            if cells:
                found.append(_Row(properties, number, row.find(_EXCEPTION), cells))
        return found

    def _placed(self, row: Element, column: int, index: int, row_number: int) -> list[_Cell]:
        cells: list[_Cell] = []
        column = min(column, _MOST_COLUMNS - 1)
        elements = (child for child in flat_blocks(row) if child.tag == _TC)
        for number, element in enumerate(elements, 1):
            properties = _CELLS.of(element.find(_TC_PR))
            span = min(properties.span, _MOST_COLUMNS - column)
            if span < properties.span:
                self._tell_at(Loss.TABLE_SHAPE, row_number, number)
            if span <= 0:
                break
            if properties.is_turned:
                self._tell_at(Loss.VERTICAL, row_number, number)
            if properties.is_continued and cells:
                cells[-1].span += span
            else:
                cells.append(_Cell(element, properties, index, number, column, span, not cells))
            column += span
        if cells:
            cells[-1].is_last = True
        return cells

    def _read_rows(self, rows: list[_Row], look: TableLook) -> tuple[Row, ...]:
        edges = edges_of([[self._place(cell, row, look) for cell in row.cells] for row in rows])
        found: list[Row] = []
        for row in rows:
            margins = look.margins_of(row.exception)
            cells = tuple(
                self._cell(cell, row.number, look, margins, edges[cell.merge])
                for cell in row.cells
                if not cell.is_covered
            )
            said = row.properties
            heading = said.heading and (not found or found[-1].heading)
            found.append(Row(cells, said.height, said.height_rule, said.cant_split, heading))
        return tuple(found)

    @staticmethod
    def _place(cell: _Cell, row: _Row, look: TableLook) -> Place:
        wants = look.wants(cell.properties, cell.spot, row.exception)
        return Place(cell.column, cell.column + cell.span, cell.merge, wants)

    def _cell(self, cell: _Cell, row: int, look: TableLook, margins: Mapping[str, float], edges: Edges) -> Cell:
        said = cell.properties
        region = look.region(cell.spot)
        report = self._report
        outside = report.paragraph, report.table
        report.steps.append((report.table, row, cell.number))
        report.paragraph = report.table = 0
        blocks = self._read_blocks(cell.element, region)
        report.steps.pop()
        report.paragraph, report.table = outside
        vertical, shading = said.vertical, said.shading
        return Cell(
            cell.column,
            cell.span,
            cell.row_span,
            blocks,
            edges,
            sides({**margins, **said.margins} if said.margins else margins),
            vertical_of(region.cell) or Vertical.TOP if vertical is None else vertical,
            cell_shading(region.cell) or "" if shading is None else shading,
        )

    def _tell_at(self, loss: Loss, row: int, cell: int = 0) -> None:
        report = self._report
        inside = report.steps.pop()
        report.steps.append((inside[0], row, cell))
        report.tell(loss)
        report.steps[-1] = inside

    def _tell_of_row(self, properties: RowProperties, number: int) -> None:
        if properties.is_deleted:
            self._tell_at(Loss.DELETION, number)
        if properties.is_inserted:
            self._tell_at(Loss.INSERTION, number)
        if properties.is_spaced:
            self._tell_at(Loss.CELL_SPACING, number)


def _find_merges(rows: list[_Row]) -> None:
    """Numbers the merged cells; a continuation with nothing like it above begins a cell of its own."""
    number = 0
    above: dict[tuple[int, int], _Cell] = {}
    for row in rows:
        open_merges: dict[tuple[int, int], _Cell] = {}
        for cell in row.cells:
            key = (cell.column, cell.span)
            merge = cell.properties.merge
            origin = above.get(key) if merge == "continue" else None
            if origin is None:
                number += 1
                cell.merge = number
            else:
                cell.merge = origin.merge
                cell.is_covered = True
                origin.row_span += 1
            if merge:
                open_merges[key] = origin or cell
        above = open_merges
