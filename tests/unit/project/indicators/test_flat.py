from __future__ import annotations

from pathlib import Path

import pytest
from sample_projects import BASE, forms, good, load, rows, shown, write

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
