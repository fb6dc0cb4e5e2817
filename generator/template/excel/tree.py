"""SpreadsheetML as templates need it: tags, references to cells, and how large a sheet may be.

Names are those of ECMA-376 part 1, chapter 18; rows and columns count from 1.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from msgspec import Struct

from generator.office.xml import SS, Element, qn

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_CHARACTERS = 32_767
"""The text that a cell holds."""

SHEET_DATA, ROW, C, F, V, IS, SI, T, R, R_PR = (
    qn(f"ss:{name}") for name in ("sheetData", "row", "c", "f", "v", "is", "si", "t", "r", "rPr")
)
# Breaks would be read as spaces if they stood there as they are.
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_AREA = re.compile(rf"{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


def attribute_text(value: str) -> str:
    """The value of an attribute in its quotes."""
    return f'"{value.translate(_ESCAPED)}"'


@lru_cache(maxsize=MAX_COLUMN)
def letters_of(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """1 for ``A``."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class RangeReference(Struct, frozen=True, order=True):
    """A rectangle of cells, all bounds included. ``fixed`` has the ``$`` marks of left, top, right, bottom."""

    top: int
    left: int
    bottom: int
    right: int
    fixed: tuple[str, str, str, str] = ("", "", "", "")

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def moved(self, rows: tuple[int, int], columns: tuple[int, int]) -> RangeReference:
        """The same kind of reference to other cells."""
        return RangeReference(rows[0], columns[0], rows[1], columns[1], self.fixed)

    def __str__(self) -> str:
        left, top, right, bottom = self.fixed
        if (self.top, self.bottom) == (1, MAX_ROW):
            return f"{left}{letters_of(self.left)}:{right}{letters_of(self.right)}"
        if (self.left, self.right) == (1, MAX_COLUMN):
            return f"{top}{self.top}:{bottom}{self.bottom}"
        first = f"{left}{letters_of(self.left)}{top}{self.top}"
        if self.is_cell:
            return first
        return f"{first}:{right or left}{letters_of(self.right)}{bottom or top}{self.bottom}"


def area_of(text: str) -> RangeReference | None:
    """The area that ``B3``, ``$A$1:C5``, ``A:C`` or ``3:5`` names; None for whatever else."""
    if found := _AREA.fullmatch(text):
        left, top, right, bottom = found[1], found[3], found[5] or "", found[7] or ""
        first = column_of(found[2]), int(found[4])
        last = (column_of(found[6]), int(found[8])) if found[6] else first
        return _area(first, last, (left, top, right, bottom))
    if found := _COLUMNS.fullmatch(text):
        return _area((column_of(found[2]), 1), (column_of(found[4]), MAX_ROW), (found[1], "", found[3], ""))
    if found := _ROWS.fullmatch(text):
        return _area((1, int(found[2])), (MAX_COLUMN, int(found[4])), ("", found[1], "", found[3]))
    return None


def _area(one: tuple[int, int], other: tuple[int, int], fixed: tuple[str, str, str, str]) -> RangeReference | None:
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    if left < 1 or top < 1 or right > MAX_COLUMN or bottom > MAX_ROW:
        return None
    return RangeReference(top, left, bottom, right, fixed)


def areas_of(sqref: str) -> list[RangeReference]:
    """The areas of an ST_Sqref; whatever is none is left out."""
    return [area for text in sqref.split() if (area := area_of(text)) is not None]


def text_of(element: Element) -> str:
    """The characters of a string (CT_Rst) without its phonetic hints."""
    return "".join(piece for piece, _ in runs_of(element))


def runs_of(element: Element) -> list[tuple[str, Element | None]]:
    """The runs of a string with their formatting (None: that of the cell)."""
    found: list[tuple[str, Element | None]] = []
    for child in element:
        if child.tag == T:
            found.append((child.text or "", None))
        elif child.tag == R:
            found.append(("".join(text.text or "" for text in child.findall(T)), child.find(R_PR)))
    return found


_RESERVED = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TITLE_LENGTH = 31


def unique_title(wanted: str, taken: set[str]) -> str:
    """A sheet's name as Excel allows it, unlike those in ``taken`` (in lower case), to which it is added."""
    plain = _RESERVED.sub("_", wanted).strip().strip("'") or "Sheet"
    if plain.lower() == "history":
        plain += "_"
    title, number = plain[:_TITLE_LENGTH], 1
    while title.lower() in taken:
        number += 1
        mark = f"({number})"
        title = plain[: _TITLE_LENGTH - len(mark)] + mark
    taken.add(title.lower())
    return title


def markup(element: Element, root: Element) -> str:
    """An element as it stands inside its part, whose root declares namespaces."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    end = text.index(">") + 1
    start = text[:end].replace(f' xmlns="{SS}"', "", 1)
    for prefix, uri in root.nsmap.items():
        if prefix:
            start = start.replace(f' xmlns:{prefix}="{uri}"', "", 1)
    return start + text[end:]


def whole_number(text: str | None, default: int = 0) -> int:
    """The whole number, not negative, that a foreign file has; ``default`` for whatever else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else default


def real_number(text: str | None, default: float) -> float:
    """The number that a foreign file has, within bounds; ``default`` for whatever else."""
    try:
        found = float(text or "")
    except ValueError:
        return default
    return found if 0 <= found <= MAX_COLUMN else default


def attributes_of(element: Element) -> list[tuple[str, str]]:
    """The attributes of an element by name."""
    return [(str(name), str(value)) for name, value in element.items()]
