"""Correct projects raise nothing; one thing wrong in any of them raises exactly its codes."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from correct_projects import KINDS, written
from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import MUTATIONS, Mutation

from generator.check.engine import run_rules
from generator.check.inspect import subject_of
from generator.check.registry import RULES
from generator.project.load import load_project

if TYPE_CHECKING:
    from correct_projects import Values

    from generator.problem import Problem

SEEDS = range(10)


def found(values: Values) -> list[Problem]:
    """What the rules find in a project file with these values."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "项目.yaml"
        path.write_text(written(values), encoding="utf-8")
        project, problems = load_project(path, "项目.yaml")
        assert project is not None, problems
        assert problems == []
        forms = list(project.contexts())
        assert [problem for form in forms for problem in form.problems] == []
    return run_rules(subject_of(project, forms, {*project.defined, "指标"}))


def told(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def mutated(values: Values, mutation: Mutation, chance: Random) -> Values:
    changed = copy.deepcopy(values)
    mutation.change(changed, chance)
    assert changed != values
    return changed


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_thirty_correct_projects_raise_nothing(kind: str, seed: int) -> None:
    assert told(found(KINDS[kind](Random(seed)))) == []  # noqa: S311


@settings(max_examples=scaled(100), deadline=None)
@given(st.sampled_from(list(KINDS)), st.randoms(use_true_random=False))
def test_any_correct_project_raises_nothing(kind: str, chance: Random) -> None:
    assert told(found(KINDS[kind](chance))) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.kind}-{mutation.name}")
@pytest.mark.parametrize("seed", range(3))
def test_one_thing_wrong_raises_exactly_its_codes(mutation: Mutation, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    problems = found(mutated(KINDS[mutation.kind](chance), mutation, chance))
    assert {problem.code for problem in problems} == mutation.codes, told(problems)


@settings(max_examples=scaled(200), deadline=None)
@given(st.sampled_from(MUTATIONS), st.randoms(use_true_random=False))
def test_one_thing_wrong_in_any_project_raises_exactly_its_codes(mutation: Mutation, chance: Random) -> None:
    problems = found(mutated(KINDS[mutation.kind](chance), mutation, chance))
    assert {problem.code for problem in problems} == mutation.codes, told(problems)


def test_every_rule_has_a_mutation() -> None:
    assert {code for mutation in MUTATIONS for code in mutation.codes} == {rule.code for rule in RULES}
