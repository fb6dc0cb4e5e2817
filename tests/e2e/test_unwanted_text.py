"""Texts that are not what they look like: formulas from returned forms, names with characters that nobody sees."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from command_line import GOOD
from edited_form import EditedForm

if TYPE_CHECKING:
    from command_line import Office

WITH_TABLE = GOOD[: GOOD.index("  各表")] + "  数据: 数.csv\n"


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", '"=""=1+1"""'),
        ("+cmd|'/c calc'!A0", '"=""+cmd|\'/c calc\'!A0"""'),
        ("@SUM(1)", '"=""@SUM(1)"""'),
        ('-"x"', '"=""-""""x"""""""'),
        ("＝1+1", '"=""＝1+1"""'),
        ("\u200b=1+1", '"=""\u200b=1+1"""'),
    ],
)
def test_a_returned_text_is_no_formula_in_a_table(office: Office, typed: str, cell: str) -> None:
    office.project(WITH_TABLE.replace('"≥{{ 数 }}家"', '"{{ 数 }}"'))
    office.put("data/数.csv", "市,数\n甲市,1\n乙市,2\n")
    office.build()
    form = office.folder / "output/项目/甲市.docx"
    returned = EditedForm(form.read_bytes())
    returned.type("企业数", typed)
    form.write_bytes(returned.bytes())
    ran = office.run("read", "output", "--project", "data/项目.yaml", "--write", "--prefer", "变量")
    assert (office.folder / "data/数.csv").read_text(encoding="utf-8") == f"市,数\n甲市,{cell}\n乙市,2\n"
    message = f"“企业数”交回来的是“{typed}”，像一个公式；按文字写回，Excel 不会计算它：请核对"
    assert [line for line in ran.messages if "R014" in line] == [
        f"output/项目/甲市.docx: 表1 第2行 第4列: 警告 [R014] 甲市: {message}"
    ]
    assert office.run("read", "output", "--project", "data/项目.yaml").results[-1] == "读了 2 份表，0 份有改动"


def test_a_number_below_nothing_stays_a_number(office: Office) -> None:
    office.project(WITH_TABLE.replace('"≥{{ 数 }}家"', '"{{ 数 }}"'))
    office.put("data/数.csv", "市,数\n甲市,1\n乙市,2\n")
    office.build()
    form = office.folder / "output/项目/甲市.docx"
    returned = EditedForm(form.read_bytes())
    returned.type("企业数", "-3.5")
    form.write_bytes(returned.bytes())
    office.run("read", "output", "--project", "data/项目.yaml", "--write", "--prefer", "变量")
    assert (office.folder / "data/数.csv").read_text(encoding="utf-8") == "市,数\n甲市,-3.5\n乙市,2\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [("甲\u200b市", "200B"), ("甲\u202efdp.市", "202E"), ("\u00ad甲市", "00AD"), ("甲\u3164市", "3164")],
)
def test_a_name_with_characters_that_nobody_sees_is_refused(office: Office, name: str, code: str) -> None:
    office.project(GOOD.replace("甲市", name))
    plain = name.replace(chr(int(code, 16)), "")
    ran = office.build()
    message = f"分表“{plain}”的名称里有看不见的字符 U+{code}：请把它删去，或把名称重新输入"
    assert ran.messages[0].startswith("data/项目.yaml:7:5: 错误 [P057] ")
    assert ran.messages[0].endswith(message)
    assert "\u202e" not in ran.messages[0]
    assert office.made() == ["项目/乙市.docx"]


def test_a_sheet_of_more_columns_than_word_opens_makes_no_word_form(office: Office) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["{{ 标题 }}", *range(63)])
    file = io.BytesIO()
    workbook.save(file)
    office.put("templates/xlsx/宽表.xlsx", file.getvalue())
    office.project(GOOD.replace("模板: 表", "模板: 宽表"))
    ran = office.build("--to", "docx,xlsx")
    message = "这张表有 64 列，Word 的表最多 63 列；请减少列，或分成几张表"
    assert [line for line in ran.messages if "O027" in line] == [
        f"templates/xlsx/宽表.xlsx: 工作表“Sheet”: 错误 [O027] {name}: {message}" for name in ("甲市", "乙市")
    ]
    assert office.made() == ["项目/乙市.xlsx", "项目/甲市.xlsx"]
