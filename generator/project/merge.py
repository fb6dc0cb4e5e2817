"""A mapping and the mapping that overrides it in, one mapping out; neither is changed.

Mappings merge deeply and in place, a list or scalar replaces, new entries come after the old.
"""

from __future__ import annotations

from generator.project.keywords import BARE_VALUE, KIND, TREE, VALUE
from generator.project.yaml.nodes import Group, Node, Null, Text

_ROOT = 4
"""Levels from the root of a project file to its indicators: root > 绩效指标 > 一级 > 二级, whose entries they are."""


def merge(base: Group, over: Group, *, null_removes: bool) -> Group:
    """One project file or sub-form over another; null removes an entry in a sub-form and is blank in a base."""
    return _merge(base, over, null_removes, _ROOT)


def _merge(base: Group, over: Group, null_removes: bool, level: int) -> Group:  # noqa: FBT001
    entries = dict(base.entries)
    keys = dict(base.keys)
    for name, node in over.entries.items():
        if null_removes and isinstance(node, Null):
            entries.pop(name, None)
            keys.pop(name, None)
            continue
        under = entries.get(name)
        if isinstance(node, Group):
            below = level - 1 if level != _ROOT or name == TREE else 0
            entries[name] = _merge(_as_group(under, node, level), node, null_removes, below)
            if isinstance(under, Group):
                continue
        else:
            entries[name] = node
        keys[name] = over.keys.get(name, node.source)
    return Group(entries, base.source, keys)


def _as_group(under: Node | None, over: Group, level: int) -> Group:
    """What attributes merge into: an indicator given as one value keeps it as its 指标值 unless they bring another."""
    if isinstance(under, Group):
        return under
    if level == 1 and isinstance(under, Text) and over.entries.keys().isdisjoint((VALUE, BARE_VALUE, KIND)):
        return Group({VALUE: under}, under.source, {VALUE: under.source})
    return Group({}, over.source)
