"""Finds words of the blank that a table with a loop prints beside its rows: numbered example rows, labels of one row.

A blank holds rows like “指标1：” for the office to write over, and labels beside them; a loop makes rows of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.office.xml import Element
from generator.problem import Problem, Severity, Source
from generator.template.language.tags import TemplateCode
from generator.template.language.units import Unit, ancestor
from generator.template.word.tree import TBL, TR, P, T, numbers_of, place_of, row_cells, rows_of

_EXAMPLE = re.compile(r"(?:三级)?指标\s*(?:[0-9０-９]+|[一二三四五六七八九十])\s*[:：]?|…+|\.{3,}")
_LABEL = re.compile(r"\w{2,8}指标")
_ALL_ROWS = re.compile(r"for\s+\w+\s+in\s+指标")


def example_problems(root: Element, file: str, units: Iterable[Unit]) -> list[Problem]:
    """Warnings of example rows in tables with loops, and of labels typed into a row that repeats for all indicators.

    The tags must still be in the text.
    """
    loops = [unit for unit in units if unit.block.is_loop and unit.first.tag == TR]
    repeated = {unit.first for unit in loops if _ALL_ROWS.fullmatch(unit.block.opening.meaning.inner)}
    found: list[Problem] = []
    numbers = numbers_of(root) if loops else {}
    for table in dict.fromkeys(ancestor(unit.first, TBL) for unit in loops):
        for row in rows_of(table) if table is not None else ():
            for cell in row_cells(row):
                text = "".join(each.text or "" for each in cell.element.iter(T)).strip()
                message = _message(text, is_repeated=row in repeated and not cell.merge)
                if message and (paragraph := next(cell.element.iter(P), None)) is not None:
                    source = Source(file, place=place_of(paragraph, numbers))
                    found.append(Problem(source, TemplateCode.EXAMPLE, message, severity=Severity.WARNING))
    return found


def _message(text: str, *, is_repeated: bool) -> str:
    if _EXAMPLE.fullmatch(text):
        return f"“{text}”是空白表的示例，会照样印出来；循环会生成各行，请删去这一行"
    if is_repeated and _LABEL.fullmatch(text):
        return f"“{text}”在重复的行里，每个指标都印一遍；请与上面的格子合并，或改写成 {{{{ 行.一级 | 合并 }}}}"
    return ""
