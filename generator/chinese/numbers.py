"""Reads numbers and Chinese numerals from text as typed, and writes amounts as forms print them.

Nothing here passes through float.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Final

# Half-width text: for understanding what was typed, never for print.

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_HALF_WIDTH = _FULL_WIDTH | {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"}


def half_width(text: str) -> str:
    """The text with half-width letters, digits and signs: ``＞９０％`` is ``>90%``. Its length stays the same."""
    return text.translate(_TO_HALF_WIDTH)


# Plain numbers, as a project file has them.

UNSIGNED: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
"""Regular expression of a number in half-width text: ``410``, ``28.80``, ``.5``, ``1,234.5`` with groups of three."""

_NUMBER = re.compile(rf"[+-]?(?:{UNSIGNED})")


def as_number(text: str) -> Decimal | None:
    """The number that the whole text states, white space around it aside; None for anything else.

    No exponent, percent sign, unit or digit of another script: ``1e5``, ``90%``, ``5.`` and ``²`` are None.
    """
    plain = half_width(text).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


# Chinese numerals: ``五百万`` and ``伍佰万``, ``一千零五十``, ``两亿三千万``.

_NUMERAL_DIGITS = {
    character: value for row in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, character in enumerate(row)
}
_NUMERAL_DIGITS["两"] = 2
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

NUMERAL = f"[{''.join({**_NUMERAL_DIGITS, **_TENS, **_GROUPS})}]"
"""Regular expression of one character of a numeral."""


def numeral(text: str) -> Decimal | None:
    """The whole number that a numeral states; None for anything else, also for mere digits (``二〇二四``)."""
    whole = group = 0  # finished groups of four digits; the one being read
    digit: int | None = None
    last_unit = 10**16
    for character in text:
        if character in _NUMERAL_DIGITS:
            if digit:
                return None
            digit = _NUMERAL_DIGITS[character]
        elif character in _TENS:
            unit = _TENS[character]
            if unit >= last_unit or digit == 0:  # within a group from the largest place to the smallest; no 零百
                return None
            group += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif character in _GROUPS:
            unit = _GROUPS[character]
            value = group + (digit or 0)
            # 万亿 multiplies what stands before it; else groups come from the largest to the smallest.
            whole = (whole + value) * unit if unit == _GROUPS["亿"] else whole + value * unit
            group, digit, last_unit = 0, None, 10**16
        else:
            return None
    return Decimal(whole + group + (digit or 0)) if text else None


# Amounts as forms write them: 大写金额, 千分位, 万元, plain digits. A number that is not finite is a ValueError.

# The current decimal context would round to its precision.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_LIMIT = Decimal(10) ** 16


def in_words(amount: Decimal) -> str:
    """An amount of 元 as cheques write it (《支付结算办法》附一): ``1680.5`` is ``壹仟陆佰捌拾元伍角整``.

    零 is left out wherever the rules leave it to the writer (``10.50`` is ``壹拾元伍角整``); 整 follows 元 and 角.
    ValueError from 一亿亿 upwards and for parts of a 分.
    """
    _require_finite(amount)
    if amount.copy_abs() >= _LIMIT:
        raise ValueError(f"大写金额只到 9999 万亿元，{amount} 太大")
    cents = amount.copy_abs().scaleb(2, _EXACT)
    if cents != cents.to_integral_value():
        raise ValueError(f"大写金额只到分，{amount} 的小数多于两位")
    if not cents:
        return "零元整"
    yuan, rest = divmod(int(cents), 100)
    return ("负" if amount < 0 else "") + (_integer(yuan) + "元" if yuan else "") + _cents(yuan, *divmod(rest, 10))


def whole_in_words(number: int) -> str:
    """A whole number from 0 to below 10¹⁶ in capital numerals: ``1234`` is ``壹仟贰佰叁拾肆``."""
    return _integer(number) if number else "零"


def grouped(number: Decimal, places: int | None = 2) -> str:
    """A number with thousands separators: ``1234567.5`` is ``1,234,567.50``; ``places`` None keeps its decimals."""
    _require_finite(number)
    if places is not None:
        number = number.quantize(Decimal((0, (1,), -places)), context=_EXACT)
    return format(number or number.copy_abs(), ",f")


def ten_thousands(yuan: Decimal) -> str:
    """An amount of 元 in 万元, exact and without trailing zeros: ``30000000.00`` is ``3000``."""
    _require_finite(yuan)
    return plain(yuan.scaleb(-4, _EXACT))


def plain(number: Decimal) -> str:
    """A number in digits, exact: no exponent, no trailing zeros behind the point, no ``-0``."""
    _require_finite(number)
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits if number else "0"


def _require_finite(number: Decimal) -> None:
    if not number.is_finite():
        raise ValueError(f"{number} 不是一个数")


def _integer(number: int) -> str:
    """A whole number from 1 to below 10¹⁶ in words, in groups of four digits."""
    words = ""
    gap = False
    for size, name in ((10**12, "万"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // size % 10**4
        if section:
            words += ("零" if words and (gap or section < 1000) else "") + _section(section) + name
        elif size == 10**8 and words:
            words += name  # 壹万亿元: the group of 亿 is empty, but 亿 is still said
        gap = not section
    return words


def _section(number: int) -> str:
    """A number from 1 to 9999 in words: zeros between digits are one 零, zeros at the end none."""
    words = ""
    gap = False
    for digit, place in zip(map(int, f"{number:04d}"), _PLACES, strict=True):
        if digit:
            words += ("零" if words and gap else "") + _DIGITS[digit] + place
        gap = not digit
    return words


def _cents(yuan: int, jiao: int, fen: int) -> str:
    """角 and 分 in words, 整 behind an amount without 分."""
    if not fen:
        return (f"{_DIGITS[jiao]}角" if jiao else "") + "整"
    if not jiao:
        return ("零" if yuan else "") + f"{_DIGITS[fen]}分"
    return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
