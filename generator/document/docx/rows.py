"""A ``w:tr`` in, what of it does not depend on where it stands out, remembered for all rows that are written alike."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from generator.document.docx.cells import (
    CellProperties,
    RowProperties,
    TableExceptions,
    cell_properties,
    row_properties,
    table_exceptions,
)
from generator.document.docx.properties import Memo
from generator.document.docx.row_texts import Written, WrittenRow, cells_of
from generator.document.docx.sections import Frame
from generator.document.docx.styles import Region, StyleSheet
from generator.document.model import Block
from generator.document.remembered import Remembered
from generator.document.unsupported import Loss
from generator.office.xml import Element, qn

_TR_PR, _TC_PR, _EXCEPTIONS = (qn(f"w:{name}") for name in ("trPr", "tcPr", "tblPrEx"))
_MOST_COLUMNS = 1000
_MOST_ROWS = 2048
_MOST_SETTINGS = 16  # of one row
_cells = Memo(cell_properties)
_rows = Memo(row_properties)
_exceptions = Memo(table_exceptions)


class PlacedCell(Struct, frozen=True, eq=False):
    """A ``w:tc`` on the grid, the ``number``-th of its row."""

    properties: CellProperties
    number: int
    column: int
    span: int


class RowShape(Struct, frozen=True, eq=False):
    """A row without what stands in its cells; it has none where it does not show.

    ``losses`` with the number of the cell, 0 for the row itself.
    """

    properties: RowProperties
    exceptions: TableExceptions
    cells: tuple[PlacedCell, ...]
    losses: tuple[tuple[Loss, int], ...]


class Setting(Struct, frozen=True):
    """What the content of cells is read with; ``compatibility`` is the mode Word treats the document in."""

    sheet: StyleSheet
    frame: Frame
    compatibility: int


class Content(Struct, frozen=True, eq=False):
    """What stands in a cell; the same object for all that are written alike."""

    blocks: tuple[Block, ...]


Regions = tuple[Region | None, ...]
"""The regions of the cells of a row, None for those that a merge covers."""


class KnownRow(Struct, frozen=True, eq=False):
    """Rows that are written alike: their shape, and their ``contents`` where nothing ties these to a place."""

    shape: RowShape
    contents: Remembered[tuple[Setting, Regions], tuple[Content, ...]] = field(
        default_factory=lambda: Remembered(_MOST_SETTINGS)
    )


_known: Remembered[Hashable, KnownRow] = Remembered(_MOST_ROWS)
_shapes: Remembered[Hashable, RowShape] = Remembered(_MOST_ROWS)


def known_row(row: WrittenRow) -> KnownRow:
    """What is known of a row."""
    return _known.get(row.key) or _known.keep(row.key, KnownRow(_shape_of(row.apart[0])))


def _shape_of(frame: Written) -> RowShape:
    return _shapes.get(frame.key) or _shapes.keep(frame.key, _read_shape(frame.element))


def _read_shape(row: Element) -> RowShape:
    cells = tuple(_cells.of(cell.find(_TC_PR)) for cell in cells_of(row))
    return _shape(_rows.of(row.find(_TR_PR)), _exceptions.of(row.find(_EXCEPTIONS)), cells)


@lru_cache(maxsize=_MOST_ROWS)
def _shape(row: RowProperties, exceptions: TableExceptions, cells: tuple[CellProperties, ...]) -> RowShape:
    """One object for all rows that differ in their text only."""
    losses = [
        (loss, 0)
        for loss, holds in (
            (Loss.DELETION, row.is_deleted),
            (Loss.INSERTION, row.is_inserted),
            (Loss.CELL_SPACING, row.is_spaced),
        )
        if holds
    ]
    placed: tuple[PlacedCell, ...] = ()
    if not (row.is_deleted or row.is_hidden):
        placed, more = _placed(cells, min(row.before, _MOST_COLUMNS - 1))
        losses += more
    return RowShape(row, exceptions, placed, tuple(losses))


def _placed(cells: tuple[CellProperties, ...], column: int) -> tuple[tuple[PlacedCell, ...], list[tuple[Loss, int]]]:
    """The cells on the grid from ``column`` on; what continues a cell to its left (``w:hMerge``) widens it."""
    found: list[PlacedCell] = []
    losses: list[tuple[Loss, int]] = []
    for number, properties in enumerate(cells, 1):
        span = min(properties.span, _MOST_COLUMNS - column)
        if span < properties.span:
            losses.append((Loss.TABLE_SHAPE, number))
        if span <= 0:
            break
        if properties.is_turned:
            losses.append((Loss.VERTICAL, number))
        if properties.is_continued and found:
            found[-1] = replace(found[-1], span=found[-1].span + span)
        else:
            found.append(PlacedCell(properties, number, column, span))
        column += span
    return tuple(found), losses
