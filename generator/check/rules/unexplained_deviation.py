"""缺偏差原因.

查什么：得分少于分值的指标，没有完成目标的指标（不打分的表也查），和实际完成值超过目标三成及以上的指标，写了偏差原因。
打分办法里可以另定幅度（``偏差原因: {低于: 90, 达到: 130}``，是完成目标的百分之几；四川是低于 90）。
没有写 ≥、≤，名称又看不出越高越好的率、成本，不查完成了没有。
全表合写一格原因的，有那一格就不查各个指标。

为什么：自评表要求说明没有完成的原因；超额太多，说明目标定低了，也要说明。

错例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 16家, 分值: 5, 得分: 5}

对例::

    参展企业数: {年度指标值: ≥10家, 实际完成值: 16家, 分值: 5, 得分: 5, 偏差原因: 新增一场省外展会}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from generator.check.measures import directed_target
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, RowValue, Subject, label
from generator.check.wording import points_in
from generator.chinese.numbers import plain
from generator.chinese.quantity import Quantity, multiple_of, parse_quantity
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_REASONS = (Role.REASON, Role.REMARK, Role.EXPLANATION)
_BLANK = re.compile(r"[\s—–\-－/无]*")
_CEILINGS = frozenset(("≤", "<"))


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Deviations from the target without 偏差原因."""
    if any(not _BLANK.fullmatch(field.text) for field in form.with_role(Role.REASON)):
        return
    for row in form.rows:
        if any(not _BLANK.fullmatch(value.text) for value in form.values(row, *_REASONS)):
            continue
        score, weight = form.value(row, Role.SCORE), form.value(row, Role.WEIGHT)
        got, most = points_in(score.text), points_in(weight.text)
        least = subject.profile.unexplained[0]
        if got is not None and most is not None and got * 100 < most * least:
            message = f"“{label(row)}”{score.attribute} {score.text}，少于{weight.attribute} {weight.text}"
            message += f"（差 {plain(most - got)}），没有写偏差原因"
            yield Finding(score.text.source, message, Severity.WARNING, score.attribute)
        else:
            yield from _missed(form, row, subject.profile)


def _missed(form: Form, row: IndicatorRow, profile: Profile) -> Iterator[Finding]:
    """A target that is missed, or exceeded by far."""
    target, actual = form.value(row, Role.TARGET), form.value(row, Role.ACTUAL)
    wanted, reached = parse_quantity(directed_target(form, row)), parse_quantity(actual.full)
    pair = _comparable(wanted, reached, label(row)) if wanted and reached else None
    if wanted is None or pair is None:
        return
    low, high, got = pair
    least, most = (percent / 100 for percent in profile.unexplained)
    if wanted.sign in _CEILINGS:
        if got * least > high:
            yield _finding(row, actual, f"超过目标“{target.full}”", f"{plain(got)} > {plain(high)}")
    elif got < low * least:
        yield _finding(row, actual, f"没有达到目标“{target.full}”", f"{plain(got)} < {plain(low)}")
    elif high > 0 and got / high >= most:
        working = f"{plain(got)} ÷ {plain(high)} = {_percent(got / high)}"
        yield _finding(row, actual, f"超过目标“{target.full}”{_percent(got / high - 1)}", working)


def _finding(row: IndicatorRow, actual: RowValue, what: str, working: str) -> Finding:
    message = f"“{label(row)}”{actual.attribute}“{actual.full}”，{what}（{working}），没有写偏差原因"
    return Finding(actual.text.source, message, Severity.WARNING, actual.attribute, working=working)


def _percent(share: Decimal) -> str:
    return f"{plain(Decimal(f'{share * 100:.1f}'))}%"


def _comparable(wanted: Quantity, reached: Quantity, name: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """Both ends of the target, and the actual value, in one unit; None if the units do not compare.

    If only one of them states a unit, the other has the same if the name gives that unit or no multiple is in sight.
    """
    low, high, got = wanted.low, wanted.high, reached.value
    if low is None or high is None or got is None:
        return None
    if wanted.unit == reached.unit:
        return low, high, got
    (times, one), (more, other) = multiple_of(wanted.unit), multiple_of(reached.unit)
    if wanted.unit and reached.unit:
        return (low * times, high * times, got * more) if one == other else None
    stated = wanted.unit or reached.unit
    is_plain = times == more == 1 and not re.search("[十百千万亿]", name)
    is_named = re.search(f"(?<![十百千万亿]){re.escape(stated)}", name)
    return (low, high, got) if is_named or is_plain else None


RULE = Rule(
    "D002",
    "缺偏差原因",
    "补写偏差原因和改进措施",
    needs=((Role.SCORE, Role.ACTUAL), (Role.WEIGHT, Role.TARGET)),
    reads=(Role.REASON, Role.REMARK, Role.EXPLANATION, Role.SIGN, Role.UNIT, Role.DIRECTION),
    form=check,
)
