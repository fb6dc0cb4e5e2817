"""目标与实际.

查什么：目标是数的指标（`≥90%`），实际完成值也是数；目标只问是不是（`是`、`有`），实际完成值不是一个数。
写着“全部”“全覆盖”的、还没有填的、期限，和监控表里写“尚未开展”的，不查。

为什么：`≥90%` 的实际完成值写“是”，看不出完成了多少，得分也没有根据。

错例::

    公众满意度: {年度指标值: ≥90%, 实际完成值: 是}

对例::

    公众满意度: {年度指标值: ≥90%, 实际完成值: 93%}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.rule import Finding, Rule
from generator.check.subject import Form, RowValue, Subject, label
from generator.chinese.numbers import UNSIGNED, half_width
from generator.chinese.quantity import UNIT, parse_quantity
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_NUMERAL = re.compile("[0-9〇一二三四五六七八九十百千万亿两半零壹贰叁肆伍陆柒捌玖]")
_BLANK = re.compile(r"[\s—–\-－/]*")
# In words, 全部 answers a number, and 未发生 answers a ceiling or 0.
_ALL = re.compile("全|都|均")
_NONE = re.compile("无|未|没有|不")
# In the middle of the year: there is no result yet.
_NOT_YET = re.compile("尚|未|待|暂|正在|年底|年末|下半年|推进|实施中|进行中|进展")
_YES_OR_NO = frozenset(("是", "否", "有", "无"))
_NUMBER = re.compile(rf"[+-]?(?:{UNSIGNED})(?:{UNIT})?")
_CEILINGS = frozenset(("≤", "<"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Targets that are numbers with an actual value in words, and the reverse."""
    for row in form.rows:
        target, partial = form.value(row, Role.TARGET), list(form.values(row, Role.PARTIAL_ACTUAL))
        for actual in form.values(row, Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.REVIEWED_ACTUAL):
            is_open = actual in partial and _NOT_YET.search(actual.text)
            if not _BLANK.fullmatch(actual.text) and not is_open:
                yield from _compared(row, target, actual)


def _compared(row: IndicatorRow, target: RowValue, actual: RowValue) -> Iterator[Finding]:
    name = actual.attribute
    if _wants_number(target.full, actual.text):
        message = f"“{label(row)}”的目标“{target.full}”是数，{name}“{actual.text}”不是数，应填实际达到多少"
        yield Finding(actual.text.source, message, Severity.ERROR, name)
    elif target.text.strip() in _YES_OR_NO and _is_bare_number(actual.text):
        message = f"“{label(row)}”的目标“{target.text}”不是数，{name}“{actual.text}”却是数，两者比不出是否完成"
        yield Finding(actual.text.source, message, Severity.WARNING, name)


def _wants_number(target: str, actual: str) -> bool:
    wanted = parse_quantity(str(target))
    if wanted is None or wanted.low is None or _NUMERAL.search(half_width(actual)) or _ALL.search(actual):
        return False
    may_be_none = wanted.sign in _CEILINGS or not wanted.low
    return not (may_be_none and _NONE.search(actual))


def _is_bare_number(actual: str) -> bool:
    plain = "".join(half_width(actual).split())
    return bool(_NUMBER.fullmatch(plain)) and plain not in {"100%", "0", "1"}


RULE = Rule(
    "D003",
    "目标与实际",
    "填写能与目标比较的实际完成值",
    needs=((Role.TARGET,), (Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.REVIEWED_ACTUAL)),
    reads=(Role.SIGN, Role.UNIT),
    form=check,
)
