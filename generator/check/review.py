"""Makes of the findings of projects the list that an office sends to the unit (核查意见).

It says where, what is wrong, how that was computed and what to do; by 分表, errors before warnings. It bears no date:
the same findings give the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Final

from msgspec import Struct

from generator.check.fix import HINT
from generator.check.inspect import Inspection, merged_over_forms, severity_counts
from generator.check.registry import RULES
from generator.document.handout import Column, handout, list_section
from generator.document.model import Document, Section
from generator.problem import Problem, Severity, Source

TITLE: Final = "核查意见"
_WHOLE_PROJECT: Final = "整个项目"
_COLUMNS: Final = (
    Column("序号", 34, is_centred=True),
    Column("级别", 40, is_centred=True),
    Column("位置", 116),
    Column("问题", 264),
    Column("算式", 130),
    Column("建议", 106),
)
_ADVICE: Final = {rule.code: rule.advice for rule in RULES}
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)
# What is left where the working is cut out of a message: an empty pair of brackets, a mark without words before it.
_EMPTY_BRACKETS: Final = re.compile(r"（\s*）")
_LONE_MARK: Final = re.compile(r"(?<![^，：；、（])\s*，")
_LAST_MARK: Final = re.compile(r"[，：；、]+$")


class ProjectFindings(Struct, frozen=True):
    """A project's name, its file as messages show it, its problems, the names of its 分表 in order, and its 说明."""

    name: str
    file: str
    problems: tuple[Problem, ...]
    forms: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def of(cls, inspection: Inspection, problems: Iterable[Problem]) -> ProjectFindings:
        """The findings of a project that was inspected; ``problems`` are all that is wrong with it."""
        subject = inspection.subject
        forms = tuple(form.name for form in subject.forms)
        return cls(subject.name, subject.file, tuple(problems), forms, inspection.note)


def review(projects: Iterable[ProjectFindings]) -> Document:
    """A list for each project, on pages of its own."""
    return handout(TITLE, map(_section, projects))


def _section(project: ProjectFindings) -> Section:
    problems = merged_over_forms(project.problems)
    found = "、".join(_counts(problems, "{label} {count} 处"))
    lines = [f"经核查，发现{found}。" if found else "经核查，没有发现问题。"]
    if project.note:
        lines.append(f"说明：{project.note}")
    if any(problem.source.file == project.file for problem in problems):
        lines.append(f"行、列没有写文件名的，在“{PurePath(project.file).name}”里。")
    return list_section(f"{project.name} {TITLE}", lines, _COLUMNS, _rows(problems, project))


def _rows(problems: Sequence[Problem], project: ProjectFindings) -> Iterator[tuple[str, ...]]:
    """A row for each problem, with a heading above those of each 分表 where there are several groups."""
    places = {name: number for number, name in enumerate(project.forms)}

    def place(problem: Problem) -> tuple[bool, int, str, int]:
        """What concerns the whole project first, then what several 分表 share, then each 分表 in its order."""
        own = places.get(problem.form, -1)
        return bool(problem.form), own, problem.form, _ORDER.index(problem.severity)

    ordered = sorted(problems, key=place)
    groups = [(name, list(group)) for name, group in groupby(ordered, key=lambda problem: problem.form)]
    number = 0
    for name, group in groups:
        if len(groups) > 1:
            yield (f"{name or _WHOLE_PROJECT}（{'，'.join(_counts(group, '{label} {count}'))}）",)
        for problem in group:
            number += 1
            yield _row(number, problem, project.file)


def _counts(problems: Iterable[Problem], shown: str) -> Iterator[str]:
    for severity, count in zip(_ORDER, severity_counts(problems), strict=True):
        if count:
            yield shown.format(label=severity.label, count=count)


def _row(number: int, problem: Problem, own_file: str) -> tuple[str, ...]:
    where = "\n".join(text for text in (problem.field, _place(problem.source, own_file)) if text)
    advice = _ADVICE.get(problem.code, "")
    return str(number), problem.severity.label, where, _without_working(problem), problem.working, advice


def _place(source: Source, own_file: str) -> str:
    """``正文.txt 第 3 行第 5 列``; the folder of a file says nothing to the unit."""
    file = "" if source.file == own_file else PurePath(source.file).name
    numbers = [f"第 {number} {unit}" for number, unit in ((source.line, "行"), (source.column, "列")) if number]
    return " ".join(text for text in (file, source.place or "".join(numbers)) if text)


def _without_working(problem: Problem) -> str:
    """The message without its working, which has a column of its own, and without the hint at an option of ours."""
    message, working = problem.message.removesuffix(HINT), problem.working
    if not working or message.count(working) != 1:
        return message
    before, after = message.split(working)
    left = _EMPTY_BRACKETS.sub("", f"{before.rstrip(' ')}{after}")
    return _LAST_MARK.sub("", _LONE_MARK.sub("", left))
