"""Reads the quantities that indicators state: number, unit, and what a unit or the name of an indicator counts.

The unit may stand in the value, in 单位, or in brackets at the end of the name. What is not certain gives None or a
blank text: a rule must not report what it only guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from generator.check.subject import text_of
from generator.chinese.numbers import half_width
from generator.chinese.quantity import UNIT, Quantity, multiple_of, parse_quantity
from generator.jinja.values import IndicatorRow, Typed

FLOORS = frozenset("≥>")
CEILINGS = frozenset("≤<")

_KINDS = {
    "比率": "% ‰ 个百分点 百分点 倍 成",
    "金额": "元 美元 欧元 港元 日元 英镑",
    "时间": "个工作日 工作日 个自然日 自然日 个月 个季度 个学期 个小时 小时 分钟 秒钟 秒"
    " 天 周 h min s 年 月 日 课时 学时",
    "家数": "家次 家 户次 户",
    "人数": "人次 人天 人 名",
    "次数": "车次 次 场次 场 期 批次 批 届 轮 节 架次 艘次 列次 趟次 班次",
    "实物": "吨标准煤 标准煤 吨公里 吨 公斤 千克 克 毫克 毫升 升 立方米 平方米 平方公里 亩 公顷 米 公里 千米 厘米 毫米"
    " 海里 千瓦时 千瓦 兆瓦时 兆瓦 度电 标准箱 标箱 TEU",
    "度量": "℃ 摄氏度 分贝 度 分 星 档",
}
_KIND_OF = {unit: kind for kind, units in _KINDS.items() for unit in units.split()}
# Kinds of units and words of names whose values do not add up over places or years.
_NOT_ADDING_KINDS = frozenset(("比率", "时间", "度量"))
_NOT_ADDING = re.compile(
    "平均|人均|户均|单价|单位成本|满意|排名"
    "|(?:率|[^年制额]度|比|比例|比重|幅|增速|系数|指数|评分|得分|时间|时限|期限|时长|周期|天数|价格|(?:补贴|补助|奖补|收费)标准)$"
)
_CHANGES = re.compile("增长|增幅|增速|提高|提升|上升|下降|降低|减少|缩短|压减|节约|同比|环比")
_IN_NAME = re.compile(rf"\((?:单位:)?(?P<unit>{UNIT})\)\Z")
_BRACKETS = re.compile(r"\([^()]*\)")
# Attributes that are not values to compare with those of places.
_NO_VALUES = frozenset("一级 二级 三级 地区 分解 符号 数值 单位 类型 值 内容 备注 说明 分值 得分 算式 偏差原因".split())
_LONGEST = 20  # characters of a number that decimal arithmetic keeps exact, in other units and summed too


class Stated(Struct, frozen=True):
    """The number that an attribute states; ``unit`` as written (亿元), blank if unknown; ``text`` is the value."""

    sign: str
    number: Decimal
    unit: str
    text: Typed

    def within(self, unit: str) -> Decimal | None:
        """The number in another unit; None if that measures something else. A blank unit counts as the other one."""
        if not self.unit or not unit or self.unit == unit:
            return self.number
        (own_times, own), (times, other) = multiple_of(self.unit), multiple_of(unit)
        return self.number * own_times / times if own == other else None


def stated(row: IndicatorRow, attribute: str, name: str | None = None) -> Stated | None:
    """The one number that an attribute states; None for texts, ranges, dates and whatever is not certain.

    ``name`` is the name of the indicator if the row is a place of its 分解.
    """
    text = text_of(row, attribute)
    found = quantity(str(text))
    number = found.value if found else None
    if found is None or number is None:
        return None
    return Stated(found.sign, number, found.unit or unit_beside(row, name), text)


def stated_in_all(parts: list[IndicatorRow], attribute: str, name: str) -> list[Stated]:
    """What an attribute states in each place; empty if one of them is not certain, or only some have a unit."""
    found = [stated(part, attribute, name) for part in parts]
    known = [each for each in found if each is not None]
    is_mixed = len({bool(each.unit) for each in known}) > 1
    return [] if len(known) < len(found) or is_mixed else known


def parts_of(row: IndicatorRow) -> list[IndicatorRow]:
    """The rows of the 分解 of an indicator, one for each place."""
    parts = row.attributes().get("分解")
    return [part for part in parts if isinstance(part, IndicatorRow)] if isinstance(parts, list) else []


def shared_attributes(row: IndicatorRow, parts: list[IndicatorRow]) -> Iterator[str]:
    """The attributes that state a value for the indicator and for one of its places.

    Of attributes that hold the same object (``with_derived`` gives 年度指标值 that of 指标值) only the first.
    """
    seen: set[int] = set()
    for name, value in row.attributes().items():
        if name in _NO_VALUES or not isinstance(value, Typed) or id(value) in seen:
            continue
        if value.strip() and any(name in part.attributes() for part in parts):
            seen.add(id(value))
            yield name


def adds_up(row: IndicatorRow, unit: str) -> bool:
    """Whether values in this unit add up over places or years: counts and amounts do, rates and durations do not."""
    if "/" in unit or kind_of_unit(unit) in _NOT_ADDING_KINDS or text_of(row, "类型").strip() == "定性":
        return False
    return "满意" not in text_of(row, "二级") and not _NOT_ADDING.search(bare_name(name_of(row)))


def name_of(row: IndicatorRow) -> str:
    """The 三级 of a row on one line."""
    return str(text_of(row, "三级")).replace("\n", "").strip()


def unit_beside(row: IndicatorRow, name: str | None = None) -> str:
    """The unit in 单位 or in the name, for a value that has none itself; blank if there is none."""
    own = half_width(text_of(row, "单位")).strip()
    return own or unit_in_name(name_of(row) if name is None else name)


def is_change(text: str) -> bool:
    """Whether a text states growth or decline: its % is not the unit of the thing that grows."""
    return bool(_CHANGES.search(text))


@lru_cache(maxsize=65_536)
def quantity(text: str) -> Quantity | None:
    """As ``parse_quantity``, cached because several rules read the same values; None for too many digits as well."""
    found = parse_quantity(text) if text else None
    return found if found and len(found.number) <= _LONGEST else None


@lru_cache(maxsize=4096)
def unit_in_name(name: str) -> str:
    """The unit in brackets at the end of a name: 亿元 of ``进口规模（亿元）``; blank if there is none."""
    found = _IN_NAME.search(half_width(name).strip())
    return found["unit"] if found else ""


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """A name in half-width, without brackets and what is in them, quotes and white space."""
    return re.sub(r"""[\s“”"'‘’]""", "", _BRACKETS.sub("", half_width(name)))


