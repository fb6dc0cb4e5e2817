"""Forms in the words of many offices: a planted fault is found whatever the words, and a correct form is not blamed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from concept_forms import Values, changed, concepts_of, data, written
from examples import scaled

from generator.check.engine import run_rules
from generator.check.inspect import subject_of
from generator.problem import Problem
from generator.project.load import load_project

FEWEST = 3  # vocabularies that each fault is found under


def found(folder: Path, form: Values, vocabulary: Values) -> list[Problem]:
    path = folder / "项目.yaml"
    path.write_text(written(form, vocabulary), encoding="utf-8")
    project, problems = load_project(path, "项目.yaml")
    assert project is not None, problems
    assert problems == []
    forms = list(project.contexts())
    assert [problem for each in forms for problem in each.problems] == []
    return run_rules(subject_of(project, forms))


def vocabularies(entry: Values) -> list[str]:
    """Those whose forms can say what the entry changes or needs."""
    every: Values = data("vocabularies")
    spoken = {concept for each in every.values() for concept in concepts_of(each)}
    needed = {*entry.get("要有", ()), *(key for path in entry.get("改", ()) for key in path.split("/"))}
    for value in entry.get("改", {}).values():
        needed |= keys(value)
    return [
        name
        for name, each in every.items()
        if needed & spoken <= concepts_of(each) and name not in entry.get("不用", ())
    ]


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for below in value.values() for key in keys(below))}
    return {key for below in value for key in keys(below)} if isinstance(value, list) else set()


def cases(name: str) -> list[Any]:
    """Each entry under some vocabularies, the next one under others; under all with the full profile of hypothesis."""
    found = []
    for number, entry in enumerate(data(name)):
        words = vocabularies(entry)
        some = len(words) if scaled(100) == 100 else FEWEST
        step = max(1, len(words) // some)
        chosen = dict.fromkeys(words[(number + step * each) % len(words)] for each in range(some))
        found += [pytest.param(entry, word, id=f"{entry['名称']}-{word}") for word in chosen]
    return found


@pytest.mark.parametrize(("entry", "vocabulary"), cases("faults"))
def test_a_planted_fault_is_found(entry: Values, vocabulary: str, tmp_path: Path) -> None:
    form = changed(data("forms")[entry["表"]], entry["改"])
    problems = found(tmp_path, form, data("vocabularies")[vocabulary])
    assert entry["查出"] in {problem.code for problem in problems}, [str(problem) for problem in problems]


@pytest.mark.parametrize(("entry", "vocabulary"), cases("correct"))
def test_a_correct_form_is_not_blamed(entry: Values, vocabulary: str, tmp_path: Path) -> None:
    form = changed(data("forms")[entry["表"]], entry.get("改", {}))
    problems = found(tmp_path, form, data("vocabularies")[vocabulary])
    assert [str(problem) for problem in problems] == []


def test_there_are_sixty_of_each_and_every_fault_is_found_in_several_vocabularies() -> None:
    assert len(data("faults")) >= 60
    assert len(data("correct")) >= 60
    assert {
        entry["名称"]: len(vocabularies(entry)) for entry in data("faults") if len(vocabularies(entry)) < FEWEST
    } == {}
