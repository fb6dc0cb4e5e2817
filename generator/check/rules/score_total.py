"""总分等于各项得分之和.

查什么：总得分（总分、自评得分、得分合计 …）等于各指标的得分加上预算执行率的得分。有一个指标没有写得分，就不查。

为什么：总分决定等级，错了整张表都要退回。

依据：财预〔2020〕10号。

错例::

    执行率得分: 10
    绩效指标:
      产出指标: {数量指标: {参展企业数: {指标值: ≥10家, 实际完成值: 10家, 分值: 50, 得分: 50}}}
      效益指标: {经济效益指标: {成交额: {指标值: ≥2亿元, 实际完成值: 1.9亿元, 分值: 40, 得分: 38}}}
    总得分: 99

对例::

    执行率得分: 10
    绩效指标:
      产出指标: {数量指标: {参展企业数: {指标值: ≥10家, 实际完成值: 10家, 分值: 50, 得分: 50}}}
      效益指标: {经济效益指标: {成交额: {指标值: ≥2亿元, 实际完成值: 1.9亿元, 分值: 40, 得分: 38}}}
    总得分: 98
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from generator.check.money import (
    execution_points,
    group_sums,
    is_execution_row,
    shown_name,
    shown_sum,
    stated_totals,
)
from generator.check.rule import Finding, Rule, in_trees_or_all
from generator.check.subject import Form, Subject
from generator.check.wording import to_cents
from generator.chinese.vocabulary import Role


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Stated totals that are not the sum of the scores."""
    stated = stated_totals(form, Role.SCORE)
    possible = _possible_addends(form) if stated else []
    if not possible:
        return
    sums = {sum(addends, Decimal(0)) for addends in possible}
    sums |= {to_cents(each) for each in sums}
    for field, points in stated:
        if points not in sums:
            working = shown_sum(possible[0])
            message = f"{working}，{shown_name(field)}写的是 {field.text}"
            yield Finding(field.source, message, field=field.path, working=working)


def _possible_addends(form: Form) -> list[list[Decimal]]:
    """The addends that may make the total, the likeliest first; empty if a score is unknown."""
    groups = group_sums(form, Role.SCORE)
    if not groups or not all(group.is_certain for group in groups) or any(_lacks_score(form)):
        return []
    own = [group.total for group in groups] if len(groups) > 1 else list(groups[0].amounts)
    has_row = any(is_execution_row(row) for row in form.rows)
    given = execution_points(form, Role.SCORE)
    if given is not None:
        whole = [given[1], *own]
        return [whole, own] if has_row else [whole]
    # 预算执行率 has a score that the form does not state, so the total cannot be checked.
    is_elsewhere = execution_points(form, Role.WEIGHT) is not None or any(form.with_role(Role.RATE))
    return [] if is_elsewhere and not has_row else [own]


def _lacks_score(form: Form) -> Iterator[bool]:
    """For each indicator, whether it has 分值 but no 得分."""
    for row in form.rows:
        yield bool(form.value(row, Role.WEIGHT)) and not form.value(row, Role.SCORE)


RULE = Rule(
    "A004",
    "总分等于各项得分之和",
    "核对各项得分，改正总得分",
    needs=((Role.SCORE,), (Role.TOTAL_SCORE, Role.SUM_ROW)),
    reads=(Role.WEIGHT, Role.RATE_SCORE, Role.RATE_WEIGHT, Role.RATE),
    project=partial(in_trees_or_all, check=check),
)
