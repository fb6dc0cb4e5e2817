"""``jixiao diff`` of two files or folders, as text, JSON and a list to send; and what a build says has changed."""

from __future__ import annotations

import json

from command_line import GOOD, Office
from docx_grid import body_paragraphs, read_tables
from openpyxl import load_workbook
from word import docx, section
from word_files import schema_problems

CHANGED = GOOD.replace("{数: 2}", "{数: 5}")
BLANK = ("",) * 5
CHANGES = [
    ("文件", "变化", "位置", "项目", "原来", "现在"),
    ("项目/丙市.docx", "只在新的一边", "", "", "", ""),
    ("项目/甲市.docx", "只在旧的一边", "", "", "", ""),
    ("项目/乙市.docx", "改", "表1 第2行 第4列", "产出指标/数量指标/企业数", "≥2家", "≥5家"),
]
LINE = "改 表1 第2行 第4列（产出指标/数量指标/企业数）：≥2家 → ≥5家"


def two_outputs(office: Office) -> None:
    office.project(GOOD)
    office.build("--out", "旧")
    office.project(CHANGED.replace("    甲市: {数: 1}\n", "") + "    丙市: {数: 3}\n")
    office.build("--out", "新")


def test_two_folders_are_compared_file_by_file(office: Office) -> None:
    two_outputs(office)
    ran = office.run("diff", "旧", "新")
    assert ran.results == [
        "项目/丙市.docx：只在新的一边",
        "项目/乙市.docx：1 处不同",
        f"  {LINE}",
        "项目/甲市.docx：只在旧的一边",
    ]
    assert (ran.status, ran.messages) == (0, [])


def test_two_files_of_any_names_are_compared(office: Office) -> None:
    two_outputs(office)
    ran = office.run("diff", "旧/项目/乙市.docx", "新/项目/乙市.docx")
    assert ran.results == ["乙市.docx：1 处不同", f"  {LINE}"]


def test_the_same_files_differ_nowhere(office: Office) -> None:
    two_outputs(office)
    assert office.run("diff", "旧", "旧").results == ["没有不同"]


def test_what_is_not_there_is_not_compared(office: Office) -> None:
    two_outputs(office)
    ran = office.run("diff", "旧", "没有")
    assert (ran.status, ran.results) == (2, [])
    assert ran.messages == ["没有: 错误 [R092] 没有这个文件或文件夹，请核对名称"]


def test_json_gives_each_change_with_its_place(office: Office) -> None:
    two_outputs(office)
    ran = office.run("diff", "旧/项目/乙市.docx", "新/项目/乙市.docx", "--format", "json")
    assert json.loads("\n".join(ran.results)) == [
        {
            "file": "乙市.docx",
            "only": None,
            "kind": "changed",
            "place": "表1 第2行 第4列",
            "label": "产出指标/数量指标/企业数",
            "old": "≥2家",
            "new": "≥5家",
        }
    ]


def test_the_list_to_send_along_has_a_row_per_change(office: Office) -> None:
    two_outputs(office)
    assert office.run("diff", "旧", "新", "-o", "变化.xlsx").status == 0
    sheet = load_workbook(office.folder / "变化.xlsx").active
    rows = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert sheet.title == "变化清单"
    assert rows == [("变化清单", *BLANK), ("\u3000\u30003 个文件有变化，共 3 处。", *BLANK), *CHANGES]
    assert office.run("diff", "旧", "新", "-o", "变化.DOCX").status == 0
    made = (office.folder / "变化.DOCX").read_bytes()
    assert [text for text in body_paragraphs(made) if text] == ["变化清单", "3 个文件有变化，共 3 处。"]
    (grid,) = read_tables(made)
    assert [tuple(cell.text for cell in row) for row in grid.rows] == CHANGES
    assert schema_problems(made) == []


def test_a_list_without_changes_says_so(office: Office) -> None:
    two_outputs(office)
    assert office.run("diff", "旧", "旧", "-o", "变化.docx").status == 0
    made = (office.folder / "变化.docx").read_bytes()
    assert (body_paragraphs(made), read_tables(made)) == (["变化清单", "没有不同。"], [])


def test_a_list_that_cannot_be_written_is_told_in_one_line(office: Office) -> None:
    two_outputs(office)
    office.put("文件", "甲")
    for suffix in ("docx", "xlsx"):
        ran = office.run("diff", "旧", "新", "-o", f"文件/变化.{suffix}")
        assert (ran.status, len(ran.messages), "[O007]" in ran.messages[0]) == (2, 1, True)


def test_a_list_never_replaces_a_form_that_is_compared(office: Office) -> None:
    two_outputs(office)
    form = office.folder / "新/项目/乙市.docx"
    before = form.read_bytes()
    ran = office.run("diff", "旧/项目/乙市.docx", "新/项目/乙市.docx", "-o", "新/项目/../项目/乙市.docx")
    assert ran.status == 2
    assert "会盖掉它" in ran.messages[0]
    assert form.read_bytes() == before


def test_what_cannot_be_compared_is_refused(office: Office) -> None:
    two_outputs(office)
    office.put("说明.txt", "文字")
    office.put("坏.docx", b"PK\x03\x04")
    for pair, message in (
        (("旧", "新/项目/乙市.docx"), "新/项目/乙市.docx: 错误 [R090] 两边要都是文件，或都是文件夹"),
        (("说明.txt", "新/项目/乙市.docx"), "说明.txt: 错误 [R091] 只能比较 .docx 和 .xlsx 文件"),
    ):
        ran = office.run("diff", *pair)
        assert (ran.status, ran.messages) == (2, [message])
    assert office.run("diff", "坏.docx", "新/项目/乙市.docx").status == 2
    assert office.run("diff", "没有.docx", "新/项目/乙市.docx").status == 2
    assert office.run("diff", "旧", "新", "-o", "清单.txt").status == 2


def test_a_build_says_what_is_different_from_the_last_one(office: Office) -> None:
    office.project(GOOD)
    assert not [line for line in office.build().results if "→" in line]
    office.project(CHANGED)
    assert office.build().results[:-1] == [f"乙市：{LINE}"]
    assert office.build().results[:-1] == []


def test_what_a_person_typed_into_an_output_is_no_change_of_ours(office: Office) -> None:
    office.project(GOOD)
    office.build()
    office.put("output/项目/乙市.docx", docx("手写的一段", section()))
    office.project(CHANGED)
    assert office.build().results[:-1] == []
