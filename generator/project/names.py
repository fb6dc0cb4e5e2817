"""Surveys the names that the base and all sub-forms of a project define and use.

A name that is missing in one sub-form is absent there if another sub-form or the base defines it, else it is a typo;
so all sub-forms are surveyed, even if only some are made. Also finds names in 显示 and 顺序 that no indicator has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.jinja.tags import has_tags
from generator.problem import Problem, Source
from generator.project.expression import expression_of
from generator.project.indicators.breakdown import attribute_names
from generator.project.indicators.flat import trees_of
from generator.project.indicators.tree import Path, suffixes
from generator.project.keywords import BREAKDOWN, DISPLAY, LEVELS, ORDER, PLACES, STRUCTURE
from generator.project.problems import did_you_mean, warning
from generator.project.scope import texts
from generator.project.subforms import Definition, TableRow
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from generator.project.tables.tables import DataCell


class Variable(Struct):
    """A name that sub-forms give: where it is first given, by which sub-form, and by how many.

    ``form`` is blank for a column of a table.
    """

    source: Source
    form: str
    count: int


class Survey(Struct):
    """All names of a project, in order of first appearance."""

    defined: dict[str, None] = field(default_factory=dict)
    """Top-level keys and variables. One that a sub-form does not give is absent there."""
    used: set[str] = field(default_factory=set)
    """Names that expressions use. Where 全部分表 is used, also attributes and strings: they may name variables."""
    attributes: set[str] = field(default_factory=set)
    """Attributes that any indicator gives."""
    variables: dict[str, Variable] = field(default_factory=dict)
    tagged: set[str] = field(default_factory=set)
    """The texts with tags."""
    groups: list[tuple[str, Group]] = field(default_factory=list)
    """The base, under a blank name, and the overrides of each sub-form that are not rows of a table."""


def survey(base: Group, by: Iterable[str], headings: Iterable[DataCell], definitions: Iterable[Definition]) -> Survey:
    """Goes through the project once; ``by`` are the variables of 按, ``headings`` those of the tables of 数据."""
    found = Survey()
    _add_names_of(found, base, "")
    found.defined |= dict.fromkeys(by)
    for heading in headings:
        found.defined[heading.text] = None
        found.variables.setdefault(heading.text, Variable(heading.source, "", 1))
    for definition in definitions:
        for layer in definition.layers:
            if isinstance(layer, TableRow):
                # The headings give the names; a table may have thousands of rows, so only cells with tags are read.
                for cell in layer.cells:
                    if cell is not None and has_tags(cell.text):
                        _add_uses(found, cell.text)
            else:
                _add_names_of(found, layer, definition.name)
                _add_variables(found, layer, definition.name)
    return found


def _add_names_of(found: Survey, group: Group, form: str) -> None:
    found.groups.append((form, group))
    for name, node in group.entries.items():
        # In a sub-form a null removes the entry, it defines nothing.
        if name not in STRUCTURE and not (form and isinstance(node, Null)):
            found.defined[name] = None
        if name not in STRUCTURE or name == DISPLAY:
            for text in texts(node):
                _add_uses(found, text.value)
    for tree in trees_of(group.entries).values():
        found.attributes |= attribute_names(tree)
        if has_breakdown(tree):
            found.used.add(PLACES)


def _add_uses(found: Survey, value: str) -> None:
    expression = expression_of(value)
    if expression.template is not None:
        found.tagged.add(value)
    found.used.update(expression.names, expression.mentions)


def _add_variables(found: Survey, group: Group, form: str) -> None:
    for name, node in group.entries.items():
        if name in STRUCTURE or isinstance(node, Null):
            continue
        if name in found.variables:
            found.variables[name].count += 1
        else:
            found.variables[name] = Variable(group.keys.get(name, node.source), form, 1)


def has_breakdown(tree: Node | None) -> bool:
    """Whether an indicator of the tree is broken down by place."""
    return BREAKDOWN in attribute_names(tree)


def unknown_label_problems(groups: Iterable[tuple[str, Group]]) -> list[Problem]:
    """A warning for each name in 显示 and 顺序 that no indicator has.

    ``groups`` are the base, under a blank name, and the overrides, each with the name of its sub-form.
    """
    groups = list(groups)
    if not any(DISPLAY in group.entries or ORDER in group.entries for _, group in groups):
        return []
    trees = [tree for _, group in groups for tree in trees_of(group.entries).values()]
    if any(_has_computed_names(tree) for tree in trees):
        return []
    # All names that any suffix of a path gives, and for each the names of its children.
    paths = {path for tree in trees for path in _paths(tree, ())}
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
    """The paths of all nodes of a tree below ``path``, as typed in the project file."""
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
    """Whether a 三级 is an expression, so that not all names are known before evaluation."""
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
