"""A text in, the Decimal it writes out, or None: what counts as a plain number in a project file."""

import re
from decimal import Decimal
from typing import Final

from generator.chinese.half_width import half_width

UNSIGNED: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
"""Regular expression of a number in half-width text: ``410``, ``28.80``, ``.5``, ``1,234.5`` with groups of three."""

_NUMBER = re.compile(rf"[+-]?(?:{UNSIGNED})")


def as_number(text: str) -> Decimal | None:
    """The number that is all of the text, white space around it aside; None for anything else.

    No exponent, percent sign, unit or digit of another script: ``1e5``, ``90%``, ``5.`` and ``²`` are None.
    """
    plain = half_width(text).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None
