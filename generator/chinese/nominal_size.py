"""Estimates the size of text without any font: its nominal width, and the row height that it needs in Excel.

Widths are on the wide side of the usual fonts. Excel fits no row to a merged cell, and another machine may have other
fonts: heights from here are the same everywhere, and none of the usual fonts is clipped in them.
"""

import re
import unicodedata
from functools import lru_cache

from generator.chinese.line_breaks import FORBIDDEN_ENDS, FORBIDDEN_STARTS

# Widths of characters, in em.

_NARROW = frozenset("ijlIft.,:;'|!()[]{}`/\\ ")
_BROAD = frozenset("mwMW@%&")
_NARROW_WIDTH = 0.5  # as in Chinese fonts, whose half-width characters are all of one width
_BROAD_WIDTH = 0.95
_CAPITAL_WIDTH = 0.72
_USUAL_WIDTH = 0.56
_INVISIBLE = frozenset(("Mn", "Me", "Cf", "Cc"))


@lru_cache(maxsize=4096)
def nominal_width(character: str) -> float:
    """The width in em: 1 for what Chinese fonts draw full width (also ``“ ” … ≥``), less for Latin, 0 if invisible."""
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


# Heights of rows and widths of columns of a spreadsheet.

MAX_ROW_HEIGHT = 409.0
"""The highest row that Excel has, in pt (it reads 409.5 and shows 409)."""

_PADDING = 4.5  # pt that a cell keeps free of its width, both sides together: 2 pixels each, and the border
_MARGIN = 2.0  # pt that it keeps free of its height
_SAFETY = 1.06  # for fonts wider than the nominal widths
_LINE = 1.45  # of the size: 1.17 in the Song and Fang faces, 1.32 in YaHei, 1.448 in the Noto (Source Han) faces
_SMALLEST = 6.0  # pt
_DIGIT_PIXELS = 7  # of the widest digit of the workbook's normal font: Calibri 11, Arial 10
_PIXEL = 0.75
# What is not broken: a word or one other character, with the marks that must stay beside it. Left as text, so that
# it is compiled only when a text first takes several lines, as few of a template do.
_UNBREAKABLE = rf"[{re.escape(FORBIDDEN_ENDS)}]*(?:[\x21-\x7e\u00a0-\u024f]+|\S|\s)[{re.escape(FORBIDDEN_STARTS)}]*"


@lru_cache(maxsize=4096)
def needed_height(text: str, width_pt: float, size_pt: float) -> float:
    """The height in pt of wrapped text in a cell that is ``width_pt`` wide from border to border."""
    return line_count(text, width_pt, size_pt) * size_pt * _LINE + _MARGIN


def fitting_size(text: str, width_pt: float, size_pt: float, max_height_pt: float) -> float | None:
    """The largest size at which the text fits: ``size_pt``, or less by half points down to 6; None if none does."""
    size = size_pt
    while size >= _SMALLEST:
        if needed_height(text, width_pt, size) <= max_height_pt:
            return size
        size -= 0.5
    return None


def fits_one_line(text: str, width_pt: float, size_pt: float) -> bool:
    """Whether the text fits in the cell without being wrapped."""
    return nominal_text_width(text) <= _room(width_pt, size_pt)


def line_count(text: str, width_pt: float, size_pt: float) -> int:
    """How many lines the text takes.

    Chinese breaks anywhere except beside marks; a word breaks only where it is longer than a line.
    """
    room = _room(width_pt, size_pt)
    return sum(_lines(line, room) for line in text.split("\n"))


def _room(width_pt: float, size_pt: float) -> float:
    """The room on a line in em; at least 1, so that every line takes a character."""
    return max((width_pt - _PADDING) / (size_pt * _SAFETY), 1.0)


def _lines(text: str, room: float) -> int:
    if nominal_text_width(text) <= room:
        return 1
    lines, used = 1, 0.0
    for unit in re.findall(_UNBREAKABLE, text):
        width = nominal_text_width(unit)
        if used + width <= room or unit.isspace():
            used += width
        elif width <= room:
            lines, used = lines + 1, width
        else:
            lines, used = lines + bool(used), 0.0
            for character in unit:
                width = nominal_width(character)
                if used + width > room:
                    lines, used = lines + 1, 0.0
                used += width
    return lines


def column_points(width: float) -> float:
    """The width in pt of a column whose ``width`` attribute (ECMA-376 part 1, 18.3.1.13) counts digits."""
    return int((256 * width + int(128 / _DIGIT_PIXELS)) / 256 * _DIGIT_PIXELS) * _PIXEL


def column_width(points: float) -> float:
    """The ``width`` attribute, in digits of the normal font, of a column that is ``points`` wide."""
    return round(points / _PIXEL) / _DIGIT_PIXELS


def screen_width(text: str) -> int:
    """Columns on screen: Chinese characters and full-width marks, from U+2E80 on, take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
