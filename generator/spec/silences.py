"""A project file in, what it silences out: comments ``# 检查: 忽略 B003 原因`` behind a value or alone above it."""

from __future__ import annotations

import re
from bisect import bisect_right

from generator.model import Source
from generator.model.silence import Silence
from generator.spec.files import YamlPlace
from generator.spec.scalars import Scalar, scalars
from generator.spec.text_file import read_utf8

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*检查[ \t]*[:：][ \t]*忽略(?P<rest>[^\n]*)", re.MULTILINE)
_CODES = re.compile(r"[ \t]*(?P<codes>(?:[A-Za-z]\d{3}(?!\w)[ \t、,，]*)*)(?P<reason>.*)", re.ASCII)


def silences_in(place: YamlPlace) -> list[Silence]:
    """Those of the comments of one file, in its order."""
    text = read_utf8(place.path, place.shown_as)
    if not isinstance(text, str) or not _COMMENT.search(text):
        return []
    values = scalars(text)
    starts = [value.start for value in values]
    lines = text.split("\n")
    found: list[Silence] = []
    for comment in _COMMENT.finditer(text):
        before = bisect_right(starts, comment.start()) - 1
        if before >= 0 and comment.start() < values[before].end:
            continue  # the characters are those of a value
        line = text.count("\n", 0, comment.start()) + 1
        column = comment.start() - text.rfind("\n", 0, comment.start())
        parts = _CODES.fullmatch(comment["rest"])
        codes = re.findall(r"[A-Za-z]\d{3}", parts["codes"]) if parts else []
        reason = parts["reason"].strip(" \t：:") if parts else ""
        is_alone = not lines[line - 1][: column - 1].strip()
        about = _next_line(lines, line) if is_alone else line
        source = Source(place.shown_as, line, column)
        codes = [code.upper() for code in codes]
        found.append(Silence(tuple(codes), reason, source, _lines(values, about)))
    return found


def _next_line(lines: list[str], line: int) -> int:
    """The first line below that holds more than a comment."""
    below = (number for number in range(line + 1, len(lines) + 1) if not lines[number - 1].lstrip().startswith("#"))
    return next(below, line)


def _lines(values: list[Scalar], line: int) -> tuple[int, ...]:
    """The line, and all lines of the values that begin or end on it."""
    touching = [value for value in values if not value.is_key and line in {value.line, value.last_line}]
    first = min((value.line for value in touching), default=line)
    last = max((value.last_line for value in touching), default=line)
    return tuple(range(first, last + 1))
