"""Runs a whole build: prepares, checks and makes every project and reports while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from generator.build.build import build
from generator.build.folder import MadeForm, Options
from generator.build.forms import SharedFonts
from generator.build.prepare import MOST_CHECKED, Checks, Prepared, prepare, unknown_forms
from generator.cli.messages import RunReport, progress
from generator.template.catalogue import Catalogue


class UnknownFormError(Exception):
    """Raised where ``--only`` names 分表 that no project has; the message says which."""


def prepare_all(
    files: Sequence[Path], catalogue: Catalogue, allowed: Sequence[Path], only: Sequence[str], report: RunReport
) -> list[tuple[Prepared, bool]]:
    """The projects that can be read, each with whether it has errors.

    UnknownFormError for a name in ``only`` that none of them has.
    """
    prepared: list[tuple[Prepared, bool]] = []
    for file in files:
        ready, problems = prepare(file, catalogue, allowed)
        report.add(problems)
        if ready is None:
            report.unread += 1
        else:
            prepared.append((ready, any(problem.severity == "error" for problem in problems)))
    if unknown := unknown_forms([ready for ready, _ in prepared], only):
        unread = f"（有 {report.unread} 个项目没有读出来）" if report.unread else ""
        raise UnknownFormError("；".join(unknown) + unread)
    return prepared


def run(
    files: Sequence[Path], options: Options, report: RunReport, wait: Callable[[Path], None], *, strict: bool
) -> list[Prepared]:
    """Make the forms of all project files; returns the projects that could be read.

    ``wait`` is called with an output folder that another build holds. With ``strict`` projects with errors are not
    made. UnknownFormError before any form is made.
    """
    prepared = prepare_all(files, options.catalogue, options.allowed, options.only, report)
    shared_fonts = SharedFonts()
    total = sum(len(each.project.form_names) for each, _ in prepared)
    with progress(total) as advance:

        def count(made: MadeForm) -> None:
            report.count(made)
            advance()

        for each, has_errors in prepared:
            checks = Checks(each, None if strict else MOST_CHECKED)
            if strict and report.check(checks.inspection, has_errors=has_errors, strict=True):
                continue
            before = report.made + report.failed
            report.add(build(each, options, count, shared_fonts, wait, checks))
            if strict or report.made + report.failed == before:
                continue  # checked already, or nothing was made: then the findings are known
            report.check(checks.inspection, has_errors=has_errors, strict=False)
    report.add(shared_fonts.close())
    return [each for each, _ in prepared]
