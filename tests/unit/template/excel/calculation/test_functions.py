"""What functions give in the filled sheet is what a program that calculates gives; anything else is left to it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calculated import calculated, needs_libreoffice
from sheet import compiled, saved

# Rows 1 to 6 of columns A to F: texts, numbers and mixed columns.
ROWS: list[list[Any]] = [
    ["产出", "支持企业数量", 12, 50, "约10", "10"],
    ["产出", "培训人次", 1.5, 30, None],
    ["效益", "带动就业", -7, 10, 3],
    ["效益", "ABC", 0, 10, "—"],
    ["满意度", "产出质量", 60, None, True],
    ["满意度", "a*b", 0.6, 5, 2.675],
]
CALCULATED: list[tuple[str, Any]] = [
    ('COUNTIF(C1:C6,">=12")', 2),
    ('COUNTIF(C1:C6,"<>12")', 5),
    ("COUNTIF(C1:C6,12)", 1),
    ("COUNTIF(C1:C6,C1)", 1),
    ('COUNTIF(A1:A6,"产出")', 2),
    ('COUNTIF(B1:B6,"产出*")', 1),
    ('COUNTIF(B1:B6,"*出*")', 1),
    ('COUNTIF(B1:B6,"abc")', 1),
    ('COUNTIF(B1:B6,"a~*b")', 1),
    ('COUNTIF(B1:B6,"??")', 0),
    ('COUNTIF(B1:B6,"A?C")', 1),
    ('COUNTIF(A1:A6,"<>产出")', 4),
    ('COUNTIF(D1:D7,"")', 2),
    ('COUNTIF(D1:D7,"<>")', 5),
    ('COUNTIF(D1:D7,"<>10")', 5),
    ('COUNTIF(C1:C6,"<"&C1)', 4),
    ('COUNTIF(C1:C6,"<=60%")', 3),
    ('COUNTIF(A:A,"效益")', 2),
    ('COUNTIFS(A1:A6,"产出",C1:C6,">2")', 1),
    ('COUNTIFS(A1:A6,"<>产出",D1:D6,"<>")', 3),
    ('SUMIF(A1:A6,"产出",C1:C6)', 13.5),
    ('SUMIF(A:A,"效益",C:C)', -7),
    ('SUMIF(C1:C6,">0")', 74.1),
    ('SUMIF(A1:A6,"满意度",C1)', 60.6),
    ('SUMIF(A1:A6,"没有",C1:C6)', 0),
    ('SUMIFS(D1:D6,A1:A6,"产出",C1:C6,"<10")', 30),
    ('AVERAGEIF(A1:A6,"产出",D1:D6)', 40),
    ('AVERAGEIFS(D1:D6,A1:A6,"效益")', 10),
    ("SUMPRODUCT(C1:C6,D1:D6)", 578),
    ('SUMPRODUCT((A1:A6="产出")*C1:C6)', 13.5),
    ('SUMPRODUCT((A1:A6="产出")*(C1:C6>2)*D1:D6)', 50),
    ('SUMPRODUCT(--(A1:A6="效益"),D1:D6)', 20),
    ("SUMPRODUCT(C1:C2*D1:D2)", 645),
    ("SUMPRODUCT(C:C,D:D)", 578),
    ("SUMPRODUCT(C1:C3)", 6.5),
    ('VLOOKUP("带动就业",B1:D6,2,FALSE)', -7),
    ('VLOOKUP("培训*",B1:D6,3,0)', 30),
    ('IFERROR(VLOOKUP("没有",B1:D6,2,0),"无")', "无"),
    ('INDEX(C1:C6,MATCH("培训人次",B1:B6,0))', 1.5),
    ("INDEX(A1:D6,2,4)", 30),
    ("MATCH(60,C1:C6,0)", 5),
    ('_xlfn.IFNA(MATCH(61,C1:C6,0),"无")', "无"),
    ("RANK(C1,C1:C6)", 2),
    ("RANK(C1,C1:C6,1)", 5),
    ("RANK(D3,D1:D6)", 3),
    ("ROW(C5)", 5),
    ("COLUMN()", 8),
    ("COLUMN(C5)", 3),
    ("ROWS(A1:A6)*COLUMNS(A1:C1)", 18),
    ("COUNT(C1:D6)", 11),
    ("COUNTA(C1:E6)", 16),
    ("COUNTBLANK(C1:E6)", 2),
    ("MEDIAN(C1:C6)", 1.05),
    ("PRODUCT(C1:C2)", 18),
    ("SUBTOTAL(9,C1:C6)", 67.1),
    ("SUBTOTAL(109,C1:C6)", 67.1),
    ("SUBTOTAL(1,C1:C2)", 6.75),
    ("SUM(C:C)", 67.1),
    ("MAX(C:D)", 60),
    ("ROUND(E6,2)", 2.68),
    ("ROUND(-2.5,0)", -3),
    ("ROUND(1234.5,-2)", 1200),
    ("ROUNDUP(2.001,2)", 2.01),
    ("ROUNDUP(-2.1,0)", -3),
    ("ROUNDDOWN(2.999,2)", 2.99),
    ("ROUNDDOWN(-2.9,0)", -2),
    ("TRUNC(-2.9)", -2),
    ("INT(-2.1)", -3),
    ("INT(1/3*3)", 1),
    ("MOD(-7,3)", 2),
    ("ABS(C3)", 7),
    ("SIGN(C3)", -1),
    ("SQRT(16)", 4),
    ("1/3*3=1", True),
    ('IF(C1>=12,"达标","未达标")', "达标"),
    ("IF(C1>100,1)", False),
    ("IF(C1>0,,5)", 0),
    ('IF(D5="","空","有")', "空"),
    ("IF(D5=0,1,2)", 1),
    ('IF(A1<>"产出",C1/C4,1)', 1),
    ("IFERROR(C1/C4,0)", 0),
    ("AND(C1>0,D1>0)", True),
    ("AND(C1>0,C3>0)", False),
    ("OR(C3>0,C1>0)", True),
    ("NOT(C1>0)", False),
    ("AND(C1:C3)", True),
    ("ISNUMBER(C1)", True),
    ("ISNUMBER(E1)", False),
    ("ISTEXT(E1)", True),
    ("ISBLANK(D5)", True),
    ("ISERROR(C1/C4)", True),
    ('C1&"家"', "12家"),
    ('CONCATENATE(A1,"：",C2)', "产出：1.5"),
    ('D5&"空"', "空"),
    ('TEXT(C1,"0.00")', "12.00"),
    ('TEXT(C6,"0.0%")', "60.0%"),
    ('TEXT(12345.678,"#,##0.00")', "12,345.68"),
    ('TEXT(45292,"yyyy-mm-dd")', "2024-01-01"),
    ('TEXT(A1,"0")', "产出"),
    ('TEXT(D5,"0")', "0"),
    ("LEFT(B1,2)", "支持"),
    ("LEFT(B1)", "支"),
    ("RIGHT(B1,2)", "数量"),
    ("MID(B1,3,2)", "企业"),
    ("LEN(MID(B1,30,2))", 0),
    ("LEN(B1)", 6),
    ("LEN(C2)", 3),
    ('VALUE("12.5")', 12.5),
    ('VALUE("60%")', 0.6),
    ('"12"+1', 13),
    ("C1+TRUE", 13),
    ("A1=1", False),
    ("A1>1", True),
    ("N(A1)+N(E5)", 1),
    ("SUM(1,)", 1),
    ("RANK(C4,C1:C6,1)+(-2)^2-2^2", 2),
]
LEFT_ALONE = [
    "VLOOKUP(C1,C1:D6,2)",  # sorted by the order of some language
    "MATCH(C1,C1:C6)",
    'COUNTIF(B1:B6,">a")',
    'COUNTIF(A1:A6,"3月")',  # Excel may take it for a date
    'COUNTIF(F1:F6,"10")',  # and a text for the number
    '"2024年1月1日"+1',
    '"１２"+1',
    'TEXT(45292,"mmmm")',
    'TEXT(C1,"General")',
    "MOD(1,0.1)",
    'LEN("𠮷")',
    "SUMPRODUCT(1/COUNTIF(A1:A6,A1:A6))",
    "SUM({1,2})",
    "SUM(C1:INDEX(C1:C6,2))",
    "NOW()",
    "金额+1",
    "A1:C1",
    "9^9^9^9",
    "SUM((A1",
]


# Other programs take a truth value in cells for a number, or no text for one.
AS_ONLY_EXCEL_DOES = [("COUNT(E1:E6)", 2), ("SUM(E1:E6)", 5.675), ('SUM("3",TRUE)', 4)]


def filled(formulas: list[str]) -> bytes:
    """The rows above, and each formula in column H in a row of its own from row 30 on."""
    book = openpyxl.Workbook()
    for row in [*ROWS, [], ["{{ 甲 }}"]]:
        book.active.append(row)
    for number, formula in enumerate(formulas):
        book.active.cell(30 + number, 8, f"={formula}")
    return compiled(saved(book)).render({"甲": ""})


def values(book: openpyxl.Workbook, formulas: list[str]) -> list[Any]:
    found = [book.active.cell(30 + number, 8).value for number in range(len(formulas))]
    return [round(value, 9) if isinstance(value, float) else value for value in found]


def ours(formulas: list[str]) -> list[Any]:
    return values(openpyxl.load_workbook(io.BytesIO(filled(formulas)), data_only=True), formulas)


@pytest.mark.parametrize(("formula", "value"), [*CALCULATED, *AS_ONLY_EXCEL_DOES, ("ROW()", 30)])
def test_function_gives_what_excel_gives(formula: str, value: Any) -> None:
    assert ours([formula]) == [value]


@pytest.mark.parametrize("formula", LEFT_ALONE)
def test_what_is_not_certain_has_no_value(formula: str) -> None:
    assert ours([formula]) == [None]


@pytest.mark.libreoffice
@needs_libreoffice
def test_values_are_those_of_a_program_that_calculates(tmp_path: Path) -> None:
    formulas = [formula for formula, _ in CALCULATED]
    found = values(calculated({"表": filled(formulas)}, tmp_path)["表"], formulas)
    assert list(zip(formulas, found, strict=True)) == CALCULATED
