"""Makes a new project file from filled forms and the name of their template, and reports what it does not reproduce.

The forms are read against a blank form of the template, their values shared out between base and 分表 (``sharing``),
and texts that repeat the year or another field refer to it. At the end the forms are made again and compared.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from msgspec import Struct

from generator.build.prepare import Prepared, Templates, compiled, prepare
from generator.document.lines import FormLine, lines_of
from generator.jinja.shapes import Shape
from generator.jinja.tags import has_tags
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.keywords import ALL_FORMS, LEVELS, NUMBER, ROWS, SCORING, TEMPLATE, TOTAL, TREE, VALUE
from generator.project.resolve import SubForm
from generator.returned.compare import compare_lines
from generator.returned.edit.yaml_text import Value, flow_text
from generator.returned.expected import ExpectedLine
from generator.returned.forms import TracedForm, form_files, read_form, traced_templates
from generator.returned.new.project_text import project_text
from generator.returned.new.sharing import share
from generator.returned.new.values import FormValues, by_variable_name, form_names, values_of
from generator.returned.origins import Origins
from generator.returned.sheets import cut_to_form, sheets_of_form
from generator.template.catalogue import Catalogue

# The blank form.

_PROVIDED = frozenset((ROWS, TREE, ALL_FORMS, NUMBER, TOTAL, SCORING))
"""Names that a context brings by itself; a project file does not define them as fields."""
NODE = "…"
"""The name of the one indicator of a blank form, at each level."""


def blank_project(template: str, shapes: Mapping[str, Shape]) -> str:
    """The YAML of a project whose fields are all blank and whose tree has one blank indicator."""
    whole: dict[str, Value] = {TEMPLATE: template}
    whole |= {name: _blank_value(shape) for name, shape in shapes.items() if name not in _PROVIDED}
    if ROWS in shapes or TREE in shapes:
        item = shapes[ROWS].item if ROWS in shapes else None
        names = [name for name in (item.attributes if item is not None else ()) if name not in LEVELS]
        leaf: dict[str, Value] = dict.fromkeys(names or [VALUE], "")
        whole[TREE] = {NODE: {NODE: {NODE: leaf}}}
    return "".join(f"{flow_text(name)}: {flow_text(value)}\n" for name, value in whole.items())


def _blank_value(shape: Shape) -> Value:
    if shape.item is not None:
        return [_blank_value(shape.item)]
    return {name: _blank_value(inner) for name, inner in shape.attributes.items()} if shape.attributes else ""


# Texts that repeat the year or a whole field.

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年)")
_WHOLE_YEAR = re.compile(r"20[0-9]{2}")
_NAME = re.compile(r"[^\W\d]\w*")
YEAR = "年度"
_MIN_LENGTH = 6
"""Shorter fields are not searched in other fields: they would occur there by chance."""


def with_references(base: dict[str, Any], tree: dict[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The base with references (``{{ 年度 }}``) instead of repeated texts; ``tree`` is changed in place likewise.

    ``taken`` are the names that sub-forms give: a year that differs between them is not shared.
    """
    base = _with_names(base)
    given = base.get(YEAR)
    if YEAR in taken or (given is not None and not (isinstance(given, str) and _WHOLE_YEAR.fullmatch(given))):
        return base
    years = Counter(year for text in _texts([base, tree]) for year in set(_YEAR.findall(text)))
    year, count = years.most_common(1)[0] if years else ("", 0)
    if given is not None:
        year, count = str(given), years[str(given)] + 1
    if count < 2:
        return base
    rest = {name: value for name, value in base.items() if name != YEAR}
    _replace(rest, year)
    _replace(tree, year)
    return {YEAR: year, **rest}


def _with_names(base: dict[str, Any]) -> dict[str, Any]:
    """The fields; where the whole text of one occurs in another, the other refers to it by name."""
    found = dict(base)
    order = list(base)
    for name, text in base.items():
        if not isinstance(text, str) or len(text) < _MIN_LENGTH or "\n" in text or not _NAME.fullmatch(name):
            continue
        for other, whole in found.items():
            # Of two equal fields the later refers to the earlier; one that holds a tag is never referred to, so that no
            # two refer to each other.
            is_other = other != name and isinstance(whole, str) and text in whole and not has_tags(found[name])
            if is_other and (whole != text or order.index(other) > order.index(name)):
                found[other] = whole.replace(text, f"{{{{ {name} }}}}")
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for child in children for text in _texts(child)]


