"""What a reference means once rows repeat is asked where it cannot be known, at the cell of the formula."""

from __future__ import annotations

from typing import Any

import pytest
from sheet import compiled, sheet

LOOP, END = "{% for 数 in 各数 %}{{ 数 }}", "{% endfor %}"


def warnings(*rows: list[Any]) -> list[str]:
    found = compiled(sheet(*rows)).problems
    assert {problem.code for problem in found} <= {"T049"}
    return [f"{problem.source.place}: {problem.message}" for problem in found]


def test_usual_formulas_are_clear() -> None:
    assert warnings(
        ["数", 8], [LOOP, "=A2/SUM(A$2:A$2)", "=RANK(A2,$A$2)", "=N(D1)+A2", "=A2/A3", "=A2*B$1", "=A2-A1", END],
        ["=SUM(A2)", "=COUNTIF(A2:A2,1)", "=A1*2"],
    ) == []  # fmt: skip


def test_one_of_many_rows() -> None:
    assert warnings([LOOP, END], ["=A1/A2"]) == [
        (
            "工作表“表” A2: A1 是重复的行里的一格，生成后用第一份的那一格；要合计请写 SUM(A1)，"
            "要最后一份请写 INDEX(A1:A1,ROWS(A1:A1))，就要第一份请写 INDEX(A1:A1,1)"
        )
    ]
    assert warnings([LOOP, END], ["=INDEX(A1:A1,ROWS(A1:A1))", "=INDEX(A1:A1,1)"]) == []


def test_one_of_many_columns() -> None:
    assert warnings(["{% for 数 in 各数 | 按列 %}{{ 数 }}{% endfor %}", "=A1"], ["=$A1", None]) == [
        (
            "工作表“表” B1: A1 是重复的列里的一格，生成后用第一份的那一格；要合计请写 SUM(A1)，"
            "要最后一份请写 INDEX(A1:A1,COLUMNS(A1:A1))，就要第一份请写 INDEX(A1:A1,1)"
        ),
        (
            "工作表“表” A2: $A1 的列号前有 $，各列都用第一份的那一格；要各用各的请去掉这个 $，"
            "就要第一份请写 INDEX($A1:$A1,1)"
        ),
    ]


def test_fixed_row_of_the_block_alone() -> None:
    assert warnings([LOOP, "=A1/A$1", END]) == [
        (
            "工作表“表” B1: A$1 的行号前有 $，各行都用第一份的那一格；"
            "要各用各的请去掉这个 $，就要第一份请写 INDEX(A$1:A$1,1)"
        )
    ]


def test_fixed_rows_in_groups() -> None:
    rows: list[list[Any]] = [
        ["{% for 组 in 各组 %}"],
        ["{% for 数 in 组 %}{{ 数 }}", "=A2/SUM(A$2)", END],
        ["=SUM(A$2)", None, END],
    ]
    assert warnings(*rows) == [
        "工作表“表” B2: A$2 在两层循环里，$ 的行是本组的第一行或最后一行，不是全表的；请核对",
        "工作表“表” A3: A$2 的行号前有 $，指各组的所有行，不只是本组；只要本组的请去掉这个 $",
    ]


def test_rows_of_bare_tags_and_rows_between() -> None:
    rows = [["{% for 数 in 各数 %}"], ["{{ 数 }}"], ["小计"], [END], ["=SUM(A1)", "=COUNTIF(A2,1)", "=SUM(A2)"]]
    assert warnings(*rows) == [
        "工作表“表” A5: A1 那一行只有标签，生成时去掉了；请改为引用有内容的行",
        "工作表“表” B5: A2 重复以后各份之间夹着别的行，这个函数会把它们也算进去；请把要算的数放在单独的一列",
    ]


def test_number_right_above_used_like_a_rate() -> None:
    assert warnings(["数", 0.1], [LOOP, None, "=A2*B1", END]) == [
        "工作表“表” C2: B1 在重复的行上面一行，第二份起指上一份的那一格；要总是指 B1 请在行号前加 $"
    ]
    assert warnings(["数", 0.1], [LOOP, "=A2+B1", "=A2*B$1", END]) == []


def test_total_right_above_the_rows_that_it_adds() -> None:
    assert warnings(["合计", "=SUM(B2)"], [LOOP, "{{ 数 }}", "=B2/B1", END]) == [
        "工作表“表” C2: B1 在重复的行上面一行，第二份起指上一份的那一格；要总是指 B1 请在行号前加 $"
    ]
    assert warnings(["合计", "=SUM(B2)"], [LOOP, "{{ 数 }}", "=B2/B$1", END]) == []


