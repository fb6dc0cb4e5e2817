"""Reads a ``w:tbl`` into a ``Table``: first grid, merges and resolved borders, then the contents of the cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.document.docx.cells import PreferredWidth, cell_shading, column_widths, sides_of, vertical_of
from generator.document.docx.edges import CellPlacement, edges_of
from generator.document.docx.properties import flat_blocks, signature
from generator.document.docx.rows import PlacedCell, PlacedRow, RowReader
from generator.document.docx.styles import StyleSheet, TableStyleRegion
from generator.document.docx.table_style import TableFormat, TablePosition, alignment
from generator.document.model import Align, Block, Cell, Edges, HeightRule, Row, Table, Vertical
from generator.document.unsupported import Feature, OtherFeature, UnsupportedReport
from generator.office.xml import Element, qn

_TR, _TBL_PR, _TBL_GRID = (qn(f"w:{name}") for name in ("tr", "tblPr", "tblGrid"))
_MOST_KEPT = 256


class RowSkeleton(Struct, frozen=True, eq=False):
    """A row whose cells have no blocks yet.

    ``cells`` are those that no merge from above covers; ``regions`` has an entry for every cell, None where covered.
    """

    cells: tuple[Cell, ...]
    regions: tuple[TableStyleRegion | None, ...]
    height: float
    height_rule: HeightRule
    cant_split: bool
    heading: bool


class TableSkeleton(Struct, frozen=True, eq=False):
    """A table of such rows; ``unsupported`` are the features of the table itself that a ``Table`` cannot hold."""

    columns: tuple[float, ...]
    rows: tuple[RowSkeleton, ...]
    align: Align
    left: float
    unsupported: tuple[Feature, ...]


class _SpannedCell(Struct):
    """A ``w:tc`` on the grid while merges are being found.

    ``merge`` is the number of the merged cell that it belongs to; cells that are not merged have a number of their own.
    """

    placed: PlacedCell
    position: TablePosition
    merge: int = 0
    row_span: int = 1
    is_covered: bool = False


class SkeletonMaker:
    """Makes the skeletons of tables, and keeps them: forms of one template differ in little but their texts."""

    def __init__(self, sheet: StyleSheet, compatibility: int) -> None:
        self._sheet, self._compatibility = sheet, compatibility
        self._kept: dict[Hashable, TableSkeleton] = {}

    def skeleton(self, table: Element, rows: Sequence[PlacedRow], text_width: float) -> TableSkeleton:
        """The skeleton of a ``w:tbl`` with these visible rows, in a text area of ``text_width``."""
        # Equal properties are one object (``RowReader``), so that they are compared by identity.
        shapes = [(row.properties, row.exceptions, tuple([cell.properties for cell in row.cells])) for row in rows]
        key = (text_width, signature(table.find(_TBL_PR)), signature(table.find(_TBL_GRID)), tuple(shapes))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._make(table, rows, text_width)
        return found

    def _make(self, table: Element, rows: Sequence[PlacedRow], text_width: float) -> TableSkeleton:
        table_format = TableFormat(table, self._sheet, len(rows))
        spanned = [_spanned_cells(index, row.cells) for index, row in enumerate(rows)]
        _find_merges(spanned)
        columns = _columns(spanned, table_format, text_width)
        align, left = table_format.align_and_left(self._compatibility)
        unsupported = tuple(table_format.unsupported)
        return TableSkeleton(columns, _row_skeletons(spanned, rows, table_format), align, left, unsupported)


def _spanned_cells(row: int, cells: Sequence[PlacedCell]) -> list[_SpannedCell]:
    last = len(cells) - 1
    return [
        _SpannedCell(cell, TablePosition(row, cell.column, not index, index == last))
        for index, cell in enumerate(cells)
    ]


def _columns(rows: Sequence[Sequence[_SpannedCell]], table_format: TableFormat, text_width: float) -> tuple[float, ...]:
    placed = [[cell.placed for cell in row] for row in rows]
    count = max((row[-1].column + row[-1].span for row in placed), default=0)
    preferred = [[PreferredWidth(cell.column, cell.span, cell.properties.width) for cell in row] for row in placed]
    return column_widths(table_format.grid, preferred, count, text_width, is_fixed=table_format.is_fixed)


def _row_skeletons(
    spanned: Sequence[Sequence[_SpannedCell]], rows: Sequence[PlacedRow], table_format: TableFormat
) -> tuple[RowSkeleton, ...]:
    edges = edges_of(
        [[_placement(cell, row, table_format) for cell in cells] for cells, row in zip(spanned, rows, strict=True)]
    )
    found: list[RowSkeleton] = []
    for cells, row in zip(spanned, rows, strict=True):
        properties = row.properties
        margins = table_format.margins_of(row.exceptions)
        skeleton = RowSkeleton(
            tuple(_cell(cell, table_format, margins, edges[cell.merge]) for cell in cells if not cell.is_covered),
            tuple(None if cell.is_covered else table_format.region(cell.position) for cell in cells),
            properties.height,
            properties.height_rule,
            properties.cant_split,
            properties.heading and (not found or found[-1].heading),  # only rows at the top of a table can be repeated
        )
        found.append(skeleton)
    return tuple(found)


def _placement(cell: _SpannedCell, row: PlacedRow, table_format: TableFormat) -> CellPlacement:
    placed = cell.placed
    wanted_borders = table_format.wanted_borders(placed.properties, cell.position, row.exceptions)
    return CellPlacement(placed.column, placed.column + placed.span, cell.merge, wanted_borders)


def _cell(cell: _SpannedCell, table_format: TableFormat, margins: Mapping[str, float], edges: Edges) -> Cell:
    placed, properties = cell.placed, cell.placed.properties
    styled = table_format.region(cell.position).cell
    return Cell(
        placed.column,
        placed.span,
        cell.row_span,
        (),
        edges,
        sides_of({**margins, **properties.margins} if properties.margins else margins),
        vertical_of(styled) or Vertical.TOP if properties.vertical is None else properties.vertical,
        cell_shading(styled) or "" if properties.shading is None else properties.shading,
    )


def _find_merges(rows: Sequence[Sequence[_SpannedCell]]) -> None:
    """Numbers the merged cells.

    A cell continues the vertical merge above it only where both have the same grid column and span; otherwise it begins
    a cell of its own.
    """
    number = 0
    above: dict[tuple[int, int], _SpannedCell] = {}
    for row in rows:
        open_merges: dict[tuple[int, int], _SpannedCell] = {}
        for cell in row:
            key = (cell.placed.column, cell.placed.span)
            merge = cell.placed.properties.merge
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


class CellContentReader(Protocol):
    """Reads the contents of cells, for ``TableReader``."""

    def in_cell(self, cell: Element, region: TableStyleRegion) -> tuple[Block, ...]:
        """Reads the blocks of a ``w:tc`` in this region of the table style."""
        ...


class TableReader:
    """Reads the tables of one part."""

    def __init__(
        self, report: UnsupportedReport, rows: RowReader, skeletons: SkeletonMaker, contents: CellContentReader
    ) -> None:
        self._report, self._rows, self._skeletons, self._contents = report, rows, skeletons, contents

    def read(self, element: Element, text_width: float) -> Table | None:
        """Reads a ``w:tbl`` in a text area of ``text_width``; None where no row is visible."""
        placed = [self._rows.row(child) for child in flat_blocks(element) if child.tag == _TR]
        for number, row in enumerate(placed, 1):
            self._add(number, row.unsupported)
        visible = [(number, row) for number, row in enumerate(placed, 1) if row.cells]
        skeleton = self._skeletons.skeleton(element, [row for _, row in visible], text_width)
        self._add(0, [(feature, 0) for feature in skeleton.unsupported])
        for number, row in visible:
            if row.properties.align and alignment(row.properties.align) is not skeleton.align:
                self._add(number, [(OtherFeature("jc"), 0)])
        if not visible:
            return None
        rows = tuple(
            [self._row(number, row, found) for (number, row), found in zip(visible, skeleton.rows, strict=True)]
        )
        return Table(skeleton.columns, rows, skeleton.align, skeleton.left)

    def _row(self, number: int, placed: PlacedRow, skeleton: RowSkeleton) -> Row:
        contents = [
            self._content(cell, number, region)
            for cell, region in zip(placed.cells, skeleton.regions, strict=True)
            if region is not None
        ]
        cells = tuple([replace(cell, blocks=blocks) for cell, blocks in zip(skeleton.cells, contents, strict=True)])
        return Row(cells, skeleton.height, skeleton.height_rule, skeleton.cant_split, skeleton.heading)

    def _content(self, cell: PlacedCell, row: int, region: TableStyleRegion) -> tuple[Block, ...]:
        report = self._report
        # Places inside a cell are counted from its own beginning.
        outside = report.paragraph, report.table
        report.steps.append((report.table, row, cell.number))
        report.paragraph = report.table = 0
        blocks = self._contents.in_cell(cell.element, region)
        report.steps.pop()
        report.paragraph, report.table = outside
        return blocks

    def _add(self, row: int, unsupported: Iterable[tuple[Feature, int]]) -> None:
        """Reports features, each with the number of its cell, 0 for the row; row 0 is the table itself."""
        report = self._report
        for feature, cell in unsupported:
            report.steps.append((report.table, row, cell))
            report.add(feature)
            report.steps.pop()
