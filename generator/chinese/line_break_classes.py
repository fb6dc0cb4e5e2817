"""The line breaking class of a character (UAX #14), resolved for Simplified Chinese, as one letter.

Derived from the categories and widths of ``unicodedata`` and a few explicit sets: ambiguous symbols are ideographic,
curly quotes open and close, signs of comparison are prefixes of numbers, and what follows a closing bracket without a
space stays with it whatever the bracket's width (``〔2023〕7号``).
"""

from __future__ import annotations

import unicodedata

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
    """One of the letters above."""
    explicit = _EXPLICIT.get(character)
    if explicit:
        return explicit
    category = unicodedata.category(character)
    width = unicodedata.east_asian_width(character)
    if category.startswith("M") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return CM
    if width in {"W", "F"}:
        return _BY_CATEGORY_WIDE.get(category, ID)
    if width == "A" and category in {"So", "No", "Po", "Sk"}:
        return ID
    return _BY_CATEGORY.get(category, AL)


class _Classes(dict[int, str]):
    """For ``str.translate``: code points to classes, each looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = line_break_class(chr(code))
        return letter


_CLASSES = _Classes()


def line_break_classes(text: str) -> str:
    """A letter for each character."""
    return text.translate(_CLASSES)
