"""Files that came back in, their documents and lines out; and the sub-forms of a project as they should come back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from generator.build.fingerprint import fingerprint
from generator.build.prepare import Prepared, Templates
from generator.document.docx.reader import read_docx
from generator.document.lines import Line
from generator.document.model import Document
from generator.document.xlsx.reader import read_xlsx
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.keywords import ALL_FORMS
from generator.project.load import Project
from generator.project.merge import merge
from generator.project.resolve import SubForm
from generator.returned.expected import expected_lines
from generator.returned.identify import Candidate
from generator.returned.origins import Origins
from generator.template.trace import Traced, TracedDocx
from generator.template.trace_excel import TracedXlsx

_READERS: Mapping[str, Callable[[bytes | Path, Source], Document]] = {".docx": read_docx, ".xlsx": read_xlsx}


class Came(Struct, frozen=True):
    """A file whose form is known."""

    file: Path
    lines: tuple[Line, ...]
    form: str

    @property
    def kind(self) -> str:
        """Its suffix."""
        return self.file.suffix.lower()


class Forms(Struct, dict=True):
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
