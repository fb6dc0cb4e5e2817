"""The faces that pages draw with and their characters in, font objects of a PDF out (ISO 32000-1, 9.7 to 9.10).

Each face becomes a composite font of the glyphs that are used, embedded, with the characters that they stand for.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from msgspec import Struct

from generator.layout.fonts.face import Face
from generator.writers.pdf.objects import DEFLATED, PdfObjects, array, deflated, name, number
from generator.writers.pdf.truetype import NOTDEF, FontProgram, font_program, packed_face

_SYMBOLIC = 4
# Glyphs of a font besides .notdef.
_MOST = 0xFFFE
# A CMap may hold this many characters in one block.
_BLOCK = 100
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class UsedFont:
    """One face as a font of one file. ``codes`` are given out as characters are asked for."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.codes = _Codes()


class _Codes(dict[str, str]):
    """How a string of the font shows its characters: the index of their glyphs in hexadecimal digits.

    What is more than a font can hold is shown as ``.notdef``.
    """

    def __missing__(self, character: str) -> str:
        if len(self) == _MOST:
            return "0000"
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class UsedFonts:
    """The fonts of one file."""

    def __init__(self) -> None:
        self._by_key: dict[str, UsedFont] = {}

    def of(self, face: Face) -> UsedFont:
        """The font that draws a face."""
        key = face.key
        if key not in self._by_key:
            self._by_key[key] = UsedFont(face)
        return self._by_key[key]

    def write(self, objects: PdfObjects) -> str:
        """Write them all, when no more is drawn; the dictionary that names them."""
        entries = (f"/{resource_of(font.face)} {_write(font, objects)}" for font in self._by_key.values())
        return f"<< {' '.join(entries)} >>"


@lru_cache(maxsize=64)
def resource_of(face: Face) -> str:
    """The name of a face among the resources, the same in every file."""
    return f"F{hashlib.sha256(face.key.encode()).hexdigest()[:12].upper()}"


class _Subset(Struct, frozen=True):
    """What embeds some characters of a face: ``descriptor`` and ``widths`` are entries, ``unicode`` a deflated CMap."""

    base: str
    program: FontProgram
    descriptor: str
    widths: str
    unicode: bytes


def _write(font: UsedFont, objects: PdfObjects) -> str:
    subset = _subset(font.face, "".join(font.codes))
    base = f"/BaseFont {subset.base}"
    file = objects.add_stream(subset.program.deflated, f"{DEFLATED} /Length1 {subset.program.length}")
    descriptor = objects.add(f"<< /Type /FontDescriptor {subset.descriptor} /FontFile2 {file} >>")
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType2 {base} /CIDToGIDMap /Identity"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor {descriptor} /DW 1000 /W [0 {subset.widths}] >>"
    )
    unicode = objects.add_stream(subset.unicode, DEFLATED)
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 {base} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant}] /ToUnicode {unicode} >>"
    )


@lru_cache(maxsize=64)
def _subset(face: Face, characters: str) -> _Subset:
    """The subset whose glyphs have the indexes of their characters, from 1; forms of one template share many."""
    ascent, descent = round(face.ascent * 1000), round(face.descent * 1000)
    packed = packed_face(face)
    glyphs = [packed[character] for character in NOTDEF + characters]
    program = font_program(glyphs, ascent, descent)
    base = name(f"{_tag(face, characters)}+{face.name}")
    descriptor = (
        f"/FontName {base} /Flags {_SYMBOLIC} /FontBBox {array(map(str, program.box))}"
        f" /ItalicAngle 0 /Ascent {ascent} /Descent {-descent} /CapHeight {ascent} /StemV 80"
    )
    widths = array(number(glyph.width) for glyph in glyphs)
    return _Subset(base, program, descriptor, widths, deflated(_to_unicode(characters)))


def _tag(face: Face, characters: str) -> str:
    """Six capital letters that tell this subset from others of the face."""
    digest = hashlib.sha256(f"{face.key}\0{characters}".encode("utf-8", "surrogatepass")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(characters: str) -> bytes:
    pairs = [f"<{code:04X}> {_utf_16(character)}\n" for code, character in enumerate(characters, 1)]
    blocks = (pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK))
    return _CMAP.format("".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)).encode("ascii")


def _utf_16(character: str) -> str:
    return f"<{character.encode('utf-16-be', 'surrogatepass').hex()}>"
