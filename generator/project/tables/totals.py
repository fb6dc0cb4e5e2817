"""Tells rows of a table that are no sub-form: totals, and what stands below a table (``注：``, ``填表人：``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.chinese.numbers import as_number

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from generator.project.tables.tables import DataCell

_TOTAL = re.compile(r".{0,10}(?:合计|总计|小计|共计)(?:[:：]|[(（].*[)）])?")
_REMARK = re.compile(
    r"(?:注|备注|说明|填表人|填报人|制表人|经办人|联系人|审核人|复核人|负责人|单位负责人|联系电话|填表日期|填报日期|制表日期)"
    r"\d?[:：].*",
    re.DOTALL,
)
_LEAST_SUMS = 4


def no_form(cells: Sequence[DataCell | None], name: DataCell | None, asked: Collection[str]) -> str:
    """The word by which a row says that it is a total or a remark, in its first cell or as its name; blank if none.

    A row whose name is in ``asked`` is a sub-form all the same.
    """
    if name is not None and name.text in asked:
        return ""
    first = next((cell for cell in cells if cell is not None and cell.text), None)
    words = ["".join(cell.text.split()) for cell in (name, first) if cell is not None]
    return next((word for word in words if _TOTAL.fullmatch(word) or _REMARK.fullmatch(word)), "")


def looks_like_sum(rows: Sequence[Sequence[DataCell | None]]) -> bool:
    """Whether each number of the last row is the sum of those above it, in enough cells that this is no chance."""
    if len(rows) < 3:  # two rows to add, and their sum
        return False
    *above, last = rows
    sums = 0
    for column, cell in enumerate(last):
        total = as_number(cell.text) if cell is not None else None
        if total is None:
            continue
        numbers = [number for row in above if (number := _number(row[column])) is not None]
        if total == 0 or len(numbers) < len(above) or sum(numbers) != total:
            return False
        sums += len(numbers)
    return sums >= _LEAST_SUMS


def _number(cell: DataCell | None) -> Decimal | None:
    """The number of a cell, 0 of a blank one; None of a text."""
    return as_number(cell.text or "0" if cell is not None else "0")
