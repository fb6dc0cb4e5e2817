"""Computes the formula fields of filled tables (``=SUM(ABOVE)``, ``=B2+B3``): Word does not when it opens a form.

What cannot be told for certain is a problem: a total of the blank must never be issued as that of the form.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from math import prod

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.totals import is_total
from generator.office.columns import column_of
from generator.office.xml import Element, parse_xml
from generator.problem import Problem, Severity, Source
from generator.template.language.marks import CUT, TRACE_MARKS
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor, detach, parent_of
from generator.template.word.fields import FLD_SIMPLE, WordField, fields_of
from generator.template.word.tree import R_PR, TBL, TC, GridCell, R, T, numbers_of, place_of, row_cells, rows_of

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Stands for ``CUT``, which XML forbids, while a filled part is a tree.
_CUT = "<w:cut/>"
_SWITCH = re.compile(r'\\(?P<kind>[#*@!])\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s\\]+))?')
_RANGE = re.compile(r"\b([A-Z]{1,2}[0-9]{1,4}):([A-Z]{1,2}[0-9]{1,4})\b")
_REFERENCE = re.compile(r"([A-Z]{1,2})([0-9]{1,4})")
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_PICTURE = re.compile(r"(?P<before>[^#0.,]*)(?P<whole>[#0,]*)(?:\.(?P<part>[#0]*))?(?P<after>[^#0.,]*)")
_DIGIT, _WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_YEAR, _YEAR_ALONE = re.compile(r"\d{4}年"), re.compile(r"20[1-4]\d")
_PENDING = frozenset({"待定", "未定", "待核定", "待下达", "暂缺"})  # what they write for a number to come
_NOTHING = frozenset({"无", "空", "暂无"})  # what offices write for zero
_WIDE = str.maketrans("（），：＋－＊／　−０１２３４５６７８９．", "(),:+-*/ -0123456789.")
_VERTICAL = frozenset({"ABOVE", "BELOW"})
_PLAIN_FORMS = frozenset({"MERGEFORMAT", "CHARFORMAT", "ARABIC"})
_DIRECTIONS = _VERTICAL | {"LEFT", "RIGHT"}
_FUNCTIONS = frozenset({"SUM", "AVERAGE", "PRODUCT", "MIN", "MAX", "COUNT"})
_ADVICE = "请改写成 {{ }}，或在项目文件里写上合计"


class _UnknownError(Exception):
    """A result that cannot be told for certain; the message says why."""


class _Value(Struct, frozen=True):
    """A number with what its print takes over from the cells: digits after the point and separators."""

    number: Decimal
    places: int = 0
    grouped: bool = False


class _Formula(Struct, frozen=True):
    r"""A formula without its switches, parsed as Python reads it; ``picture`` is that of its ``\#`` switch."""

    tree: ast.expr
    picture: str


def formula_problems(root: Element, file: str, repeated: Iterable[Element]) -> list[Problem]:
    """What is wrong with the formulas of a template; ``repeated`` are its tables with rows that may come or go."""
    moving, problems = set(repeated), []
    numbers: Mapping[Element, int] | None = None
    for field in fields_of(root):
        paragraph = field.paragraph
        if field.kind != "=" or paragraph is None:
            continue
        message = _static_message(field, paragraph, moving)
        if message:
            numbers = numbers_of(root) if numbers is None else numbers
            source = Source(file, place=place_of(paragraph, numbers))
            problems.append(Problem(source, TemplateCode.FORMULA, f"公式 {field.instruction.strip()}：{message}"))
    return problems


def _static_message(field: WordField, paragraph: Element, moving: set[Element]) -> str:
    table = ancestor(paragraph, TBL)
    if table is None:
        return f"不在表格里，不会重算，印的是空白表里存的“{field.result}”；{_ADVICE}"
    try:
        formula = _parsed(field.instruction)
    except _UnknownError as unknown:
        return f"{unknown}；{_ADVICE}"
    names = (node.id for node in ast.walk(formula.tree) if isinstance(node, ast.Name))
    reference = next((name for name in names if _REFERENCE.fullmatch(name)), "")
    if reference and table in moving:
        return f"表里有会增减的行，{reference} 不会跟着移动；请改用 SUM(ABOVE) 或 SUM(LEFT)，或改写成 {{{{ }}}}"
    if not field.is_complete:
        return "没有存下结果；请在 Word 里选中它按 F9 更新，保存后再用"
    return ""


