"""A ``w:tbl`` in, the page model's ``Table`` out. Of rows that are written alike, one is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

from msgspec.structs import replace

from generator.document.docx.properties import flat_blocks
from generator.document.docx.row_texts import RowTexts, Written, WrittenRow
from generator.document.docx.rows import Content, KnownRow, RowShape, Setting, known_row
from generator.document.docx.skeletons import RowSkeleton, skeleton_of
from generator.document.docx.styles import Region
from generator.document.model import Block, Cell, Row, Table
from generator.document.remembered import Remembered, RememberedByIdentity
from generator.document.unsupported import Report
from generator.office.xml import Element

_contents: Remembered[tuple[Hashable, Setting, Region], Content] = Remembered(4096)
_cells: RememberedByIdentity[Cell, Cell] = RememberedByIdentity(4096)
_rows: RememberedByIdentity[RowSkeleton, Row] = RememberedByIdentity(2048)

_Key = TypeVar("_Key", bound=Hashable)
_Read = TypeVar("_Read")


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

    def __init__(self, report: Report, cells: CellReader, texts: RowTexts) -> None:
        self._report, self._cells, self._texts = report, cells, texts

    def read(self, element: Element, setting: Setting) -> Table | None:
        """The table; None where it has no rows."""
        report = self._report
        written = [found for child in flat_blocks(element) if (found := self._texts.of(child)) is not None]
        known = [known_row(row) for row in written]
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
            _row(framed, self._contents(written[number - 1], number, row, framed, setting))
            for (number, row), framed in zip(shown, skeleton.rows, strict=True)
        )
        return Table(skeleton.columns, rows, skeleton.align, skeleton.left)

    def _contents(
        self, written: WrittenRow, number: int, known: KnownRow, skeleton: RowSkeleton, setting: Setting
    ) -> tuple[Content, ...]:
        """What stands in the cells of a row that no merge covers."""

        def read() -> tuple[Content, ...]:
            _, cells = written.apart
            return tuple(
                self._content(cells[cell.number - 1], number, cell.number, region, setting)
                for cell, region in zip(known.shape.cells, skeleton.regions, strict=True)
                if region is not None
            )

        return self._remembered(known.contents, (setting, skeleton.regions), read)

    def _content(self, written: Written, row: int, cell: int, region: Region, setting: Setting) -> Content:
        def read() -> Content:
            report = self._report
            outside = report.paragraph, report.table
            report.steps.append((report.table, row, cell))
            report.paragraph = report.table = 0
            blocks = self._cells.in_cell(written.element, region)
            report.steps.pop()
            report.paragraph, report.table = outside
            return Content(blocks)

        return self._remembered(_contents, (written.key, setting, region), read)

    def _remembered(self, kept: Remembered[_Key, _Read], key: _Key, read: Callable[[], _Read]) -> _Read:
        """What is read, or was read from the like of it where nothing tied that to its place."""
        is_open = self._cells.is_open
        if not is_open and (found := kept.get(key)) is not None:
            return found
        ties = self._report.ties
        made = read()
        if not is_open and not self._cells.is_open and self._report.ties == ties:
            kept.keep(key, made)
        return made

    def _tell(self, shape: RowShape, row: int) -> None:
        report = self._report
        for loss, cell in shape.losses:
            report.steps.append((report.table, row, cell))
            report.tell(loss)
            report.steps.pop()


def _row(skeleton: RowSkeleton, contents: tuple[Content, ...]) -> Row:
    """The row, the same object for all that look alike."""
    return _rows.get(skeleton, contents) or _rows.keep(skeleton, contents, _filled(skeleton, contents))


def _filled(skeleton: RowSkeleton, contents: tuple[Content, ...]) -> Row:
    cells = tuple(
        _cells.get(cell, content) or _cells.keep(cell, content, replace(cell, blocks=content.blocks))
        for cell, content in zip(skeleton.cells, contents, strict=True)
    )
    return Row(cells, skeleton.height, skeleton.height_rule, skeleton.cant_split, skeleton.heading)
