"""The numbers of a filled Word table as the formulas in it see them, and what Word would make of them.

A value that cannot be told for certain is an error; one that may not be what is meant leaves a doubt.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.totals import is_total
from generator.office.columns import column_of
from generator.office.xml import Element
from generator.template.language.marks import TRACE_MARKS
from generator.template.language.units import ancestor
from generator.template.word.tree import TBL, TC, GridCell, T, row_cells, rows_of

REFERENCE = re.compile(r"([A-Z]{1,2})([0-9]{1,4})")
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_DIGIT, _WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_YEAR, _YEAR_ALONE = re.compile(r"\d{4}年"), re.compile(r"20[1-4]\d")
_PENDING = frozenset({"待定", "未定", "待核定", "待下达", "暂缺"})  # what they write for a number to come
_NOTHING = frozenset({"无", "空", "暂无"})  # what offices write for zero
WIDE = str.maketrans("（），：＋－＊／　−０１２３４５６７８９．", "(),:+-*/ -0123456789.")
_VERTICAL = frozenset({"ABOVE", "BELOW"})
DIRECTIONS = _VERTICAL | {"LEFT", "RIGHT"}


class UnknownValueError(Exception):
    """A result that cannot be told for certain; the message says why."""


class TableValue(Struct, frozen=True):
    """A number with what its print takes over from the cells: digits after the point and separators."""

    number: Decimal
    places: int = 0
    grouped: bool = False


class FormulaGrid:
    """The cells of a table by row; ``row_of`` gives the number of the row of each ``w:tc``, from 0."""

    def __init__(self, table: Element) -> None:
        self.rows = [row_cells(row) for row in rows_of(table)]
        self.row_of = {cell.element: number for number, cells in enumerate(self.rows) for cell in cells}
        self._totals: dict[int, tuple[int, str]] = {}

    def total_in_row(self, cell: GridCell) -> str:
        """The label in the row of a cell that is that of a total, such as 小计; empty if there is none."""
        row = self.rows[self.row_of[cell.element]]
        return next((label for each in row if is_total(label := _text(each))), "")

    def total_above(self, cell: GridCell) -> str:
        """The same above a cell."""
        if cell.column not in self._totals:
            self._totals[cell.column] = next(
                (
                    (number, label)
                    for number, cells in enumerate(self.rows)
                    for each in cells
                    if each.column <= cell.column < each.column + each.span and is_total(label := _text(each))
                ),
                (len(self.rows), ""),
            )
        number, label = self._totals[cell.column]
        return label if number < self.row_of[cell.element] else ""


def grid_around(cell: Element, grids: dict[Element, FormulaGrid]) -> FormulaGrid:
    """The grid of the table around a cell, one for all formulas in it."""
    table = ancestor(cell, TBL)
    assert table is not None  # noqa: S101  # no cell stands outside a table
    if table not in grids:
        grids[table] = FormulaGrid(table)
    return grids[table]


class FormulaTable:
    """The numbers of a filled table as seen from the cell of a formula.

    ``later`` counts the formulas of each cell that are not computed yet. ``doubts`` say of computed values why they may
    not be what is meant.
    """

    def __init__(self, cell: Element, grid: FormulaGrid, later: Mapping[Element, int]) -> None:
        self._grid, self._rows, self._later = grid, grid.rows, later
        self.doubts: list[str] = []
        self._row = grid.row_of[cell]
        self._own = next(each for each in self._rows[self._row] if each.element is cell)

    def value(self, node: ast.expr) -> TableValue:
        """The value of a formula that ``_check`` let pass."""
        match node:
            case ast.BinOp(left, operator, right):
                return _combined(operator, self.value(left), self.value(right))
            case ast.UnaryOp(operator, operand):
                value = self.value(operand)
                return replace(value, number=-value.number) if isinstance(operator, ast.USub) else value
            case ast.Call(ast.Name(name), arguments):
                return _function(name, [each for argument in arguments for each in self._values(argument)])
            case ast.Constant(number):
                return TableValue(Decimal(str(number)))
            case ast.Name(name):
                return self._cell(self._at(name)) or TableValue(Decimal(0))
        raise UnknownValueError("不认识这种写法")

    def _values(self, argument: ast.expr) -> list[TableValue]:
        if isinstance(argument, ast.Name) and argument.id in DIRECTIONS:
            cells = [*self._towards(argument.id)]
            self._doubt_gaps(cells)
        elif isinstance(argument, ast.Call) and is_range(argument):
            cells = [*self._range(*argument.args)]
        else:
            return [self.value(argument)]
        found = [(cell, value) for cell in cells if (value := self._cell(cell)) is not None]
        self._doubt_totals([cell for cell, _ in found])
        return [value for _, value in found]

    def _towards(self, direction: str) -> Iterator[GridCell]:
        """The cells in this direction, nearest first, as far as the next one with words: Word stops there too."""
        own, row = self._own, self._rows[self._row]
        if direction in {"LEFT", "RIGHT"}:
            left = [[cell] for cell in reversed(row) if cell.column < own.column]
            lines = left if direction == "LEFT" else [[cell] for cell in row if cell.column > own.column]
        else:
            above = self._rows[: self._row][::-1]
            lines = [
                [cell for cell in cells if cell.column <= own.column < cell.column + cell.span]
                for cells in (above if direction == "ABOVE" else self._rows[self._row + 1 :])
            ]
        for number, line in enumerate(lines, 1):
            for cell in line:
                text = _text(cell)
                if _is_heading(text, is_last=number == len(lines)):
                    if direction in _VERTICAL and (text in _PENDING or self._is_beside_numbers(cell)):
                        raise UnknownValueError(f"“{text[:20]}”不是数，Word 只加到这里为止")
                    return
                # A cell over several columns counts for none of them alone.
                if direction in _VERTICAL and cell.span != own.span and _DIGIT.search(text):
                    raise UnknownValueError(f"“{text[:20]}”的格子横跨几列，不知道算在哪一列")
                yield cell

    def _doubt_totals(self, counted: Sequence[GridCell]) -> None:
        """Notes the totals among the cells, whose parts are counted as well."""
        labels = [self._total_of(cell) for cell in counted]
        if any(labels) and not all(labels):
            pairs = zip(counted, labels, strict=True)
            twice = "、".join(f"“{label}”的 {_text(cell)}" for cell, label in pairs if label)
            self.doubts.append(f"{twice} 也加在里面，算了两遍（Word 也这样算）")

    def _doubt_gaps(self, cells: Sequence[GridCell]) -> None:
        """Notes a year that heads the cells, and a cell without a number, where some versions of Word stop."""
        numbers = [number for number, cell in enumerate(cells) if self._cell(cell) is not None]
        if not numbers:
            return
        last = cells[numbers[-1]]
        if not self._grid.row_of[last.element] and _YEAR_ALONE.fullmatch(_text(last)):
            self.doubts.append(f"表头的“{_text(last)}”也加在里面（Word 也这样算）")
        blanks = sorted({*range(numbers[0], numbers[-1])} - {*numbers})
        gap = next((cells[number] for number in blanks if cells[number].merge != "continue"), None)
        if gap is not None:
            shown = f"“{_text(gap)[:20]}”" if _text(gap) else "空白"
            self.doubts.append(f"中间有一格是{shown}，这里当作 0，Word 更新域时可能只加到那里为止；请填 0")

    def _total_of(self, cell: GridCell) -> str:
        """The label by which the row of a cell is a total, or for one in the row of the formula its column."""
        if self._grid.row_of[cell.element] == self._row:
            return self._grid.total_above(cell)
        return self._grid.total_in_row(cell)

    def _is_beside_numbers(self, cell: GridCell) -> bool:
        """Whether the row of a cell holds numbers other than years, as a heading does not."""
        texts = map(_text, self._rows[self._grid.row_of[cell.element]])
        return any(_is_number(text) and not _YEAR_ALONE.fullmatch(text) for text in texts)

    def _range(self, first: ast.expr, last: ast.expr) -> Iterator[GridCell]:
        assert isinstance(first, ast.Name)  # noqa: S101  # ``_RANGE`` makes nothing else
        assert isinstance(last, ast.Name)  # noqa: S101
        (top, left), (bottom, right) = sorted(map(_position, (first.id, last.id)))
        left, right = sorted((left, right))
        for row in self._rows[top : bottom + 1]:
            yield from row[left : right + 1]

    def _at(self, name: str) -> GridCell:
        row, column = _position(name)
        if row < len(self._rows) and column < len(self._rows[row]):
            return self._rows[row][column]
        raise UnknownValueError(f"表里没有 {name} 这一格")

    def _cell(self, cell: GridCell) -> TableValue | None:
        """The number in a cell; None where it is blank or holds words only."""
        if self._later.get(cell.element) and cell.element is not self._own.element:
            raise UnknownValueError("要用到后面还没有算出的公式")
        text = _text(cell)
        if _is_number(text):
            plain = _plain(text)
            whole, _, part = plain.partition(".")
            return TableValue(Decimal(plain.replace(",", "")), len(part), "," in whole)
        if _DIGIT.search(text):
            raise UnknownValueError(f"“{text[:20]}”不是单纯的数，不知道怎么算")
        return None


def _position(name: str) -> tuple[int, int]:
    """Row and cell of a reference like ``B2``, from 0; Word counts the cells of the row, not columns."""
    found = REFERENCE.fullmatch(name)
    assert found is not None  # noqa: S101  # ``_check`` let it pass
    return int(found[2]) - 1, column_of(found[1]) - 1


def _is_heading(text: str, *, is_last: bool) -> bool:
    """Whether a cell holds words; beside digits only the outermost one may, as a heading does (2024年资金)."""
    if not _WORD.search(text) or text in _NOTHING:
        return False
    return not _DIGIT.search(text) or (is_last and (not _DIGIT.match(text) or _YEAR.match(text) is not None))


def _plain(text: str) -> str:
    return text.translate(WIDE).lstrip("¥￥").replace(" ", "")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(_plain(text)) is not None


def _text(cell: GridCell) -> str:
    texts = (text.text or "" for text in cell.element.iter(T) if ancestor(text, TC) is cell.element)
    return TRACE_MARKS.sub("", "".join(texts)).strip()


def _combined(operator: ast.operator, left: TableValue, right: TableValue) -> TableValue:
    grouped = left.grouped or right.grouped
    if isinstance(operator, ast.Add | ast.Sub):
        number = left.number + right.number if isinstance(operator, ast.Add) else left.number - right.number
        return TableValue(number, max(left.places, right.places), grouped)
    if isinstance(operator, ast.Mult):
        return _rounded(left.number * right.number, grouped)
    if not right.number:
        raise UnknownValueError("除数是 0")
    return _rounded(left.number / right.number, grouped)


def _function(name: str, values: Sequence[TableValue]) -> TableValue:
    numbers = [value.number for value in values]
    places, grouped = max((value.places for value in values), default=0), any(value.grouped for value in values)
    if name == "COUNT":
        return TableValue(Decimal(len(numbers)))
    if name == "SUM":
        return TableValue(sum(numbers, Decimal(0)), places, grouped)
    if not numbers:
        raise UnknownValueError("没有可算的数")
    if name in {"MIN", "MAX"}:
        return TableValue(min(numbers) if name == "MIN" else max(numbers), places, grouped)
    if name == "AVERAGE":
        return _rounded(sum(numbers, Decimal(0)) / len(numbers), grouped)
    return _rounded(prod(numbers, start=Decimal(1)), grouped)


def _rounded(number: Decimal, grouped: bool) -> TableValue:  # noqa: FBT001  # a part of the value
    """A quotient or product as Word shows it without a picture: two digits after the point at most."""
    found = number.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return TableValue(number, max(0, -int(found.as_tuple().exponent)), grouped)


def is_range(node: ast.expr) -> bool:
    """Whether an argument is a range, which the formula has as ``RANGE(A1, B2)``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RANGE"
