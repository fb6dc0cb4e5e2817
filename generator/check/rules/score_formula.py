"""得分与公式相符.

查什么：目标值和实际完成值都是数的指标，得分与打分办法的公式相差不超过 0.1。
定性指标、单位对不上的、成本一类没有写 ≤ 的，不查。

为什么：同样的完成情况，得分应当一样。人有理由多扣或少扣，所以只是警告。

错例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 8家, 分值: 5, 得分: 5}

对例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 8家, 分值: 5, 得分: 4}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject, label
from generator.check.wording import points_in
from generator.chinese.indicator_names import may_be_low
from generator.chinese.numbers import plain
from generator.chinese.scoring import Score, ScoreError, ScoringFormula, score
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_TOLERANCE = Decimal("0.1")
_SIGNS = re.compile("[≥≤<>≧≦⩾⩽＞＜﹥﹤]|不低于|不少于|不超过|以上|以内|以下|达到|至少")
_TRENDS = (re.compile("增|升|提高|上涨|扩大"), re.compile("降|减|缩|压|节约"))


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Scores that differ by more than 0.1 from the formula of the profile."""
    profile = subject.profile
    for row in form.rows:
        scored, weight = form.value(row, Role.SCORE), form.value(row, Role.WEIGHT)
        got, most = points_in(scored.text), points_in(weight.text)
        if got is None or most is None or not 0 <= got <= most:
            continue
        target, actual = form.value(row, Role.TARGET), form.value(row, Role.ACTUAL)
        if not _is_comparable(label(row), target.full, actual.full):
            continue
        computed = _computed(target.full, actual.full, plain(most), profile.floor, profile.ceiling)
        if computed is not None and abs(computed.value - got) > _TOLERANCE:
            message = f"“{label(row)}”目标“{target.full}”，完成“{actual.full}”：{computed.working}，"
            message += f"{scored.attribute}写的是 {plain(got)}"
            yield Finding(scored.text.source, message, Severity.WARNING, scored.attribute, working=computed.working)


def _is_comparable(name: str, target: str, actual: str) -> bool:
    """Whether the texts tell if more or less is better, and do not speak of opposite changes."""
    if not target or not actual or (may_be_low(name) and not _SIGNS.search(target)):
        return False
    wanted, reached = (tuple(bool(trend.search(text)) for trend in _TRENDS) for text in (target, actual))
    return not any(wanted) or not any(reached) or wanted == reached


@lru_cache(maxsize=16_384)
def _computed(target: str, actual: str, weight: str, floor: ScoringFormula, ceiling: ScoringFormula) -> Score | None:
    try:
        return score(target, actual, weight, floor, ceiling)
    except (ScoreError, ArithmeticError):
        return None


RULE = Rule(
    "A005",
    "得分与公式相符",
    "按公式重算得分；手工打分的，写明原因",
    needs=((Role.SCORE,), (Role.WEIGHT,), (Role.TARGET,), (Role.ACTUAL,)),
    reads=(Role.SIGN, Role.UNIT),
    form=check,
)
