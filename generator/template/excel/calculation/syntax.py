"""Parses a formula into a tree by Excel's precedence: sign, %, ^, * /, + -, &, comparison. Nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from openpyxl.formula.tokenizer import Token

from generator.template.excel.calculation.values import REF, UnknownError, Value
from generator.template.excel.formulas import tokens_of

# The higher binds tighter; a sign binds tighter than a power, so -2^2 is 4.
_PRECEDENCE = {"^": 5, "*": 4, "/": 4, "+": 3, "-": 3, "&": 2, "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1}
_SIGN_PRECEDENCE = 6
_MOST_NESTED = 64  # levels in a formula of Excel


class Constant(Struct, frozen=True):
    """A value as written."""

    value: Value


class ErrorConstant(Struct, frozen=True):
    """An error as written, such as the ``#REF!`` of a reference that was lost."""

    text: str


class Area(Struct, frozen=True):
    """A reference, or a name, as written."""

    text: str


class Union(Struct, frozen=True):
    """Several references in brackets: ``(B1,B3)``."""

    areas: tuple[Area, ...]


class Call(Struct, frozen=True):
    """A function in capitals with its arguments."""

    name: str
    arguments: tuple[Node, ...]


class Operation(Struct, frozen=True):
    """An operator between two operands."""

    operator: str
    left: Node
    right: Node


class Sign(Struct, frozen=True):
    """A sign before its operand."""

    is_minus: bool
    operand: Node


class Percent(Struct, frozen=True):
    """An operand with ``%`` behind it."""

    operand: Node


class Unreadable(Struct, frozen=True):
    """Something that is not calculated here, such as a constant array."""

    text: str


Node: TypeAlias = Constant | ErrorConstant | Area | Union | Call | Operation | Sign | Percent | Unreadable


LEFT_OUT = Constant(None)
"""An argument that is left out: ``IF(A1,,5)``."""


def tree_of(formula: str) -> Node:
    """The tree of a formula without its ``=``; UnknownError if it cannot be read."""
    return _Parser(formula).formula()


def calls_in(node: Node) -> Iterator[Call]:
    """All calls in a tree, outer ones first."""
    if isinstance(node, Call):
        yield node
        for argument in node.arguments:
            yield from calls_in(argument)
    elif isinstance(node, Operation):
        yield from calls_in(node.left)
        yield from calls_in(node.right)
    elif isinstance(node, Sign | Percent):
        yield from calls_in(node.operand)


class _Parser:
    def __init__(self, formula: str) -> None:
        self._tokens = [token for token in tokens_of(formula) if token.type != Token.WSPACE]
        self._at = 0
        self._nested = 0

    def formula(self) -> Node:
        found = self._operation(0)
        if self._at != len(self._tokens):
            raise UnknownError
        return found

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise UnknownError
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _operation(self, least: int) -> Node:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise UnknownError
        left = self._operand()
        while (token := self._peek()) is not None:
            if token.type == Token.OP_POST:
                self._at += 1
                left = Percent(left)
            elif token.type == Token.OP_IN and _PRECEDENCE.get(token.value, -1) > least:
                self._at += 1
                # Operators of the same precedence are evaluated from left to right.
                left = Operation(token.value, left, self._operation(_PRECEDENCE[token.value]))
            else:
                break
        self._nested -= 1
        return left

    def _operand(self) -> Node:
        token = self._next()
        if token.type == Token.OP_PRE:
            return Sign(token.value == "-", self._operation(_SIGN_PRECEDENCE))
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            return self._in_brackets()
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return Call(token.value.upper().rstrip("(").removeprefix("_XLFN."), self._arguments())
        if token.type != Token.OPERAND:
            raise UnknownError
        if token.subtype == Token.NUMBER:
            return Constant(Decimal(token.value))
        if token.subtype == Token.TEXT:
            return Constant(str(token.value[1:-1].replace('""', '"')))
        if token.subtype == Token.LOGICAL:
            return Constant(token.value.upper() == "TRUE")
        if token.subtype == Token.ERROR:
            return self._error(token.value.upper())
        if token.subtype == Token.RANGE:
            # A reference to a sheet that is there still has the name of the sheet before it.
            return ErrorConstant(REF) if token.value.endswith(REF) else Area(token.value)
        return Unreadable(token.value)

    def _error(self, text: str) -> Node:
        token = self._peek()
        if text == REF and token is not None and token.subtype == Token.RANGE:
            self._at += 1  # #REF!A1: the sheet is gone
        return ErrorConstant(text)

    def _in_brackets(self) -> Node:
        found = [self._operation(0)]
        while (token := self._next()).value == ",":
            found.append(self._operation(0))
        if token.subtype != Token.CLOSE:
            raise UnknownError
        areas = tuple(each for each in found if isinstance(each, Area))
        if len(found) == 1:
            return found[0]
        return Union(areas) if len(areas) == len(found) else Unreadable("")

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        token = self._peek()
        if token is not None and token.type == Token.FUNC and token.subtype == Token.CLOSE:
            self._at += 1
            return ()
        while True:
            token = self._peek()
            is_left_out = token is not None and (token.type == Token.SEP or token.subtype == Token.CLOSE)
            found.append(LEFT_OUT if is_left_out else self._operation(0))
            end = self._next()
            if end.subtype == Token.CLOSE:
                return tuple(found)
            if end.type != Token.SEP:
                raise UnknownError
