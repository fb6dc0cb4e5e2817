"""The criteria of COUNTIF and its like (``">=60"``, ``"产出*"``), and the functions that use them.

A text that Excel may take for a number is an ``UnknownError`` wherever that would change the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from generator.template.excel.calculation.evaluate import Evaluator, Function, SheetArea
from generator.template.excel.calculation.syntax import Node
from generator.template.excel.calculation.values import (
    COMPARISONS,
    EXACT,
    VALUE,
    CellError,
    UnknownError,
    Value,
    average,
    number_in,
    total,
)

Content = Value | CellError
Test = Callable[[Content], bool]
_CRITERION = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
_LONGEST = 255
_MOST_ARGUMENTS = 255


def wildcard(text: str) -> re.Pattern[str]:
    """The pattern that a text with ``*``, ``?`` and ``~`` before them is, in any case."""
    pieces = re.findall(r"~[*?~]|.", text, re.DOTALL)
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(each) or re.escape(each[-1]) for each in pieces), re.DOTALL | re.IGNORECASE)


def test_of(criterion: Value) -> Test:
    """Whether what a cell holds meets a criterion."""
    if isinstance(criterion, Decimal):
        return _numeric("=", criterion)
    if not isinstance(criterion, str) or len(criterion) > _LONGEST:
        raise UnknownError
    found = _CRITERION.fullmatch(criterion)
    assert found is not None  # noqa: S101  # any text is one
    operator, operand = found[1], found[2]
    if not operand:
        return _of_nothing(operator)
    number = number_in(operand)
    if number is not None:
        return _numeric(operator or "=", number)
    if operator not in {None, "=", "<>"}:
        raise UnknownError
    pattern = wildcard(operand)

    def meets(content: Content) -> bool:
        return (isinstance(content, str) and pattern.fullmatch(content) is not None) != (operator == "<>")

    return meets


def _numeric(operator: str, number: Decimal) -> Test:
    compare, bound = COMPARISONS[operator], EXACT.plus(number)

    def meets(content: Content) -> bool:
        if isinstance(content, Decimal):
            return compare(EXACT.plus(content), bound)
        # For equality Excel takes a text for the number that it looks like; other programs do not.
        if isinstance(content, str) and operator in {"=", "<>"} and number_in(content) == number:
            raise UnknownError
        return operator == "<>"

    return meets


def _of_nothing(operator: str | None) -> Test:
    """``""`` and ``"="`` are met by blanks, ``"<>"`` by all else."""

    def meets(content: Content) -> bool:
        if content == "":
            raise UnknownError  # the three differ in what they make of an empty text
        return (content is None) == (operator != "<>")

    if operator not in {None, "=", "<>"}:
        raise UnknownError
    return meets


def _size(area: SheetArea) -> tuple[int, int]:
    return area[1].bottom - area[1].top, area[1].right - area[1].left


class _Conditions:
    """Areas of one shape with a test for each, as the arguments of COUNTIFS give them."""

    def __init__(self, evaluator: Evaluator, arguments: Sequence[Node]) -> None:
        if len(arguments) % 2:
            raise UnknownError
        self.areas = [evaluator.area(each) for each in arguments[::2]]
        if any(_size(each) != _size(self.areas[0]) for each in self.areas):
            raise CellError(VALUE)
        self._contents = [evaluator.cells.contents(*each) for each in self.areas]
        self._tests = [test_of(evaluator.value(each)) for each in arguments[1::2]]

    @property
    def _size(self) -> int:
        height, width = _size(self.areas[0])
        return (height + 1) * (width + 1)

    def are_met(self, at: tuple[int, int]) -> bool:
        pairs = zip(self._contents, self._tests, strict=True)
        return all(test(contents.get(at)) for contents, test in pairs)

    def count(self) -> int:
        if len(self._tests) == 1:  # as in each row of a ranking: going through the cells once is faster
            test, contents = self._tests[0], self._contents[0]
            return sum(map(test, contents.values())) + (self._size - len(contents) if test(None) else 0)
        known = set[tuple[int, int]]().union(*self._contents)
        blank = self._size - len(known) if all(test(None) for test in self._tests) else 0
        return blank + sum(map(self.are_met, known))


def _chosen(evaluator: Evaluator, source: SheetArea, conditions: _Conditions) -> Iterator[Decimal]:
    """The numbers of an area where the conditions are met."""
    if _size(source) != _size(conditions.areas[0]):
        raise CellError(VALUE)
    for at, content in evaluator.cells.contents(*source).items():
        if not isinstance(content, CellError | Decimal) or not conditions.are_met(at):
            continue
        if isinstance(content, CellError):
            raise content
        yield content


def _counted(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    return Decimal(_Conditions(evaluator, arguments).count())


def _numbers_if(evaluator: Evaluator, arguments: Sequence[Node]) -> list[Decimal]:
    """The numbers of SUMIF, whose last argument is as large as the first whatever is written."""
    conditions = _Conditions(evaluator, arguments[:2])
    sheet, area = evaluator.area(arguments[-1]) if len(arguments) > 2 else conditions.areas[0]
    height, width = _size(conditions.areas[0])
    resized = area.moved((area.top, area.top + height), (area.left, area.left + width))
    return list(_chosen(evaluator, (sheet, resized), conditions))


def _numbers_ifs(evaluator: Evaluator, arguments: Sequence[Node]) -> list[Decimal]:
    return list(_chosen(evaluator, evaluator.area(arguments[0]), _Conditions(evaluator, arguments[1:])))


FUNCTIONS = {
    "COUNTIF": Function(2, 2, _counted),
    "COUNTIFS": Function(2, _MOST_ARGUMENTS, _counted),
    "SUMIF": Function(2, 3, lambda evaluator, arguments: total(_numbers_if(evaluator, arguments))),
    "SUMIFS": Function(3, _MOST_ARGUMENTS, lambda evaluator, arguments: total(_numbers_ifs(evaluator, arguments))),
    "AVERAGEIF": Function(2, 3, lambda evaluator, arguments: average(_numbers_if(evaluator, arguments))),
    "AVERAGEIFS": Function(
        3, _MOST_ARGUMENTS, lambda evaluator, arguments: average(_numbers_ifs(evaluator, arguments))
    ),
}
