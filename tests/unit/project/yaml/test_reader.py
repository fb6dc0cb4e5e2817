from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from limits import within_limits

from generator.problem import Problem, Severity, Source
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text
from generator.project.yaml.reader import read_yaml
from generator.project.yaml.text_file import CODES

if TYPE_CHECKING:
    from pathlib import Path

Found = list[tuple[int | None, int | None, str]]


def read(folder: Path, content: str | bytes) -> tuple[Group | None, list[Problem]]:
    file = folder / "项目.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(file, "项目.yaml")


def tree(folder: Path, text: str) -> Group:
    group, problems = read(folder, text)
    assert problems == []
    assert group is not None
    return group


def plain(node: Node) -> object:
    if isinstance(node, Group):
        return {name: plain(child) for name, child in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(child) for child in node.items]
    return None if isinstance(node, Null) else node.path if isinstance(node, FileText) else node.value


def found(problems: list[Problem]) -> Found:
    assert all(problem.code in CODES for problem in problems)
    assert all("\n" not in problem.message for problem in problems)
    return [(problem.source.line, problem.source.column, problem.code) for problem in problems]


@pytest.mark.parametrize(
    "typed",
    ["010", "3000000.00", "28.80", "2024-01-01", "是", "no", "~", "null", "true", "≥4家", "0x1F", "1_000", "=1"],
)
def test_a_scalar_is_the_characters_typed(tmp_path: Path, typed: str) -> None:
    assert plain(tree(tmp_path, f"值: {typed}   \n")) == {"值": typed}


def test_quoted_and_block_scalars_follow_yaml(tmp_path: Path) -> None:
    text = '甲: \'一 \'\n乙: "二\\n三"\n丙: |\n  四\n\n  五\n丁: >-\n  六\n  七\n戊: 八\n  九\n己: ""\n'
    assert plain(tree(tmp_path, text)) == {
        "甲": "一 ",
        "乙": "二\n三",
        "丙": "四\n\n五\n",
        "丁": "六 七",
        "戊": "八 九",
        "己": "",
    }


def test_only_a_key_with_nothing_after_it_is_null(tmp_path: Path) -> None:
    group = tree(tmp_path, "甲:\n乙: {丙: , 丁: }\n戊:\n  -\n")
    assert plain(group) == {"甲": None, "乙": {"丙": None, "丁": None}, "戊": [None]}
    assert group.entries["甲"].source == Source("项目.yaml", 1, 3)


def test_every_node_and_key_knows_its_place(tmp_path: Path) -> None:
    group = tree(tmp_path, "模板: 甲\n表:\n  - {资金: 4}\n文: |\n  一\n注: &a\n  二\n用: *a\n")
    rows = group.entries["表"]
    assert group.source == Source("项目.yaml", 1, 1)
    assert group.keys["表"] == Source("项目.yaml", 2, 1)
    assert isinstance(rows, Listing)
    assert rows.source == Source("项目.yaml", 3, 3)
    assert isinstance(rows.items[0], Group)
    assert rows.items[0].entries["资金"] == Text("4", Source("项目.yaml", 3, 10), 3)
    assert group.entries["文"] == Text("一\n", Source("项目.yaml", 4, 4), 5)
    assert group.entries["注"] == Text("二", Source("项目.yaml", 6, 4), 7)


def test_a_byte_order_mark_and_windows_line_breaks_change_nothing(tmp_path: Path) -> None:
    group, problems = read(tmp_path, "\ufeff甲: 一\r\n乙: |\r\n  二\r\n  三\t\r\n".encode())
    assert problems == []
    assert group is not None
    assert plain(group) == {"甲": "一", "乙": "二\n三\n"}
    assert group.keys["甲"].column == 1


def test_a_file_tag_is_a_path(tmp_path: Path) -> None:
    group = tree(tmp_path, "正文: !文件 报告 正文.txt\n乙: {丙: !文件 a.txt, 丁: 1}\n")
    assert group.entries["正文"] == FileText("报告 正文.txt", Source("项目.yaml", 1, 5))
    assert plain(group) == {"正文": "报告 正文.txt", "乙": {"丙": "a.txt", "丁": "1"}}


