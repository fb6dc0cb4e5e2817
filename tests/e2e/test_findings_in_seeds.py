"""What the checks find in the real forms is what was worked out by hand in ``golden/检查``: all, and nothing else.

A line of a golden file is ``行:列 级别 代码 分表 字段: 要点`` (``-`` for no 分表 or field): a finding at this
place, of this level, code, form and field, whose message holds every word of 要点.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from generator.check.engine import run_rules
from generator.check.inspect import subject_of
from generator.problem import Problem, Severity
from generator.project.load import load_project

CHECKOUT = Path(__file__).parents[2]
GOLDEN = CHECKOUT / "tests" / "golden" / "检查"
PROJECTS = sorted(path.stem for path in (CHECKOUT / "data").glob("*.yaml"))


class Expected(Struct, frozen=True):
    """One line of a golden file."""

    head: str
    points: tuple[str, ...]

    def is_told_by(self, problem: Problem) -> bool:
        return self.head == head(problem) and all(_says(problem.message, point) for point in self.points)


def head(problem: Problem) -> str:
    place = f"{problem.source.line}:{problem.source.column}"
    return f"{place} {problem.severity.value} {problem.code} {problem.form or '-'} {problem.field or '-'}"


def _says(message: str, point: str) -> bool:
    """A number is said as itself, not as a part of another one."""
    return re.search(rf"(?<![0-9.]){re.escape(point)}(?![0-9]|\.[0-9])", message) is not None


@cache
def found(name: str) -> tuple[Problem, ...]:
    path = CHECKOUT / "data" / f"{name}.yaml"
    project, problems = load_project(path, path.name)
    assert project is not None, problems
    return tuple(run_rules(subject_of(project, list(project.contexts()))))


def expected(name: str) -> list[Expected]:
    lines = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.partition(": ") for line in lines if line.strip()]
    return [Expected(head, tuple(points.split())) for head, _, points in parts]


@pytest.mark.parametrize("name", PROJECTS)
def test_every_fault_of_a_seed_is_found_with_its_figures(name: str) -> None:
    missed = [each for each in expected(name) if not any(each.is_told_by(problem) for problem in found(name))]
    assert missed == []


@pytest.mark.parametrize("name", PROJECTS)
def test_nothing_is_said_of_a_seed_that_is_not_so(name: str) -> None:
    wanted = expected(name)
    unexpected = [problem for problem in found(name) if not any(each.is_told_by(problem) for each in wanted)]
    assert [f"{head(problem)}: {problem.message}" for problem in unexpected] == []


@pytest.mark.parametrize("name", PROJECTS)
def test_a_fault_is_told_once(name: str) -> None:
    assert len(found(name)) == len(expected(name))


def test_the_page_on_the_seeds_counts_what_is_found() -> None:
    levels = [problem.severity for name in PROJECTS for problem in found(name)]
    counts = "，".join(f"{level.label} {levels.count(level)}" for level in Severity)
    page = (CHECKOUT / "docs" / "示例-检查.md").read_text(encoding="utf-8")
    assert f"检查了 {len(PROJECTS)} 个项目：{counts}" in page
    assert f"下面是这 {len(levels)} 处" in page
