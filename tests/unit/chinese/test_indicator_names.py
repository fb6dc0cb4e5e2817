"""What the name of an indicator says: what it counts, in which unit, and whether more or less is better."""

from __future__ import annotations

import pytest

from generator.chinese.indicator_names import (
    is_standing,
    kind_of_name,
    kind_of_unit,
    lacking_unit,
    may_be_limited,
    name_adds_up,
    unit_adds_up,
    unit_in_name,
    wish_of,
)


def test_a_unit_is_read_off_the_end_of_a_name_only() -> None:
    assert [unit_in_name(name) for name in ("投资（亿元）", "满意度(%)", "店铺（家）数", "企业（含外资）")] == [
        "亿元",
        "%",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("新增企业数量", "户次"),
        ("出口额", "万美元"),
        ("合格率(%)", "‰"),
        ("平均用时", "个工作日"),
        ("活动场次", "次"),
        ("改造道路长度", "公里"),
        ("绿化面积", "亩"),
    ],
)
def test_a_name_counts_what_its_unit_counts(name: str, unit: str) -> None:
    assert kind_of_name(name) == kind_of_unit(unit) != ""


@pytest.mark.parametrize("name", ["服务频率", "扶持企业名额", "项目", "汇率"])
def test_a_name_that_does_not_say_what_it_counts_says_nothing(name: str) -> None:
    assert kind_of_name(name) == ""


@pytest.mark.parametrize(
    ("name", "second", "wish"),
    [
        ("企业满意度", "", "高"),
        ("验收合格率", "", "高"),
        ("产品不合格率", "", "低"),
        ("投诉次数", "", "低"),
        ("投诉办结率", "", "高"),
        ("审批时间", "", "低"),
        ("会议费用", "经济成本指标", "低"),
        ("会议费用", "经济效益指标", ""),
        ("支持企业数", "", ""),
        ("成本降低额", "", ""),
    ],
)
def test_whether_more_or_less_is_better(name: str, second: str, wish: str) -> None:
    assert wish_of(name, second) == wish


@pytest.mark.parametrize(
    ("name", "second", "lacking"),
    [
        ("出口额", "", "金额"),
        ("平均审批时间", "", "时间"),
        ("完成时间", "", ""),
        ("道路长度", "", "长度"),
        ("合格率", "", "比率"),
        ("满意度", "", ""),
        ("海外仓", "数量指标", "数量"),
        ("支持企业数", "数量指标", ""),
    ],
)
def test_which_unit_a_bare_number_lacks(name: str, second: str, lacking: str) -> None:
    assert lacking_unit(name, second) == lacking


@pytest.mark.parametrize(
    "name", ["资金", "2024年资金", "支持企业", "出口额（万元）", "培训人次", "就业额度", "年度贸易额"]
)
def test_counts_and_amounts_add_up(name: str) -> None:
    assert name_adds_up(name)


@pytest.mark.parametrize(
    "name",
    [
        "年度",
        "开始年份",
        "完成日期",
        "编号",
        "满意度",
        "执行率（%）",
        "出口增长",
        "邮编",
        "户均补助",
        "审批时限",
        "进口门槛",
        "等级",
    ],
)
def test_dates_rates_averages_and_numbers_that_identify_do_not(name: str) -> None:
    assert not name_adds_up(name)


def test_rates_durations_and_prices_do_not_add_up() -> None:
    assert [unit for unit in ("家", "万元", "%", "天", "元/人") if unit_adds_up(unit)] == ["家", "万元"]


def test_a_standing_number_is_counted_at_a_date() -> None:
    assert [name for name in ("年末保有量", "累计注册企业数", "新增企业数") if is_standing(name)] == [
        "年末保有量",
        "累计注册企业数",
    ]


def test_numbers_that_may_well_have_a_ceiling() -> None:
    assert [name for name in ("会议次数", "压减编制数", "参展企业数") if may_be_limited(name)] == [
        "会议次数",
        "压减编制数",
    ]
