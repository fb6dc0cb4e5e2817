"""A template as readable text: what a reviewer needs to see of a change (``jixiao template show``)."""

from __future__ import annotations

from pathlib import Path

from word import cell, docx, paragraph, row, run, section, style, table

from generator.template.describe import describe_word


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
