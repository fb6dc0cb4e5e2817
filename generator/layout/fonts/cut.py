"""A font file at one weight, and faces made of it, which thicken or slant it.

Characters that an earlier run stored are answered from the cache: the file is opened only for new ones.
"""

from __future__ import annotations

import contextlib
import unicodedata
from functools import cached_property
from pathlib import Path

from generator.layout.fonts.cache import StoredFont, load_stored, save_stored
from generator.layout.fonts.face import Glyph
from generator.layout.fonts.glyphs import OpenedFont
from generator.layout.fonts.index import FontFile

# No cmap has this noncharacter: it stands for .notdef.
_NOTDEF = "\uffff"
# Controls, marks of direction and joining, separators of lines: they print nothing whatever the font.
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
_SELECTORS = {chr(point) for point in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
_BLANK = Glyph(b"", 0, 0)
_SQUARE = (0.88, 0.12)  # ascent and descent in em of a font that cannot be opened
# Characters that look like another, which a font without them draws instead: no-break spaces and hyphens.
_LOOKALIKES = {"\xa0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"}


class Cut:
    """A font file at ``weight``, which makes a difference in a variable font only.

    ``folder`` holds what earlier runs stored. A broken file has no characters; one with a broken glyph lacks it.
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
        return character in self._stored.glyphs or (character not in self._stored.lacking and self._read(character))

    def advance(self, character: str) -> float:
        """The advance in em; that of .notdef for a character that the font lacks."""
        try:
            return self._stored.advances[character]
        except KeyError:
            return self._stored.advances[character if self.has(character) else _NOTDEF]

    def glyph(self, character: str) -> Glyph:
        """The outline; that of .notdef for a character that the font lacks."""
        return self._stored.glyphs[character if self.has(character) else _NOTDEF]

    @property
    def metrics(self) -> tuple[float, float]:
        """Ascent and descent in em."""
        if self._stored.metrics is None:
            self._read(_NOTDEF)
        return self._stored.metrics or _SQUARE

    def save(self) -> None:
        """Store what is new, and close the file: a large font, parsed, takes tens of megabytes."""
        if self._changed:
            save_stored(self._path, self._stored)
            self._changed = False
        self.__dict__.pop("_opened", None)

    @cached_property
    def _stored(self) -> StoredFont:
        return load_stored(self._path)

    @cached_property
    def _opened(self) -> OpenedFont | None:
        """The parsed font, whose .notdef and metrics are stored when it is opened; None if it is broken."""
        try:
            opened = OpenedFont(self.file, self.weight)
            self._stored.metrics = opened.metrics()
            self._store(_NOTDEF, *opened.measured(_NOTDEF))
            self._changed = True
        except Exception:  # noqa: BLE001 - fontTools raises whatever a broken font makes its parsers stumble over
            self._store(_NOTDEF, 1.0, Glyph(b"", 1000, 0))
            return None
        return opened

    def _read(self, character: str) -> bool:
        """Read a character from the font and store it; whether the font has it."""
        if unicodedata.category(character) in _INVISIBLE or character in _SELECTORS:
            self._store(character, 0.0, _BLANK)
            return True
        opened = self._opened  # opening it has stored .notdef
        if character == _NOTDEF:
            return True
        if opened is None:
            self._stored.lacking.add(character)
            return False
        self._changed = True
        for drawn in (character, _LOOKALIKES.get(character)):
            if drawn is not None and opened.has(drawn):
                with contextlib.suppress(Exception):  # a broken glyph: any exception
                    self._store(character, *opened.measured(drawn))
                    return True
        self._stored.lacking.add(character)
        return False

    def _store(self, character: str, advance: float, glyph: Glyph) -> None:
        self._stored.advances[character] = advance
        self._stored.glyphs[character] = glyph


_BOLD = 600  # usWeightClass from which on a cut is bold by itself


class CutFace:
    """A cut as a ``Face``, which the writer thickens or slants where the file is not bold or italic by itself."""

    def __init__(self, cut: Cut, *, bold: bool, italic: bool) -> None:
        self.cut = cut
        self.embolden = bold and cut.weight < _BOLD
        self.slant = italic and not cut.file.italic
        self.key = cut.key + "-bold" * self.embolden + "-italic" * self.slant
        self.name = cut.name

    @property
    def ascent(self) -> float:
        """Above the baseline, in em, the line gap included."""
        return self.cut.metrics[0]

    @property
    def descent(self) -> float:
        """Below the baseline, in em."""
        return self.cut.metrics[1]

    def has(self, character: str) -> bool:
        """Whether the font draws it."""
        return self.cut.has(character)

    def advance(self, character: str) -> float:
        """The advance in em; that of .notdef for a character that the font lacks."""
        return self.cut.advance(character)

    def glyph(self, character: str) -> Glyph:
        """The outline; that of .notdef for a character that the font lacks."""
        return self.cut.glyph(character)
