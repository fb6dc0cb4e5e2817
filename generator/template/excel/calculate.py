"""Adds the values of simple formulas to the filled sheets of one form, for programs that do not calculate.

Knows arithmetic, comparisons, SUM, COUNT, MIN, MAX, AVERAGE, RANK, INDEX, ROWS, COLUMNS, ROUND, ABS, INT, N, IF and
IFERROR. A formula with anything else gets its stored result if that still holds, or no value; Excel calculates all of
them anyway when it opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from html import unescape
from itertools import product

from msgspec import Struct, field
from openpyxl.formula.tokenizer import Token

from generator.template.excel.compiled import escaped
from generator.template.excel.formulas import StoredResult, tokens_of
from generator.template.excel.tree import RangeReference, area_of, column_of

Value = Decimal | str | bool
# The sheets were written by cells.py and state.py, so every cell has this shape.
_CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_KIND = re.compile(r' t="([a-zA-Z]+)"')
_NUMBER = re.compile(r"<v>([^<]*)</v>")
_FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")
# Excel calculates with 15 significant digits.
_EXACT = Context(prec=15)
_MAX_DEPTH = 60
_MAX_EXPONENT = 100
# A power of ten; Excel's numbers end at about 1E308.
_MAX_MAGNITUDE = 300
# The higher binds tighter; a sign binds tighter than a power, so -2^2 is 4.
_PRECEDENCE = {"^": 5, "*": 4, "/": 4, "+": 3, "-": 3, "&": 2, "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1}
_SIGN_PRECEDENCE = 6


class _UnknownError(Exception):
    """The formula needs something that is not calculated here."""


class _CellError(Exception):
    """The value is an error of Excel such as ``#DIV/0!``."""


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
            kind = _KIND.search(found[3])
            sheet.values[at] = Decimal(number[1]) if kind is None or kind[1] == "n" else None
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
    except _CellError as error:
        kind, shown = ' t="e"', str(error)
    except (_UnknownError, ArithmeticError, ValueError):
        return found[0]
    else:
        if isinstance(value, bool):
            kind, shown = ' t="b"', str(int(value))
        elif isinstance(value, str):
            kind, shown = ' t="str"', escaped(value)
        else:
            shown = format(_EXACT.plus(value).normalize(), "f")
    return f'<c r="{found[1]}{found[2]}"{found[3]}{kind}>{inside}<v>{shown}</v></c>'


class _Calculator:
    def __init__(self, sheets: Sequence[_CalculatedSheet]) -> None:
        self._sheets = sheets
        self._numbers = {sheet.title.lower(): number for number, sheet in enumerate(sheets)}
        self._known: dict[tuple[int, int, int], Value] = {}
        self._depth = 0

    def cell(self, sheet: int, row: int, column: int) -> Value:
        """The value of a cell, 0 for a blank one; _UnknownError for text, cycles and very long chains of formulas."""
        own = self._sheets[sheet]
        formula = own.formulas.get((row, column))
        if formula is None:
            value = own.values.get((row, column), Decimal(0))
            if value is None:
                raise _UnknownError
            return value
        key = sheet, row, column
        if key not in self._known:
            if self._depth >= _MAX_DEPTH:
                raise _UnknownError
            self._depth += 1
            try:
                self._known[key] = _FormulaParser(formula, sheet, self).value()
            except (_UnknownError, ArithmeticError, ValueError):
                self._known[key] = _stored_value(own.stored.get((row, column)))
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
            raise _UnknownError
        return number, area

    def numbers(self, sheet: int, area: RangeReference) -> Iterator[Decimal]:
        """The numbers in an area; texts and blank cells are left out, as SUM does."""
        own = self._sheets[sheet]
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


def _stored_value(stored: StoredResult | None) -> Value:
    if stored is None:
        raise _UnknownError
    if stored.kind == "e":
        raise _CellError(stored.text)
    if stored.kind == "str":
        return stored.text
    return stored.text.strip() in {"1", "true"} if stored.kind == "b" else Decimal(stored.text)


