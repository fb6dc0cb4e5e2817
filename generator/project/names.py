"""The base and all sub-forms in, what they give and use between them out.

What is absent and what is a typo is decided over all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.jinja.tags import has_tags
from generator.problem import Source
from generator.project.expression import expression_of
from generator.project.indicators.attributes import attribute_names
from generator.project.keywords import BREAKDOWN, DISPLAY, PLACES, STRUCTURE, TREE
from generator.project.scope import texts
from generator.project.subforms import Definition, TableRow
from generator.project.yaml.nodes import Group, Node, Null

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.project.tables.tables import Cell


class Variable(Struct):
    """A name that sub-forms give: where first, by which sub-form (blank: a column of a table), by how many."""

    source: Source
    form: str
    count: int


class Survey(Struct):
    """All names of a project, in the order in which they are met."""

    defined: dict[str, None] = field(default_factory=dict)
    """Top-level keys and variables: what is defined but not given by a sub-form is absent there."""
    used: set[str] = field(default_factory=set)
    """Names that expressions use; over 全部分表 also attributes and strings, which may name variables."""
    attributes: set[str] = field(default_factory=set)
    variables: dict[str, Variable] = field(default_factory=dict)
    groups: list[tuple[str, Group]] = field(default_factory=list)
    """The base (no name) and each override that is not a row of a table."""


def survey(base: Group, by: Iterable[str], headings: Iterable[Cell], definitions: Iterable[Definition]) -> Survey:
    """Linear in the size of the project."""
    found = Survey()
    _take(found, base, "")
    found.defined |= dict.fromkeys(by)
    for heading in headings:
        found.defined[heading.text] = None
        found.variables.setdefault(heading.text, Variable(heading.source, "", 1))
    for definition in definitions:
        for layer in definition.layers:
            if isinstance(layer, TableRow):
                for cell in layer.cells:
                    if cell is not None and has_tags(cell.text):
                        _use(found, cell.text)
            else:
                _take(found, layer, definition.name)
                _count(found, layer, definition.name)
    return found


def _take(found: Survey, group: Group, form: str) -> None:
    found.groups.append((form, group))
    for name, node in group.entries.items():
        if name not in STRUCTURE and not (form and isinstance(node, Null)):
            found.defined[name] = None
        if name not in STRUCTURE or name == DISPLAY:
            for text in texts(node):
                _use(found, text.value)
    tree = group.entries.get(TREE)
    found.attributes |= attribute_names(tree)
    if has_breakdown(tree):
        found.used.add(PLACES)


def _use(found: Survey, value: str) -> None:
    expression = expression_of(value)
    found.used.update(expression.names, expression.mentions)


def _count(found: Survey, group: Group, form: str) -> None:
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
