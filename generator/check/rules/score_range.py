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
from generator.check.subject import Form, Subject, label
from generator.check.wording import points_in
from generator.chinese.vocabulary import Role


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Scores below 0 or above 分值."""
    for row in form.rows:
        score, weight = form.value(row, Role.SCORE), form.value(row, Role.WEIGHT)
        got, most = points_in(score.text), points_in(weight.text)
        if got is None or most is None:
            continue
        if got < 0:
            message = f"“{label(row)}”的{score.attribute}“{score.text}”小于 0"
            yield Finding(score.text.source, message, field=score.attribute)
        elif got > most:
            message = f"“{label(row)}”的{score.attribute}“{score.text}”超过了{weight.attribute}“{weight.text}”"
            yield Finding(score.text.source, message, field=score.attribute)


RULE = Rule("A003", "得分在 0 和分值之间", "得分改到 0 和分值之间", needs=((Role.SCORE,), (Role.WEIGHT,)), form=check)
