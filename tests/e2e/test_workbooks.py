"""A project in Excel makes the same forms as in YAML, and says what is wrong with it by sheet, row and column."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import CHECKOUT, GOOD
from edited_form import EditedForm
from openpyxl import load_workbook
from openpyxl.comments import Comment
from sample_workbooks import write_workbook

from generator.build.convert import converted
from generator.project.subforms import read_project_file
from generator.project.yaml.comments import Path as NodePath
from generator.project.yaml.comments import comments_by_node
from generator.project.yaml.events import scalars
from generator.project.yaml.nodes import Group, Listing, Node

if TYPE_CHECKING:
    from command_line import Office

PROJECTS = [*sorted((CHECKOUT / "data").glob("*.yaml")), *sorted((CHECKOUT / "docs/示例/自评").glob("*.yaml"))]


def exact(node: Node | None) -> Any:
    """A tree with the order of its keys, without places."""
    if isinstance(node, Group):
        return [(key, exact(child)) for key, child in node.entries.items()]
    if isinstance(node, Listing):
        return [[exact(item) for item in node.items]]
    return type(node), getattr(node, "value", getattr(node, "path", None))


def read(path: Path) -> tuple[Any, dict[NodePath, str]]:
    """The tree of a YAML file, and its comments."""
    root, _ = read_project_file(path, path.name)
    assert root is not None
    text = path.read_text(encoding="utf-8")
    return exact(root), comments_by_node(text, scalars(text), root)


def forms(office: Office, name: str) -> dict[str, bytes]:
    """The forms and books of one project in all formats."""
    out = office.folder / "output"
    shutil.rmtree(out, ignore_errors=True)
    ran = office.run("build", name, "--to", "docx,xlsx,pdf", "--book")
    assert ran.status == 0, ran.messages
    return {made: (out / made).read_bytes() for made in office.made()}


@pytest.fixture(params=PROJECTS, ids=lambda path: path.stem)
def project(request: pytest.FixtureRequest, office: Office) -> str:
    """A project of the checkout in the office's folder, with the files beside it; its name there."""
    path: Path = request.param
    shutil.copytree(path.parent, office.folder, dirs_exist_ok=True)
    shutil.copytree(CHECKOUT / "templates", office.folder / "templates", dirs_exist_ok=True)
    return path.stem


def in_excel(office: Office, name: str) -> Path:
    """Turn the project into a workbook, and put its YAML file aside."""
    folder = office.folder
    assert office.run("convert", f"{name}.yaml", f"{name}.xlsx").status == 0
    (folder / f"{name}.yaml").rename(folder / f"{name}.yaml.txt")
    return folder / f"{name}.xlsx"


def test_a_converted_project_makes_the_same_forms_byte_for_byte(office: Office, project: str) -> None:
    expected = forms(office, f"{project}.yaml")
    in_excel(office, project)
    assert forms(office, f"{project}.xlsx") == expected


def test_a_project_comes_back_with_its_comments(office: Office, project: str) -> None:
    in_excel(office, project)
    assert office.run("convert", f"{project}.xlsx", "回来.yaml").status == 0
    original = (office.folder / f"{project}.yaml.txt").rename(office.folder / "原来.yaml")
    assert read(office.folder / "回来.yaml") == read(original)


@pytest.mark.libreoffice
def test_a_workbook_saved_again_by_another_program_makes_the_same_forms(
    office: Office, project: str, tmp_path: Path
) -> None:
    book = in_excel(office, project)
    expected = forms(office, book.name)
    resaved = tmp_path / "存过"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(resaved), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    shutil.copy(resaved / book.name, book)
    assert forms(office, book.name) == expected


def test_a_project_may_build_on_one_of_the_other_format(office: Office) -> None:
    office.project(GOOD, "底")
    book = write_workbook(
        office.folder / "data/中.xlsx", 共同=[["名称", "值"], ["沿用", "底.yaml"], ["标题", "{{ 市 }}表"]]
    )
    office.project("沿用: 中.xlsx\n分表: {按: 市, 各表: {甲市: {数: 5}}}\n", "顶")
    assert office.build("data/顶.yaml", str(book)).messages == []
    assert office.made() == ["中/乙市.docx", "中/甲市.docx", "顶/乙市.docx", "顶/甲市.docx"]


