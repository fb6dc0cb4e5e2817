"""合并 follows the tree, and merges of the template stretch, begin again or begin once.

See docs/模板写法.md, section 2.
"""

from __future__ import annotations

import pytest
from word import cell, complaints, filled, grid, indicators, paragraph, part, row, table

INDICATORS = indicators(
    ("产出", "数量", "甲", "1"),
    ("产出", "数量", "乙", "2"),
    ("产出", "质量", "丙", "3"),
    ("效益", "质量", "丁", "3"),
)
HEAD = "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}"
TREE = "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.二级 | 合并 }}", "{{ 行.三级 }}{% endfor %}"
SHOWN = "产出 | 数量 | 甲\n↓ | ↓ | 乙\n↓ | 质量 | 丙\n效益 | 质量 | 丁"


def test_cells_merge_where_they_show_the_same_node_and_all_marked_to_the_left_merge() -> None:
    assert grid(filled(table(TREE), "", 指标=INDICATORS)) == SHOWN


@pytest.mark.parametrize(
    "written",
    [
        '{{ 行["二级"] | 合并 }}',
        "{{行.二级|合并()}}",
        '{{ 行.二级 | default("无") | 合并 }}',
        "{{ 行.二级 | trim | 合并 }}",
    ],
)
def test_marked_value_may_be_written_in_any_way(written: str) -> None:
    made = filled(table((HEAD, written, "{{ 行.三级 }}{% endfor %}")), "", 指标=INDICATORS)
    assert grid(made) == SHOWN


def test_text_around_a_marked_value_stays() -> None:
    made = filled(table((HEAD + "类", "{{ 行.三级 }}{% endfor %}")), "", 指标=INDICATORS)
    assert grid(made) == "产出类 | 甲\n↓ | 乙\n↓ | 丙\n效益类 | 丁"


def test_same_label_of_two_nodes_does_not_merge() -> None:
    rows = indicators(("产出", "其他", "甲"), ("效益", "其他", "乙"))
    assert grid(
        filled(table(("{% for 行 in 指标 %}{{ 行.二级 | 合并 }}", "{{ 行.三级 }}{% endfor %}")), "", 指标=rows)
    ) == ("其他 | 甲\n其他 | 乙")


def test_other_cells_merge_by_text_but_blank_ones_never() -> None:
    rows = [
        {"区": "东", "数": "1"},
        {"区": "东", "数": ""},
        {"区": "东", "数": ""},
        {"区": "", "数": ""},
        {"区": "", "数": ""},
    ]
    made = filled(table(("{% for 行 in 各行 %}{{ 行.区 | 合并 }}", "{{ 行.数 | 合并 }}{% endfor %}")), "", 各行=rows)
    assert grid(made) == "东 | 1\n↓ |\n↓ |\n |\n |"


def test_blank_label_of_one_node_merges_like_any_label() -> None:
    rows = indicators(("产出", "", "甲"), ("产出", "", "乙"))
    made = filled(table(("{% for 行 in 指标 %}{{ 行.二级 | 合并 }}", "{{ 行.三级 }}{% endfor %}")), "", 指标=rows)
    assert grid(made) == " | 甲\n↓ | 乙"


def test_rows_of_places_under_one_indicator_stay_in_its_merges() -> None:
    rows = indicators(
        ("产出", "数量", "甲"), ("产出", "数量", "广州"), ("产出", "数量", "珠海"), ("产出", "质量", "丙")
    )
    assert grid(filled(table(TREE), "", 指标=rows)) == "产出 | 数量 | 甲\n↓ | ↓ | 广州\n↓ | ↓ | 珠海\n↓ | 质量 | 丙"


def test_cell_does_not_merge_with_a_heading_above() -> None:
    made = filled(table(("产出", "二级", "三级"), TREE), "", 指标=INDICATORS[:1])
    assert grid(made) == "产出 | 二级 | 三级\n产出 | 数量 | 甲"


def test_rows_of_an_earlier_block_do_not_merge() -> None:
    made = filled(table(TREE, TREE), "", 指标=INDICATORS[:1])
    assert grid(made) == "产出 | 数量 | 甲\n产出 | 数量 | 甲"


def test_rows_of_two_runs_of_the_outermost_loop_merge_but_not_of_two_runs_around_the_table() -> None:
    inner = "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 市 }}{% endfor %}"
    rows = table(("{% for 市 in 各市 %}", ""), inner, ("{% endfor %}", ""))
    assert grid(filled(rows, "", 指标=INDICATORS[:1], 各市=["长", "株"])) == "产出 | 长\n↓ | 株"
    made = filled("{% for 市 in 各市 %}", table(inner), "隔", "{% endfor %}", 指标=INDICATORS[:1], 各市=["长", "株"])
    assert grid(made) == "产出 | 长\n\n产出 | 株"


