"""One thing wrong in a correct project file: what is changed, and the exact codes that it must raise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from made_up_words import SATISFACTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from correct_projects import Values

Change = "Callable[[Values, Random], None]"


@dataclass(frozen=True, slots=True)
class Mutation:
    """``change`` spoils a project of one kind in place."""

    name: str
    kind: str
    change: Callable[[Values, Random], None]
    codes: frozenset[str]


def _leaves(values: Values) -> Iterator[tuple[Values, str]]:
    """The indicators: the 二级 each stands in, and its name."""
    for kinds in values["绩效指标"].values():
        for indicators in kinds.values():
            for name in indicators:
                yield indicators, name


def _named(values: Values, name: str) -> tuple[Values, str]:
    return next(place for place in _leaves(values) if place[1] == name)


def _counted(values: Values, chance: Random, attribute: str, *units: str) -> tuple[Values, str]:
    """One of the indicators whose value ends in one of these units."""
    return chance.choice(
        [
            (indicators, name)
            for indicators, name in _leaves(values)
            if str(_text(indicators[name], attribute)).endswith(units)
        ]
    )


def _text(value: Any, attribute: str) -> str:
    return value.get(attribute, "") if isinstance(value, dict) else value


def _raised(number: str, by: Decimal | int = 1) -> str:
    return str(Decimal(number) + by)


# ── 目标表 ──────────────────────────────────────────────────────────


def _one_form(values: Values, chance: Random) -> Values:
    form: Values = values["分表"]["各表"][chance.choice(list(values["分表"]["各表"]))]
    return form


def _override(values: Values, chance: Random, name: str, value: Any) -> None:
    """Another value for one indicator in one 分表."""
    for group, kinds in values["绩效指标"].items():
        for kind, indicators in kinds.items():
            if name in indicators:
                _one_form(values, chance)["绩效指标"] = {group: {kind: {name: value}}}


def _goal_says_another_number(values: Values, chance: Random) -> None:
    form = _one_form(values, chance)
    form["总体目标"] = f"进出口总额达到{int(form['进出口总额']) + chance.randint(5, 90)}亿元。"


def _budget_is_another(values: Values, chance: Random) -> None:
    form = _one_form(values, chance)
    wanted = int(form["补助"]) + int(form["培训"]) + chance.choice([100, -1, 7])
    form["年度本级预算金额"] = f"{wanted}0000.00"


def _document_written_two_ways(values: Values, chance: Random) -> None:
    values["文件依据"] = "按照商务资金管理办法（临财外指〔2024〕17号）执行"
    _one_form(values, chance)["文件依据"] = "按照商务资金管理办法（临财外指[2024]17号）执行"


def _under_another_second_level(values: Values, chance: Random) -> None:
    name = "补助审核用时"
    indicators, _ = _named(values, name)
    value = indicators[name]
    _one_form(values, chance)["绩效指标"] = {"产出指标": {"时效指标": {name: None}, "质量指标": {name: value}}}


def _spelt_nearly_the_same(values: Values, chance: Random) -> None:
    indicators, name = _named(values, "进出口总额")
    value = indicators[name]
    _one_form(values, chance)["绩效指标"] = {"效益指标": {"经济效益指标": {name: None, "进出口总金额": value}}}


def _another_style(values: Values, chance: Random) -> None:
    _override(values, chance, "补助审核用时", "30天以内")


def _lacks_an_indicator(values: Values, chance: Random) -> None:
    _override(values, chance, "营商环境", None)


def _satisfaction_at_most(values: Values, chance: Random) -> None:
    indicators, name = chance.choice(
        [place for place in _leaves(values) if place[1] in {each.name for each in SATISFACTION}]
    )
    indicators[name] = indicators[name].replace("≥", "≤")


def _time_at_least(values: Values, _: Random) -> None:
    indicators, name = _named(values, "补助审核用时")
    indicators[name] = indicators[name].replace("≤", "≥")


def _amount_without_unit(values: Values, _: Random) -> None:
    indicators, name = _named(values, "进出口总额")
    indicators[name] = indicators[name].removesuffix("亿元")
    values["总体目标"] = "外贸规模稳步增长。"


def _unit_of_another(values: Values, _: Random) -> None:
    values["绩效指标"]["产出指标"]["数量指标"]["参展企业数"] = "≥5天"


def _without_benefits(values: Values, _: Random) -> None:
    del values["绩效指标"]["效益指标"]
    values["总体目标"] = "外贸规模稳步增长。"


def _latex(values: Values, chance: Random) -> None:
    values["绩效指标"]["效益指标"]["经济效益指标"]["进出口总额"] = "\\geq{{ 进出口总额 }}亿元"


def _misread_sign(values: Values, _: Random) -> None:
    indicators, name = _named(values, "补助审核用时")
    indicators[name] = "《{{ 补助审核用时 }}天"


def _mixed_brackets(values: Values, _: Random) -> None:
    values["备注"] = "按月（每月5日前）报送进度(含附件)。"


def _stray_space(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸 规模稳步增长。"


def _doubled_sentence(values: Values, _: Random) -> None:
    values["总体目标"] = "全市外贸规模保持稳步增长态势。全市外贸规模保持稳步增长态势。"


def _doubled_word(values: Values, _: Random) -> None:
    values["总体目标"] = "支持企业开拓的的国际市场。"


def _zero_width(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模\u200b稳步增长。"


def _replacement_character(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模\ufffd稳步增长。"


def _deadline_next_year(values: Values, _: Random) -> None:
    indicators, name = _named(values, "项目完成时间")
    indicators[name] = "{{ 年度 + 1 }}年12月底前"


def _person(values: Values, chance: Random) -> None:
    _one_form(values, chance)["项目负责人"] = chance.choice(["王建国", "欧阳晓"])


def _telephone(values: Values, chance: Random) -> None:
    _one_form(values, chance)["备注"] = f"咨询电话{chance.choice(['0731-84123456', '13912345678'])}"


# ── 分解表 ──────────────────────────────────────────────────────────


def _breakdown(values: Values, name: str) -> Values:
    indicators, _ = _named(values, name)
    found: Values = indicators[name]["分解"]
    return found


def _part_of_both(values: Values, chance: Random) -> None:
    """The place's years still agree; the sum no longer."""
    parts = _breakdown(values, "进出口总额")
    number = chance.randrange(len(parts["当年值"]))
    years = int(values["到期年度"][:4]) - int(values["起始年度"][:4]) + 1
    parts["当年值"][number] = _with_number(parts["当年值"][number], 10)
    parts["周期值"][number] = _with_number(parts["周期值"][number], 10 * years)


