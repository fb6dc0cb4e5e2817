"""A font file at one weight: answers from what earlier runs stored, and opens the file only for what is new."""

from __future__ import annotations

import contextlib
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.layout.fonts.cache import StoredFont, load_stored, save_stored
from generator.layout.fonts.face import Glyph
from generator.layout.fonts.index import FontFile

if TYPE_CHECKING:
    from generator.layout.fonts.glyphs import OpenedFont


# No cmap has this noncharacter: it stands for .notdef.
_NOTDEF = "\uffff"
# Controls, marks of direction and joining, separators of lines: they print nothing whatever the font.
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
_SELECTORS = {chr(point) for point in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
_BLANK = Glyph(b"", 0, 0)
_SQUARE = (0.88, 0.12)
# What a font lacks it may draw as something that looks the same: no-break spaces, hyphens.
_ALIKE = {"\xa0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"}


class Cut:
    """A font file at ``weight``, which only a variable font can choose; ``folder`` holds what is stored.

    A file that cannot be opened, and a character whose glyph is broken, count as lacking.
    """

    def __init__(self, file: FontFile, weight: int, folder: Path) -> None:
        variable = file.weight != file.heaviest
        self.file = file
        self.weight = weight
        self.key = f"{file.identity}-{weight}" if variable else file.identity
        self.name = f"{file.postscript.partition('-')[0]}-{weight}" if variable else file.postscript
        self._path = folder / f"{self.key}.glyphs"
        self._changed = False

    def has(self, character: str) -> bool:
        """Whether the font draws it."""
        return character in self._stored.glyphs or (character not in self._stored.lacking and self._take(character))

    def advance(self, character: str) -> float:
        """In em; that of .notdef for a character it lacks."""
        try:
            return self._stored.advances[character]
        except KeyError:
            return self._stored.advances[character if self.has(character) else _NOTDEF]

    def glyph(self, character: str) -> Glyph:
        """Its outline; that of .notdef for a character it lacks."""
        return self._stored.glyphs[character if self.has(character) else _NOTDEF]

    @property
    def metrics(self) -> tuple[float, float]:
        """Ascent and descent in em."""
        if self._stored.metrics is None:
            self._take(_NOTDEF)
        return self._stored.metrics or _SQUARE

    def save(self) -> None:
        """Store what is new, and let go of the file: a large font parsed takes tens of megabytes."""
        if self._changed:
            save_stored(self._path, self._stored)
            self._changed = False
        self.__dict__.pop("_opened", None)

    @cached_property
    def _stored(self) -> StoredFont:
        return load_stored(self._path)

    @cached_property
    def _opened(self) -> OpenedFont | None:
        """The font itself, its .notdef and metrics stored; None if it is broken."""
        from generator.layout.fonts.glyphs import OpenedFont  # noqa: PLC0415 - fontTools, which a warm store does not need

        try:
            opened = OpenedFont(self.file, self.weight)
            self._stored.metrics = opened.metrics()
            self._keep(_NOTDEF, *opened.measured(_NOTDEF))
            self._changed = True
        except Exception:  # noqa: BLE001 - fontTools raises whatever a broken font makes its parsers stumble over
            self._keep(_NOTDEF, 1.0, Glyph(b"", 1000, 0))
            return None
        return opened

    def _take(self, character: str) -> bool:
        """Take a character from the font; whether it was there."""
        if unicodedata.category(character) in _INVISIBLE or character in _SELECTORS:
            self._keep(character, 0.0, _BLANK)
            return True
        opened = self._opened
        if character == _NOTDEF:
            return True
        if opened is None:
            self._stored.lacking.add(character)
            return False
        self._changed = True
        for drawn in (character, _ALIKE.get(character)):
            if drawn is not None and opened.has(drawn):
                with contextlib.suppress(Exception):  # a broken glyph: any exception
                    self._keep(character, *opened.measured(drawn))
                    return True
        self._stored.lacking.add(character)
        return False

    def _keep(self, character: str, advance: float, glyph: Glyph) -> None:
        self._stored.advances[character] = advance
        self._stored.glyphs[character] = glyph


# A cut of a font as a ``Face``: thickened or slanted where the text wants what the file has not.


_BOLD = 600


class CutFace:
    """A ``Face``: a cut of a font, thickened or slanted where the text wants what the file has not."""

    def __init__(self, cut: Cut, *, bold: bool, italic: bool) -> None:
        self.cut = cut
        self.embolden = bold and cut.weight < _BOLD
        self.slant = italic and not cut.file.italic
        self.key = cut.key + "-bold" * self.embolden + "-italic" * self.slant
        self.name = cut.name
        self.has = cut.has
        self.advance = cut.advance
        self.glyph = cut.glyph

    @property
    def ascent(self) -> float:
        """Above the baseline, in em, the line gap included."""
        return self.cut.metrics[0]

    @property
    def descent(self) -> float:
        """Below the baseline, in em."""
        return self.cut.metrics[1]
