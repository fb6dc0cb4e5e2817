"""Names as typed in, names that a workbook can give its sheets out: clean, short and all different."""

import re

_LIMIT = 31  # UTF-16 units, as Excel counts

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_RESERVED = "history"


def unique_sheet_name(wanted: str, taken: set[str]) -> str:
    """A name as Excel allows it, unlike those in ``taken`` (in lower case), to which it is added."""
    plain = _FORBIDDEN.sub("_", wanted).strip().strip("'") or "表"
    name, number = _cut(plain, _LIMIT), 1
    while name.lower() in taken or name.lower() == _RESERVED:
        number += 1
        mark = f"({number})"
        name = _cut(plain, _LIMIT - len(mark)) + mark
    taken.add(name.lower())
    return name


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le", "ignore")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
