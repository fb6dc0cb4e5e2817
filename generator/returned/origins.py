"""Finds the place in the data of one sub-form that a printed value was written at, and the variables that it uses.

A place is a path from the root of the merged project file: keys of mappings, and indexes from 0 in lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
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
_DERIVED = frozenset((SIGN, NUMERAL, UNIT, WORKING))
"""Attributes that are derived from 指标值 where they are not written."""


class DataPlace(Struct, frozen=True):
    """A place in the data; ``node`` is None where nothing is written there yet.

    ``composed`` are the places of the parts that are printed as one value (类型, 值 and 单位); else empty.
    """

    path: Path
    node: Node | None
    composed: tuple[DataPlace, ...] = ()


class Origins(Struct, frozen=True, dict=True):
    """The data of one sub-form: ``entries`` is its merged project file, ``context`` the values computed from it."""

    entries: Group
    context: Mapping[str, Any]
    _names_used: dict[str, frozenset[str]] = field(default_factory=dict)

    def place_of(self, trace: Trace) -> DataPlace | None:
        """The place where a printed value is written; None where it is computed."""
        access = trace.direct
        if access is None and len(trace.accesses) == 1 and _is_formatted_name(trace.expression):
            access = trace.accesses[0]
        return None if access is None else self.place_of_access(access)

    def place_of_access(self, access: Access) -> DataPlace | None:
        """The place where what an expression reads is written; None where it is not in this sub-form's data."""
        tree = (access.owner.other_tree() if isinstance(access.owner, IndicatorRow) else "") or TREE
        if isinstance(access.value, Label) and access.value.node:
            return self.label_place(access.value.node, tree)
        if isinstance(access.owner, IndicatorRow):
            third = access.owner[LEVELS[-1]]
            return self.attribute_place(third.node, access.name, tree) if isinstance(third, Label) else None
        if access.owner is None:
            if self.context.get(access.name) is access.value:
                return self._place((access.name,))
            # The name of a loop variable: it holds an object that stands somewhere in the context.
            path = self._paths.get(id(access.value))
        else:
            owner = self._paths.get(id(access.owner))
            path = None if owner is None else (*owner, access.name)
        return None if path is None else self._place(path)

    def label_place(self, node: tuple[str, ...], tree: str = TREE) -> DataPlace | None:
        """The place where the printed label of a tree node is written: in 显示, or 三级 in an item of a list."""
        path = self.tree_path(node, tree)
        if path and isinstance(path[-1], int):
            found = (*path, LEVELS[-1])
            return DataPlace(found, self.node_at(found))
        if len(node) > len(LEVELS) or not node[-1]:
            return None
        display = self.node_at((DISPLAY,))
        entries = display.entries if isinstance(display, Group) else {}
        name = next((name for name in suffixes(node) if name in entries), None)
        return DataPlace((DISPLAY, name or self.shortest(node, tree)), entries.get(name) if name else None)

    def shortest(self, node: tuple[str, ...], tree: str = TREE) -> str:
        """The shortest suffix of a node's path (``数量指标``, ``产出指标/数量指标``) that no other node ends with."""
        paths = [found for found in self.node_paths(tree) if found != node]
        for start in range(len(node) - 1, -1, -1):
            if not any(other[-len(node) + start :] == node[start:] for other in paths):
                return "/".join(node[start:])
        return "/".join((TREE, *node))

    def node_paths(self, tree: str = TREE) -> Iterator[tuple[str, ...]]:
        """The paths of names of all nodes of a tree, the items of lists left out."""
        yield from _node_paths(self.node_at((tree,)), ())

    def tree_path(self, node: tuple[str, ...], tree: str = TREE) -> Path:
        """The path in the data of a tree node; in a node's name an item of a list is its number from 1."""
        found: list[Step] = [tree]
        for name in node[: len(LEVELS)]:
            here = self.node_at(tuple(found))
            found.append(int(name) - 1 if isinstance(here, Listing) and name.isdigit() else name)
        return tuple(found)

    def attribute_place(self, node: tuple[str, ...], name: str, tree: str = TREE) -> DataPlace | None:
        """The place where an attribute of an indicator is written, or would be; None where it is derived or unknown."""
        leaf_path = self.tree_path(node, tree)
        leaf = self.node_at(leaf_path)
        if len(node) > len(LEVELS):  # a row of 分解: its last step is the 地区
            return self._breakdown_place(leaf_path, node[-1], name)
        if not isinstance(leaf, Group):
            if name in {VALUE, YEAR_VALUE}:
                return DataPlace(leaf_path, leaf)
            return None if name in _DERIVED else DataPlace((*leaf_path, name), None)
        return self._attribute(leaf_path, leaf, name)

    def _attribute(self, leaf_path: Path, leaf: Group, name: str) -> DataPlace | None:
        """The place of an attribute in a mapping; 指标值 and 年度指标值 stand for each other, or are put together."""
        given = leaf.entries
        if name in given:
            return DataPlace((*leaf_path, name), given[name])
        if name in {VALUE, YEAR_VALUE}:
            for other in (VALUE, YEAR_VALUE):
                if other in given:
                    return DataPlace((*leaf_path, other), given[other])
            parts = [DataPlace((*leaf_path, part), given[part]) for part in (KIND, BARE_VALUE, UNIT) if part in given]
            return DataPlace(leaf_path, leaf, tuple(parts)) if parts else DataPlace((*leaf_path, name), None)
        return None if name in _DERIVED else DataPlace((*leaf_path, name), None)

    def _breakdown_place(self, leaf_path: Path, region: str, name: str) -> DataPlace | None:
        """The place of an attribute in a 分解: under the name of the 地区, or in a list with a value for each."""
        path = (*leaf_path, BREAKDOWN)
        breakdown = self.node_at(path)
        if not isinstance(breakdown, Group):
            return None
        own = breakdown.entries.get(region)
        if own is not None:
            return (
                DataPlace((*path, region), own)
                if not isinstance(own, Group)
                else self._attribute((*path, region), own, name)
            )
        column = breakdown.entries.get(name)
        if not isinstance(column, Listing):
            return None
        number = self._index_of_region(breakdown, region)
        return None if number is None else self._place((*path, name, number))

    def _index_of_region(self, breakdown: Group, region: str) -> int | None:
        """The index of a 地区 in the lists of a 分解: they follow 地区 (its own, else that of the project) less 除."""
        given = breakdown.entries.get(PLACES)
        every = _texts(given) if given is not None else [str(name) for name in self.context.get(PLACES) or ()]
        without = _texts(breakdown.entries.get(EXCEPT))
        left = [name for name in every if name not in without]
        return left.index(region) if region in left else None

    def _place(self, path: Path) -> DataPlace | None:
        return None if path[0] in {ROWS, ALL_FORMS} else DataPlace(path, self.node_at(path))

    def node_at(self, path: Path) -> Node | None:
        """The node at a path; None where there is none."""
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
        """The path of each value of the context by its ``id``, the indicator tree left out."""
        found: dict[int, Path] = {}
        for name, value in self.context.items():
            if name not in {ROWS, TREE, ALL_FORMS}:
                _collect_paths(value, (name,), found)
        return found

    def names_of(self, trace: Trace) -> frozenset[str]:
        """The top-level keys and variables that a printed value depends on, directly or through other values."""
        found: set[str] = set()
        for access in trace.accesses:
            place = self.place_of_access(access)
            if place is None:
                found |= self._all_names_used({access.name} if access.owner is None else set())
                continue
            if place.path[0] != DISPLAY and not str(place.path[0]).endswith(TREE):
                found |= self._all_names_used({str(place.path[0])})
            for node in (place.node, *(part.node for part in place.composed)):
                if isinstance(node, Text):
                    found |= self._all_names_used(set(expression_of(node.value).names))
        return frozenset(found)

    def _all_names_used(self, names: set[str]) -> set[str]:
        """The names with those that their values use, and so on."""
        whole: set[str] = set()
        for name in {TREE if name == ROWS else name for name in names}:
            if name not in self._names_used:
                self._names_used[name] = frozenset((name,))  # ends the recursion for keys that refer to each other
                used = {used for text in _all_texts(self.node_at((name,))) for used in expression_of(text.value).names}
                self._names_used[name] = frozenset({name} | self._all_names_used(used))
            whole |= self._names_used[name]
        return whole


