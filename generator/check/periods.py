"""Reads dates and periods as forms write them into spans of calendar days; None for what is not certain."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import takewhile

from msgspec import Struct

from generator.check.subject import Field, Form
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role

YEAR = "(?:19|20)[0-9]{2}"
"""Regular expression of a year in half-width text."""

_DASH = re.compile("[-–—―~〜至到]+")
# 2024, 2024年度, 2024年底, 2024年3月, 2024年3月上旬, 2024年3月5日, 2024-03-05; both marks of the last must be the same.
_FULL = re.compile(
    rf"(?P<year>{YEAR})(?:年度?|(?P<mark>[-./])(?=[0-9])|\Z)"
    r"(?:(?P<month>[0-9]{1,2})(?:(?:月|(?P=mark)|\Z)(?:份|初|中|底|末|[上中下]旬)?(?:(?P<day>[0-9]{1,2})[日号]?)?)?|[底末初])?"
)
# 20240305, and a date without its year: 3月5日.
_COMPACT = re.compile(rf"(?P<year>{YEAR})(?P<month>[01][0-9])(?P<day>[0-3][0-9])")
_PART = re.compile("(?P<month>[0-9]{1,2})月(?:份|初|中|底|末|[上中下]旬)?(?:(?P<day>[0-9]{1,2})[日号]?)?")


class Span(Struct, frozen=True, order=True):
    """The first and the last day that a date may mean: ``2023年1月`` means any day from the 1st to the 31st."""

    first: date
    last: date


class Period(Struct, frozen=True):
    """A period between two dates, each of which may be a whole year or month."""

    start: Span
    end: Span


@lru_cache(maxsize=4096)
def read_date(text: str, year: int | None = None) -> Span | None:
    """The date that a text is; ``year`` is the year of a date without one (None: such a date is not read)."""
    plain = "".join(half_width(text).split())
    match = _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        match = _PART.fullmatch(plain) if year else None
        return _span(year or 0, match["month"], match["day"]) if match else None
    return _span(int(match["year"]), match["month"], match["day"])


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """The period that a text is: two dates with a dash, 至 or 到 between; the second may leave out its year."""
    plain = re.sub("^(?:自|从)|起(?=至|到)|(?:为?止)$", "", "".join(half_width(text).split()))
    # Which dash separates the dates is found by trying: those of 2023-01-05 are dashes as well.
    for dash in _DASH.finditer(plain):
        start = read_date(plain[: dash.start()])
        end = read_date(plain[dash.end() :], start.first.year) if start else None
        if start and end:
            return Period(start, end)
    return None


def years_of(form: Form) -> frozenset[int]:
    """The years of a form: those in its fields for the year, else those that its titles begin with; may be empty."""
    given = [re.fullmatch(rf"({YEAR})年?度?", half_width(field.text).strip()) for field in form.with_role(Role.YEAR)]
    if not any(given):
        given = [
            re.match(rf"({YEAR})年", half_width(field.text).strip())
            for field in form.with_role(Role.TITLE, Role.PROJECT)
        ]
    return frozenset(int(match[1]) for match in given if match)


def periods_of(form: Form) -> frozenset[int]:
    """All years of the periods that the fields of a form give."""
    found: set[int] = set()
    for field in form.with_role(Role.PERIOD):
        whole, single = read_period(field.text), read_date(field.text)
        if whole:
            found.update(range(whole.start.first.year, whole.end.last.year + 1))
        elif single:
            found.add(single.first.year)
    for one, other in starts_and_ends(form):
        start, end = read_date(one.text), read_date(other.text)
        # The actual dates may lie outside the period that was planned.
        if start and end and not one.name.startswith("实际"):
            found.update(range(start.first.year, end.last.year + 1))
    return frozenset(found)


def starts_and_ends(form: Form) -> Iterator[tuple[Field, Field]]:
    """The fields that say when something begins, each with the one of its group that says when it ends."""
    ends: dict[int, list[Field]] = {}
    for field in form.with_role(Role.END):
        ends.setdefault(field.group, []).append(field)
    for start in form.with_role(Role.START):
        beside = ends.get(start.group, [])
        if beside:
            # 计划开始日期 goes with 计划完成日期, not with 实际完成日期.
            nearest = max(beside, key=lambda end: _shared(start.name, end.name))
            beside.remove(nearest)
            yield start, nearest


def _shared(one: str, other: str) -> int:
    """How many characters two names share at their beginnings and ends."""
    pairs = (zip(one, other, strict=False), zip(reversed(one), reversed(other), strict=False))
    return sum(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], each)) for each in pairs)


def _span(year: int, month: str | None, day: str | None) -> Span | None:
    if not month:
        return Span(date(year, 1, 1), date(year, 12, 31))
    number = int(month)
    if not 1 <= number <= 12:
        return None
    longest = monthrange(year, number)[1]
    if day and not 1 <= int(day) <= longest:
        return None
    return Span(date(year, number, int(day or 1)), date(year, number, int(day or longest)))
