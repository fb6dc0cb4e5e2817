"""Gives the text that Excel shows for a value under a number format (ECMA-376 part 1, 18.8.31), and the reverse.

``displayed`` shows a value; a format with pieces that are not understood shows as General, and nothing raises.
``cell_value`` turns typed text into the value and format that show it.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

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


# Values as text.

_GENERAL_WIDTH = 11  # characters
# Day 0 of the serial numbers from March 1900 on; before, Excel is a day off, since it takes 1900 for a leap year.
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_MOST_DECIMALS = 30  # Excel shows no more
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<ampm>AM/PM|A/P|上午/下午) | (?P<exponent>[Ee][+-]0+) | (?P<fraction>[#?]*\?/[?#\d]+)
    | (?P<digits>[0\#?]+) | (?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4}) | (?P<text>@) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")
_DIGITS = "digits"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Token = tuple[str, str]


def displayed(value: object, number_format: str) -> str:
    """The text that a cell shows; ``value`` is text, a boolean, a number, a date, a time, a duration or None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    sections = _sections(number_format or "General")
    if isinstance(value, str):
        return _text(value, sections)
    moment = _moment(value)
    number = None if moment else _decimal(value)
    if moment is None and number is None:
        return str(value)
    section, shown = _choose(sections, number) if number is not None else (sections[0], None)
    if any(kind == "date" for kind, _ in section):
        since = _since_epoch(number, section) if moment is None else moment - _EPOCH
        if since is None:
            return _general(number or Decimal(0))
        return _date(moment or _day_of(since), section, since)
    if shown is None:  # a date or time in a format for numbers
        return _plain_date(value)
    return _number(shown, section)


def is_date(number_format: str) -> bool:
    """Whether a number in this format shows as a date or time."""
    return any(kind == "date" for kind, _ in _sections(number_format)[0])


def is_duration(number_format: str) -> bool:
    """Whether a number in this format shows as so many hours, minutes or seconds (``[h]:mm``)."""
    return any(kind == "date" and text.startswith("[") for kind, text in _sections(number_format)[0])


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[tuple[_Token, ...], ...]:
    """The tokens (kind, text) of each section of a format; semicolons separate sections."""
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(number_format):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "other" and text == ";":
            sections.append([])
        else:
            sections[-1].append((kind, text))
    # A bare letter means nothing in a format: one that has it is not understood.
    if any(kind == "other" and text.isascii() and text.isalpha() for section in sections for kind, text in section):
        return ((("general", "General"),),)
    return tuple(tuple(_months_and_minutes(section)) for section in sections)


