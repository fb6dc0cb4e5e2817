"""分解 of an indicator in, its places with their attributes out: each becomes a row below the indicator's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.jinja.values import Absent
from generator.problem import Source
from generator.project.keywords import EXCEPT, PLACES, STANDARD, VALUE
from generator.project.problems import did_you_mean
from generator.project.yaml.nodes import Group, Listing, Node, Null

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.project.indicators.attributes import Attributes
    from generator.project.scope import Scope


class Place(Struct, frozen=True):
    """One place and what the indicator has there."""

    name: str
    source: Source
    attributes: Attributes


def places_of(node: Node, where: str, scope: Scope) -> list[Place]:
    """Mistakes go to the scope. A place whose value uses what is absent is left out."""
    if not isinstance(node, Group):
        return []
    regions = [str(name) for name in scope.names.get(PLACES) or ()] if _has_places(scope) else []
    if _is_compact(node, regions):
        return _compact(node, regions, where, scope)
    return _explicit(node, where, scope)


def _has_places(scope: Scope) -> bool:
    return isinstance(scope.names.get(PLACES), list)


def _is_compact(node: Group, regions: Collection[str]) -> bool:
    """Attributes with lists of values, or places with their attributes? One value for all looks like neither."""
    if any(isinstance(child, Group) for child in node.entries.values()):
        return False
    if PLACES in node.entries or EXCEPT in node.entries:
        return True
    if any(isinstance(child, Listing) for child in node.entries.values()):
        return True
    names = node.entries.keys()
    return not names & set(regions) and bool(names & STANDARD)


def _explicit(node: Group, where: str, scope: Scope) -> list[Place]:
    found: list[Place] = []
    for place, child in node.entries.items():
        if place in {PLACES, EXCEPT} or isinstance(child, Listing):
            scope.error("P021", child, f"分解 不能一边逐个写地区，一边写“{place}”的列表", where)
            continue
        given = child.entries if isinstance(child, Group) else {VALUE: child}
        _add(found, Place(place, node.keys.get(place, child.source), _evaluated(given, where, scope)))
    return found


def _compact(node: Group, regions: list[str], where: str, scope: Scope) -> list[Place]:
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
    found: list[Place] = []
    for number, place in enumerate(places):
        given = {name: column[number] for name, column in columns.items()}
        source = next((value.source for value in given.values()), node.source)
        _add(found, Place(place, source, _evaluated(given, where, scope)))
    return found


def _compact_places(node: Group, regions: list[str], where: str, scope: Scope) -> list[str] | None:
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


def _add(found: list[Place], place: Place) -> None:
    if not any(isinstance(value, Absent) for value in place.attributes.values()):
        found.append(place)
