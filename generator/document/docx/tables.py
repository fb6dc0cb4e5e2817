"""Reads a ``w:tbl`` into a ``Table``.

First comes a skeleton of grid, merges and resolved borders, then the contents of the cells. Forms of one template share
most of their rows, so skeletons, rows and cells with equal XML are made once for all tables of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.document.docx.cells import (
    CellProperties,
    PreferredWidth,
    cell_shading,
    column_widths,
    sides_of,
    vertical_of,
)
from generator.document.docx.edges import CellPlacement, edges_of
from generator.document.docx.properties import flat_blocks, signature
from generator.document.docx.rows import (
    Content,
    KnownRow,
    LazyElement,
    LazyRow,
    PlacedCell,
    ReadingSettings,
    Regions,
    RowShape,
    RowTexts,
    known_row,
)
from generator.document.docx.styles import TableStyleRegion
from generator.document.docx.table_style import TableFormat, TablePosition
from generator.document.memory import Remembered, RememberedByIdentity
from generator.document.model import Align, Block, Cell, Edges, HeightRule, Row, Table, Vertical
from generator.document.unsupported import Unsupported, UnsupportedReport
from generator.office.xml import Element, qn

_TBL_PR, _TBL_GRID = qn("w:tblPr"), qn("w:tblGrid")


class RowSkeleton(Struct, frozen=True):
    """A row whose cells have no blocks yet; equal rows are one object.

    ``cells`` are those that no merge from above covers; ``regions`` has an entry for every cell, None where covered.
    """

    cells: tuple[Cell, ...]
    regions: Regions
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
    unsupported: tuple[Unsupported, ...]


class _SpannedCell(Struct):
    """A ``w:tc`` on the grid while merges are being found.

    ``merge`` is the number of the merged cell that it belongs to; cells that are not merged have a number of their own.
    """

    properties: CellProperties
    column: int
    span: int
    position: TablePosition
    merge: int = 0
    row_span: int = 1
    is_covered: bool = False


_equal_cells: Remembered[Cell, Cell] = Remembered(2048)
_equal_rows: Remembered[RowSkeleton, RowSkeleton] = Remembered(2048)
_skeletons: Remembered[tuple[ReadingSettings, bytes, bytes, tuple[RowShape, ...]], TableSkeleton] = Remembered(256)


def skeleton_of(table: Element, shapes: tuple[RowShape, ...], settings: ReadingSettings) -> TableSkeleton:
    """Computes the skeleton of a ``w:tbl`` from the shapes of its visible rows."""
    key = (settings, signature(table.find(_TBL_PR)), signature(table.find(_TBL_GRID)), shapes)
    return _skeletons.get(key) or _skeletons.keep(key, _skeleton(table, shapes, settings))


def _skeleton(table: Element, shapes: tuple[RowShape, ...], settings: ReadingSettings) -> TableSkeleton:
    table_format = TableFormat(table, settings.sheet, len(shapes))
    rows = [_cell_shapes(index, shape.cells) for index, shape in enumerate(shapes)]
    _find_merges(rows)
    count = max((row[-1].column + row[-1].span for row in rows), default=0)
    preferred = [[PreferredWidth(cell.column, cell.span, cell.properties.width) for cell in row] for row in rows]
    columns = column_widths(
        table_format.grid, preferred, count, settings.section.text_width, is_fixed=table_format.is_fixed
    )
    align, left = table_format.align_and_left(settings.compatibility)
    return TableSkeleton(
        columns, _row_skeletons(rows, shapes, table_format), align, left, tuple(table_format.unsupported)
    )


def _cell_shapes(row: int, cells: tuple[PlacedCell, ...]) -> list[_SpannedCell]:
    last = len(cells) - 1
    return [
        _SpannedCell(cell.properties, cell.column, cell.span, TablePosition(row, cell.column, not index, index == last))
        for index, cell in enumerate(cells)
    ]


def _row_skeletons(
    rows: Sequence[Sequence[_SpannedCell]], shapes: Sequence[RowShape], table_format: TableFormat
) -> tuple[RowSkeleton, ...]:
    places = [[_placement(cell, shape, table_format) for cell in row] for row, shape in zip(rows, shapes, strict=True)]
    edges = edges_of(places)
    found: list[RowSkeleton] = []
    for row, shape in zip(rows, shapes, strict=True):
        properties = shape.properties
        margins = table_format.margins_of(shape.exceptions)
        visible = [cell for cell in row if not cell.is_covered]
        skeleton = RowSkeleton(
            tuple(_cell(cell, table_format, margins, edges[cell.merge]) for cell in visible),
            tuple(None if cell.is_covered else table_format.region(cell.position) for cell in row),
            properties.height,
            properties.height_rule,
            properties.cant_split,
            properties.heading and (not found or found[-1].heading),  # only rows at the top of a table can be repeated
        )
        found.append(_equal_rows.get(skeleton) or _equal_rows.keep(skeleton, skeleton))
    return tuple(found)


def _placement(cell: _SpannedCell, shape: RowShape, table_format: TableFormat) -> CellPlacement:
    wanted_borders = table_format.wanted_borders(cell.properties, cell.position, shape.exceptions)
    return CellPlacement(cell.column, cell.column + cell.span, cell.merge, wanted_borders)


def _cell(cell: _SpannedCell, table_format: TableFormat, margins: Mapping[str, float], edges: Edges) -> Cell:
    properties = cell.properties
    styled = table_format.region(cell.position).cell
    made = Cell(
        cell.column,
        cell.span,
        cell.row_span,
        (),
        edges,
        sides_of({**margins, **properties.margins} if properties.margins else margins),
        vertical_of(styled) or Vertical.TOP if properties.vertical is None else properties.vertical,
        cell_shading(styled) or "" if properties.shading is None else properties.shading,
    )
    return _equal_cells.get(made) or _equal_cells.keep(made, made)


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


_contents: Remembered[tuple[Hashable, ReadingSettings, TableStyleRegion], Content] = Remembered(4096)
_cells: RememberedByIdentity[Cell, Cell] = RememberedByIdentity(4096)
_rows: RememberedByIdentity[RowSkeleton, Row] = RememberedByIdentity(2048)

_Key = TypeVar("_Key", bound=Hashable)
_Read = TypeVar("_Read")


class CellContentReader(Protocol):
    """Reads the contents of cells, for ``TableReader``."""

    @property
    def is_open(self) -> bool:
        """Whether what was read before affects what comes next, so that no cached content may be used."""
        ...

    def in_cell(self, cell: Element, region: TableStyleRegion) -> tuple[Block, ...]:
        """Reads the blocks of a ``w:tc`` in this region of the table style."""
        ...


class TableReader:
    """Reads the tables of one part; ``texts`` are the rows that were taken out of it before parsing."""

    def __init__(self, report: UnsupportedReport, cells: CellContentReader, texts: RowTexts) -> None:
        self._report, self._cells, self._texts = report, cells, texts

    def read(self, element: Element, settings: ReadingSettings) -> Table | None:
        """Reads a ``w:tbl``; None where no row is visible."""
        report = self._report
        written = [found for child in flat_blocks(element) if (found := self._texts.row(child)) is not None]
        known = [known_row(row) for row in written]
        for number, row in enumerate(known, 1):
            self._report_unsupported(row.shape, number)
        visible = [(number, row) for number, row in enumerate(known, 1) if row.shape.cells]
        skeleton = skeleton_of(element, tuple(row.shape for _, row in visible), settings)
        report.steps.append((report.table, 0, 0))
        for feature in skeleton.unsupported:
            report.add(feature)
        report.steps.pop()
        if not visible:
            return None
        rows = tuple(
            _row(row_skeleton, self._contents(written[number - 1], number, row, row_skeleton, settings))
            for (number, row), row_skeleton in zip(visible, skeleton.rows, strict=True)
        )
        return Table(skeleton.columns, rows, skeleton.align, skeleton.left)

    def _contents(
        self, written: LazyRow, number: int, known: KnownRow, skeleton: RowSkeleton, settings: ReadingSettings
    ) -> tuple[Content, ...]:
        """The contents of the cells of a row, without those that a merge from above covers."""

        def read() -> tuple[Content, ...]:
            _, cells = written.frame_and_cells
            return tuple(
                self._content(cells[cell.number - 1], number, cell.number, region, settings)
                for cell, region in zip(known.shape.cells, skeleton.regions, strict=True)
                if region is not None
            )

        return self._cached(known.contents, (settings, skeleton.regions), read)

    def _content(
        self, written: LazyElement, row: int, cell: int, region: TableStyleRegion, settings: ReadingSettings
    ) -> Content:
        def read() -> Content:
            report = self._report
            # Places inside a cell are counted from its own beginning.
            outside = report.paragraph, report.table
            report.steps.append((report.table, row, cell))
            report.paragraph = report.table = 0
            blocks = self._cells.in_cell(written.element, region)
            report.steps.pop()
            report.paragraph, report.table = outside
            return Content(blocks)

        return self._cached(_contents, (written.key, settings, region), read)

    def _cached(self, kept: Remembered[_Key, _Read], key: _Key, read: Callable[[], _Read]) -> _Read:
        """Reads content, or takes what was read from equal XML before.

        Content may be cached unless it depends on where it stands: a field or bookmark reaches in or out, or
        ``place_dependencies`` of the report has grown.
        """
        is_open = self._cells.is_open
        if not is_open and (found := kept.get(key)) is not None:
            return found
        place_dependencies = self._report.place_dependencies
        made = read()
        if not is_open and not self._cells.is_open and self._report.place_dependencies == place_dependencies:
            kept.keep(key, made)
        return made

    def _report_unsupported(self, shape: RowShape, row: int) -> None:
        report = self._report
        for feature, cell in shape.unsupported:
            report.steps.append((report.table, row, cell))
            report.add(feature)
            report.steps.pop()


def _row(skeleton: RowSkeleton, contents: tuple[Content, ...]) -> Row:
    """Fills a skeleton; the same skeleton and contents give the same row."""
    return _rows.get(skeleton, contents) or _rows.keep(skeleton, contents, _filled(skeleton, contents))


def _filled(skeleton: RowSkeleton, contents: tuple[Content, ...]) -> Row:
    cells = tuple(
        _cells.get(cell, content) or _cells.keep(cell, content, replace(cell, blocks=content.blocks))
        for cell, content in zip(skeleton.cells, contents, strict=True)
    )
    return Row(cells, skeleton.height, skeleton.height_rule, skeleton.cant_split, skeleton.heading)
