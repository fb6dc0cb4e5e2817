"""Formulas of a template in, the same formulas over the filled sheets out: references follow the rows they mean.

A reference inside a loop follows its own turn; one from outside covers all turns (``SUM(C5)`` becomes ``SUM(C5:C9)``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.template.excel.moves import NOBODY, Asker, Moves
from generator.template.excel.tree import Area, area_of

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

_LOST = "#REF!"
# What these make of nothing is 0, as for a table that happens to have no rows.
_OF_NOTHING = frozenset(("SUM(", "COUNT(", "COUNTA(", "MAX(", "MIN(", "PRODUCT(", "SUBTOTAL("))
# Compiled when a name is first asked for: few templates have formulas, and this takes long.
_PLAIN_TITLE = r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff]*"
_LIKE_CELL = r"[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([RrCc][0-9]*)?"


class Reference(Struct, frozen=True):
    """A reference in a formula: the number of its sheet, whether that is written, and what it becomes when lost."""

    area: Area
    sheet: int
    named: bool
    lost: str


class Formula(Struct, frozen=True):
    """A formula without its ``=``, cut into text and references."""

    pieces: tuple[str | Reference, ...]

    def moved(self, sheets: Sequence[Moves], asker: Asker = NOBODY) -> str:
        """Its text where the sheets went."""
        return "".join(piece if isinstance(piece, str) else _moved(piece, sheets, asker) for piece in self.pieces)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula without its ``=``; none where it cannot be read."""
    # openpyxl is slow to import, and few templates have formulas.
    from openpyxl.formula import Tokenizer  # noqa: PLC0415
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415

    try:
        return list(Tokenizer("=" + text).items)
    except (TokenizerError, IndexError):
        return []


@lru_cache(maxsize=4096)
def formula_of(text: str, sheet: int, titles: tuple[str, ...]) -> Formula:
    """The pieces of a formula that stands on the sheet of this number; ``titles`` are those of all sheets.

    One that cannot be read stays as it is.
    """
    alone = _reference(text, sheet, titles, _LOST)
    if alone is not None:
        return Formula((alone,))
    pieces: list[str | Reference] = []
    functions: list[str] = []
    tokens = tokens_of(text)
    if not tokens:
        return Formula((text,))
    for token in tokens:
        if token.subtype == "OPEN":
            functions.append(token.value.upper())
        elif token.subtype == "CLOSE" and functions:
            functions.pop()
        reference = None
        if token.type == "OPERAND" and token.subtype == "RANGE":
            lost = "0" if functions and functions[-1] in _OF_NOTHING else _LOST
            reference = _reference(token.value, sheet, titles, lost)
        pieces.append(reference or token.value)
    return Formula(tuple(pieces))


def _reference(text: str, sheet: int, titles: tuple[str, ...], lost: str) -> Reference | None:
    title, mark, cells = text.rpartition("!")
    area = area_of(cells)
    if area is None:
        return None
    if not mark:
        return Reference(area, sheet, named=False, lost=lost)
    plain = title.strip("'").replace("''", "'").lower()
    number = next((at for at, each in enumerate(titles) if each.lower() == plain), None)
    return Reference(area, number, named=True, lost=lost) if number is not None else None


def _moved(reference: Reference, sheets: Sequence[Moves], asker: Asker) -> str:
    sheet = sheets[reference.sheet]
    area = sheet.area(reference.area, asker if not reference.named else NOBODY)
    if area is None:
        return reference.lost
    return f"{quoted(sheet.title)}!{area}" if reference.named else str(area)


def quoted(title: str) -> str:
    """A sheet's name as a formula has it."""
    if re.fullmatch(_PLAIN_TITLE, title) and not re.fullmatch(_LIKE_CELL, title):
        return title
    return "'" + title.replace("'", "''") + "'"


def follow_formula(text: str, sheet: int, sheets: Sequence[Moves], asker: Asker = NOBODY) -> str:
    """A formula where the sheets went."""
    return formula_of(text, sheet, tuple(each.original for each in sheets)).moved(sheets, asker)
