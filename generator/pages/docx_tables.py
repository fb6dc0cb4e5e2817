"""A ``w:tbl`` in, the page model's ``Table`` out. Of rows that are written alike, one is read."""

from __future__ import annotations

from typing import Protocol

from generator.model.document import Block, Cell, Row, Table
from generator.opc.xml import Element, qn
from generator.pages.docx_properties import flat_blocks
from generator.pages.docx_rows import Contents, KnownRow, RowShape, Setting, cells_of, known_row
from generator.pages.docx_skeletons import RowSkeleton, skeleton_of
from generator.pages.docx_styles import Region
from generator.pages.losses import Report
from generator.pages.remembered import RememberedByIdentity

_TR = qn("w:tr")
_rows: RememberedByIdentity[RowSkeleton, Row] = RememberedByIdentity(8192)


class CellReader(Protocol):
    """Reads what stands in cells."""

    @property
    def is_open(self) -> bool:
        """Whether what was read before has something to say to what comes next."""
        ...

    def in_cell(self, cell: Element, region: Region) -> tuple[Block, ...]:
        """The blocks of a cell."""
        ...


class TableReader:
    """Reads the tables of one part."""

    def __init__(self, report: Report, cells: CellReader) -> None:
        self._report, self._cells = report, cells

    def read(self, element: Element, setting: Setting) -> Table | None:
        """The table; None where it has no rows."""
        report = self._report
        elements = [child for child in flat_blocks(element) if child.tag == _TR]
        known = [known_row(row) for row in elements]
        for number, row in enumerate(known, 1):
            self._tell(row.shape, number)
        shown = [(number, row) for number, row in enumerate(known, 1) if row.shape.cells]
        skeleton = skeleton_of(element, tuple(row.shape for _, row in shown), setting)
        report.steps.append((report.table, 0, 0))
        for loss in skeleton.losses:
            report.tell(loss)
        report.steps.pop()
        if not shown:
            return None
        rows = tuple(
            _row(framed, self._contents(elements[number - 1], number, row, framed, setting))
            for (number, row), framed in zip(shown, skeleton.rows, strict=True)
        )
        return Table(skeleton.columns, rows, skeleton.align, skeleton.left)

    def _contents(
        self, element: Element, number: int, known: KnownRow, skeleton: RowSkeleton, setting: Setting
    ) -> Contents:
        """What stands in the cells of a row, read unless it is known from another."""
        key = (setting, skeleton.regions)
        is_open = self._cells.is_open
        found = None if is_open else known.contents.get(key)
        if found is not None:
            return found
        ties = self._report.ties
        found = self._read_contents(element, number, known.shape, skeleton)
        if not is_open and not self._cells.is_open and self._report.ties == ties:
            known.contents.keep(key, found)
        return found

    def _read_contents(self, element: Element, row: int, shape: RowShape, skeleton: RowSkeleton) -> Contents:
        report = self._report
        outside = report.paragraph, report.table
        elements = cells_of(element)
        contents = []
        for cell, region in zip(shape.cells, skeleton.regions, strict=True):
            if region is None:
                continue
            report.steps.append((outside[1], row, cell.number))
            report.paragraph = report.table = 0
            contents.append(self._cells.in_cell(elements[cell.number - 1], region))
            report.steps.pop()
            report.paragraph, report.table = outside
        return Contents(tuple(contents))

    def _tell(self, shape: RowShape, row: int) -> None:
        report = self._report
        for loss, cell in shape.losses:
            report.steps.append((report.table, row, cell))
            report.tell(loss)
            report.steps.pop()


def _row(skeleton: RowSkeleton, contents: Contents) -> Row:
    """The row, the same object for all that look alike."""
    return _rows.get(skeleton, contents) or _rows.keep(skeleton, contents, _filled(skeleton, contents))


def _filled(skeleton: RowSkeleton, contents: Contents) -> Row:
    cells = tuple(
        Cell(cell.column, cell.span, cell.row_span, blocks, cell.edges, cell.margins, cell.vertical, cell.shading)
        for cell, blocks in zip(skeleton.cells, contents.cells, strict=True)
    )
    return Row(cells, skeleton.height, skeleton.height_rule, skeleton.cant_split, skeleton.heading)
