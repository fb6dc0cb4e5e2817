"""总分方向.

查什么：一个指标的值写“>”，分解到各地区（单位）却写“≥”，或者反过来，是警告；一个是“≥”“>”、一个是“≤”“<”，方向相反，是错误。

为什么：各地区都刚好完成“≥”的数，总数也只是刚好，没有“大于”，总目标就算没有完成。

错例::

    支持企业数: {周期值: "> 60", 分解: {甲市: {周期值: ≥ 20}, 乙市: {周期值: ≥ 40}}}

对例::

    支持企业数: {周期值: ≥ 60, 分解: {甲市: {周期值: ≥ 20}, 乙市: {周期值: ≥ 40}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.check.measures import (
    CEILINGS,
    FLOORS,
    adds_up,
    missing_breakdown,
    name_of,
    parts_of,
    quantity,
    shared_attributes,
    stated,
    stated_in_all,
)
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.numbers import plain
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

# The sign of the indicator followed by that of a place.
_UNEQUAL = frozenset((">≥", "≥>", "<≤", "≤<"))
_WAYS = {">": "大于", "<": "小于"}


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Signs of indicators that contradict the signs of their places."""
    for row in form.rows:
        parts = parts_of(row)
        attributes = list(shared_attributes(form, row, parts)) if parts else []
        yield from _opposite(form, row, parts, attributes)
        unequal = [name for name in attributes if _is_unequal(_sign(form, row, name), _signs(form, parts, name))]
        if unequal:
            yield _finding(form, row, parts, unequal)


def _opposite(form: Form, row: IndicatorRow, parts: list[IndicatorRow], attributes: list[str]) -> Iterator[Finding]:
    for name in attributes:
        head = _sign(form, row, name)
        other = CEILINGS if head in FLOORS else FLOORS if head in CEILINGS else frozenset()
        for part in parts:
            if _sign(form, part, name) in other:
                text = text_of(part, name)
                message = (
                    f"“{label(row)}”的{name}是“{text_of(row, name)}”，{text_of(part, '地区')}却写“{text}”：方向相反"
                )
                yield Finding(text.source, message, field=name)


def _is_unequal(head: str, signs: list[str]) -> bool:
    return any(head + sign in _UNEQUAL for sign in signs)


def _finding(form: Form, row: IndicatorRow, parts: list[IndicatorRow], attributes: list[str]) -> Finding:
    first = attributes[0]
    text, head = text_of(row, first), _sign(form, row, first)
    others = [sign for sign in _signs(form, parts, first) if head + sign in _UNEQUAL]
    some = f"中有 {len(others)} 处" if len(others) < len(parts) else ""
    values = "、".join(f"{name}“{text_of(row, name)}”" for name in attributes)
    message = f"“{label(row)}”的{values}用“{head}”，分解的 {len(parts)} 处{some}却用“{others[0]}”"
    working = _consequence(form, row, parts, first)
    message += f"：{working}" if working else ""
    return Finding(text.source, message, Severity.WARNING, first, working=working)


def _consequence(form: Form, row: IndicatorRow, parts: list[IndicatorRow], attribute: str) -> str:
    """What follows for a strict target (> or <) if every place reaches exactly its own; blank if that is unknown."""
    head, each = stated(form, row, attribute), stated_in_all(form, parts, attribute, name_of(row))
    numbers = [part.within(head.unit) for part in each] if head and head.sign in _WAYS else []
    known = [number for number in numbers if number is not None]
    if head is None or not known or len(known) < len(parts):
        return ""
    target, way = plain(head.number), _WAYS[head.sign]
    if adds_up(form, row, head.unit):
        is_equal = sum(known) == head.number
        return f"各处都刚好完成时合计 {target}，并不{way} {target}" if is_equal else ""
    return f"各处都刚好是 {target} 时，总的也不{way} {target}" if set(known) == {head.number} else ""


def _sign(form: Form, row: IndicatorRow, attribute: str) -> str:
    found = quantity(form.value_in(row, attribute).full)
    return found.sign if found else ""


def _signs(form: Form, parts: list[IndicatorRow], attribute: str) -> list[str]:
    return [_sign(form, part, attribute) for part in parts]


RULE = Rule(
    "C004",
    "总分方向",
    "总数和各处用同一个符号",
    needs=((Role.TARGET, Role.PERIOD_TARGET),),
    reads=(Role.SIGN, Role.UNIT),
    missing=missing_breakdown,
    project=partial(once_per_place, check=check, by_field=True),
)
