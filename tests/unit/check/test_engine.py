"""Running rules over a project: what is found, where it is said to stand, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.check.engine import run
from generator.check.registry import RULES
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject
from generator.problem import Severity, Source
from generator.project.indicators.scores import DEFAULT, brought

FILE = "项目.yaml"


def subject(*names: str) -> Subject:
    forms = tuple(Form(name, number, {}, at(number * 10)) for number, name in enumerate(names, 1))
    return Subject(FILE, "项目", forms, brought(DEFAULT))


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
    found = [(problem.source.line, problem.source.column, problem.code) for problem in run(subject(), rules)]
    assert found == [(2, 3, "A001"), (2, 7, "A001"), (2, 7, "Z001"), (5, 1, "A001"), (9, 1, "Z001")]


def test_what_has_no_line_comes_first() -> None:
    rules = [of_project("A001", Finding(at(1), "一行"), Finding(Source(FILE), "整个文件"))]
    assert [problem.message for problem in run(subject(), rules)] == ["整个文件", "一行"]


def test_sub_forms_at_one_place_stay_in_their_own_order() -> None:
    found = run(subject("乙县", "甲县"), [of_form("A001", Finding(at(4), "共用的值有误"))])
    assert [problem.form for problem in found] == ["乙县", "甲县"]


def test_a_finding_gets_the_code_of_its_rule_and_the_name_of_its_sub_form() -> None:
    finding = Finding(at(4, 2), "有误", Severity.INFO, "得分")
    (problem,) = run(subject("甲县"), [of_form("A003", finding)])
    assert (problem.code, problem.form, problem.field, problem.severity) == ("A003", "甲县", "得分", Severity.INFO)
    assert problem.source == at(4, 2)


def test_a_finding_without_a_place_stands_at_its_sub_form() -> None:
    found = run(subject("甲县", "乙县"), [of_form("D001", Finding(None, "缺少满意度指标"))])
    assert [problem.source for problem in found] == [at(10), at(20)]


def test_a_finding_of_the_project_without_a_place_stands_at_the_file() -> None:
    (problem,) = run(subject("甲县"), [of_project("B007", Finding(None, "写法不一"))])
    assert (problem.source, problem.form) == (Source(FILE), "")


def test_a_rule_of_the_project_may_name_the_sub_form_itself() -> None:
    (problem,) = run(subject("甲县"), [of_project("B007", Finding(at(4), "缺指标", form="甲县"))])
    assert problem.form == "甲县"


def test_the_same_finding_is_told_once() -> None:
    twice = Finding(at(4), "有误")
    assert len(run(subject(), [of_project("A001", twice, twice)])) == 1


def test_the_same_words_at_another_place_are_another_finding() -> None:
    rule = of_project("A001", Finding(at(4), "有误"), Finding(at(5), "有误"))
    assert len(run(subject(), [rule])) == 2


def test_a_rule_that_fails_is_reported_and_stops_no_other() -> None:
    broken = Rule("B001", "坏规则", project=fails)
    found = run(subject("甲县"), [broken, of_project("A001", Finding(at(4), "有误"))])
    assert [problem.code for problem in found] == ["B001", "A001"]
    assert found[0].severity is Severity.WARNING
    assert found[0].message == "检查规则“坏规则”自己出错了（ZeroDivisionError: 除以零），这一条没有查完"


def test_what_a_rule_found_before_it_failed_is_kept() -> None:
    found = run(subject("甲县"), [Rule("A001", "半途而废", form=fails_midway)])
    assert "甲县有误" in {problem.message for problem in found}
    assert any("自己出错了（KeyError" in problem.message for problem in found)


def test_a_project_without_sub_forms_has_no_findings() -> None:
    assert run(subject()) == []


def test_no_rule_fails_on_a_sub_form_without_anything_in_it() -> None:
    found = run(subject("甲县", "乙县"), RULES)
    assert [problem for problem in found if "自己出错了" in problem.message] == []


def test_without_rules_nothing_is_found() -> None:
    assert run(subject("甲县"), []) == []
