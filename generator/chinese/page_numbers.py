"""Writes page numbers in the number formats of WordprocessingML (ST_NumberFormat, ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

_ROMAN = tuple(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True)
)
_COUNTING = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}


def formatted(number: int, number_format: str) -> str:
    """The number in a format; plain digits where the format is unknown or cannot write this number."""
    if number_format == "none":
        return ""
    write = _FORMATS.get(number_format)
    return (write and write(number)) or str(number)


# Each function below gives the empty text for a number that its format cannot write.


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """A to Z, then AA, BB to ZZ, and so on: Word repeats the letter, where Excel would go on with AB."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else ""


def _enclosed(first: str, count: int) -> Callable[[int], str]:
    """Counts with ``count`` characters that follow each other in Unicode from ``first`` on."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else ""


def _cycled(series: str) -> Callable[[int], str]:
    """Counts with the characters of a series, again and again."""
    return lambda number: series[(number - 1) % len(series)] if number > 0 else ""


def _digits(number: int) -> str:
    """A number digit by digit: 105 is 一〇五."""
    return "".join(_COUNTING[int(digit)] for digit in str(number)) if number >= 0 else ""


def _in_words(digits: str, places: Sequence[str], number: int) -> str:
    """A number below 10,000 with its tens, hundreds and thousands: 105 is 一百零五."""
    if not 0 < number < 10_000:
        return ""
    text = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + places[place]
        gap = not digit
    return text


def _counting(number: int) -> str:
    """A number as it is counted: 10 is 十, not 一十."""
    text = _in_words("零" + _COUNTING[1:], ("", *"十百千"), number)
    return text[1:] if text.startswith("一十") else text


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "numberInDash": "- {} -".format,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "chineseLegalSimplified": lambda number: _in_words(_LEGAL, ("", *"拾佰仟"), number),
    "ideographDigital": _digits,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalZero": "{:02d}".format,
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "ideographTraditional": _cycled("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycled("子丑寅卯辰巳午未申酉戌亥"),
}

NUMBER_FORMATS = frozenset({"decimal", "none", *_FORMATS})
"""The formats that ``formatted`` knows."""
