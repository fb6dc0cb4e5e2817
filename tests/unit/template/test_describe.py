"""A template as readable text: what a reviewer needs to see of a change (``jixiao template show``)."""

from __future__ import annotations

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet
from sheet import compiled, sheet
from word import cell, docx, paragraph, row, run, section, style, table

from generator.template.describe import describe_excel, describe_word
from generator.template.labels import excel_labels

# A template as readable text: what a reviewer needs to see of a change (``jixiao template show``).


def shown(document: bytes, folder: Path) -> list[str]:
    file = folder / "表.docx"
    file.write_bytes(document)
    return describe_word(file).splitlines()


def test_paragraphs_tables_merges_and_headers_are_shown_in_order(tmp_path: Path) -> None:
    document = docx(
        paragraph("{{ 标题 }}", properties='<w:pStyle w:val="T"/>'),
        "",
        table(
            row(cell("绩效\n指标", merge="restart"), cell("一级", span=2), properties="<w:tblHeader/>"),
            row(cell(merge="continue"), cell("{{ 行.一级 | 合并 }}", "又一段"), cell(table(("内",)), "")),
            grid=(567, 1134, 567),
        ),
        "尾\t文",
        section("header default header1"),
        styles=style("公文标题", "T"),
        header1=paragraph(run("第{{"), run(" 页 }}")),
    )
    assert shown(document, tmp_path) == [
        "模板 表.docx",
        "页面 210 × 297 mm 边距 上25 下25 左25 右25",
        "［公文标题］{{ 标题 }}",
        "［空段］",
        "表1：3 列，宽 10 20 10 mm",
        "  第1行（标题行） | 绩效⏎指标（向下合并） | 一级 ×2",
        "  第2行 | ↓ | {{ 行.一级 | 合并 }}⏎又一段 | 〔内表〕⏎",
        "尾⇥文",
        "页眉 header1.xml".replace("header1.xml", "word/header1.xml"),
        "第{{ 页 }}",
    ]


def test_template_with_mistakes_is_shown_all_the_same(tmp_path: Path) -> None:
    assert shown(docx("{% if %}", "{{ 甲"), tmp_path) == ["模板 表.docx", "{% if %}", "{{ 甲"]


def test_template_without_styles_or_grid_is_shown(tmp_path: Path) -> None:
    bare = table(("甲", "乙")).replace('<w:gridCol w:w="1000"/>', "").replace("<w:tblGrid></w:tblGrid>", "")
    assert shown(docx(bare, ""), tmp_path)[1:] == ["表1：0 列，宽  mm", "  第1行 | 甲 | 乙", "［空段］"]


# An Excel template as readable text, and the words beside its placeholders.


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
