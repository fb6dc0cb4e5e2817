"""Every rule on its cases: the complete list of what it finds, places included, and where it must stay silent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.check.engine import run_rules
from generator.check.inspect import subject_of
from generator.check.registry import RULES
from generator.check.subject import Subject
from generator.problem import Problem
from generator.project.load import load_project

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))


def wholes() -> list[dict[str, Any]]:
    return [YAML(typ="safe").load(file) for file in FILES]


def cases() -> list[Any]:
    return [
        pytest.param(whole["规则"], case, id=f"{whole['规则']}-{case['说明']}")
        for whole in wholes()
        for case in whole["各例"]
    ]


def told(problem: Problem) -> str:
    source = problem.source
    place = f"{source.line}:{source.column}"
    return f"{place} {problem.severity.value} {problem.form} {problem.field}: {problem.message}"


def subject(folder: Path, text: str, printed: Sequence[str] = ()) -> Subject:
    path = folder / "项目.yaml"
    path.write_text(text, encoding="utf-8")
    project, problems = load_project(path, "项目.yaml")
    assert project is not None, problems
    return subject_of(project, list(project.contexts()), printed or {*project.defined, "指标"})


@pytest.mark.parametrize(("code", "case"), cases())
def test_a_rule_finds_exactly_what_its_cases_say(code: str, case: dict[str, Any], tmp_path: Path) -> None:
    (rule,) = (each for each in RULES if each.code == code)
    found = run_rules(subject(tmp_path, str(case["项目"]), case.get("印", ())), [rule])
    assert [told(problem) for problem in found] == case["问题"]
    assert all(problem.working in problem.message for problem in found)


def test_every_rule_has_cases_some_of_which_must_stay_silent() -> None:
    silent = {whole["规则"]: [case for case in whole["各例"] if not case["问题"]] for whole in wholes()}
    loud = {whole["规则"]: [case for case in whole["各例"] if case["问题"]] for whole in wholes()}
    assert {rule.code for rule in RULES} == set(silent)
    assert all(silent.values())
    assert all(loud.values())


def test_codes_are_in_order_and_given_once() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_every_rule_looks_at_a_form_or_at_a_project() -> None:
    assert all((rule.form is None) != (rule.project is None) for rule in RULES)
