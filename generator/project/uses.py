"""Warns where values and their uses do not agree: a 否 that ``{% if %}`` takes for given, an attribute that none reads.

A use is the ``Shape`` of a name in the template or in another value.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.chinese.numbers import as_number
from generator.chinese.vocabulary import columns_called
from generator.jinja.shapes import merged
from generator.project.indicators.breakdown import leaves
from generator.project.indicators.flat import trees_of
from generator.project.indicators.overrides import near_sibling
from generator.project.keywords import BREAKDOWN, DISPLAY, LEVELS, ROWS, STANDARD, TREE
from generator.project.problems import did_you_mean, warning
from generator.project.yaml.nodes import Group, Listing, Node, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.jinja.shapes import Shape
    from generator.problem import Problem, Source
    from generator.project.resolve import Project

_SHOWN = 6
_NO = frozenset(("否", "无", "false", "no"))


class _Layer(Struct, frozen=True):
    """Values by name, of the base or (with the name ``form``) of a sub-form."""

    form: str
    entries: Mapping[str, Node]


def use_problems(project: Project, template: Mapping[str, Shape]) -> list[Problem]:
    """A warning for each condition and each attribute, where the first such value stands."""
    uses = merged((template, project.shapes))
    return [
        *_denied_conditions(project, uses),
        *_unread_attributes(project, uses),
        *_unmatched_levels(project, uses),
    ]


def _layers(project: Project, *, with_rows: bool) -> Iterator[_Layer]:
    """The values that the project gives, ``with_rows`` also those in rows of tables."""
    yield _Layer("", project.base.entries)
    for definition in project.definitions:
        for layer in definition.layers:
            if isinstance(layer, Group):
                yield _Layer(definition.name, layer.entries)
            elif with_rows:
                pairs = zip(layer.headings, layer.cells, strict=False)
                yield _Layer(definition.name, {head.text: Text(cell.text, cell.source) for head, cell in pairs if cell})


def _denied_conditions(project: Project, uses: Mapping[str, Shape]) -> Iterator[Problem]:
    """Warnings about values that say no where a condition asks only whether they are blank."""
    asked = {name: shape for name, shape in uses.items() if _asks(shape)}
    found: dict[str, tuple[Text, str, int]] = {}
    for layer in _layers(project, with_rows=True) if asked else ():
        for name, shape in asked.items():
            for path, text in _denials(name, shape, layer.entries):
                first, form, count = found.get(path, (text, layer.form, 0))
                found[path] = first, form, count + 1
    for path, (text, form, count) in found.items():
        value = text.value.strip()
        many = f"（共 {count} 处）" if count > 1 else ""
        better = ' != "无"' if value == "无" else ' == "是"' if as_number(value) is None else " > 0"
        message = (
            f"{{% if {path} %}} 只看是不是空白，“{value}”不是空白，照样成立{many}："
            f"要看内容请写 {{% if {path}{better} %}}"
        )
        yield warning("P053", text.source, message, form, path)


def _asks(shape: Shape) -> bool:
    """Whether a condition asks for the value or for anything in it."""
    inner = [*shape.attributes.values(), *([shape.item] if shape.item is not None else [])]
    return shape.is_tested or any(_asks(each) for each in inner)


def _denials(name: str, shape: Shape, entries: Mapping[str, Node]) -> Iterator[tuple[str, Text]]:
    tree = TREE if name == ROWS else name
    if tree in trees_of(entries) and shape.item is not None:
        for leaf in leaves(entries[tree]):
            yield from _walk("行", shape.item, leaf)
    elif name in entries:
        yield from _walk(name, shape, entries[name])


def _walk(path: str, shape: Shape, node: Node) -> Iterator[tuple[str, Text]]:
    """The texts that say no, each with the expression by which the template asks for it."""
    if isinstance(node, Text):
        if shape.is_tested and _says_no(node.value.strip()) and node.value.strip() not in shape.compared:
            yield path, node
    elif isinstance(node, Group):
        for name, child in node.entries.items():
            if name in shape.attributes:
                yield from _walk(f"{path}.{name}", shape.attributes[name], child)
    elif isinstance(node, Listing) and shape.item is not None:
        for item in node.items:
            yield from _walk("项", shape.item, item)


def _says_no(value: str) -> bool:
    return value.lower() in _NO or as_number(value) == 0


def _unmatched_levels(project: Project, uses: Mapping[str, Shape]) -> Iterator[Problem]:
    """Warnings about names of levels that a condition asks for and no indicator has, but one nearly has."""
    rows = uses.get(ROWS)
    asked = rows.item.attributes if rows is not None and rows.item is not None else {}
    if not any(level in asked and asked[level].compared for level in LEVELS):
        return
    names: tuple[dict[str, None], ...] = tuple({} for _ in LEVELS)
    labels: set[str] = set()
    for layer in _layers(project, with_rows=False):
        _add_names(layer.entries.get(TREE), names, 0)
        display = layer.entries.get(DISPLAY)
        given = display.entries.values() if isinstance(display, Group) else ()
        labels.update(node.value for node in given if isinstance(node, Text))
    for level, known in zip(LEVELS, names, strict=True):
        for name in sorted(asked[level].compared - known.keys() - labels) if level in asked else ():
            if near_sibling(name, known):
                there = "、".join(f"“{other}”" for other in [*known][:_SHOWN])
                message = f"模板里的条件找{level}“{name}”，没有一个指标是：有的是{there}，请在模板里写全名"
                yield warning("P060", project.template_source, message, field=name)


def _add_names(node: Node | None, names: tuple[dict[str, None], ...], depth: int) -> None:
    """Add the names of a tree below a node to those of its level."""
    if isinstance(node, Group) and depth < len(names):
        for name, below in node.entries.items():
            names[depth][name] = None
            _add_names(below, names, depth + 1)
    elif isinstance(node, Listing) and depth < len(names):
        thirds = (item.entries.get(LEVELS[-1]) for item in node.items if isinstance(item, Group))
        names[depth].update((third.value, None) for third in thirds if isinstance(third, Text))


def _unread_attributes(project: Project, uses: Mapping[str, Shape]) -> Iterator[Problem]:
    """Warnings about attributes of indicators that the template does not read and no check knows a role of."""
    if not any(name == ROWS or name.endswith(TREE) for name in uses):
        return
    known = {name for shape in uses.values() for name in _attributes(shape)} | STANDARD | set(LEVELS)
    unread: dict[str, tuple[Source, str]] = {}
    for layer in _layers(project, with_rows=False):
        for leaf in chain.from_iterable(map(leaves, trees_of(layer.entries).values())):
            for name, node in leaf.entries.items() if isinstance(leaf, Group) else ():
                if name not in known and name != BREAKDOWN and isinstance(leaf, Group):
                    unread.setdefault(name, (leaf.keys.get(name, node.source), layer.form))
    names = tuple(dict.fromkeys((*sorted(project.attributes), *unread)))
    checked = set(chain.from_iterable(columns_called(names, frozenset(project.profile.names.items())).values()))
    for name, (source, form) in unread.items():
        if name in checked:
            continue
        hint = did_you_mean(name, sorted(known))
        yield warning("P054", source, f"指标的属性“{name}”没有用到：模板里没有它，检查也不看{hint}", form, name)


def _attributes(shape: Shape) -> Iterator[str]:
    """The attributes read of a value and of anything in it."""
    for name, inner in shape.attributes.items():
        yield name
        yield from _attributes(inner)
    if shape.item is not None:
        yield from _attributes(shape.item)
