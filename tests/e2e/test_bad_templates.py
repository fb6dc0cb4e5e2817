"""Templates whose tags are wrong, that are missing, or that are no .docx: told with the place, and nothing written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from command_line import CHECKOUT, GOOD, TEMPLATE
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from word import cell, docx, drawing, field, paragraph, row, run, section, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Office

FILE = "templates/docx/表.docx"
TAGS = {
    "bad Jinja": (
        docx("{{ 标题 + }}", "{{ 标题 | 没 }}", table(("{{ 1 + }}", "{{ 指标"), ("{{ 标题 }}", "")), "", section()),
        [
            "第1段: 错误 [T031] {{ 标题 + }}：写法有误：后面缺少内容",
            "第2段: 错误 [T031] {{ 标题 | 没 }}：没有过滤器“没”",
            "表1 第1行 第1列: 错误 [T031] {{ 1 + }}：写法有误：后面缺少内容",
            "表1 第1行 第2列: 错误 [T030] {{ 指标：标签没有结束，缺 }}",
        ],
    ),
    "unclosed blocks": (
        docx("{% if 标题 %}", table(("{% for 行 in 指标 %}{{ 行.一级 }}", "")), "", section()),
        [
            "第1段: 错误 [T032] {% if 标题 %}：没有结束，缺 {% endif %}",
            "表1 第1行 第1列: 错误 [T032] {% for 行 in 指标 %}：没有结束，缺 {% endfor %}",
        ],
    ),
    "ways out of the sandbox": (
        docx("{{ ''.__class__ }}{% import '甲' as 乙 %}", "{% include '甲' %}", section()),
        [
            "第1段: 错误 [T031] {{ ''.__class__ }}：为安全起见，不允许访问“__class__”",
            "第1段: 错误 [T031] {% import '甲' as 乙 %}：为安全起见，模板里不能引用别的文件",
            "第2段: 错误 [T031] {% include '甲' %}：为安全起见，模板里不能引用别的文件",
        ],
    ),
}


@pytest.mark.parametrize(("template", "messages"), TAGS.values(), ids=TAGS)
def test_all_mistakes_of_a_template_are_told_at_once(template: bytes, messages: list[str], office: Office) -> None:
    office.template("表.docx", template)
    office.project(GOOD)
    expected = [f"{FILE}: {message}" for message in messages]
    ran = office.build()
    assert (ran.status, ran.messages) == (2, expected)
    assert office.made() == []
    checked = office.run("template", "check", "表")
    assert (checked.status, checked.messages) == (1, expected)


def test_what_a_template_asks_for_and_nobody_gives_is_told_for_each_form(office: Office) -> None:
    rows = table(("{{ 总 }}", "{% for 行 in 指标 %}{{ 行.责任 }}{% endfor %}"))
    office.template("表.docx", docx("{{ 标题 }}{{ 备注 }}", rows, "", section()))
    office.project(GOOD.replace("{数: 1}", "{数: 1, 备注: 有}"))
    ran = office.build()
    row = "{{ 行.责任 }}：指标没有属性“责任”"
    blank = '本分表没有“备注”（要留空请写 备注: ""，可有可无请在模板里用 {% if 备注 is defined %}）'
    assert ran.messages == [
        f"{FILE}: 表1 第1行 第1列: 错误 [T035] 甲市: {{{{ 总 }}}}：没有定义“总”，是不是“总数”？",
        f"{FILE}: 表1 第1行 第2列: 错误 [T035] 甲市: {row}",
        f"{FILE}: 第1段: 错误 [T036] 乙市: {{{{ 备注 }}}}：{blank}",
        f"{FILE}: 表1 第1行 第1列: 错误 [T035] 乙市: {{{{ 总 }}}}：没有定义“总”，是不是“总数”？",
        f"{FILE}: 表1 第1行 第2列: 错误 [T035] 乙市: {row}",
    ]
    assert ran.status == 2
    assert office.made() == []


def test_a_form_that_lacks_a_field_does_not_stop_the_others(office: Office) -> None:
    office.project(GOOD.replace("标题: ", "标题甲: ").replace("{数: 1}", "{数: 1, 标题: 一}"))
    ran = office.build()
    blank = '本分表没有“标题”（要留空请写 标题: ""，可有可无请在模板里用 {% if 标题 is defined %}）'
    assert ran.messages == [
        "data/项目.yaml:2:1: 警告 [P031] “标题甲”没有用到：模板和别的值里都没有它，是不是“标题”？",
        f"{FILE}: 第1段: 错误 [T036] 乙市: {{{{ 标题 }}}}：{blank}",
    ]
    assert ran.status == 1
    assert office.made() == ["项目/甲市.docx"]


def test_a_mended_template_is_read_again(office: Office) -> None:
    office.template("表.docx", docx("{{ 标题", section()))
    office.project(GOOD)
    assert office.build().status == 2
    office.template("表.docx", TEMPLATE)
    assert office.build().status == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("裱表", f"没有模板“裱表”，是不是“表”？（找过 templates、{CHECKOUT / 'templates'}）"),
        (
            "查无此表名",
            f"没有模板“查无此表名”；jixiao template list 列出所有模板（找过 templates、{CHECKOUT / 'templates'}）",
        ),
        ("../表", "模板名“../表”不对：只写名称，不写文件夹"),
    ],
)
def test_unknown_template_is_told_where_it_was_asked_for(name: str, message: str, office: Office) -> None:
    office.project(GOOD.replace("模板: 表", f"模板: {name}"))
    ran = office.build()
    assert (ran.status, ran.messages) == (2, [f"data/项目.yaml:1:5: 错误 [T040] {message}"])


def test_a_template_name_longer_than_a_file_name_can_be_is_an_unknown_template(office: Office) -> None:
    office.project(GOOD.replace("模板: 表", f"模板: {'长' * 300}"))
    ran = office.build()
    assert ran.status == 2
    assert [message[:27] for message in ran.messages] == ["data/项目.yaml:1:5: 错误 [T040]"]


@pytest.mark.parametrize("name", ["表", "表.docx"])
def test_a_template_may_be_named_with_its_suffix(name: str, office: Office) -> None:
    office.project(GOOD.replace("模板: 表", f"模板: {name}"))
    assert office.build().status == 0


def test_missing_template_folder_is_told(office: Office) -> None:
    office.project(GOOD)
    ran = office.build("--templates", "没有")
    assert (ran.status, ran.messages) == (2, ["没有: 错误 [T041] 没有这个模板文件夹"])


def with_part(text: str, name: str = "word/document.xml") -> bytes:
    """The template with one part in place of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, text)
    return buffer.getvalue()


