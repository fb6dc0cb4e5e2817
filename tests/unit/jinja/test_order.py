"""Values are compared and put in order as what they are: numbers, dates, amounts of one unit, texts."""

from __future__ import annotations

import pytest

from generator.jinja.order import UnorderedError, keys


@pytest.mark.parametrize(
    "smaller_first",
    [
        ("9", "10", "100"),
        ("-1", "0.5", "1,200"),
        ("9万元", "10万元"),
        ("2024-9-30", "2024-10-01"),
        ("2023年", "2024年"),
        ("丙市", "甲市"),
        ("A1", "A2"),
        ("9%", "85.5%"),
    ],
)
def test_what_is_greater(smaller_first: tuple[str, ...]) -> None:
    found = keys(smaller_first)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("10万元", "10元"), "“10万元”不只是数，不能比大小；请写成 数 | 数值，或把单位和别的字写在外面"),
        (("约10家", "9家"), "“约10家”不只是数，不能比大小；请写成 数 | 数值，或把单位和别的字写在外面"),
        (("10", "9万元"), "“9万元”不是数，不能与“10”比大小"),
        (("—", "9"), "“—”不是数，不能与“9”比大小"),
        (("", "9"), "有一个是空白，不能与“9”比大小"),
    ],
)
def test_what_has_no_order_is_said(texts: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnorderedError) as caught:
        keys(texts)
    assert str(caught.value) == said
