"""Simple formulas get the value that Excel will show; others get none."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sheet import book_of, fill, sheet, with_results


def calculated(data: bytes, number: int = 0) -> Worksheet:
    """A sheet with the values that are stored for its formulas."""
    found: Worksheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[number]
    return found


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=A1+B1*2", 15),
        ("=(A1+B1)*2", 27),
        ("=-A1^2", 144),
        ("=2^3^2", 64),
        ("=A1-B1-1", 9.5),
        ("=50%*A1", 6),
        ("=SUM(A1:C1)", 13.5),
        ("=SUM(A1,B1,1)", 14.5),
        ("=ROUND(A1/7,2)", 1.71),
        ("=ROUND(2.5,0)", 3),
        ("=AVERAGE(A1:B1)", 6.75),
        ("=MAX(A1:B1)-MIN(A1:B1)", 10.5),
        ("=COUNT(A1:D1)", 2),
        ('=IF(A1>=12,"达标","未达标")&A1', "达标12"),
        ('=IF(A1=0,"",B1/A1)', 0.125),
        ("=IFERROR(A1/E1,0)", 0),
        ("=IF(E1=0,0,A1/E1)", 0),
        ("=E1", 0),
        ("=A1=12", True),
        ("=A1<>12", False),
        ("=0.1+0.2", 0.3),
        ("=N(D1)+A1", 12),
        ("=N(A1)", 12),
        ("=ABS(B1-A1)", 10.5),
        ("=INT(-B1)", -2),
        ("=RANK(B1,A1:D1)", 2),
        ("=RANK(A1,$A$1:$B$1)", 1),
        ("=INDEX(A1:B1,COLUMNS(A1:B1))", 1.5),
        ("=INDEX(A1,1)", 12),
        ("=ROWS(A1:A3)", 3),
        ("=SUM((A1,B1:C1),1)", 14.5),
        ("=SUM((A1+B1),1)", 14.5),
        ("=SUM((A1)*2)", 24),
    ],
)
def test_formula_that_can_be_calculated_has_its_value(formula: str, value: Any) -> None:
    made = calculated(fill(sheet(["{{ 甲 }}", "{{ 乙 }}", None, "文", None, formula]), 甲="12", 乙="1.5"))
    assert made["F1"].value == value


@pytest.mark.parametrize(
    "formula", ["=VLOOKUP(A1,A1:B1,1)", "=NOW()", "=F1", "=A1:B1", "=[1]表!A1", "=9^9^9^9", "=SUM((A1"]
)
def test_any_other_formula_has_none(formula: str) -> None:
    made = calculated(fill(sheet(["{{ 甲 }}", "{{ 乙 }}", None, "文", None, formula]), 甲="12", 乙="1.5"))
    assert made["F1"].value is None


def test_stored_results_stay_where_nothing_they_use_is_filled() -> None:
    rows = [["{{ 甲 }}", 5, "=FIXED(B1,1)", "=VLOOKUP(B1,B1:B1,1)", "=LENB(C1)", "=ODD(A1)", "=ODD(F1)", "=TODAY()"]]
    template = with_results(
        sheet(*rows), {"C1": "str 5.0", "D1": "n 5", "E1": "n 3", "F1": "n 1", "G1": "n 1", "H1": "n 45000"}
    )
    made = calculated(fill(template, 甲="-3"))
    assert [made[f"{column}1"].value for column in "CDEFGH"] == ["5.0", 5, 3, None, None, None]


def test_stored_results_move_with_their_rows_and_others_use_them() -> None:
    rows: list[list[Any]] = [
        ["{% for 数 in 各数 %}{{ 数 }}", "{% endfor %}"],
        [7, "=ODD(A2)", "=B2+SUM(A1)", "=ODD(SUM(A1))"],
    ]
    template = with_results(sheet(*rows), {"B2": "n 1", "C2": "n 99", "D2": "n 1"})
    made = calculated(fill(template, 各数=["1", "2", "3"]))
    assert [made[f"{column}4"].value for column in "BCD"] == [1, 7, None]


def test_what_is_calculated_replaces_a_stale_result() -> None:
    made = calculated(fill(with_results(sheet(["{{ 甲 }}", 5, "=B1*2"]), {"C1": "n 0"}), 甲="1"))
    assert made["C1"].value == 10


def test_formulas_use_the_values_of_others_also_on_other_sheets() -> None:
    def change(page: Worksheet) -> None:
        page.parent.create_sheet("汇总")["A1"] = "=表!A4*2"

    template = sheet(
        ["{% for 数 in 各数 %}{{ 数 }}", "=A1*10", "{% endfor %}"], ["x"], [None], ["=SUM(B1)"], change=change
    )
    made = fill(template, 各数=["1", "2", "3"])
    assert [calculated(made)[name].value for name in ("B1", "B3", "A6")] == [10, 30, 60]
    assert calculated(made, 1)["A1"].value == 120


def test_truth_counts_as_a_number_where_it_is_asked_for() -> None:
    made = calculated(fill(sheet(["{{ 甲 }}", True, "=N(B1)+1", "=B1+1", "=SUM(B1)"]), 甲="1"))
    assert [made[f"{column}1"].value for column in "CDE"] == [2, 2, 0]


def test_cycle_has_no_value() -> None:
    made = calculated(fill(sheet(["=B1", "=A1", "{{ 甲 }}"]), 甲="1"))
    assert (made["A1"].value, made["B1"].value) == (None, None)


@pytest.mark.parametrize("rows", [range(1, 201), range(200, 0, -1)])
def test_long_chain_of_formulas_has_its_values(rows: range) -> None:
    """However it runs, and wherever its end is asked for."""
    lines: list[list[Any]] = [[None, None] for _ in rows]
    first, *others = rows
    lines[first - 1] = ["{{ 甲 }}", None]
    for before, row in pairwise(rows):
        lines[row - 1] = [f"=A{before}+1", None]
    lines[99][1] = f"=A{others[-1]}"
    assert calculated(fill(sheet(*lines), 甲="1"))["B100"].value == 200


def test_texts_of_all_kinds_of_cells_are_compared() -> None:
    rows: list[list[Any]] = [
        ["{{ 甲 }}", "固定", '="固"&"定"', "见{{ 甲 }}"],
        ['=COUNTIF(A1:D1,"*定")&COUNTIF(A1:D1,"见*")'],
    ]
    assert calculated(fill(sheet(*rows), 甲="一定"))["A2"].value == "41"


def test_subtotals_do_not_count_in_others_and_hidden_rows_are_left_to_excel() -> None:
    rows: list[list[Any]] = [["{{ 甲 }}"], [2], ["=SUBTOTAL(9,A1:A2)"], ["=SUBTOTAL(9,A1:A3)"]]
    assert calculated(fill(sheet(*rows), 甲="1"))["A4"].value == 3

    def hide(page: Worksheet) -> None:
        page.row_dimensions[2].hidden = True

    assert calculated(fill(sheet(*rows, change=hide), 甲="1"))["A4"].value is None


def test_forms_of_a_book_have_their_own_values() -> None:
    made = book_of(sheet(["{{ 甲 }}", "=A1*2"]), {"东": {"甲": "1"}, "西": {"甲": "2"}})
    assert [calculated(made, number)["B1"].value for number in range(2)] == [2, 4]