def zip_bomb() -> bytes:
    return with_part("0" * 300_000_000, "word/media/a.xml")


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "text")
    return buffer.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "WordDocument\0".encode("utf-16-le") + bytes(1000)
ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
NOT_WORD = (
    "错误 [T006] 文件不是 Word 文档（.docx），可能已损坏、没有下载完，或被单位的加密软件加密；"
    "请用 Word 或 WPS 文字打开，另存一份再试"
)
CONVERT = "请用 Word 或 WPS 文字打开，另存为 .docx（只改扩展名不行）"
NO_DOCX = {
    "text": (b"text", NOT_WORD),
    "nothing": (b"", "错误 [T006] 文件是空的（0 字节），请重新取得"),
    "PDF": (b"%PDF-1.7 x", "错误 [T006] 文件是 PDF，这里要的是 Word 文档（.docx）"),
    "renamed .doc": (OLE, f"错误 [T004] 文件其实是旧格式（.doc、.wps），只是改了扩展名。{CONVERT}"),
    "plain zip": (plain_zip(), "错误 [T013] 文件是普通的压缩包，或已损坏，这里要的是 Word 文档（.docx）"),
    "cut off": (
        TEMPLATE[:300],
        "错误 [T007] 文件不完整或已损坏，可能没有下载完。请重新取得文件，或用 Word、Excel 或 WPS 打开，另存一份再试",
    ),
    "external entities": (
        with_part(ENTITY + "<d>&x;</d>"),
        "word/document.xml: 错误 [T021] 文件内部的 XML 带有 DOCTYPE，正常的 Word、Excel 文件没有，为了安全不予读取",
    ),
    "zip bomb": (
        zip_bomb,  # made when its test runs: it takes seconds
        "错误 [T012] 文件解压后过大（word/media/a.xml），不像一份表格，不予读取",
    ),
}


