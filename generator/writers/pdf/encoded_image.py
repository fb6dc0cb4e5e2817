"""An image as a PDF holds it (ISO 32000-1, 8.9)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

# Decoded bytes: a page scanned at 600 dpi in colour.
LARGEST = 120_000_000


class NotAnImageError(ValueError):
    """The data is damaged, too large, or of a kind that a PDF cannot hold."""


class EncodedImage(Struct, frozen=True):
    """The ``data`` of an image object and the ``entries`` of its dictionary; ``mask`` is its transparency."""

    width: int
    height: int
    data: bytes
    entries: Mapping[str, str]
    mask: EncodedImage | None = None