def test_aliases_and_merges_work_and_explicit_keys_win(tmp_path: Path) -> None:
    text = "甲: &a {一: 1, 二: 2}\n乙: &b {二: 3, 三: 4}\n丙:\n  三: 5\n  <<: [*a, *b]\n丁: *a\n"
    group = tree(tmp_path, text)
    assert plain(group) == {
        "甲": {"一": "1", "二": "2"},
        "乙": {"二": "3", "三": "4"},
        "丙": {"一": "1", "二": "2", "三": "5"},
        "丁": {"一": "1", "二": "2"},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲: 1\n乙: 2\n甲: 3\n", [(3, 1, "Y010")]),
        ("? [一]\n: 1\n", [(1, 3, "Y011")]),
        (": 1\n", [(1, 1, "Y011")]),
        ("甲: !注意 文字\n", [(1, 4, "Y012")]),
        ("甲: !文件\n", [(1, 4, "Y012")]),
        ("甲: *注\n", [(1, 4, "Y013")]),
        ("甲: &乙 [*乙]\n", [(1, 4, "Y014"), (1, 8, "Y013")]),
        ("甲: &乙 丙\n", [(1, 4, "Y014")]),
        ("甲: {<<: 1}\n", [(1, 9, "Y015")]),
        ("", [(1, 1, "Y005")]),
        ("# 注\n\n---\n", [(1, 1, "Y005")]),
        ("甲: 1\n---\n乙: 2\n", [(2, 1, "Y006")]),
        ("- 甲\n", [(1, 1, "Y007")]),
        ("一段文字\n", [(1, 1, "Y007")]),
        ('甲: "\\x07"\n', [(1, 4, "Y004")]),
        ('甲: "\\ud800"\n', [(1, 4, "Y004")]),
        ("甲: 1\n乙: 二\x07\n丙: \x00\n", [(2, 5, "Y004"), (3, 4, "Y004")]),
    ],
)
def test_what_yaml_allows_and_a_project_file_does_not_is_reported(tmp_path: Path, text: str, expected: Found) -> None:
    assert found(read(tmp_path, text)[1]) == expected


def test_a_duplicate_names_both_lines(tmp_path: Path) -> None:
    group, problems = read(tmp_path, "甲: 1\n乙: 2\n甲: 3\n")
    assert problems[0].message == "「甲」重复了：第 1 行和第 3 行只能留一个"
    assert group is not None
    assert plain(group) == {"甲": "1", "乙": "2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("值: >90\n", [(1, 4, "Y025")]),
        ("值: > 810\n", [(1, 4, "Y025")]),
        ("值: >4\n乙: 1\n", [(1, 4, "Y034")]),
        ("值: %10\n", [(1, 4, "Y025")]),
        ("值: @甲\n", [(1, 4, "Y025")]),
        ("值: `甲\n", [(1, 4, "Y025")]),
        ("值: | 甲\n", [(1, 4, "Y025")]),
        ("值: ]甲\n", [(1, 4, "Y025")]),
        ("值: *注 甲\n", [(1, 4, "Y025")]),
        ("值: [试点]项目\n", [(1, 8, "Y026")]),
        ('值: "甲"乙\n', [(1, 7, "Y026")]),
        ("值: - 甲\n", [(1, 4, "Y027")]),
        ("说明: 第一: 甲\n", [(1, 7, "Y028")]),
        ("名: {{ 资金 }}\n", [(1, 4, "Y024")]),
        ("名: {{ 资金 }}家\n", [(1, 4, "Y024")]),
        ("名: {% if 甲 %}乙{% endif %}\n", [(1, 4, "Y024")]),
        ("表: {资金: {{ 资金 }}}\n", [(1, 9, "Y024")]),
        ("表: {资金: ≥{{ 资金 }}家}\n", [(1, 10, "Y024")]),
        ("资金:410\n", [(1, 1, "Y023")]),
        ("表: {资金:410, 规模: 7}\n", [(1, 5, "Y023")]),
        ("表: {资金: 410，规模: 7}\n", [(1, 12, "Y035")]),
        ("年度：2024\n名称: 甲\n", [(1, 1, "Y021")]),
        ("模板: 甲\n年度：2024\n名称: 乙\n", [(2, 1, "Y021")]),
        ("年度：2024\n", [(1, 1, "Y021")]),
        ("长沙市:\n  资金：410\n", [(2, 3, "Y021")]),
        ("表: {资金：410}\n", [(1, 5, "Y021")]),
        ("列:\n  -甲\n  -乙\n", [(2, 3, "Y023"), (3, 3, "Y023")]),
        ('"资金"：410\n', [(1, 5, "Y021")]),
        ("- 三级：甲\n  指标值: ≥4\n", [(1, 3, "Y021")]),
        ("甲:\n\t乙: 1\n", [(2, 1, "Y020")]),
        ("甲:\t1\n", [(1, 3, "Y020")]),
        ("甲: 一\t二\n", [(1, 5, "Y020")]),
        ("甲:\n　　乙: 1\n", [(2, 1, "Y022")]),
        ("甲: 1\n资金:　410\n乙: 2\n", [(2, 1, "Y022")]),
        ("甲: 1\n  乙: 2\n", [(2, 3, "Y029")]),
        ("甲:\n    乙: 1\n  丙: 2\n", [(3, 3, "Y029")]),
        ("甲: '一\n乙: 2\n", [(1, 4, "Y031")]),
        ("甲: [1, 2\n乙: 3\n", [(1, 4, "Y032")]),
        ('甲: "C:\\附件"\n', [(1, 7, "Y033")]),
        ('甲: "\\UFFFFFFFF"\n', [(1, 5, "Y033")]),
        ("表: {名: 一期 #2标段, 丙: 1}\n丁: 1\n", [(1, 11, "Y030")]),
        ("甲: {金额: 1,234.50}\n", [(1, 11, "Y036")]),
        ("甲: {总额: 10,308,000.00, 其中: 2}\n", [(1, 12, "Y036")]),
        ("甲: {总额: 1,000,000}\n", [(1, 11, "Y036")]),
        ("甲: {说明: 执行政策,保障工资}\n", [(1, 14, "Y036")]),
        ('甲: {说明: "执行",保障 # 注\n  , 乙: 1}\n', [(1, 14, "Y036")]),
        ("甲: {丙: 1, 丁:}\n", [(1, 11, "Y023")]),
        ("甲: {乙, 丙: 1}\n", [(1, 5, "Y036")]),
    ],
)
def test_each_slip_of_the_keyboard_is_one_located_error(tmp_path: Path, text: str, expected: Found) -> None:
    problems = read(tmp_path, text)[1]
    assert found(problems) == expected
    assert {problem.severity for problem in problems} == {Severity.ERROR}


