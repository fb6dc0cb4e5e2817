"""References of cells and ranges in, rows and columns out, counted from 0."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_CELL = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d{0,7})")


class Area(Struct, frozen=True):
    """A rectangle of cells, first and last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


@lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(column: int) -> str:
    """The letters of a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def area_of(reference: str) -> Area | None:
    """``A1``, ``A1:C3``, ``$1:$3`` or ``A:C``; a side that is not given reaches to the edge. None for all else."""
    first, _, last = reference.partition(":")
    begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if begin is None or end is None or not (begin[0] and end[0]):
        return None
    top, bottom = int(begin[2] or 1) - 1, int(end[2]) - 1 if end[2] else LAST_ROW
    left, right = column_of(begin[1]) if begin[1] else 0, column_of(end[1]) if end[1] else LAST_COLUMN
    top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
    if top < 0 or left < 0 or bottom > LAST_ROW or right > LAST_COLUMN:
        return None
    return Area(top, left, bottom, right)
