"""A page with everything in its place in, operators on reportlab's canvas out (ISO 32000-1, clauses 8 and 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from generator.layout.page import DrawnLine, Fill, Glyphs, Image, Item, Page
from generator.writers.pdf.fonts import FaceFont, font_of
from generator.writers.pdf.pictures import form_of

# Below this, printers drop a line or draw it as thin as they can.
_THINNEST = 0.25
# How far a slanted face leans to the right: the tangent of 12 degrees. How much a thickened stem gains, in em.
_LEANING = 0.2126
_THICKENING = 1 / 30
_FILLED, _FILLED_AND_STROKED = 0, 2
_ROUND_JOINS = 1  # so that thickened outlines have no spikes
_COLOR = re.compile("[0-9A-Fa-f]{6}")
# Lengths of dashes and gaps of ST_Border, in widths of the line; the others are drawn whole.
_DASHES = {
    "dotted": (1, 1),
    "dashed": (4, 2),
    "dashSmallGap": (4, 1),
    "dotDash": (4, 2, 1, 2),
    "dotDotDash": (4, 2, 1, 2, 1, 2),
}


def draw_page(canvas: Canvas, page: Page) -> None:
    """Draw what stands on a page, from the top left corner downwards, on a canvas whose y grows upwards."""
    canvas.setLineJoin(_ROUND_JOINS)
    drawing = _Drawing(canvas, page.height)
    for item in page.items:
        drawing.draw(item)
    drawing.leave_text()


class _Drawing:
    """Items drawn so far. Texts that follow each other share a text object, and what they share is set once."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas = canvas
        self._height = height
        self._text: PDFTextObject | None = None
        self._pen: tuple[object, ...] = ()
        self._spacing: float | None = None

    def draw(self, item: Item) -> None:
        """One item."""
        if isinstance(item, Glyphs):
            if item.text and item.size > 0 and item.scale > 0:
                self._draw_glyphs(item)
            return
        self.leave_text()
        if isinstance(item, DrawnLine):
            self._draw_line(item)
        elif isinstance(item, Fill):
            _set_color(self._canvas, item.color)
            self._canvas.rect(item.x, self._y(item.y + item.height), item.width, item.height, stroke=0, fill=1)
        else:
            self._draw_image(item)

    def leave_text(self) -> None:
        """End the text object, before anything else is drawn."""
        if self._text is not None:
            self._text.setTextRenderMode(_FILLED)  # it would outlive the text object, and the next one would not know
            self._canvas.drawText(self._text)
            self._text, self._pen, self._spacing = None, (), None

    def _y(self, y: float) -> float:
        return self._height - y

    def _draw_glyphs(self, item: Glyphs) -> None:
        font = font_of(item.face)
        text = self._text_object(item, font)
        leaning = _LEANING if item.face.slant else 0
        text.setTextTransform(item.scale, 0, leaning, 1, item.x, self._y(item.baseline))
        start = 0
        for spacing, run in groupby(_spacings(item, font)):
            end = start + len(list(run))
            if spacing != self._spacing:
                text.setCharSpace(spacing)
                self._spacing = spacing
            text.textOut(item.text[start:end])
            start = end

    def _text_object(self, item: Glyphs, font: FaceFont) -> PDFTextObject:
        """The open text object, or a new one, in the state that the item needs."""
        pen = (font.fontName, item.size, item.color, item.face.embolden)
        if self._text is not None and pen == self._pen:
            return self._text
        if item.face.embolden:  # a text object of reportlab's cannot set the width of strokes
            self.leave_text()
            self._canvas.setLineWidth(item.size * _THICKENING)
            self._canvas.setDash()
        text = self._text = self._text or self._canvas.beginText()
        self._pen = pen
        text.setFont(font.fontName, item.size)
        _set_color(text, item.color)
        text.setTextRenderMode(_FILLED_AND_STROKED if item.face.embolden else _FILLED)
        return text

    def _draw_line(self, item: DrawnLine) -> None:
        width = max(item.width, _THINNEST)
        _set_color(self._canvas, item.color)
        self._canvas.setLineWidth(width)
        self._canvas.setDash([dash * width for dash in _DASHES.get(item.style, ())])
        self._canvas.line(item.x0, self._y(item.y0), item.x1, self._y(item.y1))

    def _draw_image(self, item: Image) -> None:
        name = form_of(item.data, self._canvas)
        if name is None:
            return
        self._canvas.saveState()
        self._canvas.translate(item.x, self._y(item.y + item.height))
        self._canvas.scale(item.width, item.height)
        self._canvas.doForm(name)
        self._canvas.restoreState()


def _spacings(item: Glyphs, font: FaceFont) -> Iterator[float]:
    """What is added behind each character to the advance of its glyph, in pt before scaling."""
    for character, advance in zip(item.text, item.advances, strict=True):
        yield round(advance / item.scale - font.advance(character) * item.size, 4)


def _set_color(drawn_on: Canvas | PDFTextObject, color: str) -> None:
    """Fill and stroke with ``RRGGBB``. Greys, and the automatic colour, are printed with black ink alone."""
    components = bytes.fromhex(color) if _COLOR.fullmatch(color) else b"\0\0\0"
    red, green, blue = (component / 255 for component in components)
    if red == green == blue:
        drawn_on.setFillGray(red)
        drawn_on.setStrokeGray(red)
    else:
        drawn_on.setFillColorRGB(red, green, blue)
        drawn_on.setStrokeColorRGB(red, green, blue)
