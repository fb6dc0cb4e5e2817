"""A project file that cannot be read as meant: every mistake of it with its place, at once, and nothing written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD

if TYPE_CHECKING:
    from command_line import Office

HEAD = "模板: 表\n标题: 一\n"
WRITE_QUOTED = "请把整个值用引号括起来，写作"
REFUSED = {
    "broken": (
        HEAD + '备注: "没有收尾\n绩效指标: {\n',
        [
            '3:5: 错误 [Y031] 这里的引号 " 没有收尾：请在值的末尾补上 "',
            "4:7: 错误 [Y032] 这里的括号 { 没有收尾：请补上 }",
        ],
    ),
    "tabs": (
        HEAD + "绩效指标:\n\t产出指标:\n\t\t数量指标: 3\n",
        [
            "4:1: 错误 [Y020] 缩进里有制表符（Tab）：请全部改成空格，每层两个",
            "5:1: 错误 [Y020] 缩进里有制表符（Tab）：请全部改成空格，每层两个",
        ],
    ),
    "full-width colons": (
        "模板：表\n标题： 一\n绩效指标: {产出指标: {数量指标: {企业数： 3}}}\n",
        [
            "1:1: 错误 [Y021] 「模板」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 模板: 值",
            "2:1: 错误 [Y021] 「标题」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 标题: 值",
            "3:22: 错误 [Y021] 「企业数」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 企业数: 值",
        ],
    ),
    "full-width spaces": (
        HEAD + "绩效指标:\n　产出指标:\n　　数量指标:\n      企业数: 3\n",
        [
            "4:1: 错误 [Y022] 「产出指标」前后有全角空格：缩进和空格都要用半角空格",
            "5:1: 错误 [Y022] 「数量指标」前后有全角空格：缩进和空格都要用半角空格",
        ],
    ),
    "marks of YAML at the beginning of values": (
        "模板: 表\n标题: %达标\n甲: >90%\n乙: [含]其他\n丙: @某\n丁: *加星\n戊: &和\n己: 第一 #第二\n庚: 100%\n",
        [
            f'2:5: 错误 [Y025] 值不能直接以「%」开头：{WRITE_QUOTED} "%达标"',
            f'3:4: 错误 [Y025] 值不能直接以「>」开头：{WRITE_QUOTED} ">90%"',
            f'4:7: 错误 [Y026] 括号后面还有文字「其他」：{WRITE_QUOTED} "[含]其他"',
            f'5:4: 错误 [Y025] 值不能直接以「@」开头：{WRITE_QUOTED} "@某"',
            f'6:4: 错误 [Y025] 值不能直接以「*」开头：{WRITE_QUOTED} "*加星"',
            f'7:4: 错误 [Y025] 值不能直接以「&」开头：{WRITE_QUOTED} "&和"',
            "8:6: 警告 [Y030] 「#第二」被当作注释，不会印出来：要印出来请把整个值用引号括起来；是注释请在 # 后面加空格",
        ],
    ),
    "duplicate keys": (
        GOOD.replace("标题:", "标题: 先\n标题:").replace("    乙市", "    甲市: {数: 3}\n    乙市"),
        [
            "3:1: 错误 [Y010] 「标题」重复了：第 2 行和第 3 行只能留一个",
            "9:5: 错误 [Y010] 「甲市」重复了：第 8 行和第 9 行只能留一个",
        ],
    ),
    "Jinja without quotes": (
        HEAD.replace("一", "{{ 年度 }}年") + "年度: 2024\n",
        ['2:5: 错误 [Y024] 以 {{ 开头的值要用引号括起来，写作 "{{ 年度 }}年"'],
    ),
    "Jinja without quotes in braces": (
        GOOD.replace("{数: 1}", "{数: {{ 年 }}}"),
        ['7:13: 错误 [Y024] 以 {{ 开头的值要用引号括起来，写作 "{{ 变量 }}"'],
    ),
    "control character": (
        GOOD.replace("绩效目标表", "绩效\x01目标表"),
        ["2:15: 错误 [Y004] 这里有看不见的字符 U+0001：请把它删去，或把这一处重新输入"],
    ),
    "escaped control character": (
        GOOD.replace("{数: 1}", r'{数: "\u0003"}'),
        ["7:13: 错误 [Y004] 双引号里的 \\ 写出了看不见的字符 U+0003：请删去；要印出 \\ 本身，请改用单引号"],
    ),
    "alias bomb": (
        "模板: 表\na: &a [一,一,一,一,一,一,一,一,一]\n"
        + "".join(f"{name}: &{name} [{','.join([f'*{of}'] * 9)}]\n" for of, name in pairwise("abcdefghi")),
        ["7:29: 错误 [Y009] 内容展开后超过 500000 项：请检查锚点（&）和引用（*）是不是层层重复"],
    ),
    "bottomless nesting": (
        "模板: 表\n甲: " + "[" * 3000 + "\n",
        ["2:53: 错误 [Y008] 嵌套超过 50 层：请检查括号和缩进"],
    ),
    "several mistakes of several kinds": (
        GOOD.replace("标题: ", "标题： ").replace("{数: 1}", "{数: @1}"),
        [
            "2:1: 错误 [Y021] 「标题」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 标题: 值",
            '7:13: 错误 [Y025] 值不能直接以「@」开头：请把整个值用引号括起来，写作 "@1"',
        ],
    ),
    "nothing": ("", ["1:1: 错误 [Y005] 文件是空的：至少要写 模板: 模板名称"]),
    "a list": (
        "- 一\n- 二\n",
        ["1:1: 错误 [Y007] 整个文件是一个列表：最外层应当一行一个「键: 值」，例如 模板: 模板名称"],
    ),
}


@pytest.mark.parametrize(("text", "messages"), REFUSED.values(), ids=REFUSED)
def test_all_mistakes_of_a_file_are_told_at_once_and_nothing_is_written(
    text: str, messages: list[str], office: Office
) -> None:
    office.project(text)
    ran = office.build()
    assert ran.messages == [f"data/项目.yaml:{message}" for message in messages]
    assert ran.status == 2
    assert office.made() == []


def test_a_file_in_another_encoding_is_refused_with_the_way_to_save_it(office: Office) -> None:
    office.project(GOOD.encode("utf-16"))
    ran = office.build()
    assert ran.messages == [
        "data/项目.yaml:1:1: 错误 [Y003] 文件是 UTF-16 编码：请用记事本打开，点「另存为」，编码选 UTF-8"
    ]
    assert ran.status == 2


def test_byte_order_mark_and_windows_line_ends_change_nothing(office: Office) -> None:
    office.project(GOOD)
    assert office.build("--out", "plain").status == 0
    office.project(("\ufeff" + GOOD.replace("\n", "\r\n")).encode())
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])
    for name in office.made():
        assert (office.folder / "output" / name).read_bytes() == (office.folder / "plain" / name).read_bytes()


def test_a_mark_of_yaml_inside_a_value_needs_no_quotes(office: Office) -> None:
    office.project(GOOD.replace('"{{ 市 }}绩效目标表"', "第一%、>90%、[含]、@某、*加星、a&b、C#  # 万元"))
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])


def test_two_broken_projects_do_not_stop_the_good_one_beside_them(office: Office) -> None:
    office.project("坏: [\n", "a坏")
    office.project(GOOD, "b好")
    office.project("模板：表\n", "c坏")
    ran = office.build()
    assert ran.messages == [
        "data/a坏.yaml:1:4: 错误 [Y032] 这里的括号 [ 没有收尾：请补上 ]",
        "data/c坏.yaml:1:1: 错误 [Y021] 「模板」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 模板: 值",
    ]
    assert ran.status == 1
    assert ran.results[0].startswith("生成 2 份（1 个项目），2 个项目没有生成，在 output，用时 ")
    assert office.made() == ["b好/乙市.docx", "b好/甲市.docx"]
