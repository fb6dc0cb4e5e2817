"""Project files in, forms in the output folder out. Orders the stages and knows the names of outputs, nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.fixing import with_hints
from generator.inspection import Inspection, in_file_order, inspect
from generator.model import JixiaoError, Problem, Severity, Source
from generator.spec.keywords import ALL_FORMS
from generator.spec.project import Project, load_project
from generator.spec.resolve import SubForm
from generator.spec.unused import unused
from generator.templating.catalogue import Catalogue
from generator.templating.docx import DocxTemplate, compile_docx
from generator.templating.wml_book import Book
from generator.text.file_name import clean_file_name
from generator.text.nearest import nearest
from generator.writers.atomic import write_atomic

BOOK = "合订本"
_SUFFIX = ".docx"
_PROJECT = (".yaml", ".yml")
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Options:
    """What to make of each project: where to, which 分表 (all if ``only`` is empty), a book too, how many processes."""

    out: Path
    catalogue: Catalogue
    only: tuple[str, ...] = ()
    book: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one form: ``file`` is None if it could not be made."""

    form: str
    file: Path | None
    problems: tuple[Problem, ...] = ()


Watch = Callable[[Made], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project with its compiled template."""

    project: Project
    template: DocxTemplate

    def sub_forms(self, only: Sequence[str]) -> Iterator[SubForm]:
        """The sub-forms named, or all."""
        return self.project.contexts(only, self.template.names)

    def inspect(self) -> Inspection:
        """What is wrong with its values, over all sub-forms whichever are made."""
        return inspect(self.project, self.template.names)


def find_projects(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The project files meant, each once: files as given, folders searched for ``.yaml`` and ``.yml``."""
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
            inside = _projects_in(path)
            problems += [] if inside else [Problem(Source(str(path)), "O010", "文件夹里没有项目文件（.yaml）")]
        elif wrong := _not_a_project(path):
            inside = []
            problems.append(wrong)
        else:
            inside = [path]
        for each in inside:
            found.setdefault(Path(os.path.realpath(each)), each)
    files: dict[str, Path] = {}
    for path in found.values():
        other = files.setdefault(path.stem.casefold(), path)
        if other is not path:
            problems.append(Problem(Source(str(path)), "O011", f"与 {other} 同名，输出会放进同一个文件夹，请改名"))
    return list(files.values()), problems


def _projects_in(folder: Path) -> list[Path]:
    """Not what is hidden, nor the owner files that an editor leaves beside an open file."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in _PROJECT and path.is_file())
    return sorted(
        path for path in files if not any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)
    )


def _not_a_project(path: Path) -> Problem | None:
    if path.suffix.lower() not in _PROJECT:
        is_there = os.path.exists(path)  # noqa: PTH110  # as above
        missing = "没有这个文件夹；请在项目文件所在的文件夹里运行，或写明项目文件"
        return Problem(Source(str(path)), "O014", "这不是项目文件（.yaml）" if is_there else missing)
    if path.name.startswith("~$"):
        return Problem(Source(str(path)), "O014", "这是文件打开时留下的临时文件，请选名称不带“~$”的那一个")
    return None


def prepare(path: Path, catalogue: Catalogue) -> tuple[Prepared | None, list[Problem]]:
    """Load a project and compile its template; both are checked whatever is wrong with the other."""
    project, template, problems = _load(path, catalogue)
    return (None if project is None or template is None else Prepared(project, template)), problems


def check(path: Path, catalogue: Catalogue) -> tuple[Inspection | None, list[Problem]]:
    """Everything wrong with a project, in the order of its file; None if it cannot be loaded.

    A template that cannot be used is one of the problems; the values are checked without it.
    """
    project, template, problems = _load(path, catalogue)
    if project is None:
        return None, in_file_order(problems, str(path))
    inspection = inspect(project, () if template is None else template.names)
    found = with_hints([*problems, *inspection.problems], path, project.shown_as)
    return inspection, in_file_order(found, project.shown_as)


def _load(path: Path, catalogue: Catalogue) -> tuple[Project | None, DocxTemplate | None, list[Problem]]:
    project, problems = load_project(path)
    if project is None:
        return None, None, problems
    try:
        template = compiled(catalogue.find(project.template, project.template_source))
    except JixiaoError as error:
        return project, None, [*problems, *error.problems]
    return project, template, problems + unused(project, _used_by(template))


def _used_by(template: DocxTemplate) -> frozenset[str]:
    """The names of a template, and those that it takes of each of 全部分表."""
    every = template.shapes.get(ALL_FORMS)
    return template.names | (every.item.attributes.keys() if every is not None and every.item is not None else set())


def compiled(path: Path) -> DocxTemplate:
    """A template, compiled once however many projects use it, and again when the file has changed."""
    try:
        seen = path.stat()
    except OSError:
        return compile_docx(path)
    return _compiled(path, path.resolve(), seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=32)
def _compiled(path: Path, *_version: Path | int) -> DocxTemplate:
    return compile_docx(path)


def unknown_forms(prepared: Sequence[Prepared], only: Sequence[str]) -> list[str]:
    """Messages for names in ``only`` that no project has; none where there is no project to ask."""
    if not prepared:
        return []
    known = [name for each in prepared for name in (*each.project.form_names, *each.project.broken)]
    messages = []
    for name in only:
        if name not in known:
            near = nearest(name, known)
            messages.append(f"没有分表“{name}”" + (f"，是不是“{near}”？" if near else ""))
    return messages


def build(prepared: Prepared, options: Options, watch: Watch) -> None:
    """Make the forms of one project; ``watch`` is told of each, in order."""
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    for name in project.broken:
        if not options.only or name in options.only:
            watch(Made(name, None))
    if options.jobs > 1 and len(wanted) > _BATCH:
        _build_on_processes(prepared, wanted, options, watch)
    else:
        for form in prepared.sub_forms(options.only):
            watch(_make(prepared, form, options.out))
    if options.book and wanted:
        watch(_make_book(prepared, options))


def output_file(project: Project, form: str, out: Path) -> Path:
    """Where a form goes: ``<out>/<项目>/<分表>.docx``."""
    return out / project.name / f"{clean_file_name(form)}{_SUFFIX}"


def _make(prepared: Prepared, form: SubForm, out: Path) -> Made:
    problems = form.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Made(form.name, None, problems)
    file = output_file(prepared.project, form.name, out)
    try:
        write_atomic(file, prepared.template.render(form.context, form.name))
    except JixiaoError as error:
        return Made(form.name, None, (*problems, *error.problems))
    return Made(form.name, file, problems)


def _make_book(prepared: Prepared, options: Options) -> Made:
    """All forms in one file. Forms that cannot be made are missing from it, and it says so."""
    book = Book(prepared.template)
    missing = [name for name in prepared.project.broken if not options.only or name in options.only]
    for form in prepared.sub_forms(options.only):
        try:
            if any(problem.severity is Severity.ERROR for problem in form.problems):
                missing.append(form.name)
            else:
                book.add(form.context, form.name)
        except JixiaoError:
            missing.append(form.name)
    file = output_file(prepared.project, BOOK, options.out)
    if not book.forms:
        return Made(BOOK, None, (Problem(Source(str(file)), "O012", "没有一份分表可以合订", BOOK),))
    problems: tuple[Problem, ...] = ()
    if missing:
        message = f"缺 {len(missing)} 份有错误的分表：{'、'.join(missing[:5])}{'…' if len(missing) > 5 else ''}"
        problems = (Problem(Source(str(file)), "O013", message, BOOK, severity=Severity.WARNING),)
    try:
        write_atomic(file, book.finish())
    except JixiaoError as error:
        return Made(BOOK, None, (*problems, *error.problems))
    return Made(BOOK, file, problems)


# Several processes: each loads the project and compiles the template itself, which costs less than sending them.

_prepared: Prepared | None = None


def _start(path: Path, catalogue: Catalogue) -> None:
    global _prepared  # a process of the pool has no other place to keep what its tasks share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; the work in hand is finished
    _prepared, _ = prepare(path, catalogue)


def _make_batch(names: Sequence[str], out: Path) -> list[Made]:
    if _prepared is None:
        return _lost(names, out)
    return [_make(_prepared, form, out) for form in _prepared.sub_forms(names)]


def _lost(names: Sequence[str], out: Path) -> list[Made]:
    """A process ended or found its files changed."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或去掉 --jobs"
    return [Made(name, None, (Problem(Source(str(out)), "O015", message, name),)) for name in names]


def _build_on_processes(prepared: Prepared, wanted: Sequence[str], options: Options, watch: Watch) -> None:
    arguments = (prepared.project.path, options.catalogue)
    size = max(_BATCH, -(-len(wanted) // (options.jobs * 4)))
    batches = [wanted[at : at + size] for at in range(0, len(wanted), size)]
    with ProcessPoolExecutor(options.jobs, initializer=_start, initargs=arguments) as pool:
        try:
            for batch, future in _submitted(pool, batches, options.out):
                try:
                    finished = future.result()
                except BrokenProcessPool:
                    finished = _lost(batch, options.out)
                for made in finished:
                    watch(made)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _submitted(
    pool: ProcessPoolExecutor, batches: Sequence[Sequence[str]], out: Path
) -> list[tuple[Sequence[str], Future[list[Made]]]]:
    """Each batch with what will come of it; a pool that has broken already takes no more."""
    submitted: list[tuple[Sequence[str], Future[list[Made]]]] = []
    for batch in batches:
        try:
            future = pool.submit(_make_batch, batch, out)
        except BrokenProcessPool:
            future = Future()
            future.set_result(_lost(batch, out))
        submitted.append((batch, future))
    return submitted
