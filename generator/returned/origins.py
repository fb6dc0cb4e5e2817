"""One sub-form as resolved in; for anything printed, the place in its data that it came from, and what that place uses.

A place is a path from the root of the merged project file: keys, and numbers in lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from generator.jinja.values import IndicatorRow, Label, Missing
from generator.project.expression import expression_of
from generator.project.indicators.tree import suffixes
from generator.project.keywords import (
    ALL_FORMS,
    BARE_VALUE,
    BREAKDOWN,
    DISPLAY,
    EXCEPT,
    KIND,
    LEVELS,
    NUMERAL,
    PLACES,
    ROWS,
    SIGN,
    TREE,
    UNIT,
    VALUE,
    WORKING,
    YEAR_VALUE,
)
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text
from generator.returned.edit.yaml_text import Step, Value
from generator.template.trace import Access, Trace

Path = tuple[Step, ...]
_UNDERSTOOD = frozenset((SIGN, NUMERAL, UNIT, WORKING))


class DataPlace(Struct, frozen=True):
    """A place in the data; ``node`` None where nothing is written there yet. ``composed`` places are several in one."""

    path: Path
    node: Node | None
    composed: tuple[DataPlace, ...] = ()


class Origins(Struct, frozen=True, dict=True):
    """``entries`` is the merged project file of the sub-form, ``context`` its values."""

    entries: Group
    context: Mapping[str, Any]
    _uses: dict[str, frozenset[str]] = field(default_factory=dict)

    def field_of(self, trace: Trace) -> DataPlace | None:
        """Where the printed value is written; None where it is computed."""
        access = trace.direct
        if access is None and len(trace.accesses) == 1:
            access = trace.accesses[0]
        return None if access is None else self.field_of_access(access)

    def field_of_access(self, access: Access) -> DataPlace | None:
        """Where what an expression reads is written; None where nobody wrote it."""
        if isinstance(access.value, Label) and access.value.node:
            return self.label_field(access.value.node)
        if isinstance(access.owner, IndicatorRow):
            third = access.owner[LEVELS[-1]]
            return self.attribute_field(third.node, access.name) if isinstance(third, Label) else None
        if access.owner is None:
            if self.context.get(access.name) is access.value:
                return self._field((access.name,))
            path = self._paths.get(id(access.value))
        else:
            owner = self._paths.get(id(access.owner))
            path = None if owner is None else (*owner, access.name)
        return None if path is None else self._field(path)

    def label_field(self, node: tuple[str, ...]) -> DataPlace | None:
        """Where the label of a node of the tree is written: 显示, or the name of an item of a list."""
        path = self.tree_path(node)
        if path and isinstance(path[-1], int):
            found = (*path, LEVELS[-1])
            return DataPlace(found, self.at(found))
        if len(node) > len(LEVELS) or not node[-1]:
            return None
        display = self.at((DISPLAY,))
        entries = display.entries if isinstance(display, Group) else {}
        name = next((name for name in suffixes(node) if name in entries), None)
        return DataPlace((DISPLAY, name or self.shortest(node)), entries.get(name) if name else None)

    def shortest(self, node: tuple[str, ...]) -> str:
        """The shortest suffix of a node's path that names it alone."""
        paths = [found for found in self.nodes() if found != node]
        for start in range(len(node) - 1, -1, -1):
            if not any(other[-len(node) + start :] == node[start:] for other in paths):
                return "/".join(node[start:])
        return "/".join((TREE, *node))

    def nodes(self) -> Iterator[tuple[str, ...]]:
        """All nodes of the tree, by name."""
        yield from _nodes(self.at((TREE,)), ())

    def tree_path(self, node: tuple[str, ...]) -> Path:
        """The way to a node of the tree: an item of a list is named by its number from 1."""
        found: list[Step] = [TREE]
        for name in node[: len(LEVELS)]:
            here = self.at(tuple(found))
            found.append(int(name) - 1 if isinstance(here, Listing) and name.isdigit() else name)
        return tuple(found)

    def attribute_field(self, node: tuple[str, ...], name: str) -> DataPlace | None:
        """Where an attribute of an indicator is written, or would be."""
        leaf_path = self.tree_path(node)
        leaf = self.at(leaf_path)
        if len(node) > len(LEVELS):
            return self._place_field(leaf_path, node[-1], name)
        if not isinstance(leaf, Group):
            if name in {VALUE, YEAR_VALUE}:
                return DataPlace(leaf_path, leaf)
            return None if name in _UNDERSTOOD else DataPlace((*leaf_path, name), None)
        return self._attribute(leaf_path, leaf, name)

    def _attribute(self, leaf_path: Path, leaf: Group, name: str) -> DataPlace | None:
        given = leaf.entries
        if name in given:
            return DataPlace((*leaf_path, name), given[name])
        if name in {VALUE, YEAR_VALUE}:
            for other in (VALUE, YEAR_VALUE):
                if other in given:
                    return DataPlace((*leaf_path, other), given[other])
            parts = [DataPlace((*leaf_path, part), given[part]) for part in (KIND, BARE_VALUE, UNIT) if part in given]
            return DataPlace(leaf_path, leaf, tuple(parts)) if parts else DataPlace((*leaf_path, name), None)
        return None if name in _UNDERSTOOD else DataPlace((*leaf_path, name), None)

    def _place_field(self, leaf_path: Path, place: str, name: str) -> DataPlace | None:
        """An attribute in a 分解: under its place, or in the list of the attribute."""
        path = (*leaf_path, BREAKDOWN)
        breakdown = self.at(path)
        if not isinstance(breakdown, Group):
            return None
        own = breakdown.entries.get(place)
        if own is not None:
            return (
                DataPlace((*path, place), own)
                if not isinstance(own, Group)
                else self._attribute((*path, place), own, name)
            )
        column = breakdown.entries.get(name)
        if not isinstance(column, Listing):
            return None
        number = self._number_of(breakdown, place)
        return None if number is None else self._field((*path, name, number))

    def _number_of(self, breakdown: Group, place: str) -> int | None:
        given = breakdown.entries.get(PLACES)
        every = _texts(given) if given is not None else [str(name) for name in self.context.get(PLACES) or ()]
        without = _texts(breakdown.entries.get(EXCEPT))
        left = [name for name in every if name not in without]
        return left.index(place) if place in left else None

    def _field(self, path: Path) -> DataPlace | None:
        return None if path[0] in {ROWS, ALL_FORMS} else DataPlace(path, self.at(path))

    def at(self, path: Path) -> Node | None:
        """The node at a path."""
        node: Node | None = self.entries
        for step in path:
            if isinstance(node, Group) and isinstance(step, str):
                node = node.entries.get(step)
            elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    @cached_property
    def _paths(self) -> dict[int, Path]:
        """Where each value of the context stands, by identity; the tree aside."""
        found: dict[int, Path] = {}
        for name, value in self.context.items():
            if name not in {ROWS, TREE, ALL_FORMS}:
                _walk(value, (name,), found)
        return found

    def names_of(self, trace: Trace) -> frozenset[str]:
        """The top-level keys and variables that a printed value depends on."""
        found: set[str] = set()
        for access in trace.accesses:
            place = self.field_of_access(access)
            if place is None:
                found |= self._names({access.name} if access.owner is None else set())
                continue
            if place.path[0] not in {TREE, DISPLAY}:
                found |= self._names({str(place.path[0])})
            for node in (place.node, *(part.node for part in place.composed)):
                if isinstance(node, Text):
                    found |= self._names(set(expression_of(node.value).names))
        return frozenset(found)

    def _names(self, names: set[str]) -> set[str]:
        whole: set[str] = set()
        for name in {TREE if name == ROWS else name for name in names}:
            if name not in self._uses:
                self._uses[name] = frozenset((name,))
                used = {used for text in _all_texts(self.at((name,))) for used in expression_of(text.value).names}
                self._uses[name] = frozenset({name} | self._names(used))
            whole |= self._uses[name]
        return whole


def _walk(value: Any, path: Path, found: dict[int, Path]) -> None:
    if isinstance(value, (Missing, IndicatorRow)):
        return
    if value not in ("", None):
        found.setdefault(id(value), path)
    if isinstance(value, Mapping):
        for key, child in value.items():
            _walk(child, (*path, key), found)
    elif isinstance(value, list):
        for number, child in enumerate(value):
            _walk(child, (*path, number), found)


def _nodes(node: Node | None, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, Group) and len(path) < len(LEVELS):
        for name, child in node.entries.items():
            yield (*path, name)
            yield from _nodes(child, (*path, name))


def _texts(node: Node | None) -> list[str]:
    return [text.value for text in _all_texts(node)]


def _all_texts(node: Node | None) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Group):
        for child in node.entries.values():
            yield from _all_texts(child)
    elif isinstance(node, Listing):
        for child in node.items:
            yield from _all_texts(child)


def plain(node: Node | None) -> Value:
    """A node of the project file as a value to write."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Group):
        return {name: plain(child) for name, child in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(child) for child in node.items]
    return None if node is None or isinstance(node, Null) else ""
