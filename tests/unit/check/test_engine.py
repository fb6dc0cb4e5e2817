"""Running rules over a project: what is found, where it is said to stand, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from generator.check.engine import run_rules
from generator.check.inspect import inspect
from generator.check.registry import RULES
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject
from generator.problem import Severity, Source
from generator.project.indicators.scores import DEFAULT, builtin_profile
from generator.project.load import load_project

FILE = "项目.yaml"


def subject(*names: str) -> Subject:
    forms = tuple(Form(name, number, {}, at(number * 10)) for number, name in enumerate(names, 1))
    return Subject(FILE, "项目", forms, builtin_profile(DEFAULT))


def at(line: int | None, column: int = 1) -> Source:
    return Source(FILE, line, column)


def of_form(code: str, *findings: Finding) -> Rule:
    """A rule that says the same of every sub-form."""
    return Rule(code, f"规则{code}", form=lambda _form, _subject: findings)


def of_project(code: str, *findings: Finding) -> Rule:
    return Rule(code, f"规则{code}", project=lambda _subject: findings)


def fails(_: Subject) -> Iterable[Finding]:
    raise ZeroDivisionError("除以零")


def fails_midway(form: Form, _: Subject) -> Iterator[Finding]:
    yield Finding(at(3), f"{form.name}有误")
    raise KeyError("乙县")


def test_findings_are_in_the_order_of_the_file_whatever_the_order_of_the_rules() -> None:
    rules = [
        of_project("Z001", Finding(at(9), "九行"), Finding(at(2, 7), "二行七列")),
        of_project("A001", Finding(at(5), "五行"), Finding(at(2, 3), "二行三列"), Finding(at(2, 7), "同处")),
    ]
    found = [(problem.source.line, problem.source.column, problem.code) for problem in run_rules(subject(), rules)]
    assert found == [(2, 3, "A001"), (2, 7, "A001"), (2, 7, "Z001"), (5, 1, "A001"), (9, 1, "Z001")]


def test_what_has_no_line_comes_first() -> None:
    rules = [of_project("A001", Finding(at(1), "一行"), Finding(Source(FILE), "整个文件"))]
    assert [problem.message for problem in run_rules(subject(), rules)] == ["整个文件", "一行"]


def test_sub_forms_at_one_place_stay_in_their_own_order() -> None:
    found = run_rules(subject("乙县", "甲县"), [of_form("A001", Finding(at(4), "共用的值有误"))])
    assert [problem.form for problem in found] == ["乙县", "甲县"]


def test_a_finding_gets_the_code_of_its_rule_and_the_name_of_its_sub_form() -> None:
    finding = Finding(at(4, 2), "有误", Severity.INFO, "得分")
    (problem,) = run_rules(subject("甲县"), [of_form("A003", finding)])
    assert (problem.code, problem.form, problem.field, problem.severity) == ("A003", "甲县", "得分", Severity.INFO)
    assert problem.source == at(4, 2)


def test_a_finding_without_a_place_stands_at_its_sub_form() -> None:
    found = run_rules(subject("甲县", "乙县"), [of_form("D001", Finding(None, "缺少满意度指标"))])
    assert [problem.source for problem in found] == [at(10), at(20)]


def test_a_finding_of_the_project_without_a_place_stands_at_the_file() -> None:
    (problem,) = run_rules(subject("甲县"), [of_project("B007", Finding(None, "写法不一"))])
    assert (problem.source, problem.form) == (Source(FILE), "")


def test_a_rule_of_the_project_may_name_the_sub_form_itself() -> None:
    (problem,) = run_rules(subject("甲县"), [of_project("B007", Finding(at(4), "缺指标", form="甲县"))])
    assert problem.form == "甲县"


def test_the_same_finding_is_told_once() -> None:
    twice = Finding(at(4), "有误")
    assert len(run_rules(subject(), [of_project("A001", twice, twice)])) == 1


def test_the_same_words_at_another_place_are_another_finding() -> None:
    rule = of_project("A001", Finding(at(4), "有误"), Finding(at(5), "有误"))
    assert len(run_rules(subject(), [rule])) == 2


def test_a_rule_that_fails_is_reported_and_stops_no_other() -> None:
    broken = Rule("B001", "坏规则", project=fails)
    found = run_rules(subject("甲县"), [broken, of_project("A001", Finding(at(4), "有误"))])
    assert [problem.code for problem in found] == ["B001", "A001"]
    assert found[0].severity is Severity.WARNING
    assert found[0].message == "检查规则“坏规则”自己出错了（ZeroDivisionError: 除以零），这一条没有查完"


def test_what_a_rule_found_before_it_failed_is_kept() -> None:
    found = run_rules(subject("甲县"), [Rule("A001", "半途而废", form=fails_midway)])
    assert "甲县有误" in {problem.message for problem in found}
    assert any("自己出错了（KeyError" in problem.message for problem in found)


def test_a_project_without_sub_forms_has_no_findings() -> None:
    assert run_rules(subject()) == []


def test_no_rule_fails_on_a_sub_form_without_anything_in_it() -> None:
    found = run_rules(subject("甲县", "乙县"), RULES)
    assert [problem for problem in found if "自己出错了" in problem.message] == []


def test_without_rules_nothing_is_found() -> None:
    assert run_rules(subject("甲县"), []) == []


# Findings that a user has judged and given a reason for are not told again; a silence that does nothing is.


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
    assert found(tmp_path, "检查: {说明: '{{ 年度 }}年照原件录入'}\n") == ["项目.yaml:2:10 error P043"]
    assert found(tmp_path, "检查: {说明: 照原件\u202e录入}\n") == ["项目.yaml:2:10 error P043"]


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
