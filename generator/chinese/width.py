"""A character in, its nominal width in em: for text where no font may be asked, on the wide side of the usual ones."""

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijlIft.,:;'|!()[]{}`/\\ ")
_BROAD = frozenset("mwMW@%&")
_NARROW_WIDTH = 0.5  # as in Chinese fonts, whose half-width characters are all of one width
_BROAD_WIDTH = 0.95
_CAPITAL_WIDTH = 0.72
_USUAL_WIDTH = 0.56
_INVISIBLE = frozenset(("Mn", "Me", "Cf", "Cc"))


@lru_cache(maxsize=4096)
def nominal_width(character: str) -> float:
    """1 for what a Chinese font draws full width (``“ ” … ≥`` among it), less for Latin, 0 for what is not seen."""
    if unicodedata.category(character) in _INVISIBLE:
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F", "A"}:
        return 1.0
    if character in _NARROW:
        return _NARROW_WIDTH
    if character in _BROAD:
        return _BROAD_WIDTH
    return _CAPITAL_WIDTH if character.isupper() else _USUAL_WIDTH


def nominal_text_width(text: str) -> float:
    """The width of a line of text, in em."""
    return sum(map(nominal_width, text))
