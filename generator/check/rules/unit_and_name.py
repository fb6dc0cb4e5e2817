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
    bare_name,
    is_change,
    kind_of_name,
    kind_of_unit,
    name_of,
    parts_of,
    quantity,
    unit_in_name,
)
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.numbers import half_width
from generator.chinese.quantity import multiple_of
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_TARGETS = ("指标值", "周期值", "当年值")
_ACTUAL = "实际完成值"
# Kind of the name → kinds of units that suit it.
_FITTING = {
    "比率": frozenset(("比率", "度量")),
    "家数": frozenset(("家数",)),
    "人数": frozenset(("人数", "次数")),
    "次数": frozenset(("次数",)),
    "金额": frozenset(("金额",)),
    "时间": frozenset(("时间", "比率")),
}


# Funds that may be counted by their receivers or payments instead of 元.
_DEALT_OUT = re.compile("(?:资金|贷款|经费|费用|投资|补贴|补助)$")
_DEALS = frozenset(("家数", "人数", "次数"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Units that contradict the name, the unit in its brackets or that of the target."""
    for row in form.rows:
        for each in (row, *parts_of(row)):
            yield from _of_row(row, each)


def _of_row(row: IndicatorRow, each: IndicatorRow) -> Iterator[Finding]:
    """One finding at most for ``each``: the row of the indicator or of one of its places."""
    name = name_of(row)
    targets = [attribute for attribute in _TARGETS if text_of(each, attribute)]
    found = ""
    for attribute in (*targets, _ACTUAL):
        text = str(text_of(each, attribute))
        unit = _unit(each, text, attribute)
        reason = _against(name, unit, text) if unit else ""
        if not reason and unit and attribute == _ACTUAL and not is_change(text):
            reason = _against_target(each, targets, unit)
        if reason and not found:
            found = reason
            message = f"“{label(row)}”的{attribute}“{text}”单位是“{unit}”，{reason}"
            yield Finding(text_of(each, attribute).source, message, Severity.WARNING, attribute)


def _unit(row: IndicatorRow, text: str, attribute: str) -> str:
    stated = quantity(text) if text else None
    if stated is None or stated.low is None:
        return ""
    own = half_width(text_of(row, "单位")).strip() if attribute != _ACTUAL else ""
    return stated.unit or own


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


def _against_target(row: IndicatorRow, targets: list[str], unit: str) -> str:
    kinds = [
        (kind_of_unit(of_target), of_target)
        for name in targets
        if (of_target := _unit(row, str(text_of(row, name)), name))
    ]
    if kinds and kinds[0][0] and kind_of_unit(unit) and kinds[0][0] != kind_of_unit(unit):
        return f"而目标的单位是“{kinds[0][1]}”"
    return ""


RULE = Rule("C003", "单位与名称", "使单位与指标名称一致", project=partial(once_per_place, check=check, by_field=True))
