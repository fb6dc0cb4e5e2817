"""分解合计.

查什么：一个指标分解到各地区（单位）的数，加起来等于指标自己的值。目标写“≥”“>”时合计不得少于它，写“≤”“<”时不得多于它。
只查能相加的数：比率、满意度、时间、日期、单价和定性的值不加。合计超出目标（“≤”“<”时不到目标）是警告，可能只是小数取整造成的出入是提示。

为什么：各地区都刚好完成，总目标却没有完成，分解就不成立。

错例::

    进口规模（亿元）: {周期值: ≥ 30, 分解: {甲市: {周期值: ≥ 12}, 乙市: {周期值: ≥ 16}}}

对例::

    进口规模（亿元）: {周期值: ≥ 30, 分解: {甲市: {周期值: ≥ 14}, 乙市: {周期值: ≥ 16}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from generator.check.measures import (
    CEILINGS,
    FLOORS,
    Stated,
    adds_up,
    missing_breakdown,
    name_of,
    parts_of,
    shared_attributes,
    stated,
    stated_in_all,
)
from generator.check.money import shown_sum
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label
from generator.chinese.numbers import plain
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Breakdowns whose sum is not the indicator's value."""
    for row in form.rows:
        parts = parts_of(row)
        for attribute in shared_attributes(form, row, parts) if parts else ():
            head = stated(form, row, attribute)
            if head and adds_up(form, row, head.unit):
                yield from _compared(form, row, attribute, head, stated_in_all(form, parts, attribute, name_of(row)))


def _compared(form: Form, row: IndicatorRow, attribute: str, head: Stated, parts: list[Stated]) -> Iterator[Finding]:
    numbers = [number for part in parts if (number := part.within(head.unit or parts[0].unit)) is not None]
    if len(numbers) < len(parts) or not parts or _is_for_each(head, numbers) or not adds_up(form, row, parts[0].unit):
        return
    total = sum(numbers, Decimal(0))
    if total == head.number:
        return
    rounding = _rounding(numbers) if numbers == [part.number for part in parts] else Decimal(0)
    severity, remark = _judged(head, total, rounding)
    working = _working(numbers)
    message = f"“{label(row)}”的{attribute}分解到 {len(parts)} 处，{working}，{remark}"
    yield Finding(head.text.source, message, severity, attribute, working=working)


def _is_for_each(head: Stated, numbers: list[Decimal]) -> bool:
    """Whether the value holds in each place alike, instead of being divided among the places."""
    return len(numbers) > 1 and all(number == head.number for number in numbers)


def _judged(head: Stated, total: Decimal, rounding: Decimal) -> tuple[Severity, str]:
    """How bad a sum is that is not the target, and the difference in words."""
    gap = abs(total - head.number)
    amount = f"比“{head.text}”{'多' if total > head.number else '少'} {plain(gap)}"
    if gap <= rounding:
        return Severity.INFO, f"{amount}，可能是各处取整造成的"
    is_surplus = head.sign in (FLOORS if total > head.number else CEILINGS)
    return Severity.WARNING if is_surplus else Severity.ERROR, amount


def _rounding(numbers: list[Decimal]) -> Decimal:
    """By how much a sum may be off because each number with decimals is rounded: half its last digit."""
    places = [-exponent for number in numbers if isinstance(exponent := number.as_tuple().exponent, int) and exponent]
    return len(places) * Decimal(1).scaleb(-max(places)) / 2 if places else Decimal(0)


def _working(numbers: list[Decimal]) -> str:
    addends = [number for number in numbers if number]
    zeros = len(numbers) - len(addends)
    return shown_sum(addends) + (f"（其余 {zeros} 处是 0）" if zeros and addends else "")


RULE = Rule(
    "A008",
    "分解合计",
    "核对各处的数和总数，改正不符的一处",
    needs=((Role.TARGET, Role.PERIOD_TARGET),),
    reads=(Role.UNIT, Role.KIND, Role.SIGN),
    missing=missing_breakdown,
    project=partial(once_per_place, check=check),
)
