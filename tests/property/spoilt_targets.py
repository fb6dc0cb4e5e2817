"""绩效目标表 of several 分表, each function makes one thing wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indicators import leaves, named
from made_up_words import SATISFACTION

if TYPE_CHECKING:
    from random import Random

    from indicators import Values


def _one_form(values: Values, chance: Random) -> Values:
    form: Values = values["分表"]["各表"][chance.choice(list(values["分表"]["各表"]))]
    return form


def _override(values: Values, chance: Random, name: str, value: Any) -> None:
    """Another value for one indicator in one 分表."""
    for group, kinds in values["绩效指标"].items():
        for kind, indicators in kinds.items():
            if name in indicators:
                _one_form(values, chance)["绩效指标"] = {group: {kind: {name: value}}}


def goal_says_another_number(values: Values, chance: Random) -> None:
    form = _one_form(values, chance)
    form["总体目标"] = f"进出口总额达到{int(form['进出口总额']) + chance.randint(5, 90)}亿元。"


def budget_is_another(values: Values, chance: Random) -> None:
    form = _one_form(values, chance)
    # Little more than the parts, which are 10 and up: no amounts of the text make it up.
    wanted = int(form["补助"]) + int(form["培训"]) + chance.choice([1, 7])
    form["年度本级预算金额"] = f"{wanted}0000.00"


def document_written_two_ways(values: Values, chance: Random) -> None:
    values["文件依据"] = "按照商务资金管理办法（临财外指〔2024〕17号）执行"
    _one_form(values, chance)["文件依据"] = "按照商务资金管理办法（临财外指[2024]17号）执行"


def under_another_second_level(values: Values, chance: Random) -> None:
    name = "补助审核用时"
    indicators, _ = named(values, name)
    value = indicators[name]
    _one_form(values, chance)["绩效指标"] = {"产出指标": {"时效指标": {name: None}, "质量指标": {name: value}}}


def spelt_nearly_the_same(values: Values, chance: Random) -> None:
    indicators, name = named(values, "支持企业数")
    value = indicators[name]
    _one_form(values, chance)["绩效指标"] = {"产出指标": {"数量指标": {name: None, f"{name}量": value}}}


def another_style(values: Values, chance: Random) -> None:
    _override(values, chance, "补助审核用时", "30天以内")


def lacks_an_indicator(values: Values, chance: Random) -> None:
    _override(values, chance, "营商环境", None)


def satisfaction_at_most(values: Values, chance: Random) -> None:
    indicators, name = chance.choice(
        [place for place in leaves(values) if place[1] in {each.name for each in SATISFACTION}]
    )
    indicators[name] = indicators[name].replace("≥", "≤")


def time_at_least(values: Values, _: Random) -> None:
    indicators, name = named(values, "补助审核用时")
    indicators[name] = indicators[name].replace("≤", "≥")


def amount_without_unit(values: Values, _: Random) -> None:
    indicators, name = named(values, "进出口总额")
    indicators[name] = indicators[name].removesuffix("亿元")
    values["总体目标"] = "外贸规模稳步增长。"


def unit_of_another(values: Values, _: Random) -> None:
    values["绩效指标"]["产出指标"]["数量指标"]["参展企业数"] = "≥5天"


def without_benefits(values: Values, _: Random) -> None:
    del values["绩效指标"]["效益指标"]
    values["总体目标"] = "外贸规模稳步增长。"


def latex(values: Values, chance: Random) -> None:
    values["绩效指标"]["效益指标"]["经济效益指标"]["进出口总额"] = "\\geq{{ 进出口总额 }}亿元"


def misread_sign(values: Values, _: Random) -> None:
    indicators, name = named(values, "补助审核用时")
    indicators[name] = "《{{ 补助审核用时 }}天"


def mixed_brackets(values: Values, _: Random) -> None:
    values["备注"] = "按月（每月5日前）报送进度(含附件)。"


def stray_space(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸 规模稳步增长。"


def doubled_sentence(values: Values, _: Random) -> None:
    values["总体目标"] = "全市外贸规模保持稳步增长态势。全市外贸规模保持稳步增长态势。"


def doubled_word(values: Values, _: Random) -> None:
    values["总体目标"] = "支持企业开拓的的国际市场。"


def zero_width(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模\u200b稳步增长。"


def replacement_character(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模\ufffd稳步增长。"


def deadline_next_year(values: Values, _: Random) -> None:
    indicators, name = named(values, "项目完成时间")
    indicators[name] = "{{ 年度 + 1 }}年12月底前"


def person(values: Values, chance: Random) -> None:
    _one_form(values, chance)["项目负责人"] = chance.choice(["王建国", "欧阳晓"])


def telephone(values: Values, chance: Random) -> None:
    _one_form(values, chance)["备注"] = f"经办人电话{chance.choice(['0731-84123456', '13912345678'])}"


def entity(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模&nbsp;稳步增长。"


def unpaired_bracket(values: Values, _: Random) -> None:
    values["备注"] = "按月（每月5日前报送进度。"


def rate_in_households(values: Values, _: Random) -> None:
    indicators, name = named(values, "营商环境")
    del indicators[name]
    indicators["政策知晓率"] = "≥90家"


def identity_card(values: Values, chance: Random) -> None:
    _one_form(values, chance)["备注"] = "经办人身份证号11010519491231002X"
    values["检查"] = {"公开": "否"}


def without_satisfaction(values: Values, _: Random) -> None:
    del values["绩效指标"]["满意度指标"]


def total_of_an_allotment(values: Values, chance: Random) -> None:
    values["分配方案"] = {
        "东片": {"资金": "100"},
        "西片": {"资金": "80"},
        "合计": {"资金": str(chance.randint(181, 300))},
    }


def goal_asks_for_other_funds(values: Values, chance: Random) -> None:
    form = _one_form(values, chance)
    form["总体目标"] = f"申请预算资金{int(form['补助']) + int(form['培训']) + chance.randint(1, 9)}万元，稳定外贸规模。"


def sign_of_one_form(values: Values, chance: Random) -> None:
    _override(values, chance, "进出口总额", "≤{{ 进出口总额 }}亿元")


def quantity_in_words(values: Values, _: Random) -> None:
    indicators, name = named(values, "营商环境")
    indicators[name] = {"指标类型": "定量", "指标值": "持续优化"}


def place_without_form(values: Values, _: Random) -> None:
    values["支持范围"] = [*values["分表"]["各表"], "望海市"]


def unknown_funds(values: Values, chance: Random) -> None:
    values["结对帮扶经费"] = f"{chance.randint(10, 90)}万元"


def full_width(values: Values, _: Random) -> None:
    values["总体目标"] = "外贸规模增长１０个百分点。"


def no_department(values: Values, _: Random) -> None:
    values["主管部门"] = ""
