"""Fonts made for the tests of ``generator.layout.fonts``: a square per character, sound or bent in a single place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph as TableGlyph
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from generator.layout.fonts.face import Glyph


def make_font(
    path: Path,
    *families: str,
    characters: str = "国A",
    cff: bool = False,
    em: int = 1000,
    weight: int = 400,
    italic: bool = False,
    fs_type: int = 0,
    size: int = 500,
    metrics: tuple[int, int, int] = (800, -200, 0),
    style: str = "Regular",
    typographic: bool = False,
    symbol: bool = False,
    variable: bool = False,
) -> Path:
    """A font whose glyphs are squares of ``size`` units, a full em wide; the second family name is the Chinese one.

    A ``variable`` one has weights from 100 to 900, at which its squares are a third narrower and a third wider.
    """
    builder = FontBuilder(em, isTTF=not cff)
    names = [".notdef", *(f"u{ord(c):04X}" for c in characters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    if cff:
        drawn: dict[str, Any] = {name: _charstring(size, em) for name in names}
        builder.setupCFF(families[0].replace(" ", ""), {}, drawn, {})
    else:
        builder.setupGlyf({name: _square(size) for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (em, 100)))
    ascent, descent, gap = metrics
    builder.setupHorizontalHeader(ascent=ascent, descent=descent, lineGap=gap)
    builder.setupNameTable(_names(families, style))
    builder.setupOS2(
        usWeightClass=weight,
        fsType=fs_type,
        fsSelection=italic * 1 + typographic * 0x80,
        usWinAscent=900,
        usWinDescent=300,
        sTypoAscender=700,
        sTypoDescender=-100,
        sTypoLineGap=50,
    )
    builder.setupPost()
    if variable:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        builder.setupGvar({name: _widening(size // 3) for name in names})
    if symbol:
        (table,) = (table for table in builder.font["cmap"].tables if table.platformID == 3)
        table.platEncID = 0
        builder.font["cmap"].tables = [table]
    builder.updateHead(macStyle=2 if italic else 0, created=0, modified=0)
    builder.font.recalcTimestamp = False
    builder.save(path)
    return path


def make_collection(path: Path, parts: Sequence[Path]) -> Path:
    """One file of several fonts."""
    collection = TTCollection()
    collection.fonts = [TTFont(part) for part in parts]
    collection.save(path)
    for font in collection.fonts:
        font.close()
    return path


def points(glyph: Glyph) -> list[tuple[int, int]]:
    """The points of an outline."""
    if not glyph.outline:
        return []
    table = TableGlyph(glyph.outline)
    table.expand(None)
    return [(int(x), int(y)) for x, y in table.coordinates]


def _names(families: tuple[str, ...], style: str) -> dict[str, Any]:
    english, *chinese = families
    family: dict[str, str] = {"en": english} | ({"zh": chinese[0]} if chinese else {})
    postscript = "".join(c for c in english if c.isalnum()) + f"-{style}"
    return {"familyName": family, "styleName": {"en": style}, "psName": {"en": postscript}}


def _square(size: int) -> TableGlyph:
    pen = TTGlyphPen(None)
    _draw(pen, size)
    return pen.glyph()


def _widening(units: int) -> list[TupleVariation]:
    """How the points of a square, and the four that stand for its margins, move between the weights."""
    right_edge = [(0, 0), (0, 0), (units, 0), (units, 0), *[(0, 0)] * 4]
    left = [(-x, y) for x, y in right_edge]
    return [TupleVariation({"wght": (0, 1, 1)}, right_edge), TupleVariation({"wght": (-1, -1, 0)}, left)]


def _charstring(size: int, em: int) -> Any:
    pen = T2CharStringPen(em, None)
    pen.moveTo((100, 0))
    pen.curveTo((100, size), (100, size), (size + 100, size))
    pen.lineTo((size + 100, 0))
    pen.closePath()
    return pen.getCharString()


def _draw(pen: Any, size: int) -> None:
    pen.moveTo((100, 0))
    pen.lineTo((100, size))
    pen.lineTo((size + 100, size))
    pen.lineTo((size + 100, 0))
    pen.closePath()
