"""Functions that look a value up in cells exactly, or give a cell of an area: VLOOKUP, MATCH, INDEX, RANK."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from generator.template.excel.calculation.criteria import wildcard
from generator.template.excel.calculation.evaluate import Evaluator, Function
from generator.template.excel.calculation.syntax import Node
from generator.template.excel.calculation.values import (
    EXACT,
    NOT_AVAILABLE,
    REF,
    VALUE,
    CellError,
    UnknownError,
    Value,
    combined,
    to_exact,
    to_number,
    to_truth,
)
from generator.template.excel.tree import RangeReference


def _place_of(evaluator: Evaluator, wanted: Node, sheet: int, line: RangeReference) -> int:
    """The place, from 0, of the first cell in a row or column that holds a value."""
    value = evaluator.value(wanted)
    if value is None or (isinstance(value, str) and not value):
        raise UnknownError
    pattern = wildcard(value) if isinstance(value, str) else None
    contents = evaluator.cells.contents(sheet, line)
    for row, column in sorted(contents):
        content = contents[row, column]
        if isinstance(content, CellError):
            continue
        if pattern is not None:
            if isinstance(content, str) and pattern.fullmatch(content):
                return max(row, column)
        elif combined(content, "=", value) is True:
            return max(row, column)
    raise CellError(NOT_AVAILABLE)


def _whole(evaluator: Evaluator, node: Node) -> int:
    return int(to_exact(evaluator.value(node)))


def _vlookup(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    sheet, area = evaluator.area(arguments[1])
    number = _whole(evaluator, arguments[2])
    # Without a fourth argument the first column must be sorted, by the order of some language.
    if len(arguments) < 4 or to_truth(evaluator.value(arguments[3])):
        raise UnknownError
    if number < 1:
        raise CellError(VALUE)
    if number > area.right - area.left + 1:
        raise CellError(REF)
    first = area.moved((area.top, area.bottom), (area.left, area.left))
    row = area.top + _place_of(evaluator, arguments[0], sheet, first)
    return evaluator.cells.cell(sheet, row, area.left + number - 1)


def _match(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    sheet, area = evaluator.area(arguments[1])
    if len(arguments) < 3 or to_number(evaluator.value(arguments[2])):
        raise UnknownError
    if area.top != area.bottom and area.left != area.right:
        raise CellError(NOT_AVAILABLE)
    return Decimal(_place_of(evaluator, arguments[0], sheet, area) + 1)


def _index(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    sheet, area = evaluator.area(arguments[0])
    numbers = [_whole(evaluator, each) for each in arguments[1:]]
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if len(numbers) == 1:
        if height > 1 and width > 1:
            raise CellError(REF)
        numbers = [1, numbers[0]] if height == 1 else [numbers[0], 1]
    if min(numbers) < 1:
        raise UnknownError
    if numbers[0] > height or numbers[1] > width:
        raise CellError(REF)
    return evaluator.cells.cell(sheet, area.top + numbers[0] - 1, area.left + numbers[1] - 1)


def _rank(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    number = to_number(evaluator.value(arguments[0]))
    others = evaluator.cells.numbers(*evaluator.area(arguments[1]))
    is_ascending = len(arguments) > 2 and bool(to_number(evaluator.value(arguments[2])))
    if number not in others:
        number, others = EXACT.plus(number), [EXACT.plus(other) for other in others]
    if number not in others:
        raise CellError(NOT_AVAILABLE)
    return Decimal(1 + sum(other < number if is_ascending else other > number for other in others))


FUNCTIONS = {
    "VLOOKUP": Function(3, 4, _vlookup),
    "MATCH": Function(2, 3, _match),
    "INDEX": Function(2, 3, _index),
    "RANK": Function(2, 3, _rank),
    "RANK.EQ": Function(2, 3, _rank),
}
