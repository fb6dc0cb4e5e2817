"""Changes of forms that came back in, the project's files with those that hold out.

Every edit is tried: the project is loaded with it, the form made again and compared with the one that came back. What
does not give that form, or changes another, is left out and says why.
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
from generator.returned.compare import Comparison, Edit, compare
from generator.returned.decide import Change, Status
from generator.returned.edit.project_files import Sources
from generator.returned.edit.yaml_text import EditError
from generator.returned.explain import OVERRIDE, VARIABLE, Write, escaped
from generator.returned.forms import ExpectedForms, ReturnedForm
from generator.returned.origins import Origins
from generator.template.trace import Traced

_MOST_TRIED = 40
"""So many edits of one form are tried one by one."""


class Trial:
    """The changes of all forms of one project; ``prefer`` is 变量, 覆盖 or blank."""

    def __init__(self, prepared: Prepared, forms: ExpectedForms, traced: Mapping[str, Traced], prefer: str) -> None:
        self._prepared = prepared
        self._project = prepared.project
        self._forms = forms
        self._traced = traced
        self._prefer = prefer
        names = prepared.templates.names
        self._all_used = ALL_FORMS in self._project.names_used or ALL_FORMS in names

    def run(
        self, came: Sequence[ReturnedForm], decided: Mapping[str, list[Change]]
    ) -> tuple[Sources, Mapping[str, list[Change]]]:
        """All edits together, else form by form; those that fail are marked."""
        start = Sources(self._project)
        wanted = [one for one in came if _to_write(decided[one.form])]
        if not wanted:
            return start, decided
        together = start.copy()
        if not any(self._written(together, one, decided[one.form]) for one in wanted) and not self._fails(
            together, wanted, decided
        ):
            return together, decided
        kept = dict(decided)
        done: list[ReturnedForm] = []
        for one in wanted:
            attempt = self._alone(one, start, done, kept)
            if attempt is not None:
                start = attempt
                done.append(one)
        return start, kept

    def _alone(
        self, one: ReturnedForm, start: Sources, done: list[ReturnedForm], kept: dict[str, list[Change]]
    ) -> Sources | None:
        """One form's edits over those done: all of them, or without those that others would follow, or each alone."""
        failure: _Failure | None = None
        for _ in range(2):
            attempt, failure = self._attempt(one, start, done, kept)
            if failure is None:
                return attempt
            if not failure.followers:
                break
            kept[one.form] = self._settled(kept[one.form], failure)
            if not _to_write(kept[one.form]):
                return None
        changes = kept[one.form]
        groups = _groups(changes)
        if failure is None or not 1 < len(groups) <= _MOST_TRIED:
            kept[one.form] = [_failed(change, failure.reason if failure else "") for change in changes]
            return None
        return self._each(one, start, done, kept, groups)

    def _each(
        self,
        one: ReturnedForm,
        start: Sources,
        done: list[ReturnedForm],
        kept: dict[str, list[Change]],
        groups: list[list[int]],
    ) -> Sources | None:
        """The edits of a form that hold, tried one after the other; the rest say why they do not."""
        changes = list(kept[one.form])
        held = [_failed(change, "") for change in changes]
        best: Sources | None = None
        for group in groups:
            kept[one.form] = [changes[at] if at in group else each for at, each in enumerate(held)]
            attempt, failure = self._attempt(one, start, done, kept)
            if failure is None:
                held, best = kept[one.form], attempt
            else:
                held = [_failed(changes[at], failure.reason) if at in group else each for at, each in enumerate(held)]
        kept[one.form] = held
        return best

    def _attempt(
        self, one: ReturnedForm, start: Sources, done: list[ReturnedForm], kept: Mapping[str, list[Change]]
    ) -> tuple[Sources, _Failure | None]:
        """The files with a form's edits made, and what is wrong with them."""
        attempt = start.copy()
        if reason := self._written(attempt, one, kept[one.form]):
            return attempt, _Failure(reason)
        return attempt, self._fails(attempt, [*done, one], kept)

    def _settled(self, changes: Sequence[Change], failure: _Failure) -> list[Change]:
        """What to do where computed cells would follow a change that the form did not make there."""
        followers, origins = failure.followers, failure.origins
        if origins is None:
            return list(changes)
        if self._prefer == OVERRIDE:
            return [*changes, *_held(followers, origins)]
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

    def _written(self, sources: Sources, one: ReturnedForm, changes: Sequence[Change]) -> str:
        """Why the writes of a form cannot be made, blank where they were."""
        definition = next(each for each in self._project.definitions if each.name == one.form)
        try:
            for change in changes:
                for write in change.writes if change.status is Status.WRITE else ():
                    sources.write(definition, write)
        except EditError as error:
            return str(error)
        return ""

    def _fails(
        self, sources: Sources, wanted: Sequence[ReturnedForm], decided: Mapping[str, list[Change]]
    ) -> _Failure | None:
        """What is wrong with the project as edited, None if nothing is."""
        with tempfile.TemporaryDirectory() as folder:
            project, problems = load_project(sources.copied_to(Path(folder)), self._project.shown_as)
            wrong = [each for each in problems if each.severity is Severity.ERROR]
            if project is None or wrong:
                return _Failure(f"写回以后项目文件有错误（{wrong[0].message if wrong else '读不懂'}）")
            forms = ExpectedForms(self._prepared, replace(project, name=self._project.name))
            edited = {one.form for one in wanted}
            for name in self._forms.sub_forms:
                if name not in forms.sub_forms:
                    return _Failure(f"写回以后“{name}”生成不了：{forms.reason(name)}")
                if (
                    name not in edited
                    and forms.fingerprint(name) != self._forms.fingerprint(name)
                    and not self._all_used
                ):
                    return _Failure(f"写回以后“{name}”也会变")
            for one in wanted:
                if found := self._residue(forms, one, decided[one.form]):
                    return found
        return None

    def _residue(self, forms: ExpectedForms, one: ReturnedForm, changes: Sequence[Change]) -> _Failure | None:
        """What the form made again still shows otherwise than the one that came back."""
        candidate = forms.candidate(one.form, one.kind, self._traced[one.kind])
        comparison = compare(candidate.lines, one.lines)
        known = {change.place for change in changes}
        asked = {change.place for change in changes if change.status is not Status.WRITE}
        variables = {str(write.path[0]) for change in changes for write in change.writes}
        followers: list[Edit] = []
        for edit in comparison.edits:
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
        return None if held else _rows_left(comparison)


