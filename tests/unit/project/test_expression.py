from __future__ import annotations

import pytest

from generator.jinja.reports import FailureKind
from generator.project.expression import expression_of


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ("{{ -(2 ~ 1e3 | join('、')) }}", "过滤器“join”不能用于“1000”：参数不对", 0),
        ("甲{% if 1 %}{{ 'x' | sum | upper }}{% endif %}", "过滤器“sum”不能用于“x”：不是数", 11),
    ],
)
def test_what_fails_in_a_constant_expression_is_reported(text: str, message: str, start: int) -> None:
    _, reports = expression_of(text).evaluate({})
    assert [(report.message, at) for report, at in reports] == [(message, start)]


def test_attributes_of_items_are_followed_over_several_steps() -> None:
    rows = [{"分": {"得": ["3", "4"]}}, {"分": {"得": ["5", "6"]}}]
    text = "{{ 列 | sum(attribute='分.得.1') }} {{ 列 | join('、', '分.得.0') }}"
    assert expression_of(text).evaluate({"列": rows}) == ("10 3、5", [])


def test_a_missing_attribute_of_an_item_is_reported() -> None:
    _, reports = expression_of("{{ 列 | sum('分') }}").evaluate({"列": [{"分": "1"}, {}]})
    assert [(report.kind, report.name) for report, _ in reports] == [(FailureKind.UNDEFINED, "分")]
