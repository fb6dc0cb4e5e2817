"""Labels of rows and columns that add up others."""

from __future__ import annotations

import pytest

from generator.chinese.totals import is_total


@pytest.mark.parametrize("label", ["合计", "合 计", "省级小计", "总计（万元）", "共计：", "小计\n(亿元)"])
def test_label_of_a_total_is_one_however_it_is_written(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize("label", ["", "甲", "合计数的说明", "合计人数", "这一行说的是全省各个市州资金合计"])
def test_other_words_are_none(label: str) -> None:
    assert not is_total(label)
