"""A ``w:tcBorders`` or ``w:tblBorders`` in, borders by side out."""

from __future__ import annotations

from collections.abc import Mapping

from generator.document.docx.properties import attributes, color, local_name
from generator.document.measures import whole
from generator.document.model import Border
from generator.office.xml import Element

# None is a border that is said not to be there; a side that is missing says nothing.
Borders = Mapping[str, Border | None]

_SIDES = {"start": "left", "end": "right"}
_NOTHING = frozenset({"nil", "none", ""})


def borders_of(element: Element | None) -> dict[str, Border | None]:
    """The sides that a ``w:tcBorders`` or ``w:tblBorders`` speaks of."""
    found: dict[str, Border | None] = {}
    for child in () if element is None else element:
        name = local_name(child.tag)
        said = dict(attributes(child))
        style = said.get("val", "")
        width = max(2, min(96, whole(said.get("sz"), 4))) / 8
        border = None if style in _NOTHING else Border(width, color(said.get("color")), style)
        found[_SIDES.get(name, name)] = border
    return found
