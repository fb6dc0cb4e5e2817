"""What the names of a project are taken for, over all its forms."""

from __future__ import annotations

from typing import Any

from generator.check.names import take_names
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed


def context(rows: list[dict[str, str]] | None = None, **fields: Any) -> dict[str, Any]:
    """A context whose texts are typed."""
    typed = [IndicatorRow({name: Typed(text) for name, text in row.items()}, frozenset()) for row in rows or []]
    return {**{name: _typed(value) for name, value in fields.items()}, "指标": typed}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _typed(below) for name, below in value.items()}
    return [_typed(below) for below in value] if isinstance(value, list) else Typed(value)


def test_fields_have_a_role_by_their_path() -> None:
    names = take_names([context(预算执行={"年度资金总额": {"全年预算数": "5"}}, 项目概况="概况")], ())
    assert {path: naming.role for path, naming in names.fields.items()} == {
        "预算执行": Role.RATE,
        "预算执行/年度资金总额": Role.FUNDS,
        "预算执行/年度资金总额/全年预算数": Role.BUDGET,
        "项目概况": None,
    }


def test_what_decides_a_word_may_stand_in_another_form() -> None:
    names = take_names([context(单位=""), context(单位="某市商务局")], ())
    assert names.field_role("单位") is Role.REPORTER
    later = take_names([context([{"指标类型": ""}]), context([{"指标类型": "≥"}])], {"指标类型"})
    assert later.columns == {Role.SIGN: ("指标类型",)}


def test_only_names_of_its_own_group_decide_a_word() -> None:
    beside = take_names([context(资金={"总额": "9", "年度金额": "3"})], ())
    elsewhere = take_names([context(资金={"总额": "9"}, 甲={"年度金额": "3"})], ())
    assert beside.field_role("资金/总额") is Role.PERIOD_FUNDS
    assert elsewhere.field_role("资金/总额") is Role.FUNDS


def test_items_of_a_list_have_the_path_of_the_list() -> None:
    names = take_names([context(明细=[{"单位": "甲公司", "资金": "1"}, {"单位": "乙公司", "资金": "2"}])], ())
    assert names.field_role("明细/单位") is Role.REPORTER
    assert names.field_role("明细/资金") is Role.FUNDS


def test_the_variable_that_names_the_forms_is_no_value() -> None:
    names = take_names([context(总额="甲市")], (), by=("总额",))
    naming = names.fields["总额"]
    assert (naming.role, naming.is_value, naming.reason) == (None, False, "分表的名称，不是值")


def test_attributes_that_are_derived_are_no_columns() -> None:
    row = {"指标值": "≥4家", "年度指标值": "≥4家", "符号": "≥", "单位": "家"}
    names = take_names([context([row])], {"年度指标值"})
    assert names.columns == {Role.TARGET: ("年度指标值", "指标值")}


def test_what_a_project_settles_counts() -> None:
    names = take_names(
        [context([{"完成程度": "9家"}], 概况="5")], {"完成程度"}, (), {"完成程度": Role.ACTUAL, "概况": Role.FUNDS}
    )
    assert names.columns == {Role.ACTUAL: ("完成程度",)}
    assert names.field_role("概况") is Role.FUNDS
    assert names.roles == {Role.ACTUAL, Role.FUNDS}
