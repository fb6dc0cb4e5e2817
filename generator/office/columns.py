"""The letters by which Office calls the columns of a sheet or table: ``A`` is column 1, ``AA`` column 27."""

from functools import lru_cache

_MOST_COLUMNS = 16_384  # of a sheet


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
