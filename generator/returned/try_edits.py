"""Makes the edits of returned forms in copies of the project's files and keeps those that prove right.

The project is loaded with the edits, each form made again and compared with the returned one. Edits that do not produce
that form, or that change another form, are marked as not written, with the reason.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build.prepare import Prepared
from generator.problem import Severity
from generator.project.keywords import ALL_FORMS, STRUCTURE
from generator.project.load import load_project
from generator.returned.compare import Comparison, Edit, compare_lines
from generator.returned.decide import Change, Status
from generator.returned.edit.project_files import ProjectFiles
from generator.returned.edit.yaml_text import EditError
from generator.returned.explain import OVERRIDE, VARIABLE, Write, escaped
from generator.returned.forms import ExpectedForms, ReturnedForm, TracedForm
from generator.returned.origins import Origins

_MOST_TRIED = 40
"""The edits of a form are tried one by one up to this number: each costs loading the project and a form."""


class Trial:
    """Tries the edits for the returned forms of one project; ``prefer`` is 变量, 覆盖 or blank (ask)."""

    def __init__(self, prepared: Prepared, forms: ExpectedForms, traced: Mapping[str, TracedForm], prefer: str) -> None:
        self._prepared = prepared
        self._project = prepared.project
        self._forms = forms
        self._traced = traced
        self._prefer = prefer
        names = prepared.templates.names
        # With 全部分表 every form may show values of every other: then others are allowed to change.
        self._uses_all_forms = ALL_FORMS in self._project.names_used or ALL_FORMS in names

    def run(
        self, returned: Sequence[ReturnedForm], decided: Mapping[str, list[Change]]
    ) -> tuple[ProjectFiles, Mapping[str, list[Change]]]:
        """The files with all edits that hold, and the changes of each form with those that failed marked.

        All edits are tried together first, which is one trial for many forms; only if that fails, form by form.
        """
        start = ProjectFiles(self._project)
        wanted = [each for each in returned if _has_writes(decided[each.form])]
        if not wanted:
            return start, decided
        # Loading the project and checking all its forms takes most of the time: try once for all returned forms.
        together = start.copy()
        if not any(self._apply(together, each, decided[each.form]) for each in wanted) and not self._verify(
            together, wanted, decided
        ):
            return together, decided
        outcome = dict(decided)
        done: list[ReturnedForm] = []
        for returned_form in wanted:
            attempt = self._try_form(returned_form, start, done, outcome)
            if attempt is not None:
                start = attempt
                done.append(returned_form)
        return start, outcome

    def _try_form(
        self,
        returned_form: ReturnedForm,
        start: ProjectFiles,
        done: list[ReturnedForm],
        outcome: dict[str, list[Change]],
    ) -> ProjectFiles | None:
        """The files with the edits of one form made on top of ``start``; None where none of its edits holds.

        ``done`` are the forms whose edits are in ``start``; the changes in ``outcome`` are marked with the outcome.
        """
        failure: _Failure | None = None
        for _ in range(2):  # a second time with the answer to the cells that would follow an edit
            attempt, failure = self._attempt(returned_form, start, done, outcome)
            if failure is None:
                return attempt
            if not failure.followers:
                break
            outcome[returned_form.form] = self._resolve_followers(outcome[returned_form.form], failure)
            if not _has_writes(outcome[returned_form.form]):
                return None
        changes = outcome[returned_form.form]
        groups = _groups(changes)
        if failure is None or not 1 < len(groups) <= _MOST_TRIED:
            outcome[returned_form.form] = [
                _not_written(change, failure.reason if failure else "") for change in changes
            ]
            return None
        return self._try_one_by_one(returned_form, start, done, outcome, groups)

    def _try_one_by_one(
        self,
        returned_form: ReturnedForm,
        start: ProjectFiles,
        done: list[ReturnedForm],
        outcome: dict[str, list[Change]],
        groups: list[list[int]],
    ) -> ProjectFiles | None:
        """The files with those edits of a form that hold, tried one after the other; None where none does."""
        changes = list(outcome[returned_form.form])
        held = [_not_written(change, "") for change in changes]
        best: ProjectFiles | None = None
        for group in groups:
            outcome[returned_form.form] = [changes[at] if at in group else each for at, each in enumerate(held)]
            attempt, failure = self._attempt(returned_form, start, done, outcome)
            if failure is None:
                held, best = outcome[returned_form.form], attempt
            else:
                held = [
                    _not_written(changes[at], failure.reason) if at in group else each for at, each in enumerate(held)
                ]
        outcome[returned_form.form] = held
        return best

    def _attempt(
        self,
        returned_form: ReturnedForm,
        start: ProjectFiles,
        done: list[ReturnedForm],
        outcome: Mapping[str, list[Change]],
    ) -> tuple[ProjectFiles, _Failure | None]:
        """The files with the edits of a form made, and why they must not be written; None if they hold."""
        attempt = start.copy()
        if reason := self._apply(attempt, returned_form, outcome[returned_form.form]):
            return attempt, _Failure(reason)
        return attempt, self._verify(attempt, [*done, returned_form], outcome)

    def _resolve_followers(self, changes: Sequence[Change], failure: _Failure) -> list[Change]:
        """The changes of a form after a failure because computed cells would follow an edit but show their old values.

        With 覆盖 the computed cells are overridden with what the form shows; else the edits are asked about.
        """
        followers, origins = failure.followers, failure.origins
        if origins is None:
            return list(changes)
        if self._prefer == OVERRIDE:
            return [*changes, *_override_followers(followers, origins)]
        names = frozenset(name for edit in followers for name in origins.names_of(edit.trace))
        edit = followers[0]
        message = (
            f"写回后“{edit.label}”会算成“{edit.old}”，表里是“{edit.new}”："
            "--prefer 变量 让它跟着变，--prefer 覆盖 照表里的写"
        )
        return [
            replace(change, status=Status.ASK, message=message)
            if change.status is Status.WRITE and any(write.path[0] in names for write in change.writes)
            else change
            for change in changes
        ]

    def _apply(self, files: ProjectFiles, returned_form: ReturnedForm, changes: Sequence[Change]) -> str:
        """Make the writes of a form in ``files``; returns why that is impossible, blank where it was done."""
        definition = next(each for each in self._project.definitions if each.name == returned_form.form)
        try:
            for change in changes:
                for write in change.writes if change.status is Status.WRITE else ():
                    files.write(definition, write)
        except EditError as error:
            return str(error)
        return ""

    def _verify(
        self, files: ProjectFiles, wanted: Sequence[ReturnedForm], decided: Mapping[str, list[Change]]
    ) -> _Failure | None:
        """Load the edited project and check all its forms; returns what is wrong, None if nothing is."""
        with tempfile.TemporaryDirectory() as folder:
            project, problems = load_project(files.copied_to(Path(folder)), self._project.shown_as, (Path(folder),))
            wrong = [each for each in problems if each.severity is Severity.ERROR]
            if project is None or wrong:
                return _Failure(f"写回以后项目文件有错误（{wrong[0].message if wrong else '读不懂'}）")
            forms = ExpectedForms(self._prepared, replace(project, name=self._project.name))
            edited = {each.form for each in wanted}
            for name in self._forms.sub_forms:
                if name not in forms.sub_forms:
                    return _Failure(f"写回以后“{name}”生成不了：{forms.failure_reason(name)}")
                if (
                    name not in edited
                    and forms.fingerprint(name) != self._forms.fingerprint(name)
                    and not self._uses_all_forms
                ):
                    return _Failure(f"写回以后“{name}”也会变")
            for returned_form in wanted:
                if found := self._remaining_difference(forms, returned_form, decided[returned_form.form]):
                    return found
        return None

    def _remaining_difference(
        self, forms: ExpectedForms, returned_form: ReturnedForm, changes: Sequence[Change]
    ) -> _Failure | None:
        """What the form made again still shows otherwise than the returned one, apart from changes not to write."""
        candidate = forms.candidate(returned_form.form, returned_form.kind, self._traced[returned_form.kind])
        comparison = compare_lines(candidate.lines, returned_form.lines)
        known = {change.place for change in changes}
        asked = {change.place for change in changes if change.status is not Status.WRITE}
        variables = {str(write.path[0]) for change in changes for write in change.writes}
        followers: list[Edit] = []
        for edit in comparison.edits:
            # A cell that uses an edited variable and shows its old value: the computed value follows the edit.
            follows = bool(candidate.origins.names_of(edit.trace) & variables)
            if edit.place in asked or (follows and self._prefer == VARIABLE):
                continue
            if edit.place in known or not follows:
                return _Failure(f"写回后再生成，{edit.place} 是“{edit.old}”，而不是“{edit.new}”")
            followers.append(edit)
        if followers:
            edit = followers[0]
            reason = f"写回后再生成，{edit.place} 是“{edit.old}”，而不是“{edit.new}”"
            return _Failure(reason, tuple(followers), candidate.origins)
        for left in comparison.unwritable:
            if left.place not in asked:
                return _Failure(f"写回后再生成，{left.place} 与表里不同（{left.reason}）")
        held = any(change.of_rows and change.status is not Status.WRITE for change in changes)
        return None if held else _remaining_row_difference(comparison)


class _Failure(Struct, frozen=True):
    """Why edits must not be written.

    ``followers`` are the cells that would follow an edit although the form shows their old values; if there are any,
    ``origins`` are those of the edited form.
    """

    reason: str
    followers: tuple[Edit, ...] = ()
    origins: Origins | None = None


def _groups(changes: Sequence[Change]) -> list[list[int]]:
    """The indexes of the changes to write, in groups to try together: all changes of rows in one, each other alone."""
    wanted = [at for at, change in enumerate(changes) if change.status is Status.WRITE]
    rows = [at for at in wanted if changes[at].of_rows]
    return [*([rows] if rows else []), *([at] for at in wanted if not changes[at].of_rows)]


def _has_writes(changes: Sequence[Change]) -> bool:
    return any(change.status is Status.WRITE for change in changes)


def _override_followers(followers: Sequence[Edit], origins: Origins) -> Iterator[Change]:
    """Changes that override computed cells with what the form shows."""
    for edit in followers:
        place = origins.place_of(edit.trace)
        if place is not None and place.path[0] not in STRUCTURE:
            writes = (Write(place.path, escaped(edit.new)),)
            yield Change(edit.place, edit.label, edit.new, edit.new, Status.WRITE, "照表里的写，不再计算", writes)


def _remaining_row_difference(comparison: Comparison) -> _Failure | None:
    if comparison.lost:
        return _Failure(f"写回后再生成，多出一行（{comparison.lost[0].place}）")
    return _Failure("写回后再生成，行的次序或数目不同") if comparison.rows else None


def _not_written(change: Change, reason: str) -> Change:
    return replace(change, status=Status.LEFT, message=reason) if change.status is Status.WRITE else change
