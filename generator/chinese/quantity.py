"""Reads the value of an indicator as typed: its comparison (符号), number (数值) and unit (单位).

Nothing here is for print: the typed text prints as it is. A text that states no quantity, several, or one that is not
certain gives None, so that no check computes with a guess.
"""

import re
from decimal import Decimal
from typing import Final

from msgspec import Struct

from generator.chinese.dates import parse_deadline
from generator.chinese.numbers import UNSIGNED, as_number, half_width

# Units: the words behind a number that measure or count, as one regular expression over half-width text.

_COUNTS = """
家次 家 户次 户 个 人次 人天 人 名 位 项次 项 件次 件 条 篇 份 本 册 套 台套 台次 台 辆次 辆 架次 架 艘次 艘
列次 列 趟次 趟 航次 班次 班列 班 车次 次 场次 场 期 批次 批 届 轮 节 课时 学时 标准箱 标箱 箱 柜 TEU 处 座 栋
间 所 片 块 张 幅 枚 只 头 株 棵 口 根 盏 门 种 类 款 宗 起 例 笔 单 票 站 点 字 页 版 集 部 首 支 队 组 团
床位 床 席 店 仓 村 镇 乡 县 省 国 倍 成 档 星 分
"""
_MEASURES = """
个百分点 百分点 % ‰ 元 美元 欧元 港元 日元 英镑 吨标准煤 标准煤 吨公里 吨 公斤 千克 克 毫克 毫升 升 立方米
平方米 平方公里 方 亩 公顷 米 公里 千米 厘米 毫米 海里 千瓦时 千瓦 兆瓦时 兆瓦 度电 度 ℃ 摄氏度 分贝 kWh kW
MWh MW GW km cm mm m² m³ ㎡ m kg mg g t Mbps Gbps MB GB TB
"""
_TIMES = "个工作日 工作日 个自然日 自然日 个月 个季度 个学期 个小时 小时 分钟 秒钟 秒 天 周 h min s"
_CALENDAR = "年 月 日"

MULTIPLE: Final = "[十百千万亿]+"
"""Regular expression of what multiplies a unit: ``万``, ``百万``."""


def _any_of(words: str) -> str:
    """An expression for any of the words, longest first; those of one character are one set, which compiles faster."""
    longer = sorted((word for word in words.split() if len(word) > 1), key=len, reverse=True)
    single = "".join(re.escape(word) for word in words.split() if len(word) == 1)
    return "|".join((*map(re.escape, longer), f"[{single}]"))


_WORD = f"(?:{_any_of(_COUNTS + _MEASURES + _TIMES + ' ' + _CALENDAR)})"

UNIT: Final = f"(?:(?:{MULTIPLE})?{_WORD}(?:/(?:{MULTIPLE})?{_WORD})?|{MULTIPLE})"
"""Regular expression of a unit (``家``, ``万美元``, ``元/人``, ``亿``); it tries the longest that fits first."""

CALENDAR: Final = frozenset(_CALENDAR.split())
"""Units that may also name a year, month or day: what follows them belongs to a date, not to a count."""

_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_WHOLE = frozenset((_COUNTS + _MEASURES).split())
# Counted things; of these units there are also parts.
_COUNTED = frozenset(_COUNTS.split()) - {"倍", "成", "分"}


def multiple_of(unit: str) -> tuple[int, str]:
    """The factor in a unit, and the unit without it: ``万元`` is 10,000 and 元, ``千克`` is 1 and 千克."""
    factor = 1
    while unit and unit not in _WHOLE and unit[0] in _FACTORS:
        factor *= _FACTORS[unit[0]]
        unit = unit[1:]
    return factor, unit


def is_counted(unit: str) -> bool:
    """Whether a unit counts whole things, one by one: 家 and 人次 do; 万人次, 元, 天 and % do not."""
    return unit in _COUNTED


# Quantities.

_LONGEST = 200  # a longer text is a narrative, not a value
_CURRENCIES = {"¥": "元", "$": "美元"}