def test_heading_row_inside_the_outer_loop_parts_the_merges() -> None:
    rows = table(
        ("{% for 市 in 各市 %}{{ 市 }}", ""),
        ("{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "x{% endfor %}"),
        ("{% endfor %}", ""),
    )
    made = filled(rows, "", 指标=INDICATORS[:2], 各市=["长", "株"])
    assert grid(made) == "长 |\n产出 | x\n↓ | x\n株 |\n产出 | x\n↓ | x"


def test_cells_of_different_columns_or_spans_do_not_merge() -> None:
    wide = row(cell("{% for 数 in [1, 2] %}{% if 数 == 1 %}{{ '同' | 合并 }}", span=2), "1{% endif %}")
    narrow = row("{% if 数 == 2 %}{{ '同' | 合并 }}", "2", "3{% endif %}{% endfor %}")
    assert grid(filled(table(wide, narrow, grid=(1, 1, 1)), "")) == "同 ×2 | 1\n同 | 2 | 3"


def test_merge_over_a_block_in_one_cell_is_kept() -> None:
    rows = table(
        row(cell("绩效指标", merge="restart"), "三级"),
        row(cell(merge="continue"), "{% for 行 in 指标 %}{{ 行.三级 }}{% endfor %}"),
    )
    assert grid(filled(rows, "", 指标=INDICATORS[:2])) == "绩效指标 | 三级\n↓ | 甲乙"


def test_merge_that_begins_above_repeated_rows_stretches_over_them() -> None:
    rows = table(
        row(cell("绩效指标", merge="restart"), "三级", "值"),
        row(cell(merge="continue"), "{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.指标值 }}{% endfor %}"),
    )
    made = [grid(filled(rows, "", 指标=INDICATORS[:count])) for count in (0, 1, 2)]
    assert made == [
        "绩效指标 | 三级 | 值",
        "绩效指标 | 三级 | 值\n↓ | 甲 | 1",
        "绩效指标 | 三级 | 值\n↓ | 甲 | 1\n↓ | 乙 | 2",
    ]


def test_merge_wholly_inside_a_block_begins_again_each_time() -> None:
    rows = table(
        row(cell("{% for 市 in 各市 %}{{ 市 }}", merge="restart"), "数量"),
        row(cell(merge="continue"), "质量{% endfor %}"),
    )
    assert grid(filled(rows, "", 各市=["长", "株"])) == "长 | 数量\n↓ | 质量\n株 | 数量\n↓ | 质量"


def test_merge_that_begins_in_a_block_and_goes_on_below_begins_once() -> None:
    rows = table(
        row(cell("合计", merge="restart"), "{% for 市 in 各市 %}{{ 市 }}", "1{% endfor %}"),
        row(cell(merge="continue"), "总", "2"),
    )
    made = [grid(filled(rows, "", 各市=cities)) for cities in (["长", "株"], [])]
    assert made == ["合计 | 长 | 1\n↓ | 株 | 1\n↓ | 总 | 2", "合计 | 总 | 2"]


def test_merge_of_a_single_row_dissolves() -> None:
    rows = table(
        row(cell("合计", merge="restart"), "{% if 有 %}一", "1{% endif %}"), row(cell(merge="continue"), "总", "2")
    )
    made = filled(rows, "", 有=False)
    assert (grid(made), "vMerge" in part(made)) == ("合计 | 总 | 2", False)


def test_merge_that_lost_a_row_of_bare_tags_begins_at_the_next_and_takes_its_text() -> None:
    rows = table(
        row(cell("{% for 市 in 各市 %}", merge="restart"), ""),
        row(cell("{{ 市 }}", merge="continue"), "1"),
        row(cell(merge="continue"), "2{% endfor %}"),
    )
    assert grid(filled(rows, "", 各市=["长", "株"])) == "长 | 1\n↓ | 2\n株 | 1\n↓ | 2"


def test_value_that_only_the_lost_row_knows_prints_blank_in_the_next() -> None:
    rows = table(
        row(cell("{{ 市 }}", merge="restart"), "{% for 市 in 各市 %}{{ 市 }}", "1{% endfor %}"),
        row(cell(merge="continue"), "总", "2"),
    )
    assert grid(filled(rows, "", 各市=["长", "株"])) == "长 | 长 | 1\n↓ | 株 | 1\n↓ | 总 | 2"
    assert grid(filled(rows, "", 各市=[])) == " | 总 | 2"


def test_value_of_the_lost_row_that_all_know_stays() -> None:
    rows = table(
        row(cell("{{ 名 }}", merge="restart"), "{% for 市 in 各市 %}{{ 市 }}", "1{% endfor %}"),
        row(cell(merge="continue"), "总", "2"),
    )
    assert grid(filled(rows, "", 各市=[], 名="共")) == "共 | 总 | 2"


def test_merge_over_two_branches_follows_the_one_that_is_kept() -> None:
    rows = table(
        row(cell("类", merge="restart"), "{% if 有 %}一", "1"),
        row(cell(merge="continue"), "二", "2"),
        row(cell(merge="continue"), "{% else %}三", "3{% endif %}"),
    )
    assert [grid(filled(rows, "", 有=there)) for there in (True, False)] == ["类 | 一 | 1\n↓ | 二 | 2", "类 | 三 | 3"]


def test_merge_that_a_repeated_row_interrupts_begins_again_with_its_text() -> None:
    rows = table(
        row(cell("类", merge="restart"), "标题", "1"),
        row(cell(merge="continue"), "{% for 市 in 各市 %}{{ 市 }}", "1"),
        row("散", "尾", "2{% endfor %}"),
    )
    assert grid(filled(rows, "", 各市=["长"])) == "类 | 标题 | 1\n↓ | 长 | 1\n散 | 尾 | 2"
    assert grid(filled(rows, "", 各市=["长", "株"])) == (
        "类 | 标题 | 1\n↓ | 长 | 1\n散 | 尾 | 2\n类 | 株 | 1\n散 | 尾 | 2"
    )


def test_marked_cell_with_a_merge_of_the_template_under_it_covers_both_rows() -> None:
    rows = table(
        row(cell(HEAD, merge="restart"), "{{ 行.三级 }}"),
        row(cell(merge="continue"), "值 {{ 行.指标值 }}{% endfor %}"),
    )
    assert grid(filled(rows, "", 指标=INDICATORS)) == (
        "产出 | 甲\n↓ | 值 1\n↓ | 乙\n↓ | 值 2\n↓ | 丙\n↓ | 值 3\n效益 | 丁\n↓ | 值 3"
    )


def test_mark_in_a_cell_that_the_template_covers_changes_nothing() -> None:
    rows = table(
        row(cell("{% for 行 in 指标 %}类", merge="restart"), "{{ 行.三级 }}"),
        row(cell("{{ 行.一级 | 合并 }}", merge="continue"), "值{% endfor %}"),
    )
    assert grid(filled(rows, "", 指标=INDICATORS[:2])) == "类 | 甲\n↓ | 值\n类 | 乙\n↓ | 值"


def test_four_levels_merge_after_the_tree() -> None:
    levels = ("一级", "二级", "三级", "四级")
    rows = indicators(
        ("A", "a", "1", "x"), ("A", "a", "1", "y"), ("A", "a", "2", "y"), ("B", "a", "2", "y"), levels=levels
    )
    marked = [f"{{{{ 行.{level} | 合并 }}}}" for level in levels]
    made = filled(table(("{% for 行 in 指标 %}" + marked[0], *marked[1:], "v{% endfor %}")), "", 指标=rows)
    assert grid(made) == "A | a | 1 | x | v\n↓ | ↓ | ↓ | y | v\n↓ | ↓ | 2 | y | v\nB | a | 2 | y | v"


def test_merging_by_loops_over_the_tree_itself() -> None:
    tree = {"产出": {"数量": {"甲": "1", "乙": "2"}, "质量": {"丙": "3"}}}
    written = (
        (
            "{% for 一, 各二 in 绩效.items() %}{% for 二, 各三 in 各二.items() %}"
            "{% for 三, 值 in 各三.items() %}{{ 一 | 合并 }}"
        ),
        "{{ 二 | 合并 }}",
        "{{ 三 }}",
        "{{ 值 }}{% endfor %}{% endfor %}{% endfor %}",
    )
    assert grid(filled(table(written), "", 绩效=tree)) == "产出 | 数量 | 甲 | 1\n↓ | ↓ | 乙 | 2\n↓ | 质量 | 丙 | 3"


def test_marked_cell_outside_of_any_loop_prints_its_value() -> None:
    assert grid(filled(table(("{{ 名 | 合并 }}", "1")), "", 名="甲")) == "甲 | 1"


def test_mark_on_a_page_is_refused() -> None:
    assert complaints("{{ 名 | 合并 }}", 名="甲") == ["第1段: {{ 名 | 合并 }}：合并 要写在表格的单元格里"]


def test_marked_cells_of_a_nested_table_merge_there() -> None:
    inner = table(("{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.三级 }}{% endfor %}"))
    made = filled(table((cell(inner, ""), "旁")), "", 指标=INDICATORS[:2])
    assert grid(made).startswith("产出⏎甲⏎")


def test_rows_typed_in_different_formatting_merge() -> None:
    rows = [
        row(cell(paragraph("{% for 行 in 行们 %}{{ 行.名 | 合并 }}")), "{{ 行.数 }}"),
        row(cell(paragraph("{{ 行.名 | 合并 }}", properties='<w:jc w:val="center"/>')), "小计{% endfor %}"),
    ]
    assert grid(filled(table(*rows), 行们=[{"名": "甲县", "数": "1"}])) == "甲县 | 1\n↓ | 小计"
