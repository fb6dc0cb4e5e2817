"""Chinese numerals in, the number out: ``五百万`` and ``伍佰万``, ``一千零五十``, ``两亿三千万``."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    character: value for row in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, character in enumerate(row)
}
_DIGITS["两"] = 2
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

NUMERAL = f"[{''.join({**_DIGITS, **_TENS, **_GROUPS})}]"
"""Regular expression of a character of a numeral."""


def numeral(text: str) -> Decimal | None:
    """The whole number that a numeral writes out; None for anything else, and for digits merely strung together."""
    whole = group = 0
    digit: int | None = None
    last_unit = 10**16
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
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
