"""同一指标在不同分表里归属不同.

查什么：同一个三级指标，在各分表里放在同一个一级、二级指标下面。

为什么：汇总时一个指标被拆成两个，各地的数对不上。

错例::

    甲市: {绩效指标: {产出指标: {数量指标: {建设海外仓: 1个}}}}
    乙市: {绩效指标: {效益指标: {经济效益指标: {建设海外仓: 1个}}}}

对例::

    甲市: {绩效指标: {产出指标: {数量指标: {建设海外仓: 1个}}}}
    乙市: {绩效指标: {产出指标: {数量指标: {建设海外仓: 2个}}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.check.rule import Finding, Rule, in_each_tree
from generator.check.subject import FormIndicator, Subject, comparable_name, listed, text_of
from generator.check.wording import one_line
from generator.problem import Severity


def check(subject: Subject) -> Iterator[Finding]:
    """Indicators that stand in different sections; one that a form has in both is meant so."""
    found: dict[str, dict[tuple[str, str], list[FormIndicator]]] = {}
    for form in subject.forms:
        for indicator in form.indicators:
            found.setdefault(comparable_name(indicator.name), {}).setdefault(indicator.section, []).append(indicator)
    for sections in found.values():
        if len(sections) > 1 and not _stand_together(sections):
            yield _finding(sections)


def _stand_together(sections: dict[tuple[str, str], list[FormIndicator]]) -> bool:
    numbers = [{indicator.form.number for indicator in each} for each in sections.values()]
    return sum(map(len, numbers)) > len(set().union(*numbers))


def _finding(sections: dict[tuple[str, str], list[FormIndicator]]) -> Finding:
    """A finding at the rarest section; of equally rare ones, at the last."""
    ordered = sorted(sections.values(), key=lambda each: (len(each), -each[0].form.number))
    odd = ordered[0][0]
    places = "，".join(f"{listed(indicator.form for indicator in each)}放在“{_printed(each[0])}”" for each in ordered)
    message = f"“{odd.name}”在各分表里的归属不同：{places}"
    return Finding(odd.label.source, message, Severity.WARNING, odd.name)


def _printed(indicator: FormIndicator) -> str:
    return " / ".join(filter(None, (one_line(text_of(indicator.row, level)) for level in ("一级", "二级"))))


RULE = Rule(
    "B004", "同一指标在不同分表里归属不同", "统一放在同一个二级指标下", project=partial(in_each_tree, check=check)
)
