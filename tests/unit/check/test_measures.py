"""What an indicator states: its number, the unit told beside it, and whether such numbers add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.check.measures import adds_up, stated, stated_in_all
from generator.check.names import take_names
from generator.check.subject import Form
from generator.jinja.values import IndicatorRow, Typed
from generator.problem import Source


def row(name: str = "支持企业数", **attributes: str) -> IndicatorRow:
    typed = {key: Typed(value) for key, value in attributes.items()}
    return IndicatorRow({"三级": Typed(name), **typed}, frozenset())


def form(*rows: IndicatorRow) -> Form:
    """A form with these indicators, each attribute of which is given."""
    context = {"指标": list(rows)}
    given = {name for each in rows for name in each.attributes()}
    return Form("甲市", 1, context, Source("项目.yaml"), take_names([context], given))


@pytest.mark.parametrize(
    ("indicator", "attribute", "unit"),
    [
        (row(指标值="≥4亿元"), "指标值", "亿元"),
        (row(指标值="≥4", 单位="家"), "指标值", "家"),
        (row(绩效指标性质="≥", 绩效指标值="4", 绩效度量单位="家"), "绩效指标值", "家"),
        (row("进口规模\n（亿元）", 指标值="≥ 4"), "指标值", "亿元"),
        (row("支持企业数", 指标值="≥4"), "指标值", ""),
    ],
)
def test_the_unit_stands_in_the_value_or_beside_it_or_in_the_name(
    indicator: IndicatorRow, attribute: str, unit: str
) -> None:
    found = stated(form(indicator), indicator, attribute)
    assert found is not None
    assert (found.sign, found.number, found.unit) == ("≥", Decimal(4), unit)


@pytest.mark.parametrize("value", ["", "3-5家", "2024年底前", "保持", "9" * 30])
def test_what_is_not_one_exact_number_is_not_stated(value: str) -> None:
    indicator = row(指标值=value)
    assert stated(form(indicator), indicator, "指标值") is None


@pytest.mark.parametrize(("unit", "number"), [("万元", 40_000), ("亿元", 4), ("", 4), ("家", None)])
def test_a_number_is_put_in_another_unit_if_the_units_compare(unit: str, number: int | None) -> None:
    indicator = row(指标值="4亿元")
    found = stated(form(indicator), indicator, "指标值")
    assert found is not None
    assert found.within(unit) == number


def test_places_of_which_only_some_have_a_unit_are_not_understood() -> None:
    places = [row("甲", 指标值="4家"), row("乙", 指标值="5")]
    assert stated_in_all(form(*places), places, "指标值", "企业数") == []


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
    indicator = row(name)
    assert adds_up(form(indicator), indicator, unit) is adds
