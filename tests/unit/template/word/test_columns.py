"""``{% for 区 in 地区 | 按列 %}`` repeats the column of the cell it stands in, in every row.

See docs/模板写法.md, section 4.
"""

from __future__ import annotations

import re

import pytest
from word import cell, complaints, control, filled, grid, indicators, part, row, table

from generator.jinja.values import IndicatorRow, Places

PLACES = [f"市{number}" for number in range(1, 15)]
COLUMN = "{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}"


def widths(document: bytes) -> list[int]:
    return [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"/>', part(document))]


@pytest.mark.parametrize("count", [0, 1, 3, 14])
def test_column_repeats_in_all_rows(count: int) -> None:
    places = PLACES[:count]
    made = filled(table(("名", COLUMN, "计"), ("甲", "{{ 区 }}值", "和")), "", 地区=places)
    rows = [["名", *places, "计"], ["甲", *(f"{place}值" for place in places), "和"]]
    assert grid(made) == "\n".join(" | ".join(cells) for cells in rows)


@pytest.mark.parametrize("count", [1, 3, 7, 14])
def test_widths_share_out_to_the_same_total(count: int) -> None:
    rows = table(row(cell("名", width=800), cell(COLUMN, width=1000)), grid=(800, 1000))
    made = filled(rows, "", 地区=PLACES[:count])
    cells = [int(width) for width in re.findall(r'<w:tcW w:w="(\d+)"', part(made))]
    assert (sum(widths(made)), sum(cells), len(cells)) == (1800, 1800, count + 1)
    assert max(widths(made)[1:]) - min(widths(made)[1:]) <= 1


@pytest.mark.parametrize(("count", "shown"), [(1, "各市 | 计\n名 | 市1"), (3, "各市 ×3 | 计")])
def test_merge_above_widens(count: int, shown: str) -> None:
    rows = table(row(cell("各市", span=2), "计"), row("名", COLUMN, "和"))
    made = filled(rows, "", 地区=PLACES[:count])
    assert grid(made) == "\n".join((f"各市 ×{count + 1} | 计", " | ".join(["名", *PLACES[:count], "和"]))), shown


def test_merge_above_that_lost_one_of_its_two_columns_is_one_cell() -> None:
    made = filled(table(row(cell("各市", span=2), "计"), row("名", COLUMN, "和")), "", 地区=[])
    assert grid(made) == "各市 | 计\n名 | 和"


def test_heading_typed_above_the_loop_widens_over_the_copies() -> None:
    rows = table(("名", "标题"), ("甲", COLUMN), ("乙", "—"))
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 标题 ×2\n甲 | 市1 | 市2\n乙 | — | —"
    assert grid(filled(rows, "", 地区=PLACES[:1])) == "名 | 标题\n甲 | 市1\n乙 | —"
    assert grid(filled(rows, "", 地区=[])) == "名\n甲\n乙"


def test_what_is_filled_in_or_blank_above_the_loop_repeats_with_it() -> None:
    rows = table(("名", "{{ 区 }}头"), ("名", ""), ("甲", COLUMN))
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 市1头 | 市2头\n名 |  |\n甲 | 市1 | 市2"


def test_two_cells_under_one_group_repeat_together() -> None:
    rows = table(row("名", cell(COLUMN, span=2)), row("甲", "{{ 区 }}目标", "{{ 区 }}完成"))
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 市1 ×2 | 市2 ×2\n甲 | 市1目标 | 市1完成 | 市2目标 | 市2完成"


def test_two_groups_of_columns_repeat_side_by_side() -> None:
    other = "{% for 年 in 各年 | 按列 %}{{ 年 }}{% endfor %}"
    rows = table(row(cell("总", span=3)), row(COLUMN, "隔", other), row("{{ 区 }}a", "x", "{{ 年 }}b"))
    made = filled(rows, "", 地区=PLACES[:2], 各年=["23", "24", "25"])
    assert grid(made) == "总 ×6\n市1 | 市2 | 隔 | 23 | 24 | 25\n市1a | 市2a | x | 23b | 24b | 25b"


def test_loop_variable_is_known_in_repeated_rows_too() -> None:
    rows = table(("名", COLUMN), ("{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.指标值 }}{{ 区 }}{% endfor %}"))
    made = filled(rows, "", 地区=PLACES[:2], 指标=indicators(("a", "b", "甲", "1"), ("a", "b", "乙", "2")))
    assert grid(made) == "名 | 市1 | 市2\n甲 | 1市1 | 1市2\n乙 | 2市1 | 2市2"


def test_loop_counters_in_a_repeated_column_are_those_of_the_columns() -> None:
    made = filled(table(("名", COLUMN), ("甲", "{{ loop.index }}/{{ loop.length }}")), "", 地区=PLACES[:2])
    assert grid(made) == "名 | 市1 | 市2\n甲 | 1/2 | 2/2"


def test_merging_goes_on_across_repeated_columns() -> None:
    rows = table(
        ("一级", "三级", COLUMN),
        ("{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.三级 | 合并 }}", "{{ 区 }}{{ 行.指标值 }}{% endfor %}"),
    )
    rows_of = indicators(("产出", "b", "甲", "1"), ("产出", "b", "乙", "2"))
    assert grid(filled(rows, "", 地区=PLACES[:2], 指标=rows_of)) == (
        "一级 | 三级 | 市1 | 市2\n产出 | 甲 | 市11 | 市21\n↓ | 乙 | 市12 | 市22"
    )


def test_marked_cells_of_a_repeated_column_merge_each_in_its_own() -> None:
    rows = table(
        ("一级", COLUMN, "值"),
        ("{% for 行 in 各行 %}{{ 行.一 | 合并 }}", "{{ 行[区] | 合并 }}", "v{% endfor %}"),
    )
    each = [{"一": "产出", "市1": "同", "市2": "甲"}, {"一": "产出", "市1": "同", "市2": "乙"}]
    assert grid(filled(rows, "", 地区=PLACES[:2], 各行=each)) == (
        "一级 | 市1 | 市2 | 值\n产出 | 同 | 甲 | v\n↓ | ↓ | 乙 | v"
    )


def test_template_merge_in_a_repeated_column_is_in_every_copy() -> None:
    rows = table(row("名", cell(COLUMN, merge="restart")), row("甲", cell(merge="continue")))
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 市1 | 市2\n甲 | ↓ | ↓"


def test_template_merge_in_a_repeated_column_stretches_over_repeated_rows() -> None:
    rows = table(
        row("名", cell(COLUMN, merge="restart")),
        row("{% for 数 in [1, 2] %}{{ 数 }}{% endfor %}", cell(merge="continue")),
        row("{% for 数 in [1, 2] %}{{ 数 }}", cell("{% endfor %}", merge="continue")),
    )
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 市1 | 市2\n12 | ↓ | ↓\n1 | ↓ | ↓\n2 | ↓ | ↓"


def test_column_in_a_table_inside_a_loop_runs_over_each_list() -> None:
    made = filled(
        "{% for 片 in 各片 %}",
        table(("{{ 片.名 }}", "{% for 区 in 片.区 | 按列 %}{{ 区 }}{% endfor %}")),
        "隔",
        "{% endfor %}",
        各片=[{"名": "东", "区": ["1", "2"]}, {"名": "西", "区": ["3"]}],
    )  # fmt: skip
    assert grid(made) == "东 | 1 | 2\n\n西 | 3"


def test_table_of_nothing_but_a_column_without_items_goes() -> None:
    assert grid(filled(table((COLUMN,), ("{{ 区 }}",)), "后", 地区=[])) == ""


def test_row_of_nothing_but_two_repeated_columns_without_items_goes() -> None:
    other = "{% for 年 in 各年 | 按列 %}{{ 年 }}{% endfor %}"
    rows = table((COLUMN, other), ("{{ 区 }}", "{{ 年 }}"))
    made = [grid(filled(rows, "", 地区=places, 各年=years)) for places, years in (([], []), (["甲"], []), ([], ["23"]))]
    assert made == ["", "甲\n甲", "23\n23"]


def test_cell_in_a_content_control_repeats() -> None:
    rows = table(row("名", control(cell(COLUMN))), row("甲", "{{ 区 }}值"))
    assert grid(filled(rows, "", 地区=PLACES[:2])) == "名 | 市1 | 市2\n甲 | 市1值 | 市2值"


def test_row_that_begins_in_a_later_column_keeps_its_place() -> None:
    later = row("{{ 区 }}值", "和", properties='<w:gridBefore w:val="1"/>')
    assert (
        grid(filled(table(("名", COLUMN, "计"), later), "", 地区=PLACES[:2]))
        == "名 | 市1 | 市2 | 计\n→ ×1 | 市1值 | 市2值 | 和"
    )


def test_row_that_begins_behind_the_repeated_column_moves_with_it() -> None:
    later = row("和", properties='<w:gridBefore w:val="2"/>')
    assert (
        grid(filled(table(("名", COLUMN, "计"), later), "", 地区=PLACES[:3])) == "名 | 市1 | 市2 | 市3 | 计\n→ ×4 | 和"
    )


def test_row_that_ends_before_the_repeated_column_still_adds_up() -> None:
    short = row("和", properties='<w:gridAfter w:val="2"/>')
    assert grid(filled(table(("名", COLUMN, "计"), short), "", 地区=PLACES[:3])) == "名 | 市1 | 市2 | 市3 | 计\n和"


def test_ends_in_two_cells_are_refused() -> None:
    found = complaints(table(("{% for 区 in 地区 | 按列 %}", "{% endfor %}")), "", 地区=[])
    assert found == ["表1 第1行 第1列: {% for 区 in 地区 | 按列 %}：按列 循环的两端要写在表格的同一个单元格里"]


def test_cell_over_the_edge_of_the_column_is_refused() -> None:
    rows = table(row("名", cell(COLUMN, span=2)), row(cell("跨", span=2), "乙"))
    assert complaints(rows, "", 地区=[]) == [
        "表1 第1行 第2列: {% for 区 in 地区 | 按列 %}：第2行有单元格跨在这一列的边上，不能按列重复；请先拆开那个单元格"
    ]


def test_two_loops_over_one_column_are_refused() -> None:
    (message,) = complaints(table((COLUMN,), (COLUMN,)), "", 地区=[])
    assert message.endswith("这一列已有一个 按列 循环")


def test_else_in_a_loop_over_columns_is_refused() -> None:
    (message,) = complaints(table(("{% for 区 in 地区 | 按列 %}a{% else %}b{% endfor %}",)), "", 地区=[])
    assert message.endswith("按列 循环里不能有 else")


@pytest.mark.parametrize("span", [999_999_999, 10**20])
def test_column_of_a_cell_that_claims_countless_columns_repeats(span: int) -> None:
    made = filled(table(row("名", cell(COLUMN, span=span)), grid=(800, 1000)), "", 地区=["甲", "乙"])
    assert part(made).count("<w:tc>") == 3


def test_breakdown_in_columns_prints_no_rows_of_it() -> None:
    places = Places([_row("甲市", "1", Places()), _row("乙市", "2", Places())], frozenset({"三级", "指标值", "分解"}))
    rows = [_row("数量", "3", places), *places, _row("合格率", "100%", Places((), frozenset({"指标值"})))]
    shown = table(
        row("指标", cell("{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}")),
        row("{% for 行 in 指标 if 行.三级 %}{{ 行.三级 }}", "{{ 行.分解[区].指标值 }}{% endfor %}"),
    )
    assert grid(filled(shown, 指标=rows, 地区=["甲市", "乙市"])) == "指标 | 甲市 | 乙市\n数量 | 1 | 2\n合格率 |  |"


def _row(name: str, value: str, places: Places) -> IndicatorRow:
    values = {"三级": name, "地区": name, "指标值": value, "分解": places}
    return IndicatorRow(values, frozenset(values))


def test_more_columns_than_word_opens_are_refused_with_their_place() -> None:
    rows = table(("名", COLUMN, "计"), ("甲", "{{ 区 }}值", "和"))
    places = [f"市{number}" for number in range(1, 63)]
    assert len(widths(filled(rows, "", 地区=places[:61]))) == 63
    assert complaints(rows, "", 地区=places) == [
        "表1 第1行 第2列: {% for 区 in 地区 | 按列 %}：这张表有 64 列，Word 的表最多 63 列；请减少列，或分成几张表"
    ]