def _months_and_minutes(section: list[_Token]) -> list[_Token]:
    """Mark ``m`` that means minutes (behind hours or before seconds) as ``n``, and ``[h]`` as a part of a date."""
    tokens = [
        ("date", f"[{text}]") if kind == "bracket" and text in {"h", "hh", "m", "s"} else (kind, text)
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


def _choose(sections: tuple[tuple[_Token, ...], ...], number: Decimal) -> tuple[tuple[_Token, ...], Decimal]:
    """The section that shows a number, and the number it shows: a section for negative ones shows no sign."""
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(number, *condition):
                return section, number
        return sections[-1], number
    numeric = [section for section in sections if not any(kind == "text" for kind, _ in section)] or [sections[0]]
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number
    if number == 0 and len(numeric) > 2:
        return numeric[2], number
    return numeric[0], number


def _condition(section: tuple[_Token, ...]) -> tuple[str, Decimal] | None:
    """The condition of a section (``[>=100]``): its sign and its bound."""
    for kind, text in section:
        found = _CONDITION.match(text) if kind == "bracket" else None
        bound = _decimal(found[2]) if found else None
        if found and bound is not None:
            return found[1], bound
    return None


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    is_equal = number == bound
    is_order = {"<": number < bound, ">": number > bound}.get(sign[0], False)
    return (is_order and sign != "<>") or (is_equal and sign.endswith("=")) or (sign == "<>" and not is_equal)


def _literal(kind: str, text: str) -> str:
    """What a token shows by itself; nothing for colours, fill characters and blanks (``_)``)."""
    if kind in {"quoted", "escaped", "other"}:
        return text
    if kind == "bracket" and text.startswith("$"):  # currency and language: [$¥-804]
        return text[1:].split("-", 1)[0]
    return ""


def _text(value: str, sections: tuple[tuple[_Token, ...], ...]) -> str:
    section = sections[-1] if any(kind == "text" for kind, _ in sections[-1]) else ()
    return "".join(value if kind == "text" else _literal(kind, text) for kind, text in section) or value


def _general(number: Decimal) -> str:
    """A number as General shows it: at most 11 characters besides the sign, else with an exponent."""
    exponent = number.adjusted() if number else 0
    if exponent < _GENERAL_WIDTH:
        places = max(0, _GENERAL_WIDTH - 2 - max(exponent, 0)) if exponent >= -4 else 12
        text = _trimmed(number.quantize(Decimal(1).scaleb(-places), context=_WIDE))
        if len(text.lstrip("-")) <= _GENERAL_WIDTH:
            return text
    mantissa = Context(prec=6, rounding=ROUND_HALF_UP).plus(number)
    exponent = mantissa.adjusted()
    return f"{_trimmed(mantissa.scaleb(-exponent))}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _number(number: Decimal, section: tuple[_Token, ...]) -> str:
    kinds = {kind for kind, _ in section}
    if not kinds & {_DIGITS, "general", "exponent", "fraction"}:
        if any(kind == "text" for kind, _ in section):
            return "".join(_general(number) if kind == "text" else _literal(kind, text) for kind, text in section)
        return ("-" if number < 0 else "") + "".join(_literal(kind, text) for kind, text in section)
    if "fraction" in kinds or "exponent" in kinds:
        return _general(number)
    if "general" in kinds:
        return "".join(_general(number) if kind == "general" else _literal(kind, text) for kind, text in section)
    return _patterned(number, section)


def _patterned(number: Decimal, section: tuple[_Token, ...]) -> str:
    """A number in the placeholders ``0``, ``#`` and ``?``; what stands between them stays in its place."""
    first = next(index for index, (kind, _) in enumerate(section) if kind == _DIGITS)
    last = max(index for index, (kind, _) in enumerate(section) if kind == _DIGITS)
    body = list(section[first : last + 1])
    tail = list(section[last + 1 :])
    # Each comma right behind the last placeholder divides by 1,000.
    thousands = 0
    while tail and tail[0] == ("other", ","):
        thousands, tail = thousands + 1, tail[1:]
    point = next((index for index, token in enumerate(body) if token == ("other", ".")), len(body))
    whole, decimals = body[:point], body[point + 1 :]
    if section[first - 1 : first] == (("other", "."),):  # ``.00``: no placeholder before the point
        whole, decimals, first = [], body, first - 1
    wanted = sum(len(text) for kind, text in decimals if kind == _DIGITS)
    places = min(wanted, _MOST_DECIMALS)
    percents = sum(1 for token in section if token == ("other", "%"))
    scaled = number.scaleb(2 * percents - 3 * thousands, context=_WIDE)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    integer, _, rest = f"{abs(rounded):f}".partition(".")
    rest = rest.ljust(wanted, "0")
    grouped = ("other", ",") in whole
    head = _integer([token for token in whole if token != ("other", ",")], integer, grouped=grouped)
    ending = _decimals(decimals, rest)
    before = "".join(_literal(kind, text) for kind, text in section[:first])
    after = "".join(_literal(kind, text) for kind, text in tail)
    return ("-" if rounded < 0 else "") + before + head + ending + after


def _integer(tokens: list[_Token], digits: str, *, grouped: bool) -> str:
    """The digits before the point, in the placeholders and literals of ``tokens``."""
    pattern = "".join(text for kind, text in tokens if kind == _DIGITS)
    needed = len(pattern) - pattern.index("0") if "0" in pattern else 0
    digits = digits.lstrip("0").rjust(needed, "0")
    count = len(digits)
    left = [f",{digit}" if grouped and at and not (count - at) % 3 else digit for at, digit in enumerate(digits)]
    # Literals between digits (000-0000) count from the right; what is left over stands in front.
    parts: list[str] = []
    for index in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[index]
        if kind != _DIGITS:
            parts.append(_literal(kind, text))
            continue
        is_first = not any(other == _DIGITS for other, _ in tokens[:index])
        parts += reversed(left if is_first else left[-len(text) :])
        left = left[: -len(text)]
    return "".join(reversed(parts))


def _decimals(tokens: list[_Token], digits: str) -> str:
    """The point and the digits behind it; zeros at the end show only where the format has ``0``."""
    pattern = "".join(text for kind, text in tokens if kind == _DIGITS)
    if not pattern:
        return ""
    kept = pattern.rfind("0") + 1
    shown = digits[:kept] + digits[kept:].rstrip("0")
    literals = "".join(_literal(kind, text) for kind, text in tokens if kind != _DIGITS)
    return f".{shown}{literals}"


def _moment(value: object) -> dt.datetime | None:
    """A date, a time or a duration as the moment that Excel takes it for; None for anything else."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.time):
        return dt.datetime.combine(_EPOCH.date(), value)
    if isinstance(value, dt.timedelta):
        return _EPOCH + value
    return None


def _since_epoch(number: Decimal | None, section: tuple[_Token, ...]) -> dt.timedelta | None:
    """A serial number as time since day 0, to the part of a second that the section shows; None beyond year 9999."""
    if number is None or not 0 <= number < 2_958_466:  # the day after 9999-12-31
        return None
    places = sum(len(text) for kind, text in section if kind == _DIGITS)
    return dt.timedelta(seconds=round(float(number) * 86_400, places))


def _day_of(since: dt.timedelta) -> dt.datetime:
    return _EPOCH + since + dt.timedelta(days=1 <= since.days < 60)


def _plain_date(value: object) -> str:
    """A date or time in a cell whose format has no part of a date."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return str(value)


def _date(moment: dt.datetime, section: tuple[_Token, ...], since: dt.timedelta) -> str:
    """A moment as the section shows it; ``since`` is the time since day 0, which ``[h]`` counts."""
    is_half_day = any(kind == "ampm" for kind, _ in section)
    parts: list[str] = []
    for kind, text in section:
        if kind == "date":
            parts.append(_date_part(moment, text, since, is_half_day=is_half_day))
        elif kind == "ampm":
            morning, _, afternoon = text.partition("/")
            parts.append(morning if moment.hour < 12 else afternoon)
        elif kind == "digits":
            parts.append(f"{moment.microsecond:06d}"[: len(text)])
        else:
            parts.append(_literal(kind, text))
    return "".join(parts)


def _date_part(moment: dt.datetime, text: str, since: dt.timedelta, *, is_half_day: bool) -> str:
    """What one date token shows; ``[h]``, ``[m]`` and ``[s]`` count all hours, minutes or seconds ``since`` day 0."""
    seconds = int(since.total_seconds())
    hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
    weekday = "一二三四五六日"[moment.weekday()]
    letter, length = text[0], len(text)
    if letter == "[":
        total = seconds // {"h": 3600, "n": 60, "m": 60, "s": 1}[text[1]]
        return str(total).zfill(length - 2)
    named = {
        "y": f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}",
        "a": f"星期{weekday}" if length > 3 else f"周{weekday}",
    }
    if letter in named:
        return named[letter]
    if length > 2 and letter in "md":
        return _name(moment, letter, length)
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letter]
    return f"{number:0{min(length, 2)}d}"