def _with_number(value: str, more: int) -> str:
    digits = "".join(character for character in value if character.isdigit())
    return value.replace(digits, str(int(digits) + more))


def _part_of_one_year(values: Values, chance: Random) -> None:
    parts = _breakdown(values, "进出口总额")["当年值"]
    number = chance.randrange(len(parts))
    parts[number] = _with_number(parts[number], chance.choice([10, 50]))


def _place_lacks(values: Values, chance: Random) -> None:
    _breakdown(values, "营商环境")["除"] = [chance.choice(values["地区"])]


def _cycle_of_amounts(values: Values, _: Random) -> None:
    values["总金额"] = _with_number(values["总金额"], 100)


def _head_stricter_than_parts(values: Values, _: Random) -> None:
    indicators, name = _named(values, "进出口总额")
    for attribute in ("周期值", "当年值"):
        indicators[name][attribute] = indicators[name][attribute].replace("≥", ">")


def _ends_before_it_starts(values: Values, _: Random) -> None:
    values["起始年度"], values["到期年度"] = values["到期年度"], values["起始年度"]


def _goal_of_the_year(values: Values, chance: Random) -> None:
    """Beyond every number that the table could hold."""
    values["当年度目标"] = f"进出口总额不少于{chance.randint(20_001, 90_000)}亿元。"


# ── 自评表 ──────────────────────────────────────────────────────────


def _heaviest(values: Values) -> Values:
    """A judged indicator: no formula holds for its score."""
    indicators, name = _named(values, "营商环境")
    row: Values = indicators[name]
    return row


def _weight(values: Values, _: Random) -> None:
    row = _heaviest(values)
    row["分值"], row["得分"] = _raised(row["分值"]), _raised(row["得分"])
    values["总得分"] = _raised(values["总得分"])


def _points_in_label(values: Values, _: Random) -> None:
    values["显示"]["产出指标"] = "产出指标\n（45分）"
    values["打分"] = "财预〔2020〕10号"


def _score_over_weight(values: Values, _: Random) -> None:
    row = _heaviest(values)
    row["得分"] = _raised(row["分值"])
    values["总得分"] = _raised(values["总得分"])


def _total(values: Values, chance: Random) -> None:
    values["总得分"] = _raised(values["总得分"], chance.choice([Decimal("0.5"), -1, 2]))


def _score_off_formula(values: Values, chance: Random) -> None:
    row = _reached(values, chance)
    row["得分"] = _raised(row["得分"], -1)
    row["偏差原因"] = "资料不全"
    values["总得分"] = _raised(values["总得分"], -1)


def _reached(values: Values, chance: Random) -> Values:
    found: list[Values] = [
        indicators[name]
        for indicators, name in _leaves(values)
        if indicators[name]["年度指标值"].lstrip("≥≤") == indicators[name]["实际完成值"]
        and indicators[name]["实际完成值"][0].isdigit()
    ]
    return chance.choice(found)


def _rate(values: Values, _: Random) -> None:
    values["执行率"] = "87%"


