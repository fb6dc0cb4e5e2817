"""Text in, the places where its lines may end out, after the Unicode line breaking algorithm (UAX #14, LB7 to LB30).

To it come the characters that begin or end no line in Simplified Chinese (kinsoku, ECMA-376 part 1, 17.15.1.58 and 59).
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.chinese.line_break_classes import (
    AL,
    B2,
    BA,
    CB,
    CL,
    CM,
    CP,
    EX,
    GL,
    HY,
    ID,
    IN,
    IS,
    NS,
    NU,
    OP,
    OP_WIDE,
    PO,
    PR,
    QU,
    SP,
    SY,
    ZW,
    line_break_classes,
)

FORBIDDEN_STARTS = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
"""What begins no line in zh-CN, where the document has no set of its own."""

FORBIDDEN_ENDS = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
"""What ends no line in zh-CN."""

_ALL = (AL, NU, ID, BA, HY, CB, OP, OP_WIDE, CL, CP, QU, EX, IS, SY, NS, PR, PO, IN, B2)
_EVEN_AFTER_SPACES = frozenset((CL, CP, EX, IS, SY))
_GLUED = frozenset(
    [a + b for a in _ALL for b in (CL, CP, EX, IS, SY, QU, BA, HY, NS, IN)]  # LB13, LB19, LB21, LB22
    + [a + b for a in (OP, OP_WIDE, QU, GL) for b in (*_ALL, GL)]  # LB14, LB19, LB12
    + [a + GL for a in _ALL if a not in {BA, HY}]  # LB12a
    + [B2 + B2]  # LB17
    + [AL + NU, NU + AL, PR + ID, ID + PO]  # LB23, LB23a
    + [PR + AL, PO + AL, AL + PR, AL + PO]  # LB24
    + [a + NU for a in (PO, PR, HY, IS, NU, SY)]  # LB25
    + [NU + PO, NU + PR, PR + OP, PR + OP_WIDE, PR + HY]
    + [AL + AL, IS + AL, SY + AL, AL + OP, NU + OP, CP + AL, CP + NU]  # LB28 to LB30; a slash as Word
)
_APOSTROPHE = re.compile(rf"(?<={AL})\{CP}(?={AL})")
_ASCII_WORD = re.compile("[!-~]+")
_ZERO_WIDTH_JOINER = "\u200d"


@lru_cache(maxsize=512)
def opportunities(text: str, starts: str = FORBIDDEN_STARTS, ends: str = FORBIDDEN_ENDS) -> tuple[int, ...]:
    """Indices, rising, of the characters that may begin a line, and at last the length of the text.

    ``text`` has no hard breaks. Spaces belong to the line before them.
    """
    classes = line_break_classes(text)
    if "’" in text:
        classes = _with_apostrophes(text, classes)
    found = []
    base = classes[0] if classes else SP  # of the last character that is neither a space nor a combining mark
    after_space = base == SP
    for index in range(1, len(text)):
        current = classes[index]
        if current == SP:
            after_space = True
            continue
        if current == CM:
            if not after_space and base != ZW:
                continue
            current = AL
        if (
            current != ZW
            and text[index] not in starts
            and _may_break(base, current, after_space=after_space)
            and text[index - 1] not in ends
            and text[index - 1] != _ZERO_WIDTH_JOINER
        ):
            found.append(index)
        base, after_space = current, False
    found.append(len(text))
    return tuple(_outside_addresses(text, found) if "@" in text or "://" in text else found)


def _may_break(base: str, current: str, *, after_space: bool) -> bool:
    if base == ZW:
        return True
    if not after_space:
        return base + current not in _GLUED
    return base not in {OP, OP_WIDE} and current not in _EVEN_AFTER_SPACES and base + current != B2 + B2


def _with_apostrophes(text: str, classes: str) -> str:
    """An apostrophe between letters is no closing quote."""
    return _APOSTROPHE.sub(lambda found: QU if text[found.start()] == "’" else CP, classes)


def _outside_addresses(text: str, found: list[int]) -> list[int]:
    """Addresses of mail and of the web break nowhere."""
    inside: set[int] = set()
    for match in _ASCII_WORD.finditer(text):
        if "@" in match[0] or "://" in match[0]:
            inside.update(range(match.start() + 1, match.end()))
    return [index for index in found if index not in inside]
