"""The functions of Excel that are calculated, by name; anything not certain to be as in Excel is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from math import prod
from statistics import median

from generator.template.excel.calculation import arrays, criteria, lookups, texts
from generator.template.excel.calculation.evaluate import Evaluator, Function, of_values
from generator.template.excel.calculation.syntax import LEFT_OUT, Area, Node
from generator.template.excel.calculation.values import (
    DIV_0,
    NOT_AVAILABLE,
    NUM,
    VALUE,
    CellError,
    UnknownError,
    Value,
    average,
    to_exact,
    to_number,
    to_truth,
    total,
)

Arguments = Sequence[Node]
_MANY = 255
_MOST_PLACES = 100


def _of_numbers(compute: Callable[[Sequence[Decimal]], Decimal]) -> Function:
    """A function of the numbers in areas."""
    return Function(1, _MANY, lambda evaluator, arguments: compute(evaluator.numbers(arguments)))


# Conditions


def _if(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``IF``: an error in the branch that is not chosen does not count."""
    is_met = to_truth(evaluator.value(arguments[0]))
    if not is_met and len(arguments) == 2:
        return False
    chosen = arguments[1 if is_met else 2]
    return Decimal(0) if chosen == LEFT_OUT else evaluator.value(chosen)


def _if_error(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = evaluator.attempt(arguments[0])
    return evaluator.value(arguments[1]) if isinstance(found, CellError) else found


def _if_na(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = evaluator.attempt(arguments[0])
    if isinstance(found, CellError) and str(found) != NOT_AVAILABLE:
        raise found
    return evaluator.value(arguments[1]) if isinstance(found, CellError) else found


def _truths(evaluator: Evaluator, arguments: Arguments) -> list[bool]:
    """The conditions of AND and OR; in areas neither blanks nor texts count."""
    found: list[bool] = []
    for argument in arguments:
        is_area = bool(evaluator.areas(argument))
        for content in evaluator.contents([argument]):
            if isinstance(content, CellError):
                raise content
            if not (is_area and isinstance(content, str)):
                found.append(to_truth(content))
    if not found:
        raise CellError(VALUE)
    return found


def _is(test: Callable[[Value | CellError], bool]) -> Function:
    return Function(1, 1, lambda evaluator, arguments: test(evaluator.attempt(arguments[0])))


# Counting


def _count(evaluator: Evaluator, arguments: Arguments) -> Value:
    found = 0
    for argument in arguments:
        if not evaluator.areas(argument) and not isinstance(evaluator.attempt(argument), Decimal):
            raise UnknownError
        found += sum(isinstance(each, Decimal) for each in evaluator.contents([argument]))
    return Decimal(found)


def _count_all(evaluator: Evaluator, arguments: Arguments) -> Value:
    return Decimal(len(evaluator.contents(arguments)))


def _count_blank(evaluator: Evaluator, arguments: Arguments) -> Value:
    sheet, area = evaluator.area(arguments[0])
    size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
    return Decimal(size - sum(each != "" for each in evaluator.cells.contents(sheet, area).values()))


def _rows(evaluator: Evaluator, arguments: Arguments) -> Value:
    _, area = evaluator.area(arguments[0])
    return Decimal(area.bottom - area.top + 1)


def _columns(evaluator: Evaluator, arguments: Arguments) -> Value:
    _, area = evaluator.area(arguments[0])
    return Decimal(area.right - area.left + 1)


def _row(evaluator: Evaluator, arguments: Arguments) -> Value:
    return Decimal(_own_cell(evaluator, arguments)[0])


def _column(evaluator: Evaluator, arguments: Arguments) -> Value:
    return Decimal(_own_cell(evaluator, arguments)[1])


def _own_cell(evaluator: Evaluator, arguments: Arguments) -> tuple[int, int]:
    """The cell that ROW and COLUMN ask for: of an area they give an array."""
    if not arguments:
        return evaluator.row, evaluator.column
    _, area = evaluator.area(arguments[0])
    if not area.is_cell:
        raise UnknownError
    return area.top, area.left


# Numbers


def _rounded(rounding: str) -> Callable[..., Value]:
    def compute(value: Value, places: Value = None) -> Value:
        number, digits = to_exact(value), int(to_exact(places))
        if abs(digits) > _MOST_PLACES:
            raise UnknownError
        return number.quantize(Decimal(1).scaleb(-digits), rounding=rounding)

    return compute


def _modulo(value: Value, divisor: Value) -> Value:
    number, by = to_exact(value), to_exact(divisor)
    if not by:
        raise CellError(DIV_0)
    if number % 1 or by % 1:
        raise UnknownError  # Excel computes in binary: MOD(1,0.1) is 0.1
    return number - by * (number / by).to_integral_value(ROUND_FLOOR)


def _root(value: Value) -> Value:
    number = to_number(value)
    if number < 0:
        raise CellError(NUM)
    return number.sqrt()


def _nearest_to_middle(numbers: Sequence[Decimal]) -> Decimal:
    if not numbers:
        raise CellError(NUM)
    return median(numbers)


_SUBTOTALS: Mapping[int, Callable[[Sequence[Decimal]], Decimal]] = {
    1: average,
    2: lambda numbers: Decimal(len(numbers)),
    4: lambda numbers: max(numbers, default=Decimal(0)),
    5: lambda numbers: min(numbers, default=Decimal(0)),
    6: lambda numbers: Decimal(prod(numbers)) if numbers else Decimal(0),
    9: total,
}


def _subtotal(evaluator: Evaluator, arguments: Arguments) -> Value:
    """``SUBTOTAL``: other subtotals in its areas do not count."""
    number = int(to_exact(evaluator.value(arguments[0])))
    compute = _SUBTOTALS.get(number - 100 if number > 100 else number)
    if compute is None:
        raise UnknownError
    numbers: list[Decimal] = []
    for argument in arguments[1:]:
        sheet, area = evaluator.area(argument)
        if evaluator.cells.is_filtered(sheet):
            raise UnknownError
        for (row, column), content in evaluator.cells.contents(sheet, area).items():
            if evaluator.cells.is_subtotal(sheet, area.top + row, area.left + column):
                continue
            if isinstance(content, CellError):
                raise content
            numbers += [content] if isinstance(content, Decimal) else []
    return compute(numbers)


def _n(value: Value) -> Value:
    """``N``: 0 for a text."""
    return Decimal(0) if isinstance(value, str) else to_number(value)


FUNCTIONS: Mapping[str, Function] = {
    **arrays.FUNCTIONS,
    **criteria.FUNCTIONS,
    **lookups.FUNCTIONS,
    **texts.FUNCTIONS,
    "IF": Function(2, 3, _if),
    "IFERROR": Function(2, 2, _if_error),
    "IFNA": Function(2, 2, _if_na),
    "AND": Function(1, _MANY, lambda evaluator, arguments: all(_truths(evaluator, arguments))),
    "OR": Function(1, _MANY, lambda evaluator, arguments: any(_truths(evaluator, arguments))),
    "NOT": of_values(1, 1, lambda value: not to_truth(value)),
    "TRUE": of_values(0, 0, lambda: True),
    "FALSE": of_values(0, 0, lambda: False),
    "ISNUMBER": _is(lambda content: isinstance(content, Decimal)),
    "ISTEXT": _is(lambda content: isinstance(content, str)),
    "ISBLANK": _is(lambda content: content is None),
    "ISERROR": _is(lambda content: isinstance(content, CellError)),
    "SUM": _of_numbers(total),
    "AVERAGE": _of_numbers(average),
    "MAX": _of_numbers(_SUBTOTALS[4]),
    "MIN": _of_numbers(_SUBTOTALS[5]),
    "PRODUCT": _of_numbers(_SUBTOTALS[6]),
    "MEDIAN": _of_numbers(_nearest_to_middle),
    "COUNT": Function(1, _MANY, _count),
    "COUNTA": Function(1, _MANY, _count_all),
    "COUNTBLANK": Function(1, 1, _count_blank),
    "SUBTOTAL": Function(2, _MANY, _subtotal),
    "ROWS": Function(1, 1, _rows),
    "COLUMNS": Function(1, 1, _columns),
    "ROW": Function(0, 1, _row),
    "COLUMN": Function(0, 1, _column),
    "ROUND": of_values(2, 2, _rounded(ROUND_HALF_UP)),
    "ROUNDUP": of_values(2, 2, _rounded(ROUND_UP)),
    "ROUNDDOWN": of_values(2, 2, _rounded(ROUND_DOWN)),
    "TRUNC": of_values(1, 2, _rounded(ROUND_DOWN)),
    "INT": of_values(1, 1, _rounded(ROUND_FLOOR)),
    "ABS": of_values(1, 1, lambda value: abs(to_number(value))),
    "SIGN": of_values(1, 1, lambda value: Decimal((to_number(value) > 0) - (to_number(value) < 0))),
    "MOD": of_values(2, 2, _modulo),
    "SQRT": of_values(1, 1, _root),
    "N": of_values(1, 1, _n),
}

# The arguments, from 0, of which only the numbers count; all where there is None.
_TAKE_NUMBERS: Mapping[str, slice] = {
    **dict.fromkeys("SUM AVERAGE MAX MIN PRODUCT MEDIAN COUNT SUMPRODUCT".split(), slice(None)),
    "SUBTOTAL": slice(1, None),
    **dict.fromkeys("SUMIF AVERAGEIF".split(), slice(-1, None)),
    **dict.fromkeys("SUMIFS AVERAGEIFS".split(), slice(1)),
    **dict.fromkeys("RANK RANK.EQ".split(), slice(1, 2)),
}


def summed_areas(name: str, arguments: Sequence[Node]) -> list[Area]:
    """The areas in the arguments of a function of which it takes the numbers and ignores the texts."""
    taken = arguments[_TAKE_NUMBERS[name]] if name in _TAKE_NUMBERS else ()
    if name in {"SUMIF", "AVERAGEIF"} and len(arguments) == 2:
        taken = arguments[:1]
    return [each for each in taken if isinstance(each, Area)]
