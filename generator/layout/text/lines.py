"""What setting a paragraph gives: lines of placed characters. Lengths are points."""

from __future__ import annotations

from msgspec import Struct

from generator.document.model import Font, PageNumber, Picture
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
