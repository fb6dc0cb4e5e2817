"""括号混用.

查什么：同一张表里的圆括号有的半角、有的全角；一对括号一半角一全角；括号不成对。算式和西文里的半角括号不算。

为什么：一张表里 `(万元)` 和 `（家）` 并存，一看就是拼起来的；括号不成对，常是漏了字。

错例::

    金额单位: (万元)
    年度总体目标: 培育新的增长点（数字贸易）

对例::

    金额单位: （万元）
    年度总体目标: 培育新的增长点（数字贸易）
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, FormText, Subject
from generator.problem import Severity

_OPENING = {"(": 0, "（": 0, "[": 1, "［": 1, "〔": 1, "【": 2, "《": 3, "「": 4, "『": 5}
_CLOSING = {")": 0, "）": 0, "]": 1, "］": 1, "〕": 1, "】": 2, "》": 3, "」": 4, "』": 5}
_ANY = re.compile(r"[()（）\[\]［］〔〕【】《》「」『』]")
_HAN = re.compile("[\u4e00-\u9fff]")
# [0, 10) and the like, whose brackets differ on purpose.
_INTERVAL = re.compile(r"[\[(（［]\s*[-+]?[0-9.%∞]+\s*[,，]\s*[-+]?[0-9.%∞]+\s*[\])）］]")
# The number of an item, at the start or after punctuation: its ) has no partner.
_ITEM = re.compile(r"(?:\A|[\s。；;，,：:、])(?:[0-9]{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3})\Z")
_COMPARED = re.compile(r"[《》]\s*[0-9]")  # a misread ≤ or ≥, which rule E001 reports
_MOST_QUOTED = 20  # of one text
_OF_TEXT = 4  # how many characters before a bracket may hold the number of an item, ``1)`` or ``十二）``


class Brackets(Struct, frozen=True):
    """The brackets of one text, by offset: pairs of half-width, full-width and mixed ones, and single ones."""

    half: tuple[tuple[int, int], ...]
    full: tuple[tuple[int, int], ...]
    mixed: tuple[tuple[int, int], ...]
    alone: tuple[int, ...]


_NONE = Brackets((), (), (), ())


@lru_cache(maxsize=16_384)
def brackets(text: str) -> Brackets:
    """The brackets of a text, except those of intervals, ``[0, 1)``, and of numbered items, ``1)``."""
    if not _ANY.search(text):
        return _NONE
    skipped = {at for match in _INTERVAL.finditer(text) for at in range(match.start(), match.end())}
    pairs, alone = _paired(text, [match.start() for match in _ANY.finditer(text) if match.start() not in skipped])
    round_ones = sorted(pair for pair in pairs if text[pair[0]] in "(（")
    chinese = [match.start() for match in _HAN.finditer(text)]
    half = [pair for pair in round_ones if text[pair[0]] + text[pair[1]] == "()" and _in_chinese(text, chinese, *pair)]
    full = [pair for pair in round_ones if text[pair[0]] + text[pair[1]] == "（）"]
    mixed = [pair for pair in round_ones if text[pair[0]] + text[pair[1]] in {"(）", "（)"}]
    return Brackets(tuple(half), tuple(full), tuple(mixed), tuple(alone))


def _paired(text: str, places: list[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """The pairs among the brackets at these offsets, and those without a partner."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    kinds = Counter[int]()  # how many of each kind are open
    alone: list[int] = []
    for at in places:
        mark = text[at]
        if mark in _OPENING:
            opened.append(at)
            kinds[_OPENING[mark]] += 1
        elif kinds[_CLOSING[mark]]:
            # Brackets opened in between and not closed stay alone.
            while _OPENING[text[opened[-1]]] != _CLOSING[mark]:
                kinds[_OPENING[text[opened[-1]]]] -= 1
                alone.append(opened.pop())
            kinds[_CLOSING[mark]] -= 1
            pairs.append((opened.pop(), at))
        elif not (mark in ")）" and _ITEM.search(text, max(0, at - _OF_TEXT), at)):
            alone.append(at)
    return pairs, sorted(at for at in alone + opened if not _COMPARED.match(text, at))


def _in_chinese(text: str, chinese: list[int], start: int, end: int) -> bool:
    """Whether half-width brackets stand in Chinese text, not in a formula or in Latin text.

    ``chinese`` are the offsets of the Chinese characters of the text.
    """
    before = text[start - 1 : start]
    at_line_start = before in {"", "\n"} and bool(_HAN.match(text, end + 1))
    following = bisect_left(chinese, start)
    is_between = following < len(chinese) and chinese[following] < end
    return at_line_start or is_between or bool(_HAN.match(before))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Texts whose brackets do not match, and one finding for a form that mixes half- and full-width ones."""
    having = [(piece, found) for piece in form.pieces if (found := brackets(str(piece.text))) is not _NONE]
    for piece in faulty_texts(form, _is_wrong):
        found = brackets(str(piece.text))
        for start, end in found.mixed[:_MOST_QUOTED]:
            quoted = excerpt(piece.text, start, end + 1)
            message = f"“{quoted}”里的一对括号一个半角、一个全角"
            yield Finding(source_at(piece.text, start), message, Severity.WARNING, piece.field)
        for at in found.alone[:1]:
            message = f"“{excerpt(piece.text, at, at + 1)}”里的“{piece.text[at]}”不成对"
            yield Finding(source_at(piece.text, at), message, Severity.WARNING, piece.field)
    half = [(piece, *pair) for piece, found in having for pair in found.half]
    full = [(piece, *pair) for piece, found in having for pair in found.full]
    if half and full:
        piece, start, _end = min(half, full, key=len)[0]
        message = f"同一张表里括号半角、全角混用：半角 {_examples(half)}；全角 {_examples(full)}"
        yield Finding(source_at(piece.text, start), message, Severity.WARNING, piece.field)


def _is_wrong(piece: FormText) -> bool:
    found = brackets(str(piece.text))
    return bool(found.mixed or found.alone)


def _examples(found: list[tuple[FormText, int, int]]) -> str:
    piece, start, end = found[0]
    source = source_at(piece.text, start)
    line = f"第 {source.line} 行" if source and source.line else ""
    return f"{len(found)} 处，如“{excerpt(piece.text, start, end + 1)}”（{piece.field}{line and '，' + line}）"


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E002", "括号混用", "括号统一用全角或半角", project=_project)
