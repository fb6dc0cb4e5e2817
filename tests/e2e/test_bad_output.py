"""An output folder that cannot be written, books that lack a form, and a wrong choice of forms or files."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD, TEMPLATE
from docx_grid import body_paragraphs

from generator.build import processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from command_line import Office

    from generator.build.folder import MadeForm

NO_FOLDER = "错误 [O007] 上级文件夹的位置上是一个文件，建不了文件夹；请把它改名或移走"
BROKEN = GOOD.replace("{数: 1}", '{数: "{{ 没有 }}"}')


@pytest.mark.parametrize("out", ["output", "output/里面/更里面"])
def test_a_file_where_the_output_folder_should_be_is_told_and_left_alone(out: str, office: Office) -> None:
    office.put("output", "别的内容")
    office.project(GOOD)
    ran = office.build("--out", out)
    assert ran.messages == [f"{out}/项目/甲市.docx: {NO_FOLDER}", f"{out}/项目/乙市.docx: {NO_FOLDER}"]
    assert ran.status == 2
    assert (office.folder / "output").read_text(encoding="utf-8") == "别的内容"


def test_a_form_that_cannot_be_written_does_not_stop_the_others(office: Office) -> None:
    (office.folder / "output/项目/甲市.docx").mkdir(parents=True)
    office.project(GOOD)
    ran = office.build()
    message = "output/项目/甲市.docx: 错误 [O004] 这个位置上是文件夹（或设备），文件写不进去；请换一个名称"
    assert (ran.status, ran.messages) == (1, [message])
    assert office.made() == ["项目/乙市.docx"]


def test_a_form_that_fails_leaves_the_file_of_the_last_build_as_it_was(office: Office) -> None:
    office.project(GOOD)
    office.build()
    before = (office.folder / "output/项目/甲市.docx").read_bytes()
    office.project(BROKEN)
    assert office.build().status == 1
    assert (office.folder / "output/项目/甲市.docx").read_bytes() == before
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_a_book_lacks_the_form_that_fails_and_says_so(office: Office) -> None:
    office.project(BROKEN)
    ran = office.build("--book")
    assert ran.messages == [
        "data/项目.yaml:7:13: 错误 [P026] 甲市: 没有定义“没有”",
        "output/项目/合订本.docx: 警告 [O013] 合订本: 缺 1 份有错误的分表：甲市",
    ]
    assert ran.status == 1
    assert office.made() == ["项目/乙市.docx", "项目/合订本.docx"]
    headings = [text for text in body_paragraphs(office.folder / "output/项目/合订本.docx") if text]
    assert headings == ["乙市绩效目标表"]


def test_a_book_of_which_every_form_fails_is_not_made(office: Office) -> None:
    office.project(BROKEN.replace("{数: 2}", '{数: "{{ 没有 }}"}'))
    ran = office.build("--book")
    assert ran.messages == [
        "data/项目.yaml:7:13: 错误 [P026] 甲市: 没有定义“没有”",
        "data/项目.yaml:8:13: 错误 [P026] 乙市: 没有定义“没有”",
        "output/项目/合订本.docx: 错误 [O012] 合订本: 没有一份分表可以合订",
    ]
    assert ran.status == 2
    assert office.made() == []


def test_an_unknown_name_of_a_form_is_wrong_usage_and_nothing_is_made(office: Office) -> None:
    office.project(GOOD)
    ran = office.build("--only", "甲巿", "--only", "乙市", "--only", "不相干")
    assert ran.messages == ["用法错误：没有分表“甲巿”，是不是“甲市”？；没有分表“不相干”"]
    assert ran.status == 2
    assert office.made() == []


def test_a_form_of_one_of_several_projects_can_be_chosen(office: Office) -> None:
    office.project(GOOD, "一")
    office.project(GOOD.replace("甲市", "丙市"), "二")
    ran = office.build("--only", "丙市")
    assert (ran.status, ran.messages) == (0, [])
    assert office.made() == ["二/丙市.docx"]


def test_what_is_absent_is_decided_over_all_forms_also_when_one_is_chosen(office: Office) -> None:
    office.project(GOOD.replace("{数: 1}", "{}"))
    ran = office.build("--only", "甲市")
    assert (ran.status, ran.messages) == (0, [])


def test_without_a_data_folder_the_message_says_where_to_run(office: Office) -> None:
    ran = office.build()
    message = "data: 错误 [O014] 没有这个文件夹；请在项目文件所在的文件夹里运行，或写明项目文件"
    assert (ran.status, ran.messages) == (2, [message])


def test_a_folder_without_project_files_is_told(office: Office) -> None:
    (office.folder / "data/目录.yaml").mkdir(parents=True)
    office.put("data/~$项目.yaml", b"\0")
    ran = office.build()
    assert (ran.status, ran.messages) == (2, ["data: 错误 [O010] 文件夹里没有项目文件（.yaml、.xlsx）"])


def test_hidden_files_and_owner_files_and_folders_named_like_files_are_passed_over(office: Office) -> None:
    office.project(GOOD)
    (office.folder / "data/目录.yaml").mkdir()
    for name in ("data/~$项目.yaml", "data/.隐藏.yaml", "data/.git/x.yaml"):
        office.put(name, b"\0")
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_a_folder_named_like_a_file_is_searched_when_given(office: Office) -> None:
    office.put("data/目录.yaml/项目.yaml", GOOD)
    ran = office.build("data/目录.yaml")
    assert (ran.status, ran.messages) == (0, [])


@pytest.mark.parametrize("again", ["data/项目.yaml", "./data/项目.yaml", "data/../data", "{folder}/data/项目.yaml"])
def test_a_project_file_given_twice_is_made_once(again: str, office: Office) -> None:
    office.project(GOOD)
    ran = office.build("data", again.format(folder=office.folder))
    assert (ran.status, ran.messages) == (0, [])
    assert ran.results[0].startswith("生成 2 份（1 个项目），在 output，用时 ")


def test_two_project_files_of_one_name_would_share_a_folder(office: Office) -> None:
    office.put("甲/项目.yaml", GOOD)
    office.put("乙/项目.yaml", GOOD)
    ran = office.build("甲", "乙")
    message = "乙/项目.yaml: 错误 [O011] 与 甲/项目.yaml 同名，输出会放进同一个文件夹，请改名"
    assert (ran.status, ran.messages) == (1, [message])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("没有.yaml", "没有.yaml: 错误 [Y001] 找不到文件「没有.yaml」：请检查文件名和所在的文件夹"),
        ("templates/docx/表.docx", "templates/docx/表.docx: 错误 [O014] 这不是项目文件（.yaml、.xlsx）"),
        ("~$项目.yaml", "~$项目.yaml: 错误 [O014] 这是文件打开时留下的临时文件，请选名称不带“~$”的那一个"),
    ],
)
def test_a_path_that_is_no_project_file_is_told_and_the_others_are_made(
    name: str, message: str, office: Office
) -> None:
    office.put("~$项目.yaml", b"\0")
    office.project(GOOD)
    ran = office.build("data", name)
    assert (ran.status, ran.messages) == (1, [message])
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_a_path_longer_than_a_system_takes_is_told(office: Office) -> None:
    office.project(GOOD)
    ran = office.build("data", f"{'长' * 300}.yaml")
    assert ran.status == 1
    assert len(ran.messages) == 1
    office.template(f"{'表' * 10}.docx", TEMPLATE)
    assert office.build("--out", "长" * 300).status == 2


MANY = GOOD.partition("    甲市")[0] + "".join(f"    第{number}市: {{数: 1}}\n" for number in range(65))


def end_the_process(names: Sequence[str], out: Path) -> list[MadeForm]:
    os._exit(3)


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked process knows the function in its place")
def test_a_process_that_ends_too_soon_loses_its_forms_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.project(MANY)
    monkeypatch.setattr(processes, "_make_batch", end_the_process)
    ran = office.build("--jobs", "2")
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或加上 --jobs 1"
    told = [f"output: 错误 [O015] 第{number}市: {message}" for number in range(1, 21)]
    assert ran.messages == [*told, "（与上面相同的还有 44 条，是别的分表的，没有列出）"]
    assert ran.status == 1
    assert office.made() == ["项目/第0市.docx"]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are started otherwise elsewhere")
@pytest.mark.parametrize("started", [0, 1])
def test_a_system_that_starts_no_more_processes_makes_every_form_in_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, started: int
) -> None:
    forks = iter([os.fork] * started)

    def fork() -> int:
        return next(forks, refuse)()

    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", fork)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})  # as many as there are processors
    office.project(MANY)
    assert (ran := office.build()).status == 0, ran.messages
    assert len(office.made()) == 65
    assert not multiprocessing.active_children()
    assert next(forks, None) is None


def test_a_system_without_semaphores_makes_every_form_in_one_process(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise NotImplementedError("This Python build lacks multiprocessing.synchronize")

    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuse)
    office.project(MANY)
    assert office.build("--jobs", "2").status == 0
    assert len(office.made()) == 65
