from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from generator.build.summary import figure_rows, matrix_workbook
from generator.check.matrix import Matrix, MatrixCell, MatrixRow

FOUND = Matrix(
    "项目",
    ("甲市", "乙市"),
    (
        MatrixRow(("产出指标", "数量指标", "企业数"), (MatrixCell("≥4家"), MatrixCell("=2家", is_odd=True)), "6家"),
        MatrixRow(("产出指标", "数量指标", "场次"), (MatrixCell("10场"), MatrixCell("")), ""),
    ),
)


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def test_the_matrix_is_text_never_a_formula_and_marks_what_deviates() -> None:
    book = opened(matrix_workbook([FOUND, FOUND]))
    assert book.sheetnames == ["项目", "项目(2)"]
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet] == [
        ["一级", "二级", "三级", "甲市", "乙市", "合计"],
        ["产出指标", "数量指标", "企业数", "≥4家", "=2家", "6家"],
        ["产出指标", "数量指标", "场次", "10场", None, None],
    ]
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    marked = [cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"]
    assert marked == ["E2"]


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert matrix_workbook([FOUND]) == matrix_workbook([FOUND])


def test_a_workbook_of_no_project_can_be_opened() -> None:
    assert opened(matrix_workbook([])).sheetnames == ["空"]


def test_only_quantities_have_totals() -> None:
    forms = {
        "甲市": {"资金": "410", "年度": "2024", "执行率": "1", "比例": "90%", "单位": "商务局", "企业": "4"},
        "乙市": {"资金": "40.50", "年度": "2024", "执行率": "1", "比例": "10%", "单位": "2", "企业": "3家"},
    }
    *_, totals = figure_rows(forms, list(forms["甲市"]))
    assert [(cell.text, cell.number_format, cell.formula) for cell in totals] == [
        ("", "", ""),
        ("合计", "", ""),
        ("450.5", "0.00", "SUM(C3:C4)"),
        *[("", "", "")] * 5,
    ]


def test_figures_without_any_total_have_no_row_for_them() -> None:
    rows = figure_rows({"甲市": {"单位": "商务局"}, "乙市": {}}, ["单位"])
    assert [[cell.text for cell in row] for row in rows] == [
        ["序号", "分表", "单位"],
        ["1", "甲市", "商务局"],
        ["2", "乙市", ""],
    ]
