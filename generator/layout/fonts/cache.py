"""Files that save work between runs: read whole or not at all, replaced whole, and never the cause of a failure."""

from __future__ import annotations

import contextlib
import os
import uuid
import zlib
from pathlib import Path


def load(path: Path, magic: bytes) -> bytes | None:
    """What ``save`` wrote under the same ``magic``; None if there is nothing, or it is damaged."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        return None
    body = content[len(magic) + 4 :]
    whole = magic + zlib.crc32(body).to_bytes(4, "big")
    return body if content.startswith(whole) else None


def save(path: Path, magic: bytes, body: bytes) -> None:
    """The file holds ``body``, or what it held before: a run that is killed, or another beside it, spoils nothing."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(magic + zlib.crc32(body).to_bytes(4, "big") + body)
        os.replace(temporary, path)  # noqa: PTH105 - one call on every system
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            temporary.unlink()