def test_a_value_that_a_comma_cuts_is_shown_whole_in_quotes(tmp_path: Path) -> None:
    group, problems = read(
        tmp_path, "甲: {总额: 10,308,000.00, 其中: 2, 说明: 执行政策,保障工资}\n乙: {丙: 1 , 丁 : 2}\n"
    )
    assert [problem.message for problem in problems] == [
        '「总额」的值在逗号处断开，只剩「10」：要写千分位或逗号，请加引号，写作 总额: "10,308,000.00"',
        '「说明」的值在逗号处断开，只剩「执行政策」：要写千分位或逗号，请加引号，写作 说明: "执行政策,保障工资"',
    ]
    assert group is not None
    assert plain(group.entries["乙"]) == {"丙": "1", "丁": "2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("名称: 一期 #2标段\n资金:  #3标段\n", [(1, 7, "Y030"), (2, 4, "Y030")]),
        ("甲: 一\n  规模：230\n", [(2, 3, "Y021")]),
        ("甲: &乙 {丙: 1}\n", [(1, 4, "Y014")]),
        ("甲: [1,234]\n", [(1, 5, "Y036")]),
        ("甲: [5, ≥1,234.50万元, 6]\n", [(1, 8, "Y036")]),
        ("甲: {乙: [\n  1,\n  10,308,000]}\n", [(3, 3, "Y036")]),
    ],
)
def test_what_may_be_meant_is_a_warning(tmp_path: Path, text: str, expected: Found) -> None:
    group, problems = read(tmp_path, text)
    assert group is not None
    assert found(problems) == expected
    assert {problem.severity for problem in problems} == {Severity.WARNING}


@pytest.mark.parametrize(
    "text",
    [
        "[1, 234]",
        '["1,234", "2,345"]',
        "[甲市,乙市]",
        "[1,2,3]",
        "[2023,2024]",
        "[1234,567]",
        '["甲 1,234 乙"]',
        "[{甲: '1,234'}]",
    ],
)
def test_a_list_of_other_items_is_not_warned_of(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, f"甲: {text}\n")[1] == []


def test_all_mistakes_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    text = "值: >90\n甲: 好\n乙: %10\n丙: &丁 戊\n己:\n  - 三级: [试点]项目\n    值: - 1\n庚：辛\n"
    assert found(read(tmp_path, text)[1]) == [
        (1, 4, "Y025"),
        (3, 4, "Y025"),
        (4, 4, "Y025"),
        (6, 13, "Y026"),
        (7, 8, "Y027"),
        (8, 1, "Y021"),
    ]


def test_no_false_alarm_in_comments_quotes_and_block_scalars(tmp_path: Path) -> None:
    innocent = (
        "# 年度：2024 {{ x\n甲: '一: 二 #3\n  四：五 %6'\n乙: |  # 说明：略\n  资金：410\n\n  \t七: >90\n  \"八\n"
        '丙: >-\n  [九\n丁: [a, \'b]\', "{c"]  # ]\n戊: {己: "{{ 庚 }}",\n  辛: 壬}\n'
        "癸: 见 http://a.b:80/c，时间 10:30\n"
        "列:\n- 一\n- 二: 三\n  四: 五\n- - 六\n网: &网 七\n址: *网\n子:\n    丑: 1\n寅: 完成，\n  其中：一半\n"
    )
    assert found(read(tmp_path, innocent + "坏: >90\n")[1]) == [(innocent.count("\n") + 1, 4, "Y025")]


