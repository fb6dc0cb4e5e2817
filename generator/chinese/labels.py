"""Makes the name of a variable from a label as forms print it: 资金 of ``资金（万元）``, 资金_2024 of ``2024资金``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from generator.chinese.quantity import UNIT

_UNIT_IN_BRACKETS: Final = (
    r"[(（](?:(?:计量)?单位[:：]?)?(?:[十百千万亿]*(?:美元|人次|平方米|公里|[元人家个户亩吨次项件])|[%％])[)）]"
)
"""Regular expression of a unit behind a label: ``（万元）``, ``(单位：家)``."""

_UNIT_ALONE = re.compile(rf"{_UNIT_IN_BRACKETS}|(?:计量)?单位|{UNIT}|％")

_UNIT = re.compile(f"{_UNIT_IN_BRACKETS}\\Z")
_YEAR_FIRST = re.compile(r"([0-9]+(?:年度?)?)?(.*)", re.DOTALL)
_LONGEST = 60


def is_unit(label: str) -> bool:
    """Whether a label is only a unit, as forms write below the name of a column."""
    return _UNIT_ALONE.fullmatch(label) is not None


def names_with_unit(name: str, known: Iterable[str]) -> list[str]:
    """The known names that are this one with a unit: 资金_万元 and 资金_元 for 资金."""
    return [other for other in known if other.startswith(f"{name}_") and is_unit(other.removeprefix(f"{name}_"))]


def variable_name(label: str, *, with_unit: bool = False) -> str:
    """The name that a label may have in tags: itself if it is a name; blank if there is none.

    ``with_unit``: 资金_万元 of ``资金（万元）``.
    """
    if label.isidentifier():
        return label
    year, rest = _YEAR_FIRST.fullmatch(label if with_unit else _UNIT.sub("", label)).groups("")  # type: ignore[union-attr]
    plain = re.sub(r"\W+", "_", f"{rest}_{year}").strip("_")
    return plain if plain.isidentifier() and len(plain) <= _LONGEST else ""