def _part_of_funds(values: Values, chance: Random) -> None:
    row = values["预算执行"]["其他资金"]
    row[chance.choice(["全年预算数", "年初预算数"])] = "77"


def _claimed_rate(values: Values, chance: Random) -> None:
    head = values["实际完成情况"].partition("任务的")[0]
    values["实际完成情况"] = f"{head}任务的{chance.randint(120, 180)}%。"


def _without_reason(values: Values, _: Random) -> None:
    row = _heaviest(values)
    row["得分"] = _raised(row["得分"], -1)
    values["总得分"] = _raised(values["总得分"], -1)


def _overachieved(values: Values, _: Random) -> None:
    row = _measured(values, "%")
    row["年度指标值"], row["实际完成值"] = "≥40%", "70%"
    _full(values, row)


def _measured(values: Values, unit: str) -> Values:
    indicators, name = next(
        (place, name) for place, name in _leaves(values) if place[name]["年度指标值"].endswith(unit)
    )
    row: Values = indicators[name]
    return row


def _full(values: Values, row: Values) -> None:
    values["总得分"] = _raised(values["总得分"], Decimal(row["分值"]) - Decimal(row["得分"]))
    row["得分"] = row["分值"]
    row.pop("偏差原因", None)


def _actual_is_no_number(values: Values, _: Random) -> None:
    row = _measured(values, "%")
    row["实际完成值"] = "是"
    _full(values, row)


def _spent_before_allotted(values: Values, _: Random) -> None:
    year = values["年度"]
    budget = values["预算执行"]["年度资金总额"]["全年预算数"]
    values["资金投入情况"] = f"{year}年10月7日下达资金{budget}万元。其中：{year}年6月10日支出培训费5万元。"


def _period_backwards(values: Values, _: Random) -> None:
    year = int(values["年度"])
    values["项目起止时间"] = f"{year}年12月-{year}年1月"


def _of(kind: str, *entries: tuple[str, Callable[[Values, Random], None], str]) -> tuple[Mutation, ...]:
    return tuple(Mutation(name, kind, change, frozenset(codes.split())) for name, change, codes in entries)


MUTATIONS: tuple[Mutation, ...] = (
    *_of(
        "目标表",
        ("总体目标里换一个数", _goal_says_another_number, "B001"),
        ("预算换一个数", _budget_is_another, "B002"),
        ("文号的括号换一种", _document_written_two_ways, "B003"),
        ("一张分表换了二级", _under_another_second_level, "B004"),
        ("一张分表名称多一个字", _spelt_nearly_the_same, "B005"),
        ("一张分表换了写法", _another_style, "B006"),
        ("一张分表少一个指标", _lacks_an_indicator, "B007"),
        ("满意度写成不超过", _satisfaction_at_most, "C001"),
        ("用时写成不少于", _time_at_least, "C001"),
        ("金额没有单位", _amount_without_unit, "C002"),
        ("企业数按天算", _unit_of_another, "C003"),
        ("没有效益指标", _without_benefits, "D001"),
        ("留下 LaTeX", _latex, "E001"),
        ("大于号认成书名号", _misread_sign, "E001"),
        ("括号混用", _mixed_brackets, "E002"),
        ("多余的空格", _stray_space, "E003"),
        ("句子重复", _doubled_sentence, "E004"),
        ("叠字", _doubled_word, "E004"),
        ("零宽字符", _zero_width, "E005"),
        ("替换字符", _replacement_character, "E005"),
        ("期限在下一年", _deadline_next_year, "F003"),
        ("写了人名", _person, "G001"),
        ("写了电话", _telephone, "G002"),
    ),
    *_of(
        "分解表",
        ("一个地区两个数一起改", _part_of_both, "A008"),
        ("一个地区的当年值", _part_of_one_year, "A008 A010"),
        ("少一个地区", _place_lacks, "A009"),
        ("总金额", _cycle_of_amounts, "A010"),
        ("总数用大于号", _head_stricter_than_parts, "C004"),
        ("起止颠倒", _ends_before_it_starts, "F001"),
        ("当年度目标里换一个数", _goal_of_the_year, "B001"),
    ),
    *_of(
        "自评表",
        ("分值多 1 分", _weight, "A001 A002"),
        ("一级标签里的分数", _points_in_label, "A002"),
        ("得分超过分值", _score_over_weight, "A003"),
        ("总分", _total, "A004"),
        ("得分少 1 分", _score_off_formula, "A005"),
        ("执行率", _rate, "A006"),
        ("资金的一部分", _part_of_funds, "A007"),
        ("完成率", _claimed_rate, "A011"),
        ("扣了分没有原因", _without_reason, "D002"),
        ("超额三成没有原因", _overachieved, "D002"),
        ("实际完成值不是数", _actual_is_no_number, "D003"),
        ("支出早于下达", _spent_before_allotted, "F002"),
        ("起止时间颠倒", _period_backwards, "F001"),
    ),
)
