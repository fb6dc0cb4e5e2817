"""Adds the values of simple formulas to the filled sheets of one form, for programs that do not calculate.

A formula that ``evaluate`` does not know gets its stored result if that still holds, or no value; Excel calculates all
of them anyway when it opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import unescape
from itertools import product

from msgspec import Struct, field

from generator.office.columns import column_of
from generator.template.excel.compiled import escaped
from generator.template.excel.evaluate import EXACT, CellError, FormulaParser, UnknownError, Value
from generator.template.excel.formulas import StoredResult
from generator.template.excel.tree import RangeReference, area_of

# The sheets were written by cells.py and state.py, so every cell has this shape.
_CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_KIND = re.compile(r' t="([a-zA-Z]+)"')
_NUMBER = re.compile(r"<v>([^<]*)</v>")
_MAX_DEPTH = 60
_FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")


class _CalculatedSheet(Struct):
    """The cells of a sheet by (row, column): numbers or None for other content, and formulas without ``=``.

    ``stored`` are results that still hold, for formulas that cannot be calculated.
    """

    title: str
    stored: Mapping[tuple[int, int], StoredResult]
    values: dict[tuple[int, int], Value | None] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def with_values(sheets: Sequence[tuple[str, str, Mapping[tuple[int, int], StoredResult]]]) -> list[str]:
    """The XML of each sheet with the values of its formulas that can be calculated or are stored.

    ``sheets`` are (title, XML, stored results that still hold by row and column).
    """
    calculator = _Calculator([_read(*sheet) for sheet in sheets])
    return [
        _CELL.sub(lambda found, sheet=sheet: _with_value(found, calculator, sheet), xml)  # type: ignore[misc]
        for sheet, (_, xml, _) in enumerate(sheets)
    ]


def _read(title: str, xml: str, stored: Mapping[tuple[int, int], StoredResult]) -> _CalculatedSheet:
    sheet = _CalculatedSheet(title, stored)
    for found in _CELL.finditer(xml):
        at, inside = (int(found[2]), column_of(found[1])), found[4] or ""
        if formula := _FORMULA.search(inside):
            sheet.formulas[at] = unescape(formula[1])
        elif number := _NUMBER.search(inside):
            written = _KIND.search(found[3])
            kind = written[1] if written is not None else "n"
            if kind == "e":
                # What refers to it gets the error, as from a formula.
                sheet.formulas[at] = number[1]
            else:
                sheet.values[at] = _stored_value(StoredResult(kind, number[1])) if kind in {"n", "b"} else None
        elif inside:
            sheet.values[at] = None
    return sheet


def _with_value(found: re.Match[str], calculator: _Calculator, sheet: int) -> str:
    """The XML of a cell with the value of its formula; unchanged if it has none or cannot be calculated."""
    inside = found[4] or ""
    if not _FORMULA.search(inside):
        return found[0]
    kind = ""
    try:
        value = calculator.cell(sheet, int(found[2]), column_of(found[1]))
    except CellError as error:
        kind, shown = ' t="e"', str(error)
    except (UnknownError, ArithmeticError, ValueError):
        return found[0]
    else:
        if isinstance(value, bool):
            kind, shown = ' t="b"', str(int(value))
        elif isinstance(value, str):
            kind, shown = ' t="str"', escaped(value)
        else:
            shown = format(EXACT.plus(value).normalize(), "f")
    return f'<c r="{found[1]}{found[2]}"{found[3]}{kind}>{inside}<v>{shown}</v></c>'


class _Calculator:
    def __init__(self, sheets: Sequence[_CalculatedSheet]) -> None:
        self._sheets = sheets
        self._numbers = {sheet.title.lower(): number for number, sheet in enumerate(sheets)}
        self._known: dict[tuple[int, int, int], Value] = {}
        self._listed: dict[tuple[int, int, int, int, tuple[str, ...]], tuple[int, list[Decimal]]] = {}
        self._depth = 0

    def cell(self, sheet: int, row: int, column: int) -> Value:
        """The value of a cell, 0 for a blank one; UnknownError for text, cycles and very long chains of formulas."""
        own = self._sheets[sheet]
        formula = own.formulas.get((row, column))
        if formula is None:
            value = own.values.get((row, column), Decimal(0))
            if value is None:
                raise UnknownError
            return value
        key = sheet, row, column
        if key not in self._known:
            if self._depth >= _MAX_DEPTH:
                raise UnknownError
            self._depth += 1
            try:
                self._known[key] = FormulaParser(formula, sheet, self).value()
            except (UnknownError, ArithmeticError, ValueError):
                stored = own.stored.get((row, column))
                if stored is None:
                    raise
                self._known[key] = _stored_value(stored)
            finally:
                self._depth -= 1
        return self._known[key]

    def is_text(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell without a formula holds something else than a number."""
        own = self._sheets[sheet]
        return (row, column) not in own.formulas and own.values.get((row, column), Decimal(0)) is None

    def area(self, text: str, sheet: int) -> tuple[int, RangeReference]:
        """The index of the sheet and the cells that a reference means; ``sheet`` is that of the formula."""
        title, mark, cells = text.rpartition("!")
        area = area_of(cells)
        number = self._numbers.get(title.strip("'").replace("''", "'").lower()) if mark else sheet
        if area is None or number is None:
            raise UnknownError
        return number, area

    def numbers(self, sheet: int, area: RangeReference) -> list[Decimal]:
        """The numbers in an area; texts and blank cells are left out, as SUM does."""
        # Each row of a table asks for the same area (shares), or for one row more than the row before (running sums).
        key = sheet, area.top, area.left, area.right, area.fixed
        bottom, known = self._listed.get(key, (area.top - 1, []))
        if bottom > area.bottom:
            bottom, known = area.top - 1, []
        if bottom < area.bottom:
            rest = RangeReference(bottom + 1, area.left, area.bottom, area.right)
            known = [*known, *self._numbers_in(self._sheets[sheet], sheet, rest)]
            self._listed[key] = area.bottom, known
        return known

    def _numbers_in(self, own: _CalculatedSheet, sheet: int, area: RangeReference) -> Iterator[Decimal]:
        # A whole column has a million cells: then going through the cells that exist is faster.
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if size <= len(own.values) + len(own.formulas):
            rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
            places: Iterable[tuple[int, int]] = product(rows, columns)
        else:
            places = [
                (row, column)
                for row, column in (*own.values, *own.formulas)
                if area.top <= row <= area.bottom and area.left <= column <= area.right
            ]
        for row, column in places:
            if own.values.get((row, column)) is not None or (row, column) in own.formulas:
                value = self.cell(sheet, row, column)
                if isinstance(value, Decimal):
                    yield value


def _stored_value(stored: StoredResult) -> Value:
    if stored.kind == "e":
        raise CellError(stored.text)
    if stored.kind == "str":
        return stored.text
    return stored.text.strip() in {"1", "true"} if stored.kind == "b" else Decimal(stored.text)
