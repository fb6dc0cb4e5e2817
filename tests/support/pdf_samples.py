"""A face that draws every character as a box of its own size, and what another program finds in a PDF."""

from __future__ import annotations

from typing import Any

import pikepdf
import pypdfium2
from fontTools.pens.ttGlyphPen import TTGlyphPen
from msgspec import Struct

from generator.layout.fonts.face import Glyph
from generator.layout.page import Glyphs


class BoxFace(Struct, frozen=True):
    """Every character is a box, half an em wide if it is ASCII, one em if not."""

    key: str = "box"
    name: str = "Box"
    ascent: float = 0.88
    descent: float = 0.12
    slant: bool = False
    embolden: bool = False

    def has(self, character: str) -> bool:
        return character != "\uffff"

    def advance(self, character: str) -> float:
        return 0.5 if character.isascii() else 1.0

    def glyph(self, character: str) -> Glyph:
        advance = round(1000 * self.advance(character))
        if character == " ":
            return Glyph(b"", advance, 0)
        return Glyph(box_outline(50, -100, advance - 50, ord(character) % 700 + 1), advance, 50)


def box_outline(left: int, bottom: int, right: int, top: int) -> bytes:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    outline: bytes = pen.glyph().compile(None)
    return outline


BOX = BoxFace()


def set_text(
    text: str, face: BoxFace = BOX, size: float = 10.0, x: float = 20.0, y: float = 50.0, **formatting: object
) -> Glyphs:
    """Characters in their natural distances."""
    advances = tuple(face.advance(character) * size for character in text)
    return Glyphs(x, y, text, face, size, advances, **formatting)  # type: ignore[arg-type]


def text_of_page(pdf: bytes, page: int = 0) -> str:
    """What another program takes from a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        text: str = document[page].get_textpage().get_text_range()
    return text


def page_numbers(file: pikepdf.Pdf) -> dict[Any, int]:
    """From 0, by page object."""
    return {page.objgen: number for number, page in enumerate(file.pages)}


def bookmarks(file: pikepdf.Pdf) -> list[tuple[str, int]]:
    """The titles of the bookmarks and their pages; the list is the same from behind."""
    outline = file.Root.Outlines
    found = _followed(outline.First, "/Next")
    assert found == _followed(outline.Last, "/Prev")[::-1]
    assert len(found) == outline.Count
    numbers = page_numbers(file)
    return [(str(item.Title), numbers[item.Dest[0].objgen]) for item in found]


def _followed(item: Any, way: str) -> list[Any]:
    return [item, *(_followed(item[way], way) if way in item else [])]


def destinations(file: pikepdf.Pdf) -> dict[str, int]:
    """The pages of the named destinations."""
    numbers = page_numbers(file)
    return {str(name): numbers[place[0].objgen] for name, place in pikepdf.NameTree(file.Root.Names.Dests).items()}