@pytest.mark.parametrize(("content", "message"), NO_DOCX.values(), ids=NO_DOCX)
def test_a_template_that_is_no_docx_is_refused_with_what_it_is(
    content: bytes | Callable[[], bytes], message: str, office: Office
) -> None:
    office.template("表.docx", content() if callable(content) else content)
    office.project(GOOD)
    office.template("好表.docx", TEMPLATE)
    office.project(GOOD.replace("模板: 表", "模板: 好表"), "另一个")
    ran = office.build()
    assert (ran.status, ran.messages) == (1, [f"{FILE}: {message}"])
    assert office.made() == ["另一个/乙市.docx", "另一个/甲市.docx"]


@pytest.mark.parametrize(
    ("suffix", "what_to_do"),
    [
        (".doc", CONVERT),
        (".wps", CONVERT),
        (".et", "请用 Excel 或 WPS 表格打开，另存为 .xlsx（只改扩展名不行）"),
    ],
)
@pytest.mark.parametrize("is_named_in_full", [False, True])
def test_a_template_in_an_old_format_is_found_and_refused(
    suffix: str, what_to_do: str, *, is_named_in_full: bool, office: Office
) -> None:
    office.template(f"旧表{suffix}", OLE)
    office.project(GOOD.replace("模板: 表", f"模板: 旧表{suffix if is_named_in_full else ''}"))
    ran = office.build()
    message = f"templates/docx/旧表{suffix}: 错误 [T003] {suffix} 是旧格式，不能直接使用。{what_to_do}"
    assert (ran.status, ran.messages) == (2, [message])


def test_text_that_a_pdf_would_lack_is_an_error_for_the_pdf_alone(office: Office) -> None:
    office.template("表.docx", docx("{{ 标题 }}", paragraph(drawing(1, "某某市财政局文件")), section()))
    office.project("模板: 表\n标题: 目标表\n")
    ran = office.build("--to", "docx,pdf")
    assert [line for line in ran.messages if "[N003]" in line] == [
        f"{FILE}: 第2段: 错误 [N003] 文本框里的内容没有读取。请把文字移到正文或表格里"
    ]
    assert [name for name in office.made() if name.endswith((".docx", ".pdf"))] == ["项目/项目.docx"]
    checked = office.run("template", "check", "表")
    assert checked.messages == [f"{FILE}: 第2段: 错误 [N003] 文本框里的内容没有读取。请把文字移到正文或表格里"]
    assert (checked.status, checked.results) == (
        0,
        ["表：能填，但出不了 PDF（1 处错误；只出 Word、Excel 的不受影响）；变量：标题"],
    )


