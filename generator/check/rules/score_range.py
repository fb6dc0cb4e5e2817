"""得分在 0 和分值之间.

查什么：每个指标的得分不小于 0、不大于它的分值。

为什么：得分超过分值，总分就不可信。

依据：财预〔2020〕10号。

错例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 12家, 分值: 5, 得分: 6}

对例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 12家, 分值: 5, 得分: 5}
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.numbers import as_number


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Scores below 0 or above 分值."""
    for row in form.rows:
        score, weight = text_of(row, "得分"), text_of(row, "分值")
        got, most = as_number(score), as_number(weight)
        if got is None or most is None:
            continue
        if got < 0:
            yield Finding(score.source, f"“{label(row)}”的得分“{score}”小于 0", field="得分")
        elif got > most:
            yield Finding(score.source, f"“{label(row)}”的得分“{score}”超过了分值“{weight}”", field="得分")


RULE = Rule("A003", "得分在 0 和分值之间", "得分改到 0 和分值之间", form=check)
