"""The letters by which Office calls the columns of a sheet or table: ``A`` is column 1, ``AA`` column 27."""

from functools import lru_cache

_MOST_COLUMNS = 16_384  # of a sheet
MOST_IN_WORD = 63
"""Columns of a table in Word, which calls a file with more damaged."""


def column_of(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@lru_cache(maxsize=_MOST_COLUMNS)
def letters_of(column: int) -> str:
    """The letters of a column, counted from 1; those beyond Excel's last column too, which a loop may make."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def too_many_for_word(count: int) -> str:
    """What is said of a table of so many columns, more than ``MOST_IN_WORD``."""
    return f"这张表有 {count} 列，Word 的表最多 {MOST_IN_WORD} 列；请减少列，或分成几张表"
