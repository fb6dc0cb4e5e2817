"""Functions of texts: LEFT, MID, LEN, TEXT and the like."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from generator.chinese.format_code import is_understood, sections_of
from generator.chinese.number_format import displayed
from generator.template.excel.calculation.evaluate import Evaluator, Function, of_values
from generator.template.excel.calculation.syntax import Node
from generator.template.excel.calculation.values import (
    EXACT,
    VALUE,
    CellError,
    UnknownError,
    Value,
    number_in,
    to_exact,
    to_number,
    to_text,
)

_MANY = 255
_LAST_OF_BASIC_PLANE = "\uffff"  # Excel counts a character beyond as two


def _joined(evaluator: Evaluator, arguments: Sequence[Node]) -> Value:
    return "".join(to_text(evaluator.value(argument)) for argument in arguments)


def _counted_text(value: Value) -> str:
    text = to_text(value)
    if any(character > _LAST_OF_BASIC_PLANE for character in text):
        raise UnknownError
    return text


def _length(value: Value, least: int) -> int:
    number = int(to_exact(value))
    if number < least:
        raise CellError(VALUE)
    return number


def _left(value: Value, count: Value = Decimal(1)) -> Value:
    return _counted_text(value)[: _length(count, 0)]


def _right(value: Value, count: Value = Decimal(1)) -> Value:
    text = _counted_text(value)
    return text[max(len(text) - _length(count, 0), 0) :]


def _middle(value: Value, start: Value, count: Value) -> Value:
    first = _length(start, 1) - 1
    return _counted_text(value)[first : first + _length(count, 0)]


def _number_of(value: Value) -> Value:
    if isinstance(value, bool):
        raise UnknownError
    return to_number(value)


def _formatted(value: Value, number_format: Value) -> Value:
    code = to_text(number_format)
    sections = sections_of(code)
    if isinstance(value, bool) or not code or not is_understood(code):
        raise UnknownError
    if any(_depends_on_language(*token) for section in sections for token in section.tokens):
        raise UnknownError
    number = number_in(value) if isinstance(value, str) else to_number(value)
    if number is None:
        return displayed(to_text(value), code)
    if number < 0 and sections[0].has("date"):
        raise CellError(VALUE)
    return displayed(EXACT.plus(number), code)


def _depends_on_language(kind: str, text: str) -> bool:
    """Whether Excel shows a part of a format by the language of the machine: names of months and days, General."""
    is_name = text[:1] in "aAeE" or (text[:1] in "mMdD" and len(text) > 2)
    return kind in {"general", "ampm"} or (kind == "date" and is_name)


FUNCTIONS = {
    "CONCATENATE": Function(1, _MANY, _joined),
    "LEFT": of_values(1, 2, _left),
    "RIGHT": of_values(1, 2, _right),
    "MID": of_values(3, 3, _middle),
    "LEN": of_values(1, 1, lambda value: Decimal(len(_counted_text(value)))),
    "VALUE": of_values(1, 1, _number_of),
    "TEXT": of_values(2, 2, _formatted),
}
