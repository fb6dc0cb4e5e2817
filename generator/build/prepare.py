"""Finds project files, loads them and compiles their templates: where every command starts. Makes no form."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.build.titles import title_line
from generator.check.fix import with_hints
from generator.chinese.nearest import nearest
from generator.jinja.shapes import Shape, merged
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.keywords import ALL_FORMS
from generator.project.load import load_project, misnamed, unused
from generator.project.resolve import Project, SubForm
from generator.project.uses import use_problems
from generator.project.workbook.sheets import WORKBOOK, has_project
from generator.template.catalogue import Catalogue, TemplateFiles
from generator.template.excel.template import XlsxTemplate, compile_xlsx
from generator.template.labels import PlaceholderLabel, excel_labels, word_labels
from generator.template.language.compile import CompiledPart
from generator.template.word.template import DocxTemplate, compile_docx

if TYPE_CHECKING:
    from generator.check.inspect import Inspection
    from generator.document.docx.reader import DocxReader
    from generator.document.model import Document

MOST_CHECKED = 1000
"""分表 of a project. The checks hold all of them in memory; a build of more leaves the checks to ``jixiao check``."""
T = TypeVar("T")
_YAML = (".yaml", ".yml")
_EXACT = b'w:hRule="exact"'


class Templates(Struct, frozen=True, dict=True):
    """A template as compiled: its Word file, its Excel file, or both; never neither."""

    docx: DocxTemplate | None = None
    xlsx: XlsxTemplate | None = None

    @property
    def printed(self) -> DocxTemplate | XlsxTemplate:
        """The file whose form is what prints: the Word file, and where there is none, the Excel file."""
        printed = self.docx or self.xlsx
        assert printed is not None  # noqa: S101  # the catalogue finds no template without a file
        return printed

    @cached_property
    def reader(self) -> DocxReader:
        """Reads the Word forms made from it."""
        from generator.document.docx.reader import DocxReader

        return DocxReader()

    @cached_property
    def _blank(self) -> Document | tuple[Problem, ...]:
        """The printed file as read before it is filled; the problems if it has no pages."""
        from generator.document.xlsx.reader import read_xlsx

        read = self.reader.read if self.docx is not None else read_xlsx
        try:
            return read(self.printed.package, Source(self.printed.file))
        except JixiaoError as error:
            return error.problems

    @property
    def title_line(self) -> str:
        """What the template prints as the title of its forms, tags included; blank if it has no such line."""
        return "" if isinstance(self._blank, tuple) else title_line(self._blank)

    @property
    def losses(self) -> tuple[Problem, ...]:
        """What a PDF of its forms will not show, as making one says it: text that it would lack is an error."""
        from generator.document.unsupported import before_filling, without_text

        if isinstance(self._blank, tuple):
            return self._blank
        refused = without_text(self._blank.problems)
        return tuple(
            replace(each, severity=Severity.ERROR) if each in refused else each
            for each in before_filling(self._blank.problems)
        )

    @cached_property
    def has_exact_rows(self) -> bool:
        """Whether rows of the Word file have a height that text cannot raise, and so may be cut off."""
        return self.docx is not None and _EXACT in self.docx.package.members[self.docx.main]

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """What the template expects of each free name: a text, a list, or a mapping with certain attributes."""
        return merged(each.shapes for each in (self.docx, self.xlsx) if each is not None)

    @property
    def labels(self) -> Mapping[str, PlaceholderLabel]:
        """The words beside each placeholder; where both files have some, those of the Word file."""
        word = word_labels(self.docx) if self.docx is not None else {}
        sheet = excel_labels(self.xlsx) if self.xlsx is not None else {}
        return {**sheet, **word}

    @property
    def parts(self) -> tuple[CompiledPart, ...]:
        """The parts that both files fill."""
        layouts = [sheet.layout for sheet in self.xlsx.sheets] if self.xlsx is not None else []
        word = self.docx.parts if self.docx is not None else ()
        return (*word, *(layout.part for layout in layouts if layout is not None))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings about what filling the template cannot keep."""
        return tuple(problem for each in (self.docx, self.xlsx) if each is not None for problem in each.problems)

    @property
    def names(self) -> frozenset[str]:
        """The free names that the template uses."""
        return frozenset(self.shapes)