_SYMBOLS = {
    "≥": "≥", "≧": "≥", "⩾": "≥", ">=": "≥", "=>": "≥", "≤": "≤", "≦": "≤", "⩽": "≤", "<=": "≤", "=<": "≤",
    ">": ">", "﹥": ">", "<": "<", "﹤": "<", "=": "=",
}  # fmt: skip
# Words before a number and the sign that they mean; leanings give way to a sign behind the number.
_NOT = "[不未](?:得|应|能|可|会)?"
_WORDS = {
    f"{_NOT}(?:少于|低于|小于|下于)|[大高多]于(?:或者?)?等于|至少|最少|最低|达到(?:或|或者)超过": "≥",
    f"{_NOT}(?:超过|超出|高于|大于|多于)|[小低少]于(?:或者?)?等于|至多|最多|最高": "≤",
    "超过|超出|大于|高于|多于|突破": ">",
    "低于|小于|少于|不足|不到": "<",
    "等于": "=",
}
_LEANINGS = {"达到了?|[率度数量额值比]达": "≥", "控制[在到]": "≤"}
# Words behind a number; ``内`` is none where it begins a word (内容, 内部, 内资 …).
_BOUNDS = {
    r"(?:及|或|和)?以上": "≥",
    r"(?:及|或|和)?以下|以内|之内|内(?![容部外地资销陆需河港])": "≤",
    "左右|上下": "",
}
# Words of change, whose number is the size of the change; words that may open a value without changing it.
_TRENDS = "增长|提高|提升|增加|上升|下降|降低|减少|缩短|压减|节约"
_OPENINGS = "人民币|大约|约|共计|总计|合计|共|累计|新增|完成|实现|每年|全年|年均|预计"


def _one_of(*tables: dict[str, str]) -> str:
    return "|".join(f"(?:{pattern})" for table in tables for pattern in table)


_SIGN_WORDS = f"{'|'.join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))}|{_one_of(_WORDS, _LEANINGS)}"
_SIGN = re.compile(rf"(?:{_SIGN_WORDS})(?=[¥$]?[+-]?\.?[0-9])")
_DIGIT = re.compile(r"\d")
_BEFORE_NUMBER = re.compile(f"(?:{_OPENINGS}|{_SIGN_WORDS}|{_TRENDS}|[近逾超≈~])*")
_SYMBOL = re.compile("[" + "".join(_SYMBOLS) + "]")
_NEGATIVE_IN_BRACKETS = re.compile(rf"\([¥$]?(?:{UNSIGNED})%?\)")
_DASHES = "-–—~至到"
_RANGE = rf"(?P<low>[+-]?(?:{UNSIGNED}))(?P<dash>[{_DASHES}]+)(?P<high>(?:{UNSIGNED}))"
# Units take long to compile: they are in this expression only, and _RIVAL is compiled when a text first needs it.
_VALUE = re.compile(
    rf"(?P<currency>[{''.join(_CURRENCIES)}])?(?P<number>[+-]?(?:{UNSIGNED}))"
    rf"(?:(?P<first_unit>[^{_DASHES}\d\s()]*)(?P<dash>[{_DASHES}]+)(?P<high>(?:{UNSIGNED})))?"
    rf"(?P<more>[余多])?(?P<unit>{UNIT})?(?:\([^()]*\))?(?P<bound>{_one_of(_BOUNDS)})?(?P<rest>[^\d\s,;。、()<>=≥≤]{{0,8}})"
)
_NUMBER_STARTS = re.compile(r"(?<![0-9A-Za-z.,/:第+-])(?=[0-9¥$])|\A(?=[+-])")
_REMARK = re.compile(r"(?P<head>.*?)\((?P<remark>[^()]*)\)\Z", re.DOTALL)
_GOES_ON = r".*(?:[,;。、]|[且或和与及并至到]\Z)"
_NUMBER_GOES_ON = re.compile("[0-9]" + _GOES_ON, re.DOTALL)
_RIVAL = f"(?s:[0-9]{UNIT}(?<![年月日]){_GOES_ON})"
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NUMBERLESS = (
    f"(?:(?P<symbol>{'|'.join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))})|{_one_of(_WORDS, _LEANINGS)})?"
    rf"[{_DASHES}/]*(?P<unit>{UNIT})?(?:{_one_of(_BOUNDS)})?"
)
_UNITLESS = re.compile(rf"\s*(?:[≥≤><=≧≦⩾⩽﹥﹤]|[><]=)?\s*[+-]?(?:{UNSIGNED})\s*")


# Units that are also words, so that one alone may be a value: 省 of the level of a prize.
_WORDS_TOO = frozenset("年月日省国县乡镇村部队组团店仓成星档分门种类方片块点字")


