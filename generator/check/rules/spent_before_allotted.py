"""支出早于下达.

查什么：资金下达的日期（下达时间一栏，或文字里的“××年×月×日下达”）和支出、拨付的日期（拨付时间一栏，文字里写明日期的支付，
使用明细里带日期和金额的各项）：支出不早于下达。文字里没写年份的日期，只有当年、次年两种读法都说得通时才不报。

为什么：钱没到就花了，要么日期写错，要么是用别的钱垫付的，审计会问。

错例::

    资金投入情况: 2023年10月7日下达。使用明细如下：2023年6月3日参加博览会21.5万元。

对例::

    资金投入情况: 2023年10月7日下达。使用明细如下：2023年11月3日参加博览会21.5万元。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from msgspec import Struct

from generator.check.periods import YEAR, Span, read_date, years_of
from generator.check.rule import Finding, Rule, once_per_place, source_at
from generator.check.subject import Form, FormText, Subject
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_DAY = rf"(?:{YEAR}年)?[0-9]{{1,2}}月(?:[0-9]{{1,2}}日?)?"
# A day with 下达 soon after it in the same clause, and one with 支付 or the like.
_ALLOTMENT = re.compile(rf"(?P<day>{YEAR}年[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)[^,;。:\n]{{0,12}}?下达")
_PAYMENT = re.compile(
    rf"(?P<day>{YEAR}年[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)[^,;。:\n下]{{0,8}}?(?:支付|支出|拨付|兑付|发放)"
)
# After such words a text lists payments: day, purpose, amount.
_DETAILS = re.compile("使用明细|支出明细|具体明细|明细如下|支出情况|支出如下")
_ITEM = re.compile(
    rf"(?P<day>{_DAY})(?P<what>[^,;。:\n]{{2,60}}?)(?P<amount>[0-9]+(?:\.[0-9]+)?万?元|[0-9.]+万)(?=[,;。、\n]|\Z)"
)
# An item with one of these words is no payment.
_NOT_SPENT = re.compile("下达|安排|签约|引资|投资|到位|进出口|收入|申报|预算|批复|合同|贸易|产值|销售")


# Offset, words, and every date that may be meant.
_Spending = tuple[int, str, tuple[Span, ...]]


class _Allotment(Struct, frozen=True):
    span: Span
    typed: str


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Money that was spent before it was allotted."""
    allotted = _earliest(form)
    if allotted is None:
        return
    for field in form.with_role(Role.PAID):
        spent = read_date(field.text)
        if spent and spent.last < allotted.span.first:
            message = f"{field.name}“{field.text}”早于资金下达的日期“{allotted.typed}”"
            yield Finding(field.source, message, Severity.WARNING, field.path)
    year = min(years_of(form), default=allotted.span.first.year)
    reported = max(
        (span.last for field in form.with_role(Role.REPORTED) if (span := read_date(field.text))), default=None
    )
    for piece in form.pieces:
        for offset, quoted, readings in _spendings(str(piece.text), year):
            if _is_early(readings, allotted.span, reported):
                yield _of_text(piece, offset, quoted, readings, allotted, reported)


def _earliest(form: Form) -> _Allotment | None:
    """The earliest allotment that the form states; None if it states none."""
    found = [
        _Allotment(span, str(field.text)) for field in form.with_role(Role.ALLOTTED) if (span := read_date(field.text))
    ]
    for field in form.fields:
        if "下达" in field.text:
            days = [match["day"] for match in _ALLOTMENT.finditer(half_width(field.text))]
            found += [_Allotment(span, day) for day in days if (span := read_date(day))]
    return min(found, key=lambda each: each.span, default=None)


def _is_early(readings: tuple[Span, ...], allotted: Span, reported: date | None) -> bool:
    """Whether the money was spent before the allotment in every possible reading of the date.

    A reading after the day of the report is not possible.
    """
    if not readings or readings[0].last >= allotted.first:
        return False
    return all(span.last < allotted.first or (reported is not None and span.first > reported) for span in readings)


@lru_cache(maxsize=1024)
def _spendings(text: str, year: int) -> tuple[_Spending, ...]:
    """The payments on a date that a text states; ``year`` is that of the form, for dates without one."""
    plain = half_width(text)
    found: list[_Spending] = [
        (match.start(), text[match.start() : match.end()], (span,))
        for match in _PAYMENT.finditer(plain)
        if (span := read_date(match["day"]))
    ]
    start = 0
    for line in plain.split("\n"):
        details = _DETAILS.search(line)
        if details:
            for match in _ITEM.finditer(line, details.end()):
                if not _NOT_SPENT.search(match["what"]):
                    at = start + match.start()
                    found.append((at, text[at : start + match.end()], _readings(match["day"], year)))
        start += len(line) + 1
    return tuple(found)


def _readings(day: str, year: int) -> tuple[Span, ...]:
    # Without a year it is a day of the year of the form or of the next, in which the report is written.
    with_year = bool(re.match(YEAR, day))
    years = (None,) if with_year else (year, year + 1)
    return tuple(span for each in years if (span := read_date(day, each)))


def _of_text(
    piece: FormText, offset: int, quoted: str, readings: tuple[Span, ...], allotted: _Allotment, reported: date | None
) -> Finding:
    early, *later = (span.first.year for span in readings)
    message = f"“{quoted}”早于资金下达的日期“{allotted.typed}”"
    if later:
        message += f"（没有写年份：{early} 年早于下达，{later[0]} 年晚于报告时间 {reported}）"
    return Finding(source_at(piece.text, offset), message, Severity.WARNING, piece.field)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule(
    "F002",
    "支出早于下达",
    "核对支出和下达的日期",
    reads=(Role.ALLOTTED, Role.PAID, Role.REPORTED, Role.YEAR),
    project=_project,
)
