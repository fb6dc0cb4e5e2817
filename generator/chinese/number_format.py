"""Gives the text that Excel shows for a value under a number format (ECMA-376 part 1, 18.8.31), and the reverse.

``displayed`` shows a value: General as the number that is stored; only a format that somebody chose rounds. A format
that is not understood (``format_code.is_understood``) shows as General, and nothing raises.
``cell_value`` turns typed text into the value and format that show it.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Literal

from generator.chinese.format_code import FormatSection, Token, sections_of
from generator.chinese.numbers import plain, whole_in_words

EXACT_DIGITS = 15
"""The significant digits that Excel keeps of a number."""

# Values as text.

_EXACT = Context(prec=EXACT_DIGITS, rounding=ROUND_HALF_UP)
_MOST_PLACES = 20  # zeros that General writes out before or behind the point; beyond, it has an exponent
# Day 0 of the serial numbers from March 1900 on; before, Excel is a day off, since it takes 1900 for a leap year.
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_MOST_DECIMALS = 30  # Excel shows no more
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")
_DIGITS = "digits"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The digits of DBNum1, DBNum2 and DBNum3, and with them the words for places.
_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟"
_NUMERALS = ("", "〇一二三四五六七八九十百千", _CAPITALS, "０１２３４５６７８９十百千")


def displayed(value: object, number_format: str) -> str:
    """The text that a cell shows; ``value`` is text, a boolean, a number, a date, a time, a duration or None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    sections = sections_of(number_format)
    if isinstance(value, str):
        return _text(value, sections)
    moment = _moment(value)
    number = None if moment else _decimal(value)
    if moment is None and number is None:
        return str(value)
    section, shown = _choose(sections, number) if number is not None else (sections[0], None)
    if section.has("date"):
        since = _since_epoch(number, section) if moment is None else moment - _EPOCH
        if since is None:
            return _general(number or Decimal(0))
        return _date(moment or _day_of(since), section, since)
    if shown is None:  # a date or time in a format for numbers
        return _plain_date(value)
    return _number(shown, section)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _choose(sections: tuple[FormatSection, ...], number: Decimal) -> tuple[FormatSection, Decimal]:
    """The section that shows a number, and the number it shows: a section for negative ones shows no sign."""
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(number, *condition):
                return section, number
        return sections[-1], number
    numeric = [section for section in sections if not section.has("text")] or [sections[0]]
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number
    if number == 0 and len(numeric) > 2:
        return numeric[2], number
    return numeric[0], number


def _condition(section: FormatSection) -> tuple[str, Decimal] | None:
    """The condition of a section (``[>=100]``): its sign and its bound."""
    for kind, text in section.tokens:
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


def _text(value: str, sections: tuple[FormatSection, ...]) -> str:
    tokens = sections[-1].tokens if sections[-1].has("text") else ()
    return "".join(value if kind == "text" else _literal(kind, text) for kind, text in tokens) or value


def _general(number: Decimal, numerals: int = 0) -> str:
    """A number as it is stored, in digits; with an exponent only where it would have very many zeros."""
    number = _EXACT.plus(number)
    exponent = number.adjusted() if number else 0
    if abs(exponent) > _MOST_PLACES:
        return f"{plain(number.scaleb(-exponent, _WIDE))}E{exponent:+03d}"
    sign, digits = ("-", plain(-number)) if number < 0 else ("", plain(number))
    if not numerals:
        return sign + digits
    whole, point, decimals = digits.partition(".")
    words = whole_in_words(int(whole)) if exponent < EXACT_DIGITS else whole
    return sign + _in_numerals(words, numerals) + point + _in_numerals(decimals, numerals)


def _in_numerals(text: str, numerals: int) -> str:
    """Digits and capital numerals in the numerals of ``DBNum``."""
    if not numerals:
        return text
    there = _NUMERALS[numerals]
    return text.translate(str.maketrans(_CAPITALS + "0123456789", there + there[:10]))


