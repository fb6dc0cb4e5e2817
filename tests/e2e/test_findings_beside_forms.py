"""核查意见.docx beside the forms: there where the checks find anything, the same as ``check -o`` writes."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD, REVIEW
from docx_grid import body_paragraphs, read_tables
from word import docx, section
from word_files import schema_problems

from generator.build.companions import is_companion

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

FINE = "模板: 表\n标题: 一张表\n分表:\n  按: 市\n  各表:\n    甲市: {}\n    乙市: {}\n"
PLAIN = docx("{{ 标题 }}", section())


def path(office: Office, folder: str = "output") -> Path:
    return office.folder / folder / "项目" / REVIEW


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def where(office: Office) -> list[str]:
    """The places of its findings."""
    (grid,) = read_tables(path(office).read_bytes())
    return [row[2].text for row in grid.rows[1:] if len(row) > 1]


def test_it_is_what_the_checks_write_on_demand(office: Office) -> None:
    office.project(GOOD.replace("数: 1", "数: 1, 没用: 1"))
    office.build()
    office.run("check", "-o", "另写.docx")
    assert members(path(office)) == members(office.folder / "另写.docx")
    assert body_paragraphs(path(office).read_bytes())[0] == "项目 核查意见"
    assert "没用" in "".join(where(office))
    assert schema_problems(path(office).read_bytes()) == []
    assert (is_companion(path(office)), is_companion(office.folder / "另写.docx")) == (True, False)


def test_a_project_of_one_form_has_it_too(office: Office) -> None:
    office.project(GOOD.partition("分表:")[0].replace("{{ 数 }}", "1").replace("{{ 市 }}", "一张"))
    office.build("--to", "pdf")
    assert sorted(file.name for file in path(office).parent.glob("[!.]*")) == [REVIEW, "项目.pdf"]


def test_where_nothing_is_found_there_is_none(office: Office) -> None:
    office.template("表.docx", PLAIN)
    office.project(FINE)
    assert (office.build().status, path(office).exists()) == (0, False)


def test_it_goes_when_all_is_mended_and_comes_back(office: Office) -> None:
    office.project(GOOD)
    office.build()
    wrong = path(office).read_bytes()
    office.template("表.docx", PLAIN)
    office.project(FINE)
    assert (office.build().messages, path(office).exists()) == ([], False)
    office.project(FINE.replace("一张表", "一张 表"))
    office.build()
    assert path(office).read_bytes() != wrong


def test_one_edited_by_a_person_is_never_lost(office: Office) -> None:
    office.template("表.docx", PLAIN)
    office.project(FINE.replace("一张表", "一张 表"))
    office.build()
    path(office).write_bytes(b"edited")
    (message,) = office.build().messages
    assert "[O020] 核查意见: 这份表有人手改过" in message
    (kept,) = path(office).parent.glob("核查意见.手改-*.docx")
    assert kept.read_bytes() == b"edited"
    path(office).write_bytes(b"edited again")
    office.project(FINE)
    told = "output/项目/核查意见.docx: 警告 [O021] 这份已不再需要，但它有人手改过，所以没有删；不要了请自己删去"
    assert [office.build().messages, office.build("--prune").messages] == [[told], []]
    assert path(office).read_bytes() == b"edited again"
    office.project(FINE.replace("一张表", "一张 表"))
    office.build()
    assert {file.read_bytes() for file in path(office).parent.glob("核查意见.手改-*.docx")} == {
        b"edited",
        b"edited again",
    }


def test_a_file_of_that_name_that_was_never_ours_is_left_alone(office: Office) -> None:
    office.template("表.docx", PLAIN)
    office.project(FINE)
    office.put("output/项目/核查意见.docx", "mine")
    assert [office.build().messages, office.build().messages] == [[], []]
    assert path(office).read_text(encoding="utf-8") == "mine"


def test_a_form_of_that_name_keeps_it(office: Office) -> None:
    office.project(GOOD.replace("乙市", "核查意见"))
    assert (office.build().messages, office.build().messages) == ([], [])
    assert body_paragraphs(path(office).read_bytes())[0] == "核查意见绩效目标表"
    assert is_companion(path(office).with_name("核查意见(2).docx"))


def test_it_is_the_same_for_one_form_over_processes_and_again(office: Office) -> None:
    text = GOOD + "".join(f"    第{number}市: {{数: {number}}}\n" for number in range(100))
    office.project(text.replace("数: 1", "数: 9"))
    office.build("--out", "again")
    office.project(text)
    for out, arguments in (("all", ()), ("one", ("--only", "甲市")), ("two", ("--jobs", "2")), ("again", ())):
        office.build("--out", out, *arguments)
    made = {path(office, out).read_bytes() for out in ("all", "one", "two", "again")}
    assert len(made) == 1


def test_it_follows_where_a_value_stands_in_a_table_of_data(office: Office) -> None:
    office.template("表.docx", PLAIN)
    office.project("模板: 表\n标题: '{{ 名 }}'\n分表: {按: 市, 数据: 表.csv}\n")
    found = []
    for above in ("", ",\n"):
        office.put("data/表.csv", f"市,名\n{above}甲市,一张 表\n乙市,两张\n")
        office.build()
        found += where(office)
    assert found == ["标题\n表.csv 第2行 第2列", "标题\n表.csv 第3行 第2列"]


def test_it_says_what_form_could_not_be_made(office: Office) -> None:
    office.project(GOOD.replace("乙市: {数: 2}", "乙市: 一句话"))
    office.build()
    (grid,) = read_tables(path(office).read_bytes())
    assert "分表“乙市”不是一组变量：应为 {变量: 值, …}" in [row[3].text for row in grid.rows[1:] if len(row) > 3]


def test_of_more_forms_than_are_checked_there_is_none_and_it_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.project(GOOD)
    office.build()
    assert path(office).exists()
    for name in ("build.prepare", "build.build", "build.summary", "cli.run"):
        monkeypatch.setattr(f"generator.{name}.MOST_CHECKED", 1)
    ran = office.build("--force")
    assert "没有检查，也没有核查意见（请运行 jixiao check -o 核查意见.docx）" in ran.results[-1]
    assert not path(office).exists()


def test_a_strict_build_that_makes_nothing_leaves_none(office: Office) -> None:
    office.project(GOOD.replace("乙市: {数: 2}", "乙市: 一句话"))
    office.build("--strict")
    assert not path(office).exists()
