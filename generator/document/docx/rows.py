"""Reads a ``w:tr``: its properties, and its cells with their places on the grid of the table."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from generator.document.docx.cells import (
    CellProperties,
    RowProperties,
    TableExceptions,
    cell_properties,
    row_properties,
    table_exceptions,
)
from generator.document.docx.properties import PropertyMemo, child_of, flat_blocks
from generator.document.unsupported import Feature, Unsupported
from generator.office.xml import Element, qn

_TC, _TC_PR, _TR_PR, _EXCEPTIONS = (qn(f"w:{name}") for name in ("tc", "tcPr", "trPr", "tblPrEx"))
_MOST_COLUMNS = 1000


class PlacedCell(Struct, frozen=True, eq=False):
    """A ``w:tc`` on the grid; ``number`` counts the cells of its row from 1, ``column`` the grid columns from 0."""

    element: Element
    properties: CellProperties
    number: int
    column: int
    span: int


class PlacedRow(Struct, frozen=True, eq=False):
    """A row whose cells have not been read; one that is hidden or deleted has no cells.

    ``unsupported`` pairs each feature with the number of its cell, 0 for the row itself.
    """

    properties: RowProperties
    exceptions: TableExceptions
    cells: tuple[PlacedCell, ...]
    unsupported: tuple[tuple[Feature, int], ...]


class RowReader:
    """Reads rows; properties that are written alike become one object, whose identity may be a key."""

    def __init__(self) -> None:
        self._cells = PropertyMemo(cell_properties)
        self._rows = PropertyMemo(row_properties)
        self._exceptions = PropertyMemo(table_exceptions)

    def row(self, element: Element) -> PlacedRow:
        """Reads the properties of a ``w:tr`` and places its cells."""
        row = self._rows.get(child_of(element, _TR_PR))
        unsupported: list[tuple[Feature, int]] = [
            (feature, 0)
            for feature, holds in (
                (Unsupported.DELETION, row.is_deleted),
                (Unsupported.INSERTION, row.is_inserted),
                (Unsupported.CELL_SPACING, row.has_cell_spacing),
            )
            if holds
        ]
        unsupported += [(feature, 0) for feature in row.lost]
        cells: list[PlacedCell] = []
        if not (row.is_deleted or row.is_hidden):
            cells, more = self._placed(element, min(row.grid_before, _MOST_COLUMNS - 1))
            unsupported += more
        return PlacedRow(row, self._exceptions.get(child_of(element, _EXCEPTIONS)), tuple(cells), tuple(unsupported))

    def _placed(self, row: Element, column: int) -> tuple[list[PlacedCell], list[tuple[Feature, int]]]:
        """The cells from ``column`` on; one that continues the cell on its left (``w:hMerge``) widens it."""
        found: list[PlacedCell] = []
        unsupported: list[tuple[Feature, int]] = []
        elements = [child for child in flat_blocks(row) if child.tag == _TC]
        for number, element in enumerate(elements, 1):
            properties = self._cells.get(child_of(element, _TC_PR))
            span = min(properties.span, _MOST_COLUMNS - column)
            if span < properties.span:
                unsupported.append((Unsupported.TABLE_SHAPE, number))
            if span <= 0:
                break
            unsupported += [(feature, number) for feature in properties.lost]
            if properties.continues_left and found:
                found[-1] = replace(found[-1], span=found[-1].span + span)
            else:
                found.append(PlacedCell(element, properties, number, column, span))
            column += span
        return found, unsupported