class _FormulaParser:
    """Evaluates one formula while reading its tokens, by Excel's precedence: sign, %, ^, * /, + -, &, comparison."""

    def __init__(self, formula: str, sheet: int, calculator: _Calculator) -> None:
        self._tokens = [token for token in tokens_of(formula) if token.type != Token.WSPACE]
        self._at = 0
        self._sheet = sheet
        self._calculator = calculator

    def value(self) -> Value:
        result = self._operation(0)
        if self._at != len(self._tokens):
            raise _UnknownError
        return result

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise _UnknownError
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _operation(self, least: int) -> Value:
        left = self._operand()
        while (token := self._peek()) is not None:
            if token.type == Token.OP_POST:
                self._at += 1
                left = _number(left) / 100
            elif token.type == Token.OP_IN and _PRECEDENCE.get(token.value, -1) > least:
                self._at += 1
                # Operators of the same precedence are evaluated from left to right.
                left = _combined(left, token.value, self._operation(_PRECEDENCE[token.value]))
            else:
                break
        return left

    def _operand(self) -> Value:
        token = self._next()
        if token.type == Token.OP_PRE:
            number = _number(self._operation(_SIGN_PRECEDENCE))
            return -number if token.value == "-" else number
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self._operation(0)
            self._next()
            return value
        if token.type == Token.FUNC:
            return self._function(token.value.upper())
        if token.type != Token.OPERAND:
            raise _UnknownError
        if token.subtype == Token.NUMBER:
            return Decimal(token.value)
        if token.subtype == Token.TEXT:
            return str(token.value[1:-1].replace('""', '"'))
        if token.subtype == Token.ERROR:
            raise _CellError(token.value)
        if token.subtype != Token.RANGE:
            raise _UnknownError
        sheet, area = self._calculator.area(token.value, self._sheet)
        if not area.is_cell:
            raise _UnknownError
        return self._calculator.cell(sheet, area.top, area.left)

    def _function(self, name: str) -> Value:
        if name == "IF(":
            return self._if()
        if name == "IFERROR(":
            return self._iferror()
        if name == "ROUND(":
            number, places = (_number(value) for value in self._arguments(2))
            return number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
        if name == "N(":
            return self._n()
        if name == "RANK(":
            return self._rank()
        if name == "INDEX(":
            return self._index()
        if name in {"ROWS(", "COLUMNS("}:
            _, area = self._whole_area(Token.CLOSE)
            return Decimal(area.bottom - area.top if name == "ROWS(" else area.right - area.left) + 1
        if name in _OF_ONE_NUMBER:
            return _OF_ONE_NUMBER[name](_number(self._arguments(1)[0]))
        function = _AGGREGATES.get(name)
        if function is None:
            raise _UnknownError
        return function(self._aggregate_numbers())

    def _arguments(self, count: int) -> list[Value]:
        values = [self._operation(0)]
        while self._next().type == Token.SEP:
            values.append(self._operation(0))
        if len(values) != count:
            raise _UnknownError
        return values

    def _aggregate_numbers(self) -> list[Decimal]:
        """The arguments of an aggregate function; an area that is an argument by itself gives all its numbers."""
        found: list[Decimal] = []
        while True:
            token = self._peek()
            ends = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
            alone = ends is not None and (ends.type == Token.SEP or ends.subtype == Token.CLOSE)
            if token is not None and token.subtype == Token.RANGE and alone:
                self._at += 1
                found += self._calculator.numbers(*self._calculator.area(token.value, self._sheet))
            else:
                found.append(_number(self._operation(0)))
            if self._next().type != Token.SEP:
                return found

    def _n(self) -> Value:
        """``N``: 0 for a text."""
        token = self._peek()
        if token is not None and token.subtype == Token.RANGE:
            sheet, area = self._calculator.area(token.value, self._sheet)
            if area.is_cell and self._calculator.is_text(sheet, area.top, area.left):
                self._at += 1
                self._next()
                return Decimal(0)
        return _number(self._arguments(1)[0])

    def _rank(self) -> Value:
        """``RANK``: the place of a number among those of an area, the greatest first."""
        number = _number(self._operation(0))
        self._next()
        others = list(self._calculator.numbers(*self._whole_area(Token.CLOSE)))
        if number not in others:
            raise _UnknownError
        return Decimal(1 + sum(other > number for other in others))

    def _index(self) -> Value:
        """``INDEX`` in one row or column."""
        sheet, area = self._whole_area(Token.ARG)
        (number,) = self._arguments(1)
        step = int(_number(number)) - 1
        is_row = area.top == area.bottom
        size = (area.right - area.left if is_row else area.bottom - area.top) + 1
        if not 0 <= step < size or not (is_row or area.left == area.right):
            raise _UnknownError
        row, column = (area.top, area.left + step) if is_row else (area.top + step, area.left)
        return self._calculator.cell(sheet, row, column)

    def _whole_area(self, end: str) -> tuple[int, RangeReference]:
        """The sheet and the area of an argument that is nothing but a reference, followed by ``end``."""
        token = self._next()
        if token.subtype != Token.RANGE or self._next().subtype != end:
            raise _UnknownError
        return self._calculator.area(token.value, self._sheet)

    def _if(self) -> Value:
        """``IF``: an error in the branch that is not chosen does not count."""
        condition = self._operation(0)
        branches: list[Value | Exception] = []
        while self._next().type == Token.SEP:
            branches.append(self._attempt())
        if not branches:
            raise _UnknownError
        chosen = condition if isinstance(condition, bool) else _number(condition) != 0
        found = branches[0] if chosen else branches[1] if len(branches) > 1 else False
        if isinstance(found, Exception):
            raise found
        return found

    def _iferror(self) -> Value:
        """``IFERROR``: the second argument where the first is an error of Excel."""
        found = self._attempt()
        if self._next().type != Token.SEP:
            raise _UnknownError
        other = self._attempt()
        self._next()
        chosen = other if isinstance(found, _CellError) else found
        if isinstance(chosen, Exception):
            raise chosen
        return chosen

    def _attempt(self) -> Value | Exception:
        """One argument, or the error of evaluating it; reading goes on after it in both cases."""
        start = self._at
        try:
            return self._operation(0)
        except (_CellError, _UnknownError) as error:
            self._at = self._end_of_argument(start)
            return error

    def _end_of_argument(self, at: int) -> int:
        depth = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if depth == 0 and (token.type == Token.SEP or token.subtype == Token.CLOSE):
                return at
            depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
            at += 1
        return at