def _name(moment: dt.datetime, letter: str, length: int) -> str:
    """The English name of a month or weekday: three letters, all, or (``mmmmm``) one."""
    name = _MONTHS[moment.month - 1] if letter == "m" else _WEEKDAYS[moment.weekday()]
    return name[0] if length == 5 else name[:3] if length == 3 else name


# Text as values: a number with the format that shows it as typed, or the text itself.

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?(?P<percent>%)?")
_EXACT_DIGITS = 15  # Excel keeps no more of a number

CellKind = Literal["n", "s"]


def cell_value(text: str) -> tuple[CellKind, str, str]:
    """Kind (ST_CellType ``n`` or ``s``), value as in the XML, and number format (``General`` for text).

    Text becomes a number only if Excel then shows the same characters: ``1,234.50`` is 1234.5 under ``#,##0.00``,
    ``100%`` is 1 under ``0%``. Leading zeros, more than 15 digits, ``-0``, quantities, dates and whatever looks like a
    formula are text.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return "s", text, "General"
    written = text.rstrip("%").replace(",", "")
    digits = written.lstrip("-").replace(".", "")
    number = Decimal(written)
    if len(digits) > _EXACT_DIGITS or (number == 0 and text.startswith("-")):
        return "s", text, "General"
    percent = found["percent"] or ""
    value = number.scaleb(-2) if percent else number
    return "n", format(value.normalize(), "f"), _format(text, written) + percent


def _format(text: str, written: str) -> str:
    _, _, decimals = written.partition(".")
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * len(decimals)}" if decimals else whole