def _parsed(instruction: str) -> _Formula:
    pictures = [found for found in _SWITCH.finditer(instruction) if found["kind"] == "#"]
    for found in _SWITCH.finditer(instruction):
        form = (found["quoted"] or found["bare"] or "").upper()
        if found["kind"] == "*" and form not in _PLAIN_FORMS:
            raise _UnknownError(f"不认识数字写法“\\* {form}”，不会重算")
    picture = (pictures[-1]["quoted"] or pictures[-1]["bare"] or "").strip() if pictures else ""
    code = _SWITCH.sub("", instruction).translate(_WIDE).strip().removeprefix("=").strip().upper()
    try:
        tree = ast.parse(_RANGE.sub(r"RANGE(\1, \2)", code), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _UnknownError("不认识这种写法，不会重算") from None
    _check(tree)
    return _Formula(tree, picture)


def _check(node: ast.expr) -> None:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
            _check(left)
            _check(right)
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            _check(operand)
        case ast.Call(ast.Name(name), arguments, []) if name in _FUNCTIONS and arguments:
            for argument in arguments:
                if not (isinstance(argument, ast.Name) and argument.id in _DIRECTIONS) and not _is_range(argument):
                    _check(argument)
        case ast.Constant(int() | float()):
            pass
        case ast.Name(name) if _REFERENCE.fullmatch(name):
            pass
        case _:
            raise _UnknownError("里面有不认识的函数或名称，不会重算")


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RANGE"


def has_formulas(root: Element) -> bool:
    """Whether a part holds formulas in tables."""
    return any(_cell_of(field) is not None for field in fields_of(root))


def computed(text: str, file: str, form: str, problems: list[Problem]) -> str:
    """A filled part with the results of its formulas; what cannot be computed is added to ``problems``."""
    root = parse_xml(text.replace(CUT, _CUT).encode(), Source(file))
    numbers = numbers_of(root)
    waiting = [(field, cell) for field in fields_of(root) if (cell := _cell_of(field)) is not None]
    for number, (field, cell) in enumerate(waiting):
        try:
            formula = _parsed(field.instruction)
            table = _Table(cell, {later for _, later in waiting[number + 1 :]} - {cell})
            _put(field, _printed(table.value(formula.tree), formula.picture))
            found = dict.fromkeys(table.doubts, Severity.WARNING)
        except (_UnknownError, DecimalException) as unknown:
            found = {str(unknown) if isinstance(unknown, _UnknownError) else "算不出来": Severity.ERROR}
        for reason, severity in found.items():
            paragraph = parent_of(field.anchor) if field.paragraph is None else field.paragraph
            source = Source(file, place=place_of(paragraph, numbers))
            message = f"公式 {field.instruction.strip()}：{reason}；{_ADVICE}"
            problems.append(Problem(source, TemplateCode.FORMULA, message, form, severity=severity))
    return f"{DECLARATION}{etree.tostring(root, encoding='unicode')}".replace(_CUT, CUT)


def _cell_of(field: WordField) -> Element | None:
    """The cell of a formula; None for all other fields."""
    return ancestor(field.anchor, TC) if field.kind == "=" else None


class _Table:
    """The numbers of a filled table as seen from the cell of a formula; ``later`` are cells not computed yet.

    ``doubts`` say of computed values why they may not be what is meant.
    """

    def __init__(self, cell: Element, later: Collection[Element]) -> None:
        table = ancestor(cell, TBL)
        self._rows = [row_cells(row) for row in rows_of(table)] if table is not None else []
        self._row_of = {each.element: cells for cells in self._rows for each in cells}
        self._later = later
        self.doubts: list[str] = []
        self._row, self._own = next(
            (number, each) for number, cells in enumerate(self._rows) for each in cells if each.element is cell
        )

    def value(self, node: ast.expr) -> _Value:
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
                return _Value(Decimal(str(number)))
            case ast.Name(name):
                return self._cell(self._at(name)) or _Value(Decimal(0))
        raise _UnknownError("不认识这种写法")

    def _values(self, argument: ast.expr) -> list[_Value]:
        if isinstance(argument, ast.Name) and argument.id in _DIRECTIONS:
            cells = [*self._towards(argument.id)]
            self._doubt_gaps(cells)
        elif isinstance(argument, ast.Call) and _is_range(argument):
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
                        raise _UnknownError(f"“{text[:20]}”不是数，Word 只加到这里为止")
                    return
                # A cell over several columns counts for none of them alone.
                if direction in _VERTICAL and cell.span != own.span and _DIGIT.search(text):
                    raise _UnknownError(f"“{text[:20]}”的格子横跨几列，不知道算在哪一列")
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
        if self._row_of[last.element] is self._rows[0] and _YEAR_ALONE.fullmatch(_text(last)):
            self.doubts.append(f"表头的“{_text(last)}”也加在里面（Word 也这样算）")
        blanks = sorted({*range(numbers[0], numbers[-1])} - {*numbers})
        gap = next((cells[number] for number in blanks if cells[number].merge != "continue"), None)
        if gap is not None:
            shown = f"“{_text(gap)[:20]}”" if _text(gap) else "空白"
            self.doubts.append(f"中间有一格是{shown}，这里当作 0，Word 更新域时可能只加到那里为止；请填 0")

    def _total_of(self, cell: GridCell) -> str:
        """The label of the row or column of a cell if it is that of a total, such as 小计."""
        beside = self._row_of[cell.element]
        if beside is self._rows[self._row]:
            above = (each for cells in self._rows[: self._row] for each in cells)
            beside = [each for each in above if each.column <= cell.column < each.column + each.span]
        return next((label for each in beside if is_total(label := _text(each))), "")

    def _is_beside_numbers(self, cell: GridCell) -> bool:
        """Whether the row of a cell holds numbers other than years, as a heading does not."""
        texts = map(_text, self._row_of[cell.element])
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
        raise _UnknownError(f"表里没有 {name} 这一格")

    def _cell(self, cell: GridCell) -> _Value | None:
        """The number in a cell; None where it is blank or holds words only."""
        if cell.element in self._later:
            raise _UnknownError("要用到后面还没有算出的公式")
        text = _text(cell)
        if _is_number(text):
            plain = _plain(text)
            whole, _, part = plain.partition(".")
            return _Value(Decimal(plain.replace(",", "")), len(part), "," in whole)
        if _DIGIT.search(text):
            raise _UnknownError(f"“{text[:20]}”不是单纯的数，不知道怎么算")
        return None


def _position(name: str) -> tuple[int, int]:
    """Row and cell of a reference like ``B2``, from 0; Word counts the cells of the row, not columns."""
    found = _REFERENCE.fullmatch(name)
    assert found is not None  # noqa: S101  # ``_check`` let it pass
    return int(found[2]) - 1, column_of(found[1]) - 1


def _is_heading(text: str, *, is_last: bool) -> bool:
    """Whether a cell holds words; beside digits only the outermost one may, as a heading does (2024年资金)."""
    if not _WORD.search(text) or text in _NOTHING:
        return False
    return not _DIGIT.search(text) or (is_last and (not _DIGIT.match(text) or _YEAR.match(text) is not None))


def _plain(text: str) -> str:
    return text.translate(_WIDE).lstrip("¥￥").replace(" ", "")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(_plain(text)) is not None


def _text(cell: GridCell) -> str:
    texts = (text.text or "" for text in cell.element.iter(T) if ancestor(text, TC) is cell.element)
    return TRACE_MARKS.sub("", "".join(texts)).strip()


def _combined(operator: ast.operator, left: _Value, right: _Value) -> _Value:
    grouped = left.grouped or right.grouped
    if isinstance(operator, ast.Add | ast.Sub):
        number = left.number + right.number if isinstance(operator, ast.Add) else left.number - right.number
        return _Value(number, max(left.places, right.places), grouped)
    if isinstance(operator, ast.Mult):
        return _rounded(left.number * right.number, grouped)
    if not right.number:
        raise _UnknownError("除数是 0")
    return _rounded(left.number / right.number, grouped)


def _function(name: str, values: Sequence[_Value]) -> _Value:
    numbers = [value.number for value in values]
    places, grouped = max((value.places for value in values), default=0), any(value.grouped for value in values)
    if name == "COUNT":
        return _Value(Decimal(len(numbers)))
    if name == "SUM":
        return _Value(sum(numbers, Decimal(0)), places, grouped)
    if not numbers:
        raise _UnknownError("没有可算的数")
    if name in {"MIN", "MAX"}:
        return _Value(min(numbers) if name == "MIN" else max(numbers), places, grouped)
    if name == "AVERAGE":
        return _rounded(sum(numbers, Decimal(0)) / len(numbers), grouped)
    return _rounded(prod(numbers, start=Decimal(1)), grouped)


def _rounded(number: Decimal, grouped: bool) -> _Value:  # noqa: FBT001  # a part of the value
    """A quotient or product as Word shows it without a picture: two digits after the point at most."""
    found = number.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return _Value(number, max(0, -int(found.as_tuple().exponent)), grouped)


def _printed(value: _Value, picture: str) -> str:
    r"""The number under the picture of a ``\#`` switch (17.16.4.2), else with the digits of what it is made of."""
    if not picture:
        shown = value.number.quantize(Decimal(1).scaleb(-value.places), ROUND_HALF_UP)
        return f"{shown:,f}" if value.grouped else f"{shown:f}"
    sections = picture.split(";")
    # The second section, if there is one, is for negative numbers, which then show no sign of their own.
    is_signed = value.number >= 0 or len(sections) < 2
    found = _PICTURE.fullmatch(sections[0 if is_signed else 1])
    if found is None or (not found["whole"] and not found["part"]):
        raise _UnknownError(f"不认识数字格式“{picture}”")
    part = found["part"] or ""
    shown = (value.number if is_signed else -value.number).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    shown = shown or abs(shown)  # never -0
    text = f"{shown:,f}" if "," in found["whole"] else f"{shown:f}"
    for _ in range(len(part) - len(part.rstrip("#"))):
        text = text.removesuffix("0")
    sign = "-" if text.startswith("-") else ""
    whole, point, rest = text.removeprefix("-").removesuffix(".").partition(".")
    return f"{sign}{found['before']}{whole.zfill(found['whole'].count('0'))}{point}{rest}{found['after']}"


def _put(field: WordField, text: str) -> None:
    """Show a text as the result of a field, in the formatting of the result that the file held."""
    shown = list(field.texts)
    if not shown:
        run = field.anchor.makeelement(R)
        shown = [etree.SubElement(run, T)]
        properties = field.anchor.find(R_PR)
        if properties is not None:
            run.insert(0, copy.deepcopy(properties))
        if field.anchor.tag == FLD_SIMPLE:
            field.anchor.append(run)
        else:
            field.anchor.addnext(run)
    for other in shown[1:]:
        detach(other)
    shown[0].text = text
