"""A cut of a font as a ``Face``: thickened or slanted where the text wants what the file has not."""

from __future__ import annotations

from generator.layout.fonts.cut import Cut

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