def _number(number: Decimal, section: FormatSection) -> str:
    tokens = section.tokens
    if section.has("exponent") and section.has(_DIGITS):
        return _scientific(number, section)
    if section.has("fraction"):
        return _fraction(number, section)
    if section.has(_DIGITS):
        return _patterned(number, section)
    if section.has("general", "text"):
        shown = _general(number, section.numerals)
        return "".join(shown if kind in {"general", "text"} else _literal(kind, text) for kind, text in tokens)
    return ("-" if number < 0 else "") + "".join(_literal(kind, text) for kind, text in tokens)


def _scientific(number: Decimal, section: FormatSection) -> str:
    """A number with an exponent (``0.00E+00``), a multiple of the number of placeholders before the point."""
    at = next(index for index, (kind, _) in enumerate(section.tokens) if kind == "exponent")
    before, (_, mark), after = section.tokens[:at], section.tokens[at], section.tokens[at + 1 :]
    point = next((index for index, token in enumerate(before) if token == ("other", ".")), at)
    step = max(1, sum(len(text) for kind, text in before[:point] if kind == _DIGITS))
    places = sum(len(text) for kind, text in before[point:] if kind == _DIGITS)
    exponent = number.adjusted() // step * step if number else 0
    if abs(round(number.scaleb(-exponent, _WIDE), places)) >= 10**step:  # 9.99 becomes 1.0E+01
        exponent += step
    sign = "-" if exponent < 0 else "+" if mark[1] == "+" else ""
    mantissa = _patterned(number.scaleb(-exponent, _WIDE), FormatSection(before, section.numerals))
    tail = "".join(_literal(kind, text) for kind, text in after)
    return f"{mantissa}{mark[0]}{sign}{abs(exponent):0{len(mark) - 2}d}{tail}"


def _fraction(number: Decimal, section: FormatSection) -> str:
    """A number as a fraction (``# ?/?``), the nearest that its placeholders have room for."""
    at = next(index for index, (kind, _) in enumerate(section.tokens) if kind == "fraction")
    before, after = section.tokens[:at], section.tokens[at + 1 :]
    nearest, bottom = _nearest(Fraction(abs(number)), section.tokens[at][1].partition("/")[2])
    top, has_whole = int(nearest * bottom), any(kind == _DIGITS for kind, _ in before)
    whole, top = divmod(top, bottom) if has_whole else (0, top)
    digits = str(whole) if whole or not top else ""
    shown = f"{top}/{bottom}" if top or not has_whole else ""
    parts = [digits if kind == _DIGITS else _literal(kind, text) for kind, text in before]
    sign = "-" if number < 0 and nearest else ""
    return sign + ("".join(parts) + shown).strip() + "".join(_literal(kind, text) for kind, text in after)


def _nearest(number: Fraction, below: str) -> tuple[Fraction, int]:
    """The nearest fraction with the denominator ``below``, or of as many digits as that has, and its denominator."""
    if below.isdecimal() and int(below):
        return Fraction(int(number * int(below) + Fraction(1, 2)), int(below)), int(below)
    nearest = number.limit_denominator(10 ** min(len(below), EXACT_DIGITS) - 1)
    return nearest, nearest.denominator


def _patterned(number: Decimal, pattern: FormatSection) -> str:
    """A number in the placeholders ``0``, ``#`` and ``?``; what stands between them stays in its place."""
    section = pattern.tokens
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
    numerals = pattern.numerals
    grouped = ("other", ",") in whole
    head = _integer([token for token in whole if token != ("other", ",")], integer, numerals, grouped=grouped)
    ending = _decimals(decimals, rest, numerals)
    before = "".join(_literal(kind, text) for kind, text in section[:first])
    after = "".join(_literal(kind, text) for kind, text in tail)
    return ("-" if rounded < 0 else "") + before + head + ending + after


def _integer(tokens: list[Token], digits: str, numerals: int, *, grouped: bool) -> str:
    """The digits before the point, in the placeholders and literals of ``tokens``."""
    pattern = "".join(text for kind, text in tokens if kind == _DIGITS)
    needed = len(pattern) - pattern.index("0") if "0" in pattern else 0
    digits = digits.lstrip("0").rjust(needed, "0")
    count = len(digits)
    digits = _in_numerals(digits, numerals)
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


