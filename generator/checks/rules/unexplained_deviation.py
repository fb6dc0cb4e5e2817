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

from generator.checks.rule import Finding, Rule
from generator.checks.subject import Form, Subject, label, text_of
from generator.expressions.values import Row, Typed
from generator.model import Severity
from generator.text.amount import plain
from generator.text.number import as_number
from generator.text.quantity import Quantity, parse_quantity
from generator.text.unit import multiple_of

_REASON = re.compile("原因|改进|备注|说明")
_BLANK = re.compile(r"[\s—–\-－/无]*")
_MOST = Decimal("1.3")
_CEILINGS = frozenset(("≤", "<"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Deviations that nobody explains."""
    for row in form.rows:
        if _is_explained(row):
            continue
        score, weight = text_of(row, "得分"), text_of(row, "分值")
        got, most = as_number(score), as_number(weight)
        if got is not None and most is not None and got < most:
            message = f"“{label(row)}”得分 {score}，少于分值 {weight}（差 {plain(most - got)}），没有写偏差原因"
            yield Finding(score.source, message, Severity.WARNING, "得分")
        else:
            yield from _over(row)


def _is_explained(row: Row) -> bool:
    return any(
        isinstance(text, str) and not _BLANK.fullmatch(text)
        for name, text in row.attributes().items()
        if _REASON.search(name)
    )


def _over(row: Row) -> Iterator[Finding]:
    target, actual = _target(row), text_of(row, "实际完成值")
    wanted, reached = parse_quantity(target), parse_quantity(actual)
    if wanted is None or reached is None or wanted.sign in _CEILINGS:
        return
    low, got = _amount(wanted, wanted.high), _amount(reached, reached.value)
    if low is None or got is None or low[0] <= 0 or not _same_unit(low[1], got[1]):
        return
    share = got[0] / low[0]
    if share >= _MOST:
        over = plain(((share - 1) * 100).quantize(Decimal("0.1")))
        working = f"{plain(got[0])} ÷ {plain(low[0])} = {plain((share * 100).quantize(Decimal('0.1')))}%"
        message = f"“{label(row)}”实际完成“{actual}”，超过目标“{target}”{over}%（{working}），没有写偏差原因"
        yield Finding(actual.source, message, Severity.WARNING, "实际完成值")


def _target(row: Row) -> Typed:
    return text_of(row, "年度指标值") or text_of(row, "指标值")


def _amount(quantity: Quantity, number: Decimal | None) -> tuple[Decimal, str] | None:
    factor, unit = multiple_of(quantity.unit)
    return None if number is None else (number * factor, unit)


def _same_unit(one: str, other: str) -> bool:
    return one == other or not one or not other


RULE = Rule("D002", "缺偏差原因", form=check)
