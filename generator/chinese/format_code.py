"""Reads the code of a number format (ECMA-376 part 1, 18.8.31) into its sections and their tokens.

Also knows the built-in formats as Chinese Excel has them. Showing a value is the work of ``number_format.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

# Built-in formats, as Chinese Excel has them. A workbook names them by number only, and some mean another code in each
# language (ECMA-376 part 1, 18.8.30).

GENERAL = "General"
_CODES = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("¥"* #,##0_);_("¥"* \\(#,##0\\);_("¥"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("¥"* #,##0.00_);_("¥"* \\(#,##0.00\\);_("¥"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
}


def builtin_format(identifier: int) -> str:
    """The code of the built-in format with this ``numFmtId``; General if there is none."""
    return _CODES.get(identifier, GENERAL)


Token = tuple[str, str]
"""The kind of a token, the name of its group below, and its text."""

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>(?i:General)|G/通用格式) | (?P<ampm>(?i:AM/PM|A/P)|上午/下午) | (?P<exponent>[Ee][+-]0+)
    | (?P<fraction>[0\#?]+/[0-9\#?]+) | (?P<digits>[0\#?]+)
    | (?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4}|[eE]+) | (?P<text>@) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# The formats of the list that follow the system, as a Chinese system shows them: 长日期 and 时间.
_LONG_DATE = re.compile(r"\[\$-(?:F800|x-sysdate)\]", re.IGNORECASE)
_TIME = re.compile(r"\[\$-(?:F400|x-systime)\]", re.IGNORECASE)
_COUNTING = re.compile("h+|m+|s+", re.IGNORECASE)
_NUMERALS = re.compile(r"DBNum([1-3])", re.IGNORECASE)
_STRANGE = re.compile(r"DBNum|NatNum|Thai|HIJ", re.IGNORECASE)
_CHINESE = re.compile(r"\$[^-]*-(?:0*804|zh)", re.IGNORECASE)


class FormatSection(Struct, frozen=True):
    """A section of a format; ``numerals`` is the number behind ``DBNum`` (Chinese numerals), 0 where there is none."""

    tokens: tuple[Token, ...]
    numerals: int = 0
    is_chinese: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether it has a token of one of these kinds."""
        return any(kind in kinds for kind, _ in self.tokens)


_GENERAL_SECTION = FormatSection((("general", GENERAL),))


def sections_of(number_format: str) -> tuple[FormatSection, ...]:
    """The sections of a format, which semicolons separate; General for one that is not understood."""
    return _parsed(number_format or GENERAL) or (_GENERAL_SECTION,)


def is_understood(number_format: str) -> bool:
    """Whether values in this format show as in Excel; one that is not understood shows as General."""
    return _parsed(number_format or GENERAL) is not None


def is_date(number_format: str) -> bool:
    """Whether a number in this format shows as a date or time."""
    return sections_of(number_format)[0].has("date")


def is_duration(number_format: str) -> bool:
    """Whether a number in this format shows as so many hours, minutes or seconds (``[h]:mm``)."""
    return any(kind == "date" and text.startswith("[") for kind, text in sections_of(number_format)[0].tokens)


@lru_cache(maxsize=256)
def _parsed(number_format: str) -> tuple[FormatSection, ...] | None:
    if _LONG_DATE.search(number_format):
        number_format = _CODES[31]
    elif _TIME.search(number_format):
        number_format = _CODES[21]
    sections: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(number_format):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "other" and text == ";":
            sections.append([])
        else:
            sections[-1].append((kind, text))
    if any(_is_strange(*token) for section in sections for token in section):
        return None
    return tuple(_section(section) for section in sections)


def _is_strange(kind: str, text: str) -> bool:
    """Whether a token has no meaning here: a bare letter, or numerals of another language."""
    if kind == "bracket":
        return bool(_STRANGE.match(text)) and not _NUMERALS.fullmatch(text)
    return kind == "other" and text.isascii() and text.isalpha()


def _section(tokens: list[Token]) -> FormatSection:
    brackets = [text for kind, text in tokens if kind == "bracket"]
    numerals = next((int(found[1]) for text in brackets if (found := _NUMERALS.fullmatch(text))), 0)
    tokens = _months_and_minutes(tokens)
    if brackets and all(kind == "bracket" for kind, _ in tokens):
        tokens.append(("general", GENERAL))  # ``[DBNum2]`` alone
    return FormatSection(tuple(tokens), numerals, any(_CHINESE.match(text) for text in brackets))


def _months_and_minutes(section: list[Token]) -> list[Token]:
    """Mark ``m`` that means minutes (behind hours or before seconds) as ``n``, and ``[h]`` as a part of a date."""
    tokens = [
        ("date", f"[{text}]") if kind == "bracket" and _COUNTING.fullmatch(text) else (kind, text)
        for kind, text in section
    ]
    dates = [index for index, (kind, _) in enumerate(tokens) if kind == "date"]
    for position, index in enumerate(dates):
        text = tokens[index][1].lower()
        before = tokens[dates[position - 1]][1].lower().strip("[]") if position else ""
        after = tokens[dates[position + 1]][1].lower() if position + 1 < len(dates) else ""
        if text in {"m", "mm"} and (before.startswith("h") or after.startswith("s")):
            text = text.replace("m", "n")
        tokens[index] = ("date", text)
    return tokens
