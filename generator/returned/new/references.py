"""A shared project in, the same with what its texts repeat written once out: the year, and fields in other fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Any

from generator.jinja.tags import has_tags

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")
_WHOLE_YEAR = re.compile(r"20[0-9]{2}")
_NAME = re.compile(r"[^\W\d]\w*")
YEAR = "年度"
_SHORTEST = 6
"""Shorter texts stand in others by chance."""


def with_references(base: dict[str, Any], tree: dict[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The base; ``tree`` is changed in place. ``taken`` are the names that sub-forms give."""
    base = _with_names(base)
    given = base.get(YEAR)
    if YEAR in taken or (given is not None and not (isinstance(given, str) and _WHOLE_YEAR.fullmatch(given))):
        return base
    years = Counter(year for text in _texts([base, tree]) for year in set(_YEAR.findall(text)))
    year, count = years.most_common(1)[0] if years else ("", 0)
    if given is not None:
        year, count = str(given), years[str(given)] + 1
    if count < 2:
        return base
    rest = {name: value for name, value in base.items() if name != YEAR}
    _replace(rest, year)
    _replace(tree, year)
    return {YEAR: year, **rest}


def _with_names(base: dict[str, Any]) -> dict[str, Any]:
    """A field whose whole text stands in another is referred to there."""
    found = dict(base)
    order = list(base)
    for name, text in base.items():
        if not isinstance(text, str) or len(text) < _SHORTEST or "\n" in text or not _NAME.fullmatch(name):
            continue
        for other, whole in found.items():
            is_other = other != name and isinstance(whole, str) and text in whole and not has_tags(found[name])
            if is_other and (whole != text or order.index(other) > order.index(name)):
                found[other] = whole.replace(text, f"{{{{ {name} }}}}")
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for child in children for text in _texts(child)]


def _replace(value: Any, year: str) -> None:
    """The year as the variable, in every text below."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, child in pairs:
        if isinstance(child, str):
            value[key] = re.sub(rf"(?<![0-9]){year}(?=年)", f"{{{{ {YEAR} }}}}", child)
        elif isinstance(child, (dict, list)):
            _replace(child, year)
