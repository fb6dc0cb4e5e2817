"""Reads the filled sheets of one form, and computes the cells that their formulas refer to, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from html import unescape
from itertools import product

from msgspec import Struct, field

from generator.document.xlsx.cells import unescaped
from generator.office.columns import column_of
from generator.template.excel.calculation.evaluate import Evaluator
from generator.template.excel.calculation.functions import FUNCTIONS
from generator.template.excel.calculation.syntax import Node, calls_in, tree_of
from generator.template.excel.calculation.values import CellError, UnknownError, Value
from generator.template.excel.formulas import StoredResult
from generator.template.excel.tree import RangeReference, area_of, whole_number

# The sheets were written by cells.py and state.py, so every cell has this shape.
CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")
_KIND = re.compile(r' t="([a-zA-Z]+)"')
_NUMBER = re.compile(r"<v>([^<]*)</v>")
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_HIDDEN_ROW = re.compile(r'<row r="([0-9]+)"[^>]*\bhidden="(?:1|true)"')
_COLUMNS, _ATTRIBUTE = re.compile("<col ([^>]*)>"), re.compile(r'(\w+)="([^"]*)"')
_MAX_DEPTH = 50
# Cells that all criteria and look-ups of a form go through: some ten seconds.
_MOST_VISITED = 5_000_000

Place = tuple[int, int, int]
"""A cell: the index of its sheet, its row and its column."""
Content = Value | CellError | UnknownError
"""What a cell holds, or what is raised for it."""


class _TooDeepError(UnknownError):
    """The formula needs itself, or too many others first; asked later, it may have a value."""


class CalculatedSheet(Struct):
    """The cells of a sheet that are not blank, by (row, column): ``values``, and ``formulas`` without ``=``.

    ``stored`` are results that still hold, for formulas that cannot be calculated. ``hidden_columns`` are spans.
    """

    title: str
    stored: Mapping[tuple[int, int], StoredResult]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    values: dict[tuple[int, int], Content] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


class FilledXml(Struct, frozen=True):
    """The XML of a filled sheet; ``stored`` are results that still hold, by row and column."""

    title: str
    xml: str
    stored: Mapping[tuple[int, int], StoredResult]
    is_hidden: bool = False


def read_sheet(filled: FilledXml, strings: Sequence[str]) -> CalculatedSheet:
    """The cells of a filled sheet; ``strings`` are the shared ones of its workbook."""
    rows = frozenset(int(row) for row in _HIDDEN_ROW.findall(filled.xml))
    columns = (dict(_ATTRIBUTE.findall(found)) for found in _COLUMNS.findall(filled.xml))
    hidden = tuple(
        (whole_number(each.get("min")), whole_number(each.get("max")))
        for each in columns
        if each.get("hidden") in {"1", "true"}
    )
    sheet = CalculatedSheet(filled.title, filled.stored, filled.is_hidden, rows, hidden)
    for found in CELL.finditer(filled.xml):
        at, inside = (int(found[2]), column_of(found[1])), found[4] or ""
        if formula := FORMULA.search(inside):
            sheet.formulas[at] = unescape(formula[1])
        elif inside:
            kind = _KIND.search(found[3])
            value = _given(kind[1] if kind is not None else "n", inside, strings)
            if value is not None:
                sheet.values[at] = value
    return sheet


def _given(kind: str, inside: str, strings: Sequence[str]) -> Content:
    """What a cell without a formula holds."""
    if kind == "inlineStr":
        # The pronunciation of a text (rPh) is none of it.
        text = "".join(_TEXT.findall(re.sub("<rPh .*?</rPh>", "", inside, flags=re.DOTALL)))
        return unescaped(unescape(text)) or None
    found = _NUMBER.search(inside)
    if found is None:
        return None
    if kind == "s":
        at = int(found[1]) if found[1].isdecimal() else len(strings)
        return strings[at] if at < len(strings) else UnknownError()
    return _stored_value(StoredResult(kind, unescape(found[1])))


def _stored_value(stored: StoredResult) -> Content:
    if stored.kind == "e":
        return CellError(stored.text)
    if stored.kind == "str":
        return unescaped(stored.text)
    if stored.kind == "b":
        return stored.text.strip() in {"1", "true"}
    try:
        return Decimal(stored.text) if stored.kind == "n" else UnknownError()
    except InvalidOperation:
        return UnknownError()


class Calculator:
    """The cells of the sheets of one form, as ``Cells`` of the formulas in them."""

    def __init__(self, sheets: Sequence[CalculatedSheet]) -> None:
        self.sheets = sheets
        self._numbers = {sheet.title.lower(): number for number, sheet in enumerate(sheets)}
        self._known: dict[Place, Content] = {}
        self._open: set[Place] = set()
        self._visited = 0
        self._listed: dict[tuple[int, int, int, int, tuple[str, ...]], tuple[int, list[Decimal]]] = {}
        self._contents: dict[tuple[int, RangeReference], Mapping[tuple[int, int], Value | CellError]] = {}

    @cached_property
    def results(self) -> Mapping[Place, Content]:
        """The results of all formulas: values, errors, and UnknownError."""
        places = [(number, *at) for number, sheet in enumerate(self.sheets) for at in sheet.formulas]
        found = {place: self._result(place) for place in places}
        # A long chain of formulas that runs upwards or to the left is short from its other end.
        for place in reversed(places):
            if isinstance(found[place], UnknownError):
                found[place] = self._result(place)
        for place in places:
            if isinstance(found[place], _TooDeepError):
                found[place] = self._result(place)
        return found

    def _result(self, place: Place) -> Content:
        try:
            return self.cell(*place)
        except (CellError, UnknownError) as error:
            return error
        except RecursionError:
            return UnknownError()

    def tree(self, place: Place) -> Node:
        """The tree of the formula in a cell; UnknownError if it cannot be read."""
        return tree_of(self.sheets[place[0]].formulas[place[1:]])

    def cell(self, sheet: int, row: int, column: int) -> Value:
        """The value of a cell, None for a blank one; UnknownError for cycles and very long chains of formulas."""
        own = self.sheets[sheet]
        if (row, column) not in own.formulas:
            return self._raised(own.values.get((row, column)), (sheet, row, column))
        place = sheet, row, column
        if place not in self._known:
            if len(self._open) >= _MAX_DEPTH or place in self._open:
                raise _TooDeepError
            self._open.add(place)
            try:
                self._known[place] = self._computed(place)
            finally:
                self._open.discard(place)
        return self._raised(self._known[place], place)

    def _raised(self, content: Content, place: Place) -> Value:
        if isinstance(content, CellError):
            raise CellError(str(content), content.origin or place)
        if isinstance(content, UnknownError):
            raise UnknownError
        return content

    def _computed(self, place: Place) -> Content:
        try:
            value = Evaluator(self, FUNCTIONS, *place).value(self.tree(place))
        except CellError as error:
            return CellError(str(error), error.origin or place)
        except _TooDeepError:
            raise
        except (UnknownError, ArithmeticError, ValueError):
            stored = self.sheets[place[0]].stored.get(place[1:])
            return UnknownError() if stored is None else _stored_value(stored)
        return Decimal(0) if value is None else value

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
            values = (self.cell(sheet, *place) for place in self.places(sheet, rest))
            known = [*known, *(value for value in values if isinstance(value, Decimal))]
            self._listed[key] = area.bottom, known
        return known

    def contents(self, sheet: int, area: RangeReference) -> Mapping[tuple[int, int], Value | CellError]:
        """What the cells of an area hold that are not blank, by row and column from its first."""
        found = self._contents.get((sheet, area))
        if found is None:
            found = {
                (row - area.top, column - area.left): self._content(sheet, row, column)
                for row, column in self.places(sheet, area)
            }
            self._contents[sheet, area] = found
        self._visited += len(found)
        if self._visited > _MOST_VISITED:
            raise UnknownError
        return found

    def _content(self, sheet: int, row: int, column: int) -> Value | CellError:
        try:
            return self.cell(sheet, row, column)
        except CellError as error:
            return error

    def places(self, sheet: int, area: RangeReference) -> Iterator[tuple[int, int]]:
        """The cells of an area that are not blank."""
        own = self.sheets[sheet]
        # A whole column has a million cells: then going through the cells that exist is faster.
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if size <= len(own.values) + len(own.formulas):
            inside = product(range(area.top, area.bottom + 1), range(area.left, area.right + 1))
            return (place for place in inside if place in own.values or place in own.formulas)
        existing: Iterable[tuple[int, int]] = (*own.values, *own.formulas)
        return (
            (row, column)
            for row, column in existing
            if area.top <= row <= area.bottom and area.left <= column <= area.right
        )

    def is_filtered(self, sheet: int) -> bool:
        """Whether rows of a sheet are hidden."""
        return bool(self.sheets[sheet].hidden_rows)

    def shows(self, place: Place) -> bool:
        """Whether a cell is not hidden with its sheet, row or column."""
        sheet, row, column = self.sheets[place[0]], *place[1:]
        is_hidden = row in sheet.hidden_rows or any(first <= column <= last for first, last in sheet.hidden_columns)
        return not (sheet.is_hidden or is_hidden)

    def is_subtotal(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell has a SUBTOTAL of its own."""
        if "SUBTOTAL" not in self.sheets[sheet].formulas.get((row, column), "").upper():
            return False
        return any(call.name == "SUBTOTAL" for call in calls_in(self.tree((sheet, row, column))))
