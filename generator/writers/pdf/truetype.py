"""Outlines of single glyphs in, a TrueType font file out, deflated as a PDF embeds it (OpenType 1.9; ISO 32000-1, 9.9).

Each outline is checked, summed up and compressed once a run: a file is put together from what is ready.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from generator.layout.fonts.face import Face, Glyph

UNITS_PER_EM = 1000
# No font has this noncharacter: asking for it gives the glyph that every font begins with.
NOTDEF = "\uffff"

_MAGIC = 0x5F0F3CF5
_CHECKSUM_OF_FILE = 0xB1B0AFBA
_WORD = 0xFFFFFFFF
# Seconds from 1904 to 1970: the earliest that programs believe.
_NO_DATE = 2_082_844_800
_DIRECTORY = struct.Struct(">IHHHH")
_RECORD = struct.Struct(">4sIII")
_HEAD = struct.Struct(">IIIIHHqqhhhhHHhhh")
_HHEA = struct.Struct(">IhhhHhhhhhhhhhhhH")
_MAXP = struct.Struct(">IHHHHHHHHHHHHHH")
_BOX = struct.Struct(">hhhhh")
# zlib's header for a window of 32 KB, and an empty last block.
_ZLIB_HEADER = b"\x78\x01"
_LAST_BLOCK = b"\x03\x00"


class Box(NamedTuple):
    """The extent of outlines, in units."""

    left: int = 0
    bottom: int = 0
    right: int = 0
    top: int = 0


class PackedGlyph(Struct, frozen=True):
    """A glyph as fonts take it: ``raw`` is its padded ``glyf`` entry, ``metrics`` its ``hmtx`` entry.

    ``deflated`` are whole blocks that refer to nothing before them. ``width`` is the exact advance in 1/1000 em.
    """

    raw: bytes
    deflated: bytes
    checksum: int
    metrics: bytes
    box: Box
    advance: int
    bearing: int
    contours: int
    points: int
    width: float


class PackedFace(dict[str, PackedGlyph]):
    """The glyphs of a face by character, packed as they are asked for."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> PackedGlyph:
        width = round(self._face.advance(character) * UNITS_PER_EM, 3)
        packed = self[character] = _packed(self._face.glyph(character), width)
        return packed


@lru_cache(maxsize=64)
def packed_face(face: Face) -> PackedFace:
    """The glyphs of a face, the same for all files of a run."""
    return PackedFace(face)


class FontProgram(Struct, frozen=True):
    """A font file: ``deflated`` as a zlib stream, ``length`` of the file itself."""

    deflated: bytes
    length: int
    box: Box


def font_program(glyphs: Sequence[PackedGlyph], ascent: int, descent: int) -> FontProgram:
    """The font whose glyph of index n is ``glyphs[n]``, the first ``.notdef``; ``descent`` is positive."""
    box = _around([glyph.box for glyph in glyphs if glyph.raw])
    ends = list(accumulate((len(glyph.raw) for glyph in glyphs), initial=0))
    tables = {
        b"hhea": _hhea(glyphs, box, ascent, descent),
        b"hmtx": b"".join([glyph.metrics for glyph in glyphs]),
        b"loca": struct.pack(f">{len(ends)}I", *ends),
        b"maxp": _maxp(glyphs),
    }
    return _assembled(tables, glyphs, box)


def _packed(glyph: Glyph, width: float) -> PackedGlyph:
    outline = glyph.outline
    raw = _padded(outline)
    contours, *box = _BOX.unpack_from(outline) if outline else (0, 0, 0, 0, 0)
    points = struct.unpack_from(">H", outline, _BOX.size + 2 * (contours - 1))[0] + 1 if contours > 0 else 0
    metrics = struct.pack(">Hh", glyph.advance, glyph.left_bearing)
    return PackedGlyph(
        *(raw, _blocks(raw, level=9), _checksum(raw), metrics, Box(*box)),
        *(glyph.advance, glyph.left_bearing, contours, points, width),
    )


def _around(boxes: Sequence[Box]) -> Box:
    if not boxes:
        return Box()
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


def _assembled(tables: dict[bytes, bytes], glyphs: Sequence[PackedGlyph], box: Box) -> FontProgram:
    """The glyphs come last in the file, so that their blocks can follow the few hundred bytes of the other tables."""
    tables[b"head"] = _head(box, 0)
    count = len(tables) + 1
    power = 1 << (count.bit_length() - 1)
    directory = _DIRECTORY.pack(0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    offset = _DIRECTORY.size + count * _RECORD.size
    records = {}
    for tag, table in tables.items():
        records[tag] = (_checksum(table), offset, len(table))
        offset += len(_padded(table))
    outlines = b"".join([glyph.raw for glyph in glyphs])
    records[b"glyf"] = (sum([glyph.checksum for glyph in glyphs]) & _WORD, offset, len(outlines))
    directory += b"".join(_RECORD.pack(tag, *records[tag]) for tag in sorted(records))
    checksum = _checksum(directory) + sum(record[0] for record in records.values())
    tables[b"head"] = _head(box, (_CHECKSUM_OF_FILE - checksum) & _WORD)
    start = directory + b"".join(map(_padded, tables.values()))
    blocks = b"".join([glyph.deflated for glyph in glyphs])
    adler = zlib.adler32(outlines, zlib.adler32(start)).to_bytes(4, "big")
    deflated = b"".join((_ZLIB_HEADER, _blocks(start, level=0), blocks, _LAST_BLOCK, adler))
    return FontProgram(deflated, offset + len(outlines), box)


def _head(box: Box, adjustment: int) -> bytes:
    return _HEAD.pack(
        0x00010000, 0x00010000, adjustment, _MAGIC, 3, UNITS_PER_EM, _NO_DATE, _NO_DATE, *box, 0, 6, 2, 1, 0
    )


def _hhea(glyphs: Sequence[PackedGlyph], box: Box, ascent: int, descent: int) -> bytes:
    widest = max([glyph.advance for glyph in glyphs])
    nearest = min([glyph.bearing for glyph in glyphs])
    return _HHEA.pack(0x00010000, ascent, -descent, 0, widest, nearest, 0, box.right, 1, *[0] * 7, len(glyphs))


def _maxp(glyphs: Sequence[PackedGlyph]) -> bytes:
    points = max([glyph.points for glyph in glyphs])
    contours = max([glyph.contours for glyph in glyphs])
    return _MAXP.pack(0x00010000, len(glyphs), points, contours, 0, 0, 2, *[0] * 8)


def _blocks(raw: bytes, level: int) -> bytes:
    """Deflate blocks that end on a byte, so that others can follow."""
    if not raw:
        return b""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH)


def _padded(table: bytes) -> bytes:
    return table + b"\0" * (-len(table) % 4)


def _checksum(table: bytes) -> int:
    whole = _padded(table)
    words: tuple[int, ...] = struct.unpack(f">{len(whole) // 4}I", whole)
    return sum(words) & _WORD
