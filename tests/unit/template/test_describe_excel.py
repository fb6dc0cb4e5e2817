"""An Excel template as readable text, and the words beside its placeholders."""

from __future__ import annotations

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet
from sheet import compiled, sheet

from generator.template.describe import describe_excel
from generator.template.labels import excel_labels

ROWS = (
    ["{{ 标题 }}"],
    ["项目\n名称", "{{ 项目名称 }}", "电话：{{ 电话 }}"],
    ["一级指标", "指标值", "合计"],
    ["{% for 行 in 指标 %}{{ 行.一级 }}", "{{ 行.指标值 }}{% endfor %}", "=SUM(B4)"],
)


def template() -> bytes:
    def change(page: Worksheet) -> None:
        page.print_area = "A1:C4"
        page.oddFooter.center.text = "第&P页"
        page.row_dimensions[1].height = 30

    return sheet(*ROWS, merges=["A1:C1"], change=change)


def test_template_shows_rows_merges_formulas_and_names(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(template())
    assert describe_excel(path).splitlines() == [
        "模板 模板.xlsx",
        "工作表“表”：3 列，宽 17 17 17 mm，边距 上25 下25 左19 右19",
        "  oddFooter &C第&P页",
        "  第1行（高 30） | A1:C1 {{ 标题 }}",
        "  第2行 | A2 项目⏎名称 | B2 {{ 项目名称 }} | C2 电话：{{ 电话 }}",
        "  第3行 | A3 一级指标 | B3 指标值 | C3 合计",
        "  第4行 | A4 {% for 行 in 指标 %}{{ 行.一级 }} | B4 {{ 行.指标值 }}{% endfor %} | C4 =SUM(B4)",
        "名称 _xlnm.Print_Area = '表'!$A$1:$C$4",
    ]


def test_labels_stand_to_the_left_or_above_a_repeated_row() -> None:
    found = excel_labels(compiled(template()))
    assert {name: label.text for name, label in found.items()} == {
        "标题": "", "项目名称": "项目 名称", "电话": "电话：",
        ".一级": "一级指标", "行": "一级指标", ".指标值": "指标值",
    }  # fmt: skip
    assert found["项目名称"].place == "工作表“表” 第2行 第2列"
