"""A font file parsed: metrics, advances, and glyphs made simple TrueType at 1000 units to the em.

Outlines of CFF become quadratic curves, components and variations are worked in, glyph by glyph. Parsing a font of a
whole script takes tenths of a second: ``generator.layout.fonts.cache`` keeps what was needed.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

from fontTools.misc.roundTools import otRound
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from generator.layout.fonts.face import Glyph
from generator.layout.fonts.index import FontFile

# How far a quadratic curve may stray from the cubic one, in 1/1000 em: 0.06 dots of a printer at 22 pt and 300 dpi.
_STRAY = 0.7
_USE_TYPO_METRICS = 1 << 7


class OpenedFont:
    """One font at one weight, open. Any broken table is an exception of any kind: the caller sets the font aside."""

    def __init__(self, file: FontFile, weight: int) -> None:
        stream = Path(file.path).open("rb")  # noqa: SIM115 - as long as this object lives
        weakref.finalize(self, stream.close)
        self._font: Any = TTFont(stream, fontNumber=file.number, lazy=True)
        self._cmap = _cmap(self._font)
        # A font of a whole script takes 30 MB less without what nobody asks for again.
        for table in ("cmap", "vmtx"):
            if table in self._font:
                del self._font[table]
        location = {"wght": weight} if file.weight != file.heaviest else None
        self._glyphs: Any = self._font.getGlyphSet(location=location)
        self._scale = 1000 / self._font["head"].unitsPerEm
        self._cubic = "glyf" not in self._font

    def metrics(self) -> tuple[float, float]:
        """Ascent and descent in em, as Word and LibreOffice have them; the line gap stands above the ascent.

        That is ``hhea`` (``OS/2`` win metrics where it is zero), or the typographic ones where USE_TYPO_METRICS is set.
        """
        hhea = self._font["hhea"]
        ascent, descent, gap = hhea.ascent, -hhea.descent, hhea.lineGap
        os2 = self._font.get("OS/2")
        if os2 and os2.fsSelection & _USE_TYPO_METRICS:
            ascent, descent, gap = os2.sTypoAscender, -os2.sTypoDescender, os2.sTypoLineGap
        elif os2 and (ascent <= 0 or descent < 0):
            ascent, descent, gap = os2.usWinAscent, os2.usWinDescent, 0
        return (ascent + max(gap, 0)) * self._scale / 1000, descent * self._scale / 1000

    def has(self, character: str) -> bool:
        """Whether the font maps it to a glyph."""
        return self._cmap.get(ord(character), ".notdef") != ".notdef"

    def measured(self, character: str) -> tuple[float, Glyph]:
        """Its advance in em, and its outline; those of .notdef for a character it lacks."""
        glyph = self._glyphs[self._cmap.get(ord(character)) or self._font.getGlyphName(0)]
        quadratic = TTGlyphPen(None)
        pen = Cu2QuPen(quadratic, _STRAY, reverse_direction=self._cubic)
        if self._scale != 1:
            pen = TransformPen(pen, (self._scale, 0, 0, self._scale, 0, 0))
        glyph.draw(DecomposingFilterPen(pen, self._glyphs))
        drawn = quadratic.glyph()
        outline = drawn.compile(None) if drawn.numberOfContours else b""
        advance = glyph.width * self._scale
        return advance / 1000, Glyph(outline, otRound(advance), drawn.xMin if outline else 0)


def _cmap(font: Any) -> dict[int, str]:
    """Code points to glyph names; a symbol font (Wingdings) has its signs at U+F020 and on, and as U+0020 too."""
    cmap: dict[int, str] | None = font.getBestCmap()
    if cmap is not None:
        return cmap
    symbols = font["cmap"].getcmap(3, 0)
    coded: dict[int, str] = dict(symbols.cmap) if symbols else {}
    return coded | {point - 0xF000: name for point, name in coded.items() if 0xF020 <= point <= 0xF0FF}