def lacks_number(text: str) -> bool:
    """Whether a text is what stands around the number of a value, and nothing else: ``≥张``, ``人次``, ``不少于家``.

    A ``/``, or 无 behind a sign, is no number: ``≥/家``, ``≥无家``.
    """
    plain = "".join(half_width(text).split())
    found = re.fullmatch(_NUMBERLESS, re.sub(rf"(?<=[{''.join(_SYMBOLS)}])(?:暂?无|空白?)", "", plain))
    return bool(found and (found["symbol"] or (found["unit"] or "") not in {"", *_WORDS_TOO}))


def completed(text: str, sign: str, unit: str) -> str:
    """A number without a unit, with the sign and unit that stand beside it; any other text as it is.

    ``≥16亿元`` of ``16``, ``≥`` and ``亿元``. A ``sign`` that is none (定性) is left out.
    """
    if not _UNITLESS.fullmatch(half_width(text)):
        return text
    compared = half_width(sign).strip() if as_number(text) is not None and is_sign(sign) else ""
    return f"{compared}{text.strip()}{unit.strip()}"


def is_sign(text: str) -> bool:
    """Whether a text is a sign of comparison and nothing else: ``≥``, ``<=``."""
    return half_width(text).strip() in _SYMBOLS


class Quantity(Struct, frozen=True):
    """What a value states, in half-width characters.

    ``sign`` is one of ``≥ ≤ > < =``, or empty where nothing is compared (``100%``, ``同比增长10%``). ``number`` is as
    typed: a number (``1,234.5``), a range (``3-5``), or the date of a deadline (``≤`` and ``2024年底``, without unit).
    """

    sign: str
    number: str
    unit: str

    @property
    def value(self) -> Decimal | None:
        """The number, in ``unit``; None for a range and a date."""
        return as_number(self.number)

    @property
    def low(self) -> Decimal | None:
        """The lower end of a range, the value of a single number; None for a date."""
        return self._end("low")

    @property
    def high(self) -> Decimal | None:
        """The upper end of a range, the value of a single number; None for a date."""
        return self._end("high")

    def _end(self, which: str) -> Decimal | None:
        match = re.fullmatch(_RANGE, self.number)
        return as_number(match[which]) if match else self.value


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that a value states, or with which its sentence ends; None if there is not exactly one.

    A change is its size (``同比增长10%`` is 10 %, without a sign). A sign that contradicts its ending (``≥90%以下``)
    and a range that runs backwards give None.
    """
    plain = _tidy(text)
    if len(plain) > _LONGEST or not re.search("[0-9]", plain):
        return None
    plain, remark = _without_remarks(plain)
    if deadline := parse_deadline(plain):
        return Quantity(*deadline, "")
    found = _compared(plain) if _SIGN.search(plain) else _stated(plain)
    if found and not found.unit and re.fullmatch(UNIT, remark):
        return Quantity(found.sign, found.number, remark)
    return found


def is_bare_quantity(text: str) -> bool:
    """Whether a text is one quantity and nothing else, as typed where a number belongs: ``约10``, ``≥5家``, ``1，200``.

    So is a negative number in brackets, as accountants write it: ``（200）``. No date, and nothing that may be a
    heading or a sentence.
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    if _NEGATIVE_IN_BRACKETS.fullmatch(_tidy(text)):
        return True
    plain, _ = _without_remarks(_tidy(text))
    start = _BEFORE_NUMBER.match(plain)
    match = _value(plain, start.end()) if start is not None else None
    if match is None or match["rest"] not in {"", "+"} or match["unit"] in CALENDAR:
        return False
    return not match["dash"] or bool(_range(match, match["unit"] or ""))


def wording(text: str) -> str:
    """What a value says around its quantity: ``新增20万元以上企业(含续建)`` of ``新增20万元以上企业≥1家（含续建）``.

    Blank for a text without a quantity, and where there are only signs, units and words like 共计.
    """
    found = parse_quantity(text)
    if found is None:
        return ""
    before, _, after = _tidy(text).rpartition(found.number)
    said = re.sub(rf"(?:[{''.join(_SYMBOLS)}¥$]|{_one_of(_WORDS, _LEANINGS)}|{_OPENINGS})+\Z", "", before)
    return said + "".join(re.findall(rf"\((?!{UNIT}\))[^()]*\)", after))


def _tidy(text: str) -> str:
    """The text half-width, without its full stop and without white space, except between digits."""
    single_spaced = " ".join(half_width(text).split())
    return re.sub("(?<![0-9]) | (?![0-9])", "", single_spaced).rstrip("。;,!")


