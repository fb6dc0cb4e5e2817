"""Evaluates the tree of a formula over given cells; what is not known for certain is an ``UnknownError``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from generator.template.excel.calculation.syntax import (
    Area,
    Call,
    Constant,
    ErrorConstant,
    Node,
    Operation,
    Percent,
    Sign,
    Union,
)
from generator.template.excel.calculation.values import (
    CellError,
    Cells,
    UnknownError,
    Value,
    combined,
    to_number,
)
from generator.template.excel.tree import RangeReference

SheetArea = tuple[int, RangeReference]
"""The index of a sheet, and cells on it."""


class Evaluator(Struct, frozen=True):
    """Evaluates a formula that stands in a cell; ``functions`` are those it knows, by name in capitals."""

    cells: Cells
    functions: Mapping[str, Function]
    sheet: int
    row: int
    column: int

    def value(self, node: Node) -> Value:
        """The value of a formula or a part of it; CellError if it is an error of Excel."""
        match node:
            case Constant(value):
                return value
            case ErrorConstant(text):
                raise CellError(text)
            case Area():
                sheet, area = self.area(node)
                if not area.is_cell:
                    raise UnknownError
                return self.cells.cell(sheet, area.top, area.left)
            case Operation(operator, left, right):
                return combined(self.value(left), operator, self.value(right))
            case Sign(is_minus, operand):
                value = self.value(operand)
                return -to_number(value) if is_minus else value
            case Percent(operand):
                return to_number(self.value(operand)) / 100
            case Call(name, arguments):
                return self._called(name, arguments)
        raise UnknownError

    def _called(self, name: str, arguments: Sequence[Node]) -> Value:
        function = self.functions.get(name)
        if function is None or not function.least <= len(arguments) <= function.most:
            raise UnknownError
        return function.compute(self, arguments)

    def attempt(self, node: Node) -> Value | CellError:
        """The value, or the error of Excel that it is."""
        try:
            return self.value(node)
        except CellError as error:
            return error

    def area(self, node: Node) -> SheetArea:
        """The cells that a reference means; UnknownError for anything else."""
        if isinstance(node, ErrorConstant):
            raise CellError(node.text)
        if not isinstance(node, Area):
            raise UnknownError
        return self.cells.area(node.text, self.sheet)

    def areas(self, node: Node) -> list[SheetArea]:
        """The cells of a reference or of several in brackets; empty for anything else."""
        if isinstance(node, Union):
            return [self.area(each) for each in node.areas]
        return [self.area(node)] if isinstance(node, Area) else []

    def numbers(self, nodes: Sequence[Node]) -> list[Decimal]:
        """The numbers of arguments as SUM takes them: texts and truth values in cells do not count."""
        found: list[Decimal] = []
        for node in nodes:
            areas = self.areas(node)
            if areas:
                found += (number for area in areas for number in self.cells.numbers(*area))
                continue
            value = self.value(node)
            # INDEX and IF may give a cell, whose text would not count, unlike a text that is written.
            if isinstance(value, str) and not isinstance(node, Constant):
                raise UnknownError
            found.append(to_number(value))
        return found

    def contents(self, nodes: Sequence[Node]) -> list[Value | CellError]:
        """What arguments hold that is not blank, errors included."""
        found: list[Value | CellError] = []
        for node in nodes:
            areas = self.areas(node)
            found += (each for area in areas for each in self.cells.contents(*area).values())
            if not areas:
                found.append(self.attempt(node))
        return found


class Function(Struct, frozen=True):
    """A function of Excel with its least and greatest number of arguments."""

    least: int
    most: int
    compute: Callable[[Evaluator, Sequence[Node]], Value]


def of_values(least: int, most: int, compute: Callable[..., Value]) -> Function:
    """A function of single values."""
    return Function(
        least, most, lambda evaluator, arguments: compute(*[evaluator.value(argument) for argument in arguments])
    )
