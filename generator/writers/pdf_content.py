"""A page with everything in its place in, its content stream out (ISO 32000-1, clauses 8 and 9).

Draws what stands on the page and decides nothing: y is turned upwards, and each state is set when it changes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generator.fonts.face import Face
from generator.pages.page import Fill, Glyphs, Image, Item, Page, Rule
from generator.writers.pdf_fonts import UsedFont, UsedFonts
from generator.writers.pdf_images import UsedImages
from generator.writers.pdf_objects import number

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


class _Hand(NamedTuple):
    """How characters of one formatting are drawn: the states they need; ``unit`` is thousandths of an em to the pt."""

    font: UsedFont
    states: tuple[tuple[str, str], ...]
    matrix: str
    unit: float


class _Ink:
    """The operators so far, and the graphics state that they leave."""

    def __init__(self, height: float, fonts: UsedFonts, images: UsedImages) -> None:
        self._height = height
        self._fonts = fonts
        self._images = images
        self._operators = [f"{STATE_NAME} gs"]
        self._state = dict(_INITIAL)
        self._hands: dict[tuple[Face, float, float, str], _Hand] = {}
        self._hand: _Hand | None = None

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
        hand = self._take(item)
        unit, codes, widths = hand.unit, hand.font.codes, hand.font.packed
        shown = ""
        behind = 0.0
        for character, advance in zip(item.text, item.advances, strict=True):
            shown += codes[character]
            behind += widths[character].width - advance * unit
            if not -0.5 < behind < 0.5:
                moved = round(behind)
                behind -= moved
                shown += f">{moved}<"
        self._operators.append(f"{hand.matrix} {item.x:.2f} {self._height - item.baseline:.2f} Tm[<{shown}>]TJ")

    def _take(self, item: Glyphs) -> _Hand:
        """Set the states that an item needs."""
        face = item.face
        key = (face, item.size, item.scale, item.color)
        hand = self._hands.get(key)
        if hand is None:
            hand = self._hands[key] = _hand(item, self._fonts.of(face))
        if hand is not self._hand:
            if self._hand is None:
                self._operators.append("BT")
            self._hand = hand
            for kind, operator in hand.states:
                self._set(kind, operator)
        return hand

    def _draw_rule(self, item: Rule) -> None:
        width = max(item.width, _THINNEST)
        self._set("stroke", _fill_color(item.color).upper())
        self._set("width", f"{number(width)} w")
        self._set("dash", _dash(item.style, width))
        y0, y1 = self._height - item.y0, self._height - item.y1
        self._operators.append(f"{item.x0:.2f} {y0:.2f} m {item.x1:.2f} {y1:.2f} l S")

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
        if self._hand is not None:
            self._operators.append("ET")
            self._hand = None


def _hand(item: Glyphs, font: UsedFont) -> _Hand:
    fill = _fill_color(item.color)
    states = [("font", f"/{font.resource} {number(item.size)} Tf"), ("fill", fill), ("mode", "0 Tr")]
    if item.face.embolden:
        width = f"{number(item.size * _THICKENING)} w"
        states[2:] = [("mode", "2 Tr"), ("stroke", fill.upper()), ("width", width), ("dash", _dash("", 0))]
    leaning = _LEANING if item.face.slant else 0
    matrix = f"{number(item.scale)} 0 {number(leaning)} 1"
    return _Hand(font, tuple(states), matrix, 1000 / (item.size * item.scale))


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
