"""One font file at one weight: measured by the character, embedded by the glyph."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Glyph(Struct, frozen=True, array_like=True):
    """A glyph as TrueType: ``outline`` is its ``glyf`` entry (empty for a blank), ``advance`` in 1/1000 em."""

    outline: bytes
    advance: int
    left_bearing: int


class Face(Protocol):
    """A font that the PDF will use; ``key`` tells it from all others and does not depend on where the file lies."""

    def __hash__(self) -> int:
        """What was made of its glyphs is remembered by it."""
        ...

    @property
    def key(self) -> str:
        """Stable over machines and runs."""
        ...

    @property
    def name(self) -> str:
        """Its PostScript name."""
        ...

    @property
    def ascent(self) -> float:
        """Above the baseline, in em."""
        ...

    @property
    def descent(self) -> float:
        """Below the baseline, in em, positive."""
        ...

    @property
    def slant(self) -> bool:
        """Whether the file has no italic cut and the writer must slant it."""
        ...

    @property
    def embolden(self) -> bool:
        """Whether the file has no bold cut and the writer must thicken it."""
        ...

    def has(self, character: str) -> bool:
        """Whether the font draws it."""
        ...

    def advance(self, character: str) -> float:
        """In em; that of .notdef for a character it lacks."""
        ...

    def glyph(self, character: str) -> Glyph:
        """Its outline in 1000 units to the em, made simple (no components, no instructions)."""
        ...
