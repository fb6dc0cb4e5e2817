"""Lines of placed characters, which is what setting a paragraph gives, and the height of a line. Lengths are points."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from generator.document.model import Font, LineRule, ParagraphFormat, Picture
from generator.layout.fonts.face import Face


class Fragment(Struct, frozen=True):
    """Characters of one face and formatting; ``x`` is where they begin, from the left edge of the column.

    ``advances`` are the distances from the origin of each character to that of the next, with spacing, scaling,
    justification and squeezing. A page number has as text that for which it has room; a picture has
    ``picture`` and no text.
    """

    x: float
    text: str
    face: Face
    font: Font
    advances: tuple[float, ...]
    picture: Picture | None = None

    @property
    def width(self) -> float:
        """From the origin of the first character to the end of the last."""
        return sum(self.advances)


class Line(Struct, frozen=True):
    """One line; ``baseline`` is measured from its top. ``ends_page``: a page break ends it."""

    height: float
    baseline: float
    fragments: tuple[Fragment, ...]
    ends_page: bool = False


# The height of a line.

# Of an exact pitch, from the top of the line, whatever the font (measured against LibreOffice 7.4).
_EXACT_BASELINE = 0.8


def line_height(fragments: Sequence[Fragment], style: ParagraphFormat, grid: float | None) -> tuple[float, float]:
    """The height of a line of these fragments, at least one, and its baseline below the top.

    ``grid`` is the line pitch of the section's document grid (w:docGrid), None where it has none. An exact pitch does
    not keep to the grid, as in Word; LibreOffice snaps it, too.
    """
    if style.line_rule is LineRule.EXACT:
        return style.line, style.line * _EXACT_BASELINE
    pitch = grid if grid and style.snap_to_grid else 0.0
    ascent, descent = _reach(fragments)
    natural = _in_pitches(ascent + descent, pitch)
    if pitch:  # it stands in the middle of them
        descent += (natural - ascent - descent) / 2
    if style.line_rule is LineRule.AT_LEAST:
        height = max(natural, style.line)
        return height, height - descent
    # The factor is that of the text: a picture is not spread (measured against LibreOffice 7.4).
    texts = [fragment for fragment in fragments if fragment.picture is None]
    spread = natural if len(texts) == len(fragments) else _in_pitches(sum(_reach(texts)), pitch)
    height = natural - spread + spread * style.line
    # A factor above 1 adds space below the text; one below 1 takes it away above.
    return height, min(height, natural) - descent


def _reach(fragments: Sequence[Fragment]) -> tuple[float, float]:
    """How far the fragments reach above and below the baseline of their line."""
    extents = [_extent(fragment) for fragment in fragments]
    return max((above for above, _ in extents), default=0.0), max((below for _, below in extents), default=0.0)


def _in_pitches(height: float, pitch: float) -> float:
    """The height of a line, which takes a whole number of grid pitches; as it is without a grid."""
    return ceil(height / pitch - 1e-6) * pitch if pitch else height


def _extent(fragment: Fragment) -> tuple[float, float]:
    """How far a fragment reaches above and below the baseline of the line."""
    if fragment.picture is not None:
        return fragment.picture.height, 0.0
    face, font = fragment.face, fragment.font
    return face.ascent * font.size + font.raised, face.descent * font.size - font.raised
