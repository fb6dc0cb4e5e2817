"""Which files a build makes: a template's Word form, its Excel form, or both, and what comes from what."""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf
import pypdfium2
import pytest
from command_line import CHECKOUT, GOOD, Office
from docx import Document
from docx_grid import grid_text, read_tables
from openpyxl import load_workbook
from sheet import sheet
from word import docx, paragraph, row, run, section, table
from word_files import schema_problems

from generator.document.docx.reader import read_docx
from generator.problem import Source

SHEET = (CHECKOUT / "templates/xlsx/专项资金绩效目标表.xlsx").read_bytes()
FIELDS = """\
附件: 附件2
项目名称: 资金
主管部门: 商务局
项目资金: "410"
总体目标: 目标
"""


WORD_FORM = """\
附件2 ×5
×5
甲市绩效目标表 ×5
项目名称 | 资金 ×4
主管部门 | 商务局 ×4
项目资金⏎(万元) | 410 ×4
总体目标 | 目标 ×4
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
↓ | 产出指标 | 数量指标 | 企业数 | ≥1家"""


def only_sheet(office: Office, changes: Mapping[str, str] | None = None) -> None:
    office.put("templates/xlsx/单.xlsx", SHEET)
    project = FIELDS + GOOD.replace("模板: 表", "模板: 单")
    for old, new in (changes or {}).items():
        project = project.replace(old, new)
    office.project(project)


def test_both_formats_are_made_unless_told(office: Office) -> None:
    office.project(GOOD)
    assert office.run("build").status == 0
    assert office.made() == [f"项目/{form}.{kind}" for form in ("乙市", "甲市") for kind in ("docx", "xlsx")]


