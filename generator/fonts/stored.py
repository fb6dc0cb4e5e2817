"""What was taken from one font so far, in memory and in a file: its metrics, and the characters that were asked for."""

from __future__ import annotations

import struct
from pathlib import Path

from fontTools import version
from msgspec import Struct, field

from generator.fonts import cache
from generator.fonts.face import Glyph

# Changes with the format of the file and with the way outlines are converted, which is fontTools' way.
_MAGIC = f"jixiao glyphs 1 {version}\n".encode()
_HEAD = struct.Struct("<ddI")
_ENTRY = struct.Struct("<IBdiiI")
_LACKING, _DRAWN = 0, 1


class StoredFont(Struct):
    """``metrics`` are ascent and descent in em, None while nobody asked.

    A character is in ``glyphs`` and, in em, in ``advances``, or in ``lacking``, or nobody asked for it.
    """

    metrics: tuple[float, float] | None = None
    advances: dict[str, float] = field(default_factory=dict)
    glyphs: dict[str, Glyph] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


def load_stored(path: Path) -> StoredFont:
    """What the file at ``path`` holds; nothing, if there is none or it is damaged."""
    stored = StoredFont()
    body = cache.load(path, _MAGIC)
    if body is None:
        return stored
    ascent, descent, count = _HEAD.unpack_from(body)
    stored.metrics = (ascent, descent)
    offset = _HEAD.size + count * _ENTRY.size
    for point, state, em, advance, bearing, length in _ENTRY.iter_unpack(body[_HEAD.size : offset]):
        character = chr(point)
        if state == _DRAWN:
            stored.advances[character] = em
            stored.glyphs[character] = Glyph(body[offset : offset + length], advance, bearing)
            offset += length
        else:
            stored.lacking.add(character)
    return stored


def save_stored(path: Path, stored: StoredFont) -> None:
    """Write the file, with what other runs have added to it meanwhile."""
    if stored.metrics is None:
        return
    other = load_stored(path)
    advances = other.advances | stored.advances
    glyphs = other.glyphs | stored.glyphs
    lacking = sorted(other.lacking | stored.lacking)
    entries = [_HEAD.pack(*stored.metrics, len(glyphs) + len(lacking))]
    outlines = []
    for character, glyph in sorted(glyphs.items()):
        measured = (advances[character], glyph.advance, glyph.left_bearing)
        entries.append(_ENTRY.pack(ord(character), _DRAWN, *measured, len(glyph.outline)))
        outlines.append(glyph.outline)
    entries += [_ENTRY.pack(ord(character), _LACKING, 0, 0, 0, 0) for character in lacking]
    cache.save(path, _MAGIC, b"".join(entries + outlines))
