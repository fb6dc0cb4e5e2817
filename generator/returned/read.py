"""Reads returned forms of one project: what was changed in each, and the project's files with these changes made.

Nothing is written to disk here. Edits that ``try_edits`` found wrong are reported as changes but not in the files.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build.prepare import Prepared, prepare
from generator.document.lines import FormLine, lines_of
from generator.document.model import Document
from generator.document.unsupported import of_content
from generator.office.replacements import Replacement
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.returned.compare import compare_lines
from generator.returned.decide import Change, Status, decide
from generator.returned.edit.tables import looks_like_a_formula
from generator.returned.forms import (
    ExpectedForm,
    ExpectedForms,
    ReturnedForm,
    TracedForm,
    form_files,
    is_of_template,
    names_to_compare,
    possible_sub_forms,
    read_form,
    traced_templates,
)
from generator.returned.sheets import cut_to_form, sheets_of_form
from generator.returned.try_edits import Trial
from generator.template.catalogue import Catalogue


class FormRead(Struct, frozen=True):
    """A returned file, the name of the sub-form that it belongs to, and what was changed in it."""

    file: Path
    form: str
    changes: tuple[Change, ...] = ()


class FileEdit(Struct, frozen=True):
    """A file of the project to change; ``diff`` shows the changed lines to a person."""

    replacement: Replacement
    diff: str


class Reading(Struct, frozen=True):
    """The result of reading: forms with their changes, the edits to write, and problems."""

    forms: tuple[FormRead, ...]
    edits: tuple[FileEdit, ...]
    problems: tuple[Problem, ...]


def read_forms(
    paths: Sequence[Path],
    project: Path,
    catalogue: Catalogue,
    only: Sequence[str] = (),
    prefer: str = "",
    allowed: Sequence[Path] = (),
) -> Reading:
    """Read the returned forms at ``paths`` (files or folders) against the project file ``project``.

    ``only`` limits the sub-forms that they may be; ``prefer`` is 变量, 覆盖 or blank (ask);
    ``allowed`` are further folders that the project may name files in.
    """
    prepared, problems = prepare(project, catalogue, allowed)
    if prepared is None:
        return Reading((), (), tuple(problems))
    files, found = form_files(paths)
    problems = [each for each in problems if each.severity is Severity.ERROR] + found
    reader = _FormReader(prepared, traced_templates(prepared.templates), tuple(only), prefer, problems)
    return reader.read(files)


class _FormReader:
    """Reads the files of one call of ``read_forms``; ``problems`` collects what is wrong with them."""

    def __init__(
        self,
        prepared: Prepared,
        traced: Mapping[str, TracedForm],
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
        self._forms = ExpectedForms(prepared, prepared.project)
        self._fixed_names = frozenset(self._project.by)

    def read(self, files: Sequence[Path]) -> Reading:
        returned = self._one_file_per_form([each for file in files if (each := self._identify(file)) is not None])
        decided = {each.form: self._changes_of(each) for each in returned}
        edited_files, outcome = Trial(self._prepared, self._forms, self._traced, self._prefer).run(returned, decided)
        forms = tuple(FormRead(each.file, each.form, tuple(outcome[each.form])) for each in returned)
        edits = tuple(map(_edit, edited_files.changed()))
        self._problems += [problem for form in forms for problem in _formulas_written(form)]
        self._problems += [problem for each in returned for problem in _struck_problems(each)]
        return Reading(forms, edits, tuple(self._problems))

    # Which sub-form does a file belong to?

    def _identify(self, file: Path) -> ReturnedForm | None:
        """Read a file and find its sub-form; None, with a problem, where that is not clear."""
        try:
            document = read_form(file)
        except JixiaoError as error:
            self._problems += error.problems
            return None
        names = [name for name in self._forms.sub_forms if not self._only or name in self._only]
        kind = file.suffix.lower()
        if not names:
            self._refuse(file, "R005", "项目里没有能生成的分表可以对照，请先改正项目文件里的错误")
            return None
        document, beside = sheets_of_form(document, self._candidate(names[0], kind).lines, str(file))
        lines = lines_of(document)
        candidates = [self._candidate(name, kind) for name in names_to_compare(names, lines)]
        if not any(is_of_template(each, lines) for each in candidates):
            message = (
                f"看不出是用模板“{self._project.template}”做的表：固定的文字对不上（模板可能改过，或这是另一种表）"
            )
            self._problems += of_content(document.problems)
            self._refuse(file, "R001", message)
            return None
        # A single --only is the user's word for it, whatever the content says.
        found = possible_sub_forms(candidates, lines, self._fixed_names) if len(self._only) != 1 else names
        if len(found) == 1:
            if kind == ".xlsx":
                lines, notes = cut_to_form(lines, self._candidate(found[0], kind).lines, str(file))
                self._problems += [*beside, *notes]
            self._problems += self._content_problems(document, found[0], kind)
            return ReturnedForm(file, lines, found[0])
        self._problems += of_content(document.problems)
        self._refuse_unclear(file, found)
        return None

    def _refuse_unclear(self, file: Path, found: Sequence[str]) -> None:
        """Refuse a file that may be of several sub-forms, or of none."""
        if found:
            listed = "、".join(f"“{name}”" for name in found[:5])
            self._refuse(
                file, "R003", f"可能是{listed}{'等' if len(found) > 5 else ''}的表，看不出是哪一个；请用 --only 写明"
            )
        else:
            self._refuse(
                file, "R002", f"表里的内容与“{self._project.name}”的哪一个分表都对不上；确实是的话，请用 --only 写明"
            )

    def _one_file_per_form(self, returned: list[ReturnedForm]) -> list[ReturnedForm]:
        """One file for each sub-form; files of one sub-form that contradict each other are refused.

        Two Word files (or two Excel files) must be equal: nobody can say which is the newer. A Word and an Excel file
        may differ if only one of them was changed, or both in the same way.
        """
        by_form: dict[str, list[ReturnedForm]] = {}
        for returned_form in returned:
            by_form.setdefault(returned_form.form, []).append(returned_form)
        left: list[ReturnedForm] = []
        for form, several in by_form.items():
            one_per_kind = list({each.kind: each for each in reversed(several)}.values())
            alike = all(
                each.lines == other.lines for each in several for other in one_per_kind if each.kind == other.kind
            )
            changed = (
                {_writes(self._changes_of(each)): each for each in one_per_kind}
                if len(one_per_kind) > 1 and alike
                else {}
            )
            changed.pop(frozenset(), None)
            if alike and len(changed) <= 1:
                left.append(next(iter(changed.values()), several[0]))
                continue
            names = "、".join(str(each.file) for each in several)
            self._refuse(
                several[0].file, "R004", f"有 {len(several)} 份“{form}”的表，内容不同：{names}；请只留一份", form
            )
        return left

    def _refuse(self, file: Path, code: str, message: str, form: str = "") -> None:
        self._problems.append(Problem(Source(str(file)), code, message, form))

    def _content_problems(self, document: Document, name: str, kind: str) -> Iterator[Problem]:
        """What is wrong with the content of a returned form, except what its template brings along."""
        problems = of_content(document.problems)
        if problems:
            blank = self._traced[kind].untouched(self._forms.sub_forms[name].context, name)
            known = {(each.code, each.source.place) for each in blank.problems}
            yield from (each for each in problems if (each.code, each.source.place) not in known)

    def _candidate(self, name: str, kind: str) -> ExpectedForm:
        return self._forms.candidate(name, kind, self._traced[kind])

    # What was changed?

    def _changes_of(self, returned_form: ReturnedForm) -> list[Change]:
        candidate = self._candidate(returned_form.form, returned_form.kind)
        comparison = compare_lines(candidate.lines, returned_form.lines)
        if comparison.same:
            return []
        changes = decide(comparison, candidate.lines, candidate.origins, self._fixed_names, self._prefer)
        struck = dict(_struck_out(returned_form.lines))
        return [_left_where_struck(change, struck) for change in changes]


def _formulas_written(form: FormRead) -> Iterator[Problem]:
    """Warnings about texts that a returned form would have had a program compute."""
    for change in form.changes:
        values = [write.value for write in change.writes if change.status is Status.WRITE]
        if any(isinstance(value, str) and looks_like_a_formula(value) for value in values):
            message = f"“{change.label}”交回来的是“{change.new}”，像一个公式；按文字写回，Excel 不会计算它：请核对"
            source = Source(str(form.file), place=change.place)
            yield Problem(source, "R014", message, form.form, severity=Severity.WARNING)


def _struck_out(lines: Sequence[FormLine]) -> Iterator[tuple[str, str]]:
    """The places of cells, and of rows, with text that is struck through, and that text."""
    for line in lines:
        for number, cell in enumerate(line.cells):
            if cell.struck and not cell.covered:
                yield line.place_of(number), cell.struck
                yield line.place, cell.struck


def _left_where_struck(change: Change, struck: Mapping[str, str]) -> Change:
    """The change, not to be written where its text is partly struck through: nobody can tell what still counts."""
    if change.place not in struck or change.status is Status.LEFT:
        return change
    message = f"这里有划掉的字“{struck[change.place]}”，不知道还算不算：请把它删去再交"
    return replace(change, status=Status.LEFT, message=message, writes=())


def _struck_problems(returned: ReturnedForm) -> Iterator[Problem]:
    """A warning for each cell with text that is struck through; it is read as if it were not."""
    for line in returned.lines:
        for number, cell in enumerate(line.cells):
            if cell.struck and not cell.covered:
                message = f"“{cell.struck}”划掉了，读的时候还算在内：不要了请删去，要留请取消删除线"
                source = Source(str(returned.file), place=line.place_of(number))
                yield Problem(source, "R015", message, returned.form, severity=Severity.WARNING)


def _writes(changes: Sequence[Change]) -> frozenset[tuple[str, str, str]]:
    """The changes as far as they are comparable between a Word and an Excel file, whose places differ."""
    return frozenset((change.label, change.new, change.written) for change in changes)


def _edit(replacement: Replacement) -> FileEdit:
    path = replacement.path
    if path.suffix.lower() == ".xlsx":
        return FileEdit(replacement, f"{path}：单元格有改动\n")
    old, new = map(_lines, (replacement.before, replacement.after))
    diff = difflib.unified_diff(old, new, str(path), str(path), n=0, lineterm="")
    return FileEdit(replacement, "".join(f"{line}\n" for line in diff))


def _lines(data: bytes) -> list[str]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    return []
