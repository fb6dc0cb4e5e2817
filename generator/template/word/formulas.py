"""Computes the formula fields of filled tables (``=SUM(ABOVE)``, ``=B2+B3``): Word does not when it opens a form.

What cannot be told for certain is a problem: a total of the blank must never be issued as that of the form.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from lxml import etree
from msgspec import Struct

from generator.office.xml import Element, parse_xml
from generator.problem import Problem, Severity, Source
from generator.template.language.marks import CUT
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor, detach, parent_of
from generator.template.word.fields import FLD_SIMPLE, WordField, fields_of
from generator.template.word.formula_table import (
    DIRECTIONS,
    REFERENCE,
    WIDE,
    FormulaGrid,
    FormulaTable,
    TableValue,
    UnknownValueError,
    grid_around,
    is_range,
)
from generator.template.word.tree import R_PR, TBL, TC, TR, R, T, numbers_of, place_of

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Stands for ``CUT``, which XML forbids, while a filled part is a tree.
_CUT = "<w:cut/>"
_SWITCH = re.compile(r'\\(?P<kind>[#*@!])\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s\\]+))?')
_RANGE = re.compile(r"\b([A-Z]{1,2}[0-9]{1,4}):([A-Z]{1,2}[0-9]{1,4})\b")
_PICTURE = re.compile(r"(?P<before>[^#0.,]*)(?P<whole>[#0,]*)(?:\.(?P<part>[#0]*))?(?P<after>[^#0.,]*)")
_PLAIN_FORMS = frozenset({"MERGEFORMAT", "CHARFORMAT", "ARABIC"})
_FUNCTIONS = frozenset({"SUM", "AVERAGE", "PRODUCT", "MIN", "MAX", "COUNT"})
_ADVICE = "请改写成 {{ }}，或在项目文件里写上合计"


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
    except UnknownValueError as unknown:
        return f"{unknown}；{_ADVICE}"
    names = (node.id for node in ast.walk(formula.tree) if isinstance(node, ast.Name))
    reference = next((name for name in names if REFERENCE.fullmatch(name)), "")
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
            raise UnknownValueError(f"不认识数字写法“\\* {form}”，不会重算")
    picture = (pictures[-1]["quoted"] or pictures[-1]["bare"] or "").strip() if pictures else ""
    code = _SWITCH.sub("", instruction).translate(WIDE).strip().removeprefix("=").strip().upper()
    try:
        tree = ast.parse(_RANGE.sub(r"RANGE(\1, \2)", code), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnknownValueError("不认识这种写法，不会重算") from None
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
                if not (isinstance(argument, ast.Name) and argument.id in DIRECTIONS) and not is_range(argument):
                    _check(argument)
        case ast.Constant(int() | float()):
            pass
        case ast.Name(name) if REFERENCE.fullmatch(name):
            pass
        case _:
            raise UnknownValueError("里面有不认识的函数或名称，不会重算")


def has_formulas(root: Element) -> bool:
    """Whether a part holds formulas in tables."""
    return any(_cell_of(field) is not None for field in fields_of(root))


def computed(text: str, file: str, form: str, problems: list[Problem]) -> str:
    """A filled part with the results of its formulas; what cannot be computed is added to ``problems``."""
    root = parse_xml(text.replace(CUT, _CUT).encode(), Source(file))
    numbers = numbers_of(root)
    waiting = [(field, cell) for field in fields_of(root) if (cell := _cell_of(field)) is not None]
    later = Counter(cell for _, cell in waiting)
    grids: dict[Element, FormulaGrid] = {}
    for field, cell in waiting:
        later[cell] -= 1
        try:
            formula = _parsed(field.instruction)
            table = FormulaTable(cell, grid_around(cell, grids), later)
            _put(field, _printed(table.value(formula.tree), formula.picture))
            found = dict.fromkeys(table.doubts, Severity.WARNING)
        except (UnknownValueError, DecimalException) as unknown:
            found = {str(unknown) if isinstance(unknown, UnknownValueError) else "算不出来": Severity.ERROR}
        for reason, severity in found.items():
            paragraph = parent_of(field.anchor) if field.paragraph is None else field.paragraph
            source = Source(file, place=place_of(paragraph, numbers))
            message = f"公式 {field.instruction.strip()}：{reason}；{_ADVICE}"
            problems.append(Problem(source, TemplateCode.FORMULA, message, form, severity=severity))
    return f"{DECLARATION}{etree.tostring(root, encoding='unicode')}".replace(_CUT, CUT)


def _cell_of(field: WordField) -> Element | None:
    """The cell of a formula; None for all other fields."""
    cell = ancestor(field.anchor, TC) if field.kind == "=" else None
    row = None if cell is None else ancestor(cell, TR)
    return None if row is None or ancestor(row, TBL) is None else cell


def _printed(value: TableValue, picture: str) -> str:
    r"""The number under the picture of a ``\#`` switch (17.16.4.2), else with the digits of what it is made of."""
    if not picture:
        shown = value.number.quantize(Decimal(1).scaleb(-value.places), ROUND_HALF_UP)
        return f"{shown:,f}" if value.grouped else f"{shown:f}"
    sections = picture.split(";")
    # The second section, if there is one, is for negative numbers, which then show no sign of their own.
    is_signed = value.number >= 0 or len(sections) < 2
    found = _PICTURE.fullmatch(sections[0 if is_signed else 1])
    if found is None or (not found["whole"] and not found["part"]):
        raise UnknownValueError(f"不认识数字格式“{picture}”")
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