def test_row_of_the_group_right_above() -> None:
    group, own = ["{% for 组 in 各组 %}", "{{ 组.数 }}"], "{% for 数 in 组.各数 %}{{ 数 }}"
    assert warnings(group, [own, "{{ 数 }}", "=B2/B1", END + END]) == [
        "工作表“表” C2: B1 在重复的行上面一行，第二份起指上一份的那一格；要总是指 B1 请在行号前加 $"
    ]
    assert warnings(group, [own, "{{ 数 }}", "=B2/B$1", END + END]) == []


def test_running_total_from_a_heading_or_a_first_value() -> None:
    assert warnings(["数", "数", "累计"], [LOOP, "{{ 数 }}", "=N(C1)+B2", END]) == []
    assert warnings(["年初", 5, 8], [LOOP, "{{ 数 }}", "=C1+B2", "=B2-B1", END]) == []
    assert warnings(["合计", "=SUM(B2)", "=B1"], [LOOP, "{{ 数 }}", "=C1-B2", END]) == []


MERGED = (
    "里有用“合并”的格子，合并以后只有最上面一格有内容，下面的都当作空白；"
    "每行都要算的，请把同样的内容写在另一列（可以隐藏），不用“合并”，公式引用那一列"
)


@pytest.mark.parametrize(
    ("formula", "area"),
    [
        ('=SUMIF(A2:A2,"甲",B2:B2)', "A2:A2"),
        ('=COUNTIF(A2,"甲")', "A2"),
        ("=COUNTA(A:A)", "A:A"),
        ('=VLOOKUP("甲",A2:B2,2,FALSE)', "A2:B2"),
        ('=SUMPRODUCT((A2:A2="甲")*B2:B2)', "A2:A2"),
        ('=MATCH("甲",表!A2:A2,0)', "表!A2:A2"),
    ],
)
def test_merged_cells_are_blank_but_for_the_first(formula: str, area: str) -> None:
    rows: list[list[Any]] = [
        ["组"],
        ["{% for 行 in 各行 %}{{ 行.组 | 合并 }}", "{{ 行.数 }}", END],
        [None, None, formula],
    ]
    assert warnings(*rows) == [f"工作表“表” C3: {area} {MERGED}"]


def test_merged_cell_of_the_same_row_is_blank_below_the_first() -> None:
    row = ["{% for 行 in 各行 %}{{ 行.组 | 合并 }}", "{{ 行.数 }}", '=IF(A1="甲",B1,0)', END]
    assert warnings(row) == [f"工作表“表” C1: A1 {MERGED}"]


def test_columns_beside_merged_cells_and_counts_of_rows_are_clear() -> None:
    rows = [["{% for 行 in 各行 %}{{ 行.组 | 合并 }}", "{{ 行.组 }}", END], ["=ROWS(A1:A1)", '=COUNTIF(B1:B1,"甲")']]
    assert warnings(*rows) == []


def test_address_in_a_text() -> None:
    assert warnings([LOOP, END], ['=INDIRECT("A1")']) == [
        "工作表“表” A2: INDIRECT 引用的位置写在文字里，不会跟着增减的行移动；请直接引用单元格"
    ]
    assert warnings(["{{ 数 }}"], ['=INDIRECT("A1")']) == []


def test_reference_to_several_sheets_that_cannot_be_written_one_by_one() -> None:
    def add(page: Any) -> None:
        page.parent.create_sheet("乙")

    found = compiled(sheet(["{{ 甲 }}", "=STDEVA(表:乙!A1)", "=SUM(表:乙!C1)", '="甲:乙!A1"'], change=add)).problems
    assert [f"{problem.source.place}: {problem.message}" for problem in found] == [
        "工作表“表” B1: 表:乙!A1 引用好几张工作表，不会跟着增减的行和改了的表名变；请逐张表写，如 表!A1，乙!A1"
    ]


def test_total_in_a_column_that_is_taken_whole() -> None:
    assert warnings([LOOP, "=A1/SUM(A:A)", "=RANK(A1,$A:$A)", END], ["=SUM(A1)"]) == [
        "工作表“表” B1: A:A 整列里有 A2 的合计，会当作一个数也算进去；请只引用数据的行",
        "工作表“表” C1: $A:$A 整列里有 A2 的合计，会当作一个数也算进去；请只引用数据的行",
    ]
    assert warnings([LOOP, "=A1/SUM(A:A)", END], [None, "=SUM(A:A)"]) == []
