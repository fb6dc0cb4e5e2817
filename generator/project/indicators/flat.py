"""Recognises indicators without 一级 and 二级, and gives them blank ones: a flat list is a tree like any other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.project.keywords import LEVELS, STANDARD, TREE
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def is_flat(tree: Node | None) -> bool:
    """Whether the entries of a tree are indicators: values, or mappings of attributes.

    A mapping of texts may also be a 一级 whose 二级 were forgotten; then its name says so, or its keys are those of
    no other and no usual attributes.
    """
    if isinstance(tree, Listing):
        return bool(tree.items)
    if not isinstance(tree, Group):
        return False
    given = {name: node for name, node in tree.entries.items() if not _is_blank(node)}
    groups = [node for node in given.values() if isinstance(node, Group)]
    if not given or any(name.endswith("指标") for name in given):
        return False
    if any(isinstance(node, Listing) for node in given.values()) or not all(map(_is_indicator, groups)):
        return False
    shared = Counter(name for group in groups for name in group.entries)
    return all(any(shared[name] > 1 or name in STANDARD for name in group.entries) for group in groups)


def _is_indicator(group: Group) -> bool:
    values = group.entries.values()
    return all(isinstance(node, (Text, Null)) for node in values) and not all(map(_is_blank, values))


def _is_blank(node: Node) -> bool:
    return isinstance(node, Null) or (isinstance(node, Text) and not node.value.strip())


def with_levels(entries: Group) -> Group:
    """The entries of a project or a sub-form, with a blank 一级 and 二级 above the indicators of its tree."""
    tree = entries.entries.get(TREE)
    if not isinstance(tree, (Group, Listing)):
        return entries
    node: Node = tree
    for _ in LEVELS[:2]:
        node = Group({"": node}, tree.source, {"": tree.source})
    return Group({**entries.entries, TREE: node}, entries.source, entries.keys)


def has_tree_name(name: str) -> bool:
    """Whether a top-level key is called as a tree of indicators is."""
    return name.endswith(TREE)


def is_tree(name: str, node: Node) -> bool:
    """Whether a top-level key holds a tree of indicators: 绩效指标, or one more named like it (``长期绩效指标``)."""
    if name == TREE or not has_tree_name(name) or not isinstance(node, Group):
        return name == TREE
    firsts = (first for first in node.entries.values() if isinstance(first, Group))
    return any(isinstance(second, (Group, Listing)) for first in firsts for second in first.entries.values())


def trees_of(entries: Mapping[str, Node]) -> dict[str, Node]:
    """The trees of indicators among top-level entries, by key."""
    return {name: node for name, node in entries.items() if is_tree(name, node)}


def first_is_flat(trees: Iterable[Node | None]) -> bool:
    """Whether the first tree that there is has no 一级 and 二级; the later ones are merged over it."""
    return next((is_flat(tree) for tree in trees if isinstance(tree, (Group, Listing))), False)
