"""A date in any of the usual spellings in, the date as Chinese documents print it out."""

import re
from datetime import date

from generator.chinese.half_width import half_width

_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)?"
_SPELLINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4}) ?(?P<mark>[-/.]) ?(?P<month>[0-9]{1,2})(?: ?(?P=mark) ?(?P<day>[0-9]{1,2})"
        + _TIME
        + r")?",
        r"(?P<year>[0-9]{4}) ?年 ?(?P<month>[0-9]{1,2}) ?月(?: ?(?P<day>[0-9]{1,2}) ?[日号])?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
_PATTERNS = ("年月日", "年月", "大写")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def chinese_date(text: str, pattern: str = "年月日") -> str:
    """``2024-01-02``, ``2024/1/2``, ``2024.1.2``, ``20240102`` or ``2024年1月2日`` as ``pattern`` says.

    年月日 is ``2024年1月2日``, 年月 is ``2024年1月`` (the text may then lack the day), 大写 is ``二〇二四年一月二日``.
    A time of day is dropped. ValueError if the text is no date of the calendar, or the pattern is none of these.
    """
    if pattern not in _PATTERNS:
        raise ValueError(f"日期格式“{pattern}”不认识，可以写：{'、'.join(_PATTERNS)}")
    found = _read(text, needs_day=pattern != "年月")
    if pattern == "大写":
        year = str(found.year).translate(_DIGITS)
        return f"{year}年{_below_hundred(found.month)}月{_below_hundred(found.day)}日"
    return f"{found.year}年{found.month}月" + (f"{found.day}日" if pattern == "年月日" else "")


def _read(text: str, *, needs_day: bool) -> date:
    plain = " ".join(half_width(text).split())
    match = next(filter(None, (spelling.fullmatch(plain) for spelling in _SPELLINGS)), None)
    if match is None:
        raise ValueError(f"“{text}”不是日期，应当像 2024-01-02 或 2024年1月2日")
    if needs_day and not match["day"]:
        raise ValueError(f"“{text}”没有写哪一日，应当像 2024-01-02 或 2024年1月2日")
    try:
        found = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        found = None
    if found is None or found.year < 1000:
        raise ValueError(f"“{text}”不是日历上的日期")
    return found


def _below_hundred(number: int) -> str:
    """1 to 31 as it is read: ``十``, ``十二``, ``二十``, ``三十一``."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else str(tens).translate(_DIGITS)) + "十" if tens else ""
    return head + (str(ones).translate(_DIGITS) if ones else "")