class _Failure(Struct, frozen=True):
    """Why edits are not handed out; ``followers`` are computed cells that the form shows as they were."""

    reason: str
    followers: tuple[Edit, ...] = ()
    origins: Origins | None = None


def _groups(changes: Sequence[Change]) -> list[list[int]]:
    """The changes to write, by number: those of rows together, each other alone."""
    wanted = [at for at, change in enumerate(changes) if change.status is Status.WRITE]
    rows = [at for at in wanted if changes[at].of_rows]
    return [*([rows] if rows else []), *([at] for at in wanted if not changes[at].of_rows)]


def _to_write(changes: Sequence[Change]) -> bool:
    return any(change.status is Status.WRITE for change in changes)


def _held(followers: Sequence[Edit], origins: Origins) -> Iterator[Change]:
    """Computed cells written as the form shows them."""
    for edit in followers:
        place = origins.field_of(edit.trace)
        if place is not None and place.path[0] not in STRUCTURE:
            writes = (Write(place.path, escaped(edit.new)),)
            yield Change(edit.place, edit.label, edit.new, edit.new, Status.WRITE, "照表里的写，不再计算", writes)


def _rows_left(comparison: Comparison) -> _Failure | None:
    if comparison.lost:
        return _Failure(f"写回后再生成，多出一行（{comparison.lost[0].place}）")
    return _Failure("写回后再生成，行的次序或数目不同") if comparison.rows else None


def _failed(change: Change, reason: str) -> Change:
    return replace(change, status=Status.LEFT, message=reason) if change.status is Status.WRITE else change
