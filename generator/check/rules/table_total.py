"""合计行等于各行之和.

查什么：分配表、明细表里写着“合计”的一行（一项），每一栏的数等于其他各行之和；有“小计”的，也可以等于各小计之和。
率、单价、序号这样不能相加的栏，和有一行不是数的栏，不查；资金来源各部分之和由 A007 查。

为什么：改了一个市州的数忘了改合计，下达的总额就对不上。

错例::

    分配:
      甲市: {资金: 100}
      乙市: {资金: 80}
      合计: {资金: 200}

对例::

    分配:
      甲市: {资金: 100}
      乙市: {资金: 80}
      合计: {资金: 180}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from generator.check.money import Column, columns_of, has_groups, is_of_funds, shown_sum, tables
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Field, Form, Subject
from generator.check.wording import in_one_unit, is_blank, measure
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.vocabulary import Role

_FEWEST = 2  # rows that a sum is of


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Rows of totals that are not the sum of the other rows."""
    for heading, column in columns_of(tables(form), form) if has_groups(form) else ():
        is_table = any("/" in part.field.path for part in column.values())
        if is_table and not is_of_funds(column) and not any(part.is_of_which for part in column.values()):
            yield from _compared(heading, column)


def _compared(heading: str, column: Column) -> Iterator[Finding]:
    totals = [part.field for part in column.values() if part.role is Role.SUM_ROW]
    rows = [part.field for part in column.values() if part.role not in (Role.SUM_ROW, Role.SUBTOTAL_ROW)]
    subtotals = [part.field for part in column.values() if part.role is Role.SUBTOTAL_ROW]
    if len(totals) != 1 or len(rows) < _FEWEST or not name_adds_up(heading):
        return
    sums = [found for parts in (rows, subtotals) if parts and (found := _sum(totals[0], parts))]
    if not sums or any(sum(addends, Decimal(0)) == whole for whole, addends, _ in sums):
        return
    _, addends, unit = sums[0]
    working = shown_sum(addends, unit)
    under = f"“{heading}”一栏" if heading else "各行"
    message = f"{under}：{working}，合计写的是 {totals[0].text}"
    yield Finding(totals[0].source, message, field=totals[0].path, working=working)


def _sum(total: Field, parts: Sequence[Field]) -> tuple[Decimal, tuple[Decimal, ...], str] | None:
    """The total, the parts that are filled in, and their unit; None if one of them is not an exact amount."""
    filled = [field for field in parts if not is_blank(field.text)]
    measures = [measure(field.text) for field in (total, *filled)]
    known = [each for each in measures if each is not None]
    numbers = in_one_unit(known) if len(filled) >= _FEWEST and len(known) == len(measures) else None
    if numbers is None or numbers[1] == "%":
        return None
    (whole, *addends), unit = numbers
    return whole, tuple(addends), unit


RULE = Rule(
    "A012",
    "合计行等于各行之和",
    "核对各行和合计，改正不符的一处",
    reads=(Role.SUM_ROW, Role.SUBTOTAL_ROW),
    project=partial(once_per_place, check=check),
)
