"""Finds everything that is wrong with a loaded project: what resolving its sub-forms reports and what the rules find.

Nothing is made or changed, and no template is needed. The rules compare all sub-forms, which are therefore in memory
together: of more than fit into about a gigabyte only the first are inspected, and warning X004 says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.check.engine import run_rules, without_silenced
from generator.check.names import path_to, take_names
from generator.check.registry import RULES
from generator.check.settled_names import mistaken_names
from generator.check.subject import Form, Subject
from generator.jinja.reports import collecting_reports
from generator.jinja.shapes import Shape
from generator.problem import Problem, Severity
from generator.project.keywords import ROWS
from generator.project.resolve import Project, SubForm
from generator.project.settings import silences_in

_CODES = tuple(rule.code for rule in RULES)
_MOST_VALUES = 4_000_000
_OF_A_ROW = 12  # values that an indicator row weighs as much as
_OF_A_PROBLEM = 4


class Inspection(Struct, frozen=True):
    """What is wrong with a project.

    ``resolving`` are the problems of resolving sub-forms, ``findings`` those of the rules, without the silenced.
    ``note`` is what the project says of its findings; blank if it says nothing or nothing was found.
    """

    subject: Subject
    resolving: tuple[Problem, ...]
    findings: tuple[Problem, ...]
    note: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them."""
        return self.resolving + self.findings


def inspect(project: Project, expected: Mapping[str, Shape] | None = None) -> Inspection:
    """Inspects all sub-forms of a project; ``expected`` is what its template expects of each name, if there is one."""
    subject, resolving = _resolved(project, expected or {})
    # A rule that uses a value that failed would add a report to whatever evaluation is running.
    with collecting_reports(""):
        found = run_rules(subject)
    silences = [silence for place in project.files for silence in silences_in(place)]
    silences += [*project.settings.silences, *project.profile.silences]
    left = without_silenced(found, silences, _CODES, project.shown_as) if silences else found
    left += mistaken_names(project.settings.words, subject)
    return Inspection(subject, tuple(resolving), tuple(left), project.settings.note if left else "")


def _resolved(project: Project, expected: Mapping[str, Shape]) -> tuple[Subject, list[Problem]]:
    forms: list[SubForm] = []
    problems: list[Problem] = []
    size = 0
    for form in project.contexts((), expected):
        forms.append(form)
        problems += form.problems
        size += _size(form)
        if size > _MOST_VALUES and len(forms) < len(project.definitions):
            problems.append(_cut_short(form, len(forms), project.total))
            break
    return subject_of(project, forms, frozenset(_paths(expected))), problems


def _paths(expected: Mapping[str, Shape], group: str = "") -> Iterator[str]:
    """The paths of all values that a template reads; items of a list have the path of the list."""
    for name, shape in expected.items():
        path = path_to(group, name)
        yield path
        yield from _paths(shape.attributes, path)
        if shape.item is not None:
            yield from _paths(shape.item.attributes, path)


def subject_of(project: Project, resolved: Sequence[SubForm], printed: Collection[str] = ()) -> Subject:
    """What the rules look at: the forms, with what their names are used for; ``printed`` as in ``Subject``."""
    settings, profile = project.settings, project.profile
    contexts = [form.context for form in resolved]
    names = take_names(contexts, project.attributes, project.by, profile.names)
    forms = tuple(Form(form.name, form.number, form.context, form.source, names) for form in resolved)
    return Subject(
        project.shown_as,
        project.name,
        forms,
        profile,
        settings.published,
        names,
        frozenset(printed),
        settings.may_be_blank,
    )


def _size(form: SubForm) -> int:
    """Roughly how many values a sub-form holds in memory."""
    rows = form.context.get(ROWS)
    number = len(rows) if isinstance(rows, list) else 0
    return len(form.context) + _OF_A_ROW * number + _OF_A_PROBLEM * len(form.problems)


def _cut_short(last: SubForm, inspected: int, total: int) -> Problem:
    message = f"分表和内容太多，只检查了前 {inspected:,} 个分表（一共 {total:,} 个），其余没有检查；请分成几个项目文件"
    return Problem(last.source, "X004", message, last.name, severity=Severity.WARNING)


def in_file_order(problems: Iterable[Problem], file: str) -> list[Problem]:
    """The problems, each once: those of ``file`` first, then by file, line and column."""

    def place(problem: Problem) -> tuple[bool, str, int, int, str]:
        source = problem.source
        return source.file != file, source.file, source.line or 0, source.column or 0, problem.code

    return sorted(dict.fromkeys(problems), key=place)


def merged_over_forms(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, with one in place of those that differ in nothing but the sub-form: it names the first of these."""
    problems = list(problems)
    alone = {problem: replace(problem, form="") for problem in problems}
    counts = Counter(alone.values())
    seen: set[Problem] = set()
    shown: list[Problem] = []
    for problem in problems:
        bare = alone[problem]
        if counts[bare] == 1:
            shown.append(problem)
        elif bare not in seen:
            seen.add(bare)
            shown.append(replace(problem, form=f"{problem.form} 等 {counts[bare]} 个分表" if problem.form else ""))
    return shown


def severity_counts(problems: Iterable[Problem]) -> tuple[int, int, int]:
    """The numbers of errors, warnings and remarks."""
    found = Counter(problem.severity for problem in problems)
    return found[Severity.ERROR], found[Severity.WARNING], found[Severity.INFO]
