"""分值合计为 100.

查什么：各指标的分值，加上预算执行率的分值，合计 100 分；表上另写的分值合计与它一致。不写分值的表不查。

为什么：分值不是 100 分，总分就无法与等级的分数线对照。

依据：财预〔2020〕10号。

错例::

    执行率分值: 10
    绩效指标:
      产出指标: {数量指标: {参展企业数: {指标值: ≥10家, 分值: 49}}}
      效益指标: {经济效益指标: {成交额: {指标值: ≥2亿元, 分值: 30}}}
      满意度指标: {服务对象满意度指标: {企业满意度: {指标值: ≥90%, 分值: 10}}}

对例::

    执行率分值: 10
    绩效指标:
      产出指标: {数量指标: {参展企业数: {指标值: ≥10家, 分值: 50}}}
      效益指标: {经济效益指标: {成交额: {指标值: ≥2亿元, 分值: 30}}}
      满意度指标: {服务对象满意度指标: {企业满意度: {指标值: ≥90%, 分值: 10}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from generator.check.money import (
    FULL_MARKS,
    execution_points,
    execution_weight,
    group_sums,
    is_execution_row,
    is_nested,
    shown_name,
    shown_sum,
    stated_totals,
)
from generator.check.rule import Finding, Rule, in_trees_or_all
from generator.check.subject import Form, Subject, label
from generator.chinese.numbers import plain
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role
from generator.problem import Severity


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """分值 that do not add up to 100, and a stated total that is not their sum."""
    groups = group_sums(form, Role.WEIGHT)
    if not groups or not all(group.is_certain for group in groups) or is_nested(groups):
        return
    name = groups[0].column
    own = [group.total for group in groups] if len(groups) > 1 else list(groups[0].amounts)
    stated = stated_totals(form, Role.WEIGHT)
    possible = _possible_addends(form, own, subject.profile)
    unstated = [label(row) for group in groups for row in group.unstated]
    working = shown_sum(possible[0])
    if not any(sum(addends) == FULL_MARKS for addends in possible):
        source = stated[0][0].source if stated else groups[0].texts[0].source
        message = f"{name} {working}，应为 {plain(FULL_MARKS)}{_without_execution(form, subject.profile)}"
        if unstated:
            message += f"；“{unstated[0]}”{f'等 {len(unstated)} 个指标' if len(unstated) > 1 else ''}没有写{name}"
        yield Finding(source, message, Severity.WARNING if unstated else Severity.ERROR, name, working=working)
        return
    for field, points in stated:
        if not any(sum(addends) == points for addends in possible):
            message = f"{name} {working}，{shown_name(field)}写的是 {field.text}"
            yield Finding(field.source, message, field=field.path, working=working)


def _possible_addends(form: Form, own: list[Decimal], profile: Profile) -> list[list[Decimal]]:
    """The addends that may make the total, the likeliest first.

    预算执行率 may have its 分值 in a field, in a row of the indicators, or nowhere on the form.
    """
    given = execution_points(form, Role.WEIGHT)
    if given is not None:
        whole = [given[1], *own]
        return [whole, own] if any(is_execution_row(row) for row in form.rows) else [whole]
    weight = execution_weight(profile)
    return [own] if weight is None else [own, [weight, *own]]


def _without_execution(form: Form, profile: Profile) -> str:
    """The other possible total, in words, if 预算执行率 has 分值 by the profile but none on the form; else blank."""
    weight = None if execution_points(form, Role.WEIGHT) else execution_weight(profile)
    return "" if weight is None else f"（预算执行率另占 {plain(weight)} 分的，应为 {plain(FULL_MARKS - weight)}）"


RULE = Rule(
    "A001",
    "分值合计为 100",
    "核对各指标的分值，使合计为 100 分",
    needs=((Role.WEIGHT,),),
    reads=(Role.RATE_WEIGHT, Role.TOTAL_WEIGHT, Role.SUM_ROW),
    project=partial(in_trees_or_all, check=check, alone=Role.WEIGHT),
)
