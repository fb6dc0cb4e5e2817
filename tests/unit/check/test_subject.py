"""What rules look at is read off a form once, however many rules look."""

from __future__ import annotations

import pytest

from generator.check.names import take_names
from generator.check.subject import Form
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Label, Typed
from generator.problem import Source

AT = Source("项目.yaml", 3, 5)


def form(*, given: tuple[str, ...] = ("指标值",), **attributes: str) -> Form:
    levels = {name: Label(name, AT, (name,)) for name in ("一级", "二级", "三级")}
    values = attributes or {"指标值": "≥4家", "年度指标值": "≥4家"}
    rows = [IndicatorRow({**{name: Typed(text, AT) for name, text in values.items()}, **levels}, frozenset())]
    context = {"计划": {"金额": Typed("10")}, "金额": Typed("20"), "空": Typed(""), "指标": rows}
    return Form("甲市", 1, context, AT, take_names([context], given))


def test_every_text_of_a_form_that_is_not_blank_once_for_each_place() -> None:
    found = [(piece.field, str(piece.text), piece.is_label) for piece in form().pieces]
    assert found == [
        ("计划/金额", "10", False),
        ("金额", "20", False),
        ("指标值", "≥4家", False),
        ("一级", "一级", True),
        ("二级", "二级", True),
        ("三级", "三级", True),
    ]


def test_fields_are_found_by_role_in_their_order() -> None:
    one = form()
    assert [field.path for field in one.with_role(Role.INVESTMENT, Role.FUNDS)] == ["计划/金额", "金额"]
    assert [(field.role, field.group_role) for field in one.fields] == [
        (Role.FUNDS, Role.INVESTMENT),
        (Role.FUNDS, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("attributes", "full"),
    [
        ({"指标性质": "≥", "指标值": "4", "度量单位": "家"}, "≥4家"),
        ({"绩效指标性质": "=", "绩效指标值": "100", "绩效度量单位": "%"}, "=100%"),
        ({"年度指标值": "≥4家", "度量单位": "家"}, "≥4家"),
        ({"指标性质": "定性", "指标值": "4", "度量单位": "家"}, "4家"),
        ({"指标值": "4家/年", "年度指标值": ""}, "4家/年"),
    ],
)
def test_a_target_is_read_with_the_sign_and_unit_of_its_columns(attributes: dict[str, str], full: str) -> None:
    one = form(given=tuple(attributes), **attributes)
    assert one.value(one.rows[0], Role.TARGET).full == full


def test_an_actual_value_takes_the_unit_of_its_column_and_no_sign() -> None:
    given = {"指标性质": "≥", "指标值": "4", "完成值": "5", "度量单位": "家"}
    one = form(given=tuple(given), **given)
    assert one.value(one.rows[0], Role.ACTUAL).full == "5家"


def test_columns_of_one_role_give_each_filled_value_once() -> None:
    given = {"年度指标值": "≥4家", "目标值": "≥5家", "计划值": ""}
    one = form(given=tuple(given), **given)
    assert [(value.attribute, value.full) for value in one.values(one.rows[0], Role.TARGET)] == [
        ("年度指标值", "≥4家"),
        ("目标值", "≥5家"),
    ]


def test_texts_and_indicators_are_read_once() -> None:
    one = form()
    assert one.pieces is one.pieces
    assert one.indicators is one.indicators
    assert [seen.name for seen in one.indicators] == ["三级"]
