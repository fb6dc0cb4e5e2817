"""Simple formulas get the value that Excel will show; others get none."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sheet import book_of, fill, sheet


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
        ("=A1/E1", "#DIV/0!"),
        ("=E1", 0),
        ("=A1=12", True),
        ("=A1<>12", False),
        ("=0.1+0.2", 0.3),
    ],
)
def test_formula_that_can_be_calculated_has_its_value(formula: str, value: Any) -> None:
    made = calculated(fill(sheet(["{{ 甲 }}", "{{ 乙 }}", None, "文", None, formula]), 甲="12", 乙="1.5"))
    assert made["F1"].value == value


@pytest.mark.parametrize(
    "formula", ["=VLOOKUP(A1,A1:B1,1)", "=NOW()", "=D1+1", "=F1", "=A1:B1", "=[1]表!A1", "=9^9^9^9"]
)
def test_any_other_formula_has_none(formula: str) -> None:
    made = calculated(fill(sheet(["{{ 甲 }}", "{{ 乙 }}", None, "文", None, formula]), 甲="12", 乙="1.5"))
    assert made["F1"].value is None


def test_formulas_use_the_values_of_others_also_on_other_sheets() -> None:
    def change(page: Worksheet) -> None:
        page.parent.create_sheet("汇总")["A1"] = "=表!A4*2"

    template = sheet(
        ["{% for 数 in 各数 %}{{ 数 }}", "=A1*10", "{% endfor %}"], ["x"], [None], ["=SUM(B1)"], change=change
    )
    made = fill(template, 各数=["1", "2", "3"])
    assert [calculated(made)[name].value for name in ("B1", "B3", "A6")] == [10, 30, 60]
    assert calculated(made, 1)["A1"].value == 120


def test_cycle_has_no_value() -> None:
    made = calculated(fill(sheet(["=B1", "=A1", "{{ 甲 }}"]), 甲="1"))
    assert (made["A1"].value, made["B1"].value) == (None, None)


def test_forms_of_a_book_have_their_own_values() -> None:
    made = book_of(sheet(["{{ 甲 }}", "=A1*2"]), {"东": {"甲": "1"}, "西": {"甲": "2"}})
    assert [calculated(made, number)["B1"].value for number in range(2)] == [2, 4]
