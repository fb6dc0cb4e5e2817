"""What a rule finds in each form in, one finding per place of the project file out, however many forms print it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.checks.rule import Finding
from generator.checks.subject import Form, Subject
from generator.model import Severity, Source


def once(subject: Subject, check: Callable[[Form, Subject], Iterable[Finding]]) -> Iterator[Finding]:
    """For faults of what is typed (a sign, a unit), not of numbers: the first form's finding stands for all."""
    found: dict[tuple[Source, str, Severity], tuple[Finding, set[str]]] = {}
    for form in subject.forms:
        for finding in check(form, subject):
            source = finding.source or form.source
            first = replace(finding, source=source, form=form.name)
            _, names = found.setdefault((source, finding.field, finding.severity), (first, set()))
            names.add(form.name)
    for first, names in found.values():
        more = f"（另有 {len(names) - 1} 个分表也印这一处）" if len(names) > 1 else ""
        yield replace(first, message=first.message + more)
