"""Rows of a sheet repeat, stay or go by the one rule of blocks, and all that refers to rows follows."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet
from sheet import fill, filled, grid, members, merges, opened, page, sheet, with_members
from word import indicators

LOOP, END = "{% for 市 in 各市 %}", "{% endfor %}"
TREE = "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.二级 | 合并 }}", "{{ 行.三级 }}{% endfor %}"


def test_loop_over_two_cells_of_a_row_repeats_the_row() -> None:
    made = filled(["头"], [LOOP + "{{ 市 }}", "{{ loop.index }}" + END], ["尾"], 各市=["东", "西"])
    assert grid(made) == "头\n东 | 1\n西 | 2\n尾"


def test_rows_of_bare_tags_go() -> None:
    made = filled([LOOP], ["{{ 市 }}", "x"], ["小计"], [END], ["尾"], 各市=["东", "西"])
    assert grid(made) == "东 | x\n小计\n西 | x\n小计\n尾"


def test_row_of_tags_that_holds_a_formula_stays() -> None:
    made = filled(["{% if 有 %}", "=1+1"], ["甲"], ["{% endif %}"], 有=True)
    assert grid(made) == " | =1+1\n甲"


def test_condition_keeps_or_drops_rows() -> None:
    rows = [["{% if 有 %}甲"], ["{% else %}乙"], ["丙{% endif %}"]]
    assert grid(filled(*rows, 有=True)) == "甲"
    assert grid(filled(*rows, 有=False)) == "乙\n丙"


def test_block_in_one_cell_is_text_of_the_cell_and_its_bare_lines_go() -> None:
    made = filled(
        ["各市：{% for 市 in 各市 %}{{ 市 }}、{% endfor %}完"],
        ["甲\n" + LOOP + "\n{{ 市 }}\n" + END + "\n乙"],
        各市=["东", "西"],
    )
    assert grid(made) == "各市：东、西、完\n甲⏎东⏎西⏎乙"


def test_inner_loop_lies_in_the_outer() -> None:
    rows = [[LOOP], ["{{ 市.名 }}"], ["{% for 县 in 市.县 %}{{ 县 }}", "{{ 市.名 }}{% endfor %}"], [END]]
    made = filled(*rows, 各市=[{"名": "东", "县": ["甲", "乙"]}, {"名": "西", "县": []}])
    assert grid(made) == "东\n甲 | 东\n乙 | 东\n西"


def test_rows_that_the_template_leaves_out_count() -> None:
    def change(page: Worksheet) -> None:
        page["A1"], page["A3"], page["A6"], page["A8"] = LOOP, "{{ 市 }}", END, "尾"

    made = page(filled(change=change, 各市=["东", "西"]))
    assert {cell.coordinate: cell.value for row in made.iter_rows() for cell in row if cell.value} == {
        "A2": "东", "A6": "西", "A10": "尾",
    }  # fmt: skip


def test_what_is_set_is_known_in_the_rows_below() -> None:
    assert grid(filled(["{% set 双 = 数 * 2 %}{{ 双 }}"], ["{{ 双 }}"], 数=4)) == "8\n8"


def test_fixed_rows_below_take_their_heights_along() -> None:
    def change(page: Worksheet) -> None:
        page.row_dimensions[2].height = 33

    made = page(filled([LOOP + "{{ 市 }}" + "", END], ["尾"], change=change, 各市=["东", "西", "北"]))
    assert (made["A4"].value, made.row_dimensions[4].height) == ("尾", 33)


# Merges


def test_marked_cells_follow_the_tree() -> None:
    made = filled(
        TREE,
        指标=indicators(("产出", "数量", "甲"), ("产出", "数量", "乙"), ("产出", "质量", "丙"), ("效益", "质量", "丁")),
    )
    assert grid(made) == "产出 | 数量 | 甲\n↓ | ↓ | 乙\n↓ | 质量 | 丙\n效益 | 质量 | 丁"


def test_marked_cells_of_two_loops_never_merge() -> None:
    rows = indicators(("产出", "数量", "甲"))
    assert merges(filled(["产出"], TREE, TREE, 指标=rows)) == []


def test_marked_cell_that_spans_columns_merges_in_both_directions() -> None:
    made = filled(
        ["{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", None, "{{ 行.三级 }}{% endfor %}"],
        merges=["A1:B1"],
        指标=indicators(("产出", "x", "甲"), ("产出", "y", "乙"), ("效益", "z", "丙")),
    )
    assert merges(made) == ["A1:B2", "A3:B3"]


def test_merge_that_begins_above_a_block_stretches_over_it() -> None:
    made = filled(["标签", "头"], [None, LOOP + "{{ 市 }}"], [None, END], merges=["A1:A2"], 各市=["东", "西"])
    assert grid(made) == "标签 | 头\n↓ | 东\n↓ | 西"


def test_merge_inside_a_block_begins_again_each_time() -> None:
    rows: list[list[Any]] = [[LOOP + "{{ 市 }}", "甲"], [None, "乙" + END]]
    assert merges(filled(*rows, merges=["A1:A2"], 各市=["东", "西"])) == ["A1:A2", "A3:A4"]


def test_merge_that_begins_in_a_repeated_row_and_goes_on_below_begins_once() -> None:
    made = filled(["标签", LOOP + "{{ 市 }}", END], [None, "尾"], merges=["A1:A2"], 各市=["东", "西"])
    assert grid(made) == "标签 | 东\n↓ | 西\n↓ | 尾"


def test_merge_that_lost_its_first_row_begins_at_the_next_and_takes_its_text() -> None:
    rows: list[list[Any]] = [["标签", "{% if 有 %}甲", "{% endif %}"], [None, "乙"], [None, "丙"]]
    assert grid(filled(*rows, merges=["A1:A3"], 有=False)) == "标签 | 乙\n↓ | 丙"
    assert grid(filled(*rows, merges=["A1:A3"], 有=True)) == "标签 | 甲\n↓ | 乙\n↓ | 丙"


def test_merge_of_an_empty_loop_leaves_nothing_behind() -> None:
    made = filled(["{% for 市 in 各市 %}{{ 市 }}", None, "{% endfor %}"], ["尾"], merges=["A1:B1"], 各市=[])
    assert (grid(made), merges(made)) == ("尾", [])


# What refers to rows


def test_formula_in_a_repeated_row_follows_its_own_row() -> None:
    made = filled([LOOP + "{{ 市 }}", "=A1*$A$3", END], ["尾"], [7], 各市=["1", "2"])
    assert [page(made)[name].value for name in ("B1", "B2")] == ["=A1*$A$4", "=A2*$A$4"]


def test_formula_outside_a_loop_covers_all_its_rows() -> None:
    made = filled([LOOP + "{{ 市 }}", END], ["=SUM(A1)", "=SUM(A1:A1)/A3"], [9], 各市=["1", "2", "3"])
    assert [page(made)[name].value for name in ("A4", "B4")] == ["=SUM(A1:A3)", "=SUM(A1:A3)/A5"]


def test_sum_over_a_loop_without_items_is_the_sum_of_nothing() -> None:
    made = filled([LOOP + "{{ 市 }}", END], ["=SUM(A1)", "=IFERROR(A1,0)"], 各市=[])
    assert [page(made)[name].value for name in ("A1", "B1")] == ["=0", "=IFERROR(#REF!,0)"]


def test_formula_of_a_text_is_left_alone() -> None:
    made = filled([LOOP + "{{ 市 }}", END], ['=IF(A1="A1","见A1",1)'], 各市=["1", "2"])
    assert page(made)["A3"].value == '=IF(A1="A1","见A1",1)'


def test_formula_on_another_sheet_follows() -> None:
    def change(page: Worksheet) -> None:
        other = page.parent.create_sheet("汇 总")
        other["A1"] = "=SUM(表!A1:A2)+表!A2"

    made = filled([LOOP + "{{ 市 }}", END], [5], change=change, 各市=["1", "2"])
    assert opened(made)["汇 总"]["A1"].value == "=SUM(表!A1:A3)+表!A3"


def test_shared_formulas_are_written_out() -> None:
    template = sheet([LOOP + "{{ 市 }}", END], [1, None], [2, None])
    xml = members(template)["xl/worksheets/sheet1.xml"]
    shared = xml.replace(
        '<c r="A2" t="n"><v>1</v></c>',
        '<c r="A2"><v>1</v></c><c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>2</v></c>',
    )
    shared = shared.replace(
        '<c r="A3" t="n"><v>2</v></c>', '<c r="A3"><v>2</v></c><c r="B3"><f t="shared" si="0"/><v>4</v></c>'
    )
    assert shared.count("shared") == 2
    made = fill(with_members(template, {"xl/worksheets/sheet1.xml": shared}), 各市=["1", "2"])
    assert [page(made)[name].value for name in ("B3", "B4")] == ["=A3*2", "=A4*2"]


def test_print_area_and_titles_follow() -> None:
    def change(page: Worksheet) -> None:
        page.print_area, page.print_title_rows = "A1:B3", "3:3"

    made = page(filled([LOOP + "{{ 市 }}", END], ["甲"], ["乙"], change=change, 各市=["1", "2"]))
    assert (made.print_area, made.print_title_rows) == ("'表'!$A$1:$B$4", "$4:$4")


def test_filters_breaks_panes_and_rules_follow() -> None:
    def change(page: Worksheet) -> None:
        page.auto_filter.ref = "A3:B4"
        page.freeze_panes = "A4"
        page.row_breaks.append(Break(id=3))
        page.conditional_formatting.add("A2:A4", CellIsRule("greaterThan", ["$A$3"], fill=PatternFill("solid")))
        rule = DataValidation("list", "=$B$3:$B$4")
        rule.add("B2:B4")
        page.add_data_validation(rule)

    made = page(filled([LOOP + "{{ 市 }}", END], ["甲"], ["乙"], ["丙"], change=change, 各市=["1", "2", "3"]))
    rule = next(iter(made.conditional_formatting))
    checked = made.data_validations.dataValidation[0]
    assert made.auto_filter.ref == "A5:B6"
    assert made.freeze_panes == "A6"
    assert [each.id for each in made.row_breaks.brk] == [5]
    assert (str(rule.sqref), rule.rules[0].formula) == ("A4:A6", ["$A$5"])
    assert (str(checked.sqref), checked.formula1) == ("B4:B6", "=$B$5:$B$6")


def test_break_behind_a_repeated_row_stands_behind_each_copy() -> None:
    def change(page: Worksheet) -> None:
        page.row_breaks.append(Break(id=2))

    made = page(filled([LOOP], ["{{ 市 }}"], [END], change=change, 各市=["1", "2"]))
    assert [each.id for each in made.row_breaks.brk] == [1, 2]


def test_break_behind_a_row_of_bare_tags_stands_behind_what_they_end() -> None:
    def change(page: Worksheet) -> None:
        page.row_breaks.append(Break(id=3))

    made = page(filled([LOOP], ["{{ 市 }}"], [END], ["尾"], change=change, 各市=["1", "2"]))
    assert [each.id for each in made.row_breaks.brk] == [1, 2]


def test_rule_of_a_row_that_is_gone_goes() -> None:
    def change(page: Worksheet) -> None:
        rule = DataValidation("whole")
        rule.add("A1")
        page.add_data_validation(rule)

    made = filled([LOOP + "{{ 市 }}", END], ["尾"], change=change, 各市=[])
    assert "dataValidation" not in members(made)["xl/worksheets/sheet1.xml"]


def test_merge_that_begins_outside_a_block_is_blank_if_its_text_needs_a_name_set_in_the_block() -> None:
    rows = [['{% if 有 %}{% set 名 = "甲" %}{{ 名 }}', "一{% endif %}"], ["", "二"]]
    assert grid(filled(*rows, merges=["A1:A2"], 有=True)) == "甲 | 一\n↓ | 二"
    assert grid(filled(*rows, merges=["A1:A2"], 有=False)) == " | 二"


def test_merged_runs_hold_no_row_of_bare_tags() -> None:
    rows = [[LOOP + "{{ 市 | 合并 }}"], ["", END]]
    assert grid(filled(*rows, merges=["A1:A2"], 各市=["东", "西"])) == "东\n西"
    assert grid(filled(*rows, merges=["A1:A2"], 各市=["东", "东", "西"])) == "东\n↓\n西"
