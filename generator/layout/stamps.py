"""The text of a paragraph in, the places where it asks for a signature or a stamp out."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORDS = ("盖章", "签章", "签字", "公章")
"""What asks for a stamp or a signature."""

_LONGEST_LABEL = 30
_WORDS = "|".join(WORDS)
# In brackets, before a colon, or at the end: elsewhere the text only speaks of stamps.
_PLACE = re.compile(
    rf"[（(][^（）()\n]{{0,12}}?(?:{_WORDS})[^（）()\n]{{0,8}}[）)]|(?:{_WORDS})(?=\s*(?:[:：\t\n]|$| {{2}}))"
)
_FIELD_END = re.compile(r"[:：]|(?=[\t\n\u3000]| {2})|$")
_FIELD_START = re.compile(r".*(?:[\t\n\u3000]| {2})", re.DOTALL)


def asks_for_stamp(text: str) -> bool:
    """Whether it is worth looking."""
    return "签" in text or "章" in text


def stamp_places(text: str) -> Iterator[tuple[int, str]]:
    """Where the words begin, and the label of the place: the text of its field around them."""
    for match in _PLACE.finditer(text):
        yield match.start(), _label(text, match.start(), match.end())


def _label(text: str, start: int, end: int) -> str:
    ends = _FIELD_END.search(text, end)
    stop = ends.end() if ends and ends.end() - end <= _LONGEST_LABEL // 2 else end
    before = _FIELD_START.match(text, 0, start)
    begin = max(before.end() if before else 0, stop - _LONGEST_LABEL)
    return " ".join(text[begin:stop].split())[:_LONGEST_LABEL]
