"""自评表, each function makes one thing wrong in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from indicators import leaves, named, raised

if TYPE_CHECKING:
    from random import Random

    from indicators import Values


def _heaviest(values: Values) -> Values:
    """A judged indicator: no formula holds for its score."""
    indicators, name = named(values, "营商环境")
    row: Values = indicators[name]
    return row


def weight(values: Values, _: Random) -> None:
    row = _heaviest(values)
    row["分值"], row["得分"] = raised(row["分值"]), raised(row["得分"])
    values["总得分"] = raised(values["总得分"])


def points_in_label(values: Values, _: Random) -> None:
    values["显示"]["产出指标"] = "产出指标\n（45分）"


def score_over_weight(values: Values, _: Random) -> None:
    row = _heaviest(values)
    row["得分"] = raised(row["分值"])
    values["总得分"] = raised(values["总得分"])


def total(values: Values, chance: Random) -> None:
    values["总得分"] = raised(values["总得分"], Decimal(chance.choice(["0.5", "-1", "2"])))


def score_off_formula(values: Values, chance: Random) -> None:
    row = _reached(values, chance)
    row["得分"] = raised(row["得分"], -1)
    row["偏差原因"] = "资料不全"
    values["总得分"] = raised(values["总得分"], -1)


def _reached(values: Values, chance: Random) -> Values:
    found: list[Values] = [
        indicators[name]
        for indicators, name in leaves(values)
        if indicators[name]["年度指标值"].lstrip("≥≤") == indicators[name]["实际完成值"]
        and indicators[name]["实际完成值"][0].isdigit()
    ]
    return chance.choice(found)


def rate(values: Values, _: Random) -> None:
    values["执行率"] = "87%"


def part_of_funds(values: Values, chance: Random) -> None:
    row = values["预算执行"]["其他资金"]
    row[chance.choice(["全年预算数", "年初预算数"])] = "77"


def claimed_rate(values: Values, chance: Random) -> None:
    head = values["实际完成情况"].partition("任务的")[0]
    values["实际完成情况"] = f"{head}任务的{chance.randint(120, 180)}%。"


def without_reason(values: Values, _: Random) -> None:
    row = _heaviest(values)
    # A fifth: some profiles ask for a reason only below nine tenths.
    cut = -max(1, int(Decimal(row["分值"])) // 5)
    row["得分"] = raised(row["得分"], cut)
    values["总得分"] = raised(values["总得分"], cut)


def overachieved(values: Values, _: Random) -> None:
    row = _measured(values, "%")
    row["年度指标值"], row["实际完成值"] = "≥40%", "70%"
    _full(values, row)


def _measured(values: Values, unit: str) -> Values:
    indicators, name = next((place, name) for place, name in leaves(values) if place[name]["年度指标值"].endswith(unit))
    row: Values = indicators[name]
    return row


def _full(values: Values, row: Values) -> None:
    values["总得分"] = raised(values["总得分"], Decimal(row["分值"]) - Decimal(row["得分"]))
    row["得分"] = row["分值"]
    row.pop("偏差原因", None)


def actual_is_no_number(values: Values, _: Random) -> None:
    row = _measured(values, "%")
    row["实际完成值"] = "是"
    _full(values, row)


def spent_before_allotted(values: Values, _: Random) -> None:
    year = values["年度"]
    budget = values["预算执行"]["年度资金总额"]["全年预算数"]
    values["资金投入情况"] = f"{year}年10月7日下达资金{budget}万元。其中：{year}年6月10日支出培训费5万元。"


def period_backwards(values: Values, _: Random) -> None:
    year = int(values["年度"])
    values["项目起止时间"] = f"{year}年12月-{year}年1月"


def execution_score(values: Values, _: Random) -> None:
    values["执行率得分"] = raised(values["执行率得分"], -3)
    values["总得分"] = raised(values["总得分"], -3)


def whole_of_funds(values: Values, chance: Random) -> None:
    row = values["预算执行"]["年度资金总额"]
    row["年初预算数"] = raised(row["年初预算数"], chance.choice([1, -1, 100]))


def expected_goal(values: Values, chance: Random) -> None:
    """Beyond every number that the table could hold."""
    values["预期目标"] = f"进出口总额达到{chance.randint(20_001, 90_000)}亿元。"


def negative_score(values: Values, _: Random) -> None:
    row = _heaviest(values)
    values["总得分"] = raised(values["总得分"], -1 - Decimal(row["得分"]))
    row["得分"], row["偏差原因"] = "-1", "未开展"
