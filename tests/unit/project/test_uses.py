from __future__ import annotations

from pathlib import Path

import pytest
from sample_projects import shown, sound, write

from generator.project.expression import expression_of
from generator.project.uses import use_problems

TREE = "绩效指标:\n  产出指标:\n    数量指标:\n"


def warnings(folder: Path, text: str, template: str) -> list[str]:
    """What is warned of for a template of this text."""
    expression = expression_of(template)
    assert not expression.mistakes
    return shown(use_problems(sound(folder, text), expression.shapes))


@pytest.mark.parametrize(
    ("value", "better"),
    [
        ("否", '已拨付 == "是"'),
        ("无", '已拨付 != "无"'),
        ("0", "已拨付 > 0"),
        ("0.00", "已拨付 > 0"),
        ("false", '已拨付 == "是"'),
    ],
)
def test_a_condition_on_a_value_that_says_no_is_told_with_what_to_write(
    tmp_path: Path, value: str, better: str
) -> None:
    (found,) = warnings(tmp_path, f"已拨付: {value}\n", "{% if 甲 and not 已拨付 %}有{% endif %}")
    told = f"{{% if 已拨付 %}} 只看是不是空白，“{value}”不是空白，照样成立：要看内容请写 {{% if {better} %}}"
    assert found == f"项目.yaml:2:6: 警告 [P053] {told}"


def test_a_column_of_a_table_counts(tmp_path: Path) -> None:
    write(tmp_path, "市,已拨付\n一市,是\n二市,否\n", "表.csv")
    (found,) = warnings(tmp_path, "分表: {按: 市, 数据: 表.csv}\n", "{% if 已拨付 %}有{% endif %}")
    assert found.startswith("表.csv:3:2: 第3行 第2列: 警告 [P053] 二市: {% if 已拨付 %}")


@pytest.mark.parametrize(
    ("value", "template"),
    [
        ("是", "{% if 已拨付 %}有{% endif %}"),
        ('""', "{% if 已拨付 %}有{% endif %}"),
        ("否", '{% if 已拨付 == "是" %}有{% endif %}'),
        ("否", '{% if 已拨付 and 已拨付 != "否" %}有{% endif %}'),
        ("无", "{% if 已拨付 %}拨付：{{ 已拨付 }}{% endif %}"),
        ("否", "{% if 已拨付 is defined %}有{% endif %}"),
        ("否", "{{ 已拨付 }}"),
    ],
)
def test_other_conditions_and_values_are_not_told(tmp_path: Path, value: str, template: str) -> None:
    assert warnings(tmp_path, f"已拨付: {value}\n", template) == []


def test_conditions_in_values_and_on_attributes_and_items_count_and_each_is_told_once(tmp_path: Path) -> None:
    text = (
        "说明: \"{{ '有' if 结转 else '没有' }}\"\n资金: {到位: 否}\n进度: [{完成: 否}]\n"
        + TREE
        + "      甲: {指标值: 1, 核心: 否}\n      乙: {指标值: 1, 核心: 否}\n"
        + "分表:\n  按: 市\n  各表:\n    一市: {结转: 0}\n    二市: {结转: 0}\n"
    )
    template = (
        "{{ 说明 }}{% if 资金.到位 %}有{% endif %}{% for 步 in 进度 %}{% if 步.完成 %}有{% endif %}{% endfor %}"
        "{% for 行 in 指标 %}{% if 行.核心 %}有{% endif %}{% endfor %}"
    )
    found = warnings(tmp_path, text, template)
    assert [one.split("%")[1] for one in found] == [" if 资金.到位 ", " if 项.完成 ", " if 行.核心 ", " if 结转 "]
    assert "（共 2 处）" in found[2]
    assert "（共 2 处）" in found[3]


ROWS = "{% for 行 in 指标 %}{{ 行.指标值 }}{{ 行.责任人 }}{% endfor %}"


def test_an_attribute_that_nothing_uses_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    text = TREE + "      甲: {指标直: 1, 得分: 2, 责任人: 丙}\n      乙: {指标直: 1}\n"
    assert warnings(tmp_path, text, ROWS) == [
        "项目.yaml:5:11: 警告 [P054] 指标的属性“指标直”没有用到：模板里没有它，检查也不看，是不是“指标值”？"
    ]


def test_attributes_that_a_value_or_only_the_program_reads_are_used(tmp_path: Path) -> None:
    text = (
        "合计: \"{{ 指标 | sum(attribute='人数') }}\"\n"
        + TREE
        + "      甲: {指标值: 1, 人数: 2, 分解: {一市: {指标值: 1}}}\n"
    )
    assert warnings(tmp_path, text, ROWS) == []


def test_attributes_that_the_checks_know_by_the_vocabulary_or_the_project_are_used(tmp_path: Path) -> None:
    text = TREE + "      甲: {指标值: 1, 权重: 2, 自评完成值: 1, 完成程度: 1, 责任直: 乙}\n"
    told = "项目.yaml:5:{}: 警告 [P054] 指标的属性“{}”没有用到：模板里没有它，检查也不看{}"
    unknown = told.format(45, "责任直", "，是不是“责任人”？")
    assert warnings(tmp_path, text, ROWS) == [told.format(36, "完成程度", ""), unknown]
    assert warnings(tmp_path, "检查: {名称: {完成程度: 完成值}}\n" + text, ROWS) == [unknown.replace(":5:", ":6:")]


def test_a_template_without_indicators_says_nothing_of_attributes(tmp_path: Path) -> None:
    assert warnings(tmp_path, TREE + "      甲: {指标直: 1}\n", "{{ 项目名称 }}") == []


LOOP = "{%% for 行 in 指标 if 行.一级 == '%s' %%}{{ 行.三级 }}{%% endfor %%}"


def test_a_condition_on_a_level_that_no_indicator_has_is_told(tmp_path: Path) -> None:
    assert warnings(tmp_path, f"{TREE}      企业: 4家\n", LOOP % "产出") == [
        "项目.yaml:1:5: 警告 [P060] 模板里的条件找一级“产出”，没有一个指标是：有的是“产出指标”，请在模板里写全名"
    ]


@pytest.mark.parametrize("name", ["产出指标", "成本指标", "一、产出"])
def test_a_level_that_there_is_or_that_another_project_has_is_not_told(tmp_path: Path, name: str) -> None:
    text = f"显示: {{产出指标: 一、产出}}\n{TREE}      企业: 4家\n"
    assert warnings(tmp_path, text, LOOP % name) == []
