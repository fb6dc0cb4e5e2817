"""Compares an actual value with its target, in one unit, or refuses with ``ScoreError`` what a person must judge.

Nothing is guessed: a unit on one side only, a rough number and a sign that does not settle the matter are refused, with
both values and what would be right.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from generator.chinese.numbers import half_width, plain
from generator.chinese.quantity import Quantity, is_counted, multiple_of, parse_quantity

FLOORS = frozenset("≥>")
CEILINGS = frozenset("≤<")
UNDIRECTED = frozenset(("", "="))

_ROUGHLY = re.compile("(?:(?<!节)约|近|≈|~|大概|大致)[^0-9]{0,3}[0-9]|左右|上下")
_BY_HAND = "得分要由人填写"


class ScoreError(ValueError):
    """No score can be computed; the message says why (Chinese)."""


class Comparison(Struct, frozen=True):
    """Both ends of the target, which may be reached, and the actual value in its unit."""

    sign: str
    low: Decimal
    high: Decimal
    actual: Decimal


def compared(target: str, actual: str) -> Comparison:
    """A target and an actual value; of whole counted things ``>5家`` asks for 6, and ``<5起`` for 4."""
    wanted, reached = _quantity(target, "目标值"), _quantity(actual, "实际完成值")
    if reached.value is None:
        raise ScoreError(f"实际完成值“{reached.number}”不是一个确定的数，{_BY_HAND}")
    factor = _factor(wanted, reached, target, actual)
    if wanted.low is None or wanted.high is None:
        raise ScoreError(f"目标值“{wanted.number}”不是一个数，{_BY_HAND}")
    found = _reachable(Comparison(wanted.sign, wanted.low, wanted.high, reached.value * factor), wanted.unit)
    if _ROUGHLY.search(half_width(actual)) or not _is_settled(found, reached.sign):
        raise ScoreError(f"实际完成值“{actual}”不是一个确定的数，与目标值“{target}”比不出来，请写确定的数")
    if reason := _doubt(found, wanted):
        raise ScoreError(f"目标值“{target}”，实际完成值“{actual}”：{reason}")
    return found


def is_met_either_way(target: str, actual: str) -> bool:
    """Whether an actual value is just what a target without a direction asks for, or within its range."""
    try:
        found = compared(target, actual)
    except (ScoreError, ArithmeticError):
        return False
    return found.sign in UNDIRECTED and found.low <= found.actual <= found.high


def loosened(target: str) -> str:
    """A target whose sign is > or < with ≥ or ≤; any other as it is."""
    found = parse_quantity(target)
    loose = {">": "≥", "<": "≤"}.get(found.sign) if found else None
    return f"{loose}{found.number}{found.unit}" if found and loose else target


def _quantity(text: str, what: str) -> Quantity:
    found = parse_quantity(text)
    if found is None or found.low is None:
        raise ScoreError(f"{what}“{text}”不是一个数，{_BY_HAND}")
    return found


def _factor(wanted: Quantity, reached: Quantity, target: str, actual: str) -> Decimal:
    """What turns the actual value into the unit of the target."""
    if bool(wanted.unit) != bool(reached.unit):
        _check_lone_unit(wanted, reached, target, actual)
        return Decimal(1)
    (times, unit), (own_times, own_unit) = multiple_of(wanted.unit), multiple_of(reached.unit)
    if unit != own_unit:
        raise ScoreError(f"目标值的单位“{wanted.unit}”与实际完成值的单位“{reached.unit}”不同")
    return Decimal(own_times) / times


def _check_lone_unit(wanted: Quantity, reached: Quantity, target: str, actual: str) -> None:
    """Refuse a unit on one side only unless it counts: 5000 beside 1万元 may be 元, and 0.95 beside 90% is 95%."""
    unit = wanted.unit or reached.unit
    if is_counted(unit):
        return
    bare, number = (actual, reached) if wanted.unit else (target, wanted)
    is_share = unit == "%" and number.value is not None and abs(number.value) <= 1
    right = f"{plain(number.value * 100)}%" if is_share and number.value is not None else f"{number.number}{unit}"
    reason = f"“{bare}”没有写单位，不知道是不是“{unit}”，请写上，如 {number.sign}{right}"
    raise ScoreError(f"目标值“{target}”，实际完成值“{actual}”：{reason}")


def _reachable(found: Comparison, unit: str) -> Comparison:
    """The ends moved to the next number where > or < stands before whole counted things."""
    step = {">": 1, "<": -1}.get(found.sign, 0)
    if not step or not is_counted(unit) or any(each % 1 for each in (found.low, found.high, found.actual)):
        return found
    return Comparison("≥" if step > 0 else "≤", found.low + step, found.high + step, found.actual)


def _is_settled(found: Comparison, sign: str) -> bool:
    """Whether the target is reached for certain by an actual value with this sign, or that has none."""
    if sign in UNDIRECTED:
        return True
    if found.sign in CEILINGS:
        return sign in CEILINGS and found.actual <= found.high
    return sign in FLOORS and found.actual >= found.low


def _doubt(found: Comparison, wanted: Quantity) -> str:
    """Why the sign of the target does not say whether the actual value reaches it; blank if it does."""
    end = found.high if found.sign in CEILINGS else found.low
    if found.sign in {">", "<"} and found.actual == end:
        loose = f"{'≥' if found.sign == '>' else '≤'}{wanted.number}{wanted.unit}"
        return f"正好是 {plain(end)}，按“{found.sign}”没有达到；{plain(end)} 也算达到的，目标值写成 {loose}"
    if found.sign not in UNDIRECTED:
        return ""
    if found.low < found.high < found.actual:
        return f"超出了范围，看不出是不是越多越好；越多越好的，目标值写成 ≥{plain(found.low)}{wanted.unit}"
    if found.low == 0 < found.actual:
        return f"看不出越少越好还是越多越好；不应当有的，目标值写成 ≤0{wanted.unit}"
    return ""
