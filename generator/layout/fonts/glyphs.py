"""Parses a font file: metrics, advances, and outlines as simple TrueType glyphs at 1000 units to the em.

CFF outlines become quadratic curves; components and variations are resolved. A Chinese font takes tenths of a second to
parse: ``generator.layout.fonts.cache`` keeps what was read.
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
    """An open font at one weight. A broken table raises an exception of any kind: the caller must expect it."""

    def __init__(self, file: FontFile, weight: int) -> None:
        stream = Path(file.path).open("rb")  # noqa: SIM115 - as long as this object lives
        weakref.finalize(self, stream.close)
        self._font: Any = TTFont(stream, fontNumber=file.number, lazy=True)
        self._cmap = _cmap(self._font)
        # Without these tables, which nobody asks for again, a Chinese font takes 30 MB less.
        for table in ("cmap", "vmtx"):
            if table in self._font:
                del self._font[table]
        location = {"wght": weight} if file.weight != file.heaviest else None
        self._glyphs: Any = self._font.getGlyphSet(location=location)
        self._scale = 1000 / self._font["head"].unitsPerEm
        # CFF has cubic curves, and its outlines run the other way round than those of TrueType.
        self._cubic = "glyf" not in self._font

    def metrics(self) -> tuple[float, float]:
        """Ascent and descent in em, as Word and LibreOffice use them; the line gap is part of the ascent.

        They are those of ``OS/2`` sTypo where fsSelection has USE_TYPO_METRICS, otherwise those of ``hhea``, or of
        ``OS/2`` usWin where ``hhea`` has none.
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
        """The advance in em and the outline; those of .notdef for a character that the font lacks."""
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
    """Code points to glyph names; a symbol font (Wingdings) has its signs at U+F020 and at U+0020, and so on."""
    cmap: dict[int, str] | None = font.getBestCmap()
    if cmap is not None:
        return cmap
    symbols = font["cmap"].getcmap(3, 0)
    coded: dict[int, str] = dict(symbols.cmap) if symbols else {}
    return coded | {point - 0xF000: name for point, name in coded.items() if 0xF020 <= point <= 0xF0FF}
