"""A subject and rules in, located problems out in the order of the file. A rule that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.check.registry import RULES
from generator.check.rule import Finding, Rule
from generator.check.subject import Subject
from generator.problem import Problem, Severity, Source


def run(subject: Subject, rules: Sequence[Rule] = RULES) -> list[Problem]:
    """Everything the rules find in a project, each finding once."""
    problems = [problem for rule in rules for problem in _findings(rule, subject)]
    return sorted(dict.fromkeys(problems), key=_place)


def _findings(rule: Rule, subject: Subject) -> Iterator[Problem]:
    try:
        if rule.project is not None:
            yield from _located(rule, rule.project(subject), "", Source(subject.file))
        elif rule.form is not None:
            for form in subject.forms:
                yield from _located(rule, rule.form(form, subject), form.name, form.source)
    except Exception as error:  # noqa: BLE001  # a fault of a rule must not hide what the others find
        message = f"检查规则“{rule.name}”自己出错了（{type(error).__name__}: {error}），这一条没有查完"
        yield Problem(Source(subject.file), rule.code, message, severity=Severity.WARNING)


def _located(rule: Rule, findings: Iterable[Finding], form: str, source: Source) -> Iterator[Problem]:
    for found in findings:
        yield Problem(found.source or source, rule.code, found.message, found.form or form, found.field, found.severity)


def _place(problem: Problem) -> tuple[str, int, int, str]:
    """Sub-forms stay in their own order."""
    source = problem.source
    return source.file, source.line or 0, source.column or 0, problem.code
