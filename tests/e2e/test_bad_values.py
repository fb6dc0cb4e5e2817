"""Values, names and 分表 that cannot be meant so: told with their places; only the 分表 concerned are not made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import GOOD

if TYPE_CHECKING:
    from command_line import Office

BOTH = ["项目/乙市.docx", "项目/甲市.docx"]
UNDEFINED = '"{{ 没有 }}"'
CASES = {
    "unknown keys at the top": (
        GOOD + "标題: 误\n无关: 多\n",
        [
            "9:1: 警告 [P031] “标題”没有用到：模板和别的值里都没有它，是不是“标题”？",
            "10:1: 警告 [P031] “无关”没有用到：模板和别的值里都没有它",
        ],
        0,
        BOTH,
    ),
    "unknown variable of a 分表": (
        GOOD.replace("{数: 2}", "{数: 2, 数目: 3}"),
        ["8:16: 警告 [P030] 乙市: 变量“数目”没有用到：模板和别的值里都没有它，是不是“数”？"],
        0,
        BOTH,
    ),
    "undefined variables": (
        GOOD.replace("市 }}绩", "市 }}{{ 标提 }}绩").replace("{数: 2}", f"{{数: {UNDEFINED}}}"),
        [
            "2:5: 错误 [P026] 甲市: 没有定义“标提”，是不是“标题”？",
            "2:5: 错误 [P026] 乙市: 没有定义“标提”，是不是“标题”？",
            "8:13: 错误 [P026] 乙市: 没有定义“没有”",
        ],
        2,
        [],
    ),
    "undefined variable of one 分表": (
        GOOD.replace("{数: 1}", f"{{数: {UNDEFINED}}}"),
        ["7:13: 错误 [P026] 甲市: 没有定义“没有”"],
        1,
        ["项目/乙市.docx"],
    ),
    "circle": (
        GOOD.replace('"{{ 市 }}绩效目标表"', '"{{ 甲 }}"').replace("{数: 2}", "{数: 2, 甲: 直}")
        + '甲: "{{ 乙 }}"\n乙: "{{ 标题 }}"\n',
        ["2:5: 错误 [P034] 甲市: 循环引用：标题 → 甲 → 乙 → 标题"],
        1,
        ["项目/乙市.docx"],
    ),
    "bad Jinja": (
        GOOD.replace("{{ 市 }}", "{{ 市 + }}").replace("数 }}", "数 | 没有 }}")
        + '备: "{% if 市 %}没完"\n丙: "{{ 市"\n',
        [
            "2:5: 错误 [P025] {{ 市 + }}：写法有误：后面缺少内容",
            "3:27: 错误 [P025] {{ 数 | 没有 }}：没有过滤器“没有”",
            "9:4: 错误 [P025] {% if 市 %}：没有结束，缺 {% endif %}",
            "10:4: 错误 [P025] {{ 市：标签没有结束，缺 }}",
        ],
        2,
        [],
    ),
    "way out of the sandbox": (
        GOOD.replace("{数: 1}", "{数: \"{{ ''.__class__ }}\"}"),
        ["7:13: 错误 [P025] 甲市: {{ ''.__class__ }}：为安全起见，不允许访问“__class__”"],
        1,
        ["项目/乙市.docx"],
    ),
    "unbounded work": (
        GOOD.replace(
            "{数: 1}", '{数: "{% for 甲 in range(9999) %}{% for 乙 in range(9999) %}{% endfor %}{% endfor %}"}'
        ),
        ["7:13: 错误 [P028] 甲市: 循环超过 1,000,000 次，已停止"],
        1,
        ["项目/乙市.docx"],
    ),
    "two 分表 with one file name": (
        GOOD.replace("甲市:", "甲/市:").replace("乙市:", "甲_市:"),
        ["8:5: 错误 [P013] 甲_市: 分表“甲_市”与“甲/市”的文件名都是“甲_市”，请改其中一个的名称"],
        1,
        ["项目/甲_市.docx"],
    ),
    "names that lead to another folder": (
        GOOD.replace("甲市:", "../甲市:") + "    /etc/丙市: {数: 3}\n",
        [
            "7:5: 错误 [P014] ../甲市: 分表名“../甲市”指向别的文件夹，不能用作文件名",
            "9:5: 错误 [P014] /etc/丙市: 分表名“/etc/丙市”指向别的文件夹，不能用作文件名",
        ],
        1,
        ["项目/乙市.docx"],
    ),
    "分表 named as the book is": (
        GOOD.replace("甲市", "合订本"),
        ["7:5: 错误 [P015] 合订本: 分表不能叫“合订本”，这是合订文件的名称，请换个名称"],
        1,
        ["项目/乙市.docx"],
    ),
    "no 各表": (
        GOOD.partition("  各表")[0],
        ["5:3: 错误 [P006] 分表缺少 各表（每个分表的数据）或 数据（表格文件的名称）"],
        2,
        [],
    ),
    "no 按": (
        GOOD.replace("  按: 市\n", ""),
        ["5:3: 错误 [P005] 分表缺少 按：写明各表名称填入哪个变量，如 按: 市州"],
        2,
        [],
    ),
    "no 模板": (
        GOOD.replace("模板: 表\n", ""),
        ["1:1: 错误 [P003] 缺少 模板，如 模板: 甲表（jixiao template list 列出所有模板）"],
        2,
        [],
    ),
    "no such table": (
        GOOD.partition("  各表")[0] + "  数据: 各市.xlsx\n",
        ["6:7: 错误 [Y001] 找不到文件「data/各市.xlsx」：请检查文件名和所在的文件夹"],
        2,
        [],
    ),
}


@pytest.mark.parametrize(("text", "messages", "status", "made"), CASES.values(), ids=CASES)
def test_only_what_is_concerned_is_not_made(
    text: str, messages: list[str], status: int, made: list[str], office: Office
) -> None:
    office.project(text)
    ran = office.build()
    assert ran.messages == [f"data/项目.yaml:{message}" for message in messages]
    assert ran.status == status
    assert office.made() == made


TABLE = GOOD.partition("  各表")[0] + "  数据: 各市.csv\n"
TABLES = {
    "no column of the name": (
        "城市,数\n甲市,1\n",
        ["data/项目.yaml:6:7: 错误 [P010] 表格里没有 按 所说的“市”这一列，是不是“城市”？"],
        2,
        [],
    ),
    "a row without a name": (
        "市,数\n甲市,1\n,2\n",
        ["data/各市.csv:3:2: 第3行 第2列: 错误 [P011] 第3行: 这一行没有“市”，不知道是哪个分表"],
        1,
        ["项目/甲市.docx"],
    ),
    "a name twice": (
        "市,数\n甲市,1\n乙市,2\n甲市,3\n",
        ["data/各市.csv:4:1: 第4行 第1列: 错误 [P012] 甲市: “甲市”在表格里出现了两次（另一次在第2行）"],
        1,
        ["项目/乙市.docx"],
    ),
}


@pytest.mark.parametrize(("csv", "messages", "status", "made"), TABLES.values(), ids=TABLES)
def test_mistake_in_a_table_of_data_is_told_where_it_stands(
    csv: str, messages: list[str], status: int, made: list[str], office: Office
) -> None:
    office.project(TABLE)
    office.put("data/各市.csv", csv)
    ran = office.build()
    assert ran.messages == messages
    assert ran.status == status
    assert office.made() == made


def test_a_table_of_data_in_an_old_format_is_refused_with_the_way_to_convert_it(office: Office) -> None:
    office.project(TABLE.replace(".csv", ".et"))
    office.put("data/各市.et", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    ran = office.build()
    convert = "请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv（只改扩展名不行）"
    assert ran.messages == [f"data/项目.yaml:6:7: 错误 [Y101] 「data/各市.et」：.et 格式不能直接使用，{convert}"]
    assert ran.status == 2