def test_a_form_without_an_excel_template_takes_its_sheet_from_the_word_form(office: Office) -> None:
    office.project(GOOD)
    office.build("--to", "xlsx")
    sheet = load_workbook(office.folder / "output/项目/甲市.xlsx").active
    texts = [value for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert texts == [
        "甲市绩效目标表",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "产出指标",
        "数量指标",
        "企业数",
        "≥1家",
    ]


def test_a_form_without_a_word_template_takes_its_pages_from_the_sheet(office: Office) -> None:
    only_sheet(office)
    ran = office.build("--to", "pdf")
    assert ran.status == 0
    with pypdfium2.PdfDocument(office.folder / "output/项目/甲市.pdf") as document:
        text = "".join(document[0].get_textpage().get_text_bounded().split())
    assert "企业数≥1家" in text


def test_a_form_without_a_word_template_takes_its_word_form_from_the_sheet(office: Office) -> None:
    only_sheet(office)
    ran = office.build("--to", "docx,xlsx")
    assert (ran.status, ran.messages) == (0, [])
    assert office.made() == [f"项目/{form}.{kind}" for form in ("乙市", "甲市") for kind in ("docx", "xlsx")]
    (grid,) = read_tables((office.folder / "output/项目/甲市.docx").read_bytes())
    assert grid_text(grid) == WORD_FORM
    assert schema_problems((office.folder / "output/项目/甲市.docx").read_bytes()) == []


def test_its_book_holds_every_form_on_pages_of_its_own(office: Office) -> None:
    only_sheet(office)
    assert office.build("--to", "docx", "--book").status == 0
    book = (office.folder / "output/项目/合订本.docx").read_bytes()
    assert [grid_text(grid) for grid in read_tables(book)] == [
        WORD_FORM,
        WORD_FORM.replace("甲市", "乙市").replace("≥1家", "≥2家"),
    ]
    sections = read_docx(book, Source("合订本")).sections
    assert [(each.begins, each.first_number) for each in sections] == [("nextPage", 1)] * 2
    assert schema_problems(book) == []


def test_its_files_are_the_same_on_every_run_and_left_alone_while_nothing_changes(office: Office) -> None:
    only_sheet(office)
    office.build("--to", "docx", "--book")
    made = {name: (office.folder / "output" / name).read_bytes() for name in office.made()}
    assert office.build("--to", "docx", "--book").results[0].startswith("生成 0 份，3 份没有变化")
    office.build("--to", "docx", "--book", "--force", "--jobs", "2")
    assert {name: (office.folder / "output" / name).read_bytes() for name in office.made()} == made


def test_what_a_build_changes_in_such_a_form_is_said(office: Office) -> None:
    only_sheet(office)
    office.build("--to", "docx")
    only_sheet(office, {"{数: 2}": "{数: 5}"})
    assert office.build("--to", "docx").results[:-1] == [
        "乙市：改 表1 第9行 第5列（产出指标/数量指标/企业数）：≥2家 → ≥5家"
    ]


def test_a_template_of_ones_own_does_not_go_with_an_excel_form_of_ours(office: Office) -> None:
    office.template("专项资金绩效目标表.docx", (office.folder / "templates/docx/表.docx").read_bytes())
    office.project(GOOD.replace("模板: 表", "模板: 专项资金绩效目标表"))
    assert office.build("--to", "xlsx").status == 0
    sheet = load_workbook(office.folder / "output/项目/甲市.xlsx").active
    assert sheet["A1"].value == "甲市绩效目标表"


def test_books_of_every_format_hold_every_form(office: Office) -> None:
    office.project(GOOD)
    assert office.build("--to", "docx,xlsx,pdf", "--book").status == 0
    book = load_workbook(office.folder / "output/项目/合订本.xlsx")
    assert book.sheetnames == ["目录", "汇总表", "甲市", "乙市"]
    assert [[cell.value for cell in row] for row in book["汇总表"].iter_rows(min_row=2)] == [
        ["序号", "分表", "数"],
        [1, "甲市", 1],
        [2, "乙市", 2],
        [None, "合计", "=SUM(C3:C4)"],
    ]
    with pypdfium2.PdfDocument(office.folder / "output/项目/合订本.pdf") as document:
        assert [bookmark.get_title() for bookmark in document.get_toc()] == ["甲市", "乙市"]


def titles(office: Office, stem: str) -> list[str | None]:
    """The titles that Word, Excel and a viewer of PDFs show of a form."""
    word, sheet, pdf = (office.folder / f"output/项目/{stem}.{kind}" for kind in ("docx", "xlsx", "pdf"))
    with pikepdf.open(pdf) as file:
        printed = str(file.docinfo.Title)
    return [Document(str(word)).core_properties.title, load_workbook(sheet).properties.title, printed]


@pytest.mark.parametrize(
    ("title", "form", "book"),
    [
        ("标题: 绩效目标表", "绩效目标表 甲市", "绩效目标表"),
        ('标题: "{{ 市 }}的\n绩效目标表"', "甲市的 绩效目标表", "项目"),
        ("标题: 绩效目标表\n项目名称: 资金", "绩效目标表 甲市", "绩效目标表"),
        ('标题: ""\n项目名称: 资金', "资金 甲市", "资金"),
        ('标题: ""', "表 甲市", "表"),
        ("标题: 甲&乙<丙>", "甲&乙<丙> 甲市", "甲&乙<丙>"),
    ],
)
def test_the_title_of_a_file_is_the_printed_title_and_the_sub_form(
    title: str, form: str, book: str, office: Office
) -> None:
    office.template("表.docx", docx("{{ 标题 }}{{ 项目名称 | default('') }}", table(("{{ 数 }}",)), "", section()))
    office.put("templates/xlsx/表.xlsx", sheet(["{{ 标题 }}{{ 项目名称 | default('') }}", "{{ 数 }}"]))
    office.project(GOOD.replace('标题: "{{ 市 }}绩效目标表"', title))
    assert office.build("--to", "docx,xlsx,pdf", "--book").status == 0
    assert titles(office, "甲市") == [form] * 3
    assert titles(office, "合订本") == [book] * 3


def test_a_title_typed_into_the_template_is_the_title_of_the_file(office: Office) -> None:
    large = run("{{ 年度 }}年绩效目标表", '<w:sz w:val="44"/>')
    heading = paragraph(large, properties='<w:jc w:val="center"/>')
    office.template("表.docx", docx("附件2", heading, table(("{{ 项目名称 }}{{ 数 }}",)), "", section()))
    office.project(GOOD.replace('标题: "{{ 市 }}绩效目标表"', "年度: 2024\n项目名称: 资金"))
    assert office.build("--to", "docx,xlsx,pdf").status == 0
    assert titles(office, "甲市") == ["2024年绩效目标表 甲市"] * 3


def test_a_form_that_fails_is_missing_from_every_book(office: Office) -> None:
    office.project(GOOD.replace("{数: 1}", '{数: "{{ 没有 }}"}'))
    ran = office.build("--to", "docx,xlsx,pdf", "--book")
    assert ran.status == 1
    assert [line for line in ran.messages if "[O013]" in line] == [
        f"output/项目/合订本.{kind}: 警告 [O013] 合订本: 缺 1 份有错误的分表：甲市" for kind in ("docx", "xlsx", "pdf")
    ]
    assert load_workbook(office.folder / "output/项目/合订本.xlsx").sheetnames == ["目录", "汇总表", "乙市"]


def test_a_form_that_fails_in_one_format_is_made_in_the_others(office: Office) -> None:
    office.put("templates/xlsx/表.xlsx", (CHECKOUT / "templates/xlsx/专项资金绩效目标表.xlsx").read_bytes())
    office.project(FIELDS + GOOD)
    assert office.build("--to", "docx,xlsx").status == 0
    office.template("表.docx", docx("{{ 数 | 大写金额 }}", section()))
    office.project(FIELDS + GOOD.replace("{数: 1}", "{数: 多}"))
    ran = office.build("--to", "docx,xlsx")
    assert ran.status == 1
    assert [line for line in ran.messages if "甲市" in line and "错误" in line]
    cells = load_workbook(office.folder / "output/项目/甲市.xlsx").active.iter_rows(values_only=True)
    assert "≥多家" in [value for row in cells for value in row]


def test_the_author_of_a_pdf_is_the_unit_that_issues_the_form(office: Office) -> None:
    office.project(FIELDS + GOOD)
    office.build("--to", "pdf")
    with pypdfium2.PdfDocument(office.folder / "output/项目/甲市.pdf") as document:
        assert document.get_metadata_dict()["Author"] == "商务局"


def test_text_that_a_fixed_row_height_cuts_off_is_told_of_the_word_form_too(office: Office) -> None:
    low = row("目标", "{{ 总体目标 }}", properties='<w:trHeight w:val="450" w:hRule="exact"/>')
    office.template("定.docx", docx(table(low, grid=(1000, 4000)), "", section()))
    office.project("模板: 定\n总体目标: " + "支持企业开展经贸合作；" * 20 + "\n")
    (told,) = office.build().messages
    assert "表1 第1行 第2列: 警告 [N103] 这一格的文字超出了固定的行高" in told
    told_of_both = [
        message for message in office.build("--to", "docx,xlsx,pdf", "--force").messages if "N103" in message
    ]
    assert told_of_both == [told]
    office.project("模板: 定\n总体目标: 短\n")
    assert office.build().messages == []
