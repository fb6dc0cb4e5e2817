"""Words of a blank that a loop would print beside its rows."""

from __future__ import annotations

from word import cell, compiled, docx, row, table

ROW = "{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.指标值 }}{% endfor %}"


def warnings(*rows: str) -> list[str]:
    return [f"{each.source.place}: {each.message}" for each in compiled(docx(table(*rows), "指标3：")).problems]


def test_example_rows_beside_a_loop_are_told() -> None:
    assert warnings(
        row("产出", *ROW), row("产出", "指标2：", ""), row("产出", "……", "≥3"), row("注", "指标值", "")
    ) == [
        "表1 第2行 第2列: “指标2：”是空白表的示例，会照样印出来；循环会生成各行，请删去这一行",
        "表1 第3行 第2列: “……”是空白表的示例，会照样印出来；循环会生成各行，请删去这一行",
    ]


def test_example_rows_without_a_loop_are_as_the_blank_has_them() -> None:
    assert warnings(row("指标1：", "{{ 值 }}")) == []


def test_label_of_one_row_that_repeats_is_told() -> None:
    assert warnings(row("产出指标", *ROW)) == [
        "表1 第1行 第1列: “产出指标”在重复的行里，每个指标都印一遍；请与上面的格子合并，或改写成 {{ 行.一级 | 合并 }}"
    ]


def test_label_merged_with_the_heading_or_before_chosen_rows_is_right() -> None:
    merged = row(cell("绩效指标", merge="restart"), "三级指标", "值"), row(cell("", merge="continue"), *ROW)
    chosen = row("产出指标", ROW[0].replace("指标 %}", '指标 if 行.一级 == "产出指标" %}'), ROW[1])
    assert warnings(*merged) == []
    assert warnings(chosen) == []