def _decimals(tokens: list[Token], digits: str, numerals: int) -> str:
    """The point and the digits behind it; zeros at the end show only where the format has ``0``."""
    pattern = "".join(text for kind, text in tokens if kind == _DIGITS)
    if not pattern:
        return ""
    kept = pattern.rfind("0") + 1
    shown = digits[:kept] + digits[kept:].rstrip("0")
    literals = "".join(_literal(kind, text) for kind, text in tokens if kind != _DIGITS)
    return f".{_in_numerals(shown, numerals)}{literals}"


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


def _since_epoch(number: Decimal | None, section: FormatSection) -> dt.timedelta | None:
    """A serial number as time since day 0, to the part of a second that the section shows; None beyond year 9999."""
    if number is None or not 0 <= number < 2_958_466:  # the day after 9999-12-31
        return None
    places = sum(len(text) for kind, text in section.tokens if kind == _DIGITS)
    return dt.timedelta(seconds=round(float(number) * 86_400, places))


def _day_of(since: dt.timedelta) -> dt.datetime:
    return _EPOCH + since + dt.timedelta(days=1 <= since.days < 60)


def _plain_date(value: object) -> str:
    """A date or time in a cell whose format has no part of a date."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return str(value)


def _date(moment: dt.datetime, section: FormatSection, since: dt.timedelta) -> str:
    """A moment as the section shows it; ``since`` is the time since day 0, which ``[h]`` counts."""
    parts: list[str] = []
    for kind, text in section.tokens:
        if kind == "date":
            parts.append(_date_part(moment, text, since, section))
        elif kind == "ampm":
            morning, _, afternoon = text.partition("/")
            parts.append(morning if moment.hour < 12 else afternoon)
        elif kind == "digits":
            parts.append(f"{moment.microsecond:06d}"[: len(text)])
        else:
            parts.append(_literal(kind, text))
    return "".join(parts)


def _date_part(moment: dt.datetime, text: str, since: dt.timedelta, section: FormatSection) -> str:
    """What one date token shows; ``[h]``, ``[m]`` and ``[s]`` count all hours, minutes or seconds ``since`` day 0."""
    seconds = int(since.total_seconds())
    hour = (moment.hour % 12 or 12) if section.has("ampm") else moment.hour
    letter, length = text[0], len(text)
    if letter == "[":
        total = seconds // {"h": 3600, "n": 60, "m": 60, "s": 1}[text[1]]
        return str(total).zfill(length - 2)
    if letter in "ye":
        year = f"{moment.year:04d}" if length > 2 or letter == "e" else f"{moment.year % 100:02d}"
        return _in_numerals(year, section.numerals)
    if letter == "a" or (letter == "d" and length > 2 and section.is_chinese):
        return ("星期" if length > 3 else "周") + "一二三四五六日"[moment.weekday()]
    if letter == "m" and length > 2 and section.is_chinese:
        return f"{_small(moment.month, 1, 1)}月"
    if length > 2 and letter in "md":
        return _name(moment, letter, length)
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letter]
    return _small(number, length, section.numerals)


def _small(number: int, length: int, numerals: int) -> str:
    """A number below 100 of a date, with two digits where ``length`` is 2: ``05``, ``十二``, ``壹拾贰``, ``零伍``."""
    if not numerals:
        return f"{number:0{min(length, 2)}d}"
    words = ("零" if length > 1 and 0 < number < 10 else "") + whole_in_words(number)
    return _in_numerals(words.removeprefix("壹") if numerals != 2 and number >= 10 else words, numerals)


def _name(moment: dt.datetime, letter: str, length: int) -> str:
    """The English name of a month or weekday: three letters, all, or (``mmmmm``) one."""
    name = _MONTHS[moment.month - 1] if letter == "m" else _WEEKDAYS[moment.weekday()]
    return name[0] if length == 5 else name[:3] if length == 3 else name


# Text as values: a number with the format that shows it as typed, or the text itself.

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?(?P<percent>%)?")

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
    if len(digits) > EXACT_DIGITS or (number == 0 and text.startswith("-")):
        return "s", text, "General"
    percent = found["percent"] or ""
    value = number.scaleb(-2) if percent else number
    return "n", format(value.normalize(), "f"), _format(text, written) + percent


def _format(text: str, written: str) -> str:
    _, _, decimals = written.partition(".")
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * len(decimals)}" if decimals else whole
