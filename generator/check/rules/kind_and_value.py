"""定量指标的值不是数.

查什么：注明“定量”的指标，目标值不是数（“按月安排”“逐步提高”）。期限、日期、“全部”“100%”都算数。

为什么：定量指标没有数，年底无法打分。

错例::

    项目进度: {类型: 定量, 值: 按月安排}

对例::

    项目进度: {类型: 定性, 值: 按月安排}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_NUMERAL = re.compile("[0-9〇一二三四五六七八九十百千万亿两半零全]")


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Quantitative indicators whose target holds no number."""
    for row in form.rows:
        value = next(form.values(row, Role.TARGET, Role.PERIOD_TARGET), None)
        kinds = [each for each in form.values(row, Role.KIND, Role.SIGN) if each.text.strip().startswith("定量")]
        if value and kinds and not _NUMERAL.search(half_width(value.text)):
            message = (
                f"“{label(row)}”的{kinds[0].attribute}写的是“{kinds[0].text}”，{value.attribute}“{value.text}”却不是数"
            )
            yield Finding(value.text.source, message, Severity.WARNING, value.attribute)


RULE = Rule(
    "C006",
    "定量指标的值不是数",
    "填写数，或改为定性",
    needs=((Role.KIND, Role.SIGN), (Role.TARGET, Role.PERIOD_TARGET)),
    project=partial(once_per_place, check=check, by_field=True),
)
