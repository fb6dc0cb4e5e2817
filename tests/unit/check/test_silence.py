"""Findings that a user has judged and given a reason for are not told again; a silence that does nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check.inspect import inspect
from generator.project.load import load_project

TREE = """\
绩效指标:
  产出指标:
    数量指标:
"""
WRONG = "      企业数: {分值: 5, 得分: 6}"


def found(folder: Path, text: str, head: str = "模板: 表\n") -> list[str]:
    """Of A003, and about silences."""
    path = folder / "项目.yaml"
    path.write_text(head + text, encoding="utf-8")
    project, problems = load_project(path, "项目.yaml")
    assert project is not None, problems
    findings = [*problems, *inspect(project).findings]
    return [f"{one.source} {one.severity} {one.code}" for one in findings if one.code == "A003" or one.code[0] in "XP"]


TOLD = "项目.yaml:5:24 error A003"


def test_nothing_is_silenced_unless_asked(tmp_path: Path) -> None:
    assert found(tmp_path, TREE + WRONG) == [TOLD]


@pytest.mark.parametrize(
    "comment",
    [
        "# 检查: 忽略 A003 上级要求",
        "#检查：忽略 A003 上级要求",
        "# 检查: 忽略 a003：上级要求",
        "#  检查:忽略 A003、 上级要求",
    ],
)
def test_a_comment_with_a_reason_silences_its_line(comment: str, tmp_path: Path) -> None:
    assert found(tmp_path, f"{TREE}{WRONG}   {comment}\n") == []
    assert found(tmp_path, f"{TREE}      {comment}\n{WRONG}\n") == []
    assert found(tmp_path, f"{TREE}      {comment}\n      # 又一句\n{WRONG}\n") == []


@pytest.mark.parametrize("codes", ["A003 A004", "A003、A004", "A004，A003"])
def test_several_codes_share_a_reason(codes: str, tmp_path: Path) -> None:
    told = found(tmp_path, f"{TREE}{WRONG}  # 检查: 忽略 {codes} 原因\n")
    assert [one for one in told if "A003" in one] == []


def test_a_comment_covers_all_lines_of_a_value(tmp_path: Path) -> None:
    split = "      企业数: {分值: 5, 得分: '6\n\n        '}   # 检查: 忽略 A003 原因\n"
    assert found(tmp_path, TREE + split) == []


def test_another_line_is_not_silenced(tmp_path: Path) -> None:
    text = f"{TREE}{WRONG}\n      场次: 5   # 检查: 忽略 A003 原因\n"
    assert found(tmp_path, text) == [TOLD, "项目.yaml:6:15 warning X001"]


def test_without_a_reason_nothing_is_silenced(tmp_path: Path) -> None:
    assert found(tmp_path, f"{TREE}{WRONG}   # 检查: 忽略 A003\n") == [TOLD, "项目.yaml:5:29 warning X002"]


def test_a_code_that_is_no_rule_is_told(tmp_path: Path) -> None:
    text = f"{TREE}{WRONG}   # 检查: 忽略 A003 Q999 原因\n"
    assert found(tmp_path, text) == ["项目.yaml:5:29 warning X003"]
    assert found(tmp_path, f"{TREE}{WRONG}   # 检查: 忽略 原因\n") == [TOLD, "项目.yaml:5:29 warning X003"]


def test_the_words_inside_a_value_are_no_comment(tmp_path: Path) -> None:
    text = f'{TREE}{WRONG}\n说明: |\n  # 检查: 忽略 A003 原因\n名: "a # 检查: 忽略 A003 原因"\n'
    assert found(tmp_path, text) == [TOLD]


def test_other_comments_about_checks_are_left_alone(tmp_path: Path) -> None:
    assert found(tmp_path, f"{TREE}{WRONG}  # 检查: 和财务核对过\n") == [TOLD]


def test_a_project_can_silence_a_rule(tmp_path: Path) -> None:
    assert found(tmp_path, TREE + WRONG, "模板: 表\n检查: {忽略: {A003: 上级要求}}\n") == []


def test_a_project_silence_needs_a_reason_a_use_and_a_rule(tmp_path: Path) -> None:
    head = "模板: 表\n检查: {忽略: {A003: }}\n"
    assert found(tmp_path, TREE + WRONG, head) == ["项目.yaml:6:24 error A003", "项目.yaml:2:11 warning X002"]
    head = "模板: 表\n检查: {忽略: {A003: 原因, Q999: 原因}}\n"
    assert found(tmp_path, "", head) == ["项目.yaml:2:21 warning X003", "项目.yaml:2:11 warning X001"]


def test_settings_of_the_wrong_shape_are_told_where_they_stand(tmp_path: Path) -> None:
    assert found(tmp_path, "检查: 是\n") == ["项目.yaml:2:5 error P043"]
    assert found(tmp_path, "检查: {忽路: {A003: 原因}}\n") == ["项目.yaml:2:6 error P043"]
    assert found(tmp_path, "检查: {忽略: [A003]}\n") == ["项目.yaml:2:10 error P043"]
    assert found(tmp_path, "检查: {忽略: {A003: [原因]}}\n") == ["项目.yaml:2:17 error P043"]
    assert found(tmp_path, "检查: {公开: 也许}\n") == ["项目.yaml:2:10 error P043"]
    assert found(tmp_path, "检查: {说明: [照原件录入]}\n") == ["项目.yaml:2:10 error P043"]


def test_settings_stand_in_no_sub_form(tmp_path: Path) -> None:
    told = found(tmp_path, "分表: {按: 市, 各表: {甲市: {检查: {公开: 是}}, 乙市: {}}}\n")
    assert told == ["项目.yaml:2:22 error P024"]


def test_publication_is_a_setting(tmp_path: Path) -> None:
    for text, published in (("", False), ("检查: {公开: 是}\n", True), ("检查: {公开: 否}\n", False)):
        path = tmp_path / "项目.yaml"
        path.write_text("模板: 表\n" + text, encoding="utf-8")
        project, problems = load_project(path)
        assert project is not None, problems
        assert inspect(project).subject.published is published


PROFILE = "分值: {产出指标: 100}\n等级: {优: 90}\n"


def test_a_profile_silences_for_all_projects_that_score_by_it(tmp_path: Path) -> None:
    (tmp_path / "我省.yaml").write_text(PROFILE + "忽略: {A003: 本省另有加分}\n", encoding="utf-8")
    assert found(tmp_path, TREE + WRONG, "模板: 表\n打分: 我省.yaml\n") == []


def test_a_base_that_other_projects_build_on_may_silence_what_only_they_have(tmp_path: Path) -> None:
    base = f"模板: 表\n{TREE}      企业数: {{分值: 5, 得分: 5}}   # 检查: 忽略 A003 原因\n"
    (tmp_path / "底.yaml").write_text(base, encoding="utf-8")
    assert found(tmp_path, "年度: 2024\n", "沿用: 底.yaml\n") == []
    (tmp_path / "底.yaml").write_text(base.replace("得分: 5", "得分: 6"), encoding="utf-8")
    assert found(tmp_path, "年度: 2024\n", "沿用: 底.yaml\n") == []
