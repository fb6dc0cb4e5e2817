"""Finds where the lines of a text may break, after the Unicode line breaking algorithm (UAX #14, LB7 to LB30).

On top of it come the characters that must not begin or end a line in Simplified Chinese (kinsoku: ECMA-376 part 1,
17.15.1.58 and 59).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Line breaking classes (UAX #14), named as there, each written as one letter. They are derived from the categories and
# widths of ``unicodedata`` and a few explicit sets, and resolved for Simplified Chinese: ambiguous symbols are
# ideographic, curly quotes open and close, signs of comparison are prefixes of numbers, and what follows a closing
# bracket without a space stays with it whatever the bracket's width (``〔2023〕7号``).
AL, NU, ID, SP, ZW, GL, CM, BA, HY, CB = "A", "N", "I", " ", "z", "g", "m", "b", "-", "B"
OP, OP_WIDE, CL, CP, QU, EX, IS, SY, NS = "(", "[", ")", "}", '"', "!", ",", "/", "n"
PR, PO, IN, B2 = "+", "%", ".", "2"

_EXPLICIT = {
    character: letter
    for letter, characters in {
        SP: " ",
        ZW: "\u200b",
        GL: "\u00a0\u2007\u2011\u202f\u2060\ufeff",
        BA: "\t\u00ad\u2010\u2012\u2013|\u2002\u2003\u2009\u3000",
        HY: "-",
        CB: "\ufffc",
        CL: "、。，．：；！？︰︱﹐﹑﹒﹔﹕﹖﹗｡､",
        QU: "\"'",
        EX: "!?",
        IS: ",.:;",
        SY: "/",
        NS: "々〻ーゝゞヽヾ・ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜",
        PR: "+−±№≥≤≧≦≮≯＞＜≈≠",
        PO: "%‰°℃℉′″¢％￠",
        IN: "…‥⋯",
        B2: "—⸺",
    }.items()
    for character in characters
}
_BY_CATEGORY = {"Nd": NU, "Ps": OP, "Pe": CP, "Pi": OP_WIDE, "Pf": CP, "Sc": PR, "Cf": CM}
_BY_CATEGORY_WIDE = {"Ps": OP_WIDE, "Pe": CP, "Sc": PR}


def line_break_class(character: str) -> str:
    """The class of a character: one of the letters above."""
    explicit = _EXPLICIT.get(character)
    if explicit:
        return explicit
    category = unicodedata.category(character)
    width = unicodedata.east_asian_width(character)
    # Combining marks, and the modifiers of skin colour, which belong to the emoji before them.
    if category.startswith("M") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return CM
    if width in {"W", "F"}:
        return _BY_CATEGORY_WIDE.get(category, ID)
    if width == "A" and category in {"So", "No", "Po", "Sk"}:
        return ID
    return _BY_CATEGORY.get(category, AL)


class _Classes(dict[int, str]):
    """For ``str.translate``: the class of each code point, looked up when first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = line_break_class(chr(code))
        return letter


_CLASSES = _Classes()


def line_break_classes(text: str) -> str:
    """The class of each character, as a text of the same length."""
    return text.translate(_CLASSES)


FORBIDDEN_STARTS = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
"""Characters that begin no line in zh-CN, for documents without a set of their own (w:noLineBreaksBefore)."""

FORBIDDEN_ENDS = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
"""Characters that end no line in zh-CN, for documents without a set of their own (w:noLineBreaksAfter)."""

_ALL = (AL, NU, ID, BA, HY, CB, OP, OP_WIDE, CL, CP, QU, EX, IS, SY, NS, PR, PO, IN, B2)
# Classes that begin no line even behind spaces; pairs of classes that stay together unless a space is between them.
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
    + [AL + AL, IS + AL, SY + AL, AL + OP, NU + OP, CP + AL, CP + NU]  # LB28 to LB30; ``/`` as in Word
)
_APOSTROPHE = re.compile(rf"(?<={AL})\{CP}(?={AL})")
_ASCII_WORD = re.compile("[!-~]+")
_ZERO_WIDTH_JOINER = "\u200d"


@lru_cache(maxsize=512)
def opportunities(text: str, starts: str = FORBIDDEN_STARTS, ends: str = FORBIDDEN_ENDS) -> tuple[int, ...]:
    """The indices of the characters that may begin a line, in rising order, and at last the length of the text.

    ``text`` has no hard breaks. ``starts`` and ``ends`` are the characters that must not begin or end a line. Spaces
    belong to the line before them.
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
            # LB9: a combining mark belongs to the character before it; LB10: without one it is like a letter.
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
    """Whether a line may break between two classes, with spaces between them if ``after_space``."""
    if base == ZW:
        return True
    if not after_space:
        return base + current not in _GLUED
    return base not in {OP, OP_WIDE} and current not in _EVEN_AFTER_SPACES and base + current != B2 + B2


def _with_apostrophes(text: str, classes: str) -> str:
    """The classes with an apostrophe between letters (``it’s``) as a straight quote, not as a closing one."""
    return _APOSTROPHE.sub(lambda found: QU if text[found.start()] == "’" else CP, classes)


def _outside_addresses(text: str, found: list[int]) -> list[int]:
    """The places to break that are not inside a mail or web address."""
    inside: set[int] = set()
    for match in _ASCII_WORD.finditer(text):
        if "@" in match[0] or "://" in match[0]:
            inside.update(range(match.start() + 1, match.end()))
    return [index for index in found if index not in inside]
