"""A command line typed wrong gets one Chinese line and status 2; the help pages are Chinese throughout."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NoReturn

import pytest
from command_line import CHECKOUT, GOOD, run_apart

from generator import __version__
from generator.cli import run as run_module

if TYPE_CHECKING:
    from command_line import Office

JOBS = "选项 --jobs 的值不对，这里要的是：同时最多用几个进程：1 到 64 的整数，默认电脑有几个处理器用几个"
WRONG = {
    "biuld": "没有命令“biuld”，是不是 build？",
    "查无": "没有命令“查无”",
    "template shwo": "没有命令“shwo”，是不是 show？",
    "--version-of-all": "没有选项 --version-of-all",
    "build --onyl 甲市": "没有选项 --onyl，是不是 --only？",
    "build -x": "没有选项 -x",
    "build --only": "选项 --only 后面要写一个值",
    "build --book=1": "选项 --book 后面不带值",
    "build --jobs 两个": JOBS,
    "build --jobs 0": JOBS,
    "build --jobs 65": JOBS,
    "build --jobs 1.5": JOBS,
    "build --help=1": "选项 --help 后面不带值",
    "check --format xml": "选项 --format 的值不对，这里要的是：问题的写法：text、json 或 github，默认 text",
    "read": "缺少参数 表或目录...",
    "template show": "缺少参数 名称",
    "template show 表 裱": "多了参数 裱",
    "template list 表 裱": "多了参数 表 裱",
}


@pytest.mark.parametrize(("typed", "message"), WRONG.items(), ids=WRONG)
def test_wrong_usage_is_told_in_one_line(typed: str, message: str, office: Office) -> None:
    ran = office.run(*typed.split())
    assert ran.messages == [f"用法错误：{message}（jixiao --help 看用法）"]
    assert (ran.status, ran.results) == (2, [])


def test_version_is_one_line(office: Office) -> None:
    ran = office.run("--version")
    assert (ran.status, ran.messages, ran.results) == (0, [], [f"jixiao {__version__}"])


@pytest.mark.parametrize("command", [(), ("build",), ("template",), ("template", "list")], ids=" ".join)
def test_the_short_name_of_help_gives_the_same_page(command: tuple[str, ...], office: Office) -> None:
    assert office.run(*command, "-h") == office.run(*command, "--help")


def test_a_format_that_cannot_be_made_is_refused_and_others_are_not(office: Office) -> None:
    office.project(GOOD)
    ran = office.build("--to", "docx,wps,ofd")
    assert (ran.status, ran.messages) == (2, ["用法错误：--to 只能是 docx、xlsx、pdf，不能生成 wps、ofd"])
    assert office.build("--to", "，").messages == ["用法错误：--to 后面要写格式，例如 docx,pdf"]
    assert office.build("--to", "PDF，.xlsx").status == 0
    assert office.made() == [f"项目/{form}.{kind}" for form in ("乙市", "甲市") for kind in ("pdf", "xlsx")]


@pytest.mark.parametrize("typed", ["", "template"])
def test_a_missing_command_gets_the_help_page(typed: str, office: Office) -> None:
    ran = office.run(*typed.split())
    assert ran.messages == office.run(*typed.split(), "--help").results
    assert (ran.status, ran.results) == (2, [])


NAMES = {"jixiao", "Word", "Excel", "PDF", "YAML", "yaml", "docx", "xlsx", "pdf", "data", "output", "templates"}
NAMES |= {"text", "json", "github", "Ctrl"}


def pages(office: Office, *command: str) -> dict[str, list[str]]:
    """The help page of a command and of those below it."""
    ran = office.run(*command, "--help")
    assert (ran.status, ran.messages) == (0, [])
    found = {" ".join(command): ran.results}
    if "命令：" in ran.results:
        for line in ran.results[ran.results.index("命令：") + 1 :]:
            found |= pages(office, *command, line.split()[0])
    return found


def test_help_pages_hold_no_english_but_names(office: Office) -> None:
    found = pages(office)
    assert {"", "build", "template", "template list", "template show", "template check"} <= found.keys()
    commands = {word for command in found for word in command.split()}
    for command, page in found.items():
        text = re.sub(r"--?[a-z]+", "", "\n".join(page))
        assert set(re.findall(r"[A-Za-z]{2,}", text)) <= NAMES | commands, command


def test_help_page_of_a_command_shows_its_arguments_and_options(office: Office) -> None:
    assert office.run("template", "show", "--help").results == [
        "用法：jixiao template show [选项] 名称",
        "",
        "  把模板显示成文字：段落、表格、占位符和合并。",
        "",
        "参数：",
        "  名称  模板名",
        "",
        "选项：",
        "  --templates 目录  自己的模板文件夹，默认先找 ./templates，再找自带的",
        "  --help、-h        显示这页帮助",
    ]


@pytest.mark.parametrize("command", ["list", "check"])
def test_missing_template_folder_is_told_by_each_command_on_templates(command: str, office: Office) -> None:
    ran = office.run("template", command, "--templates", "没有")
    assert (ran.status, ran.messages) == (2, ["没有: 错误 [T041] 没有这个模板文件夹"])


def test_unknown_template_beside_a_sound_one_is_partly_done(office: Office) -> None:
    ran = office.run("template", "check", "裱表", "表")
    searched = f"（找过 templates、{CHECKOUT / 'templates'}）"
    assert ran.messages == [f"裱表: 错误 [T040] 没有模板“裱表”，是不是“表”？{searched}"]
    assert ran.results == ["表：没有发现问题；变量：指标、标题"]
    assert ran.status == 1


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_terminal_that_cannot_show_a_character_is_no_reason_to_stop(encoding: str, office: Office) -> None:
    office.project(GOOD.replace("甲市: {数: 1}", '𠀀市😀: {数: "{{ 没有 }}"}'))
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(CHECKOUT)}
    ran = run_apart(office.folder, "build", "--to", "docx", env=env, encoding=encoding)
    message = "data/项目.yaml:7:14: 错误 [P026] 𠀀市😀: 没有定义“没有”"
    assert ran.messages == [message.encode(encoding, "replace").decode(encoding)]
    assert ran.status == 1
    assert office.made() == ["项目/乙市.docx"]


def test_an_interrupted_run_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    office.project(GOOD)
    monkeypatch.setattr(run_module, "prepare", interrupted)
    ran = office.build()
    assert (ran.status, ran.messages, ran.results) == (130, ["已中断"], [])


def test_a_message_stays_on_one_line_whatever_it_quotes(office: Office) -> None:
    ran = office.build("没有\n这个\x1b[2J文件.yaml")
    assert ran.messages == [
        "没有 这个 [2J文件.yaml: 错误 [Y001] 找不到文件「没有 这个 [2J文件.yaml」：请检查文件名和所在的文件夹"
    ]
