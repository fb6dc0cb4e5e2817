"""A face that draws every character as a box of its own size, and what another program finds in a PDF."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from msgspec import Struct
from pypdfium2 import raw

from generator.layout.fonts.face import Glyph
from generator.layout.page import Glyphs, Item, Page, Pages, StampPlace
from generator.writers.pdf.file import pdf_bytes


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


def pages(*items: Item, stamps: tuple[StampPlace, ...] = (), count: int = 1) -> Pages:
    """Pages of 200 by 100 pt with the same on each."""
    return Pages(tuple(Page(200.0, 100.0, items, stamps) for _ in range(count)))


def one_page(*items: Item) -> bytes:
    """A file of one such page."""
    return pdf_bytes([("甲", pages(*items))], "题", "")


class Shown(Struct, frozen=True):
    """An object on a page, as pdfium finds it: y grows upwards, colours are ``RRGGBB``, ``mode`` is a text's alone.

    ``bounds`` are left, bottom, right, top, half the width of a stroke included; ``matrix`` are its six numbers.
    """

    bounds: tuple[float, ...]
    matrix: tuple[float, ...]
    fill: str
    stroke: str
    width: float
    dashes: tuple[float, ...]
    mode: int | None


def shown_on(pdf: bytes) -> list[Shown]:
    """What the first page shows, in drawing order."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_shown(each) for each in document[0].get_objects(max_depth=2) if each.level == 1]


def _shown(found: Any) -> Shown:
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(found, width)
    dashes = (ctypes.c_float * raw.FPDFPageObj_GetDashCount(found))()
    raw.FPDFPageObj_GetDashArray(found, dashes, len(dashes))
    is_text = found.type == raw.FPDF_PAGEOBJ_TEXT
    return Shown(
        tuple(found.get_bounds()),
        tuple(found.get_matrix().get()),
        _color(raw.FPDFPageObj_GetFillColor, found),
        _color(raw.FPDFPageObj_GetStrokeColor, found),
        width.value,
        tuple(dashes),
        raw.FPDFTextObj_GetTextRenderMode(found) if is_text else None,
    )


def _color(ask: Callable[..., bool], found: Any) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    assert ask(found, *parts)
    return "".join(f"{part.value:02X}" for part in parts[:3])


def character_boxes(pdf: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """The characters of the first page with the boxes of their outlines: left, bottom, right, top; y grows upwards.

    Characters beyond U+FFFF and ends of lines are left out.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        read = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    return [(character, box) for character, box in read if character.strip()]


class EmbeddedFont(Struct, frozen=True):
    """A font of a file: what its codes mean, how wide they are (1/1000 em), and the font file that draws them.

    ``box`` is around all its outlines.
    """

    name: str
    meanings: dict[int, str]
    widths: list[float]
    box: list[float]
    file: TTFont


def fonts_of(pdf: bytes) -> list[EmbeddedFont]:
    """The fonts that the pages of a file name; all are embedded."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        named = {name: font for page in file.pages for name, font in page.Resources.Font.items()}
        return [_embedded(font) for _, font in sorted(named.items())]


def _embedded(font: Any) -> EmbeddedFont:
    stream = font.FontDescriptor.FontFile2
    data = stream.read_bytes()
    assert len(data) == stream.Length1
    written = re.findall(r"<([0-9A-F]{2})> <([0-9A-F]{4,})>\n", font.ToUnicode.read_bytes().decode("ascii"))
    meanings = {int(code, 16): bytes.fromhex(text).decode("utf-16-be", "surrogatepass") for code, text in written}
    return EmbeddedFont(
        str(font.BaseFont).lstrip("/"),
        meanings,
        [float(width) for width in font.Widths],
        [float(edge) for edge in font.FontDescriptor.FontBBox],
        TTFont(io.BytesIO(data), checkChecksums=2),
    )


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
