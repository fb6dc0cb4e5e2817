"""The indicators of a made-up project, to be spoilt in place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Values = dict[str, Any]


def leaves(values: Values) -> Iterator[tuple[Values, str]]:
    """The indicators: the 二级 each stands in, and its name."""
    for kinds in values["绩效指标"].values():
        for indicators in kinds.values():
            for name in indicators:
                yield indicators, name


def named(values: Values, name: str) -> tuple[Values, str]:
    """The 二级 in which this indicator stands, and its name."""
    return next(place for place in leaves(values) if place[1] == name)


def raised(number: str, by: Decimal | int = 1) -> str:
    """The number, so much greater."""
    return str(Decimal(number) + by)


def with_number(value: str, more: int) -> str:
    """The value with a greater number in it."""
    digits = "".join(character for character in value if character.isdigit())
    return value.replace(digits, str(int(digits) + more))
