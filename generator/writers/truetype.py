"""Outlines of single glyphs in, a TrueType font file out, deflated as a PDF embeds it (OpenType 1.9; ISO 32000-1, 9.9).

Each outline is checked, summed up and compressed once a run: a file is put together from what is ready.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from generator.fonts.face import Glyph

UNITS_PER_EM = 1000

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


@dataclass(frozen=True, slots=True)
class PackedOutline:
    """A ``glyf`` entry, padded; ``deflated`` are whole blocks that refer to nothing before them."""

    raw: bytes
    deflated: bytes
    checksum: int
    box: Box
    contours: int
    points: int


@dataclass(frozen=True, slots=True)
class FontProgram:
    """A font file: ``deflated`` as a zlib stream, ``length`` of the file itself."""

    deflated: bytes
    length: int
    box: Box


@lru_cache(maxsize=20_000)
def packed(outline: bytes) -> PackedOutline:
    """What a font file needs of an outline."""
    raw = outline + b"\0" * (-len(outline) % 4)
    contours, *box = _BOX.unpack_from(outline) if outline else (0, 0, 0, 0, 0)
    points = struct.unpack_from(">H", outline, _BOX.size + 2 * (contours - 1))[0] + 1 if contours > 0 else 0
    return PackedOutline(raw, _blocks(raw, level=9), _checksum(raw), Box(*box), contours, points)


def font_program(glyphs: Sequence[Glyph], ascent: int, descent: int) -> FontProgram:
    """The font whose glyph of index n is ``glyphs[n]``, the first ``.notdef``; ``descent`` is positive."""
    outlines = [packed(glyph.outline) for glyph in glyphs]
    drawn = [outline.box for outline in outlines if outline.raw] or [Box()]
    lefts, bottoms, rights, tops = zip(*drawn, strict=True)
    box = Box(min(lefts), min(bottoms), max(rights), max(tops))
    ends = list(accumulate((len(outline.raw) for outline in outlines), initial=0))
    tables = {
        b"head": _head(box, 0),
        b"hhea": _hhea(glyphs, box, ascent, descent),
        b"hmtx": b"".join(struct.pack(">Hh", glyph.advance, glyph.left_bearing) for glyph in glyphs),
        b"loca": struct.pack(f">{len(ends)}I", *ends),
        b"maxp": _maxp(outlines),
    }
    return _assembled(tables, outlines, box)


def _assembled(tables: dict[bytes, bytes], outlines: Sequence[PackedOutline], box: Box) -> FontProgram:
    """The glyphs come last in the file, so that their blocks can follow what is compressed here."""
    count = len(tables) + 1
    power = 1 << (count.bit_length() - 1)
    directory = _DIRECTORY.pack(0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    offset = _DIRECTORY.size + count * _RECORD.size
    records = {}
    for tag, table in tables.items():
        records[tag] = (_checksum(table), offset, len(table))
        offset += len(_padded(table))
    length = sum(len(outline.raw) for outline in outlines)
    records[b"glyf"] = (sum(outline.checksum for outline in outlines) & _WORD, offset, length)
    directory += b"".join(_RECORD.pack(tag, *records[tag]) for tag in sorted(records))
    checksum = _checksum(directory) + sum(record[0] for record in records.values())
    tables = tables | {b"head": _head(box, (_CHECKSUM_OF_FILE - checksum) & _WORD)}
    start = directory + b"".join(map(_padded, tables.values()))
    adler = zlib.adler32(b"".join(outline.raw for outline in outlines), zlib.adler32(start))
    blocks = b"".join(outline.deflated for outline in outlines)
    deflated = _ZLIB_HEADER + _blocks(start, level=1) + blocks + _LAST_BLOCK + adler.to_bytes(4, "big")
    return FontProgram(deflated, offset + length, box)


def _head(box: Box, adjustment: int) -> bytes:
    return _HEAD.pack(
        0x00010000, 0x00010000, adjustment, _MAGIC, 3, UNITS_PER_EM, _NO_DATE, _NO_DATE, *box, 0, 6, 2, 1, 0
    )


def _hhea(glyphs: Sequence[Glyph], box: Box, ascent: int, descent: int) -> bytes:
    widest = max(glyph.advance for glyph in glyphs)
    nearest = min(glyph.left_bearing for glyph in glyphs)
    return _HHEA.pack(0x00010000, ascent, -descent, 0, widest, nearest, 0, box.right, 1, *[0] * 7, len(glyphs))


def _maxp(outlines: Sequence[PackedOutline]) -> bytes:
    points = max(outline.points for outline in outlines)
    contours = max(outline.contours for outline in outlines)
    return _MAXP.pack(0x00010000, len(outlines), points, contours, 0, 0, 2, *[0] * 8)


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
