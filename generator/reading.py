"""Filled forms and their project in, what was changed in them and the project's files with those changes out.

Nothing is written here. Every edit is tried first: the project is loaded with it, the form made again and compared with
the one that came back; whatever does not give that form, or changes another, is not handed out.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from generator.expressions.fingerprint import fingerprint
from generator.model import JixiaoError, Problem, Severity, Source
from generator.model.document import Document
from generator.pages.docx_reader import read_docx
from generator.pages.xlsx_reader import read_xlsx
from generator.projects import Prepared, Templates, prepare
from generator.readback.comparing import Comparison, Edit, compare
from generator.readback.deciding import Change, Status, decide
from generator.readback.expected import expected_lines
from generator.readback.explaining import OVERRIDE, VARIABLE, Write, escaped
from generator.readback.form import Line, lines_of
from generator.readback.identifying import Candidate, is_of_template, whose
from generator.readback.origins import Origins
from generator.readback.sources import Sources
from generator.readback.yaml_text import EditError
from generator.spec.keywords import ALL_FORMS, STRUCTURE
from generator.spec.merge import merge
from generator.spec.project import Project, load_project
from generator.spec.resolve import SubForm
from generator.templating.catalogue import Catalogue
from generator.templating.sml_tracing import TracedXlsx
from generator.templating.tracing import Traced, TracedDocx

_MOST_TRIED = 40
"""So many edits of one form are tried one by one."""
_READERS: Mapping[str, Callable[[bytes | Path, Source], Document]] = {".docx": read_docx, ".xlsx": read_xlsx}


@dataclass(frozen=True, slots=True)
class FormRead:
    """One file that came back: whose form it is (blank where nobody's), and what was changed in it."""

    file: Path
    form: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file of the project with its new bytes, and what changes in it, for a person."""

    path: Path
    data: bytes
    diff: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read; ``edits`` are what writing would change."""

    forms: tuple[FormRead, ...]
    edits: tuple[FileEdit, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Came:
    """A file whose form is known."""

    file: Path
    lines: tuple[Line, ...]
    form: str

    @property
    def kind(self) -> str:
        """Its suffix."""
        return self.file.suffix.lower()


@dataclass
class _Forms:
    """The sub-forms of a project at one state of its files, as they should come back."""

    prepared: Prepared
    project: Project
    _made: dict[tuple[str, str], Candidate] = field(default_factory=dict)

    @cached_property
    def sub_forms(self) -> Mapping[str, SubForm]:
        """Those that can be made, by name."""
        found = self.project.contexts((), self.prepared.templates.names)
        return {form.name: form for form in found if not any(each.severity is Severity.ERROR for each in form.problems)}

    def reason(self, name: str) -> str:
        """Why a sub-form cannot be made."""
        form = next(self.project.contexts((name,), self.prepared.templates.names), None)
        problems = () if form is None else form.problems
        return next((each.message for each in problems if each.severity is Severity.ERROR), "")

    def candidate(self, name: str, kind: str, traced: Traced) -> Candidate:
        """One sub-form with what each of its printed values came from; ``kind`` is the suffix of its file."""
        if (name, kind) not in self._made:
            form = self.sub_forms[name]
            definition = next(one for one in self.project.definitions if one.name == name)
            entries = merge(self.project.base, definition.overrides(self.project.by), null_removes=True)
            data, traces = traced.render(form.context)
            lines = expected_lines(document_of(kind, data, name), traces)
            self._made[name, kind] = Candidate(name, lines, Origins(entries, form.context))
        return self._made[name, kind]

    def fingerprint(self, name: str) -> str:
        """Equal where the form prints the same."""
        context = self.sub_forms[name].context
        return fingerprint({key: value for key, value in context.items() if key != ALL_FORMS})


def read_forms(
    paths: Sequence[Path], project: Path, catalogue: Catalogue, only: Sequence[str] = (), prefer: str = ""
) -> Reading:
    """What was changed in the forms at ``paths`` (files, folders); ``prefer`` is 变量, 覆盖 or blank."""
    prepared, problems = prepare(project, catalogue)
    if prepared is None:
        return Reading((), (), tuple(problems))
    files, found = form_files(paths)
    problems = [each for each in problems if each.severity is Severity.ERROR] + found
    reader = _Reader(prepared, traced_templates(prepared.templates), tuple(only), prefer, problems)
    return reader.read(files)


def traced_templates(templates: Templates) -> Mapping[str, Traced]:
    """The traced templates by the suffix of the forms that they make."""
    found: dict[str, Traced] = {}
    if templates.docx is not None:
        found[".docx"] = TracedDocx(templates.docx)
    if templates.xlsx is not None:
        found[".xlsx"] = TracedXlsx(templates.xlsx)
    return found


def document_of(kind: str, data: bytes, name: str) -> Document:
    """A filled form that was just made; ``kind`` is the suffix of its file."""
    return _READERS[kind](data, Source(name))


def read_form(file: Path, traced: Mapping[str, Traced]) -> Document:
    """A filled form; JixiaoError for a file that is none, and for one of a kind that the template does not make."""
    kind = file.suffix.lower()
    if kind in _READERS and kind not in traced:
        message = f"这个模板没有 {kind} 文件，没法对照；请交 {'、'.join(traced)} 格式的表"
        raise JixiaoError(Problem(Source(str(file)), "R006", message))
    return _READERS.get(kind, read_docx)(file, Source(str(file)))


def form_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The filled forms meant: files as given, folders searched; not what an editor leaves beside an open file."""
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
            inside = sorted(
                each
                for each in path.rglob("*")
                if each.suffix.lower() in _READERS and not each.name.startswith(("~$", "."))
            )
            if not inside:
                problems.append(Problem(Source(str(path)), "R007", "文件夹里没有填好的表（.docx、.xlsx）"))
            files |= dict.fromkeys(inside)
        else:
            files[path] = None
    return list(files), problems


class _Reader:
    def __init__(
        self,
        prepared: Prepared,
        traced: Mapping[str, Traced],
        only: tuple[str, ...],
        prefer: str,
        problems: list[Problem],
    ) -> None:
        self._prepared = prepared
        self._project = prepared.project
        self._traced = traced
        self._only = only
        self._prefer = prefer
        self._problems = problems
        self._forms = _Forms(prepared, prepared.project)
        self._fixed_names = frozenset(self._project.by)

    def read(self, files: Sequence[Path]) -> Reading:
        came = self._one_each([each for file in files if (each := self._identified(file)) is not None])
        decided = {one.form: self._decided(one) for one in came}
        sources, kept = self._tried(came, decided)
        forms = tuple(FormRead(one.file, one.form, tuple(kept[one.form])) for one in came)
        edits = tuple(_edit(path, data) for path, data in sources.changed().items())
        return Reading(forms, edits, tuple(self._problems))

    # Whose form is it?

    def _identified(self, file: Path) -> _Came | None:
        try:
            document = read_form(file, self._traced)
        except JixiaoError as error:
            self._problems += error.problems
            return None
        self._problems += _of_content(document)
        lines = lines_of(document)
        names = [name for name in self._forms.sub_forms if not self._only or name in self._only]
        candidates = [self._candidate(name, file.suffix.lower()) for name in names]
        if not candidates:
            self._refuse(file, "R005", "项目里没有能生成的分表可以对照，请先改正项目文件里的错误")
            return None
        if not any(is_of_template(each, lines) for each in candidates):
            message = (
                f"看不出是用模板“{self._project.template}”做的表：固定的文字对不上（模板可能改过，或这是另一种表）"
            )
            self._refuse(file, "R001", message)
            return None
        found = whose(candidates, lines, self._fixed_names) if len(self._only) != 1 else names
        if len(found) == 1:
            return _Came(file, lines, found[0])
        if found:
            listed = "、".join(f"“{name}”" for name in found[:5])
            self._refuse(
                file, "R003", f"可能是{listed}{'等' if len(found) > 5 else ''}的表，看不出是哪一个；请用 --only 写明"
            )
        else:
            self._refuse(
                file, "R002", f"表里的内容与“{self._project.name}”的哪一个分表都对不上；确实是的话，请用 --only 写明"
            )
        return None

    def _one_each(self, came: list[_Came]) -> list[_Came]:
        """Two files of one form contradict each other, unless only one of them was changed, or both alike.

        Of two Word files (or two of Excel) that differ nobody can say which is the newer.
        """
        by_form: dict[str, list[_Came]] = {}
        for one in came:
            by_form.setdefault(one.form, []).append(one)
        left: list[_Came] = []
        for form, several in by_form.items():
            of_kinds = list({one.kind: one for one in reversed(several)}.values())
            alike = all(one.lines == other.lines for one in several for other in of_kinds if one.kind == other.kind)
            changed = {_writes(self._decided(one)): one for one in of_kinds} if len(of_kinds) > 1 and alike else {}
            changed.pop(frozenset(), None)
            if alike and len(changed) <= 1:
                left.append(next(iter(changed.values()), several[0]))
                continue
            names = "、".join(str(one.file) for one in several)
            self._refuse(
                several[0].file, "R004", f"有 {len(several)} 份“{form}”的表，内容不同：{names}；请只留一份", form
            )
        return left

    def _refuse(self, file: Path, code: str, message: str, form: str = "") -> None:
        self._problems.append(Problem(Source(str(file)), code, message, form))

    def _candidate(self, name: str, kind: str) -> Candidate:
        return self._forms.candidate(name, kind, self._traced[kind])

    # What was changed?

    def _decided(self, one: _Came) -> list[Change]:
        candidate = self._candidate(one.form, one.kind)
        comparison = compare(candidate.lines, one.lines)
        if comparison.same:
            return []
        return decide(comparison, candidate.lines, candidate.origins, self._fixed_names, self._prefer)

    # Does writing it give the form that came back?

    def _tried(
        self, came: Sequence[_Came], decided: Mapping[str, list[Change]]
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
        done: list[_Came] = []
        for one in wanted:
            attempt = self._alone(one, start, done, kept)
            if attempt is not None:
                start = attempt
                done.append(one)
        return start, kept

    def _alone(self, one: _Came, start: Sources, done: list[_Came], kept: dict[str, list[Change]]) -> Sources | None:
        """One form's edits over those done; all of them, without those that others would follow, else each by itself."""
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
        self, one: _Came, start: Sources, done: list[_Came], kept: dict[str, list[Change]], groups: list[list[int]]
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
        self, one: _Came, start: Sources, done: list[_Came], kept: Mapping[str, list[Change]]
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

    def _written(self, sources: Sources, one: _Came, changes: Sequence[Change]) -> str:
        """Why the writes of a form cannot be made, blank where they were."""
        definition = next(each for each in self._project.definitions if each.name == one.form)
        try:
            for change in changes:
                for write in change.writes if change.status is Status.WRITE else ():
                    sources.write(definition, write)
        except EditError as error:
            return str(error)
        return ""

    def _fails(self, sources: Sources, wanted: Sequence[_Came], decided: Mapping[str, list[Change]]) -> _Failure | None:
        """What is wrong with the project as edited, None if nothing is."""
        with tempfile.TemporaryDirectory() as folder:
            project, problems = load_project(sources.copied_to(Path(folder)), self._project.shown_as)
            wrong = [each for each in problems if each.severity is Severity.ERROR]
            if project is None or wrong:
                return _Failure(f"写回以后项目文件有错误（{wrong[0].message if wrong else '读不懂'}）")
            forms = _Forms(self._prepared, replace(project, name=self._project.name))
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

    @cached_property
    def _all_used(self) -> bool:
        return ALL_FORMS in self._project.names_used or ALL_FORMS in self._prepared.templates.names

    def _residue(self, forms: _Forms, one: _Came, changes: Sequence[Change]) -> _Failure | None:
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


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why edits are not handed out; ``followers`` are computed cells that the form shows as they were."""

    reason: str
    followers: tuple[Edit, ...] = ()
    origins: Origins | None = None


def _writes(changes: Sequence[Change]) -> frozenset[tuple[str, str, str]]:
    """What forms of two kinds have in common that were changed alike."""
    return frozenset((change.label, change.new, change.written) for change in changes)


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


def _of_content(document: Document) -> Iterator[Problem]:
    """What the reader says of a form that matters for its words."""
    return (problem for problem in document.problems if problem.severity is not Severity.INFO)


def _edit(path: Path, data: bytes) -> FileEdit:
    if path.suffix.lower() == ".xlsx":
        return FileEdit(path, data, f"{path}：单元格有改动\n")
    old, new = (_lines(content) for content in (path.read_bytes(), data))
    diff = difflib.unified_diff(old, new, str(path), str(path), n=0, lineterm="")
    return FileEdit(path, data, "".join(f"{line}\n" for line in diff))


def _lines(data: bytes) -> list[str]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    return []
