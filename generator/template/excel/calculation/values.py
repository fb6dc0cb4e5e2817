"""The values of cells and formulas as Excel computes with them: numbers, texts, truth values, None for a blank.

What Excel itself decides by the language of the machine, or what is not certain, is an ``UnknownError``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from generator.template.excel.tree import RangeReference

Value = Decimal | str | bool | None
# Excel calculates with 15 significant digits.
EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
DIV_0, NOT_AVAILABLE, NUM, REF, VALUE = "#DIV/0!", "#N/A", "#NUM!", "#REF!", "#VALUE!"
_MAX_EXPONENT = 100
# A power of ten; Excel's numbers end at about 1E308.
_MAX_MAGNITUDE = 300
# Beyond these powers of ten Excel may write a number with an exponent.
_LEAST_WRITTEN, _MOST_WRITTEN = -5, 14
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?(?P<percent>%)?")
_DIGIT = re.compile("[0-9０-９]")
# Parts of dates and times, which Excel takes for numbers, and signs that stand beside numbers in some language.
_DATE_WORD = re.compile("[年月日时分秒午]")
_NEVER_IN_NUMBERS = re.compile("[^\x00-\x7f\uff01-\uff5e\u3000\xa0¥￥€£$\u2212]")


class UnknownError(Exception):
    """The formula needs something that is not calculated here."""


class CellError(Exception):
    """The value is an error of Excel such as ``#DIV/0!``; ``origin`` is the cell (sheet, row, column) that made it."""

    def __init__(self, text: str, origin: tuple[int, int, int] | None = None) -> None:
        super().__init__(text)
        self.origin = origin


class Cells(Protocol):
    """The cells that a formula refers to; each method raises ``UnknownError`` for what it does not know."""

    def cell(self, sheet: int, row: int, column: int) -> Value:
        """The value of a cell; CellError if that is an error."""
        ...

    def area(self, text: str, sheet: int) -> tuple[int, RangeReference]:
        """The index of the sheet and the cells that a reference means; ``sheet`` is that of the formula."""
        ...

    def numbers(self, sheet: int, area: RangeReference) -> list[Decimal]:
        """The numbers in an area, as SUM takes them; CellError if there is an error in it."""
        ...

    def contents(self, sheet: int, area: RangeReference) -> Mapping[tuple[int, int], Value | CellError]:
        """What the cells of an area hold that are not blank, by row and column from its first."""
        ...

    def is_filtered(self, sheet: int) -> bool:
        """Whether rows of a sheet are hidden."""
        ...

    def is_subtotal(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell has a SUBTOTAL of its own."""
        ...


def number_in(text: str) -> Decimal | None:
    """The number that a text is to Excel in arithmetic; None if it is none in any language."""
    plain = text.strip()
    found = _NUMBER.fullmatch(plain)
    if found is not None:
        number = Decimal(plain.rstrip("%").replace(",", ""))
        if len(number.as_tuple().digits) > EXACT.prec:
            raise UnknownError
        return number / 100 if found["percent"] else number
    if _DATE_WORD.search(plain) or (_DIGIT.search(plain) and not _NEVER_IN_NUMBERS.search(plain)):
        raise UnknownError
    return None


def to_number(value: Value) -> Decimal:
    """The value as a number: a blank is 0; CellError for a text that is none."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        number = number_in(value)
        if number is None:
            raise CellError(VALUE)
        return number
    return Decimal(value or 0)


def to_exact(value: Value) -> Decimal:
    """The same with the digits that Excel keeps: 1/3*3 is 1 where a number is rounded or compared."""
    return EXACT.plus(to_number(value))


def to_text(value: Value) -> str:
    """The value as a text, as ``&`` joins it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if value and not _LEAST_WRITTEN < value.adjusted() <= _MOST_WRITTEN:
        raise UnknownError
    return written(value)


def written(number: Decimal) -> str:
    """A number in digits, as a sheet stores it."""
    exact = EXACT.plus(number).normalize()
    return format(exact, "f") if exact else "0"


def to_truth(value: Value) -> bool:
    """The value as a condition."""
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        if _DIGIT.search(value):
            raise UnknownError
        raise CellError(VALUE)
    return bool(value)


def combined(left: Value, operator: str, right: Value) -> Value:
    """The result of an operator between two values."""
    if operator == "&":
        return to_text(left) + to_text(right)
    if operator in COMPARISONS:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return COMPARISONS[operator](EXACT.plus(left), EXACT.plus(right))
        return COMPARISONS[operator](*_order(left, right, wants_order=operator not in {"=", "<>"}))
    a, b = to_number(left), to_number(right)
    if operator == "/":
        if not b:
            raise CellError(DIV_0)
        return _checked_size(a / b)
    if operator == "^":
        if abs(b) > _MAX_EXPONENT:
            raise UnknownError
        return _checked_size(a**b)
    return _checked_size(a + b if operator == "+" else a - b if operator == "-" else a * b)


COMPARISONS: dict[str, Callable[[Decimal | int, Decimal | int], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _order(left: Value, right: Value, *, wants_order: bool) -> tuple[int, int]:
    """Two numbers in the same order as the values: numbers come before texts, texts before truth values."""
    left, right = _like(left, right), _like(right, left)
    ranks = _rank(left), _rank(right)
    if ranks[0] != ranks[1]:
        return ranks
    if isinstance(left, str) and isinstance(right, str):
        # Excel ignores case; how it sorts texts depends on the language.
        if left.lower() == right.lower():
            return 0, 0
        if wants_order:
            raise UnknownError
        return 0, 1
    a, b = to_exact(left), to_exact(right)
    return int(a > b), int(a < b)


def _like(value: Value, other: Value) -> Value:
    """The value; of a blank the one that is nothing among those of the other's kind."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else Decimal(0)


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _checked_size(number: Decimal) -> Decimal:
    """The number itself; UnknownError if it is too large or too small for Excel."""
    if number and abs(number.adjusted()) > _MAX_MAGNITUDE:
        raise UnknownError
    return number


def average(numbers: Sequence[Decimal]) -> Decimal:
    """The mean; CellError without numbers."""
    if not numbers:
        raise CellError(DIV_0)
    return sum(numbers, Decimal(0)) / len(numbers)


def total(numbers: Sequence[Decimal]) -> Decimal:
    """The sum, 0 without numbers."""
    return sum(numbers, Decimal(0))
