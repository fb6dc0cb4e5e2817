"""SUMPRODUCT, in which everything is computed for whole areas, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import prod

from generator.template.excel.calculation.evaluate import Evaluator, Function
from generator.template.excel.calculation.syntax import Area, Call, Node, Operation, Percent, Sign, calls_in
from generator.template.excel.calculation.values import CellError, UnknownError, Value, combined, to_number, total

_Array = list[list[Value]]
_MOST_CELLS = 200_000


def _array(evaluator: Evaluator, node: Node) -> _Array:
    if isinstance(node, Area):
        return _of_area(evaluator, node)
    if isinstance(node, Operation):
        operator = node.operator
        return _cell_by_cell(
            lambda left, right: combined(left, operator, right),
            _array(evaluator, node.left),
            _array(evaluator, node.right),
        )
    if isinstance(node, Sign):
        return [
            [-to_number(each) if node.is_minus else each for each in row] for row in _array(evaluator, node.operand)
        ]
    if isinstance(node, Percent):
        return [[to_number(each) / 100 for each in row] for row in _array(evaluator, node.operand)]
    if isinstance(node, Call) and any(isinstance(each, Area) for call in calls_in(node) for each in call.arguments):
        raise UnknownError  # here it may give an array too
    return [[evaluator.value(node)]]


def _of_area(evaluator: Evaluator, node: Area) -> _Array:
    sheet, area = evaluator.area(node)
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if height * width > _MOST_CELLS:
        raise UnknownError
    found: _Array = [[None] * width for _ in range(height)]
    for (row, column), content in evaluator.cells.contents(sheet, area).items():
        if isinstance(content, CellError):
            raise content
        found[row][column] = content
    return found


def _cell_by_cell(compute: Callable[[Value, Value], Value], left: _Array, right: _Array) -> _Array:
    """A single value, row or column counts for each row and column of the other."""
    height, width = max(len(left), len(right)), max(len(left[0]), len(right[0]))
    rows = zip(_stretched(left, height, width), _stretched(right, height, width), strict=True)
    return [[compute(one, other) for one, other in zip(*row, strict=True)] for row in rows]


def _stretched(array: _Array, height: int, width: int) -> _Array:
    if len(array) not in {1, height} or len(array[0]) not in {1, width}:
        raise UnknownError
    rows = array * height if len(array) < height else array
    return [row * width if len(row) < width else row for row in rows]


def _sum_of_products(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    if all(isinstance(each, Area) for each in arguments):
        return _of_areas(evaluator, arguments)
    arrays = [_array(evaluator, argument) for argument in arguments]
    if len({(len(each), len(each[0])) for each in arrays}) > 1:
        raise UnknownError
    flat = [[each for row in array for each in row] for array in arrays]
    return total([Decimal(prod(map(_counting, factors))) for factors in zip(*flat, strict=True)])


def _of_areas(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    """The sum for areas alone, which may be whole columns."""
    areas = [evaluator.area(each) for each in arguments]
    if len({(each.bottom - each.top, each.right - each.left) for _, each in areas}) > 1:
        raise UnknownError
    contents = [evaluator.cells.contents(*each) for each in areas]
    for each in (each for found in contents for each in found.values()):
        if isinstance(each, CellError):
            raise each
    places = contents[0].keys()
    return total([Decimal(prod(_counting(found.get(at)) for found in contents)) for at in places])


def _counting(content: Value | CellError) -> Decimal:
    """A number; what is none counts 0."""
    return content if isinstance(content, Decimal) else Decimal(0)


FUNCTIONS = {"SUMPRODUCT": Function(1, 255, _sum_of_products)}
