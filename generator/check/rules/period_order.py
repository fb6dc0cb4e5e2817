"""开始晚于结束.

查什么：起始年度和到期年度，开始时间和结束时间，起止时间、实施期里的两个日期：开始不晚于结束。

为什么：年份写错一个字，期限就不成立，后面按年度算的数也跟着错。

错例::

    项目起止时间: 2023年1月-2022年12月

对例::

    项目起止时间: 2023年1月-2023年12月
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.check.periods import read_date, read_period, starts_and_ends
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject
from generator.chinese.vocabulary import Role, folded


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Periods that begin after they end."""
    for field in form.with_role(Role.PERIOD):
        period = read_period(field.text)
        if period and period.start.first > period.end.last:
            message = f"“{field.text}”的开始（{period.start.first}）晚于结束（{period.end.last}）"
            yield Finding(field.source, message, field=field.path)
    for one, other in starts_and_ends(form):
        start, end = read_date(one.text), read_date(other.text)
        if start and end and start.first > end.last:
            message = f"{folded(one.name)}“{one.text}”晚于{folded(other.name)}“{other.text}”"
            yield Finding(one.source, message, field=one.path)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule(
    "F001",
    "开始晚于结束",
    "核对开始和结束的日期",
    needs=((Role.PERIOD, Role.START),),
    reads=(Role.END,),
    project=_project,
)
