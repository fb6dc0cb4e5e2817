"""Columns of a sheet repeat with 按列; what lies over them widens, what is to the right moves."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sheet import complaints, filled, grid, merges, page

LOOP = "{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}"


def test_column_repeats_in_all_rows_and_the_rest_moves() -> None:
    made = filled(["项", LOOP, "计"], ["值", "{{ 区 }}元", "=COUNTA(B2)"], 地区=["东", "西", "北"])
    assert grid(made) == "项 | 东 | 西 | 北 | 计\n值 | 东元 | 西元 | 北元 | =COUNTA(B2:D2)"


def test_heading_above_and_merge_over_the_column_widen() -> None:
    made = filled(["总", None, "尾"], ["项", "各地", "尾"], ["值", LOOP, "计"], merges=["A1:B1"], 地区=["东", "西"])
    assert grid(made) == "总 | → | → | 尾\n项 | 各地 | → | 尾\n值 | 东 | 西 | 计"


def test_column_without_items_goes() -> None:
    made = filled(["项", LOOP, "计"], ["值", "x", "3"], 地区=[])
    assert grid(made) == "项 | 计\n值 | 3"


def test_copies_share_the_width() -> None:
    def change(page: Worksheet) -> None:
        for letter, width in zip("ABC", (10, 30, 12), strict=True):
            page.column_dimensions[letter].width = width

    made = page(filled(["项", LOOP, "计"], change=change, 地区=["东", "西", "北"]))
    widths = {(col.min, col.max): col.width for col in made.column_dimensions.values()}
    assert widths == {(1, 1): 10, (2, 4): 10, (5, 5): 12} or [widths[n, n] for n in range(1, 6)] == [10, 10, 10, 10, 12]


def test_rows_and_columns_repeat_together() -> None:
    made = filled(
        ["项", LOOP],
        ["{% for 行 in 各行 %}{{ 行 }}", "{{ 行 }}{{ 区 }}", "{% endfor %}尾"],
        地区=["东", "西"],
        各行=["甲", "乙"],
    )
    assert grid(made) == "项 | 东 | 西\n甲 | 甲东 | 甲西 | 尾\n乙 | 乙东 | 乙西 | 尾"


def test_formula_of_a_copy_sees_its_own_column() -> None:
    made = filled([LOOP], ["{{ loop.index }}"], ["=A2*2"], 地区=["东", "西"])
    assert [cell.value for cell in page(made)[3]] == ["=A2*2", "=B2*2"]


def test_merge_inside_the_column_repeats_with_it() -> None:
    made = filled(["头", LOOP], ["x", "甲"], ["y", None], merges=["B2:B3"], 地区=["东", "西"])
    assert merges(made) == ["B2:B3", "C2:C3"]


def test_print_area_covers_all_copies() -> None:
    def change(page: Worksheet) -> None:
        page.print_area = "A1:B1"

    assert page(filled([LOOP, "尾"], change=change, 地区=["东", "西"])).print_area == "'表'!$A$1:$C$1"


@pytest.mark.parametrize("count", [20_000])
def test_more_columns_than_excel_has_are_refused(count: int) -> None:
    assert complaints([LOOP], 地区=range(count)) == [
        "工作表“表” 第1行 第1列: {% for 区 in 地区 | 按列 %}：超过 Excel 的 16,384 列，已停止"
    ]


def test_merge_across_the_edge_of_a_repeated_column_is_refused() -> None:
    rows = ["a", "b", "c"], ["d", LOOP, None], ["e", "f", "g"]
    (told,) = complaints(*rows, merges=["A1:B1", "B2:C2"])
    assert told.endswith("合并单元格 A1:B1 跨在这一列的边上，不能按列重复；请先拆开它")
