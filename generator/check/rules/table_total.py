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

from msgspec import Struct

from generator.check.money import columns_of, has_groups, is_of_funds, shown_sum, tables
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Field, Form, Subject
from generator.check.wording import in_one_unit, is_blank, measure
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.vocabulary import Role

_FEWEST = 2  # rows that a sum is of


class _Sum(Struct, frozen=True):
    """The total of a column and the rows that are filled in, in one unit."""

    rows: Sequence[Field]
    whole: Decimal
    addends: tuple[Decimal, ...]
    unit: str

    @property
    def is_right(self) -> bool:
        return sum(self.addends, Decimal(0)) == self.whole


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Rows of totals that are not the sum of the other rows."""
    for heading, total, sums in _sums(form):
        if not any(each.is_right for each in sums):
            working = shown_sum(sums[0].addends, sums[0].unit)
            under = f"“{heading}”一栏" if heading else "各行"
            message = f"{under}：{working}，合计写的是 {total.text}"
            yield Finding(total.source, message, field=total.path, working=working)


def _compared(form: Form) -> Iterator[Field]:
    for _, total, sums in _sums(form):
        for found in sums:
            yield from (total, *found.rows)


def _sums(form: Form) -> Iterator[tuple[str, Field, list[_Sum]]]:
    """For each column with a total: its heading, the total, and the sums that it may be, at least one."""
    for heading, column in columns_of(tables(form), form) if has_groups(form) else ():
        parts = column.values()
        is_table = any("/" in part.field.path for part in parts)
        if not is_table or is_of_funds(column) or any(part.is_of_which for part in parts):
            continue
        totals = [part.field for part in parts if part.role is Role.SUM_ROW]
        rows = [part.field for part in parts if part.role not in (Role.SUM_ROW, Role.SUBTOTAL_ROW)]
        subtotals = [part.field for part in parts if part.role is Role.SUBTOTAL_ROW]
        if len(totals) != 1 or len(rows) < _FEWEST or not name_adds_up(heading):
            continue
        sums = [found for each in (rows, subtotals) if each and (found := _sum(totals[0], each))]
        if sums:
            yield heading, totals[0], sums


def _sum(total: Field, rows: Sequence[Field]) -> _Sum | None:
    """The sum of the rows that are filled in; None if one of them is not an exact amount."""
    filled = [field for field in rows if not is_blank(field.text)]
    measures = [measure(field.text) for field in (total, *filled)]
    known = [each for each in measures if each is not None]
    numbers = in_one_unit(known) if len(filled) >= _FEWEST and len(known) == len(measures) else None
    if numbers is None or numbers[1] == "%":
        return None
    (whole, *addends), unit = numbers
    return _Sum(filled, whole, tuple(addends), unit)


RULE = Rule(
    "A012",
    "合计行等于各行之和",
    "核对各行和合计，改正不符的一处",
    reads=(Role.SUM_ROW, Role.SUBTOTAL_ROW),
    compared=_compared,
    project=partial(once_per_place, check=check),
)