@lru_cache(maxsize=4096)
def kind_of_unit(unit: str) -> str:
    """What a unit counts, a key of ``_KINDS``; blank if it is unknown or fits many things (个, 项)."""
    return _KIND_OF.get(multiple_of(half_width(unit))[1], "")


_COUNT = "(?:总数|个数|数量|数)"
# Kinds by the endings of names; the first that fits counts, so exceptions (频率 is not a 率) stand first.
_KINDS_BY_ENDING = (
    ("", "频率|功率|效率|汇率|速率|心率|分辨率|周转率|容积率|名额|差额"),
    ("比率", "率|满意度|比例|占比|比重|增幅|增速|涨幅|降幅"),
    ("家数", f"(?:企业|公司|商户|农户|商家|卖家|市场主体)(?:家|户)?{_COUNT}|家数|户数"),
    ("人数", f"人次{_COUNT}?|人数|人员{_COUNT}"),
    ("次数", f"场次{_COUNT}?|次数|场数|期数|批次{_COUNT}?|活动(?:场次)?{_COUNT}"),
    ("金额", "额|金额|资金|收入|营收|产值|利润|税收|外资|投资|贷款|(?:进口|出口|进出口|贸易|投资|交易)(?:规模|任务)?"),
    ("金额", "成本|费用|经费|造价|单价|预算控制"),
    ("时间", "耗时|用时|时长|时间|时限|天数"),
)
_PATTERNS = tuple((kind, re.compile(f"(?:{pattern})$")) for kind, pattern in _KINDS_BY_ENDING)


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> str:
    """What a name says is counted, a key of ``_KINDS``: 家数 for ``支持企业数量``; blank if it does not say."""
    bare = bare_name(name)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(bare)), "")