def test_what_a_pdf_will_not_show_is_told_of_the_template_in_the_same_words(office: Office) -> None:
    crossed = row("{{ 标题 }}").replace(
        "<w:tc>", '<w:tc><w:tcPr><w:tcBorders><w:tl2br w:val="single"/></w:tcBorders></w:tcPr>'
    )
    office.template("表.docx", docx(paragraph(run("甲", '<w:bdr w:val="single"/>')), table(crossed), "", section()))
    office.project("模板: 表\n标题: 目标表\n")
    expected = [
        f"{FILE}: 第1段: 警告 [N025] 字符边框没有读取。请改用加粗或下划线，或放进表格的格子里",
        f"{FILE}: 表1 第1行 第1列: 警告 [N029] 单元格的斜线没有读取。请把斜线表头改为普通的格子，或用 Word 打印",
    ]
    checked = office.run("template", "check", "表")
    assert (checked.status, checked.messages) == (0, expected)
    assert checked.results == ["表：没有错误，有 2 处警告；变量：标题"]
    assert [line for line in office.build("--to", "pdf").messages if "[N" in line] == expected


def test_what_a_pdf_will_not_show_of_a_sheet_is_told_of_its_template(office: Office) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "{{ 标题 }}"
    sheet["A1"].border = Border(diagonal=Side("thin"), diagonalDown=True)
    sheet["A2"] = "=SUM(B1:B3)"
    saved = io.BytesIO()
    book.save(saved)
    office.put("templates/xlsx/工作表.xlsx", saved.getvalue())
    checked = office.run("template", "check", "工作表")
    assert (checked.status, checked.messages) == (
        0,
        ["templates/xlsx/工作表.xlsx: 工作表“Sheet” A1: 警告 [N043] 斜线边框没有读取"],
    )


def test_what_a_template_would_print_as_the_blank_is_told_by_every_command(office: Office) -> None:
    office.template("表.docx", docx("{{ 标题 }}", "{标题}", paragraph(field("DATE", "2020年")), section()))
    office.project("模板: 表\n标题: 目标表\n")
    advice = "请改写成 {{ 日期 }} 或固定的日期"
    expected = [
        f"{FILE}: 第2段: 警告 [T046] “{{标题}}”会照样印出来；是不是 {{{{ 标题 }}}}？",
        f"{FILE}: 第3段: 警告 [T047] 日期域 DATE：印的是空白表里存的“2020年”，用 Word 打开又会变；{advice}",
    ]
    for command in (("build",), ("check",), ("template", "check", "表")):
        ran = office.run(*command)
        assert [line for line in (*ran.results, *ran.messages) if "[T0" in line] == expected
    checked = office.run("template", "check", "表")
    assert (checked.status, checked.results) == (0, ["表：没有错误，有 2 处警告；变量：标题"])


@pytest.mark.parametrize("formats", ["docx", "pdf"])
def test_total_that_counts_a_subtotal_again_is_told_with_the_form(formats: str, office: Office) -> None:
    total = cell(paragraph(field("=SUM(ABOVE)", "0")))
    rows = row("项目", "资金"), row("甲", "{{ 数 }}"), row("小计", "{{ 数 }}"), row("合计", total)
    office.template("表.docx", docx(table(*rows), "", section()))
    office.project("模板: 表\n数: 5\n")
    ran = office.build("--to", formats)
    twice, advice = "“小计”的 5 也加在里面，算了两遍（Word 也这样算）", "请改写成 {{ }}，或在项目文件里写上合计"
    assert (ran.status, [line for line in ran.messages if "[T" in line]) == (
        0,
        [
            f"{FILE}: 表1 第4行 第2列: 警告 [T048] 项目: 公式 =SUM(ABOVE)：{twice}；{advice}",
        ],
    )


def test_name_that_reads_as_a_division_is_told_once(office: Office) -> None:
    office.template("表.docx", docx("{{ 年度/项目指标值 }}", section()))
    office.project("模板: 表\n年度/项目指标值: 5\n")
    told = "名称“年度/项目指标值”里的符号在标签里是运算；请在项目文件和模板里都改用不带符号的名称，如 年度_项目指标值"
    assert [line for line in office.build().messages if "[" in line] == [
        f"{FILE}: 第1段: 错误 [T035] 项目: {{{{ 年度/项目指标值 }}}}：{told}"
    ]
