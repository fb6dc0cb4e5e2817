from __future__ import annotations

from typing import TYPE_CHECKING

from sample_projects import shown, sound, write

from generator.project.load import unused

if TYPE_CHECKING:
    from pathlib import Path


def test_a_variable_that_nothing_uses_is_a_warning_with_the_nearest_name(tmp_path: Path) -> None:
    each = "一: {新设企业: 1, 资金: 2}, 二: {新设企叶: 1}, 三: {另: 1}, 四: {另: 2}"
    text = f'甲: "{{{{ 新设企业 }}}}"\n分表: {{按: 市, 各表: {{{each}}}}}\n'
    assert shown(unused(sound(tmp_path, text), ["甲", "资金"])) == [
        "项目.yaml:3:42: 警告 [P030] 二: 变量“新设企叶”没有用到：模板和别的值里都没有它，是不是“新设企业”？",
        "项目.yaml:3:56: 警告 [P030] 变量“另”没有用到（2 个分表都写了）：模板和别的值里都没有它",
    ]


def test_a_column_that_nothing_uses_is_one_warning_at_its_heading(tmp_path: Path) -> None:
    write(tmp_path, "市,资金,备注\n一,1,2\n二,3,4\n", "表.csv")
    found = unused(sound(tmp_path, "分表: {按: 市, 数据: 表.csv}\n"), ["资金"])
    assert [(problem.source.file, problem.source.line, problem.source.column, problem.code) for problem in found] == [
        ("表.csv", 1, 3, "P030")
    ]


def test_a_key_of_the_base_that_nothing_uses_is_a_warning(tmp_path: Path) -> None:
    text = '年度: 2024\n标题: "{{ 年度 }}"\n主管部们: 甲\n分表: {按: 市, 各表: {一: {标题: 乙}}}\n'
    assert shown(unused(sound(tmp_path, text), ["标题", "主管部门"])) == [
        "项目.yaml:4:1: 警告 [P031] “主管部们”没有用到：模板和别的值里都没有它，是不是“主管部门”？",
    ]


def test_reserved_keys_and_the_variable_of_the_names_are_no_warning(tmp_path: Path) -> None:
    text = "显示: {}\n顺序: {}\n检查: {}\n打分: 上海\n分表: {按: 市, 各表: {一: }}\n"
    assert unused(sound(tmp_path, text), []) == []


def test_the_tree_is_used_where_its_rows_are(tmp_path: Path) -> None:
    project = sound(tmp_path, "绩效指标: {产出: {数量: {企业: 1}}}\n")
    assert unused(project, ["指标"]) == []
    assert [problem.code for problem in unused(project, [])] == ["P031"]


def test_places_are_used_by_a_breakdown(tmp_path: Path) -> None:
    text = "地区: [广州市]\n绩效指标: {产出: {数量: {企业: {分解: {周期值: 1}}}}}\n"
    assert unused(sound(tmp_path, text), ["指标"]) == []


def test_labels_of_a_sub_form_use_names(tmp_path: Path) -> None:
    text = '绩效指标: {产出: {数量: {企业: 1}}}\n分表: {按: 市, 各表: {一: {年: 2024, 显示: {企业: "{{ 年 }}企业"}}}}\n'
    assert unused(sound(tmp_path, text), ["指标"]) == []


def test_a_name_that_a_sum_over_all_forms_mentions_is_used(tmp_path: Path) -> None:
    text = "合计: \"{{ 全部分表 | sum(attribute='资金') }}\"\n分表: {按: 市, 各表: {一: {资金: 1}}}\n"
    assert unused(sound(tmp_path, text), ["合计"]) == []


def test_what_another_file_brings_is_no_warning(tmp_path: Path) -> None:
    write(tmp_path, "模板: 别的表\n只有那张表用: 1\n分表: {按: 市, 各表: {一: {那边的变量: 2}}}\n", "另一个.yaml")
    assert unused(sound(tmp_path, "沿用: 另一个.yaml\n"), []) == []


def test_among_thousands_of_keys_only_the_first_get_a_hint(tmp_path: Path) -> None:
    text = "甲乙丙丁戊: 1\n" + "".join(f"甲乙丙丁{chr(0x4E00 + number)}: 1\n" for number in range(3_000))
    messages = [problem.message for problem in unused(sound(tmp_path, text), ["甲乙丙丁戊"])]
    assert len(messages) == 3_000
    assert sum("是不是" in message for message in messages) == 51


def test_a_name_as_long_as_a_text_gets_no_hint(tmp_path: Path) -> None:
    (message,) = shown(unused(sound(tmp_path, f"{'甲' * 900}: 1\n"), ["甲" * 899]))
    assert "是不是" not in message