def _replace(value: Any, year: str) -> None:
    """Replace the year by a reference to 年度 in every text of a nested value, in place."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, child in pairs:
        if isinstance(child, str):
            value[key] = re.sub(rf"(?<![0-9]){year}(?=年)", f"{{{{ {YEAR} }}}}", child)
        elif isinstance(child, (dict, list)):
            _replace(child, year)


# Reading the forms.


class NewProject(Struct, frozen=True):
    """``text`` is the YAML, blank where no form can be read; ``problems`` say what it does not reproduce."""

    text: str
    problems: tuple[Problem, ...]


class _BlankForm(Struct, frozen=True):
    """The form that the template makes with nothing filled in."""

    lines: tuple[ExpectedLine, ...]
    origins: Origins

    @classmethod
    def of(cls, prepared: Prepared, traced: TracedForm) -> Self:
        """Fill the blank form of ``prepared``."""
        form = next(iter(prepared.sub_forms(())))
        lines = traced.lines(form.context, prepared.project.template)
        return cls(lines, Origins(prepared.project.base, form.context))


class _FilledForm(Struct, frozen=True):
    """A form as read, with its values."""

    file: Path
    lines: tuple[FormLine, ...]
    values: FormValues


def new_project(paths: Sequence[Path], template: str, catalogue: Catalogue) -> NewProject:
    """Read the forms at ``paths`` (files or folders) by a template; JixiaoError where there is no such template."""
    files, problems = form_files(paths)
    # Of a form that is there as Word and as Excel the Word file is read.
    files = [file for file in files if file.suffix.lower() != ".xlsx" or file.with_suffix(".docx") not in files]
    prepared = _prepared_blank(template, catalogue)
    traced = traced_templates(prepared.templates)
    blanks = {kind: _BlankForm.of(prepared, each) for kind, each in traced.items()}
    filled = [each for file in files if (each := _read(file, blanks, problems)) is not None]
    if not filled:
        return NewProject("", tuple(problems))
    stems = [each.file.stem for each in filled]
    forms = [each.values for each in filled]
    names = form_names(stems, forms)
    if len(set(names)) < len(names):
        names = stems
    taken = {str(path[0]) for each in forms for path in each.fields}
    shared = share(names, forms, by_variable_name(names, taken))
    given = {name for values in shared.forms.values() for name in values}
    shared.base = with_references(shared.base, shared.tree, given | {shared.by})
    heading = (f"由 {len(filled)} 份填好的表读出；模板 {template}。", "改完运行 jixiao build 重新生成。")
    text = project_text(template, shared, heading)
    names = names if shared.forms else [""]
    problems += _differences(text, traced, catalogue, dict(zip(names, filled, strict=True)))
    return NewProject(text, tuple(problems))


def _prepared_blank(template: str, catalogue: Catalogue) -> Prepared:
    shapes = compiled(catalogue.find(template, Source(template))).shapes
    return _prepared(blank_project(template, shapes), catalogue)


def _prepared(text: str, catalogue: Catalogue) -> Prepared:
    """The project of a YAML text; JixiaoError where it has errors."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "项目.yaml")
        path.write_text(text, encoding="utf-8")
        prepared, problems = prepare(path, catalogue)
    wrong = [problem for problem in problems if problem.severity is Severity.ERROR]
    if prepared is None or wrong:
        raise JixiaoError(*wrong)
    return prepared


def _read(file: Path, blanks: Mapping[str, _BlankForm], problems: list[Problem]) -> _FilledForm | None:
    """Read one form; None, with a problem, where it cannot be read."""
    try:
        document = read_form(file)
    except JixiaoError as error:
        problems += error.problems
        return None
    blank = blanks[file.suffix.lower()]
    document, beside = sheets_of_form(document, blank.lines, str(file))
    lines = lines_of(document)
    problems += [*beside, *(problem for problem in document.problems if problem.severity is not Severity.INFO)]
    if file.suffix.lower() == ".xlsx":
        lines, notes = cut_to_form(lines, blank.lines, str(file))
        problems += notes
    values = values_of(blank.lines, lines, blank.origins)
    problems += [
        Problem(Source(str(file), place=each.place), "R010", f"{each.reason}：“{each.new or each.old}”")
        for each in values.problems
    ]
    return _FilledForm(file, lines, values)


def _differences(
    text: str, traced: Mapping[str, TracedForm], catalogue: Catalogue, filled: dict[str, _FilledForm]
) -> Iterator[Problem]:
    """The places where the new project makes a form otherwise than it was read."""
    try:
        prepared = _prepared(text, catalogue)
    except JixiaoError as error:
        for found in error.problems:  # the file that they name is gone
            yield Problem(Source("读出的项目文件"), "R011", found.message, found.form, found.field)
        return
    made = {form.name if prepared.project.has_forms else "": form for form in prepared.sub_forms(())}
    for name, each in filled.items():
        source = Source(str(each.file))
        form = made.get(name)
        kind = each.file.suffix.lower()
        if form is None or (reasons := list(_why_not_made(form, prepared.templates, kind))):
            for reason in ["没有这个分表"] if form is None else reasons:
                yield Problem(source, "R011", f"读出的项目文件还生成不了这份表：{reason}", name)
            continue
        lines = traced[kind].lines(form.context, name)
        yield from _differences_of_form(lines, each, name)


def _why_not_made(form: SubForm, templates: Templates, kind: str) -> Iterator[str]:
    """Why a form cannot be built, in Chinese; nothing where it can. ``kind`` is the suffix of its file."""
    yield from (found.message for found in form.problems if found.severity is Severity.ERROR)
    template = templates.xlsx if kind == ".xlsx" and templates.xlsx is not None else templates.printed
    try:
        template.render(form.context, form.name)
    except JixiaoError as error:
        yield from (found.message for found in error.problems)


def _differences_of_form(lines: Sequence[ExpectedLine], filled: _FilledForm, name: str) -> Iterator[Problem]:
    comparison = compare_lines(lines, filled.lines)
    file = str(filled.file)
    for edit in comparison.edits:
        message = f"读出的项目文件在这里生成“{edit.old}”，表里是“{edit.new}”"
        yield Problem(Source(file, place=edit.place), "R011", message, name)
    for left in comparison.unwritable:
        yield Problem(Source(file, place=left.place), "R011", f"与表里不同：{left.reason}", name)
    if comparison.rows or comparison.lost:
        yield Problem(Source(file), "R011", "读出的项目文件生成的指标行与表里不同", name)
