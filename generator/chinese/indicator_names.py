"""Understands the name of an indicator: what it counts, in which unit, and whether more or less of it is better.

``支持企业数量`` counts 家, ``满意度`` is a rate of which more is better, ``平均审批时间`` does not add up over places.
What a name does not say for certain is blank.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.chinese.numbers import half_width
from generator.chinese.quantity import UNIT, multiple_of, parse_quantity

_BRACKETS = re.compile(r"\([^()]*\)")
_IN_NAME = re.compile(rf"\((?:单位:)?(?P<unit>{UNIT})\)\Z")


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """A name in half-width, without brackets and what is in them, quotes and white space."""
    return re.sub(r"""[\s“”"'‘’]""", "", _BRACKETS.sub("", half_width(name)))


@lru_cache(maxsize=4096)
def unit_in_name(name: str) -> str:
    """The unit in brackets at the end of a name: 亿元 of ``进口规模（亿元）``; blank if there is none."""
    found = _IN_NAME.search("".join(half_width(name).split()))
    return found["unit"] if found else ""


# What is counted

_UNITS_BY_KIND = {
    "比率": "% ‰ 个百分点 百分点 倍 成",
    "金额": "元 美元 欧元 港元 日元 英镑",
    "时间": "个工作日 工作日 个自然日 自然日 个月 个季度 个学期 个小时 小时 分钟 秒钟 秒"
    " 天 周 h min s 年 月 日 课时 学时",
    "家数": "家次 家 户次 户",
    "人数": "人次 人天 人 名",
    "次数": "车次 次 场次 场 期 批次 批 届 轮 节 架次 艘次 列次 趟次 班次",
    "长度": "米 公里 千米 厘米 毫米 海里",
    "面积": "平方米 平方公里 亩 公顷",
    "实物": "吨标准煤 标准煤 吨公里 吨 公斤 千克 克 毫克 毫升 升 立方米 千瓦时 千瓦 兆瓦时 兆瓦 度电 标准箱 标箱 TEU",
    "度量": "℃ 摄氏度 分贝 度 分 星 档",
}
_KIND_OF = {unit: kind for kind, units in _UNITS_BY_KIND.items() for unit in units.split()}


@lru_cache(maxsize=4096)
def kind_of_unit(unit: str) -> str:
    """What a unit counts (比率, 金额, 时间 …); blank if it is unknown or fits many things (个, 项)."""
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
    ("长度", "(?:道路|公路|管道|管网|线路|河道|渠道|沟渠|围墙|电缆|里程|铁路|路面|街道)?(?:长度|里程)"),
    ("面积", "面积"),
)
_PATTERNS = tuple((kind, re.compile(f"(?:{pattern})$")) for kind, pattern in _KINDS_BY_ENDING)


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> str:
    """What a name says is counted: 家数 for ``支持企业数量``; blank if it does not say."""
    bare = bare_name(name)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(bare)), "")


# Whether a number needs a unit

# Names whose numbers need no unit.
_UNCOUNTED = re.compile(
    "(?:指数|得分|评分|评价|排名|名次|位次|系数|等级|级别|倍数|比|版本|年份|年度|日期|时间|期限|时限|满意度|认知度|知名度|影响力?|水平)$"
)
# Names of things that are counted.
_THINGS = re.compile("(?:活动|项目|平台|基地|园区|产业园|海外仓|店铺|门店|培训|展会|品牌|专利|场馆|岗位)$")
_SIZES = frozenset(("金额", "时间", "长度", "面积"))
_DURATION = re.compile("平均|办理|审批|审核|响应|等待|等候|通关|运输|到达|反馈|处理")


@lru_cache(maxsize=4096)
def lacking_unit(name: str, second: str) -> str:
    """The kind of unit that a bare number under this name needs; blank if the number alone is clear.

    ``second`` is its 二级.
    """
    kind = kind_of_name(name)
    if kind == "时间":
        return "" if name.endswith(("时间", "时限")) and not _DURATION.search(name) else "时间"
    if kind in _SIZES:
        return kind
    if kind == "比率":
        return "" if name.endswith("度") else "比率"
    if kind or not name or _UNCOUNTED.search(name) or name.endswith(("数", "数量", "企业", "公司", "市场主体")):
        return ""
    return "数量" if "数量" in second or _THINGS.search(name) else ""


# Whether more or less is better