def _without_remarks(text: str) -> tuple[str, str]:
    """The text without the brackets at its end, and what stands in the first of them."""
    remark = ""
    while match := _REMARK.fullmatch(text):
        text, remark = match["head"], match["remark"]
    return text, remark


def _compared(text: str) -> Quantity | None:
    """The quantity behind the last sign of the text; None if anything else in it may be one."""
    *_, last = _SIGN.finditer(text)
    before = text[: last.start()]
    match = _value(text, last.end())
    if match is None or _SYMBOL.search(before) or _has_rival(before):
        return None
    sign = _SYMBOLS.get(last[0]) or _meaning(last[0], _WORDS)
    bound = _bound(match)
    if sign and bound and not _agree(sign, bound):
        return None
    return _quantity(sign or bound or _meaning(last[0], _LEANINGS), match, is_compared=True)


def _stated(text: str) -> Quantity | None:
    """A quantity without a sign: alone, behind an opening word, or as a bound or change that ends the sentence."""
    if _SYMBOL.search(text):
        return None
    for start in _NUMBER_STARTS.finditer(text):
        before = text[: start.end()]
        match = _value(text, start.end())
        if match and not _has_rival(before) and _may_precede(before, match):
            return _quantity(_bound(match), match, is_compared=False)
    return None


def _value(text: str, start: int) -> re.Match[str] | None:
    """A quantity that the text from ``start`` on consists of; a unit behind the first number of a range must be one."""
    match = _VALUE.fullmatch(text, start)
    if match and match["first_unit"] and not re.fullmatch(UNIT, match["first_unit"]):
        return None
    return match


def _has_rival(before: str) -> bool:
    """Whether the text before has another quantity, in a part of the sentence of its own."""
    return bool(_NUMBER_GOES_ON.search(before) and re.search(_RIVAL, before))


def _may_precede(before: str, match: re.Match[str]) -> bool:
    """Whether the text before a number leaves no doubt that the number is the value."""
    if not before or (re.fullmatch(f"(?:{_OPENINGS})+", before) and not match["bound"]):
        return True
    if match["rest"]:
        return False
    is_share = match["unit"] == "%" and re.search("(?:率|度|比例|占比|比重)(?:为|是|:)?$", before)
    return bool(match["bound"] or is_share or re.search(f"(?:{_TRENDS})[了至到为]?$", before))


def _quantity(sign: str, match: re.Match[str], *, is_compared: bool) -> Quantity | None:
    unit = _unit(match, is_compared=is_compared)
    number = match["number"]
    if unit is None or (unit in CALENDAR and _YEAR.fullmatch(number)):
        return None
    if match["dash"]:
        number = _range(match, unit)
    return Quantity(sign, number, unit) if number else None


def _unit(match: re.Match[str], *, is_compared: bool) -> str | None:
    """The unit, empty if there is none; None if what follows the number is no unit."""
    unit, rest = match["unit"] or "", match["rest"]
    if match["currency"]:
        money = _CURRENCIES[match["currency"]]
        full = unit if unit.endswith(money) else unit + money
        return full if not rest and re.fullmatch(f"(?:{MULTIPLE})?{money}", full) else None
    if not rest or (unit and unit not in CALENDAR and all("\u4e00" <= each <= "\u9fff" for each in rest)):
        return unit
    return unit + rest if is_compared and not match["bound"] and unit not in CALENDAR else None


def _range(match: re.Match[str], unit: str) -> str:
    """The two numbers as typed; empty for years, months, telephone numbers and ranges that run backwards."""
    number = f"{match['number']}{match['dash']}{match['high']}"
    low, high = as_number(match["number"]), as_number(match["high"])
    is_years = unit in {"", "年"} and _YEAR.fullmatch(match["number"]) and _YEAR.fullmatch(match["high"])
    is_code = re.match("0[0-9]", match["number"])
    if low is None or high is None or low >= high or unit == "月" or is_years or is_code:
        return ""
    return number if unit.startswith(match["first_unit"] or "") else ""


def _bound(match: re.Match[str]) -> str:
    """The sign that the words behind the number mean."""
    return _meaning(match["bound"], _BOUNDS) if match["bound"] else ">" if match["more"] else ""


def _agree(sign: str, bound: str) -> bool:
    return any(sign in pair and bound in pair for pair in ("≥>", "≤<"))


def _meaning(word: str, table: dict[str, str]) -> str:
    """The sign of the first pattern that fits the whole word; empty if none does."""
    return next((sign for pattern, sign in table.items() if re.fullmatch(pattern, word)), "")
