"""The faces that pages draw with and their characters in, font objects of a PDF out (ISO 32000-1, 9.7 to 9.10).

Each face becomes a composite font of the glyphs that are used, embedded, with the characters that they stand for.
"""

from __future__ import annotations

import hashlib

from generator.fonts.face import Face
from generator.writers.pdf_objects import PdfObjects, array, name, number
from generator.writers.truetype import NOTDEF, Box, font_program, packed_face

_SYMBOLIC = 4
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
    """One face as a font of one file. ``codes`` are given out as characters are asked for, ``packed`` is all files'."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource
        self.codes = _Codes()
        self.packed = packed_face(face)


class _Codes(dict[str, str]):
    """How a string of the font shows its characters: the index of their glyphs in hexadecimal digits."""

    def __missing__(self, character: str) -> str:
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
            self._by_key[key] = UsedFont(face, f"F{len(self._by_key) + 1}")
        return self._by_key[key]

    def write(self, objects: PdfObjects) -> str:
        """Write them all, when no more is drawn; the dictionary that names them."""
        entries = (f"/{font.resource} {_write(font, objects)}" for font in self._by_key.values())
        return f"<< {' '.join(entries)} >>"


def _write(font: UsedFont, objects: PdfObjects) -> str:
    face = font.face
    ascent, descent = round(face.ascent * 1000), round(face.descent * 1000)
    glyphs = [font.packed[character] for character in (NOTDEF, *font.codes)]
    program = font_program(glyphs, ascent, descent)
    base = name(f"{_tag(font)}+{face.name}")
    file = objects.add_stream(program.deflated, f"/Length1 {program.length}", deflated=True)
    descriptor = objects.add(_descriptor(base, program.box, ascent, descent, file))
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /CIDToGIDMap /Identity"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor {descriptor} /DW 1000 /W [0 {array(number(glyph.width) for glyph in glyphs)}] >>"
    )
    unicode = objects.add_stream(_to_unicode(font))
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant}] /ToUnicode {unicode} >>"
    )


def _descriptor(base: str, box: Box, ascent: int, descent: int, file: str) -> str:
    return (
        f"<< /Type /FontDescriptor /FontName {base} /Flags {_SYMBOLIC} /FontBBox {array(map(str, box))}"
        f" /ItalicAngle 0 /Ascent {ascent} /Descent {-descent} /CapHeight {ascent} /StemV 80 /FontFile2 {file} >>"
    )


def _tag(font: UsedFont) -> str:
    """Six capital letters that tell this subset from others of the face."""
    digest = hashlib.sha256(f"{font.face.key}\0{''.join(font.codes)}".encode("utf-8", "surrogatepass")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(font: UsedFont) -> bytes:
    pairs = [f"<{code}> {_utf_16(character)}\n" for character, code in font.codes.items()]
    blocks = (pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK))
    return _CMAP.format("".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)).encode("ascii")


def _utf_16(character: str) -> str:
    return f"<{character.encode('utf-16-be', 'surrogatepass').hex()}>"
