"""Turns a worksheet into the table that it prints, without hidden rows and columns (ECMA-376 part 1, 18.3).

A sheet that came back is read whole: there a hidden row is still part of the form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.document.measures import measure, whole
from generator.document.model import Align, HeightRule, Row, Table
from generator.document.unsupported import UnsupportedInSheet
from generator.document.xlsx.cells import CellRange, CellValue, ValueRow, range_of
from generator.document.xlsx.setup import SheetSetup
from generator.document.xlsx.styles import Styles, digit_width
from generator.document.xlsx.table import CellBuilder, MergedCells, VisibleRow
from generator.office.xml import Element, qn

# Limits for hostile or mistaken files; the last counts the cells that merges cover.
_MOST_ROWS, _MOST_COLUMNS, _MOST_COVERED = 50_000, 1_000, 1_000_000
_PIXEL = 0.75  # pt, at 96 pixels to the inch
_ON = frozenset({"1", "true"})


class Worksheet(Struct):
    """A worksheet as read: its root element, and its rows of values by number from 0.

    ``print_area`` is what prints and ``title_rows`` the rows that repeat, None where no defined name gives them.
    """

    name: str
    element: Element
    rows: dict[int, ValueRow]
    print_area: CellRange | None
    title_rows: CellRange | None


class SheetTableBuilder:
    """Makes the table that a worksheet prints; ``unsupported`` collects what the table cannot hold.

    With ``whole`` the table also holds hidden rows and columns.
    """

    def __init__(self, sheet: Worksheet, styles: Styles, setup: SheetSetup, *, whole: bool = False) -> None:
        self._sheet, self._styles, self._setup, self._whole = sheet, styles, setup, whole
        self.unsupported: list[UnsupportedInSheet] = []
        self._merges = [
            area for merge in sheet.element.iter(qn("ss:mergeCell")) if (area := range_of(merge.get("ref", "")))
        ]
        self._row_numbers: list[int] = []
        self._column_numbers: list[int] = []

    def table(self) -> Table | None:
        """The table, scaled as the sheet prints; None where it prints nothing."""
        area = self._printed_range()
        if area is None:
            return None
        widths = self._widths(area)
        self._column_numbers = [column for column in range(area.left, area.right + 1) if widths[column - area.left] > 0]
        columns = [width for width in widths if width > 0]
        rows = list(self._visible_rows(area))
        if not columns or not rows:
            return None
        self._place_merges(rows)
        scale = self._scale(columns, [row.height for row in rows])
        builder = CellBuilder(self._styles.cells, scale, rows)
        title_rows = self._sheet.title_rows
        found: list[Row] = []
        for index, row in enumerate(rows):
            heading = title_rows is not None and title_rows.top <= self._row_numbers[index] <= title_rows.bottom
            found.append(
                Row(builder.cells(index), row.height * scale, HeightRule.AT_LEAST, cant_split=True, heading=heading)
            )
        align = Align.CENTER if self._setup.is_horizontally_centered else Align.LEFT
        return Table(tuple(width * scale for width in columns), tuple(found), align)

    def _printed_range(self) -> CellRange | None:
        """The print area, or all from A1, as far as something is visible; None where nothing is. Cut if too large."""
        used = self._used_range()
        if used is None:
            return None
        area = self._sheet.print_area or CellRange(0, 0, used.bottom, used.right)
        bottom, right = min(area.bottom, used.bottom), min(area.right, used.right)
        if bottom - area.top >= _MOST_ROWS or right - area.left >= _MOST_COLUMNS:
            self.unsupported.append(UnsupportedInSheet.TOO_LARGE)
            bottom, right = min(bottom, area.top + _MOST_ROWS - 1), min(right, area.left + _MOST_COLUMNS - 1)
        return CellRange(area.top, area.left, bottom, right) if bottom >= area.top and right >= area.left else None

    def _used_range(self) -> CellRange | None:
        """The range from A1 as far as any cell has a value, border or colour; None for an empty sheet."""
        is_visible = [style.is_visible for style in self._styles.cells]
        bottom = right = -1
        for number, row in self._sheet.rows.items():
            shown = [column for column, value in row.cells.items() if value.text or is_visible[value.style]]
            if shown:
                bottom, right = max(bottom, number), max(right, *shown)
        return None if bottom < 0 else CellRange(0, 0, bottom, right)

    def _widths(self, area: CellRange) -> list[float]:
        """The width of each column of the area in pt, 0 for a hidden one."""
        digit = max(1, digit_width(self._styles.default_font))
        defaults = self._sheet.element.find(qn("ss:sheetFormatPr"))
        written = None if defaults is None else defaults.get("defaultColWidth")
        base = 8 if defaults is None else whole(defaults.get("baseColWidth"), 8)
        # Without a default width, eight digits and 5 pixels of padding, up to a multiple of 8 pixels (18.3.1.81).
        width = _column_width(written, digit) if written else -(-(base * digit + 5) // 8) * 8 * _PIXEL
        widths = [width] * (area.right - area.left + 1)
        for column in self._sheet.element.iterfind(f"{qn('ss:cols')}/{qn('ss:col')}"):
            first, last = whole(column.get("min")) - 1, whole(column.get("max")) - 1
            own = column.get("width")
            shown = _column_width(own, digit) if own else width
            if self._whole:
                shown = shown or width
            elif column.get("hidden") in _ON:
                shown = 0.0
            for index in range(max(first, area.left), min(last, area.right) + 1):
                widths[index - area.left] = shown
        return widths

    def _visible_rows(self, area: CellRange) -> Iterator[VisibleRow]:
        """The rows of the area that are in the table, with their values by visible column."""
        defaults = self._sheet.element.find(qn("ss:sheetFormatPr"))
        height = measure(None if defaults is None else defaults.get("defaultRowHeight"), 1, 15.0)
        is_hidden = defaults is not None and defaults.get("zeroHeight") in _ON
        places = {column: index for index, column in enumerate(self._column_numbers)}
        empty_row = ValueRow(is_hidden=is_hidden)
        for number in range(area.top, area.bottom + 1):
            row = self._sheet.rows.get(number, empty_row)
            if row.is_hidden and not self._whole:
                continue
            self._row_numbers.append(number)
            values = {places[column]: value for column, value in row.cells.items() if column in places}
            yield VisibleRow(row.height or height, values)

    def _place_merges(self, rows: Sequence[VisibleRow]) -> None:
        """Notes in each row the merges that begin in it and the columns that merges cover."""
        covered = 0
        for area in self._merges:
            # A merge may reach over hidden rows and columns: it is as large as what is visible of it.
            top, end = bisect_left(self._row_numbers, area.top), bisect_left(self._row_numbers, area.bottom + 1)
            left = bisect_left(self._column_numbers, area.left)
            right = bisect_left(self._column_numbers, area.right + 1)
            covered += (end - top) * (right - left)
            if end <= top or right <= left:
                continue
            if covered > _MOST_COVERED:
                self.unsupported.append(UnsupportedInSheet.TOO_LARGE)
                return
            # Of merges that overlap, which only a damaged file has, the first holds.
            if any(not row.covered.isdisjoint(range(left, right)) for row in rows[top:end]):
                continue
            for row in rows[top:end]:
                row.covered.update(range(left, right))
            value = self._sheet.rows.get(area.top, ValueRow()).cells.get(area.left, CellValue(0))
            rows[top].merges.append(MergedCells(top, left, end - top, right - left, value))

    def _scale(self, columns: Sequence[float], heights: Sequence[float]) -> float:
        """The scale of the sheet, reduced where the table is wider than the page and no number of pages is set."""
        scale = self._setup.scale_for(columns, heights)
        text_width = self._setup.text_width
        if self._setup.fit_pages is None and sum(columns) * scale > text_width + 0.5:
            self.unsupported.append(UnsupportedInSheet.TOO_WIDE)
            scale = text_width / sum(columns)
        return scale


def hidden_columns(root: Element) -> Iterator[int]:
    """The hidden columns of a worksheet, from 0; only as many of them as a table may have."""
    for column in root.iterfind(f"{qn('ss:cols')}/{qn('ss:col')}"):
        if column.get("hidden") in _ON:
            yield from range(whole(column.get("min")) - 1, min(whole(column.get("max")), _MOST_COLUMNS))


def _column_width(written: str, digit: int) -> float:
    """A column width, which counts digits of the default font, in pt; rounded to pixels as Excel does (18.3.1.13)."""
    characters = measure(written, 1)
    return int((256 * characters + int(128 / digit)) / 256 * digit) * _PIXEL
