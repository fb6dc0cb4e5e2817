"""A source of chance in, a correct project file out: three kinds of forms, in which everything adds up and agrees.

``target``: 绩效目标表 of several 分表; ``broken_down``: a several-year target with its 分解; ``evaluation``: 自评表.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from made_up_words import (
    ALWAYS,
    BENEFITS,
    CITIES,
    COSTS,
    EXECUTION,
    FUNDS,
    IN_PROPORTION,
    OUTPUTS,
    PROFILES,
    REMARKS,
    SATISFACTION,
    Measure,
    Quality,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

Values = dict[str, Any]
Indicators = list["Measure | Quality"]


def written(values: Values) -> str:
    """The project file: JSON is YAML, but for None, after which nothing is written."""
    return json.dumps(values, ensure_ascii=False, indent=1).replace('": null', '":')


def target(chance: Random) -> Values:
    """Six or more 分表 from one text and a table of numbers."""
    chosen = _chosen(chance, with_costs=chance.random() < 0.5)
    counted = [each for each in chosen if isinstance(each, Measure)]
    year = chance.randint(2020, 2026)
    cities = chance.sample(CITIES, chance.randint(6, len(CITIES)))
    told = [each for each in counted if each.adds_up]
    return {
        "模板": "表",
        "检查": {"公开": "是"},
        "年度": str(year),
        "标题": "{{ 项目名称 }}绩效目标表",
        "项目名称": f"{year}年{chance.choice(FUNDS)}",
        "主管部门": "{{ 市州 }}商务局、{{ 市州 }}财政局",
        "金额单位": "元",
        "年度本级预算金额": "{{ 补助 * 10000 + 培训 * 10000 }}.00",
        "测算依据": "企业补助{{ 补助 }}万元，业务培训{{ 培训 }}万元，两项合计{{ 补助 + 培训 }}万元。",
        "总体目标": f"{_basis(chance)}{'；'.join(_promise(chance, each) for each in told)}。",
        "备注": chance.choice(REMARKS),
        "绩效指标": _with_deadline(
            _tree(chosen, lambda each: f"{each.sign}{{{{ {each.name} }}}}{each.unit}"), "{{ 年度 }}年12月底前"
        ),
        "分表": {"按": "市州", "各表": {city: _numbers(chance, counted) for city in cities}},
    }


def broken_down(chance: Random) -> Values:
    """A target over some years, which places share."""
    chosen = _chosen(chance, with_costs=False)
    year, years = chance.randint(2020, 2026), chance.randint(2, 5)
    places = chance.sample(CITIES, chance.randint(3, 10))
    amount = chance.randint(100, 90_000)
    yearly: dict[str, int] = {}

    def value(each: Measure) -> Values:
        parts = [_number(chance, each) for _ in places] if each.adds_up else [_number(chance, each)] * len(places)
        whole = yearly[each.name] = sum(parts) if each.adds_up else parts[0]
        times = years if each.adds_up else 1
        return {
            "周期值": f"{each.sign} {whole * times}{each.unit}",
            "当年值": f"{each.sign} {whole}{each.unit}",
            "分解": {
                "周期值": [f"{each.sign} {part * times}{each.unit}" for part in parts],
                "当年值": [f"{each.sign} {part}{each.unit}" for part in parts],
            },
        }

    def judged(each: Quality) -> Values:
        both = {"周期值": each.value, "当年值": each.value}
        return {**both, "分解": both}

    by = {"周期值": f"{year + years - 1}年12月底前", "当年值": f"{year}年12月底前"}
    tree = _with_deadline(_tree(chosen, value, judged), {**by, "分解": by})
    told = [each for each in chosen if isinstance(each, Measure) and each.adds_up]
    fund = chance.choice(FUNDS)
    return {
        "模板": "表",
        "检查": {"公开": "是"},
        "标题": f"{year}年{fund}（二级项目）绩效目标表",
        "项目名称": fund,
        "主管部门": "某省商务厅",
        "用款单位": "{{ 主管部门 }}",
        "起始年度": f"{year}年",
        "到期年度": f"{year + years - 1}年",
        "总金额": f"{amount * years}万元",
        "当年度金额": f"{amount}万元",
        "当年度目标": "，".join(f"{each.name}不少于{_said(yearly[each.name], each)}" for each in told) + "。",
        "项目概述": chance.choice(REMARKS),
        "地区": places,
        "绩效指标": tree,
    }


def evaluation(chance: Random) -> Values:
    """Scores, rates and totals by a profile; what missed its target has a reason."""
    profile = chance.choice(list(PROFILES))
    weights = PROFILES[profile]
    chosen = _chosen(chance, with_costs="成本指标" in weights)
    shares = _shares(chance, chosen, weights)
    year = chance.randint(2020, 2025)
    rows: dict[str, Values] = {each.name: _scored(chance, each, shares[each.name], profile) for each in chosen}
    parts = [chance.randint(1, 40) * 10, chance.choice([0, 50]), chance.choice([0, 30])]
    money = _money(parts, sum(parts) if chance.random() < 0.5 else sum(parts) - chance.randint(1, 5))
    spent, budget = Decimal(money["年度资金总额"]["全年执行数"]), Decimal(sum(parts))
    weight = EXECUTION.get(profile, 10)
    execution = _cents(spent / budget * weight)
    told = next(each for each in chosen if isinstance(each, Measure) and each.adds_up)
    total = execution + sum(Decimal(row["得分"]) for row in rows.values())
    return {
        "模板": "表",
        "检查": {"公开": "是"},
        "打分": profile,
        "年度": str(year),
        "项目名称": f"{year}年{chance.choice(FUNDS)}",
        "主管部门": "临江市商务局",
        "实施单位": "{{ 主管部门 }}",
        "项目负责人": "",
        "联系电话": "",
        "项目起止时间": f"{year}年1月-{year}年12月",
        "资金投入情况": f"{year}年3月5日下达{budget}万元（临财外指〔{year}〕17号），{year}年6月10日拨付。",
        "预期目标": f"{told.name}达到{_bare(rows[told.name]['年度指标值'])}。",
        "存在的问题": chance.choice(REMARKS),
        "实际完成情况": _claim(told, rows[told.name]),
        "预算执行": money,
        "执行率": f"{_plain(_cents(spent / budget * 100))}%",
        "执行率分值": str(weight),
        "执行率得分": _plain(execution),
        "显示": {group: f"{group}\n（{points}分）" for group, points in weights.items() if group != "全部指标"},
        "绩效指标": _tree(chosen, lambda each: rows[each.name], lambda each: rows[each.name]),
        "总分值": "100",
        "总得分": _plain(total),
    }


KINDS: dict[str, Callable[[Random], Values]] = {"目标表": target, "分解表": broken_down, "自评表": evaluation}


def _chosen(chance: Random, *, with_costs: bool) -> Indicators:
    """Some of each kind, in the order of the form."""
    every: Indicators = [*COSTS, *OUTPUTS, *BENEFITS, *SATISFACTION]
    picked = {
        *(chance.sample(COSTS, chance.randint(1, 2)) if with_costs else ()),
        *chance.sample(OUTPUTS[:5], chance.randint(2, 4)),
        *chance.sample(OUTPUTS[5:], chance.randint(1, 3)),
        *chance.sample(BENEFITS[1:], chance.randint(1, 3)),
        *(each for each in every if each.name in ALWAYS),
        *chance.sample(SATISFACTION, chance.randint(1, 2)),
    }
    return [each for each in every if each in picked]


def _tree(
    chosen: Iterable[Measure | Quality],
    counted: Callable[[Measure], Any],
    judged: Callable[[Quality], Any] = lambda each: each.value,
) -> Values:
    tree: Values = {}
    for each in chosen:
        value = counted(each) if isinstance(each, Measure) else judged(each)
        tree.setdefault(each.group, {}).setdefault(each.kind, {})[each.name] = value
    return tree


def _promise(chance: Random, each: Measure) -> str:
    number = f"{{{{ {each.name} }}}}{each.unit}"
    return chance.choice(
        [
            f"{each.name}达到{number}",
            f"{each.name}不少于{number}",
            f"{each.name}{number}以上",
            f"全年{each.name}≥{number}",
        ]
    )


def _basis(chance: Random) -> str:
    return chance.choice(["", "", "在上年进出口总额12.6亿元的基础上，", "围绕“五外联动”，突出3个重点，"])


def _with_deadline(tree: Values, value: Any) -> Values:
    tree["产出指标"].setdefault("时效指标", {})["项目完成时间"] = value
    return tree


def _numbers(chance: Random, counted: Iterable[Measure]) -> dict[str, str]:
    money = {"补助": str(chance.randint(10, 500)), "培训": str(chance.randint(10, 90))}
    return money | {each.name: str(_number(chance, each)) for each in counted}


def _number(chance: Random, each: Measure) -> int:
    return chance.randrange(each.lowest, each.highest + 1, each.step)


def _said(number: int, each: Measure) -> str:
    """As a text would say it: 8万标箱 for 80000标箱."""
    return f"{number // 10_000}万{each.unit}" if number % 10_000 == 0 else f"{number}{each.unit}"


def _shares(chance: Random, chosen: Indicators, weights: dict[str, int]) -> dict[str, int]:
    """Whole points that make each group full."""
    shares: dict[str, int] = {}
    for group, points in weights.items():
        own = [each.name for each in chosen if group in {each.group, "全部指标"}]
        cuts = sorted(chance.sample(range(1, points // 2), len(own) - 1))
        for name, low, high in zip(own, [0, *cuts], [*cuts, points // 2], strict=True):
            shares[name] = 2 * (high - low)
    return shares


def _scored(chance: Random, each: Measure | Quality, weight: int, profile: str) -> Values:
    if isinstance(each, Quality):
        return _row(each.value, each.value, weight, Decimal(weight))
    goal = _number(chance, each)
    aim = f"{each.sign}{goal}{each.unit}"
    if chance.random() < 0.7:
        return _row(aim, f"{goal}{each.unit}", weight, Decimal(weight))
    if each.sign == "≤":
        got = goal + goal // 10
        share = Decimal(goal) / got if profile in IN_PROPORTION else 1 - Decimal(got - goal) / goal
        score = share * weight
    else:
        got = goal - goal // 10
        score = Decimal(got) / goal * weight
    return _row(aim, f"{got}{each.unit}", weight, _cents(score), "受汛期影响，下年度补办")


def _row(goal: str, actual: str, weight: int, score: Decimal, reason: str = "") -> Values:
    row = {"年度指标值": goal, "实际完成值": actual, "分值": str(weight), "得分": _plain(score)}
    return row | ({"偏差原因": reason} if reason else {})


def _money(parts: list[int], spent: int) -> Values:
    names = ("当年财政拨款", "上年结转资金", "其他资金")
    left = sum(parts) - spent
    rows = {"年度资金总额": (sum(parts), spent)}
    rows |= {name: (part, part - (left if name == names[0] else 0)) for name, part in zip(names, parts, strict=True)}
    columns = ("年初预算数", "全年预算数", "全年执行数")
    return {
        name: dict(zip(columns, (str(plan), str(plan), str(used)), strict=True)) for name, (plan, used) in rows.items()
    }


def _claim(each: Measure, row: Values) -> str:
    goal, actual = (Decimal(_bare(row[name]).removesuffix(each.unit)) for name in ("年度指标值", "实际完成值"))
    return f"{each.name}{actual}{each.unit}，完成年度任务的{_plain(_cents(actual / goal * 100))}%。"


def _bare(value: str) -> str:
    return value.lstrip("≥≤")


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
