"""方向.

查什么：越高越好的指标（满意度、合格率、完成率、覆盖率，数量指标里的家数、人数、次数）写了“≤”“<”；越低越好的指标
（成本、耗时、投诉、事故、差错）写了“≥”“>”。说节约、降低、处理、整改的不算越低越好；控制、压减的数量不算越高越好。

为什么：符号写反，完成得越差得分越高。

错例::

    企业满意率: ≤90%

对例::

    企业满意率: ≥90%
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from generator.check.measures import (
    CEILINGS,
    FLOORS,
    bare_name,
    is_change,
    kind_of_name,
    kind_of_unit,
    name_of,
    quantity,
    unit_beside,
)
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.numbers import half_width
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_VALUES = ("指标值", "周期值", "当年值")
# Names of which more is better, and less is better.
_HIGH = re.compile(
    "(?:满意度|满意率|(?:合格|完成|覆盖|达标|及时|到位|履约|参与|知晓|通过|准确|成功|优良|优秀|完好|就业|普及|入学|出席"
    "|回复|办结|整改|兑现|拨付|验收|获得|签约|开工|竣工|投产|转化|增长)率|增幅|增速)$"
)
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
_SYMBOL = re.compile("[≤<≦⩽﹤]")
_COUNTS = frozenset(("家数", "人数", "次数"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Signs that contradict whether, by its name, more or less of the indicator is better."""
    for row in form.rows:
        name, second = bare_name(name_of(row)), str(text_of(row, "二级"))
        wish = _wish(name, second)
        for attribute in _VALUES:
            text = text_of(row, attribute)
            found = quantity(str(text)) if text else None
            if found is None or not found.sign or found.low is None or is_change(text):
                continue
            if found.sign in CEILINGS and (
                _is_high(wish, str(found.value)) or (wish == "" and _is_count(row, text, found.unit, name, second))
            ):
                yield _finding(row, attribute, "越高越好", "≥")
            elif found.sign in FLOORS and wish == "低":
                yield _finding(row, attribute, "越低越好", "≤")


@lru_cache(maxsize=4096)
def _wish(name: str, second: str) -> str:
    """``高`` if more is better, ``低`` if less is, by the name and the 二级; blank if they do not tell."""
    if _NEGATED.search(name):
        return "低"
    if _LOW.search(name) or ("成本" in second and _LOW_COSTS.search(name)):
        if _HIGH.search(name):
            return "高" if "满意" in name or _TURNED.search(name) else ""
        return "" if _TURNED.search(name) else "低"
    return "高" if _HIGH.search(name) and not re.search("费用|经费|支出|负债|债务|价格|物价|人口|控制", name) else ""


def _is_high(wish: str, number: str) -> bool:
    """Whether a ceiling contradicts the wish; one of 100 % does not, as no rate can exceed it."""
    return wish == "高" and number != "100"


def _is_count(row: IndicatorRow, text: str, unit: str, name: str, second: str) -> bool:
    """Whether it is a number of things done with a ceiling typed as a sign; ``不超过`` in words is meant."""
    if "数量" not in second or _LIMITED.search(name) or not _SYMBOL.search(half_width(text)):
        return False
    if _LOW.search(name):
        return False
    return kind_of_unit(unit or unit_beside(row)) in _COUNTS or kind_of_name(name) in _COUNTS or name.endswith("数量")


def _finding(row: IndicatorRow, attribute: str, wish: str, sign: str) -> Finding:
    text = text_of(row, attribute)
    message = f"“{label(row)}”的{attribute}是“{text}”，这个指标{wish}，应当用“{sign}”"
    return Finding(text.source, message, Severity.WARNING, attribute)


RULE = Rule("C001", "方向", "核对符号的方向", project=partial(once_per_place, check=check, by_field=True))
