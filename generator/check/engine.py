"""Runs rules over a ``Subject``, and leaves out the findings that a project silences.

Problems are in order of the file. Silences that are wrong or that nothing needs are problems themselves:

====  ====================================================
X001  warning: a silence that no finding needs
X002  warning: a silence without a reason silences nothing
X003  warning: a silence names a code that no rule has
====  ====================================================
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from generator.check.registry import RULES
from generator.check.rule import Finding, Rule
from generator.check.subject import Subject
from generator.chinese.nearest import nearest
from generator.problem import Problem, Severity, Silence, Source


def run_rules(subject: Subject, rules: Sequence[Rule] = RULES) -> list[Problem]:
    """Everything that the rules find in a project, each finding once. A rule that fails is reported like a finding.

    Rules for which the project has no names are not run.
    """
    present = subject.names.roles
    problems = [problem for rule in rules if not any(rule.lacking(present)) for problem in _findings(rule, subject)]
    return sorted(dict.fromkeys(problems), key=_place)


def _findings(rule: Rule, subject: Subject) -> Iterator[Problem]:
    try:
        if rule.project is not None:
            yield from _located(rule, rule.project(subject), "", Source(subject.file))
        elif rule.form is not None:
            for form in subject.trees():
                yield from _located(rule, rule.form(form, subject), form.name, form.source)
    except Exception as error:  # noqa: BLE001  # a fault of a rule must not hide what the others find
        message = f"检查规则“{rule.name}”自己出错了（{type(error).__name__}: {error}），这一条没有查完"
        yield Problem(Source(subject.file), rule.code, message, severity=Severity.WARNING)


def _located(rule: Rule, findings: Iterable[Finding], form: str, source: Source) -> Iterator[Problem]:
    for found in findings:
        at, owner = found.source or source, found.form or form
        yield Problem(at, rule.code, found.message, owner, found.field, found.severity, found.working)


def _place(problem: Problem) -> tuple[str, int, int, str]:
    """The key to sort by. Without the sub-form: sorting is stable, so at one place these stay in their own order."""
    source = problem.source
    return source.file, source.line or 0, source.column or 0, problem.code


def without_silenced(
    findings: Iterable[Problem], silences: Sequence[Silence], codes: Collection[str], own_file: str
) -> list[Problem]:
    """The findings that no silence covers, and problems with the silences themselves.

    ``codes`` are those of all rules. Only a silence in ``own_file``, the project file, must be needed: one in a file
    that several projects share may be for another of them.
    """
    effective = [silence for silence in silences if silence.reason]
    covering = _covering(effective)
    used: set[tuple[int, str]] = set()  # index of the silence, code
    left: list[Problem] = []
    for finding in findings:
        code, source = finding.code, finding.source
        here = (source.file, source.sheet, source.line)
        hits = [*covering.get((code, *_EVERYWHERE), ()), *covering.get((code, *here), ())]
        used.update((number, code) for number in hits)
        if not hits:
            left.append(finding)
    for silence in silences:
        left += _mistakes(silence, codes)
    for number, silence in enumerate(effective):
        if silence.source.file == own_file and not silence.is_shared:
            left += (_unused(silence, code) for code in silence.codes if code in codes and (number, code) not in used)
    return left


_EVERYWHERE = ("", "", None)


def _covering(silences: Sequence[Silence]) -> dict[tuple[str, str, str, int | None], list[int]]:
    """The indices of silences by code, file, sheet and line; those of the whole project are everywhere."""
    covering: dict[tuple[str, str, str, int | None], list[int]] = {}
    for number, silence in enumerate(silences):
        source = silence.source
        places: Iterable[tuple[str, str, int | None]] = (
            [_EVERYWHERE] if silence.lines is None else [(source.file, source.sheet, line) for line in silence.lines]
        )
        for code in dict.fromkeys(silence.codes):
            for place in places:
                covering.setdefault((code, *place), []).append(number)
    return covering


def _mistakes(silence: Silence, codes: Collection[str]) -> Iterator[Problem]:
    if not silence.codes:
        yield _warning(silence, "X003", "“忽略”后面没有写规则代码，如 # 检查: 忽略 B003 原因")
    for code in silence.codes:
        if code not in codes:
            near = nearest(code, codes)
            hint = f"，是不是 {near}？" if near else ""
            yield _warning(silence, "X003", f"没有检查规则“{code}”{hint}（全部规则见 docs/rules.md）")
    if silence.codes and not silence.reason:
        names = " ".join(silence.codes)
        yield _warning(silence, "X002", f"忽略 {names} 没有写原因，不起作用：请在后面写上原因")


def _unused(silence: Silence, code: str) -> Problem:
    where = "这个项目里" if silence.lines is None else "这一行"
    return _warning(silence, "X001", f"忽略 {code} 用不上：{where}没有 {code} 的问题，请删去")


def _warning(silence: Silence, code: str, message: str) -> Problem:
    return Problem(silence.source, code, message, severity=Severity.WARNING)
