"""What setting a paragraph gives: lines of placed characters. Lengths are points."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from generator.document.model import Font, LineRule, PageNumber, ParagraphFormat, Picture
from generator.layout.fonts.face import Face


class Fragment(Struct, frozen=True):
    """Characters of one face and formatting from ``x`` on, which is relative to the left edge of the text.

    ``advances`` are the distances from each character's origin to the next, spacing and squeezing included. A page
    number has the text that reserved its room and its ``field``; a picture has ``picture`` and no text.
    """

    x: float
    text: str
    face: Face
    font: Font
    advances: tuple[float, ...]
    field: PageNumber | None = None
    picture: Picture | None = None

    @property
    def width(self) -> float:
        """From the first origin to behind the last character."""
        return sum(self.advances)


class Line(Struct, frozen=True):
    """One line: its ``height``, and the ``baseline`` below its top. ``ends_page`` where a page break stands in it."""

    height: float
    baseline: float
    fragments: tuple[Fragment, ...]
    ends_page: bool = False


# What stands in a line and the paragraph's line pitch in, the line's height and its baseline below the top out.


_EXACT_BASELINE = 0.8  # of the pitch below the top, whatever the font


def line_height(standing: Sequence[Fragment], style: ParagraphFormat, grid: float | None) -> tuple[float, float]:
    """Of what stands in the line, at least one. Exact pitch keeps to no ``grid``, as in Word."""
    if style.line_rule is LineRule.EXACT:
        return style.line, style.line * _EXACT_BASELINE
    extents = [_extent(fragment) for fragment in standing]
    ascent = max(above for above, _ in extents)
    descent = max(below for _, below in extents)
    natural = ascent + descent
    if grid and style.snap_to_grid:
        natural = ceil(natural / grid - 1e-6) * grid
        descent += (natural - ascent - descent) / 2
    if style.line_rule is LineRule.AT_LEAST:
        height = max(natural, style.line)
        return height, height - descent
    height = natural * style.line
    # What a factor adds stands below the text; what it takes is taken above.
    return height, min(height, natural) - descent


def _extent(fragment: Fragment) -> tuple[float, float]:
    """Ascent above and descent below the baseline."""
    if fragment.picture is not None:
        return fragment.picture.height, 0.0
    face, font = fragment.face, fragment.font
    return face.ascent * font.size + font.raised, face.descent * font.size - font.raised
