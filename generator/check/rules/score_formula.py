"""得分与公式相符.

查什么：目标值和实际完成值都是数的指标，得分与打分办法的公式相差不超过 0.1。
完成值写“达成”“部分达成”“未达成”的定性指标，得分在打分办法给的幅度里。
单位对不上、只有一边写了单位的（``4家`` 和 ``5`` 这样数个数的除外），写“约”的，没有写 ≥、≤ 又看不出越高越好的
率、成本、用时，目标是 0 没有写 ≤ 的，超出 ``10-20家`` 这样的范围的，不查。
``>5家`` 至少要 6家，``<5起`` 至多 4起；按 5 打分的也认。``>5%`` 正好完成 5% 的，看不出算不算达到，不查。

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

from generator.check.measures import directed_target
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject, label
from generator.check.wording import points_in
from generator.chinese.comparison import ScoreError, loosened
from generator.chinese.numbers import half_width, plain
from generator.chinese.quantity import parse_quantity
from generator.chinese.scoring import Profile, Score, ScoringFormula, score
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_TOLERANCE = Decimal("0.1")
_TRENDS = (re.compile("增|升|提高|上涨|扩大"), re.compile("降|减|缩|压|节约"))
# What may follow 达成 and the like: 部分达成年度指标并具有一定效果.
_OF_TARGET = re.compile("(?:本?年度|预期|既定|全部)*(?:绩效)?(?:指标|目标|效果)?(?:[并且].*)?")


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Scores that differ by more than 0.1 from the formula of the profile."""
    for row in form.rows:
        scored, weight = form.value(row, Role.SCORE), form.value(row, Role.WEIGHT)
        got, most = points_in(scored.text), points_in(weight.text)
        if got is None or most is None or not 0 <= got <= most:
            continue
        told = _of_number(form, row, most, got, subject.profile) or _of_level(form, row, most, got, subject.profile)
        if told is not None:
            what, working = told
            message = f"“{label(row)}”{what}：{working}，{scored.attribute}写的是 {plain(got)}"
            yield Finding(scored.text.source, message, Severity.WARNING, scored.attribute, working=working)


def _of_number(form: Form, row: IndicatorRow, most: Decimal, got: Decimal, profile: Profile) -> tuple[str, str] | None:
    """What the score is computed from, and the working, if the formula gives another score."""
    target, actual = directed_target(form, row), form.value(row, Role.ACTUAL).full
    if not target or not actual or _are_opposite(target, actual):
        return None
    weight = plain(most)
    computed = _computed(target, actual, weight, profile.floor, profile.ceiling)
    loose = _computed(loosened(target), actual, weight, profile.floor, profile.ceiling)
    if computed is None or any(each and abs(each.value - got) <= _TOLERANCE for each in (computed, loose)):
        return None
    return f"目标“{form.value(row, Role.TARGET).full}”，完成“{actual}”", computed.working


def _of_level(form: Form, row: IndicatorRow, most: Decimal, got: Decimal, profile: Profile) -> tuple[str, str] | None:
    """As ``_of_number``, of an indicator that is not a number: what the profile gives for 达成, 部分达成 and 未达成."""
    actual = form.value(row, Role.ACTUAL)
    level = next((name for name in profile.judged if _is_level(actual.text, name)), None)
    if level is None or parse_quantity(form.value(row, Role.TARGET).full) is not None:
        return None
    ends = profile.judged[level]
    low, high = (end * most / 100 for end in ends)
    if low - _TOLERANCE <= got <= high + _TOLERANCE:
        return None
    shares = "–".join(f"{plain(end)}%" for end in ends)
    working = f"{shares} × {plain(most)} = {plain(low)}–{plain(high)}"
    return f"{actual.attribute}“{actual.text}”，“{level}”按“{profile.name}”", working


def _is_level(text: str, name: str) -> bool:
    said = "".join(half_width(text).split())
    return said.startswith(name) and bool(_OF_TARGET.fullmatch(said.removeprefix(name)))


def _are_opposite(target: str, actual: str) -> bool:
    """Whether the texts speak of opposite changes."""
    wanted, reached = (tuple(bool(trend.search(text)) for trend in _TRENDS) for text in (target, actual))
    return any(wanted) and any(reached) and wanted != reached


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
    reads=(Role.SIGN, Role.UNIT, Role.DIRECTION),
    form=check,
)
