"""What an indicator states: its number, the unit told beside it, and whether such numbers add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.check.measures import adds_up, kind_of_name, kind_of_unit, stated, stated_in_all, unit_in_name
from generator.jinja.values import IndicatorRow, Typed


def row(name: str = "支持企业数", **attributes: str) -> IndicatorRow:
    typed = {key: Typed(value) for key, value in attributes.items()}
    return IndicatorRow({"三级": Typed(name), **typed}, frozenset())


@pytest.mark.parametrize(
    ("indicator", "unit"),
    [
        (row(指标值="≥4亿元"), "亿元"),
        (row(指标值="≥4", 单位="家"), "家"),
        (row("进口规模\n（亿元）", 指标值="≥ 4"), "亿元"),
        (row("支持企业数", 指标值="≥4"), ""),
    ],
)
def test_the_unit_stands_in_the_value_or_beside_it_or_in_the_name(indicator: IndicatorRow, unit: str) -> None:
    found = stated(indicator, "指标值")
    assert found is not None
    assert (found.sign, found.number, found.unit) == ("≥", Decimal(4), unit)


@pytest.mark.parametrize("value", ["", "3-5家", "2024年底前", "保持", "9" * 30])
def test_what_is_not_one_exact_number_is_not_stated(value: str) -> None:
    assert stated(row(指标值=value), "指标值") is None


@pytest.mark.parametrize(("unit", "number"), [("万元", 40_000), ("亿元", 4), ("", 4), ("家", None)])
def test_a_number_is_put_in_another_unit_if_the_units_compare(unit: str, number: int | None) -> None:
    found = stated(row(指标值="4亿元"), "指标值")
    assert found is not None
    assert found.within(unit) == number


def test_places_of_which_only_some_have_a_unit_are_not_understood() -> None:
    assert stated_in_all([row("甲", 指标值="4家"), row("乙", 指标值="5")], "指标值", "企业数") == []


@pytest.mark.parametrize(
    ("name", "unit", "adds"),
    [
        ("支持企业数", "家", True),
        ("年度贸易额", "亿元", True),
        ("资金到位率", "", False),
        ("群众满意度（%）", "", False),
        ("平均用时", "天", False),
        ("补助标准", "元/人", False),
        ("贸易额", "%", False),
    ],
)
def test_counts_and_amounts_add_up_and_shares_and_durations_do_not(name: str, unit: str, *, adds: bool) -> None:
    assert adds_up(row(name), unit) is adds


def test_a_unit_is_read_off_the_end_of_a_name_only() -> None:
    assert [unit_in_name(name) for name in ("投资（亿元）", "满意度(%)", "店铺（家）数", "企业（含外资）")] == [
        "亿元",
        "%",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("新增企业数量", "户次"), ("出口额", "万美元"), ("合格率(%)", "‰"), ("平均用时", "个工作日"), ("活动场次", "次")],
)
def test_a_name_counts_what_its_unit_counts(name: str, unit: str) -> None:
    assert kind_of_name(name) == kind_of_unit(unit) != ""