def test_nothing_is_written_over_a_file_that_is_there(office: Office) -> None:
    office.project(GOOD)
    office.put("data/表.xlsx", b"")
    ran = office.run("convert", "data/项目.yaml", "data/表.xlsx")
    assert (ran.status, ran.messages) == (2, ["用法错误：已有 data/表.xlsx，不会覆盖；请另写一个文件名"])
    assert (office.folder / "data/表.xlsx").read_bytes() == b""


def test_two_files_of_one_project_are_told_when_the_second_is_made(office: Office) -> None:
    office.project(GOOD)
    ran = office.run("convert", "data/项目.yaml", "data/项目.xlsx")
    advice = "生成以前请移走 data/项目.yaml：同名的两个项目文件，不知道以哪个为准，都不会做"
    assert (ran.status, ran.results, ran.messages) == (0, ["已写好 data/项目.xlsx"], [advice])
    assert office.build().status == 2


def test_a_text_too_long_for_a_cell_is_refused(office: Office) -> None:
    office.project(f"{GOOD}正文: {'文' * 32_768}\n")
    ran = office.run("convert", "data/项目.yaml", "data/表.xlsx")
    message = (
        "data/项目.yaml:9:5: 错误 [O028] 这段文字有 32,768 字，Excel 的一格最多 32,767 字："
        "请把它另存成文本文件，写作 !文件 文件名"
    )
    assert (ran.status, ran.messages) == (2, [message])
    assert not (office.folder / "data/表.xlsx").exists()


def test_a_note_on_a_cell_silences_a_rule_in_its_row_alone(office: Office) -> None:
    office.project(GOOD)
    office.run("convert", "data/项目.yaml", "data/表.xlsx")
    book = office.folder / "data/表.xlsx"

    def found() -> list[str]:
        ran = office.run("check", "data/表.xlsx", "--format", "github")
        return [line for line in ran.results if "D001" in line]

    assert {"甲市" in line for line in found()} == {True, False}
    workbook = load_workbook(book)
    workbook["分表"]["A2"].comment = Comment("检查: 忽略 D001 只有产出指标", "甲")
    workbook.save(book)
    assert {"甲市" in line for line in found()} == {False}


def test_a_workbook_that_is_no_project_says_so(office: Office) -> None:
    write_workbook(office.folder / "data/表.xlsx", 数据=[["市州", "资金"], ["长沙市", "1"]])
    assert office.build("data/表.xlsx").messages[0] == (
        "data/表.xlsx: 错误 [Y111] 工作簿里没有工作表“共同”，或是空的：要有它，第一列写 模板，后面写模板名称"
    )


def test_converting_twice_gives_the_same_bytes(office: Office) -> None:
    office.project(GOOD)
    path = office.folder / "data/项目.yaml"
    assert converted(path, ".xlsx") == converted(path, ".xlsx")


def test_a_workbook_is_neither_written_back_nor_mended(office: Office) -> None:
    office.project(GOOD.replace("绩效目标表", "绩效 目标表"))
    office.run("convert", "data/项目.yaml", "data/表.xlsx")
    (office.folder / "data/项目.yaml").unlink()
    office.build()
    before = (office.folder / "data/表.xlsx").read_bytes()
    form = office.folder / "output/表/甲市.docx"
    returned = EditedForm(form.read_bytes())
    returned.type("企业数", "≥5家")
    form.write_bytes(returned.bytes())
    ran = office.run("read", "output", "--project", "data/表.xlsx", "--write")
    assert "    不写回：项目是工作簿，不能自动写回：请打开它，照着改" in ran.results
    office.run("check", "--fix")
    assert (office.folder / "data/表.xlsx").read_bytes() == before
