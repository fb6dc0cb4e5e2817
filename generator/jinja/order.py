"""Says which of two values is the greater: numbers as numbers, dates as dates, other texts by their characters.

Amounts are compared in one unit only, and texts such as 约10 or 10-20天 not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from generator.chinese.dates import date_of
from generator.chinese.numbers import as_number
from generator.chinese.quantity import parse_quantity

# What offices write where there is no number.
NOTHING = frozenset("- — —— -- / ／ 无 空 暂无 待定".split())

_YEAR = re.compile(r"[0-9]{4}年?")

Key = Decimal | str


class UnorderedError(ValueError):
    """Values that have no order; the message (Chinese) says why."""


def keys(texts: Sequence[str]) -> Sequence[Key]:
    """What to compare in the place of texts that are compared with each other; UnorderedError without an order."""
    numbers = [as_number(text) for text in texts]
    known = [number for number in numbers if number is not None]
    if len(known) == len(texts):
        return known
    odd = next(text for text, number in zip(texts, numbers, strict=True) if number is None)
    if known:
        what = f"{quoted(odd)}不是数" if odd.strip() else "有一个是空白"
        other = next(text for text in texts if as_number(text) is not None)
        raise UnorderedError(f"{what}，不能与{quoted(other)}比大小")
    dates = [date_of(text) for text in texts]
    if all(dates):
        return [Decimal(found.toordinal()) for found in dates if found is not None]
    amounts = [_amount(text) for text in texts]
    units = {unit for _, unit in filter(None, amounts)}
    if all(amounts) and len(units) == 1:
        return [found[0] for found in amounts if found is not None]
    for text in texts:
        if is_amount(text) and not _YEAR.fullmatch(text):
            raise UnorderedError(f"{quoted(text)}不只是数，不能比大小；请写成 数 | 数值，或把单位和别的字写在外面")
    return list(texts)


def _amount(text: str) -> tuple[Decimal, str] | None:
    """The number and unit of a text that is nothing else; None for any other: 约, ≥ and ranges have no exact number."""
    found = parse_quantity(text)
    if found is None or found.value is None or not found.unit:
        return None
    number, unit = text[: -len(found.unit)], found.unit
    return (found.value, unit) if text.endswith(unit) and as_number(number) is not None else None


def is_amount(text: str) -> bool:
    """Whether a text states a quantity that is not just a number: ``10万元``, ``≥5家``, ``约3``."""
    return as_number(text) is None and date_of(text) is None and parse_quantity(text) is not None


def quoted(text: str) -> str:
    """A text in quotation marks for a message, shortened."""
    return f"“{text if len(text) <= 20 else text[:20] + '…'}”"
