"""What was taken from one font so far, in memory and in a file: its metrics, and the characters that were asked for."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from fontTools import version
from msgspec import Struct, field, msgpack

from generator.layout.fonts import cache
from generator.layout.fonts.face import Glyph

# Changes with the fields below and with the way outlines are converted, which is fontTools' way.
_MAGIC = f"jixiao glyphs 2 {version}\n".encode()


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
    body = cache.load(path, _MAGIC)
    return StoredFont() if body is None else msgpack.decode(body, type=StoredFont)


def save_stored(path: Path, stored: StoredFont) -> None:
    """Write the file, with what other runs have added to it meanwhile."""
    if stored.metrics is None:
        return
    other = load_stored(path)
    # Half of a surrogate pair cannot be written as UTF-8.
    lacking = {character for character in other.lacking | stored.lacking if unicodedata.category(character) != "Cs"}
    together = StoredFont(stored.metrics, other.advances | stored.advances, other.glyphs | stored.glyphs, lacking)
    cache.save(path, _MAGIC, msgpack.encode(together))
