"""A text as typed in, the spreadsheet value that shows it out: a number with the format that prints it, or the text."""

import re
from decimal import Decimal
from typing import Literal

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?(?P<percent>%)?")
_EXACT_DIGITS = 15  # what Excel keeps of a number

CellKind = Literal["n", "s"]


def cell_value(text: str) -> tuple[CellKind, str, str]:
    """Kind (ST_CellType ``n`` or ``s``), value as its XML has it, and number format (``General`` for text).

    A number is what shows in all its characters again: ``1,234.50`` is 1234.50 under ``#,##0.00``, ``100%`` is 1 under
    ``0%``. Leading zeros, more than 15 digits, ``-0``, quantities, dates and whatever looks like a formula are text.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return "s", text, "General"
    written = text.rstrip("%").replace(",", "")
    digits = written.lstrip("-").replace(".", "")
    number = Decimal(written)
    if len(digits) > _EXACT_DIGITS or (number == 0 and text.startswith("-")):
        return "s", text, "General"
    percent = found["percent"] or ""
    value = number.scaleb(-2) if percent else number
    return "n", format(value.normalize(), "f"), _format(text, written) + percent


def _format(text: str, written: str) -> str:
    _, _, decimals = written.partition(".")
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * len(decimals)}" if decimals else whole
