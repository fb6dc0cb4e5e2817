"""年度外日期.

查什么：指标值里的日期和期限（`2024年底前`）在这张表的年度里，或在它的实施期里；当年值看年度，周期值看实施期。
次年一季度的只作提示。没有写年度和实施期的表不查。

为什么：多半是照抄去年的表忘了改年份。

错例::

    年度: 2024
    绩效指标: {产出指标: {时效指标: {资金拨付及时性: 2023年底前}}}

对例::

    年度: 2024
    绩效指标: {产出指标: {时效指标: {资金拨付及时性: 2024年底前}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.check.periods import YEAR, periods_of, years_of
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label
from generator.chinese.dates import parse_deadline
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed
from generator.problem import Severity

# A date in the first quarter, from the character after the year.
_NEXT_SPRING = re.compile("(?:年度?|[-/.])(?:0?[1-3](?:月|[-/.]|$)|第?[一1]季度|初)")


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Dates of indicators outside the years of the form."""
    years, periods = years_of(form), periods_of(form)
    if not years and not periods:
        return
    for row in form.rows:
        for each in (row, *_parts(row)):
            yield from _of_row(form, each, row, years, periods)


def _parts(row: IndicatorRow) -> list[IndicatorRow]:
    parts = row.attributes().get("分解")
    return parts if isinstance(parts, list) else []


def _of_row(
    form: Form, each: IndicatorRow, row: IndicatorRow, years: frozenset[int], periods: frozenset[int]
) -> Iterator[Finding]:
    # Beside a target of the whole period, the other is that of the year.
    has_period = Role.PERIOD_TARGET in form.names.columns and form.value(each, Role.PERIOD_TARGET)
    of_year = years or periods if has_period else periods | years
    of_period = periods | years if periods else frozenset[int]()
    seen: set[str] = set()
    for role, allowed in ((Role.TARGET, of_year), (Role.PERIOD_TARGET, of_period)):
        for value in form.values(each, role) if role in form.names.columns else ():
            year = None if str(value.text) in seen else _year(str(value.text))
            seen.add(str(value.text))
            if year is not None and allowed and year not in allowed:
                yield _finding(value.text, value.attribute, label(row), year, allowed)


@lru_cache(maxsize=4096)
def _year(text: str) -> int | None:
    """The year of a value that is a date or deadline; None for other values."""
    plain = "".join(half_width(text).split()).rstrip("。;,")
    found = parse_deadline(plain)
    match = re.match(YEAR, found[1]) if found else None
    return int(match[0]) if match else None


def _finding(text: Typed, attribute: str, name: str, year: int, allowed: frozenset[int]) -> Finding:
    span = f"{min(allowed)}年" if len(allowed) == 1 else f"{min(allowed)}—{max(allowed)}年"
    is_spring = year == max(allowed) + 1 and _NEXT_SPRING.search(half_width(text))
    message = f"“{name}”的{attribute}“{text}”在 {year} 年，不在这张表的年度（{span}）里"
    return Finding(text.source, message, Severity.INFO if is_spring else Severity.WARNING, attribute)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule(
    "F003",
    "年度外日期",
    "核对日期的年份",
    needs=((Role.TARGET, Role.PERIOD_TARGET), (Role.YEAR, Role.TITLE, Role.PROJECT, Role.PERIOD, Role.START)),
    reads=(Role.END,),
    project=_project,
)
