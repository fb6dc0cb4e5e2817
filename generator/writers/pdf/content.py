"""A page with everything in its place in, its content stream out (ISO 32000-1, clauses 8 and 9).

Draws what stands on the page and decides nothing: y is turned upwards, and each state is set when it changes. A group
sets all that it needs, so that its operators are written once for all pages that show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from generator.document.memory import RememberedByIdentity
from generator.layout.fonts.face import Face
from generator.layout.page import DrawnGroup, DrawnLine, Fill, Glyphs, Image, Page
from generator.writers.pdf.fonts import UsedFonts, resource_of
from generator.writers.pdf.images import UsedImages
from generator.writers.pdf.objects import number
from generator.writers.pdf.truetype import packed_face

# The graphics state that every page begins with; the name it has among the resources.
STATE_NAME = "/S"
# Rules of one width print at one width wherever they fall; thickened outlines have no spikes.
STATE = "<< /Type /ExtGState /SA true /LJ 1 >>"

# Below this, printers drop a line or draw it as thin as they can.
_THINNEST = 0.25
# How far a slanted face leans to the right: the tangent of 12 degrees. How much a thickened stem gains, in em.
_LEANING = 0.2126
_THICKENING = 1 / 30
# Lengths of dashes and gaps of ST_Border, in widths of the line; the others are drawn whole.
_DASHES = {
    "dotted": (1, 1),
    "dashed": (4, 2),
    "dashSmallGap": (4, 1),
    "dotDash": (4, 2, 1, 2),
    "dotDotDash": (4, 2, 1, 2, 1, 2),
}


def content_stream(page: Page, fonts: UsedFonts, images: UsedImages) -> bytes:
    """The stream that draws a page; the file's fonts and images are asked for their codes and names."""
    height = page.height
    written = [f"{STATE_NAME} gs\n"]
    for group in page.groups:
        inked = _inked_on(height, group)
        for operators, shown in inked.steps:
            written.append(operators)
            if isinstance(shown, _Characters):
                written += map(fonts.of(shown.face).codes.__getitem__, shown.text)
            elif (resource := images.of(shown.data)) is not None:
                written.append(f"q {shown.matrix} cm /{resource} Do Q\n")
        written.append(inked.end)
    return "".join(written).encode("ascii")


class _Pen(Struct, frozen=True, eq=False):
    """How characters of one formatting are drawn: the ``states`` they need; ``unit`` is 1/1000 em."""

    states: tuple[tuple[str, str], ...]
    matrix: str
    unit: float


class _Characters(Struct, frozen=True):
    """Characters that stand in a string, as codes of the file's font."""

    face: Face
    text: str


class _DrawnPicture(Struct, frozen=True):
    """An image of the file's, if it can be drawn."""

    matrix: str
    data: bytes


class _Inked(Struct, frozen=True):
    """A group on a page of one height: operators, each with what the file shows behind them, and those that end it."""

    steps: tuple[tuple[str, _Characters | _DrawnPicture], ...]
    end: str


# Forms of one template have most of these in common: layout gives the same objects for them.
_inked: RememberedByIdentity[DrawnGroup, _Inked] = RememberedByIdentity(8192)


def _inked_on(height: float, group: DrawnGroup) -> _Inked:
    found = _inked.get(group, height)
    if found is None:
        found = _Ink(height).of(group)
        if not any(isinstance(item, Image) for item in group.items):  # read anew with each document, and large
            _inked.keep(group, height, found)
    return found


