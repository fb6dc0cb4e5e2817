"""A text in, the calendar date it names out, as typed, with ``≤`` if the date is the last on which something is due."""

import re

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])月(?:底|末|初|份|[上中下]旬|[0-9]{1,2}[日号])"
_PART = f"(?:底|末|初|年底|年末|[上下]半年|第?[一二三四1-4]季度|{_MONTH}|(?:1[0-2]|0?[1-9])月)"
_DATE = rf"{_YEAR}年度?{_PART}?|{_MONTH}|{_YEAR}(?P<mark>[-/.])[0-9]{{1,2}}(?:(?P=mark)[0-9]{{1,2}})"
_LEAD = r"(?:于|在|截至|截止到?)?(?P<no_later>不晚于|不迟于|≤|<=)?"
_DONE = "按时|全部|全面|基本|完成|执行|拨付|到位|支付|兑付|下达|建成|竣工|投产|办结|交付|验收"
_DUE = f"(?P<due>之前|以前|前|之内|以内|内)(?:{_DONE})*"
_DEADLINE = re.compile(rf"{_LEAD}(?P<date>{_DATE}|(?:1[0-2]|0?[1-9])月(?=前|之前|以前))(?:{_DUE})?")


def parse_deadline(text: str) -> tuple[str, str] | None:
    """Sign and date of half-width text without white space: ``2024年底前完成`` is ``("≤", "2024年底")``.

    The sign is blank for a date that is no limit (``2024年12月``). None if the text says anything else.
    """
    match = _DEADLINE.fullmatch(text)
    if match is None:
        return None
    return ("≤" if match["no_later"] or match["due"] else ""), match["date"]
