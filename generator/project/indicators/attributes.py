"""The attributes of an indicator as given in, the same completed out.

指标值 is composed, and 符号, 数值 and 单位 are understood from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.chinese.quantity import parse_quantity
from generator.jinja.values import Missing, Typed
from generator.problem import Source
from generator.project.keywords import (
    BARE_VALUE,
    BREAKDOWN,
    EXCEPT,
    KIND,
    LEVELS,
    NUMERAL,
    PLACES,
    SIGN,
    UNIT,
    VALUE,
    YEAR_VALUE,
)
from generator.project.yaml.nodes import Group, Listing, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = frozenset(("≥", ">", "=", "≤", "<", "≧", "≦", "＞", "＝", "＜", ">=", "<="))
Attributes = dict[str, Any]


def completed(given: Attributes, source: Source) -> Attributes:
    """Attributes with 指标值, 符号, 数值 and 单位; what was given stays as it is."""
    whole = dict(given)
    if VALUE not in whole:
        whole[VALUE] = _value(whole, source)
    value = whole[VALUE]
    whole.setdefault(YEAR_VALUE, value)
    if isinstance(value, Missing):
        return whole
    for name, part in zip((SIGN, NUMERAL, UNIT), _parts(str(value)), strict=True):
        if name not in whole:
            whole[name] = Typed(part, value.source)
    return whole


def _value(given: Attributes, source: Source) -> Any:
    if YEAR_VALUE in given:
        return given[YEAR_VALUE]
    value = given.get(BARE_VALUE, Typed("", source))
    kind, unit = given.get(KIND, ""), given.get(UNIT, "")
    if any(isinstance(part, Missing) for part in (value, kind, unit)):
        return next(part for part in (value, kind, unit) if isinstance(part, Missing))
    return Typed(f"{kind}{value}{unit}", value.source) if kind in _SIGNS and value.strip() else value


@lru_cache(maxsize=16_384)
def _parts(text: str) -> tuple[str, str, str]:
    found = parse_quantity(text)
    return (found.sign, found.number, found.unit) if found else ("", "", "")


def attribute_names(tree: Node | None) -> set[str]:
    """Every attribute that an indicator of a tree gives, those of its 分解 too."""
    return {name for leaf in _leaves(tree) if isinstance(leaf, Group) for name in _names(leaf)} - set(LEVELS)


def _leaves(node: Node | None, depth: int = 0) -> Iterator[Node]:
    if node is not None and depth == 3:
        yield node
    elif isinstance(node, Group):
        for child in node.entries.values():
            yield from _leaves(child, depth + 1)
    elif isinstance(node, Listing) and depth == 2:
        yield from node.items


def _names(leaf: Group) -> Iterator[str]:
    for name, node in leaf.entries.items():
        yield name
        if name == BREAKDOWN and isinstance(node, Group):
            for place, child in node.entries.items():
                if isinstance(child, Group):
                    yield from child.entries
                elif place not in {PLACES, EXCEPT} and isinstance(child, Listing):
                    yield place
