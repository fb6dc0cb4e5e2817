"""``jixiao print`` and ``build --to pdf``: one stack for stamping, fonts embedded on any machine."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from command_line import GOOD, Office
from word import docx, section, table

STAMPED = docx("{{ 标题 }}", table(("单位（盖章）：{{ 市 }}商务局",)), "", section())


@pytest.fixture
def stamped(office: Office) -> Office:
    office.template("表.docx", STAMPED)
    office.project(GOOD.replace('绩效指标: {产出指标: {数量指标: {企业数: "≥{{ 数 }}家"}}}\n', ""))
    return office


def texts(file: Path) -> list[str]:
    """The characters of each page, without white space."""
    with pypdfium2.PdfDocument(file) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def fonts(data: bytes) -> dict[str, bool]:
    """The fonts of a file, and whether each is embedded."""
    with pikepdf.open(io.BytesIO(data)) as document:
        descriptors = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        return {
            str(each.FontName): "/FontFile2" in each for each in descriptors if each.get("/Type") == "/FontDescriptor"
        }


def test_the_stack_is_a_list_and_then_every_form_in_order(stamped: Office) -> None:
    ran = stamped.run("print")
    assert (ran.status, ran.results) == (0, ["已写好 打印.pdf：2 份"])
    listed, first, second = texts(stamped.folder / "打印.pdf")
    assert first == "甲市绩效目标表单位（盖章）：甲市商务局"
    assert second == "乙市绩效目标表单位（盖章）：乙市商务局"
    assert listed.index("甲市") < listed.index("乙市")
    assert "单位（盖章）" in listed


def test_both_sides_of_the_paper_begin_each_form_in_front(stamped: Office) -> None:
    stamped.run("print", "--duplex", "-o", "双面.pdf")
    pages = texts(stamped.folder / "双面.pdf")
    assert [number for number, text in enumerate(pages) if text.endswith("商务局")] == [2, 4]
    assert pages[1] == pages[3] == ""


def test_copies_come_set_by_set(stamped: Office) -> None:
    stamped.run("print", "--copies", "2", "-o", "两份.pdf")
    _, *forms = texts(stamped.folder / "两份.pdf")
    assert [text[:2] for text in forms] == ["甲市", "乙市", "甲市", "乙市"]


def test_places_to_stamp_are_named_destinations(stamped: Office) -> None:
    stamped.run("print")
    with pikepdf.open(stamped.folder / "打印.pdf") as document:
        names = [str(name) for name in document.Root.Names.Dests.Names][::2]
    assert names == sorted(names)
    assert {name.partition("#")[0] for name in names} == {"甲市", "乙市"}


def test_a_form_that_cannot_be_made_is_told_and_the_others_are_printed(stamped: Office) -> None:
    text = (stamped.folder / "data/项目.yaml").read_text(encoding="utf-8")
    stamped.project(text.replace("{数: 1}", '{标题: "{{ 没有 }}"}'))
    ran = stamped.run("print")
    assert ran.status == 1
    assert ran.results == ["已写好 打印.pdf：1 份，1 份没有"]
    assert [line for line in ran.messages if "没有定义“没有”" in line]
    assert "甲市" not in "".join(texts(stamped.folder / "打印.pdf"))


def test_nothing_to_print_writes_no_file(stamped: Office) -> None:
    assert stamped.run("print", "--only", "丙市").messages[-1] == "用法错误：没有分表“丙市”，是不是“乙市”？"
    stamped.project("模板: 没有\n")
    assert stamped.run("print").status == 2
    assert not (stamped.folder / "打印.pdf").exists()


def test_a_stack_is_written_to_no_file_of_another_kind(stamped: Office) -> None:
    before = (stamped.folder / "data/项目.yaml").read_bytes()
    ran = stamped.run("print", "-o", "data/项目.yaml")
    assert (ran.status, ran.messages) == (2, ["用法错误：-o 后面是 .pdf 文件名"])
    assert (stamped.folder / "data/项目.yaml").read_bytes() == before


def test_a_machine_without_fonts_prints_with_those_that_came_with_us(
    stamped: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_FONTS", "")
    ran = stamped.build("--to", "pdf")
    assert ran.status == 0
    assert [line for line in ran.messages if "Z003" in line and "Noto Serif SC" in line]
    made = stamped.folder / "output/项目/甲市.pdf"
    assert texts(made) == ["甲市绩效目标表单位（盖章）：甲市商务局"]
    assert set(fonts(made.read_bytes()).values()) == {True}
    assert all("NotoSerifSC" in name for name in fonts(made.read_bytes()))


def test_the_same_form_alone_and_among_others_is_the_same_file(stamped: Office) -> None:
    stamped.build("--to", "pdf", "--out", "全部")
    stamped.build("--to", "pdf", "--out", "一份", "--only", "乙市")
    assert (stamped.folder / "全部/项目/乙市.pdf").read_bytes() == (stamped.folder / "一份/项目/乙市.pdf").read_bytes()


def test_fonts_of_the_templates_are_listed_with_what_stands_in(
    stamped: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_FONTS", "")
    used = dict(line.split("\t")[:2] for line in stamped.run("fonts").results)
    assert used["黑体"] == "Noto Sans SC"
    assert {used["仿宋_GB2312"], used["方正小标宋简体"], used["Times New Roman"]} == {"Noto Serif SC"}
