"""Text as typed in, the same text with half-width letters, digits and signs out, for understanding, never for print."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Final

# Text as typed in, the same text with half-width letters, digits and signs out, for understanding, never for print.


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_HALF_WIDTH = _FULL_WIDTH | {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"}


def half_width(text: str) -> str:
    """``＞９０％`` as ``>90%``; nothing else changes, and no character is added or lost."""
    return text.translate(_TO_HALF_WIDTH)


# A text in, the Decimal it writes out, or None: what counts as a plain number in a project file.


UNSIGNED: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
"""Regular expression of a number in half-width text: ``410``, ``28.80``, ``.5``, ``1,234.5`` with groups of three."""

_NUMBER = re.compile(rf"[+-]?(?:{UNSIGNED})")


def as_number(text: str) -> Decimal | None:
    """The number that is all of the text, white space around it aside; None for anything else.

    No exponent, percent sign, unit or digit of another script: ``1e5``, ``90%``, ``5.`` and ``²`` are None.
    """
    plain = half_width(text).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


# Chinese numerals in, the number out: ``五百万`` and ``伍佰万``, ``一千零五十``, ``两亿三千万``.


_NUMERAL_DIGITS = {
    character: value for row in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, character in enumerate(row)
}
_NUMERAL_DIGITS["两"] = 2
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

NUMERAL = f"[{''.join({**_NUMERAL_DIGITS, **_TENS, **_GROUPS})}]"
"""Regular expression of a character of a numeral."""


def numeral(text: str) -> Decimal | None:
    """The whole number that a numeral writes out; None for anything else, and for digits merely strung together."""
    whole = group = 0
    digit: int | None = None
    last_unit = 10**16
    for character in text:
        if character in _NUMERAL_DIGITS:
            if digit:
                return None
            digit = _NUMERAL_DIGITS[character]
        elif character in _TENS:
            unit = _TENS[character]
            if unit >= last_unit or digit == 0:
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


# Decimal amounts in, the ways a form writes them out: 大写金额, 千分位, 万元, and plain digits.
#
# Nothing passes through float or through the precision of the current decimal context. A number that is not finite
# is a ValueError.


_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_LIMIT = Decimal(10) ** 16


def in_words(amount: Decimal) -> str:
    """The amount of 元 as cheques write it (《支付结算办法》附一): ``1680.5`` is ``壹仟陆佰捌拾元伍角整``.

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


def grouped(number: Decimal, places: int | None = 2) -> str:
    """With thousands separators: ``1234567.5`` is ``1,234,567.50``; ``places`` None keeps the decimals it has."""
    _require_finite(number)
    if places is not None:
        number = number.quantize(Decimal((0, (1,), -places)), context=_EXACT)
    return format(number or number.copy_abs(), ",f")


def ten_thousands(yuan: Decimal) -> str:
    """元 as 万元, exactly and without trailing zeros: ``30000000.00`` is ``3000``."""
    _require_finite(yuan)
    return plain(yuan.scaleb(-4, _EXACT))


def plain(number: Decimal) -> str:
    """Digits only, exact: no exponent, no trailing zeros after the point, no ``-0``."""
    _require_finite(number)
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits if number else "0"


def _require_finite(number: Decimal) -> None:
    if not number.is_finite():
        raise ValueError(f"{number} 不是一个数")


def _integer(number: int) -> str:
    """A whole number from 1 to below 10¹⁶, read as so many 亿 and the rest."""
    words = ""
    gap = False
    for size, name in ((10**12, "万"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // size % 10**4
        if section:
            words += ("零" if words and (gap or section < 1000) else "") + _section(section) + name
        elif size == 10**8 and words:
            words += name
        gap = not section
    return words


def _section(number: int) -> str:
    """1 to 9999; zeros between digits are one 零, zeros at the end none."""
    words = ""
    gap = False
    for digit, place in zip(map(int, f"{number:04d}"), _PLACES, strict=True):
        if digit:
            words += ("零" if words and gap else "") + _DIGITS[digit] + place
        gap = not digit
    return words


def _cents(yuan: int, jiao: int, fen: int) -> str:
    if not fen:
        return (f"{_DIGITS[jiao]}角" if jiao else "") + "整"
    if not jiao:
        return ("零" if yuan else "") + f"{_DIGITS[fen]}分"
    return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
