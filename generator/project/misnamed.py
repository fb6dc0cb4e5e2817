"""The base and the overrides of a project in, a warning out for every name in 显示 and 顺序 that no indicator has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.jinja.tags import has_tags
from generator.problem import Problem
from generator.project.indicators.labels import Path, suffixes
from generator.project.keywords import DISPLAY, LEVELS, ORDER, TREE
from generator.project.problems import did_you_mean, warning
from generator.project.yaml.nodes import Group, Listing, Node, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


def misnamed(groups: Iterable[tuple[str, Group]]) -> list[Problem]:
    """``groups`` are the base (no name) and the overrides, each with the name of its sub-form."""
    groups = list(groups)
    if not any(DISPLAY in group.entries or ORDER in group.entries for _, group in groups):
        return []
    if any(_has_computed_names(group.entries.get(TREE)) for _, group in groups):
        return []
    paths = {path for _, group in groups for path in _paths(group.entries.get(TREE), ())}
    below: dict[str, set[str]] = {}
    names: dict[str, None] = {}
    for path in sorted(paths):
        for name in suffixes(path):
            names[name] = None
        if path:
            for parent in suffixes(path[:-1]):
                below.setdefault(parent, set()).add(path[-1])
    children = {parent: dict.fromkeys(sorted(found)) for parent, found in below.items()}
    found: list[Problem] = []
    for form, group in groups:
        _unknown_labels(group.entries.get(DISPLAY), names, form, found)
        _unknown_orders(group.entries.get(ORDER), children, form, found)
    return found


def _paths(node: Node | None, path: Path) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(node, Group) and len(path) < len(LEVELS):
        for name, child in node.entries.items():
            yield from _paths(child, (*path, name))
    elif isinstance(node, Listing):
        for item in node.items:
            third = item.entries.get(LEVELS[-1]) if isinstance(item, Group) else None
            if isinstance(third, Text) and third.value:
                yield (*path, third.value)


def _has_computed_names(node: Node | None) -> bool:
    """Whether a 三级 is an expression, so that not all names can be told."""
    if isinstance(node, Group):
        third = node.entries.get(LEVELS[-1])
        computed = isinstance(third, Text) and has_tags(third.value)
        return computed or any(_has_computed_names(child) for child in node.entries.values())
    return isinstance(node, Listing) and any(_has_computed_names(item) for item in node.items)


def _unknown_labels(node: Node | None, names: Iterable[str], form: str, found: list[Problem]) -> None:
    if isinstance(node, Group):
        for name, child in node.entries.items():
            if name not in names:
                source = node.keys.get(name, child.source)
                message = f"显示 里的“{name}”不是任何指标的名称{did_you_mean(name, names, len(found))}"
                found.append(warning("P032", source, message, form, DISPLAY))


def _unknown_orders(
    node: Node | None, children: Mapping[str, Collection[str]], form: str, found: list[Problem]
) -> None:
    if not isinstance(node, Group):
        return
    for name, listing in node.entries.items():
        if name not in children:
            source = node.keys.get(name, listing.source)
            message = f"顺序 里的“{name}”不是任何有下级的指标{did_you_mean(name, children, len(found))}"
            found.append(warning("P033", source, message, form, ORDER))
        elif isinstance(listing, Listing):
            for item in listing.items:
                if isinstance(item, Text) and item.value not in children[name]:
                    hint = did_you_mean(item.value, children[name], len(found))
                    message = f"“{name}”下面没有“{item.value}”{hint}"
                    found.append(warning("P033", item.source, message, form, ORDER))
