"""A page with everything in its place in, its content stream out (ISO 32000-1, clauses 8 and 9).

Draws what stands on the page and decides nothing: y is turned upwards, and each state is set when it changes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.pages.page import Fill, Glyphs, Image, Item, Page, Rule
from generator.writers.pdf_fonts import UsedFonts
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


class _Ink:
    """The operators so far, and the graphics state that they leave."""

    def __init__(self, height: float, fonts: UsedFonts, images: UsedImages) -> None:
        self._height = height
        self._fonts = fonts
        self._images = images
        self._operators = [f"{STATE_NAME} gs"]
        self._state = dict(_INITIAL)
        self._in_text = False

    def dried(self) -> bytes:
        """The stream, complete."""
        self._leave_text()
        return "\n".join(self._operators).encode("ascii")

    def draw(self, item: Item) -> None:
        """One item more."""
        if isinstance(item, Glyphs):
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
        if not item.text or item.size <= 0 or item.scale <= 0:
            return
        font = self._fonts.of(item.face)
        if not self._in_text:
            self._operators.append("BT")
            self._in_text = True
        self._set("font", f"/{font.resource} {number(item.size)} Tf")
        self._set("fill", _fill_color(item.color))
        self._set("mode", "2 Tr" if item.face.embolden else "0 Tr")
        if item.face.embolden:
            self._set("stroke", _fill_color(item.color).upper())
            self._set("width", f"{number(item.size * _THICKENING)} w")
            self._set("dash", _INITIAL["dash"])
        leaning = _LEANING if item.face.slant else 0
        place = f"{number(item.x)} {number(self._height - item.baseline)}"
        self._operators.append(f"{number(item.scale)} 0 {number(leaning)} 1 {place} Tm")
        unit = 1000 / (item.size * item.scale)
        shown = ""
        behind = 0.0
        for character, advance in zip(item.text, item.advances, strict=True):
            digits, width = font[character]
            shown += digits
            behind += width - advance * unit
            if not -0.5 < behind < 0.5:
                moved = round(behind)
                behind -= moved
                shown += f">{moved}<"
        self._operators.append(f"[<{shown}>]TJ")

    def _draw_rule(self, item: Rule) -> None:
        width = max(item.width, _THINNEST)
        dashes = _DASHES.get(item.style, ())
        self._set("stroke", _fill_color(item.color).upper())
        self._set("width", f"{number(width)} w")
        self._set("dash", f"[{' '.join(number(dash * width) for dash in dashes)}] 0 d")
        begin = f"{number(item.x0)} {number(self._height - item.y0)}"
        end = f"{number(item.x1)} {number(self._height - item.y1)}"
        self._operators.append(f"{begin} m {end} l S")

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
        if self._in_text:
            self._operators.append("ET")
            self._in_text = False


@lru_cache(maxsize=1000)
def _fill_color(color: str) -> str:
    """The operator that sets a colour to fill with; in capitals, it sets that of strokes.

    Greys, and the automatic colour, are printed with black ink alone.
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", color):
        return "0 g"
    components = [number(component / 255) for component in bytes.fromhex(color)]
    return f"{components[0]} g" if len(set(components)) == 1 else f"{' '.join(components)} rg"
