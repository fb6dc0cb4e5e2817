"""What layout and the PDF writer know of a font: ``Face``, which measures characters and gives their outlines."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Glyph(Struct, frozen=True, array_like=True):
    """A TrueType glyph at 1000 units to the em; ``outline`` is its entry in the ``glyf`` table, empty for a blank."""

    outline: bytes
    advance: int
    left_bearing: int


class Face(Protocol):
    """A font at one weight, as text uses it; ``key`` tells it from all others, wherever its file lies."""

    def __hash__(self) -> int:
        """Part of the keys under which what was made of its glyphs is remembered."""
        ...

    @property
    def key(self) -> str:
        """The same on every machine and in every run."""
        ...

    @property
    def name(self) -> str:
        """The PostScript name."""
        ...

    @property
    def ascent(self) -> float:
        """Above the baseline, in em, the line gap included."""
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
        """The advance in em; that of .notdef for a character that the font lacks."""
        ...

    def glyph(self, character: str) -> Glyph:
        """The outline, without components and instructions; that of .notdef for a character that the font lacks."""
        ...