_HIGH = re.compile(
    "(?:满意度|满意率|(?:合格|完成|覆盖|达标|及时|到位|履约|参与|知晓|通过|准确|成功|优良|优秀|完好|就业|普及|入学|出席"
    "|回复|办结|整改|兑现|拨付|验收|获得|签约|开工|竣工|投产|转化|增长)率|增幅|增速)$"
)
# Of these, too, more is usually better; but a ceiling is no mistake (水资源利用率).
_USUALLY_HIGH = re.compile(
    "(?:执行|使用|利用|支付|支出|公开|发放|入库|落实|配备|处置|处理|正确|销项|规范|合规|合法|安全|有效|真实|完整|齐全|一致|健全|成活|存活|保存"
    "|入住|上岗|到岗|出勤|参训|持证|培训|采纳|响应|受理|收缴|参保|录取|升学|毕业|治愈|保障|更新|修复|建成|供货|交付|认可|好评|采购|应用|推广"
    "|开通|接入|在线|运行|抽检|检查|巡查|维护|管护|建档|回收|收集|绿化)率$"
)
_EITHER = re.compile("调整|变动|变化|偏差|偏离|差异|结余|结转|增减|波动")
_LESSONS = frozenset(("课时", "学时"))
_WHOLE = re.compile("=?100(?:[.]0+)?%")
_LOW = re.compile(
    "成本|造价|单价|预算控制|耗时|用时|投诉|信访|事故|差错|误差|出错|错误|返工|退货|退件|违规|违纪|违法|逾期|延误|拖欠|超支"
    "|死亡|伤亡|流失率|空置率|失业率|故障|能耗|损耗|排放"
    "|(?:办理|办结|审批|审核|响应|等待|等候|通关|运输|到达|反馈|拨付|处理)(?:时间|时长|时限|天数)$"
)
_LOW_COSTS = re.compile("(?:费用|经费|支出)$")
# A good thing that is lacking: less is better.
_NEGATED = re.compile("不满意|[不未](?:合格|达标|完成|及时|到位|通过|准确|整改|办结|兑现|履约)率?$")
# Words that turn a bad thing into work against it, of which more may be better: 事故处理, 成本降低.
_TURNED = re.compile(
    "节约|节省|节支|降低|降本|降幅|效益|减少|减排|下降|压减|压缩|缩短|处理|办结率|受理|查处|整改|化解|回应|解决|防止|防范|避免|预防|排查|应急"
    "|演练|培训|宣传|检查|监测|监控|治理|回收|答复|调查|保险|救助|核算|控制率|不|无|零|未"
)
# Names of numbers of things that may well have a ceiling.
_LIMITED = re.compile("控制|上限|限额|压减|压缩|精简|减少|降低|下降|三公|接待|出国|出境|会议|公务|编制|超|不|未")
_MAY_BE_LOW = re.compile("成本|费用|开支|支出|控制|耗时|用时|时间|时长|天数|投诉|事故|损失|能耗|死亡|差错|误差|逾期")
_OF_OTHER_THINGS = re.compile("费用|经费|支出|负债|债务|价格|物价|人口|控制")


@lru_cache(maxsize=4096)
def wish_of(name: str, second: str = "") -> str:
    """``高`` if more is better, ``低`` if less is, by the name and its 二级; blank if they do not tell."""
    if _NEGATED.search(name):
        return "低"
    if _LOW.search(name) or ("成本" in second and _LOW_COSTS.search(name)):
        if _HIGH.search(name):
            return "高" if "满意" in name or _TURNED.search(name) else ""
        return "" if _TURNED.search(name) else "低"
    return "高" if _HIGH.search(name) and not _OF_OTHER_THINGS.search(name) else ""


def stated_wish(direction: str) -> str:
    """As ``wish_of``, by what a column for the direction says: 正向指标, 反向指标."""
    said = direction.strip()
    return "高" if said.startswith("正") else "低" if said.startswith(("反", "逆", "负")) else ""


def more_is_better(name: str, second: str, target: str) -> bool:
    """Whether a target without a sign is one to be reached: a count is, a rate or a time only where its name says so.

    A rate of 100 % is reached at best; but 控制率, 结转结余率 and 调整率 do not say.
    """
    wish = wish_of(name, second)
    if not wish and _is_time(target):
        return False
    if wish or may_be_low(name) or kind_of_name(name) != "比率":
        return wish == "高" or not (wish or may_be_low(name))
    if _EITHER.search(name) or _OF_OTHER_THINGS.search(name):
        return False
    return bool(_USUALLY_HIGH.search(name) or _WHOLE.fullmatch(half_width(target).strip()))


def _is_time(target: str) -> bool:
    """Whether a value is a time that something takes; lessons are given, and more of them is better."""
    found = parse_quantity(target)
    return found is not None and kind_of_unit(found.unit) == "时间" and found.unit not in _LESSONS


def may_be_low(name: str) -> bool:
    """Whether less may be better, so that a target without a sign does not tell which formula applies."""
    return bool(_MAY_BE_LOW.search(name))


def may_be_limited(name: str) -> bool:
    """Whether a number of such things may well have a ceiling."""
    return bool(_LIMITED.search(name) or _LOW.search(name))


# Whether values add up over places and years

_NOT_ADDING = re.compile(
    "平均|人均|户均|单价|单位成本|满意|排名|门槛|等级|级别"
    "|(?:率|[^年制额]度|比|比例|比重|幅|增速|系数|指数|评分|得分|时间|时限|期限|时长|周期|天数|价格|(?:补贴|补助|奖补|收费)标准)$"
    # Changes, dates, and numbers that only identify.
    "|(?:增长|提高|下降)$|^年度$|(?:年|年份|月|月份|日|日期|编号|序号|行次|代码|编码|电话|邮编)$"
)
_NOT_ADDING_KINDS = frozenset(("比率", "时间", "度量"))
_STANDING = re.compile("累计|存量|保有|在册|[年期]末")


def name_adds_up(name: str) -> bool:
    """Whether values under a name add up: counts and amounts do, averages, rates and thresholds do not."""
    return not _NOT_ADDING.search(bare_name(name))


def unit_adds_up(unit: str) -> bool:
    """Whether values in a unit add up: not rates, durations and prices (元/人)."""
    return "/" not in unit and kind_of_unit(unit) not in _NOT_ADDING_KINDS


def is_standing(name: str) -> bool:
    """Whether the name is of something that is counted at a date, not by the year: 存量, 累计."""
    return bool(_STANDING.search(name))
