"""Which words after a number are units, as one regular expression over half-width text."""

import re
from typing import Final

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
    """The longest first; those of one character as one set, which compiles in half the time."""
    longer = sorted((word for word in words.split() if len(word) > 1), key=len, reverse=True)
    single = "".join(re.escape(word) for word in words.split() if len(word) == 1)
    return "|".join((*map(re.escape, longer), f"[{single}]"))


_WORD = f"(?:{_any_of(_COUNTS + _MEASURES + _TIMES + ' ' + _CALENDAR)})"

UNIT: Final = f"(?:(?:{MULTIPLE})?{_WORD}(?:/(?:{MULTIPLE})?{_WORD})?|{MULTIPLE})"
"""Regular expression of a unit (``家``, ``万美元``, ``元/人``, ``亿``); it tries the longest that fits first."""

CALENDAR: Final = frozenset(_CALENDAR.split())
"""Units that may also be the name of a year, month or day: what follows them belongs to a date, not to a count."""

_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_WHOLE = frozenset((_COUNTS + _MEASURES).split())


def multiple_of(unit: str) -> tuple[int, str]:
    """What a unit multiplies, and the unit without it: ``万元`` is 10,000 元, ``千克`` is itself."""
    factor = 1
    while unit and unit not in _WHOLE and unit[0] in _FACTORS:
        factor *= _FACTORS[unit[0]]
        unit = unit[1:]
    return factor, unit
