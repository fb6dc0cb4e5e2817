"""Adds the values of formulas to the filled sheets of one form, for programs that do not calculate.

A formula that is not calculated here gets its stored result if that still holds, or no value; Excel calculates all of
them anyway when it opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from generator.office.columns import column_of
from generator.template.excel.calculation.faults import Fault, faults_in
from generator.template.excel.calculation.sheets import CELL, FORMULA, Calculator, FilledXml, read_sheet
from generator.template.excel.calculation.values import CellError, UnknownError, written
from generator.template.excel.compiled import escaped


class Calculation(Struct, frozen=True):
    """The XML of each sheet with the values of its formulas that can be calculated or are stored, and ``faults``."""

    sheets: tuple[str, ...]
    faults: tuple[Fault, ...]


def calculated(sheets: Sequence[FilledXml], strings: Sequence[str]) -> Calculation:
    """Calculate the sheets of one workbook; ``strings`` are its shared ones."""
    calculator = Calculator([read_sheet(each, strings) for each in sheets])

    def with_values(number: int, xml: str) -> str:
        return CELL.sub(lambda found: _with_value(found, calculator, number), xml)

    made = tuple(with_values(number, each.xml) for number, each in enumerate(sheets))
    return Calculation(made, tuple(faults_in(calculator)))


def _with_value(found: re.Match[str], calculator: Calculator, sheet: int) -> str:
    """The XML of a cell with the value of its formula; unchanged if it has none or cannot be calculated."""
    inside = found[4] or ""
    if not FORMULA.search(inside):
        return found[0]
    value = calculator.results[sheet, int(found[2]), column_of(found[1])]
    if value is None or isinstance(value, UnknownError):
        return found[0]
    if isinstance(value, CellError):
        kind, shown = ' t="e"', str(value)
    elif isinstance(value, bool):
        kind, shown = ' t="b"', str(int(value))
    elif isinstance(value, str):
        kind, shown = ' t="str"', escaped(value)
    else:
        kind, shown = "", written(value)
    return f'<c r="{found[1]}{found[2]}"{found[3]}{kind}>{inside}<v>{shown}</v></c>'
