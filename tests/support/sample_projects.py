"""Project files written in a test, loaded and resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.project.load import load_project
from generator.project.resolve import Project

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from generator.problem import Problem
    from generator.project.resolve import SubForm

BASE = "模板: 表\n"


def write(folder: Path, text: str, name: str = "项目.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str) -> tuple[Project | None, list[Problem]]:
    return load_project(write(folder, text), "项目.yaml")


def sound(folder: Path, text: str) -> Project:
    """A project that has nothing wrong with it."""
    project, problems = load(folder, BASE + text)
    assert not problems
    assert project is not None
    return project


def forms(folder: Path, text: str, only: Collection[str] = (), uses: Collection[str] = ()) -> dict[str, SubForm]:
    return {form.name: form for form in sound(folder, text).contexts(only, uses)}


def form(folder: Path, text: str) -> SubForm:
    """The only sub-form of a project without 分表."""
    (found,) = forms(folder, text).values()
    return found


def good(folder: Path, text: str) -> dict[str, Any]:
    """Its context; nothing may be wrong."""
    found = form(folder, text)
    assert not found.problems
    return found.context


def shown(problems: Collection[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def rows(context: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """一级, 二级, 三级 and 指标值 of each row."""
    levels = ("一级", "二级", "三级", "指标值")
    return [(str(row[a]), str(row[b]), str(row[c]), str(row[d])) for row in context["指标"] for a, b, c, d in [levels]]
