"""Names as typed in, names that a workbook can give its sheets out: clean, short and all different."""

import re
from collections.abc import Iterable

_LIMIT = 31  # UTF-16 units, as Excel counts
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_RESERVED = "history"


def sheet_names(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """A sheet name for each of ``names`` in their order, none of them in ``taken``; case makes no difference."""
    used = {name.casefold() for name in taken} | {_RESERVED}
    given: list[str] = []
    for name in names:
        clean = _FORBIDDEN.sub("_", name).strip().strip("'") or "表"
        candidate, number = _cut(clean, _LIMIT), 1
        while candidate.casefold() in used:
            number += 1
            tail = f"({number})"
            candidate = _cut(clean, _LIMIT - len(tail)) + tail
        used.add(candidate.casefold())
        given.append(candidate)
    return tuple(given)


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
