"""Reads dates in the usual spellings: prints them as Chinese documents do, and understands deadlines."""

import re
from datetime import date

from generator.chinese.numbers import half_width

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
# Names of the printed forms, as users write them behind the filter 日期.
_PATTERNS = ("年月日", "年月", "大写")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def chinese_date(text: str, pattern: str = "年月日") -> str:
    """Print ``2024-01-02``, ``2024/1/2``, ``2024.1.2``, ``20240102`` or ``2024年1月2日`` as ``pattern`` says.

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


def date_of(text: str) -> date | None:
    """The date that a whole text is; None for any other text, and for one that names no day."""
    try:
        return _read(text, needs_day=True)
    except ValueError:
        return None


def _read(text: str, *, needs_day: bool) -> date:
    """The date of a text; the first of the month where it names no day."""
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
    """A number from 1 to 31 in words: ``十``, ``十二``, ``二十``, ``三十一``."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else str(tens).translate(_DIGITS)) + "十" if tens else ""
    return head + (str(ones).translate(_DIGITS) if ones else "")


# Deadlines: a date as typed, with ``≤`` if something is due by then.

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])月(?:底|末|初|份|[上中下]旬|[0-9]{1,2}[日号])"
_PART = f"(?:底|末|初|年底|年末|[上下]半年|第?[一二三四1-4]季度|{_MONTH}|(?:1[0-2]|0?[1-9])月)"
_DATE = rf"{_YEAR}年度?{_PART}?|{_MONTH}|{_YEAR}(?P<mark>[-/.])[0-9]{{1,2}}(?:(?P=mark)[0-9]{{1,2}})"
_LEAD = r"(?:于|在|截至|截止到?)?(?P<no_later>不晚于|不迟于|≤|<=)?"
_DONE = "按时|全部|全面|基本|完成|执行|拨付|到位|支付|兑付|下达|建成|竣工|投产|办结|交付|验收"
# What may follow the date of a deadline: 前, 之内完成, 前全部拨付到位.
_DUE = f"(?P<due>之前|以前|前|之内|以内|内)(?:{_DONE})*"
_DEADLINE = re.compile(rf"{_LEAD}(?P<date>{_DATE}|(?:1[0-2]|0?[1-9])月(?=前|之前|以前))(?:{_DUE})?")


def parse_deadline(text: str) -> tuple[str, str] | None:
    """The sign and the date of a text: ``2024年底前完成`` is ``("≤", "2024年底")``.

    The text is half-width, without white space. The sign is empty for a date that is no limit (``2024年12月``). None if
    the text says anything else.
    """
    match = _DEADLINE.fullmatch(text)
    if match is None:
        return None
    return ("≤" if match["no_later"] or match["due"] else ""), match["date"]
