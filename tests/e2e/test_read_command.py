"""``jixiao read`` in a user's folder: what it says, what it writes, and its exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD
from edited_form import EditedForm

if TYPE_CHECKING:
    from command_line import Office

FORM = "output/项目/甲市.docx"
PROJECT = ("--project", "data/项目.yaml")


@pytest.fixture
def returned(office: Office) -> Office:
    """甲市 changed a number and a label in its form."""
    office.project(GOOD)
    assert office.build().status == 0
    path = office.folder / FORM
    form = EditedForm(path.read_bytes())
    form.type("企业数", "≥5家")
    form.type("三级指标", "三级", 2)
    path.write_bytes(form.bytes())
    return office


def test_a_book_in_the_folder_is_no_returned_form(office: Office) -> None:
    office.project(GOOD)
    assert office.build("--to", "docx,xlsx", "--book").status == 0
    ran = office.run("read", "output/项目", *PROJECT)
    assert (ran.status, [line for line in ran.messages if "合订本" in line]) == (0, [])


def test_changes_are_shown_and_nothing_is_written(returned: Office) -> None:
    ran = returned.run("read", FORM, *PROJECT)
    assert (ran.status, ran.messages) == (1, [])
    assert ran.results == [
        f"甲市（{FORM}）：改了 2 处",
        "  表1 第1行 第3列  三级指标：“三级指标” → “三级”",
        "    不写回：这是模板里固定的文字，要改请改模板",
        "  表1 第2行 第4列  企业数：“≥1家” → “≥5家”",
        "    写回：数: 5",
        "读了 1 份表，1 份有改动，共 2 处：写回 1，不写回 1",
    ]
    assert (returned.folder / "data/项目.yaml").read_text(encoding="utf-8") == GOOD


def test_write_shows_the_difference_and_the_form_builds_again(returned: Office) -> None:
    ran = returned.run("read", "output", *PROJECT, "--write")
    assert ran.results[-2:] == ["-    甲市: {数: 1}", "+    甲市: {数: 5}"]
    assert (returned.folder / "data/项目.yaml").read_text(encoding="utf-8") == GOOD.replace(
        "甲市: {数: 1", "甲市: {数: 5"
    )


def test_json(returned: Office) -> None:
    ran = returned.run("read", FORM, *PROJECT, "--format", "json")
    assert [(each["form"], each["status"]) for each in json.loads("\n".join(ran.results))] == [
        ("甲市", "left"),
        ("甲市", "write"),
    ]


def test_unchanged_forms(office: Office) -> None:
    office.project(GOOD)
    office.build()
    ran = office.run("read", "output", *PROJECT)
    assert (ran.status, ran.results[-1]) == (0, "读了 2 份表，0 份有改动")


def test_new_project(office: Office) -> None:
    office.project(GOOD)
    office.build()
    ran = office.run("read", "--new", "output", "--template", "表", "-o", "新.yaml")
    assert (ran.status, ran.messages) == (0, [])
    text = (office.folder / "新.yaml").read_text(encoding="utf-8")
    assert "企业数: ≥{{ 企业数 }}家" in text
    assert "甲市: {企业数: 1}" in text
    again = office.run("read", "--new", "output", "--template", "表", "-o", "新.yaml")
    assert again.status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("没有.docx", *PROJECT),
        ("data", *PROJECT),
        ("output", "--project", "data/没有.yaml"),
        ("output",),
        ("output", "--new"),
        ("output", "--new", "--template", "没有"),
        ("output", *PROJECT, "--prefer", "别的"),
    ],
)
def test_wrong_usage(office: Office, arguments: tuple[str, ...]) -> None:
    office.project(GOOD)
    office.build()
    ran = office.run("read", *arguments)
    assert ran.status == 2
    assert ran.messages


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"])
def test_files_that_are_no_forms(office: Office, content: bytes) -> None:
    office.project(GOOD)
    office.put("交回/坏.docx", content)
    ran = office.run("read", "交回", *PROJECT, "--write")
    assert ran.status == 2
    assert ran.messages[0].startswith("交回/坏.docx: 错误 [")
