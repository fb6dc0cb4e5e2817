"""缺一级或二级.

查什么：打分办法分了分值的每个一级指标（默认是产出、效益、满意度；不分一级的办法，也是这三个），每张有绩效指标的表都有，
它们下面有指标。只有一个空行的二级指标作提示。模板不印的那一级不查；指标不分级的表也不查。

为什么：缺一级指标的表，财政部门会退回。

依据：打分办法（财预〔2020〕10号、财预〔2021〕101号）的分组。

错例::

    绩效指标: {产出指标: {数量指标: {企业数: ≥4家}}}

对例::

    绩效指标:
      产出指标: {数量指标: {企业数: ≥4家}}
      效益指标: {经济效益指标: {进出口额: ≥2亿元}}
      满意度指标: {服务对象满意度指标: {企业满意度: ≥90%}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.check.money import is_rate_name
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, text_of
from generator.jinja.values import IndicatorRow, Label
from generator.problem import Severity

_USUAL = ("产出指标", "效益指标", "满意度指标")
_ALL = "全部指标"  # in a profile, instead of 一级


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """一级 and 二级 that are missing or have no indicators."""
    if not form.rows:
        return
    required = [name for name in subject.profile.weights if name != _ALL and not is_rate_name(name)] or _USUAL
    firsts = list(dict.fromkeys(_identity(row, "一级") for row in form.rows))
    if firsts == [""] or form.rows[0].other_tree():
        return  # a flat list of indicators, or a second tree beside 绩效指标, as some forms have them
    filled = {_identity(row, "一级") for row in form.rows if _text(row, "三级")}
    for name in required if _prints(subject, "一级") else ():
        stem = _stem(name)
        present = [first for first in firsts if stem in first]
        if not present:
            yield Finding(None, f"缺一级指标“{name}”", Severity.WARNING, "绩效指标")
        elif not filled.intersection(present):
            first = next(row for row in form.rows if _identity(row, "一级") == present[0])
            yield Finding(text_of(first, "一级").source, f"一级指标“{name}”下面没有指标", Severity.WARNING, "绩效指标")
    if _prints(subject, "二级"):
        yield from _blank_seconds(form, filled)


def _prints(subject: Subject, level: str) -> bool:
    """Whether the form has a column for a level; one whose template is not known has."""
    columns = [path for path in subject.printed if path.startswith("指标/")]
    return not columns or f"指标/{level}" in columns or "绩效指标" in subject.printed


def _blank_seconds(form: Form, filled: set[str]) -> Iterator[Finding]:
    """二级 of a filled 一级 whose only row is blank."""
    rows: dict[tuple[str, str], list[IndicatorRow]] = {}
    for row in form.rows:
        rows.setdefault((_identity(row, "一级"), _identity(row, "二级")), []).append(row)
    for (first, second), own in rows.items():
        if second and first in filled and not any(_text(row, "三级") for row in own):
            message = f"二级指标“{second}”下面没有指标，印出来是空行"
            yield Finding(text_of(own[0], "二级").source, message, Severity.INFO, "绩效指标")


def _identity(row: IndicatorRow, level: str) -> str:
    """The name of a level in the project file, which may differ from its label."""
    value = row.attributes().get(level)
    depth = 0 if level == "一级" else 1
    if isinstance(value, Label) and len(value.node) > depth:
        return "".join(value.node[depth].split())
    return _text(row, level)


def _text(row: IndicatorRow, level: str) -> str:
    value = row.attributes().get(level)
    return "".join(value.split()) if isinstance(value, str) else ""


def _stem(name: str) -> str:
    return name.removesuffix("指标")


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("D001", "缺一级或二级", "补上指标；确实没有的，说明原因", project=_project)
