"""Filled forms that have no project and the name of their template in, a project file that makes them all out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.model import JixiaoError, Problem, Severity, Source
from generator.pages.docx_reader import read_docx
from generator.projects import Prepared, compiled, prepare
from generator.readback.blank import blank_project
from generator.readback.comparing import compare
from generator.readback.expected import ExpectedLine, expected_lines
from generator.readback.form import Line, lines_of
from generator.readback.naming import form_names, holder
from generator.readback.origins import Origins
from generator.readback.project_text import project_text
from generator.readback.references import with_references
from generator.readback.sharing import share
from generator.readback.values import FormValues, values_of
from generator.reading import form_files
from generator.templating.catalogue import Catalogue
from generator.templating.tracing import TracedDocx


@dataclass(frozen=True, slots=True)
class NewProject:
    """``text`` is the YAML, empty where none can be made; an error among ``problems`` says which form it misses."""

    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Filled:
    file: Path
    lines: tuple[Line, ...]
    values: FormValues


def new_project(paths: Sequence[Path], template: str, catalogue: Catalogue) -> NewProject:
    """Read the forms at ``paths`` (files, folders) by a template; JixiaoError where there is no such template."""
    files, problems = form_files(paths)
    prepared = _blank(template, catalogue)
    traced = TracedDocx(prepared.templates.docx) if prepared.templates.docx is not None else None
    if traced is None:
        raise JixiaoError(Problem(Source(template), "R006", "这个模板没有 Word 文件，读不了 .docx"))
    form = next(iter(prepared.sub_forms(())))
    data, traces = traced.render(form.context)
    blank = expected_lines(read_docx(data, Source(template)), traces)
    origins = Origins(prepared.project.base, form.context)
    filled = [each for file in files if (each := _read(file, blank, origins, problems)) is not None]
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


def _read(file: Path, blank: Sequence[ExpectedLine], origins: Origins, problems: list[Problem]) -> _Filled | None:
    try:
        document = read_docx(file, Source(str(file)))
    except JixiaoError as error:
        problems += error.problems
        return None
    problems += [problem for problem in document.problems if problem.severity is not Severity.INFO]
    lines = lines_of(document)
    values = values_of(blank, lines, origins)
    problems += [
        Problem(Source(str(file), place=each.place), "R010", f"{each.reason}：“{each.new or each.old}”")
        for each in values.problems
    ]
    return _Filled(file, lines, values)


def _differences(text: str, traced: TracedDocx, catalogue: Catalogue, filled: dict[str, _Filled]) -> Iterator[Problem]:
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
        data, traces = traced.render(form.context)
        comparison = compare(expected_lines(read_docx(data, source), traces), each.lines)
        for edit in comparison.edits:
            message = f"读出的项目文件在这里生成“{edit.old}”，表里是“{edit.new}”"
            yield Problem(Source(str(each.file), place=edit.place), "R011", message, name)
        for left in comparison.unwritable:
            yield Problem(Source(str(each.file), place=left.place), "R011", f"与表里不同：{left.reason}", name)
        if comparison.rows or comparison.lost:
            yield Problem(source, "R011", "读出的项目文件生成的指标行与表里不同", name)
