"""A text in, the changes that cannot be wrong out: remains of LaTeX, stray spaces, full-width digits, trailing blanks.

No change touches a number's value, a template tag, or a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAG = re.compile(r"(?:\{\{|｛｛).*?(?:\}\}|｝｝)|(?:\{%|｛％|\{％|｛%).*?(?:%\}|％｝|％\}|%｝)", re.DOTALL)
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "，。；：！？、（）《》“”【】"
_SPACE = "[ \u3000\u00a0\u2002\u2003\u2009]"
_COMMANDS = {"geq": "≥", "ge": "≥", "geqslant": "≥", "leq": "≤", "le": "≤", "leqslant": "≤"}

_LATEX = re.compile(r"\$?(?P<slash>\\{1,2})(?P<name>geqslant|leqslant|geq|leq|ge|le)(?![A-Za-z]) ?(?:(?<=\S)\$)?")
_BRACKET = re.compile(rf"\A(?P<space>{_SPACE}*)(?P<mark>》=?)(?={_SPACE}*[0-9０-９])")
_DIGITS = re.compile("[０-９]+(?:[．，][０-９]+)*[％]?|(?<=[0-9])％")
_GAP = re.compile(
    rf"(?P<left>[{_HAN}{_MARKS}]+)(?P<gap>{_SPACE})(?P<right>(?=[{_HAN}{_MARKS}])[{_HAN}{_MARKS}]+)"
)
_TRAILING = re.compile(rf"(?<=\S){_SPACE}+(?=\n|\Z)|(?<=\S)[ \t]+(?=\n|\Z)")
_LIST_ENDS = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """Characters ``start`` to ``end`` of a text become ``new``; ``kind`` is the rule that finds such a place."""

    start: int
    end: int
    new: str
    kind: str


REMAINS, SPACES, DIGITS = "E001", "E003", ""
"""Rules that report what a fix mends; full-width digits have none."""


def fixes(text: str, *, is_value: bool, is_escaped: bool = False) -> list[Fix]:
    """In order, without overlap; ``is_value`` for a value alone, ``is_escaped`` where a backslash is typed twice."""
    tags = [found.span() for found in _TAG.finditer(text)]
    taken = bytearray(len(text))
    for start, end in tags:
        taken[start:end] = b"\x01" * (end - start)
    found: list[Fix] = []
    for fix in _all(text, is_value=is_value, is_escaped=is_escaped):
        if not any(taken[fix.start : fix.end]):
            taken[fix.start : fix.end] = b"\x01" * (fix.end - fix.start)
            found.append(fix)
    return sorted(found, key=lambda fix: fix.start)


def mended(text: str, *, is_value: bool) -> str:
    """The text with all its fixes, as often as they make new ones possible."""
    while True:
        better = applied(text, fixes(text, is_value=is_value))
        if better == text:
            return text
        text = better


def applied(text: str, changes: list[Fix]) -> str:
    """The text with these fixes of it."""
    for fix in reversed(changes):
        text = text[: fix.start] + fix.new + text[fix.end :]
    return text


def _all(text: str, *, is_value: bool, is_escaped: bool) -> Iterator[Fix]:
    for found in _LATEX.finditer(text):
        if len(found["slash"]) == (2 if is_escaped else 1):
            yield Fix(*_without_lone_dollar(found), _COMMANDS[found["name"]], REMAINS)
    if is_value and (found := _BRACKET.search(text)):
        yield Fix(*found.span("mark"), "≥", REMAINS)
    for found in _DIGITS.finditer(text):
        yield Fix(*found.span(), _half(found[0]), DIGITS)
    if not _is_list(text):
        yield from _gaps(text)
    for found in _TRAILING.finditer(text):
        yield Fix(*found.span(), "", SPACES)
