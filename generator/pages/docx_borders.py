"""Border elements in, borders by side out, and which of two borders that meet is drawn (ECMA-376 part 1, 17.4.66)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from generator.model.document import Border
from generator.opc.xml import Element
from generator.pages.docx_properties import color, local_name, whole

# None is a border that is said not to be there; a side that is missing says nothing.
Borders = Mapping[str, Border | None]

_SIDES = {"start": "left", "end": "right"}
_NOTHING = frozenset({"nil", "none", ""})
# Lines that a style draws, and its place in the list that decides between equal weights.
_STYLES = {
    name: (lines, place)
    for place, (name, lines) in enumerate(
        (
            *(("single", 1), ("thick", 1), ("double", 2), ("dotted", 1), ("dashed", 1), ("dotDash", 1)),
            *(("dotDotDash", 1), ("triple", 3), ("thinThickSmallGap", 2), ("thickThinSmallGap", 2)),
            *(("thinThickThinSmallGap", 3), ("thinThickMediumGap", 2), ("thickThinMediumGap", 2)),
            *(("thinThickThinMediumGap", 3), ("thinThickLargeGap", 2), ("thickThinLargeGap", 2)),
            *(("thinThickThinLargeGap", 3), ("wave", 1), ("doubleWave", 2), ("dashSmallGap", 1)),
            *(("dashDotStroked", 1), ("threeDEmboss", 3), ("threeDEngrave", 3), ("outset", 1), ("inset", 1)),
        )
    )
}


def borders_of(element: Element | None) -> dict[str, Border | None]:
    """The sides that a ``w:tcBorders`` or ``w:tblBorders`` speaks of."""
    found: dict[str, Border | None] = {}
    for child in () if element is None else element:
        name = local_name(child.tag)
        attributes = {local_name(key): value for key, value in child.items()}
        style = attributes.get("val", "")
        width = max(2, min(96, whole(attributes.get("sz"), 4))) / 8
        border = None if style in _NOTHING else Border(width, color(attributes.get("color")), style)
        found[_SIDES.get(name, name)] = border
    return found


@lru_cache(maxsize=1024)
def stronger(first: Border | None, second: Border | None) -> Border | None:
    """The border drawn where two cells meet; ``first`` is that of the cell read first."""
    if first is None or second is None:
        return first or second
    return second if _rank(second) < _rank(first) else first


def _rank(border: Border) -> tuple[float, int, int, int, int]:
    """Smaller is stronger: weight, place in the list of styles, then the darker colour."""
    lines, place = _STYLES.get(border.style, (1, len(_STYLES)))
    number = int(border.color or "000000", 16)
    red, green, blue = number >> 16, number >> 8 & 0xFF, number & 0xFF
    return -border.width * lines, place, red + blue + 2 * green, blue + 2 * green, green
