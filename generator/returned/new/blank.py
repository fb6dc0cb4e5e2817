"""What a template expects of each name in, a project file with nothing filled in out: what to read forms against."""

from __future__ import annotations

from collections.abc import Mapping

from generator.jinja.shapes import Shape
from generator.project.keywords import ALL_FORMS, LEVELS, NUMBER, ROWS, SCORING, TEMPLATE, TOTAL, TREE, VALUE
from generator.returned.edit.yaml_text import Value, flow_text

_BROUGHT = frozenset((ROWS, TREE, ALL_FORMS, NUMBER, TOTAL, SCORING))
NODE = "…"
"""The one indicator of a blank form, at each level."""


def blank_project(template: str, shapes: Mapping[str, Shape]) -> str:
    """YAML; every field is there and blank, the tree has one indicator."""
    whole: dict[str, Value] = {TEMPLATE: template}
    whole |= {name: _blank(shape) for name, shape in shapes.items() if name not in _BROUGHT}
    if ROWS in shapes or TREE in shapes:
        item = shapes[ROWS].item if ROWS in shapes else None
        names = [name for name in (item.attributes if item is not None else ()) if name not in LEVELS]
        leaf: dict[str, Value] = dict.fromkeys(names or [VALUE], "")
        whole[TREE] = {NODE: {NODE: {NODE: leaf}}}
    return "".join(f"{flow_text(name)}: {flow_text(value)}\n" for name, value in whole.items())


def _blank(shape: Shape) -> Value:
    if shape.item is not None:
        return [_blank(shape.item)]
    return {name: _blank(inner) for name, inner in shape.attributes.items()} if shape.attributes else ""
