"""What rules look at is read off a form once, however many rules look."""

from __future__ import annotations

from generator.check.subject import Form
from generator.jinja.values import IndicatorRow, Label, Typed
from generator.problem import Source

AT = Source("项目.yaml", 3, 5)


def form() -> Form:
    levels = {name: Label(name, AT, (name,)) for name in ("一级", "二级", "三级")}
    rows = [IndicatorRow({"指标值": Typed("≥4家", AT), "年度指标值": Typed("≥4家", AT), **levels}, frozenset())]
    context = {"计划": {"金额": Typed("10")}, "金额": Typed("20"), "空": Typed(""), "指标": rows}
    return Form("甲市", 1, context, AT)


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


def test_fields_are_found_by_name_in_their_order() -> None:
    assert [field.path for field in form().named("空", "金额", "无")] == ["计划/金额", "金额", "空"]


def test_texts_and_indicators_are_read_once() -> None:
    one = form()
    assert one.pieces is one.pieces
    assert one.indicators is one.indicators
    assert [seen.name for seen in one.indicators] == ["三级"]
