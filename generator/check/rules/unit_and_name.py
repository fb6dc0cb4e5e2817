"""单位与名称.

查什么：单位数的东西与名称说的不是一回事：企业数用人、率用家、金额用天；名称括号里的单位与值的单位不同（亿元与万元）；
目标值与实际完成值的单位不是一类。“个”“项”这样通用的单位不查，说增长、降低的可以用 %。

为什么：单位写错，数就不知道是什么；“亿元”写成“万元”差一万倍。

错例::

    支持企业数: ≥20人

对例::

    支持企业数: ≥20家
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from generator.check.measures import (
    is_change,
    name_of,
    parts_of,
    quantity,
)
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, RowValue, Subject, label
from generator.chinese.indicator_names import bare_name, kind_of_name, kind_of_unit, unit_in_name
from generator.chinese.numbers import half_width
from generator.chinese.quantity import UNIT, multiple_of
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

# Kind of the name → kinds of units that suit it.
_FITTING = {
    "比率": frozenset(("比率", "度量")),
    "家数": frozenset(("家数",)),
    "人数": frozenset(("人数", "次数")),
    "次数": frozenset(("次数",)),
    "金额": frozenset(("金额",)),
    "时间": frozenset(("时间", "比率")),
    "长度": frozenset(("长度",)),
    "面积": frozenset(("面积",)),
}


# Funds that may be counted by their receivers or payments instead of 元.
_DEALT_OUT = re.compile("(?:资金|贷款|经费|费用|投资|补贴|补助)$")
_DEALS = frozenset(("家数", "人数", "次数"))
_SAME_COUNT = frozenset(("个", "项", "件"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Units that contradict the name, the unit in its brackets or that of the target."""
    for row in form.rows:
        for each in (row, *parts_of(row)):
            yield from _of_row(form, row, each)


def _of_row(form: Form, row: IndicatorRow, each: IndicatorRow) -> Iterator[Finding]:
    """One finding at most for ``each``: the row of the indicator or of one of its places."""
    targets = list(form.values(each, Role.TARGET, Role.PERIOD_TARGET))
    beside = half_width(form.text(each, Role.UNIT)).strip()
    for value in (*targets, *form.values(each, Role.ACTUAL)):
        unit = _unit(value)
        reason = _against(name_of(row), unit, value.text) if unit else ""
        if not reason and unit and value not in targets and not is_change(value.text):
            reason = _against_target(targets, unit)
        if not reason and unit:
            reason = _against_column(unit, beside, value)
        if reason:
            message = f"“{label(row)}”的{value.attribute}“{value.text}”单位是“{unit}”，{reason}"
            yield Finding(value.text.source, message, Severity.WARNING, value.attribute)
            return


def _unit(value: RowValue) -> str:
    stated = quantity(value.full)
    return "" if stated is None or stated.low is None else stated.unit


def _against_column(unit: str, beside: str, value: RowValue) -> str:
    """What the column for the unit says instead, in words; blank if it agrees or the value counts the same things."""
    if not beside or unit == beside or is_change(value.text) or not _is_unit(beside):
        return ""
    kinds = kind_of_unit(unit), kind_of_unit(beside)
    is_other = _differ(unit, beside) or kinds == ("", "") or ("" in kinds and not {unit, beside} <= _SAME_COUNT)
    return f"而单位一栏写的是“{beside}”" if is_other else ""


def _is_unit(text: str) -> bool:
    return bool(re.fullmatch(UNIT, text))


def _against(name: str, unit: str, text: str) -> str:
    """What in the name contradicts the unit, in words; blank if nothing does."""
    is_growth = kind_of_unit(unit) == "比率" and (is_change(text) or is_change(name) or "增" in name)
    if not is_growth and not _fits(kind_of_unit(unit), kind_of_name(name), bare_name(name)):
        return f"而名称说的是{kind_of_name(name)}"
    in_name = unit_in_name(name)
    if in_name and not is_growth and _differ(in_name, unit):
        return f"而名称里写的是“{in_name}”"
    return ""


def _fits(kind: str, of_name: str, name: str) -> bool:
    """Whether a unit of a kind suits a name of a kind.

    Funds may be counted in more than 元: a rate, or the times and receivers of payments (``发放补贴 20 家``).
    """
    if not kind or not of_name or kind in _FITTING[of_name]:
        return True
    return of_name == "金额" and (kind == "比率" or (kind in _DEALS and bool(_DEALT_OUT.search(name))))


def _differ(one: str, other: str) -> bool:
    """Whether two units are of different kinds, or one unit with different multiples (亿元 and 万元)."""
    kinds = {kind_of_unit(one), kind_of_unit(other)}
    if len(kinds) > 1 and "" not in kinds:
        return True
    (times, unit), (own_times, own_unit) = multiple_of(one), multiple_of(other)
    return bool(unit) and unit == own_unit and times != own_times


def _against_target(targets: list[RowValue], unit: str) -> str:
    kinds = [(kind_of_unit(of_target), of_target) for value in targets if (of_target := _unit(value))]
    if kinds and kinds[0][0] and kind_of_unit(unit) and kinds[0][0] != kind_of_unit(unit):
        return f"而目标的单位是“{kinds[0][1]}”"
    return ""


RULE = Rule(
    "C003",
    "单位与名称",
    "使单位与指标名称一致",
    needs=((Role.TARGET, Role.PERIOD_TARGET, Role.ACTUAL),),
    reads=(Role.UNIT, Role.SIGN),
    project=partial(once_per_place, check=check, by_field=True),
)
