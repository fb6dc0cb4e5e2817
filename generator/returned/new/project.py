"""Filled forms that have no project and the name of their template in, a project file that makes them all out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from msgspec import Struct

from generator.build.prepare import Prepared, compiled, prepare
from generator.document.lines import Line, lines_of
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.returned.compare import compare
from generator.returned.expected import ExpectedLine, expected_lines
from generator.returned.forms import document_of, form_files, read_form, traced_templates
from generator.returned.new.blank import blank_project
from generator.returned.new.naming import form_names, holder
from generator.returned.new.project_text import project_text
from generator.returned.new.references import with_references
from generator.returned.new.sharing import share
from generator.returned.new.values import FormValues, values_of
from generator.returned.origins import Origins
from generator.template.catalogue import Catalogue
from generator.template.trace import Traced


class NewProject(Struct, frozen=True):
    """``text`` is the YAML, empty where none can be made; an error among ``problems`` says which form it misses."""

    text: str
    problems: tuple[Problem, ...]


class _Blank(Struct, frozen=True):
    """The form of the template with nothing in it."""

    lines: tuple[ExpectedLine, ...]
    origins: Origins

    @classmethod
    def of(cls, prepared: Prepared, kind: str, traced: Traced) -> Self:
        """The blank form in one kind of file."""
        form = next(iter(prepared.sub_forms(())))
        data, traces = traced.render(form.context)
        document = document_of(kind, data, prepared.project.template)
        return cls(expected_lines(document, traces), Origins(prepared.project.base, form.context))


class _Filled(Struct, frozen=True):
    file: Path
    lines: tuple[Line, ...]
    values: FormValues


def new_project(paths: Sequence[Path], template: str, catalogue: Catalogue) -> NewProject:
    """Read the forms at ``paths`` (files, folders) by a template; JixiaoError where there is no such template."""
    files, problems = form_files(paths)
    files = [file for file in files if file.suffix.lower() != ".xlsx" or file.with_suffix(".docx") not in files]
    prepared = _blank(template, catalogue)
    traced = traced_templates(prepared.templates)
    blanks = {kind: _Blank.of(prepared, kind, each) for kind, each in traced.items()}
    filled = [each for file in files if (each := _read(file, blanks, traced, problems)) is not None]
    if not filled:
        return NewProject("", tuple(problems))
    stems = [each.file.stem for each in filled]
    forms = [each.values for each in filled]
    names = form_names(stems, forms)
    if len(set(names)) < len(names):
        names = stems
    taken = {str(path[0]) for each in forms for path in each.fields}
    shared = share(names, forms, holder(names, taken))
    given = {name for values in shared.forms.values() for name in values}
    shared.base = with_references(shared.base, shared.tree, given | {shared.by})
    heading = (f"由 {len(filled)} 份填好的表读出；模板 {template}。", "改完运行 jixiao build 重新生成。")
    text = project_text(template, shared, heading)
    names = names if shared.forms else [""]
    problems += _differences(text, traced, catalogue, dict(zip(names, filled, strict=True)))
    return NewProject(text, tuple(problems))


def _blank(template: str, catalogue: Catalogue) -> Prepared:
    shapes = compiled(catalogue.find(template, Source(template))).shapes
    return _prepared(blank_project(template, shapes), catalogue)


def _prepared(text: str, catalogue: Catalogue) -> Prepared:
    """A project of which only the text is at hand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "项目.yaml")
        path.write_text(text, encoding="utf-8")
        prepared, problems = prepare(path, catalogue)
    wrong = [problem for problem in problems if problem.severity is Severity.ERROR]
    if prepared is None or wrong:
        raise JixiaoError(*wrong)
    return prepared


def _read(
    file: Path, blanks: Mapping[str, _Blank], traced: Mapping[str, Traced], problems: list[Problem]
) -> _Filled | None:
    try:
        document = read_form(file, traced)
    except JixiaoError as error:
        problems += error.problems
        return None
    problems += [problem for problem in document.problems if problem.severity is not Severity.INFO]
    lines = lines_of(document)
    blank = blanks[file.suffix.lower()]
    values = values_of(blank.lines, lines, blank.origins)
    problems += [
        Problem(Source(str(file), place=each.place), "R010", f"{each.reason}：“{each.new or each.old}”")
        for each in values.problems
    ]
    return _Filled(file, lines, values)


def _differences(
    text: str, traced: Mapping[str, Traced], catalogue: Catalogue, filled: dict[str, _Filled]
) -> Iterator[Problem]:
    """Where the project does not make a form as it was."""
    try:
        prepared = _prepared(text, catalogue)
    except JixiaoError as error:
        yield from error.problems
        return
    made = {form.name if prepared.project.has_forms else "": form for form in prepared.sub_forms(())}
    for name, each in filled.items():
        source = Source(str(each.file))
        form = made.get(name)
        wrong = [] if form is None else [one for one in form.problems if one.severity is Severity.ERROR]
        if form is None or wrong:
            reason = wrong[0].message if wrong else "没有这个分表"
            yield Problem(source, "R011", f"读出的项目文件还生成不了这份表：{reason}", name)
            continue
        kind = each.file.suffix.lower()
        try:
            data, traces = traced[kind].render(form.context)
        except JixiaoError as error:
            yield from error.problems
            continue
        comparison = compare(expected_lines(document_of(kind, data, name), traces), each.lines)
        for edit in comparison.edits:
            message = f"读出的项目文件在这里生成“{edit.old}”，表里是“{edit.new}”"
            yield Problem(Source(str(each.file), place=edit.place), "R011", message, name)
        for left in comparison.unwritable:
            yield Problem(Source(str(each.file), place=left.place), "R011", f"与表里不同：{left.reason}", name)
        if comparison.rows or comparison.lost:
            yield Problem(source, "R011", "读出的项目文件生成的指标行与表里不同", name)
