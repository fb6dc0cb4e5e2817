"""A face in, a font of reportlab's out that embeds, of each file's characters, the glyphs alone.

reportlab takes fonts from TrueType files and embeds parts of them. A face has no such file: its glyphs come from fonts
of any kind. So it stands behind a font that learns characters as pages need them, and whose embedded parts fontTools
puts together: which glyphs a file holds depends on its own pages, not on those of other files.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph as GlyfEntry
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.ttfonts import TTFont

from generator.layout.fonts.face import Face, Glyph

_UNITS_PER_EM = 1000
# No cmap has this noncharacter: a face answers with its .notdef.
_NOTDEF = "\uffff"
_SPACE, _NO_BREAK_SPACE = " ", "\u00a0"
_NOT_IN_A_NAME = re.compile(r"[^!-~]|[\[\](){}<>/%#]")
_BEYOND_16_BITS = re.compile(r"(?<=> )<([0-9A-F]{5,6})>")
_BOX = struct.Struct(">hhhh")
# Hints for the memory that a renderer sets aside.
_MOST_POINTS, _MOST_CONTOURS = 10_000, 1_000


class FaceFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A face as a font that reportlab knows by its ``fontName``. A text is to be added before it is drawn.

    reportlab draws a no-break space as a space: what copies text from the file finds a space.
    """

    def __init__(self, face: Face) -> None:
        digest = hashlib.sha256(face.key.encode()).hexdigest()
        self._drawn_by = face
        self._postscript = f"{_NOT_IN_A_NAME.sub('-', face.name)}-{digest[:6]}"
        notdef, space = face.glyph(_NOTDEF), face.glyph(_SPACE)
        file = _parsed_file({".notdef": notdef, "space": space}, _extents(face), self._postscript)
        super().__init__(f"F{digest[:12]}", file, asciiReadable=0)
        self.face.charToGlyph = {}
        self.face.charWidths = {}
        self.face.makeSubset = self._make_subset
        self.add(_SPACE)
        self.face.charWidths[ord(_NO_BREAK_SPACE)] = self.face.charWidths[ord(_SPACE)]

    def add(self, text: str) -> None:
        """Let the characters of a text be drawn."""
        for character in text:
            code = ord(character)
            if code not in self.face.charWidths:
                self.face.charToGlyph[code] = len(self.face.charToGlyph) + 1
                self.face.charWidths[code] = self._drawn_by.glyph(character).advance

    def advance(self, character: str) -> float:
        """What readers of the file advance by, in em: in whole units, since some of them drop fractions."""
        width: int = self.face.charWidths[ord(character)]
        return width / _UNITS_PER_EM

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font into a file that has all its pages, as fonts of up to 256 codes."""
        # Programs that join files take fonts of one name for the same: the name tells the characters.
        digest = hashlib.sha256(f"{self.fontName}{self.state[doc].subsets}".encode()).hexdigest()
        self.face.name = f"{self._postscript.rpartition('-')[0]}-{digest[:6]}".encode("ascii")
        super().addObjects(doc)
        for name, written in doc.idToObject.items():
            # reportlab writes a character beyond U+FFFF with five digits; readers expect UTF-16 (ISO 32000-1, 9.10.3).
            if name.startswith("toUnicodeCMap:"):
                written.content = _BEYOND_16_BITS.sub(_as_utf_16, written.content)
            # It would compress a font again for every form that embeds the same: an eighth of making a PDF.
            elif name.startswith("fontFile:") and "Filter" not in written.dictionary.dict:
                written.content = _compressed(written.content)
                written.dictionary["Filter"] = PDFName("FlateDecode")

    def _make_subset(self, characters: Sequence[int]) -> bytes:
        """The file to embed: its code n is the n-th character, where 0 stands for .notdef."""
        file, self.face.bbox = _embedded_file(self._drawn_by, tuple(characters))
        return file


_fonts: dict[str, FaceFont] = {}


def font_of(face: Face) -> FaceFont:
    """The font of a face: one in the process, because reportlab finds fonts by their names."""
    key = face.key
    if key not in _fonts:
        _fonts[key] = FaceFont(face)
        pdfmetrics.registerFont(_fonts[key])
    return _fonts[key]


@cache
def unused_font() -> str:
    """The name of a font to begin a file with.

    reportlab names that font in the file if it is one of PDF's own, and any other only where text is drawn with it.
    """
    blank = Glyph(b"", _UNITS_PER_EM, 0)
    file = _parsed_file({".notdef": blank, "space": blank}, (_UNITS_PER_EM, 0), "Unused")
    pdfmetrics.registerFont(TTFont("Unused", file))
    return "Unused"


@lru_cache(maxsize=64)
def _embedded_file(face: Face, characters: tuple[int, ...]) -> tuple[bytes, list[int]]:
    """A font whose codes from 0 are these characters, and the box around them. Forms of one template share most."""
    names = [f"u{code:X}" if code else ".notdef" for code in characters]
    drawn = [face.glyph(chr(code) if code else _NOTDEF) for code in characters]
    glyphs = dict(zip(names, drawn, strict=True))
    builder = _with_glyphs(glyphs, _extents(face))
    # Viewers look up the codes of a symbolic font in this table (ISO 32000-1, 9.6.6.4).
    codes = CmapSubtable.newSubtable(6)
    codes.platformID, codes.platEncID, codes.language, codes.cmap = 1, 0, 0, dict(enumerate(names))
    builder.font["cmap"] = cmap = newTable("cmap")
    cmap.tableVersion, cmap.tables = 0, [codes]
    return _saved(builder).getvalue(), _box(glyphs)


@lru_cache(maxsize=64)
def _compressed(file: bytes) -> bytes:
    return zlib.compress(file)


def _parsed_file(glyphs: Mapping[str, Glyph], extents: tuple[int, int], postscript: str) -> BytesIO:
    """What reportlab parses for the metrics of a font: a space, with all the tables that it asks for."""
    ascent, descent = extents
    builder = _with_glyphs(glyphs, extents)
    builder.setupCharacterMap({ord(_SPACE): "space"})
    builder.setupNameTable({"familyName": postscript, "styleName": "Regular", "psName": postscript}, mac=False)
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=descent, sCapHeight=ascent, version=2, fsType=0)
    builder.setupPost(keepGlyphNames=False)
    return _saved(builder)


def _with_glyphs(glyphs: Mapping[str, Glyph], extents: tuple[int, int]) -> FontBuilder:
    """A TrueType font with the tables that a PDF asks for (ISO 32000-1, 9.9), but for its ``cmap``."""
    ascent, descent = extents
    left, bottom, right, top = _box(glyphs)
    builder = FontBuilder(_UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    # Outlines go in as the bytes that they are: FontBuilder's own set-up of the table would parse each of them.
    builder.font["loca"], builder.font["glyf"] = newTable("loca"), newTable("glyf")
    builder.font["glyf"].glyphs = {name: GlyfEntry(glyph.outline) for name, glyph in glyphs.items()}
    builder.font["glyf"].glyphOrder = list(glyphs)
    builder.font.recalcBBoxes = builder.font.recalcTimestamp = False
    builder.setupHorizontalMetrics({name: (glyph.advance, glyph.left_bearing) for name, glyph in glyphs.items()})
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.updateHead(created=0, modified=0, xMin=left, yMin=bottom, xMax=right, yMax=top)
    builder.font["maxp"].maxPoints, builder.font["maxp"].maxContours = _MOST_POINTS, _MOST_CONTOURS
    return builder


def _box(glyphs: Mapping[str, Glyph]) -> list[int]:
    """Around all outlines, in units: left, bottom, right, top."""
    boxes = [_BOX.unpack_from(glyph.outline, 2) for glyph in glyphs.values() if glyph.outline]
    if not boxes:
        return [0, 0, 0, 0]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return [min(lefts), min(bottoms), max(rights), max(tops)]


def _extents(face: Face) -> tuple[int, int]:
    """Above and below the baseline, in units; below is negative."""
    return round(face.ascent * _UNITS_PER_EM), -round(face.descent * _UNITS_PER_EM)


def _saved(builder: FontBuilder) -> BytesIO:
    file = BytesIO()
    builder.font.save(file, reorderTables=None)
    file.seek(0)
    return file


def _as_utf_16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"
