"""A text in, the changes to it that cannot be wrong out: remains of LaTeX, stray spaces, full-width digits.

None changes the value of a number, a template tag or a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.chinese.half_width import half_width

_TAG = re.compile(r"[{｛][{｛].*?[}｝][}｝]|[{｛][%％].*?[%％][}｝]", re.DOTALL)
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "，。；：！？、（）《》“”【】"
_SPACE = "[ \u3000\u00a0\u2002\u2003\u2009]"
_SIGNS = {"geqslant": "≥", "leqslant": "≤", "geq": "≥", "leq": "≤", "ge": "≥", "le": "≤"}
_COMMAND = f"(?P<name>{'|'.join(_SIGNS)})(?![A-Za-z])"
_LATEX = re.compile(rf"\$ ?\\{_COMMAND} ?\$|(?<!\\)\\{_COMMAND.replace('<name>', '<bare>')} ?")
_LATEX_ESCAPED = re.compile(rf"\$ ?\\\\{_COMMAND} ?\$|(?<!\\)\\\\{_COMMAND.replace('<name>', '<bare>')} ?")
_BRACKET = re.compile(rf"\A{_SPACE}*(?P<mark>》)(?={_SPACE}*[0-9０-９])(?!.*[《》].*[《》])")
_DIGITS = re.compile("[０-９]+(?:．[０-９]+)*％?|(?<=[0-9])％")
_GAP = re.compile(rf"(?<=[{_HAN}{_MARKS}]){_SPACE}(?=[{_HAN}{_MARKS}])")
_WORD_BEFORE = re.compile(f"[{_HAN}]*$")
_WORD_AFTER = re.compile(f"[{_HAN}]*")
_NUMBERED = re.compile(
    r"(?:^|(?<=\n))[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)])\Z"
)
_LEADING = re.compile(rf"\A[ \u00a0]+(?=[{_HAN}])")
_TRAILING = re.compile(rf"(?<=\S){_SPACE}+(?=\n|\Z)")

REMAINS, SPACES, DIGITS = "E001", "E003", ""
"""Codes of the rules that find what a fix mends; full-width digits have none."""


class Fix(Struct, frozen=True):
    """The characters from ``start`` to ``end`` of a text become ``new``; ``rule`` is the code that reports them."""

    start: int
    end: int
    new: str
    rule: str


def fixes(text: str, *, is_value: bool = False, is_escaped: bool = False) -> list[Fix]:
    """In order, without overlap. ``is_value``: the text is a value alone; ``is_escaped``: each backslash is doubled."""
    taken = bytearray(len(text))
    for tag in _TAG.finditer(text):
        taken[tag.start() : tag.end()] = b"\x01" * (tag.end() - tag.start())
    found: list[Fix] = []
    for fix in _all(text, is_value=is_value, is_escaped=is_escaped):
        if not any(taken[fix.start : fix.end]):
            taken[fix.start : fix.end] = b"\x01" * (fix.end - fix.start)
            found.append(fix)
    return sorted(found, key=lambda fix: fix.start)


def applied(text: str, changes: Sequence[Fix]) -> str:
    """The text with fixes of it, given in order."""
    for fix in reversed(changes):
        text = text[: fix.start] + fix.new + text[fix.end :]
    return text


def says_the_same(old: str, new: str) -> bool:
    """Whether two texts differ by nothing but what fixes change."""
    return _bare(old) == _bare(new)


def _bare(text: str) -> str:
    return "".join(applied(text, fixes(text, is_value=True)).split())


def _all(text: str, *, is_value: bool, is_escaped: bool) -> Iterator[Fix]:
    for found in (_LATEX_ESCAPED if is_escaped else _LATEX).finditer(text):
        yield Fix(*found.span(), _SIGNS[found["name"] or found["bare"]], REMAINS)
    if is_value and (found_mark := _BRACKET.search(text)):
        yield Fix(*found_mark.span("mark"), "≥", REMAINS)
    for found in _DIGITS.finditer(text):
        yield Fix(*found.span(), half_width(found[0]), DIGITS)
    if "\n" not in text and (found_space := _LEADING.search(text)):
        yield Fix(*found_space.span(), "", SPACES)
    for line in re.finditer(r"[^\n]+", text):
        for gap in _stray_gaps(line[0], is_prose="\n" in text):
            yield Fix(line.start() + gap, line.start() + gap + 1, "", SPACES)
    for found in _TRAILING.finditer(text):
        yield Fix(*found.span(), "", SPACES)


def _stray_gaps(line: str, *, is_prose: bool) -> Iterator[int]:
    """A space in Chinese text, unless it may part a list (甲市 乙市) or spread single characters (姓 名).

    Prose may name persons anywhere: two short words beside each other stay.
    """
    gaps = [found.start() for found in _GAP.finditer(line)]
    between: list[int] = []
    for gap in gaps:
        before, after = _WORD_BEFORE.search(line[:gap]), _WORD_AFTER.match(line, gap + 1)
        left, right = before[0] if before else "", after[0] if after else ""
        lengths = {len(left), len(right)}
        if 0 in lengths:
            if not _NUMBERED.search(line, 0, gap):
                yield gap
        elif lengths != {1} and left[-1] != right[-1] and not (is_prose and lengths <= {2, 3}):
            between.append(gap)
    if len(between) == 1:
        yield between[0]
