"""SpreadsheetML as templates need it: element names, references to cells, strings, sheet titles and limits of Excel.

Element names are those of ECMA-376 part 1, clause 18; rows and columns count from 1.
"""

from __future__ import annotations

import re
from operator import itemgetter

from lxml import etree
from msgspec import Struct

from generator.office.columns import column_of, letters_of
from generator.office.xml import SS, Element, qn

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_CHARACTERS = 32_767
"""The number of characters that a cell may hold."""

SHEET_DATA, ROW, C, F, V, IS, SI, T, R, R_PR = (
    qn(f"ss:{name}") for name in ("sheetData", "row", "c", "f", "v", "is", "si", "t", "r", "rPr")
)
# XML reads line breaks and tabs in an attribute as spaces unless they are written as references.
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_AREA = re.compile(rf"{_CELL}(?::{_CELL})?")
_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


def attribute_text(value: str) -> str:
    """The value of an attribute, escaped and in quotes."""
    return f'"{value.translate(_ESCAPED)}"'


class RangeReference(Struct, frozen=True, order=True):
    """A rectangle of cells, bounds included; ``fixed`` holds ``$`` or nothing for left, top, right and bottom.

    A single cell has its marks twice. Whole columns have the rows 1 to ``MAX_ROW``, whole rows the columns 1 to
    ``MAX_COLUMN``.
    """

    top: int
    left: int
    bottom: int
    right: int
    fixed: tuple[str, str, str, str] = ("", "", "", "")

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is one of it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def moved(self, rows: tuple[int, int], columns: tuple[int, int]) -> RangeReference:
        """A reference to other rows and columns with the same ``$`` marks."""
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
        return f"{first}:{right}{letters_of(self.right)}{bottom}{self.bottom}"


def area_of(text: str) -> RangeReference | None:
    """The area that ``B3``, ``$A$1:C5``, ``A:C`` or ``3:5`` names; None for any other text."""
    if found := _AREA.fullmatch(text):
        first = column_of(found[2]), int(found[4])
        if not found[6]:
            return _area(first, first, (found[1], found[3], found[1], found[3]))
        return _area(first, (column_of(found[6]), int(found[8])), (found[1], found[3], found[5], found[7]))
    if found := _COLUMNS.fullmatch(text):
        return _area(
            (column_of(found[2]), 1),
            (column_of(found[4]), MAX_ROW),
            (found[1], "", found[3], ""),
        )
    if found := _ROWS.fullmatch(text):
        return _area((1, int(found[2])), (MAX_COLUMN, int(found[4])), ("", found[1], "", found[3]))
    return None


def _area(one: tuple[int, int], other: tuple[int, int], fixed: tuple[str, str, str, str]) -> RangeReference | None:
    # The marks of a range that was written from its far end (``B5:B$2``) go with their rows and columns.
    (left, left_mark), (right, right_mark) = sorted(((one[0], fixed[0]), (other[0], fixed[2])), key=itemgetter(0))
    (top, top_mark), (bottom, bottom_mark) = sorted(((one[1], fixed[1]), (other[1], fixed[3])), key=itemgetter(0))
    if left < 1 or top < 1 or right > MAX_COLUMN or bottom > MAX_ROW:
        return None
    return RangeReference(top, left, bottom, right, (left_mark, top_mark, right_mark, bottom_mark))


def areas_of(sqref: str) -> list[RangeReference]:
    """The areas of an ST_Sqref, which are separated by spaces; anything else in it is left out."""
    return [area for text in sqref.split() if (area := area_of(text)) is not None]


def text_of(element: Element) -> str:
    """The characters of a string (CT_Rst) without its phonetic hints (rPh)."""
    return "".join(piece for piece, _ in runs_of(element))


def runs_of(element: Element) -> list[tuple[str, Element | None]]:
    """The runs of a string with their ``rPr``; None: the run is formatted as the cell."""
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
    """A sheet title that Excel allows: at most 31 characters, none reserved, not in ``taken``.

    ``taken`` is in lower case, because Excel ignores case; the new title is added to it.
    """
    plain = _RESERVED.sub("_", wanted).strip().strip("'") or "Sheet"
    # Excel reserves this title for its own use.
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
    """An element serialised without the namespaces that ``root`` declares already."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    end = text.index(">") + 1
    start = text[:end].replace(f' xmlns="{SS}"', "", 1)
    for prefix, uri in root.nsmap.items():
        if prefix:
            start = start.replace(f' xmlns:{prefix}="{uri}"', "", 1)
    return start + text[end:]


def whole_number(text: str | None, default: int = 0) -> int:
    """A whole number of at most nine digits from a foreign file; ``default`` for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else default


def real_number(text: str | None, default: float) -> float:
    """A number from 0 to 16,384 from a foreign file; ``default`` for anything else."""
    try:
        found = float(text or "")
    except ValueError:
        return default
    return found if 0 <= found <= MAX_COLUMN else default


def attributes_of(element: Element) -> list[tuple[str, str]]:
    """The attributes of an element as (name, value)."""
    return [(str(name), str(value)) for name, value in element.items()]
