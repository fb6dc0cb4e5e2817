"""Texts of a form in, the exact numbers with units that they are out. What is only roughly a number is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from msgspec import Struct

from generator.chinese.half_width import half_width
from generator.chinese.number import as_number
from generator.chinese.quantity import parse_quantity
from generator.chinese.unit import multiple_of

_DASHES = frozenset("—–-－―/")
_ROUGH = frozenset("约余多近超()+~至到")
_LONGEST = 24  # digits that decimal arithmetic keeps exact, sums included

_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)  # the longest number by the smallest, and two decimals more


class Measure(Struct, frozen=True):
    """A number of so many of a unit; the unit is blank where the text gives none."""

    number: Decimal
    unit: str


def is_blank(text: str) -> bool:
    """Nothing, or the dash that a form prints for nothing."""
    return set(text.strip()) <= _DASHES


def number_in(text: str) -> Decimal | None:
    """``as_number`` of what arithmetic keeps exact."""
    return as_number(text) if len(text) <= _LONGEST else None


def points_in(text: str) -> Decimal | None:
    """A number of points: ``96`` or ``96分``."""
    return number_in(text.strip().removesuffix("分"))


def to_cents(number: Decimal) -> Decimal:
    """With two decimals, rounded half up."""
    return number.quantize(Decimal("0.01"), context=_WIDE)


@lru_cache(maxsize=16_384)
def measure(text: str) -> Measure | None:
    """The exact number that is all of the text, with its unit: ``500``, ``1,200.50万元``, ``95%``."""
    number = number_in(text)
    if number is not None:
        return Measure(number, "")
    if len(text) > _LONGEST or _ROUGH & set(half_width(text)):
        return None
    found = parse_quantity(text)
    if found is None or found.sign or found.value is None:
        return None
    return Measure(found.value, found.unit)


def in_one_unit(measures: Sequence[Measure]) -> tuple[tuple[Decimal, ...], str] | None:
    """The numbers in one unit, and that unit (万元 and 元 are put in 元); None where the units do not compare."""
    units = {each.unit for each in measures}
    if len(units) == 1:
        return tuple(each.number for each in measures), units.pop()
    multiples = [multiple_of(each.unit) for each in measures]
    bases = {base for _, base in multiples}
    if len(bases) != 1 or "" in bases:
        return None
    return tuple(each.number * times for each, (times, _) in zip(measures, multiples, strict=True)), bases.pop()
