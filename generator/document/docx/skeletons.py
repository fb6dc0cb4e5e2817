"""The shapes of a table's rows in, all of the table but what stands in its cells out: grid, merges, decided borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.document.docx.cells import CellProperties, cell_shading, sides, vertical_of
from generator.document.docx.columns import Asked, column_widths
from generator.document.docx.edges import Place, edges_of
from generator.document.docx.properties import signature
from generator.document.docx.rows import PlacedCell, Regions, RowShape, Setting
from generator.document.docx.table_style import Spot, TableLook
from generator.document.model import Align, Cell, Edges, HeightRule, Vertical
from generator.document.remembered import Remembered
from generator.document.unsupported import Loss
from generator.office.xml import Element, qn

_TBL_PR, _TBL_GRID = qn("w:tblPr"), qn("w:tblGrid")


class RowSkeleton(Struct, frozen=True):
    """A row whose ``cells``, those that no merge covers, have no blocks yet; one object for all that are alike."""

    cells: tuple[Cell, ...]
    regions: Regions
    height: float
    height_rule: HeightRule
    cant_split: bool
    heading: bool


class Skeleton(Struct, frozen=True, eq=False):
    """A table of such rows."""

    columns: tuple[float, ...]
    rows: tuple[RowSkeleton, ...]
    align: Align
    left: float
    losses: tuple[Loss, ...]


class _Cell(Struct):
    """A cell in its table; ``merge`` numbers the merged cell that it is a part of, ``row_span`` counts its rows."""

    properties: CellProperties
    column: int
    span: int
    spot: Spot
    merge: int = 0
    row_span: int = 1
    is_covered: bool = False


_alike_cells: Remembered[Cell, Cell] = Remembered(2048)
_alike_rows: Remembered[RowSkeleton, RowSkeleton] = Remembered(2048)
_skeletons: Remembered[tuple[Setting, bytes, bytes, tuple[RowShape, ...]], Skeleton] = Remembered(256)


def skeleton_of(table: Element, shapes: tuple[RowShape, ...], setting: Setting) -> Skeleton:
    """The skeleton of a ``w:tbl`` whose rows that show have these shapes."""
    key = (setting, signature(table.find(_TBL_PR)), signature(table.find(_TBL_GRID)), shapes)
    return _skeletons.get(key) or _skeletons.keep(key, _skeleton(table, shapes, setting))


def _skeleton(table: Element, shapes: tuple[RowShape, ...], setting: Setting) -> Skeleton:
    look = TableLook(table, setting.sheet, len(shapes))
    rows = [_cells(index, shape.cells) for index, shape in enumerate(shapes)]
    _find_merges(rows)
    count = max((row[-1].column + row[-1].span for row in rows), default=0)
    asked = [[Asked(cell.column, cell.span, cell.properties.width) for cell in row] for row in rows]
    columns = column_widths(look.grid, asked, count, setting.frame.room, is_fixed=look.is_fixed)
    align, left = look.place(setting.compatibility)
    return Skeleton(columns, _row_skeletons(rows, shapes, look), align, left, tuple(look.losses))


def _cells(row: int, cells: tuple[PlacedCell, ...]) -> list[_Cell]:
    last = len(cells) - 1
    return [
        _Cell(cell.properties, cell.column, cell.span, Spot(row, cell.column, not index, index == last))
        for index, cell in enumerate(cells)
    ]


def _row_skeletons(
    rows: Sequence[Sequence[_Cell]], shapes: Sequence[RowShape], look: TableLook
) -> tuple[RowSkeleton, ...]:
    places = [[_place(cell, shape, look) for cell in row] for row, shape in zip(rows, shapes, strict=True)]
    edges = edges_of(places)
    found: list[RowSkeleton] = []
    for row, shape in zip(rows, shapes, strict=True):
        said = shape.properties
        margins = look.margins_of(shape.exceptions)
        shown = [cell for cell in row if not cell.is_covered]
        skeleton = RowSkeleton(
            tuple(_cell(cell, look, margins, edges[cell.merge]) for cell in shown),
            tuple(None if cell.is_covered else look.region(cell.spot) for cell in row),
            said.height,
            said.height_rule,
            said.cant_split,
            said.heading and (not found or found[-1].heading),
        )
        found.append(_alike_rows.get(skeleton) or _alike_rows.keep(skeleton, skeleton))
    return tuple(found)


def _place(cell: _Cell, shape: RowShape, look: TableLook) -> Place:
    wants = look.wants(cell.properties, cell.spot, shape.exceptions)
    return Place(cell.column, cell.column + cell.span, cell.merge, wants)


def _cell(cell: _Cell, look: TableLook, margins: Mapping[str, float], edges: Edges) -> Cell:
    said = cell.properties
    styled = look.region(cell.spot).cell
    made = Cell(
        cell.column,
        cell.span,
        cell.row_span,
        (),
        edges,
        sides({**margins, **said.margins} if said.margins else margins),
        vertical_of(styled) or Vertical.TOP if said.vertical is None else said.vertical,
        cell_shading(styled) or "" if said.shading is None else said.shading,
    )
    return _alike_cells.get(made) or _alike_cells.keep(made, made)


def _find_merges(rows: Sequence[Sequence[_Cell]]) -> None:
    """Numbers the merged cells; a continuation with nothing like it above begins a cell of its own."""
    number = 0
    above: dict[tuple[int, int], _Cell] = {}
    for row in rows:
        open_merges: dict[tuple[int, int], _Cell] = {}
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