_LOOKS = frozenset("千分位 日期 小数 段落 公文 合并 默认 d default float int round string trim".split())
"""Filters that print a value in another form, which may be written as the value; all others compute another one."""


@lru_cache(maxsize=1024)
def _is_formatted_name(expression: str) -> bool:
    """Whether an expression prints one name, at most formatted: ``金额 | 千分位``, and ``备注 or "无"``."""
    try:
        node = Environment().parse("{{ " + expression + " }}").body[0]  # noqa: S701  # only parses
    except TemplateSyntaxError:  # what a Chinese input method types
        return True
    return isinstance(node, nodes.Output) and len(node.nodes) == 1 and _prints_name(node.nodes[0])


def _prints_name(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return node.name in _LOOKS and node.node is not None and _prints_name(node.node)
    if isinstance(node, nodes.Or):
        return _prints_name(node.left) and isinstance(node.right, nodes.Const)
    return isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem)


def _collect_paths(value: Any, path: Path, found: dict[int, Path]) -> None:
    """Add the path of a value and of all values in it to ``found``, by ``id``."""
    if isinstance(value, (Missing, IndicatorRow)):
        return
    if value not in ("", None):  # an empty string may be one object in many places
        found.setdefault(id(value), path)
    if isinstance(value, Mapping):
        for key, child in value.items():
            _collect_paths(child, (*path, key), found)
    elif isinstance(value, list):
        for number, child in enumerate(value):
            _collect_paths(child, (*path, number), found)


def _node_paths(node: Node | None, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, Group) and len(path) < len(LEVELS):
        for name, child in node.entries.items():
            yield (*path, name)
            yield from _node_paths(child, (*path, name))


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


def as_value(node: Node | None) -> Value:
    """A node of the project file as a value that ``yaml_text`` can write."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Group):
        return {name: as_value(child) for name, child in node.entries.items()}
    if isinstance(node, Listing):
        return [as_value(child) for child in node.items]
    if node is None or isinstance(node, Null):
        return None
    raise TypeError(node)  # loading reads the files in
