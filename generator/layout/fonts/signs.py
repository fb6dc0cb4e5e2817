"""Signs drawn as others one over the other where neither an installed font nor ours has them: ☑ is □ and ✓."""

from __future__ import annotations

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph as GlyfEntry

from generator.layout.fonts.cut import Cut, CutFace
from generator.layout.fonts.face import Glyph

_DRAWN_AS = {"☐": "□", "☑": "□✓", "☒": "□×", "✔": "✓", "✗": "×", "✘": "×"}


class SignFace(CutFace):
    """The signs of the table, made of those of a font that has □, ✓ and ×. It has no other characters."""

    def __init__(self, cut: Cut, *, bold: bool, italic: bool) -> None:
        super().__init__(cut, bold=bold, italic=italic)
        self.key += "-signs"

    def has(self, character: str) -> bool:
        """Whether it is in the table."""
        return character in _DRAWN_AS

    def advance(self, character: str) -> float:
        """That of the first sign of which it is made, in em."""
        return super().advance(_parts(character)[0])

    def glyph(self, character: str) -> Glyph:
        """The signs of which it is made, one over the other."""
        return _overlaid([super(SignFace, self).glyph(part) for part in _parts(character)])


def _parts(character: str) -> str:
    return _DRAWN_AS.get(character, character)


def _overlaid(glyphs: list[Glyph]) -> Glyph:
    """Glyphs one over the other, the first of which gives the advance."""
    if len(glyphs) == 1:
        return glyphs[0]
    pen = TTGlyphPen(None)
    for glyph in glyphs:
        GlyfEntry(glyph.outline).draw(pen, None)
    drawn = pen.glyph()
    outline = drawn.compile(None)
    return Glyph(outline, glyphs[0].advance, drawn.xMin)
