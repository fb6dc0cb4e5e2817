"""A page with everything in its place in, its content stream out (ISO 32000-1, clauses 8 and 9).

Draws what stands on the page and decides nothing: y is turned upwards, and each state is set when it changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from generator.fonts.face import Face
from generator.pages.page import Fill, Glyphs, Image, Item, Page, Rule
from generator.pages.remembered import RememberedByIdentity
from generator.writers.pdf_fonts import UsedFont, UsedFonts
from generator.writers.pdf_images import UsedImages
from generator.writers.pdf_objects import number
from generator.writers.truetype import packed_face

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
# What a page begins with (ISO 32000-1, 8.4.1), by what may be set.
_INITIAL = {"fill": "0 g", "stroke": "0 G", "mode": "0 Tr", "dash": "[] 0 d"}


def content_stream(page: Page, fonts: UsedFonts, images: UsedImages) -> bytes:
    """The stream that draws a page; the file's fonts and images are asked for their names."""
    ink = _Ink(page.height, fonts, images)
    for item in page.items:
        ink.draw(item)
    return ink.dried()


@dataclass(frozen=True, eq=False, slots=True)
class _Pen:
    """How characters of one formatting are drawn: the ``states`` they need beside the font; ``unit`` is 1/1000 em."""

    face: Face
    size: str
    states: tuple[tuple[str, str], ...]
    matrix: str
    unit: float


class _Written(NamedTuple):
    """Characters on a page of one height: where they begin, and pieces of text with what moves the next one."""

    pen: _Pen
    place: str
    pieces: tuple[tuple[str, str], ...]


class _Ruled(NamedTuple):
    """A rule on a page of one height: the states it needs, and its path."""

    states: tuple[tuple[str, str], ...]
    path: str


# Forms of one template have most of these in common: layout gives the same objects for them.
_written: RememberedByIdentity[Glyphs, _Written] = RememberedByIdentity(4096)
_ruled: RememberedByIdentity[Rule, _Ruled] = RememberedByIdentity(2048)


class _Ink:
    """The operators so far, and the graphics state that they leave."""

    def __init__(self, height: float, fonts: UsedFonts, images: UsedImages) -> None:
        self._height = height
        self._fonts = fonts
        self._images = images
        self._operators = [f"{STATE_NAME} gs"]
        self._state = dict(_INITIAL)
        self._hands: dict[_Pen, tuple[UsedFont, str]] = {}
        self._pen: _Pen | None = None
        self._font: UsedFont

    def dried(self) -> bytes:
        """The stream, complete."""
        self._leave_text()
        return "\n".join(self._operators).encode("ascii")

    def draw(self, item: Item) -> None:
        """One item more."""
        if isinstance(item, Glyphs):
            if item.text and item.size > 0 and item.scale > 0:
                self._draw_glyphs(item)
            return
        self._leave_text()
        if isinstance(item, Rule):
            self._draw_rule(item)
        elif isinstance(item, Fill):
            self._draw_fill(item)
        else:
            self._draw_image(item)

    def _draw_glyphs(self, item: Glyphs) -> None:
        height = self._height
        pen, place, pieces = _written.get(item, height) or _written.keep(item, height, _write(item, height))
        if pen is not self._pen:
            self._take(pen)
        code = self._font.codes.__getitem__
        text, moved = pieces[0]
        shown = "".join(map(code, text)) + moved
        if len(pieces) > 1:
            shown += "".join(["".join(map(code, text)) + moved for text, moved in pieces[1:]])
        self._operators.append(f"{place} Tm[<{shown}>]TJ")

    def _take(self, pen: _Pen) -> None:
        """Set the states that characters need."""
        if self._pen is None:
            self._operators.append("BT")
        hand = self._hands.get(pen)
        if hand is None:
            font = self._fonts.of(pen.face)
            hand = self._hands[pen] = (font, f"/{font.resource} {pen.size} Tf")
        self._pen = pen
        self._font, operator = hand
        self._set("font", operator)
        for kind, operator in pen.states:
            self._set(kind, operator)

    def _draw_rule(self, item: Rule) -> None:
        height = self._height
        states, path = _ruled.get(item, height) or _ruled.keep(item, height, _rule(item, height))
        for kind, operator in states:
            self._set(kind, operator)
        self._operators.append(path)

    def _draw_fill(self, item: Fill) -> None:
        self._set("fill", _fill_color(item.color))
        corner = f"{number(item.x)} {number(self._height - item.y - item.height)}"
        self._operators.append(f"{corner} {number(item.width)} {number(item.height)} re f")

    def _draw_image(self, item: Image) -> None:
        resource = self._images.of(item.data)
        if resource is None:
            return
        corner = f"{number(item.x)} {number(self._height - item.y - item.height)}"
        matrix = f"{number(item.width)} 0 0 {number(item.height)} {corner} cm"
        self._operators.append(f"q {matrix} /{resource} Do Q")

    def _set(self, kind: str, operator: str) -> None:
        """Set a state, unless it is so already."""
        if self._state.get(kind) != operator:
            self._state[kind] = operator
            self._operators.append(operator)

    def _leave_text(self) -> None:
        if self._pen is not None:
            self._operators.append("ET")
            self._pen = None


def _write(item: Glyphs, height: float) -> _Written:
    pen = _pen(item.face, item.size, item.scale, item.color)
    unit, widths = pen.unit, packed_face(item.face)
    pieces = []
    start = 0
    behind = 0.0
    for end, (character, advance) in enumerate(zip(item.text, item.advances, strict=True), 1):
        behind += widths[character].width - advance * unit
        if not -0.5 < behind < 0.5:
            moved = round(behind)
            behind -= moved
            pieces.append((item.text[start:end], f">{moved}<"))
            start = end
    pieces.append((item.text[start:], ""))
    return _Written(pen, f"{pen.matrix} {item.x:.2f} {height - item.baseline:.2f}", tuple(pieces))


@lru_cache(maxsize=1000)
def _pen(face: Face, size: float, scale: float, color: str) -> _Pen:
    fill = _fill_color(color)
    states = [("fill", fill), ("mode", "0 Tr")]
    if face.embolden:
        width = f"{number(size * _THICKENING)} w"
        states[1:] = [("mode", "2 Tr"), ("stroke", fill.upper()), ("width", width), ("dash", _dash("", 0))]
    leaning = _LEANING if face.slant else 0
    matrix = f"{number(scale)} 0 {number(leaning)} 1"
    return _Pen(face, number(size), tuple(states), matrix, 1000 / (size * scale))


def _rule(item: Rule, height: float) -> _Ruled:
    width = max(item.width, _THINNEST)
    states = (
        ("stroke", _fill_color(item.color).upper()),
        ("width", f"{number(width)} w"),
        ("dash", _dash(item.style, width)),
    )
    return _Ruled(states, f"{item.x0:.2f} {height - item.y0:.2f} m {item.x1:.2f} {height - item.y1:.2f} l S")


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
