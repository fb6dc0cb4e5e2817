"""A project file in, what it silences out: comments ``# 检查: 忽略 B003 原因`` behind a value or alone above it."""

from __future__ import annotations

import re
from bisect import bisect_right

from generator.problem import Silence, Source
from generator.project.yaml.files import YamlPlace
from generator.project.yaml.scalars import Scalar, scalars
from generator.project.yaml.text_file import read_utf8

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*检查[ \t]*[:：][ \t]*忽略(?P<rest>[^\n]*)", re.MULTILINE)
_CODES = re.compile(r"[ \t]*(?P<codes>(?:[A-Za-z]\d{3}(?!\w)[ \t、,，]*)*)(?P<reason>.*)", re.ASCII)


def silences_in(place: YamlPlace) -> list[Silence]:
    """Those of the comments of one file, in its order."""
    text = read_utf8(place.path, place.shown_as)
    if not isinstance(text, str) or not _COMMENT.search(text):
        return []
    values = scalars(text)
    starts = [value.start for value in values]
    spans = _spans(values)
    lines = text.split("\n")
    below = _lines_below(lines)
    found: list[Silence] = []
    line, counted = 1, 0
    for comment in _COMMENT.finditer(text):
        before = bisect_right(starts, comment.start()) - 1
        if before >= 0 and comment.start() < values[before].end:
            continue  # the characters are those of a value
        line += text.count("\n", counted, comment.start())
        counted = comment.start()
        column = comment.start() - text.rfind("\n", 0, comment.start())
        parts = _CODES.fullmatch(comment["rest"])
        codes = re.findall(r"[A-Za-z]\d{3}", parts["codes"]) if parts else []
        reason = parts["reason"].strip(" \t：:") if parts else ""
        is_alone = not lines[line - 1][: column - 1].strip()
        about = (below[line] or line) if is_alone else line
        source = Source(place.shown_as, line, column)
        codes = [code.upper() for code in codes]
        found.append(Silence(tuple(codes), reason, source, _touching(spans, about)))
    return found


def _lines_below(lines: list[str]) -> list[int]:
    """For each line, from 0, the number of the first below it that holds more than a comment; 0 where there is none."""
    below = [0] * (len(lines) + 1)
    for number in range(len(lines), 0, -1):
        is_comment = lines[number - 1].lstrip().startswith("#")
        below[number - 1] = below[number] if is_comment else number
    return below


def _spans(values: list[Scalar]) -> dict[int, tuple[int, int]]:
    """By line, the first and last line of the values that begin or end on it."""
    spans: dict[int, tuple[int, int]] = {}
    for value in values:
        for line in () if value.is_key else {value.line, value.last_line}:
            first, last = spans.get(line, (value.line, value.last_line))
            spans[line] = min(first, value.line), max(last, value.last_line)
    return spans


def _touching(spans: dict[int, tuple[int, int]], line: int) -> tuple[int, ...]:
    """The line, and all lines of the values that begin or end on it."""
    first, last = spans.get(line, (line, line))
    return tuple(range(first, last + 1))
