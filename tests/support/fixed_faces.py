"""Faces of round widths, so that tests of layout can show their arithmetic: ASCII is half an em wide, all else one."""

from msgspec import Struct

from generator.document.model import Font
from generator.layout.fonts.face import Glyph


class FixedFace(Struct, frozen=True):
    name: str
    width: float
    ascent: float = 0.9
    descent: float = 0.1
    slant: bool = False
    embolden: bool = False

    @property
    def key(self) -> str:
        return self.name

    def has(self, character: str) -> bool:
        return (self.width == 0.5) == character.isascii()

    def advance(self, character: str) -> float:
        return self.width

    def glyph(self, character: str) -> Glyph:
        return Glyph(b"", round(1000 * self.width), 0)


LATIN = FixedFace("latin", 0.5)
HAN = FixedFace("han", 1.0, ascent=1.0, descent=0.2)


class FixedFaces(Struct, frozen=True):
    def face_of(self, character: str, font: Font) -> FixedFace:
        return LATIN if character.isascii() else HAN
