from __future__ import annotations

from pathlib import Path

import pytest
from sample_projects import BASE, forms, good, load, rows, shown, write

from generator.check.inspect import inspect
from generator.project.load import load_project


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("{企业数: ≥4家, 满意度: 90%}", [("企业数", "≥4家"), ("满意度", "90%")]),
        ("{企业数: {指标值: ≥4家}}", [("企业数", "≥4家")]),
        ("{控制率: {单位: 家, 全年完成值: 1}, 变动率: {核心: 否, 全年完成值: 2}}", [("控制率", ""), ("变动率", "")]),
        ("[{三级: 企业数, 指标值: ≥4家}, {三级: 企业数, 指标值: ≥5家}]", [("企业数", "≥4家"), ("企业数", "≥5家")]),
    ],
)
def test_a_flat_list_is_a_tree_with_blank_upper_levels(
    tmp_path: Path, tree: str, expected: list[tuple[str, str]]
) -> None:
    context = good(tmp_path, f"绩效指标: {tree}\n")
    assert rows(context) == [("", "", name, value) for name, value in expected]
    assert [str(row["名称"]) for row in context["指标"]] == [name for name, _ in expected]


@pytest.mark.parametrize(
    "tree",
    [
        "{产出指标: {支持企业数: ≥4家, 培训人次: 5}}",
        "{产出: {支持企业数: ≥4家}, 效益: {带动就业: 5}}",
        "{产出: {数量: {企业数: 1}}, 效益: 5}",
    ],
)
def test_a_first_level_without_second_ones_is_no_indicator(tmp_path: Path, tree: str) -> None:
    project, problems = load(tmp_path, BASE + f"绩效指标: {tree}\n")
    assert project is None
    assert {problem.code for problem in problems} == {"P016"}


def test_sub_forms_and_inheriting_files_override_indicators_of_a_flat_list(tmp_path: Path) -> None:
    write(tmp_path, BASE + "绩效指标: {企业数: ≥4家, 满意度: 90%, 就业: 3}\n", "目标.yaml")
    text = (
        "沿用: 目标.yaml\n绩效指标: {企业数: {得分: 6}}\n"
        "分表: {按: 市, 各表: {甲市: {绩效指标: {就业: }}, 乙市: {绩效指标: {满意度: 95%}}}}\n"
    )
    found = forms(tmp_path, text)
    values = {name: [(row[2], row[3]) for row in rows(form.context)] for name, form in found.items()}
    assert values == {
        "甲市": [("企业数", "≥4家"), ("满意度", "90%")],
        "乙市": [("企业数", "≥4家"), ("满意度", "95%"), ("就业", "3")],
    }
    assert str(found["甲市"].context["指标"][0]["得分"]) == "6"


def test_problems_and_orders_name_indicators_of_a_flat_list_alone(tmp_path: Path) -> None:
    context = good(tmp_path, "绩效指标: {甲: 1, 乙: 2}\n顺序: {绩效指标: [乙]}\n显示: {乙: 乙的}\n")
    assert [row[2] for row in rows(context)] == ["乙的", "甲"]
    path = write(tmp_path, BASE + "绩效指标: {甲: {分值: 一}}\n")
    project, _ = load_project(path, "项目.yaml")
    assert project is not None
    (form,) = project.contexts()
    assert [problem.field for problem in form.problems] == ["甲/分值"]
    assert shown(form.problems) == ["项目.yaml:2:16: 错误 [P040] 项目: 分值“一”不是数"]


SECOND = (
    "绩效指标:\n  产出指标: {数量指标: {面积: 1000亩}}\n"
    "长期绩效指标:\n  产出指标:\n    数量指标: {面积: ≥{{ 亩 }}亩}\n    质量指标: {成活率: {指标值: ≥90%, 备注: 甲}}\n"
).replace("≥{{ 亩 }}亩", '"≥{{ 亩 }}亩"')


def test_a_second_tree_has_rows_of_its_own_under_its_name(tmp_path: Path) -> None:
    context = good(tmp_path, SECOND + "亩: 3000\n")
    assert [row[2:] for row in rows(context)] == [("面积", "1000亩")]
    assert rows({"指标": context["长期绩效指标"]}) == [
        ("产出指标", "数量指标", "面积", "≥3000亩"),
        ("产出指标", "质量指标", "成活率", "≥90%"),
    ]
    assert [str(row["数值"]) for row in context["长期绩效指标"]] == ["3000", "90"]


def test_sub_forms_override_a_second_tree_and_absent_names_drop_its_rows(tmp_path: Path) -> None:
    text = SECOND + (
        "分表:\n  按: 市\n  各表:\n    甲市: {亩: 1, 长期绩效指标: {产出指标: {质量指标: {成活率: {得分: 5}}}}}\n"
        "    乙市: {}\n"
    )
    found = forms(tmp_path, text)
    long_term = {name: form.context["长期绩效指标"] for name, form in found.items()}
    assert [str(row["三级"]) for row in long_term["甲市"]] == ["面积", "成活率"]
    assert (str(long_term["甲市"][1]["指标值"]), str(long_term["甲市"][1]["得分"])) == ("≥90%", "5")
    assert [str(row["三级"]) for row in long_term["乙市"]] == ["成活率"]


@pytest.mark.parametrize("value", ["见附件", "[{三级: 甲}]", "{甲: 1, 乙: {丙: 2}}"])
def test_another_value_whose_name_ends_like_the_tree_is_no_tree(tmp_path: Path, value: str) -> None:
    assert good(tmp_path, f"长期绩效指标: {value}\n")["长期绩效指标"] in (
        "见附件",
        [{"三级": "甲"}],
        {"甲": "1", "乙": {"丙": "2"}},
    )


def test_mistakes_in_the_shape_of_a_second_tree_are_told(tmp_path: Path) -> None:
    project, problems = load(tmp_path, BASE + "长期绩效指标: {产出指标: {数量指标: {面积: [1]}, 质量指标: 无}}\n")
    assert project is None
    assert {problem.code for problem in problems} == {"P016"}


def test_a_second_tree_is_checked(tmp_path: Path) -> None:
    text = "长期绩效指标: {产出指标: {数量指标: {面积: {指标值: 1亩, 分值: 5, 得分: 6}}}}\n"
    project, _ = load_project(write(tmp_path, BASE + text), "项目.yaml")
    assert project is not None
    assert "A003" in {finding.code for finding in inspect(project).findings}
