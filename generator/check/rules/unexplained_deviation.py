"""缺偏差原因.

查什么：得分少于分值的指标，和实际完成值超过目标三成及以上的指标，写了偏差原因。

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

from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.numbers import as_number, plain
from generator.chinese.quantity import Quantity, multiple_of, parse_quantity
from generator.jinja.values import IndicatorRow, Typed
from generator.problem import Severity

_REASON = re.compile("原因|改进|备注|说明")
_BLANK = re.compile(r"[\s—–\-－/无]*")
# An actual value of this many times the target needs an explanation.
_MOST = Decimal("1.3")
_CEILINGS = frozenset(("≤", "<"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Deviations from the target without 偏差原因."""
    for row in form.rows:
        score, weight = text_of(row, "得分"), text_of(row, "分值")
        if not (score or text_of(row, "实际完成值")) or _is_explained(row):
            continue
        got, most = as_number(score), as_number(weight)
        if got is not None and most is not None and got < most:
            message = f"“{label(row)}”得分 {score}，少于分值 {weight}（差 {plain(most - got)}），没有写偏差原因"
            yield Finding(score.source, message, Severity.WARNING, "得分")
        else:
            yield from _over(row)


def _is_explained(row: IndicatorRow) -> bool:
    return any(
        isinstance(text, str) and not _BLANK.fullmatch(text)
        for name, text in row.attributes().items()
        if _REASON.search(name)
    )


def _over(row: IndicatorRow) -> Iterator[Finding]:
    target, actual = _target(row), text_of(row, "实际完成值")
    wanted, reached = parse_quantity(target), parse_quantity(actual)
    if wanted is None or reached is None or wanted.sign in _CEILINGS:
        return
    pair = _comparable(wanted, reached, label(row))
    if pair is None or pair[0] <= 0:
        return
    low, got = pair
    share = got / low
    if share >= _MOST:
        over, working = _percent(share - 1), f"{plain(got)} ÷ {plain(low)} = {_percent(share)}"
        message = f"“{label(row)}”实际完成“{actual}”，超过目标“{target}”{over}（{working}），没有写偏差原因"
        yield Finding(actual.source, message, Severity.WARNING, "实际完成值", working=working)


def _percent(share: Decimal) -> str:
    return f"{plain(Decimal(f'{share * 100:.1f}'))}%"


def _target(row: IndicatorRow) -> Typed:
    return text_of(row, "年度指标值") or text_of(row, "指标值")


def _comparable(wanted: Quantity, reached: Quantity, name: str) -> tuple[Decimal, Decimal] | None:
    """Target and actual value in one unit; None if the units do not compare.

    If only one of them states a unit, the other has the same if the name gives that unit or no multiple is in sight.
    """
    low, got = wanted.high, reached.value
    if low is None or got is None:
        return None
    if wanted.unit == reached.unit:
        return low, got
    (times, one), (more, other) = multiple_of(wanted.unit), multiple_of(reached.unit)
    if wanted.unit and reached.unit:
        return (low * times, got * more) if one == other else None
    stated = wanted.unit or reached.unit
    is_plain = times == more == 1 and not re.search("[十百千万亿]", name)
    is_named = re.search(f"(?<![十百千万亿]){re.escape(stated)}", name)
    return (low, got) if is_named or is_plain else None


RULE = Rule("D002", "缺偏差原因", "补写偏差原因和改进措施", form=check)
