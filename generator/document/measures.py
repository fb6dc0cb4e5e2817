"""Converts measures as Office writes them (``240``, ``12pt``, ``2.5cm``) to points.

A value that is not a measure gives the default: foreign files hold such values, and Word opens them.
"""

from __future__ import annotations

import re

# The length of numbers is bounded, so that a hostile value costs no more than any other.
_MEASURE = re.compile(r"([+-]?\d{1,9}(?:\.\d{0,30})?)(pt|in|cm|mm|pc|pi)?")
# ``pc`` and ``pi`` both mean pica (ST_UniversalMeasure).
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}
_LONGEST = 3168.0  # 44 inches: no page or indent of Word is longer


def twips(value: str | None, default: float = 0.0) -> float:
    """Converts a measure to points; a number without a unit counts twips (1/20 pt)."""
    return measure(value, 20, default)


def measure(value: str | None, per_point: float, default: float = 0.0) -> float:
    """Converts a measure to points; a number without a unit counts parts of which a point has ``per_point``."""
    found = _MEASURE.fullmatch(value.strip()) if value else None
    if found is None:
        return default
    number = float(found[1])
    points = number * _POINTS[found[2]] if found[2] else number / per_point
    return max(-_LONGEST, min(_LONGEST, points))


def whole(value: str | None, default: int = 0) -> int:
    """Reads a whole number of at most nine digits; decimals are cut off."""
    found = _MEASURE.fullmatch(value.strip()) if value else None
    return default if found is None or found[2] else int(float(found[1]))