class Prepared(Struct, frozen=True):
    """A project with its compiled templates; ``problems`` are what loading and compiling found."""

    project: Project
    templates: Templates
    problems: tuple[Problem, ...] = ()

    def sub_forms(self, only: Sequence[str]) -> Iterator[SubForm]:
        """The sub-forms that ``only`` names, all if it is empty; resolved one by one as they are taken."""
        return self.project.contexts(only, self.templates.names)

    def inspect(self) -> Inspection:
        """Check the values of all sub-forms with all rules, also of those that are not being made."""
        from generator.check.inspect import inspect  # the rules take long to import

        return inspect(self.project, self.templates.shapes)


class Checks:
    """The checks of a project, run when they are first asked for and only once.

    ``most``: those of a project with more 分表 are not run, because they hold all of them in memory.
    """

    def __init__(self, prepared: Prepared, most: int | None = None) -> None:
        self._prepared = prepared
        self._most = most

    @property
    def are_run(self) -> bool:
        """Whether the project has few enough 分表."""
        return self._most is None or len(self._prepared.project.form_names) <= self._most

    @cached_property
    def inspection(self) -> Inspection | None:
        """What they found; None where they are not run."""
        return self._prepared.inspect() if self.are_run else None


def find_projects(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The project files at ``paths``, each once: files as given, and all in folders; and problems.

    A workbook in a folder is one only if it holds a project. A YAML file and a workbook of one name are left out.
    """
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
            inside = _projects_in(path)
            problems += [] if inside else [Problem(Source(str(path)), "O010", "文件夹里没有项目文件（.yaml、.xlsx）")]
        elif wrong := _not_a_project(path):
            inside = []
            problems.append(wrong)
        else:
            inside = [path]
        for each in inside:
            if other := _same_project(each):
                message = f"与 {other.name} 是同名的两个项目文件，不知道以哪个为准，都没有做：请移走其中一个"
                problems.append(Problem(Source(str(each)), "O019", message))
            else:
                found.setdefault(Path(os.path.realpath(each)), each)
    # Equal stems would share an output folder, on Windows and macOS also if they differ in case.
    files: dict[str, Path] = {}
    for path in found.values():
        other = files.setdefault(path.stem.casefold(), path)
        if other is not path:
            problems.append(Problem(Source(str(path)), "O011", f"与 {other} 同名，输出会放进同一个文件夹，请改名"))
    return list(files.values()), problems


def _projects_in(folder: Path) -> list[Path]:
    """The project files in a folder, without hidden files and the owner files that editors keep beside an open file."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in {*_YAML, WORKBOOK} and path.is_file())
    seen = (path for path in files if not any(part.startswith((".", "~")) for part in path.relative_to(folder).parts))
    return sorted(path for path in seen if path.suffix.lower() in _YAML or has_project(path))


def _same_project(path: Path) -> Path | None:
    """A project file of the same name in the other format, beside this one; None if there is none."""
    if not os.path.isfile(path):  # noqa: PTH113  # as above
        return None
    if path.suffix.lower() in _YAML:
        other = path.with_suffix(WORKBOOK)
        return other if other.is_file() and has_project(other) else None
    return next((other for suffix in _YAML if (other := path.with_suffix(suffix)).is_file()), None)


def _not_a_project(path: Path) -> Problem | None:
    if path.suffix.lower() not in {*_YAML, WORKBOOK}:
        is_there = os.path.exists(path)  # noqa: PTH110  # as above
        missing = "没有这个文件夹；请在项目文件所在的文件夹里运行，或写明项目文件"
        return Problem(Source(str(path)), "O014", "这不是项目文件（.yaml、.xlsx）" if is_there else missing)
    if path.name.startswith("~$"):
        return Problem(Source(str(path)), "O014", "这是文件打开时留下的临时文件，请选名称不带“~$”的那一个")
    return None


def prepare(path: Path, catalogue: Catalogue, allowed: Collection[Path] = ()) -> tuple[Prepared | None, list[Problem]]:
    """Load a project and compile its template; None where either cannot be used. The problems are those of both."""
    project, templates, problems = _load(path, catalogue, allowed)
    return (None if project is None or templates is None else Prepared(project, templates, tuple(problems))), problems


def check(path: Path, catalogue: Catalogue, allowed: Collection[Path] = ()) -> tuple[Inspection | None, list[Problem]]:
    """Everything wrong with a project, in the order of its file; the first value is None if it cannot be loaded.

    A template that cannot be used is one of the problems; then the values are checked without it.
    """
    from generator.check.inspect import in_file_order, inspect  # as above

    project, templates, problems = _load(path, catalogue, allowed)
    if project is None:
        return None, in_file_order(problems, str(path))
    inspection = inspect(project, {} if templates is None else templates.shapes)
    found = with_hints([*problems, *inspection.problems], path, project.shown_as)
    return inspection, in_file_order(found, project.shown_as)


def _load(
    path: Path, catalogue: Catalogue, allowed: Collection[Path]
) -> tuple[Project | None, Templates | None, list[Problem]]:
    """Load a project and compile its template; each is None where it cannot be used."""
    project, problems = load_project(path, allowed=allowed)
    if project is None:
        return None, None, problems
    try:
        templates = compiled(catalogue.find(project.template, project.template_source))
    except JixiaoError as error:
        return project, None, [*problems, *error.problems, *misnamed(project, error.problems)]
    problems += [*templates.problems, *unused(project, _used_by(templates)), *use_problems(project, templates.shapes)]
    return project, templates, problems


def _used_by(templates: Templates) -> frozenset[str]:
    """The free names of a template, all as typed in its tags, and what it reads from the members of 全部分表."""
    every = templates.shapes.get(ALL_FORMS)
    # A name like 年度/项目指标值 is told where it is computed.
    typed = {tag.meaning.inner for part in templates.parts for tag in part.tags.values()}
    read = every.item.attributes.keys() if every is not None and every.item is not None else set[str]()
    return templates.names | typed | read


def compiled(files: TemplateFiles) -> Templates:
    """Compile a template. The result is kept for further projects and compiled again once a file has changed.

    JixiaoError with the mistakes of both files.
    """
    problems: list[Problem] = []
    docx = _try_compile(_compiled_docx, files.docx, problems, keeps_active=files.keeps_active)
    xlsx = _try_compile(_compiled_xlsx, files.xlsx, problems, keeps_active=files.keeps_active)
    if problems:
        raise JixiaoError(*problems)
    return Templates(docx, xlsx)


def _try_compile(
    compile_: Callable[..., T], path: Path | None, problems: list[Problem], *, keeps_active: bool
) -> T | None:
    """A template file as compiled; None where there is no file, or its mistakes were added to ``problems``."""
    if path is None:
        return None
    try:
        return compile_(path, keeps_active, *_file_version(path))
    except JixiaoError as error:
        problems += error.problems
        return None


@lru_cache(maxsize=32)
def _compiled_docx(path: Path, keeps_active: bool, *_file_version: Path | int) -> DocxTemplate:  # noqa: FBT001
    return compile_docx(path, keeps_active=keeps_active)


@lru_cache(maxsize=32)
def _compiled_xlsx(path: Path, keeps_active: bool, *_file_version: Path | int) -> XlsxTemplate:  # noqa: FBT001
    return compile_xlsx(path, keeps_active=keeps_active)


def _file_version(path: Path) -> tuple[Path | int, ...]:
    """What changes when a file is saved, as a further key of the caches above."""
    try:
        seen = path.stat()
    except OSError:
        return ()
    return path.resolve(), seen.st_mtime_ns, seen.st_size


def unknown_forms(prepared: Sequence[Prepared], only: Sequence[str]) -> list[str]:
    """A message for each name in ``only`` that no project has; none where no project could be prepared."""
    if not prepared:
        return []
    known = [name for each in prepared for name in (*each.project.form_names, *each.project.broken)]
    messages = []
    for name in only:
        if name not in known:
            near = nearest(name, known)
            messages.append(f"没有分表“{name}”" + (f"，是不是“{near}”？" if near else ""))
    return messages
