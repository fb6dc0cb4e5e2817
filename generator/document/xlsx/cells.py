"""Reads the rows and cells of a worksheet (``sheetData``, ECMA-376 part 1, 18.3.1.80) as the text that they display.

Also reads the references (``A1:C3``) and strings that cells are made of.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal, InvalidOperation

from msgspec import Struct, field

from generator.chinese.format_code import GENERAL, is_duration
from generator.chinese.number_format import EXACT_DIGITS, displayed
from generator.document.alternatives import parse_part
from generator.document.measures import measure, whole
from generator.document.model import Font, StoredFormula
from generator.document.xlsx.styles import CellStyle
from generator.office.columns import column_of
from generator.office.xml import Element, qn
from generator.problem import Source

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_CELL = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d{0,7})")


class CellRange(Struct, frozen=True):
    """A range of cells from 0; last row and column are included."""

    top: int
    left: int
    bottom: int
    right: int


def range_of(reference: str) -> CellRange | None:
    """The range ``A1``, ``A1:C3``, ``$1:$3`` or ``A:C``, missing parts reaching to the edge; None for anything else."""
    first, _, last = reference.partition(":")
    begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if begin is None or end is None or not (begin[0] and end[0]):
        return None
    top, bottom = int(begin[2] or 1) - 1, int(end[2]) - 1 if end[2] else LAST_ROW
    left, right = column_of(begin[1]) - 1 if begin[1] else 0, column_of(end[1]) - 1 if end[1] else LAST_COLUMN
    top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
    if top < 0 or left < 0 or bottom > LAST_ROW or right > LAST_COLUMN:
        return None
    return CellRange(top, left, bottom, right)


# The text of a cell (``si``, ``is``, 18.4): plain, or runs with a font each, None being the font of the cell.
RichText = tuple[tuple[str, Font | None], ...]
PlainOrRichText = str | RichText

_T, _R, _R_PR = qn("ss:t"), qn("ss:r"), qn("ss:rPr")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def strings_of(data: bytes, font: Callable[[Element], Font]) -> list[PlainOrRichText]:
    """Reads the shared strings; ``font`` turns the ``rPr`` of a run into a font."""
    if not data:
        return []
    root = parse_part(data, Source("", place="sharedStrings.xml"))
    return [string_of(item, font) for item in root.iterchildren(qn("ss:si"))]


def string_of(item: Element, font: Callable[[Element], Font]) -> PlainOrRichText:
    """Reads one string; phonetic readings (``rPh``) are left out."""
    runs: list[tuple[str, Font | None]] = []
    for child in item:
        if child.tag == _T:
            runs.append((unescaped(child.text or ""), None))
        elif child.tag == _R:
            properties = child.find(_R_PR)
            text = unescaped(child.findtext(_T) or "")
            runs.append((text, None if properties is None else font(properties)))
    if all(found is None for _, found in runs):
        return "".join(text for text, _ in runs)
    return tuple((text, found) for text, found in runs if text)


def unescaped(text: str) -> str:
    """Text with its escapes (``_x000D_``, ST_Xstring) resolved and all line breaks made line feeds."""
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    is_text = number in {0x9, 0xA, 0xD} or (number >= 0x20 and not 0xD800 <= number <= 0xDFFF)
    return chr(number) if is_text else ""


_V, _F, _IS = qn("ss:v"), qn("ss:f"), qn("ss:is")
_EXACT = Context(prec=EXACT_DIGITS)
_DAYS_FROM_1900_TO_1904 = 1462
_LETTERS_AFTER = "0123456789"


class CellValue(Struct):
    """A cell: the number of its style (``s``) and the text that it displays.

    ``number`` holds the decimal digits of a numeric cell that is no date, otherwise it is empty. ``kind`` is the
    ST_CellType, ``n`` where the cell names none. ``formula`` is as in ``Cell``.
    """

    style: int
    text: PlainOrRichText = ""
    number: str = ""
    kind: str = "n"
    formula: StoredFormula | None = None


class ValueRow(Struct):
    """A row with its cells by column from 0; ``height`` is in pt, 0 for the default height."""

    height: float = 0.0
    is_hidden: bool = False
    cells: dict[int, CellValue] = field(default_factory=dict)


class SheetRowReader:
    """Reads the rows of the sheets of one workbook.

    ``without_result`` lists (row, column) of the formulas of the last sheet for which the file holds no result,
    ``errors`` those of cells that show an error such as ``#DIV/0!``.
    """

    def __init__(
        self,
        strings: Sequence[PlainOrRichText],
        styles: Sequence[CellStyle],
        font: Callable[[Element], Font],
        *,
        is_from_1904: bool,
    ) -> None:
        self._strings, self._styles, self._font = strings, styles, font
        self._offset = _DAYS_FROM_1900_TO_1904 if is_from_1904 else 0
        self.without_result: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int]] = []

    def rows(self, data: Iterable[Element]) -> Iterator[tuple[int, ValueRow]]:
        """The rows of a ``sheetData`` by number from 0; the two lists are complete when all are read."""
        # Rows and cells may leave out their numbers: they then follow the one before.
        self.without_result, self.errors = [], []
        number = -1
        for element in data:
            number = whole(element.get("r"), number + 2) - 1
            if not 0 <= number <= LAST_ROW:
                return
            row = ValueRow(measure(element.get("ht"), 1), element.get("hidden") in {"1", "true"})
            self._read_cells(element, number, row.cells)
            yield number, row

    def _read_cells(self, row: Element, number: int, cells: dict[int, CellValue]) -> None:
        column = -1
        for element in row:
            reference = element.get("r")
            column = column_of(reference.rstrip(_LETTERS_AFTER)) - 1 if reference else column + 1
            if not 0 <= column <= LAST_COLUMN:
                continue
            style = whole(element.get("s"))
            value = CellValue(style if 0 <= style < len(self._styles) else 0)
            if len(element):
                self._read_value(element, value, number, column)
            cells[column] = value

    def _read_value(self, element: Element, value: CellValue, row: int, column: int) -> None:
        kind = element.get("t", "n")
        written: str | None = None
        formula: Element | None = None
        has_value = False
        for child in element:
            tag = child.tag
            if tag == _V:
                written, has_value = child.text, True
            elif tag == _F:
                formula = child
            elif tag == _IS:
                value.text, value.kind = string_of(child, self._font), "s"
        if formula is not None:
            # An empty ``v`` of the kind str is a result: the formula gave an empty text.
            has_result = written is not None or (has_value and kind == "str")
            value.formula = StoredFormula(formula.text or "", has_result)
            if not has_result:
                self.without_result.append((row, column))
        if written is None:
            return
        value.kind = kind
        if kind == "s":
            index = whole(written, -1)
            if 0 <= index < len(self._strings):
                value.text = self._strings[index]
            else:
                value.kind = "e"  # the file has no such string
        elif kind == "n":
            self._read_number(written, value)
        elif kind == "b":
            value.text = "TRUE" if written.strip() in {"1", "true"} else "FALSE"
        elif kind == "d":
            value.text = _iso_date(written, self._styles[value.style].number_format)
        elif kind == "e":
            value.text = unescaped(written)
            self.errors.append((row, column))
        else:
            value.text = displayed(unescaped(written), self._styles[value.style].number_format)

    def _read_number(self, written: str, value: CellValue) -> None:
        style = self._styles[value.style]
        # A duration counts from no day. Most workbooks count from 1900, and need no look at the format.
        is_day = self._offset and style.is_date and not is_duration(style.number_format)
        found = _number(written, style.number_format, self._offset if is_day else 0)
        if found is None:
            value.text, value.kind = written, "str"
            return
        value.text, number = found
        value.number = "" if style.is_date else number


def _number(written: str, number_format: str, offset: int) -> tuple[str, str] | None:
    """The text that a number displays, and its decimal digits; None where ``written`` is no number."""
    if number_format == GENERAL and len(written) <= EXACT_DIGITS and written.isdecimal() and written[0] != "0":
        return written, written
    try:
        number = _EXACT.create_decimal(written.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        return None
    digits = format(number, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return displayed(number + Decimal(offset), number_format), "0" if digits == "-0" else digits


def _iso_date(written: str, number_format: str) -> str:
    """The text that a date in ISO 8601 displays; ``written`` itself where it is no date."""
    try:
        return displayed(dt.datetime.fromisoformat(written), number_format)
    except ValueError:
        return written
