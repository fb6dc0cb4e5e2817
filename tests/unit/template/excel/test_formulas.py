"""References in formulas follow repeated rows and columns as a person would write them in the filled sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calculated import calculated, needs_libreoffice
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from sheet import fill, filled, opened, page, put, sheet

LOOP, END = "{% for 数 in 各数 %}{{ 数 }}", "{% endfor %}"
THREE = ["1", "2", "3"]
GROUPS = [{"名": "一", "数": ["1", "2"]}, {"名": "二", "数": ["3"]}]


def in_the_row(formula: str, *, others: tuple[Any, ...] = ()) -> list[str]:
    """What a formula beside the number (column A) in a repeated row 2 becomes in each of three."""
    made = page(filled([1, 8, *others], [LOOP, None, formula, END], ["计", 5], 各数=THREE))
    return [made[f"C{row}"].value for row in (2, 3, 4)]


def below(formula: str, numbers: list[str] | None = None) -> str:
    """What a formula below the repeated row 2 becomes; the number stands in column A."""
    numbers = THREE if numbers is None else numbers
    made = page(filled(["数"], [LOOP, END], [4, formula], 各数=numbers))
    return str(made[f"B{len(numbers) + 2}"].value)


@pytest.mark.parametrize(
    ("formula", "third"),
    [
        ("=A2", "=A4"),
        ("=SUM(A2)", "=SUM(A4)"),
        ("=A2/SUM(A$2:A$2)", "=A4/SUM(A$2:A$4)"),
        ("=RANK(A2,$A$2)", "=RANK(A4,$A$2:$A$4)"),
        ("=RANK($A2,$A$2:$A$2)", "=RANK($A4,$A$2:$A$4)"),
        ("=SUM(A$2:A2)", "=SUM(A$2:A4)"),
        ("=SUM(A2:A$3)", "=SUM(A4:A$5)"),
        ("=COUNTIF(A$2:A2,A2)", "=COUNTIF(A$2:A4,A4)"),
        ("=A2/A$2", "=A4/A$2"),
        ("=N(C1)+A2", "=N(C3)+A4"),
        ("=A2/A1-1", "=A4/A3-1"),
        ("=SUM(A1:A2)", "=SUM(A3:A4)"),
        ("=SUM(A$1:A1)", "=SUM(A$1:A3)"),
        ("=A2*B$1", "=A4*B$1"),
        ("=A2/B3", "=A4/B5"),
        ("=A2/B$3", "=A4/B$5"),
        ("=SUM(A1:A3)", "=SUM(A1:A5)"),
        ("=表!A2/SUM(表!A$2)", "=表!A4/SUM(表!A$2:A$4)"),
    ],
)
def test_reference_in_a_repeated_row(formula: str, third: str) -> None:
    assert in_the_row(formula)[2] == third


def test_the_first_copy_runs_on_from_the_row_above() -> None:
    assert in_the_row("=N(C1)+A2") == ["=N(C1)+A2", "=N(C2)+A3", "=N(C3)+A4"]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A2/$A$3", "=A2/$A$5"),
        ("=A2", "=A2"),
        ("=SUM(A2)", "=SUM(A2:A4)"),
        ("=SUM(A2:A2)", "=SUM(A2:A4)"),
        ("=SUM(A2*2)", "=SUM(A2*2)"),
        ("=ROUND(A2,1)", "=ROUND(A2,1)"),
        ("=COUNTIF(A2,A2)", "=COUNTIF(A2:A4,A2)"),
        ("=VLOOKUP(A2,$A$2:$B$2,2,0)", "=VLOOKUP(A2,$A$2:$B$4,2,0)"),
        ("=SUMPRODUCT(A2*(A2>1))", "=SUMPRODUCT(A2:A4*(A2:A4>1))"),
        ("=INDEX(A2,ROWS(A2))", "=INDEX(A2:A4,ROWS(A2:A4))"),
        ("=SUMIF(A2,A1,A2)", "=SUMIF(A2:A4,A1,A2:A4)"),
        ("=SUM( A2 , 1)", "=SUM( A2:A4 , 1)"),
    ],
)
def test_reference_from_outside_stays_one_cell_unless_a_range_is_taken(formula: str, moved: str) -> None:
    assert below(formula) == moved


def test_array_formula_takes_ranges_everywhere() -> None:
    def change(page: Worksheet) -> None:
        page["B3"] = ArrayFormula("B3", "=SUM(A2*2)")

    made = page(filled(["数"], [LOOP, END], [None, None], change=change, 各数=THREE))
    assert made["B5"].value.text == "=SUM(A2:A4*2)"


def test_a_total_leaves_out_the_rows_between_the_copies() -> None:
    rows = [[LOOP], ["小计", "=A1*2", END]]
    made = page(filled(*rows, ["总", "=SUM(A1)", "=AVERAGE(A1:A1)", "=SUM(A1:A2)"], 各数=THREE))
    assert [made[name].value for name in ("B7", "C7", "D7")] == [
        "=SUM(A1,A3,A5)", "=AVERAGE(A1,A3,A5)", "=SUM(A1:A6)",
    ]  # fmt: skip


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_total_of_more_pieces_than_a_function_has_arguments(tmp_path: Path) -> None:
    rows = [[LOOP], ["100", END]]
    made = filled(*rows, ["=SUM(A1)", "=COUNT(A1)"], 各数=[str(number) for number in range(300)])
    shown = calculated({"表": made}, tmp_path)["表"].active
    assert [shown[name].value for name in ("A601", "B601")] == [300 * 299 / 2, 300]


def test_groups_have_totals_shares_and_running_sums_of_their_own() -> None:
    made = page(
        filled(
            ["{% for 组 in 各组 %}"],
            ["{{ 组.名 }}", "=SUM(B3)"],
            [
                "{% for 数 in 组.数 %}",
                "{{ 数 }}",
                "=B3/SUM(B$3)",
                "=B3/B$2",
                "=N(E2)+B3{% endfor %}".split("{", maxsplit=1)[0],
                END,
            ],
            ["小计", "=SUM(B3:B3)", END],
            ["总计", "=SUM(B3)", "=SUM(B4)"],
            各组=GROUPS,
        )
    )
    shown = {cell.coordinate: cell.value for row in made.iter_rows() for cell in row if str(cell.value).startswith("=")}
    assert shown == {
        "B1": "=SUM(B2:B3)",
        "C2": "=B2/SUM(B$2:B$3)", "D2": "=B2/B$1", "E2": "=N(E1)+B2",
        "C3": "=B3/SUM(B$2:B$3)", "D3": "=B3/B$1", "E3": "=N(E2)+B3",
        "B4": "=SUM(B2:B3)",
        "B5": "=SUM(B6)",
        "C6": "=B6/SUM(B$6)", "D6": "=B6/B$5", "E6": "=N(E5)+B6",
        "B7": "=SUM(B6)",
        "B8": "=SUM(B2:B3,B6)", "C8": "=SUM(B4,B7)",
    }  # fmt: skip


def test_row_of_bare_tags_above_a_block_counts_for_the_row_above() -> None:
    made = page(filled([1, 7], ["{% for 数 in 各数 %}"], ["{{ 数 }}", "=A3-A2", "=A3-A1"], [END], 各数=THREE))
    assert [[made[f"{column}{row}"].value for row in (2, 3, 4)] for column in "BC"] == [
        ["=A2-A1", "=A3-A2", "=A4-A3"]
    ] * 2


def test_columns_follow_the_same_rules() -> None:
    made = page(
        filled(
            ["项", "{% for 数 in 各数 | 按列 %}{{ 数 }}{% endfor %}", "计"],
            ["x", "{{ 数 }}", "=SUM(B2)"],
            ["占", "=B2/SUM($B2)", "=B2"],
            ["累", "=SUM($B2:B2)", "=AVERAGE($B2:$B2)"],
            ["续", "=N(A5)+B2", "=SUM(A2:B2)"],
            各数=THREE,
        )
    )
    assert [[made.cell(row, column).value for column in (2, 4, 5)] for row in (3, 4, 5)] == [
        ["=B2/SUM($B2:$D2)", "=D2/SUM($B2:$D2)", "=B2"],
        ["=SUM($B2)", "=SUM($B2:D2)", "=AVERAGE($B2:$D2)"],
        ["=N(A5)+B2", "=N(C5)+D2", "=SUM(A2:D2)"],
    ]


def test_condition_and_choices_follow_too() -> None:
    def change(page: Worksheet) -> None:
        page.conditional_formatting.add("A2", FormulaRule(formula=["A2>AVERAGE(A$2)"]))
        choices = DataValidation("list", "=$A$2")
        choices.add("B3")
        page.add_data_validation(choices)

    made = page(filled(["数"], [LOOP, END], ["x", "y"], change=change, 各数=THREE))
    (condition,) = made.conditional_formatting
    assert (str(condition.sqref), condition.rules[0].formula) == ("A2:A4", ["A2>AVERAGE(A$2:A$4)"])
    assert made.data_validations.dataValidation[0].formula1 == "=$A$2:$A$4"


@pytest.mark.libreoffice
@needs_libreoffice
def test_shares_ranks_running_sums_and_growth_are_right(tmp_path: Path) -> None:
    made = filled(
        ["名称", "今年", "去年", "占比", "排名", "累计", "续累计", "同比", "环比"],
        [
            "{% for 行 in 各行 %}{{ 行.名 }}", "{{ 行.今年 }}", "{{ 行.去年 }}", "=B2/SUM(B$2:B$2)",
            "=RANK(B2,$B$2:$B$2)", "=SUM(B$2:B2)", "=N(G1)+B2", "=B2/C2-1", "=IF(ISNUMBER(B1),B2-B1,0)", END,
        ],
        ["合计", "=SUM(B2)", "=SUM(C2)", "=SUM(D2)", None, None, None, "=B3/C3-1"],
        ["首行占比", "=B2/$B$3"],
        各行=[
            {"名": "甲", "今年": "10", "去年": "8"},
            {"名": "乙", "今年": "20", "去年": "25"},
            {"名": "丙", "今年": "15", "去年": "12"},
        ],
    )  # fmt: skip
    shown = calculated({"表": made}, tmp_path)["表"].active
    values = shown.iter_rows(min_row=2, max_row=4, min_col=2, max_col=9, values_only=True)
    rows = [[round(value, 4) for value in row] for row in values]
    assert rows == [
        [10, 8, 0.2222, 3, 10, 10, 0.25, 0],
        [20, 25, 0.4444, 1, 30, 30, -0.2, 10],
        [15, 12, 0.3333, 2, 45, 45, 0.25, -5],
    ]
    assert [shown[name].value for name in ("B5", "C5", "D5", "H5")] == [45, 45, 1, 0]
    assert round(shown["B6"].value, 4) == 0.2222


def test_another_sheet_is_always_outside() -> None:
    def change(page: Worksheet) -> None:
        other = page.parent.create_sheet("汇总")
        other["A1"], other["A2"] = "=表!A2", "=SUM(表!$A$2)"

    other = opened(filled(["数"], [LOOP, END], change=change, 各数=THREE))["汇总"]
    assert (other["A1"].value, other["A2"].value) == ("=表!A2", "=SUM(表!$A$2:$A$4)")


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ('=COUNTIF(A2:A2,">1")+COUNTBLANK(A3)', "=0+COUNTBLANK(A2)"),
        ('=IF(SUMIFS(A2:A2,A2:A2,"<"&SUM(A2))>0,1,2)', "=IF(0>0,1,2)"),
        ("=SUMPRODUCT((A2:A2>1)*A2:A2)*SUM(A2:A2)", "=0*0"),
        ("=SUMPRODUCT(ABS(A2:A2)*(A2:A2>1))", "=0"),
        ("=COUNT(A2:A2)+COUNTA(A2,A3)+COUNT(A3,A2,A3)", "=0+COUNTA(A2)+COUNT(A2,A2)"),
        ("=MIN(A2,A3)-MAX(A2:A2)-SUM(A2*2,1)", "=MIN(A2)-0-SUM(0*2,1)"),
        ("=SUBTOTAL(9,A2:A2)&SUBTOTAL(9,A3,A2)", "=0&SUBTOTAL(9,A2)"),
        (
            "=IFERROR(COUNTIF(A3:A4,A2),0)&IFERROR(AVERAGE(A2),0)",
            "=IFERROR(COUNTIF(A2:A3,#REF!),0)&IFERROR(AVERAGE(#REF!),0)",
        ),
        ('=IFERROR(VLOOKUP("a",A2:B2,2,0),"无")', '=IFERROR(VLOOKUP("a",#REF!,2,0),"无")'),
    ],
)
def test_rows_that_are_gone_count_nothing(formula: str, moved: str) -> None:
    assert below(formula, []) == moved


def test_reference_to_several_sheets_follows_the_rows_of_each() -> None:
    def add(page: Worksheet) -> None:
        book = page.parent
        put(book.create_sheet("乙"), [[LOOP, END], [None, 5]], (), "乙")
        put(book.create_sheet("汇总 表"), [["=SUM(表:乙!A1)", "=SUM('表:乙'!B2)*2"]], (), "汇总 表")

    made = opened(fill(sheet([1], [None, 7], change=add), 各数=THREE))["汇总 表"]
    assert [made[name].value for name in ("A1", "B1")] == ["=SUM(表!A1,乙!A1:A3)", "=SUM(表!B2,乙!B4)*2"]


@pytest.mark.libreoffice
@needs_libreoffice
def test_stored_values_are_right_with_no_row_one_and_several(tmp_path: Path) -> None:
    rows = [
        ["今年", "去年", "名"],
        [
            "{% for 行 in 各行 %}{{ 行.今年 }}", "{{ 行.去年 }}", "{{ 行.名 }}", "=A2/SUM(A$2:A$2)", "=A2/$A$3",
            "=RANK(A2,$A$2:$A$2)", "=SUM(A$2:A2)", "=N(H1)+A2", '=IF(B2=0,"",A2/B2-1)', "=ROW()-1",
            '=COUNTIF($A$2:$A$2,">"&A2)+1', "=SUMIF($C$2:$C$2,C2,$A$2:$A$2)", "=SUMPRODUCT(($A$2:$A$2>A2)*1)+1", END,
        ],
        [
            "=SUM(A2)", "=SUM(B2:B2)", "=COUNTA(C2)", "=SUM(D2)", "=SUBTOTAL(9,E2:E2)", "=IFERROR(AVERAGE(A2),0)",
            '=COUNTIF(A2:A2,">10")', "=MAX(A2)", '=SUMIF(C2:C2,"甲",A2:A2)', "=COUNT(J2)", "=SUMPRODUCT(A2:A2,B2:B2)",
        ],
    ]  # fmt: skip
    data = [("10", "8", "甲"), ("20", "25", "乙"), ("15", "0", "甲")]
    each = [{"今年": now, "去年": before, "名": name} for now, before, name in data]
    made = {str(count): filled(*rows, 各行=each[:count]) for count in (0, 1, 3)}
    found = calculated(made, tmp_path)
    for count, filled_sheet in made.items():
        stored = openpyxl.load_workbook(io.BytesIO(filled_sheet), data_only=True).active
        assert values(stored) == values(found[count].active)


def values(shown: Worksheet) -> list[list[Any]]:
    lines = shown.iter_rows(max_col=13, values_only=True)
    # An empty text is stored in one file and left out in the other.
    shorter = (
        [round(value, 9) if isinstance(value, float) else None if value == "" else value for value in line]
        for line in lines
    )
    return list(shorter)
