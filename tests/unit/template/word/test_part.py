"""A ``for`` typed into a label that the template merges over several rows."""

from __future__ import annotations

from word import cell, filled, grid, indicators, row, table


def test_for_in_a_merged_label_means_the_rows_that_show_its_items() -> None:
    rows = [
        row(cell("绩效指标{% for 行 in 指标 %}", merge="restart"), "三级指标", "指标值"),
        row(cell("", merge="continue"), "{{ 行.三级 }}", "{{ 行.指标值 }}{% endfor %}"),
    ]
    made = filled(table(*rows), 指标=indicators(("产出", "数量", "甲", "1"), ("产出", "数量", "乙", "2")))
    assert grid(made) == "绩效指标 | 三级指标 | 指标值\n↓ | 甲 | 1\n↓ | 乙 | 2"


def test_merged_label_that_shows_the_item_repeats_with_all_its_rows() -> None:
    rows = [
        row(cell("{% for 行 in 行们 %}{{ 行 }}", merge="restart"), "目标"),
        row(cell("", merge="continue"), "实际{% endfor %}"),
    ]
    assert grid(filled(table(*rows), 行们=["甲", "乙"])) == "甲 | 目标\n↓ | 实际\n乙 | 目标\n↓ | 实际"
