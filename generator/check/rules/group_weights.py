"""各组分值与规定一致.

查什么：每个一级指标下各指标的分值之和，等于名称里印的分值（``产出指标(50分)``）；名称里没有印的，等于打分办法给这一组定的分值
（``打分: 湖北`` 等，默认是 ``财预〔2020〕10号``）。一级指标与打分办法的分组对不上的表，不与打分办法比。

为什么：一组多一分，另一组少一分，合计仍是 100，只看合计看不出来。打分办法的权重允许因项目调整，所以与它不同只是警告。

依据：财预〔2020〕10号；财预〔2021〕101号。

错例::

    显示: {产出指标: 产出指标(50分)}
    绩效指标:
      产出指标:
        数量指标: {参展企业数: {指标值: ≥10家, 分值: 29}}
        质量指标: {展位合格率: {指标值: ≥90%, 分值: 20}}

对例::

    显示: {产出指标: 产出指标(50分)}
    绩效指标:
      产出指标:
        数量指标: {参展企业数: {指标值: ≥10家, 分值: 30}}
        质量指标: {展位合格率: {指标值: ≥90%, 分值: 20}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from generator.check.money import GroupSum, group_sums, is_nested, is_rate_name, shown_sum, stem
from generator.check.rule import Finding, Rule, in_trees_or_all
from generator.check.subject import Form, Subject
from generator.chinese.numbers import plain
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_ALL = "全部指标"


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Groups whose 分值 do not add up to what their label prints or the profile sets."""
    groups = [group for group in group_sums(form, Role.WEIGHT) if not group.is_execution]
    if is_nested(groups) or not all(group.is_certain and not group.unstated for group in groups):
        return
    contradictory = [group for group in groups if group.printed not in {None, group.total}]
    for group in contradictory:
        name = "".join(group.label.split())
        working = shown_sum(group.amounts)
        message = f"“{name}”各指标的{group.column} {working}，名称里印的是 {plain(group.printed or Decimal(0))} 分"
        yield Finding(group.label.source, message, field=group.column, working=working)
    if groups and not contradictory:
        yield from _against(subject.profile, groups)


def _against(profile: Profile, groups: Sequence[GroupSum]) -> Iterator[Finding]:
    """Groups that differ from the profile; none if the form has not the same groups."""
    if _ALL in profile.weights:
        addends = [group.total for group in groups] if len(groups) > 1 else groups[0].amounts
        yield from _compared("全部指标", addends, profile.weights[_ALL], profile, groups)
        return
    weights = {stem(name): (name, weight) for name, weight in profile.weights.items() if not is_rate_name(name)}
    parts: dict[str, list[GroupSum]] = {}
    for group in groups:
        parts.setdefault(_named(group, weights), []).append(group)
    if parts.keys() != weights.keys():
        return
    for name, found in parts.items():
        addends = [amount for group in found for amount in group.amounts]
        yield from _compared(weights[name][0], addends, weights[name][1], profile, found)


def _named(group: GroupSum, stems: dict[str, tuple[str, Decimal]]) -> str:
    """The group of the profile that a 一级 belongs to: 满意度 for 服务对象满意度; blank if to none."""
    return max((name for name in stems if group.stem.endswith(name)), key=len, default="")


def _compared(
    name: str, addends: Sequence[Decimal], expected: Decimal, profile: Profile, groups: Sequence[GroupSum]
) -> Iterator[Finding]:
    if sum(addends) == expected:
        return
    is_printed = all(group.printed is not None for group in groups)
    working = shown_sum(addends)
    message = f"{name}的{groups[0].column} {working}，打分办法“{profile.name}”定的是 {plain(expected)}"
    severity = Severity.INFO if is_printed else Severity.WARNING
    yield Finding(groups[0].label.source, message, severity, groups[0].column, working=working)


RULE = Rule(
    "A002",
    "各组分值与规定一致",
    "按规定调整这一组的分值，或改正名称里印的分数",
    needs=((Role.WEIGHT,),),
    project=partial(in_trees_or_all, check=check, alone=Role.WEIGHT),
)
