"""Funds that the program has never seen: labels, columns and levels of their own, and 分表 from tables of data."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from command_line import word_forms
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from word import cell, docx, row, section, table

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

FOUR_LEVELS = docx(
    "{{ 文号 }}",
    table(
        row("事项", cell("{{ 事项 }}", span=6)),
        row("承办处室", cell("{{ 承办 }}", span=3), "金额", cell("{{ 金额 | 千分位 }}", span=2)),
        ("方面", "类别", "断面", "责任单位", "考核点", "应达到", "备注"),
        (
            "{% for 项 in 指标 %}{{ 项.一级 | 合并 }}",
            "{{ 项.二级 | 合并 }}",
            "{{ 项.断面 | 合并 }}",
            "{{ 项.责任单位 | 合并 }}",
            "{{ 项.三级 }}",
            "{{ 项.指标值 }}",
            "{{ 项.说明 }}{% endfor %}",
        ),
        row(cell("合计 {{ 指标 | length }} 项", span=7)),
        grid=[1000] * 7,
    ),
    "",
    section(),
)
RIVER = """\
模板: 河道管护考核表
文号: 水〔{{ 年 }}〕7号
年: 2031
事项: 河道 & 湖泊<管护>
承办: 河湖处
金额: 1234567.5
绩效指标:
  水质:
    监测:
      达标: {断面: 国考, 责任单位: 监测站, 指标值: ≥3个, 说明: 一类}
      稳定: {断面: 国考, 责任单位: 监测站, 指标值: ≥90%}
      改善: {断面: 国考, 责任单位: 执法队, 指标值: 1个}
      复核: {断面: 省考, 责任单位: 执法队, 指标值: 2处}
    水源:
      取水口: {断面: 省考, 责任单位: 执法队, 指标值: 2处}
      围网: {断面: 省考, 责任单位: "", 指标值: 4处}
      界桩: {断面: 省考, 责任单位: "", 指标值: 9处}
  岸线:
    清理:
      - {三级: 违建, 责任单位: 执法队, 指标值: 0处}
      - {三级: 违建, 责任单位: 执法队, 指标值: "", 说明: 复查}
"""


def test_a_fund_with_labels_of_its_own_a_column_more_and_four_levels_of_merging(office: Office) -> None:
    """Equal texts merge only under equal cells to the left; blank ones never, so nor do those to their right."""
    office.template("河道管护考核表.docx", FOUR_LEVELS)
    office.project(RIVER, "管护")
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])
    assert office.made() == ["管护/管护.docx"]
    assert shown(office.folder / "output/管护/管护.docx") == [
        "水〔2031〕7号",
        "事项 | 河道 & 湖泊<管护> ×6",
        "承办处室 | 河湖处 ×3 | 金额 | 1,234,567.50 ×2",
        "方面 | 类别 | 断面 | 责任单位 | 考核点 | 应达到 | 备注",
        "水质 | 监测 | 国考 | 监测站 | 达标 | ≥3个 | 一类",
        "↓ | ↓ | ↓ | ↓ | 稳定 | ≥90% |",
        "↓ | ↓ | ↓ | 执法队 | 改善 | 1个 |",
        "↓ | ↓ | 省考 | 执法队 | 复核 | 2处 |",
        "↓ | 水源 | 省考 | 执法队 | 取水口 | 2处 |",
        "↓ | ↓ | ↓ |  | 围网 | 4处 |",
        "↓ | ↓ | ↓ |  | 界桩 | 9处 |",
        "岸线 | 清理 |  | 执法队 | 违建 | 0处 |",
        "↓ | ↓ |  | 执法队 | 违建 |  | 复查",
        "合计 9 项 ×7",
    ]


ROWS = [
    ["区县", "学校数", "联系人", "完成率"],
    ["甲县", "012", "张三", "95%"],
    ["乙县", "3", "（空）", "100%"],
    ["丙县", "", "李四", "80%"],
]
SCHOOLS = """\
模板: 校舍表
绩效指标:
  建设:
    数量:
      新建学校: "{{ 学校数 }}所"      # 没有填学校数的县，没有这一行
      交付率: "{{ 完成率 }}"
分表:
  按: 区县
  数据: {file}
"""
SCHOOL_FORM = docx(
    "{{ 区县 }}（第{{ 序号 }}份，共{{ 总数 }}份）",
    table(
        ("联系人", "{{ 联系人 }}"),
        ("{% for 项 in 指标 %}{{ 项.三级 }}", "{{ 项.指标值 }}{% endfor %}"),
    ),
    "",
    section(),
)


def as_csv(encoding: str) -> bytes:
    return "".join(",".join(line) + "\r\n" for line in ROWS).encode(encoding)


def as_xlsx() -> bytes:
    """Numbers as numbers with a format: cells are read as Excel shows them."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in ROWS:
        sheet.append([text or None for text in line])
    formats = {"B2": (12, "000"), "B3": (3, "0"), "D2": (0.95, "0%"), "D3": (1, "0%"), "D4": (0.8, "0%")}
    for place, (value, shown_as) in formats.items():
        sheet[place].value, sheet[place].number_format = value, shown_as
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


TABLES = {
    "学校.csv": as_csv("utf-8"),
    "带标记.csv": as_csv("utf-8-sig"),
    "国标.csv": as_csv("gb18030"),
    "学校.xlsx": as_xlsx(),
}


@pytest.mark.parametrize(("file", "content"), TABLES.items(), ids=TABLES)
def test_forms_come_from_a_table_of_data_as_it_is_displayed(file: str, content: bytes, office: Office) -> None:
    office.template("校舍表.docx", SCHOOL_FORM)
    office.put(f"data/{file}", content)
    office.project(SCHOOLS.replace("{file}", file), "校舍")
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])
    out = office.folder / "output/校舍"
    assert {path.stem: shown(path) for path in word_forms(out)} == {
        "甲县": ["甲县（第1份，共3份）", "联系人 | 张三", "新建学校 | 012所", "交付率 | 95%"],
        "乙县": ["乙县（第2份，共3份）", "联系人 |", "新建学校 | 3所", "交付率 | 100%"],
        "丙县": ["丙县（第3份，共3份）", "联系人 | 李四", "交付率 | 80%"],
    }


def shown(form: Path) -> list[str]:
    """The lines above the table and the rows of a sound form."""
    assert structure_problems(form) == []
    lines = [text for text in body_paragraphs(form) if text]
    return lines + [line for grid in read_tables(form) for line in grid_text(grid).split("\n")]
