"""Reads the quantities that indicators state: number, unit, and what a unit or the name of an indicator counts.

The unit may stand in the value, in 单位, or in brackets at the end of the name. What is not certain gives None or a
blank text: a rule must not report what it only guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.indicator_names import (
    bare_name,
    more_is_better,
    name_adds_up,
    stated_wish,
    unit_adds_up,
    unit_in_name,
)
from generator.chinese.numbers import half_width
from generator.chinese.quantity import Quantity, multiple_of, parse_quantity
from generator.chinese.scoring import directed, lacks_direction
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed

FLOORS = frozenset("≥>")
CEILINGS = frozenset("≤<")

_CHANGES = re.compile("增长|增幅|增速|提高|提升|上升|下降|降低|减少|缩短|压减|节约|同比|环比")
# What columns hold that may be compared with those of places; also unknown ones.
_VALUES = frozenset(
    (Role.TARGET, Role.PERIOD_TARGET, Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.FORECAST, Role.LAST_YEAR, None)
)
_LONGEST = 20  # characters of a number that decimal arithmetic keeps exact, in other units and summed too


class Stated(Struct, frozen=True):
    """The number that an attribute states; ``unit`` as written (亿元), blank if unknown; ``text`` is the value."""

    sign: str
    number: Decimal
    unit: str
    text: Typed

    def within(self, unit: str) -> Decimal | None:
        """The number in another unit; None if that measures something else. A blank unit counts as the other one."""
        if not self.unit or not unit or self.unit == unit:
            return self.number
        (own_times, own), (times, other) = multiple_of(self.unit), multiple_of(unit)
        return self.number * own_times / times if own == other else None


def stated(form: Form, row: IndicatorRow, attribute: str, name: str | None = None) -> Stated | None:
    """The one number that an attribute states; None for texts, ranges, dates and whatever is not certain.

    ``name`` is the name of the indicator if the row is a place of its 分解.
    """
    value = form.value_in(row, attribute)
    found = quantity(value.full)
    number = found.value if found else None
    if found is None or number is None:
        return None
    return Stated(found.sign, number, found.unit or unit_beside(form, row, name), value.text)


def stated_in_all(form: Form, parts: list[IndicatorRow], attribute: str, name: str) -> list[Stated]:
    """What an attribute states in each place; empty if one of them is not certain, or only some have a unit."""
    found = [stated(form, part, attribute, name) for part in parts]
    known = [each for each in found if each is not None]
    is_mixed = len({bool(each.unit) for each in known}) > 1
    return [] if len(known) < len(found) or is_mixed else known


def parts_of(row: IndicatorRow) -> list[IndicatorRow]:
    """The rows of the 分解 of an indicator, one for each place."""
    parts = row.attributes().get("分解")
    return [part for part in parts if isinstance(part, IndicatorRow)] if isinstance(parts, list) else []


def missing_breakdown(subject: Subject) -> str:
    """What a rule that looks at 分解 lacks in a project without one."""
    return "" if any(parts_of(row) for tree in subject.trees() for row in tree.rows) else "分解"


def shared_attributes(form: Form, row: IndicatorRow, parts: list[IndicatorRow]) -> Iterator[str]:
    """The attributes that state a value for the indicator and for one of its places.

    Of attributes that hold the same object (``with_derived`` gives 年度指标值 that of 指标值) only the first.
    """
    seen: set[int] = set()
    for name, value in row.attributes().items():
        naming = form.names.attributes.get(name)
        if naming is None or naming.role not in _VALUES or not isinstance(value, Typed) or id(value) in seen:
            continue
        if value.strip() and any(name in part.attributes() for part in parts):
            seen.add(id(value))
            yield name


def adds_up(form: Form, row: IndicatorRow, unit: str) -> bool:
    """Whether values in this unit add up over places or years: counts and amounts do, rates and durations do not."""
    if not unit_adds_up(unit) or form.is_qualitative(row):
        return False
    return "满意" not in text_of(row, "二级") and name_adds_up(name_of(row))


def name_of(row: IndicatorRow) -> str:
    """The 三级 of a row on one line."""
    return str(text_of(row, "三级")).replace("\n", "").strip()


def unit_beside(form: Form, row: IndicatorRow, name: str | None = None) -> str:
    """The unit in a column beside or in the name, for a value that has none itself; blank if there is none."""
    own = half_width(form.text(row, Role.UNIT) or text_of(row, "单位")).strip()
    return own or unit_in_name(name_of(row) if name is None else name)


def directed_target(form: Form, row: IndicatorRow) -> str:
    """The target of an indicator, with ≤ where a column says that less is better.

    Blank where it is a number of which neither its sign, nor a column, nor the name tells if more or less is better.
    """
    target, wish = form.value(row, Role.TARGET).full, stated_wish(form.text(row, Role.DIRECTION))
    if lacks_direction(target) and not wish and not more_is_better(bare_name(label(row)), text_of(row, "二级"), target):
        return ""
    return directed(target, wish)


def is_change(text: str) -> bool:
    """Whether a text states growth or decline: its % is not the unit of the thing that grows."""
    return bool(_CHANGES.search(text))


@lru_cache(maxsize=65_536)
def quantity(text: str) -> Quantity | None:
    """As ``parse_quantity``, cached because several rules read the same values; None for too many digits as well."""
    found = parse_quantity(text) if text else None
    return found if found and len(found.number) <= _LONGEST else None
