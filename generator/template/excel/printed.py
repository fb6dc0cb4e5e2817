"""What the source of a sheet prints: values as SpreadsheetML, and marks for what only the finished sheet can tell."""

from __future__ import annotations

import re
from typing import Any

from generator.template.language.texts import Xml, plain_text

# XML holds none of them: a row begins; the number of the row; a formula; the number of the run that follows.
ROW_MARK, NUMBER, FORMULA, RUN, RUN_END = "\x0e", "\x0f", "\x10", "\x11", "\x12"
CUT = "\x0c"
_SPECIAL = re.compile(r"[&<>]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def cell_text(value: Any) -> str:
    """What ``{{ }}`` prints among other text of a cell, escaped."""
    if type(value) is Xml:
        return value
    return escaped(plain_text(value))


def escaped(text: str) -> str:
    """Text as XML has it."""
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text
