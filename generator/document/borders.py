"""Decides which of two borders that meet is drawn (ECMA-376 part 1, 17.4.66)."""

from __future__ import annotations

from generator.document.model import Border

BORDER_STYLES = {
    name: (lines, place)
    for place, (name, lines) in enumerate(
        (
            *(("single", 1), ("thick", 1), ("double", 2), ("dotted", 1), ("dashed", 1), ("dotDash", 1)),
            *(("dotDotDash", 1), ("triple", 3), ("thinThickSmallGap", 2), ("thickThinSmallGap", 2)),
            *(("thinThickThinSmallGap", 3), ("thinThickMediumGap", 2), ("thickThinMediumGap", 2)),
            *(("thinThickThinMediumGap", 3), ("thinThickLargeGap", 2), ("thickThinLargeGap", 2)),
            *(("thinThickThinLargeGap", 3), ("wave", 1), ("doubleWave", 2), ("dashSmallGap", 1)),
            *(("dashDotStroked", 1), ("threeDEmboss", 3), ("threeDEngrave", 3), ("outset", 1), ("inset", 1)),
        )
    )
}
"""Border styles that are lines: how many, and their place in the list that decides between borders of equal weight."""


def stronger(first: Border | None, second: Border | None) -> Border | None:
    """The border drawn where two cells meet; ``first``, of the cell read first, wins a draw."""
    if first is second or second is None:
        return first
    if first is None:
        return second
    return second if _rank(second) < _rank(first) else first


def _rank(border: Border) -> tuple[float, int, int, int, int]:
    """The rank of a border, smaller is stronger: by weight, place in the list of styles, then the darker colour."""
    lines, place = BORDER_STYLES.get(border.style, (1, len(BORDER_STYLES)))
    number = int(border.color or "000000", 16)
    red, green, blue = number >> 16, number >> 8 & 0xFF, number & 0xFF
    return -border.width * lines, place, red + blue + 2 * green, blue + 2 * green, green