def test_an_unrecognised_fault_is_ruamels_own_in_chinese(tmp_path: Path) -> None:
    assert found(read(tmp_path, "甲: 1\n乙\n丙: 2\n")[1]) == [(3, 1, "Y039")]
    assert found(read(tmp_path, "甲:\n  乙: 1\n  - 丙\n")[1]) == [(3, 3, "Y029")]


@pytest.mark.parametrize(
    ("data", "line"),
    [("甲: 1\n模板: 乙\n".encode("gbk"), 1), ("甲: 1\n".encode("utf-16"), 1), (b"a: 1\nb: \xff\n", 2)],
)
def test_another_encoding_is_refused_with_advice(tmp_path: Path, data: bytes, line: int) -> None:
    group, problems = read(tmp_path, data)
    assert group is None
    assert found(problems) == [(line, 1, "Y003")]
    assert "UTF-8" in problems[0].message


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    assert [problem.code for problem in read_yaml(tmp_path / "没有.yaml", "没有.yaml")[1]] == ["Y001"]
    assert [problem.code for problem in read_yaml(tmp_path, "文件夹")[1]] == ["Y001"]


def test_a_file_over_twenty_megabytes_is_refused(tmp_path: Path) -> None:
    assert [problem.code for problem in read(tmp_path, b"# " + b"x" * 20_000_000)[1]] == ["Y002"]


@pytest.mark.parametrize(
    "text", ["[" * 5000, "甲: " + "{甲: " * 200, "".join("  " * n + f"k{n}:\n" for n in range(200))]
)
def test_deep_nesting_is_a_located_error(tmp_path: Path, text: str) -> None:
    group, problems = read(tmp_path, text)
    assert group is None
    assert [problem.code for problem in problems] == ["Y008"]


def test_nesting_through_aliases_is_bounded_too(tmp_path: Path) -> None:
    text = "k0: &k0 [1]\n" + "".join(f"k{n}: &k{n} [*k{n - 1}]\n" for n in range(1, 150))
    assert [problem.code for problem in read(tmp_path, text)[1]] == ["Y008"]


def test_more_entries_than_a_file_may_have_are_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.project.yaml.reader.EVENT_LIMIT", 100)
    group, problems = read(tmp_path, "".join(f"键{number}: 1\n" for number in range(60)))
    advice = "分表多的，请把变量放进数据表（.xlsx 或 .csv），或分成几个文件"
    message = f"内容超过 100 项（键、值、括号）：{advice}"
    assert (group, problems) == (None, [Problem(Source("项目.yaml", 49, 6), "Y009", message)])


def test_a_file_of_more_than_five_megabytes_is_refused_unread(tmp_path: Path) -> None:
    group, problems = read(tmp_path, "键: 1\n" + "\n" * 5_000_000)
    message = "「项目.yaml」超过 5 MB，太大了：长的文字请用 !文件，分表多的请用数据表"
    assert (group, problems) == (None, [Problem(Source("项目.yaml"), "Y002", message)])


def test_of_many_mistakes_of_one_kind_the_first_hundred_are_told(tmp_path: Path) -> None:
    problems = read(tmp_path, "键: 1\n" * 151)[1]
    assert [(problem.source.line, problem.code) for problem in problems] == [(n, "Y010") for n in range(2, 103)]
    assert problems[-1].message == "同类的问题还有 50 处，从这里起没有列出：改好上面的再看"


def test_an_alias_bomb_is_a_located_error(tmp_path: Path) -> None:
    ten = ", ".join
    text = f"k0: &k0 [{ten('1' * 10)}]\n"
    text += "".join(f"k{n}: &k{n} [{ten([f'*k{n - 1}'] * 10)}]\n" for n in range(1, 9))
    group, problems = read(tmp_path, text)
    assert group is None
    assert [problem.code for problem in problems] == ["Y009"]


@pytest.mark.parametrize(
    "text", ["{", "}", "- -\n -", "a: b: c: d", "'", '"\\', "&", "*", "!", "?", "%", "---\n...\nx", "|2\n x"]
)
def test_no_text_raises(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]


def test_ten_thousand_broken_entries_stay_within_limits(tmp_path: Path) -> None:
    text = "表:\n" + "".join(f"  市{n}: {{资金: 410, 规模: 7}}\n" for n in range(10_000)) + "  坏: >90\n"

    def read_it() -> None:
        assert found(read(tmp_path, text)[1]) == [(10_002, 6, "Y025")]

    within_limits(read_it)
