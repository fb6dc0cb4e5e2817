"""多余空格.

查什么：汉字、中文标点之间的空格，值首尾的空格，全角空格，以及一列里别的都不空、只有少数空了的 `≥ 90`。
西文和数字旁边的空格、留着签字的长空格、`年  月  日`、两个字的词中间撑开的空格不算。

为什么：多半是识别或排版时的换行留下的（`总体 绩效目标`），查找、比对时对不上。

错例::

    总体目标: 稳定外贸 基本盘。

对例::

    总体目标: 稳定外贸基本盘。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, Subject
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_HAN = "\u4e00-\u9fff"
_SPACE = " \t\u00a0\u2002-\u200a\u202f\u3000"
_LEFT = rf"[{_HAN}、。，；！？“”‘’（）《》〔〕【】]"
_RIGHT = rf"[{_HAN}、。，；：！？“”‘’（）《》〔〕【】]"
_BETWEEN = re.compile(rf"(?<={_LEFT})[{_SPACE}]{{1,2}}(?={_RIGHT})")
_EDGE = re.compile(rf"\A[{_SPACE}]+|(?<![{_SPACE}])[{_SPACE}]+\Z|^[{_SPACE}]+(?=\S)|(?<=\S)[{_SPACE}]+$", re.MULTILINE)
# One or two full-width spaces; more are a gap that is meant.
_WIDE = re.compile("(?<!\u3000)\u3000{1,2}(?!\u3000)")
# A word of two characters spread to the width of others: 单 位：.
_PADDED = re.compile(rf"[{_HAN}][{_SPACE}]+[{_HAN}][：:]?")
_DAY = re.compile(rf"(?<![{_SPACE}])[{_SPACE}]*年[{_SPACE}]+月[{_SPACE}]+日")
# The numbering of an item, after which a space is usual.
_NUMBERED = re.compile(r"(?:^|\n)(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)])\Z")
_SIGNED = re.compile(rf"\A[≥≤><=＞＜＝](?P<space>[{_SPACE}]*)[0-9]")


@lru_cache(maxsize=16_384)
def spaces(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each run of stray spaces."""
    if not re.search(f"[{_SPACE}]", text) or not text.strip() or _PADDED.fullmatch(text.strip()):
        return ()
    # The gaps of a date to be filled in by hand, ``年  月  日``, are meant.
    plain = _DAY.sub(lambda match: "年" * len(match[0]), text)
    found = {match.span() for pattern in (_EDGE, _WIDE) for match in pattern.finditer(plain)}
    if not _is_list(plain):
        found |= {match.span() for match in _BETWEEN.finditer(plain) if not _NUMBERED.search(plain, 0, match.start())}
    return tuple(sorted(found))


def _is_list(text: str) -> bool:
    """Whether a text is a list with spaces for its separators: words that end alike, ``甲市 乙市``."""
    parts = text.split()
    same_kind = len(parts) > 1 and len({part[-1] for part in parts}) == 1 and min(map(len, parts)) > 1
    return same_kind and not re.search("[，。；：]", text)


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Stray spaces in the texts of a form."""
    for piece in faulty_texts(form, lambda piece: bool(spaces(str(piece.text)))):
        if not piece.in_rows and form.names.field_role(piece.field) is Role.PERSON:
            continue
        text = str(piece.text)
        found = spaces(text)
        start, end = found[0]
        what = "全角空格" if "\u3000" in text[start:end] else "空格"
        more = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        message = f"{_where(text, start, end)}有多余的{what}{more}"
        yield Finding(source_at(piece.text, start), message, Severity.WARNING, piece.field)
    yield from _odd_signs(form)


def _where(text: str, start: int, end: int) -> str:
    quoted = excerpt(text, start, end)
    if not text[:start].strip():
        return f"“{quoted}”的开头"
    if not text[end:].strip():
        return f"“{quoted}”的末尾"
    return f"“{quoted}”里"


def _odd_signs(form: Form) -> Iterator[Finding]:
    """Values with a space after their sign, if most values of the form have none."""
    signed = [
        (piece, bool(match["space"]))
        for piece in form.pieces
        if piece.in_rows and not piece.is_label and (match := _SIGNED.match(piece.text))
    ]
    spaced = [piece for piece, has_space in signed if has_space]
    tight = len(signed) - len(spaced)
    if tight <= len(spaced):
        return
    for piece in spaced:
        message = f"“{piece.text}”的符号后面有空格，这张表里另外 {tight} 个值都没有"
        yield Finding(piece.text.source, message, Severity.WARNING, piece.field)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E003", "多余空格", "删去多余的空格", reads=(Role.PERSON,), project=_project)
