"""分解缺地区.

查什么：同一张表里，别的指标大多分解到了某个地区（单位），这个指标的分解里却没有它。每个指标只说一次。
各处都写同一个要求（如都是“不超预算”）而只缺一两处，多半是漏了，是警告；其他情形可能本来就不分给它，是提示。
缺得多而另有指标分到完全相同的地方的，是有意这样分的，不报。

为什么：漏掉一个地区，那里就没有这项任务，下达后才发现。

错例::

    完成时间: {当年值: 12月底前, 分解: {除: [丁市], 当年值: 12月底前}}

对例::

    完成时间: {当年值: 12月底前, 分解: {当年值: 12月底前}}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.check.measures import parts_of, shared_attributes
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.nearest import nearest
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_FEW = 2  # missing places that may be forgotten; more are left out on purpose


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Breakdowns that lack a place which most other breakdowns of the form have."""
    broken = [(row, parts) for row in form.rows if (parts := parts_of(row))]
    if len(broken) < 2:
        return
    places = [list(dict.fromkeys(str(text_of(part, "地区")).strip() for part in parts)) for _, parts in broken]
    every = dict.fromkeys(place for each in places for place in each if place)
    having = {place: sum(place in each for each in places) for place in every}
    for (row, parts), own in zip(broken, places, strict=True):
        missing = [place for place in every if place not in own and having[place] * 2 > len(broken) - 1]
        if missing and (len(missing) <= _FEW or sum(set(own) == set(each) for each in places) < 2):
            yield _finding(form, row, parts, own, missing, _share(missing, having, len(broken)))


def _share(missing: list[str], having: dict[str, int], count: int) -> str:
    fewest = min(having[place] for place in missing)
    least = "" if len({having[place] for place in missing}) == 1 else "至少 "
    return f"同表 {count} 个有分解的指标中，{least}{fewest} 个分到了那里"


def _finding(
    form: Form, row: IndicatorRow, parts: list[IndicatorRow], own: list[str], missing: list[str], share: str
) -> Finding:
    number = f" {len(missing)} 处" if len(missing) > 1 else ""
    message = f"“{label(row)}”分解了 {len(own)} 处，缺{number}：{'、'.join(missing)}（{share}）"
    for place in own:
        meant = nearest(place, missing)
        if meant and len(place) > 1 and (place in meant or meant in place):
            message += f"；其中的“{place}”是不是“{meant}”"
    is_slip = len(missing) <= _FEW and len(missing) < len(own) and _is_uniform(form, row, parts)
    severity = Severity.WARNING if is_slip else Severity.INFO
    return Finding(text_of(row, "三级").source, message, severity, "分解")


def _is_uniform(form: Form, row: IndicatorRow, parts: list[IndicatorRow]) -> bool:
    """Whether every place has the same values."""
    return all(
        len({str(text_of(part, attribute)) for part in parts}) == 1 for attribute in shared_attributes(form, row, parts)
    )


RULE = Rule("A009", "分解缺地区", "补上所缺的地区，或说明原因", project=partial(once_per_place, check=check))
