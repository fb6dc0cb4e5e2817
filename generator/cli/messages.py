"""Reports a run while it goes on: messages to stderr, the summary to stdout, a progress bar on a terminal.

Also the exit statuses.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import Exit

if TYPE_CHECKING:
    from generator.build.folder import MadeForm
    from generator.check.inspect import Inspection
    from generator.problem import Problem


PROGRAM = "jixiao"
DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
_MOST_ALIKE = 20  # times that a problem is printed that many 分表 share
_MOST_CHANGES = 40  # are listed after a build
_BETWEEN_DRAWINGS = 0.1  # seconds between two drawings of the bar
# Characters that break a line, control a terminal or turn the direction of writing: a message may quote them from a
# foreign file.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """A message on one line, without characters that control a terminal."""
    return _BREAKS.sub(" ", text)


class Notes:
    """What projects say of their findings: each note once, with the projects whose findings were counted."""

    def __init__(self) -> None:
        self._projects: dict[str, list[str]] = {}

    def add(self, inspection: Inspection) -> None:
        """The note of a project, if it has one."""
        if inspection.note:
            self._projects.setdefault(inspection.note, []).append(inspection.subject.name)

    def lines(self) -> Iterator[str]:
        """A line a note."""
        for note, names in self._projects.items():
            others = f"等 {len(names)} 个项目" if len(names) > 1 else ""
            yield one_line(f"说明（{names[0]}{others}）：{note}")


class RunReport:
    """Prints problems, each only once, and counts them, the forms and the projects of a run.

    ``show`` is called with each problem to print (default: to stderr). ``unread``, ``refused`` (by ``--strict``) and
    ``unchecked`` count projects, ``made``, ``current`` and ``failed`` forms. ``findings`` are the errors and warnings
    of the rules, which a build counts but does not print.
    """

    def __init__(self, show: Callable[[Problem], None] | None = None) -> None:
        self.show = show or _to_stderr
        self.errors = self.warnings = 0
        self.made = self.current = self.failed = 0
        self.unread = self.refused = self.unchecked = 0
        self.changes: list[str] = []
        self.shown: set[Problem] = set()
        self.times_found: Counter[tuple[str, str]] = Counter()
        self.findings = (0, 0)
        self.notes = Notes()

    def add(self, problems: Iterable[Problem]) -> None:
        """Print problems, a line each, and count them."""
        for problem in problems:
            if problem in self.shown:
                continue
            self.shown.add(problem)
            self.errors += problem.severity == "error"
            self.warnings += problem.severity == "warning"
            # A mistake in a value that all 分表 share is found again in each of them.
            self.times_found[str(problem.source), problem.message] += 1
            if self.times_found[str(problem.source), problem.message] <= _MOST_ALIKE:
                self.show(problem)

    def check(self, inspection: Inspection | None, *, has_errors: bool, strict: bool) -> bool:
        """Count what the rules found; whether a build with ``strict`` must not make the project: then print its errors.

        ``inspection`` is None for a project that was not checked. ``has_errors``: errors of it were printed before.
        """
        if inspection is None:
            self.unchecked += 1
            return False
        from generator.check.inspect import merged_over_forms, severity_counts

        errors, warnings, _ = severity_counts(merged_over_forms(inspection.findings))
        self.findings = self.findings[0] + errors, self.findings[1] + warnings
        if errors or warnings:
            self.notes.add(inspection)
        wrong = [problem for problem in merged_over_forms(inspection.problems) if problem.severity == "error"]
        if not strict or not (wrong or has_errors):
            return False
        self.add(wrong)
        self.refused += 1
        return True

    def count(self, made: MadeForm) -> None:
        """Print the problems of a form and count the form."""
        self.add(made.problems)
        self.changes += [f"{made.form}：{change}" for change in made.changes]
        if made.failed:
            self.failed += 1
        elif made.current:
            self.current += 1
        else:
            self.made += 1

    def finish(self, projects: int, out: Path, seconds: float) -> NoReturn:
        """Print the summary of a build and leave with its exit status."""
        if alike := sum(number - _MOST_ALIKE for number in self.times_found.values() if number > _MOST_ALIKE):
            click.echo(f"（与上面相同的还有 {alike} 条，是别的分表的，没有列出）", err=True)
        for change in self.changes[:_MOST_CHANGES]:
            click.echo(one_line(change))
        if len(self.changes) > _MOST_CHANGES:
            click.echo(
                f"（还有 {len(self.changes) - _MOST_CHANGES} 处变化没有列出，{PROGRAM} diff 比较两个文件夹能看全部）"
            )
        click.echo(self.summary(projects, out, seconds))
        for line in self.notes.lines():
            click.echo(line)
        if not self.made and not self.current and not self.refused:
            raise Exit(NOTHING)
        raise Exit(PARTLY if self.failed or self.unread or self.refused or self.errors else DONE)

    def summary(self, projects: int, out: Path, seconds: float) -> str:
        """One line that says what a build has made."""
        failed = f"，{self.failed} 份没有生成" if self.failed else ""
        failed += f"，{self.unread} 个项目没有生成" if self.unread else ""
        failed += f"，{self.refused} 个项目有错误，没有生成（--strict）" if self.refused else ""
        found = f"；错误 {self.errors}，警告 {self.warnings}" if self.errors or self.warnings else ""
        if any(self.findings):
            found += f"；检查：错误 {self.findings[0]}，警告 {self.findings[1]}（{PROGRAM} check 看详情）"
        if self.unchecked:
            from generator.build.prepare import MOST_CHECKED

            how = f"请运行 {PROGRAM} check -o 核查意见.docx"
            found += f"；{self.unchecked} 个项目的分表超过 {MOST_CHECKED} 个，没有检查，也没有核查意见（{how}）"
        same = f"，{self.current} 份没有变化" if self.current else ""
        return f"生成 {self.made} 份{same}（{projects} 个项目）{failed}，在 {out}，用时 {seconds:.2f} 秒{found}"


def _to_stderr(problem: Problem) -> None:
    to_stderr(str(problem))


def to_stderr(message: str) -> None:
    """Print a message to stderr; while a bar is shown, rich has replaced ``sys.stderr`` and prints it above the bar."""
    click.echo(one_line(message), file=sys.stderr)


@contextmanager
def ending_on_problems(report: RunReport) -> Iterator[None]:
    """End the command with status 2, its problems printed, where what it does inside raises JixiaoError."""
    from generator.problem import JixiaoError

    try:
        yield
    except JixiaoError as error:
        report.add(error.problems)
        raise Exit(NOTHING) from None


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, nothing elsewhere; the function that it gives counts one more form."""
    if not sys.stderr.isatty() or total < 2:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("生成"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    # No thread draws the bar: a process forked while it holds a lock would wait for that lock for ever.
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False) as bar:
        task = bar.add_task("", total=total)
        drawn = time.monotonic()

        def advance() -> None:
            nonlocal drawn
            now = time.monotonic()
            due = now - drawn > _BETWEEN_DRAWINGS
            bar.update(task, advance=1, refresh=due)
            drawn = now if due else drawn

        yield advance
