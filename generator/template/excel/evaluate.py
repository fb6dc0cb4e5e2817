"""Evaluates one formula of Excel over given cells: arithmetic, comparisons, and the functions that forms use.

Knows SUM, COUNT, MIN, MAX, AVERAGE, RANK, INDEX, ROWS, COLUMNS, ROUND, ABS, INT, N, IF and IFERROR; anything else is an
``UnknownError``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from openpyxl.formula.tokenizer import Token

from generator.template.excel.formulas import tokens_of
from generator.template.excel.tree import RangeReference

Value = Decimal | str | bool
# Excel calculates with 15 significant digits.
EXACT = Context(prec=15)
_MAX_EXPONENT = 100
# A power of ten; Excel's numbers end at about 1E308.
_MAX_MAGNITUDE = 300
# The higher binds tighter; a sign binds tighter than a power, so -2^2 is 4.
_PRECEDENCE = {"^": 5, "*": 4, "/": 4, "+": 3, "-": 3, "&": 2, "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1}
_SIGN_PRECEDENCE = 6


class UnknownError(Exception):
    """The formula needs something that is not calculated here."""


class CellError(Exception):
    """The value is an error of Excel such as ``#DIV/0!``."""


class Cells(Protocol):
    """The cells that a formula refers to; each method raises ``UnknownError`` for what it does not know."""

    def cell(self, sheet: int, row: int, column: int) -> Value:
        """The value of a cell."""
        ...

    def is_text(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell without a formula holds something else than a number."""
        ...

    def area(self, text: str, sheet: int) -> tuple[int, RangeReference]:
        """The index of the sheet and the cells that a reference means; ``sheet`` is that of the formula."""
        ...

    def numbers(self, sheet: int, area: RangeReference) -> list[Decimal]:
        """The numbers in an area."""
        ...


class FormulaParser:
    """Evaluates one formula while reading its tokens, by Excel's precedence: sign, %, ^, * /, + -, &, comparison."""

    def __init__(self, formula: str, sheet: int, cells: Cells) -> None:
        self._tokens = [token for token in tokens_of(formula) if token.type != Token.WSPACE]
        self._at = 0
        self._sheet = sheet
        self._cells = cells

    def value(self) -> Value:
        """The value of the formula; ``CellError`` if it is an error of Excel."""
        result = self._operation(0)
        if self._at != len(self._tokens):
            raise UnknownError
        return result

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise UnknownError
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
            raise UnknownError
        if token.subtype == Token.NUMBER:
            return Decimal(token.value)
        if token.subtype == Token.TEXT:
            return str(token.value[1:-1].replace('""', '"'))
        if token.subtype == Token.ERROR:
            raise CellError(token.value)
        if token.subtype != Token.RANGE:
            raise UnknownError
        sheet, area = self._cells.area(token.value, self._sheet)
        if not area.is_cell:
            raise UnknownError
        return self._cells.cell(sheet, area.top, area.left)

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
            raise UnknownError
        return function(self._aggregate_numbers())

    def _arguments(self, count: int) -> list[Value]:
        values = [self._operation(0)]
        while self._next().type == Token.SEP:
            values.append(self._operation(0))
        if len(values) != count:
            raise UnknownError
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
                found += self._cells.numbers(*self._cells.area(token.value, self._sheet))
            elif token is not None and token.type == Token.PAREN and (areas := self._union()):
                found += [number for area in areas for number in self._cells.numbers(*area)]
            else:
                found.append(_number(self._operation(0)))
            if self._next().type != Token.SEP:
                return found

    def _union(self) -> list[tuple[int, RangeReference]]:
        """The areas of a union in brackets (``(B1,B3)``), which is read only if it is one; else empty."""
        ends = (at for at in range(self._at, len(self._tokens)) if self._tokens[at].subtype == Token.CLOSE)
        end = next(ends, self._at)
        inside = self._tokens[self._at + 1 : end]
        if len(inside) < 3 or any(token.value != "," for token in inside[1::2]):
            return []
        if any(token.subtype != Token.RANGE for token in inside[::2]):
            return []
        self._at = end + 1
        return [self._cells.area(token.value, self._sheet) for token in inside[::2]]

    def _n(self) -> Value:
        """``N``: 0 for a text."""
        token = self._peek()
        if token is not None and token.subtype == Token.RANGE:
            sheet, area = self._cells.area(token.value, self._sheet)
            if area.is_cell and self._cells.is_text(sheet, area.top, area.left):
                self._at += 1
                self._next()
                return Decimal(0)
        return _number(self._arguments(1)[0])

    def _rank(self) -> Value:
        """``RANK``: the place of a number among those of an area, the greatest first."""
        number = _number(self._operation(0))
        self._next()
        others = list(self._cells.numbers(*self._whole_area(Token.CLOSE)))
        if number not in others:
            raise UnknownError
        return Decimal(1 + sum(other > number for other in others))

    def _index(self) -> Value:
        """``INDEX`` in one row or column."""
        sheet, area = self._whole_area(Token.ARG)
        (number,) = self._arguments(1)
        step = int(_number(number)) - 1
        is_row = area.top == area.bottom
        size = (area.right - area.left if is_row else area.bottom - area.top) + 1
        if not 0 <= step < size or not (is_row or area.left == area.right):
            raise UnknownError
        row, column = (area.top, area.left + step) if is_row else (area.top + step, area.left)
        return self._cells.cell(sheet, row, column)

    def _whole_area(self, end: str) -> tuple[int, RangeReference]:
        """The sheet and the area of an argument that is nothing but a reference, followed by ``end``."""
        token = self._next()
        if token.subtype != Token.RANGE or self._next().subtype != end:
            raise UnknownError
        return self._cells.area(token.value, self._sheet)

    def _if(self) -> Value:
        """``IF``: an error in the branch that is not chosen does not count."""
        condition = self._operation(0)
        branches: list[Value | Exception] = []
        while self._next().type == Token.SEP:
            branches.append(self._attempt())
        if not branches:
            raise UnknownError
        chosen = condition if isinstance(condition, bool) else _number(condition) != 0
        found = branches[0] if chosen else branches[1] if len(branches) > 1 else False
        if isinstance(found, Exception):
            raise found
        return found

    def _iferror(self) -> Value:
        """``IFERROR``: the second argument where the first is an error of Excel."""
        found = self._attempt()
        if self._next().type != Token.SEP:
            raise UnknownError
        other = self._attempt()
        self._next()
        chosen = other if isinstance(found, CellError) else found
        if isinstance(chosen, Exception):
            raise chosen
        return chosen

    def _attempt(self) -> Value | Exception:
        """One argument, or the error of evaluating it; reading goes on after it in both cases."""
        start = self._at
        try:
            return self._operation(0)
        except (CellError, UnknownError) as error:
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
        raise UnknownError
    return value


def _combined(left: Value, operator: str, right: Value) -> Value:
    if operator == "&":
        return _text(left) + _text(right)
    if operator in {"=", "<>", "<", ">", "<=", ">="}:
        return _compared(left, operator, right)
    a, b = _number(left), _number(right)
    if operator == "/":
        if not b:
            raise CellError("#DIV/0!")
        return _checked_size(a / b)
    if operator == "^":
        if abs(b) > _MAX_EXPONENT:
            raise UnknownError
        return _checked_size(a**b)
    return _checked_size(a + b if operator == "+" else a - b if operator == "-" else a * b)


def _checked_size(number: Decimal) -> Decimal:
    """The number itself; UnknownError if it is too large or too small for Excel."""
    if number and abs(number.adjusted()) > _MAX_MAGNITUDE:
        raise UnknownError
    return number


def _compared(left: Value, operator: str, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        raise UnknownError
    # Excel ignores case when it compares texts.
    a, b = (left.lower(), right.lower()) if isinstance(left, str) and isinstance(right, str) else (left, right)
    return {
        "=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b,  # type: ignore[operator]
    }[operator]  # fmt: skip


def _text(value: Value) -> str:
    if isinstance(value, bool):
        raise UnknownError
    return value if isinstance(value, str) else format(EXACT.plus(value).normalize(), "f")


def _average(numbers: Sequence[Decimal]) -> Decimal:
    if not numbers:
        raise CellError("#DIV/0!")
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
