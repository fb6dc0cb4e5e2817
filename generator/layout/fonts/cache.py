"""Files that save work between runs: what was read of the fonts.

A damaged file counts as none, a file is replaced as a whole, and no error in reading or writing one stops a run.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
import uuid
import zlib
from pathlib import Path

from fontTools import version
from msgspec import Struct, field, msgpack

from generator.layout.fonts.face import Glyph


def load(path: Path, magic: bytes) -> bytes | None:
    """The body that ``save`` wrote under the same ``magic``; None if there is no such file or it is damaged."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        return None
    body = content[len(magic) + 4 :]
    whole = magic + zlib.crc32(body).to_bytes(4, "big")
    return body if content.startswith(whole) else None


def save(path: Path, magic: bytes, body: bytes) -> None:
    """Replace the file as a whole: neither a run that is killed nor another one beside it leaves half a file."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(magic + zlib.crc32(body).to_bytes(4, "big") + body)
        os.replace(temporary, path)  # noqa: PTH105 - one call on every system
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            temporary.unlink()


# What was read of one font: its metrics, and the characters that were asked for.

# Must change with the fields below, and with how outlines are converted, which is up to fontTools: hence its version.
_MAGIC = f"jixiao glyphs 2 {version}\n".encode()


class StoredFont(Struct):
    """``metrics`` are ascent and descent in em, None if nobody asked yet.

    A character that the font has is in ``glyphs`` and in ``advances`` (em), one that it does not have in ``lacking``,
    and one that nobody asked for in neither.
    """

    metrics: tuple[float, float] | None = None
    advances: dict[str, float] = field(default_factory=dict)
    glyphs: dict[str, Glyph] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


def load_stored(path: Path) -> StoredFont:
    """What the file at ``path`` holds; an empty font if there is none or it is damaged."""
    body = load(path, _MAGIC)
    return StoredFont() if body is None else msgpack.decode(body, type=StoredFont)


def save_stored(path: Path, stored: StoredFont) -> None:
    """Write the file, together with what other runs have added to it meanwhile."""
    if stored.metrics is None:
        return
    other = load_stored(path)
    # Half of a surrogate pair cannot be written as UTF-8.
    lacking = {character for character in other.lacking | stored.lacking if unicodedata.category(character) != "Cs"}
    together = StoredFont(stored.metrics, other.advances | stored.advances, other.glyphs | stored.glyphs, lacking)
    save(path, _MAGIC, msgpack.encode(together))