class _Ink:
    """The operators of a group so far, and the graphics state that they leave."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._steps: list[tuple[str, _Characters | _DrawnPicture]] = []
        self._operators: list[str] = []
        self._state: dict[str, str] = {}
        self._in_text = False

    def of(self, group: DrawnGroup) -> _Inked:
        """The group, complete."""
        for item in group.items:
            if isinstance(item, Glyphs):
                if item.text and item.size > 0 and item.scale > 0:
                    self._draw_glyphs(item)
                continue
            self._leave_text()
            if isinstance(item, DrawnLine):
                self._draw_rule(item)
            elif isinstance(item, Fill):
                self._draw_fill(item)
            else:
                self._draw_image(item)
        self._leave_text()
        return _Inked(tuple(self._steps), "".join(self._operators))

    def _draw_glyphs(self, item: Glyphs) -> None:
        pen = _pen(item.face, item.size, item.scale, item.color)
        if not self._in_text:
            self._operators.append("BT\n")
            self._in_text = True
        for kind, operator in pen.states:
            self._set(kind, operator)
        self._operators.append(f"{pen.matrix} {item.x:.2f} {self._height - item.baseline:.2f} Tm[<")
        for text, moved in _pieces(item, pen.unit):
            self._show(_Characters(item.face, text))
            self._operators.append(moved)
        self._operators.append(">]TJ\n")

    def _draw_rule(self, item: DrawnLine) -> None:
        width = max(item.width, _THINNEST)
        self._set("stroke", _fill_color(item.color).upper())
        self._set("width", f"{number(width)} w")
        self._set("dash", _dash(item.style, width))
        start, end = f"{item.x0:.2f} {self._height - item.y0:.2f}", f"{item.x1:.2f} {self._height - item.y1:.2f}"
        self._operators.append(f"{start} m {end} l S\n")

    def _draw_fill(self, item: Fill) -> None:
        self._set("fill", _fill_color(item.color))
        corner = f"{number(item.x)} {number(self._height - item.y - item.height)}"
        self._operators.append(f"{corner} {number(item.width)} {number(item.height)} re f\n")

    def _draw_image(self, item: Image) -> None:
        corner = f"{number(item.x)} {number(self._height - item.y - item.height)}"
        self._show(_DrawnPicture(f"{number(item.width)} 0 0 {number(item.height)} {corner}", item.data))

    def _show(self, shown: _Characters | _DrawnPicture) -> None:
        self._steps.append(("".join(self._operators), shown))
        self._operators = []

    def _set(self, kind: str, operator: str) -> None:
        """Set a state, unless it is so already."""
        if self._state.get(kind) != operator:
            self._state[kind] = operator
            self._operators.append(f"{operator}\n")

    def _leave_text(self) -> None:
        if self._in_text:
            self._operators.append("ET\n")
            self._in_text = False


def _pieces(item: Glyphs, unit: float) -> Iterator[tuple[str, str]]:
    """Pieces of the text, each with what moves the next one."""
    widths = packed_face(item.face)
    start = 0
    behind = 0.0
    for end, (character, advance) in enumerate(zip(item.text, item.advances, strict=True), 1):
        behind += widths[character].width - advance * unit
        if not -0.5 < behind < 0.5:
            moved = round(behind)
            behind -= moved
            yield item.text[start:end], f">{moved}<"
            start = end
    yield item.text[start:], ""


@lru_cache(maxsize=1000)
def _pen(face: Face, size: float, scale: float, color: str) -> _Pen:
    fill = _fill_color(color)
    states = [("font", f"/{resource_of(face)} {number(size)} Tf"), ("fill", fill), ("mode", "0 Tr")]
    if face.embolden:
        width = f"{number(size * _THICKENING)} w"
        states[2:] = [("mode", "2 Tr"), ("stroke", fill.upper()), ("width", width), ("dash", _dash("", 0))]
    leaning = _LEANING if face.slant else 0
    return _Pen(tuple(states), f"{number(scale)} 0 {number(leaning)} 1", 1000 / (size * scale))


@lru_cache(maxsize=100)
def _dash(style: str, width: float) -> str:
    """The operator that sets the dashes of a rule."""
    return f"[{' '.join(number(dash * width) for dash in _DASHES.get(style, ()))}] 0 d"


@lru_cache(maxsize=1000)
def _fill_color(color: str) -> str:
    """The operator that sets a colour to fill with; in capitals, it sets that of strokes.

    Greys, and the automatic colour, are printed with black ink alone.
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", color):
        return "0 g"
    components = [number(component / 255) for component in bytes.fromhex(color)]
    return f"{components[0]} g" if len(set(components)) == 1 else f"{' '.join(components)} rg"
