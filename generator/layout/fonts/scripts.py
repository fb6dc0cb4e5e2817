"""A character in, out which of a run's fonts Word sets it in: the East Asian one or the Latin one.

ECMA-376 part 1, 17.3.2.26 (``rFonts``), for runs whose language is Chinese. Ambiguous characters (“ ” ‘ ’ … — · × ° ± ①
→ ≥ ■ and Greek or Cyrillic letters) are Latin, as Word has them, unless the run carries ``w:hint="eastAsia"``.
"""

from __future__ import annotations

from bisect import bisect_right

# First and last of each range that is East Asian whatever the hint.
_EAST_ASIAN = (
    (0x1100, 0x11FF),
    (0x2E80, 0xDFFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFFEF),
    (0x10000, 0x10FFFF),  # the table speaks of UTF-16: these are its surrogates
)
# Those that are East Asian with the hint only.
_HINTED = (
    *((ord(c), ord(c)) for c in "¡¤§¨ª\xad¯°±²³´¶·¸¹º¼½¾¿×÷àáèéêìíòóùúü"),
    (0x0100, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x27BF),
    (0xE000, 0xF8FF),
    (0xFB00, 0xFB1C),
)


def _bounds(ranges: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Where membership changes: a code point is inside where an odd number of bounds lie at or below it."""
    return tuple(bound for first, last in sorted(ranges) for bound in (first, last + 1))


_ALWAYS = _bounds(_EAST_ASIAN)
_WITH_HINT = _bounds(_HINTED)


def is_east_asian(character: str, *, hint: bool = False) -> bool:
    """Whether Word takes the East Asian font; ``hint`` is the run's ``w:hint="eastAsia"``."""
    point = ord(character)
    if point < 0xA1:
        return False
    return bisect_right(_ALWAYS, point) % 2 == 1 or (hint and bisect_right(_WITH_HINT, point) % 2 == 1)
