"""A narrative in, the numbers with units that it states out, each with the words around it in its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from generator.check.exact import number_in
from generator.chinese.half_width import half_width
from generator.chinese.number import UNSIGNED
from generator.chinese.numeral import NUMERAL, numeral
from generator.chinese.unit import UNIT

_CLAUSE = re.compile(r"(?:[^,;:。!?\n]|,(?=[0-9]{3}(?![0-9])))+")
# An amount may be written out (五百万元); other numerals are mostly words (一元, 三方, 二级).
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z.,第〔\[])(?P<number>{UNSIGNED})(?P<unit>{UNIT})?"
    rf"|(?<!{NUMERAL})(?P<words>{NUMERAL}{{2,}}|[十拾])(?P<yuan>元)"
)
_ROUGH_BEFORE = re.compile(rf"(?:约为?|近|[-–—~]|[0-9](?:{UNIT})?[至到])\Z")
_ROUGH_AFTER = re.compile(r"[余多+]|左右|上下|[-–—~至到][0-9]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_REACH = 120  # characters around a number that may say what it is of
_LONGEST_UNIT = 8
_CALENDAR = frozenset("年月日")


class Claim(Struct, frozen=True):
    """A number in its clause.

    ``before`` and ``after`` are what is around it in the clause, half-width; ``since`` is what of ``before`` follows
    the number before it. ``clause``, shortened if it is long, and ``text`` are as typed. ``offset`` is where the clause
    begins, ``is_rough`` marks 约, 余 and ranges.
    """

    number: Decimal
    unit: str
    text: str
    before: str
    since: str
    after: str
    clause: str
    offset: int
    is_rough: bool = False


def claims(text: str) -> Iterator[Claim]:
    """Every number of a narrative that is no date, ordinal or part of a code."""
    plain = half_width(text)
    for match in _CLAUSE.finditer(plain):
        yield from _in_clause(text[match.start() : match.end()], match[0], match.start())


def _in_clause(typed: str, clause: str, offset: int) -> Iterator[Claim]:
    last, quoted = 0, _quoted(typed)
    for match in _NUMBER.finditer(clause):
        start, end, unit = match.start(), match.end(), match["unit"] or match["yuan"] or ""
        before, after = clause[max(0, start - _REACH) : start], clause[end : end + _REACH]
        since, last = clause[max(last, start - _REACH) : start], end
        number = numeral(match["words"]) if match["words"] else number_in(match["number"])
        if number is None or len(unit) > _LONGEST_UNIT or _is_date(match["number"] or "", unit, after):
            continue
        said = typed[start:end]
        is_rough = bool(_ROUGH_BEFORE.search(before) or _ROUGH_AFTER.match(after))
        yield Claim(number, unit, said, before, since, after, quoted, offset, is_rough)


def _quoted(clause: str) -> str:
    """The clause as a message quotes it."""
    stripped = clause.strip()
    return stripped if len(stripped) <= _REACH else f"{stripped[:_REACH]}…"


def _is_date(number: str, unit: str, after: str) -> bool:
    return unit in {"月", "日"} or (bool(_YEAR.fullmatch(number)) and (unit or after[:1]) in _CALENDAR)
