"""Completes the attributes of an indicator, and evaluates its 分解 to the attributes that it has in each place.

``with_derived`` composes 指标值 and reads 符号, 数值 and 单位 off it. Each place of a 分解 becomes a row below that of
the indicator (``tree.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.chinese.quantity import parse_quantity
from generator.chinese.vocabulary import Role, folded, vocabulary
from generator.jinja.values import Absent, Missing, Typed
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
    STANDARD,
    UNIT,
    VALUE,
    YEAR_VALUE,
)
from generator.project.problems import did_you_mean
from generator.project.yaml.nodes import Group, Listing, Node, Null

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.project.scope import Scope


_VALUES = frozenset(
    (Role.TARGET, Role.PERIOD_TARGET, Role.ADJUSTED_TARGET, Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.FORECAST)
)
SIGNS = frozenset(("≥", ">", "=", "≤", "<", "≧", "≦", "＞", "＝", "＜", ">=", "<="))
Attributes = dict[str, Any]


def with_derived(given: Attributes, source: Source) -> Attributes:
    """The attributes with 指标值, 年度指标值, 符号, 数值 and 单位 added where they are not given."""
    # Forms of self-evaluation call the target 年度指标值, others 指标值: either stands for the other.
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
    """指标值 composed of 类型, 值 and 单位 (``≥16亿元``); 值 alone where 类型 is not a sign (定性)."""
    if YEAR_VALUE in given:
        return given[YEAR_VALUE]
    value = given.get(BARE_VALUE, Typed("", source))
    kind, unit = given.get(KIND, ""), given.get(UNIT, "")
    if any(isinstance(part, Missing) for part in (value, kind, unit)):
        return next(part for part in (value, kind, unit) if isinstance(part, Missing))
    return Typed(f"{kind}{value}{unit}", value.source) if kind in SIGNS and value.strip() else value


def _parts(text: str) -> tuple[str, str, str]:
    """Sign, number and unit of a value; all blank if it is not a quantity."""
    found = parse_quantity(text)
    return (found.sign, found.number, found.unit) if found else ("", "", "")


def attribute_names(tree: Node | None) -> set[str]:
    """The names of all attributes that indicators of a tree give, also those in a 分解."""
    return {name for leaf in leaves(tree) if isinstance(leaf, Group) for name in _names(leaf)} - set(LEVELS)


def leaves(node: Node | None, depth: int = 0) -> Iterator[Node]:
    """The indicators of a tree, each a value or a mapping of attributes; ``depth`` is that of ``node`` in the tree."""
    if node is not None and depth == 3:
        yield node
    elif isinstance(node, Group):
        for child in node.entries.values():
            yield from leaves(child, depth + 1)
    elif isinstance(node, Listing) and depth == 2:
        yield from node.items


def _names(leaf: Group) -> Iterator[str]:
    for name, node in leaf.entries.items():
        yield name
        if name == BREAKDOWN and isinstance(node, Group):
            for place, child in node.entries.items():
                if isinstance(child, Group):
                    yield from child.entries
                # A list stands only under the name of an attribute.
                elif place not in {PLACES, EXCEPT} and (isinstance(child, Listing) or _is_value(place)):
                    yield place


class PlaceAttributes(Struct, frozen=True):
    """A place of a 分解, and the attributes of the indicator there."""

    name: str
    source: Source
    attributes: Attributes


def places_of(node: Node, own: Collection[str], where: str, scope: Scope) -> list[PlaceAttributes]:
    """The places of a 分解 in order; mistakes are added to the problems of ``scope``.

    ``own`` are the attributes of the indicator itself. A place is left out if one of its values uses an absent name.
    """
    if not isinstance(node, Group):
        return []
    regions = [str(name) for name in scope.names.get(PLACES) or ()] if _has_places(scope) else []
    if _is_compact(node, own, regions):
        return _compact(node, regions, where, scope)
    return _explicit(node, where, scope)


def _has_places(scope: Scope) -> bool:
    return isinstance(scope.names.get(PLACES), list)


def _is_compact(node: Group, own: Collection[str], regions: Collection[str]) -> bool:
    """Whether a 分解 names attributes (``周期值: [≥5, ≥3]``) instead of places (``甲市: {周期值: ≥5}``).

    ``周期值: ≥5`` may be either: it is an attribute if the indicator has it too, or it is a usual one, and no key is a
    known place.
    """
    if any(isinstance(child, Group) for child in node.entries.values()):
        return False
    if PLACES in node.entries or EXCEPT in node.entries:
        return True
    if any(isinstance(child, Listing) for child in node.entries.values()):
        return True
    names = node.entries.keys()
    return names.isdisjoint(regions) and any(name in own or name in STANDARD or _is_value(name) for name in names)


def _is_value(name: str) -> bool:
    """Whether a name is a usual one of a column with values: 实施期指标值, 完成值."""
    return vocabulary().attributes.roles.get(folded(name)) in _VALUES


def _explicit(node: Group, where: str, scope: Scope) -> list[PlaceAttributes]:
    """The places of a 分解 that names each place: ``甲市: {周期值: ≥5}``."""
    found: list[PlaceAttributes] = []
    for place, child in node.entries.items():
        if place in {PLACES, EXCEPT} or isinstance(child, Listing):
            scope.error("P021", child, f"分解 不能一边逐个写地区，一边写“{place}”的列表", where)
            continue
        given = child.entries if isinstance(child, Group) else {VALUE: child}
        _add(found, PlaceAttributes(place, node.keys.get(place, child.source), _evaluated(given, where, scope)))
    return found


def _compact(node: Group, regions: list[str], where: str, scope: Scope) -> list[PlaceAttributes]:
    """The places of a 分解 that names attributes: a list has a value for each place, one value is that of all."""
    places = _compact_places(node, regions, where, scope)
    if places is None:
        return []
    columns: dict[str, list[Node]] = {}
    for name, child in node.entries.items():
        if name in {PLACES, EXCEPT}:
            continue
        if not isinstance(child, Listing):
            columns[name] = [child] * len(places)
        elif len(child.items) != len(places):
            counts = f"“{name}”有 {len(child.items)} 个值，而地区有 {len(places)} 个"
            scope.error("P022", child, f"{counts}：应当一样多，或只写一个值", where)
        else:
            columns[name] = list(child.items)
    found: list[PlaceAttributes] = []
    for number, place in enumerate(places):
        given = {name: column[number] for name, column in columns.items()}
        source = next((value.source for value in given.values()), node.source)
        _add(found, PlaceAttributes(place, source, _evaluated(given, where, scope)))
    return found


def _compact_places(node: Group, regions: list[str], where: str, scope: Scope) -> list[str] | None:
    """The names of the places: 地区 of the 分解 or ``regions``, without 除; None, and reported, if there are none."""
    own, without = node.entries.get(PLACES), node.entries.get(EXCEPT)
    if own is not None and not isinstance(own, Null):
        regions = _listed(own, where, scope)
    elif not _has_places(scope):
        scope.error("P021", node, "分解 没有写明地区：请在最外层写 地区: […]，或在分解里写", where)
        return None
    if without is None or isinstance(without, Null):
        return regions
    left_out = _listed(without, where, scope)
    for name in left_out:
        if name not in regions:
            scope.error("P023", without, f"除 里的“{name}”不在地区里{did_you_mean(name, regions)}", where)
    return [place for place in regions if place not in left_out]


def _listed(node: Node, where: str, scope: Scope) -> list[str]:
    values = scope.value(node, where, PLACES)
    return [str(value) for value in (values if isinstance(values, list) else [values])]


def _evaluated(given: Mapping[str, Node], where: str, scope: Scope) -> Attributes:
    return {name: scope.value(child, where, name) for name, child in given.items()}


def _add(found: list[PlaceAttributes], place: PlaceAttributes) -> None:
    if not any(isinstance(value, Absent) for value in place.attributes.values()):
        found.append(place)
