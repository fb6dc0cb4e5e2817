"""缺单位.

查什么：金额、用时、比率和数量指标的数没有单位，单位、名称里也没有写；金额只有“万”“千万”，没有说是元还是美元。
名称已经说明数的是什么的（企业数、人次数、指数、评分），不报。

为什么：“带动出口 ≥6000”是万元还是万美元，谁也看不出，一年后没法评价。

错例::

    带动出口: ≥6000

对例::

    带动出口: ≥6000万元
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from generator.check.measures import bare_name, is_change, kind_of_name, name_of, quantity, unit_beside
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.quantity import multiple_of
from generator.problem import Severity

_VALUES = ("指标值", "周期值", "当年值")
# Names whose numbers need no unit.
_UNCOUNTED = re.compile(
    "(?:指数|得分|评分|评价|排名|名次|位次|系数|等级|级别|倍数|比|版本|年份|年度|日期|时间|期限|时限|满意度|认知度|知名度|影响力?|水平)$"
)
# Names of things that are counted.
_THINGS = re.compile("(?:活动|项目|平台|基地|园区|产业园|海外仓|店铺|门店|培训|展会|品牌|专利|场馆|岗位)$")
_SIZES = frozenset(("金额", "时间"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Numbers whose unit neither the value nor the name tells."""
    for row in form.rows:
        attribute = next((name for name in _VALUES if text_of(row, name).strip()), "")
        text = text_of(row, attribute)
        found = quantity(str(text)) if attribute and text_of(row, "类型").strip() != "定性" else None
        if found is None or found.low is None or is_change(text):
            continue
        unit = found.unit or unit_beside(row)
        what = _lacking(bare_name(name_of(row)), str(text_of(row, "二级")))
        if not what or multiple_of(unit)[1]:
            continue
        if not unit:
            message = f"“{label(row)}”的{attribute}“{text}”没有写单位（{what}）"
        elif what == "金额":
            message = f"“{label(row)}”的{attribute}“{text}”，单位“{unit}”没有说是元还是美元"
        else:
            message = f"“{label(row)}”的{attribute}“{text}”，“{unit}”后面没有写单位（{what}）"
        yield Finding(text.source, message, Severity.WARNING, attribute)


@lru_cache(maxsize=4096)
def _lacking(name: str, second: str) -> str:
    """The kind of unit that a value of this name needs; blank if a number alone is clear."""
    kind = kind_of_name(name)
    if kind == "时间":
        return "" if name.endswith(("时间", "时限")) and not _is_duration(name) else "时间"
    if kind in _SIZES:
        return kind
    if kind == "比率":
        return "" if name.endswith("度") else "比率"
    if kind or not name or _UNCOUNTED.search(name) or name.endswith(("数", "数量", "企业", "公司", "市场主体")):
        return ""
    return "数量" if "数量" in second or _THINGS.search(name) else ""


def _is_duration(name: str) -> bool:
    return bool(re.search("平均|办理|审批|审核|响应|等待|等候|通关|运输|到达|反馈|处理", name))


RULE = Rule("C002", "缺单位", "补上单位", project=partial(once_per_place, check=check, by_field=True))