def _number(value: Value) -> Decimal:
    if isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        raise _UnknownError
    return value


def _combined(left: Value, operator: str, right: Value) -> Value:
    if operator == "&":
        return _text(left) + _text(right)
    if operator in {"=", "<>", "<", ">", "<=", ">="}:
        return _compared(left, operator, right)
    a, b = _number(left), _number(right)
    if operator == "/":
        if not b:
            raise _CellError("#DIV/0!")
        return _checked_size(a / b)
    if operator == "^":
        if abs(b) > _MAX_EXPONENT:
            raise _UnknownError
        return _checked_size(a**b)
    return _checked_size(a + b if operator == "+" else a - b if operator == "-" else a * b)


def _checked_size(number: Decimal) -> Decimal:
    """The number itself; _UnknownError if it is too large or too small for Excel."""
    if number and abs(number.adjusted()) > _MAX_MAGNITUDE:
        raise _UnknownError
    return number


def _compared(left: Value, operator: str, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        raise _UnknownError
    # Excel ignores case when it compares texts.
    a, b = (left.lower(), right.lower()) if isinstance(left, str) and isinstance(right, str) else (left, right)
    return {
        "=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b,  # type: ignore[operator]
    }[operator]  # fmt: skip


def _text(value: Value) -> str:
    if isinstance(value, bool):
        raise _UnknownError
    return value if isinstance(value, str) else format(_EXACT.plus(value).normalize(), "f")


def _average(numbers: Sequence[Decimal]) -> Decimal:
    if not numbers:
        raise _CellError("#DIV/0!")
    return sum(numbers, Decimal(0)) / len(numbers)


_OF_ONE_NUMBER: dict[str, Callable[[Decimal], Decimal]] = {
    "ABS(": abs,
    "INT(": lambda number: number.to_integral_value(ROUND_FLOOR),
}
_AGGREGATES: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "SUM(": lambda numbers: sum(numbers, Decimal(0)),
    "MAX(": lambda numbers: max(numbers, default=Decimal(0)),
    "MIN(": lambda numbers: min(numbers, default=Decimal(0)),
    "COUNT(": lambda numbers: Decimal(len(numbers)),
    "AVERAGE(": _average,
}
