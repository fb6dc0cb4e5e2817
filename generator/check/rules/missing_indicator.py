"""个别分表缺指标.

查什么：八成以上的分表（至少五个分表）都有的指标，个别分表没有。只是提示：有意不设的不必改。

为什么：填表时漏了一个数，那一行就不会印出来，不容易看到。

错例::

    绩效指标: {产出指标: {数量指标: {培训人次: "{{ 培训 }}人次"}}}
    分表: {按: 市州, 各表: {甲市: {培训: 10}, 乙市: {培训: 20}, 丙市: {培训: 10}, 丁市: {培训: 10}, 戊市: {}}}

对例::

    绩效指标: {产出指标: {数量指标: {培训人次: "{{ 培训 }}人次"}}}
    分表: {按: 市州, 各表: {甲市: {培训: 10}, 乙市: {培训: 20}, 丙市: {培训: 10}, 丁市: {培训: 10}, 戊市: {培训: 5}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.check.rule import Finding, Rule, in_each_tree
from generator.check.subject import Subject, by_indicator, comparable_name, listed
from generator.problem import Severity

_FEWEST = 5  # forms


def check(subject: Subject) -> Iterator[Finding]:
    """Indicators that at least four fifths of the forms have, but not all."""
    total = len(subject.forms)
    if total < _FEWEST:
        return
    names = {form.number: {comparable_name(indicator.name) for indicator in form.indicators} for form in subject.forms}
    for occurrences in by_indicator(subject).values():
        having = {indicator.form.number for indicator in occurrences}
        if len(having) * 5 < total * 4 or len(having) == total:
            continue
        name = occurrences[0].name
        lacking = [f for f in subject.forms if f.number not in having and comparable_name(name) not in names[f.number]]
        if lacking:
            message = f"{total} 个分表里有 {len(having)} 个有“{name}”，{listed(lacking)}没有"
            yield Finding(occurrences[0].label.source, message, Severity.INFO, name)


RULE = Rule("B007", "个别分表缺指标", "核对这个分表是不是漏了这个指标", project=partial(in_each_tree, check=check))
