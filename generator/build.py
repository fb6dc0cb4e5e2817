"""Project files in, forms in the output folder out. Orders the stages and knows the names of outputs, nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator import __version__
from generator.expressions.fingerprint import fingerprint
from generator.fixing import with_hints
from generator.inspection import Inspection, in_file_order, inspect
from generator.ledger import Ledger
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

BOOK = "合订本"
_SUFFIX = ".docx"
_PROJECT = (".yaml", ".yml")
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Options:
    """What to make of each project: where to, which 分表 (all if ``only`` is empty), a book too, how many processes.

    ``force`` makes what has not changed again; ``prune`` removes the forms of 分表 that are gone.
    """

    out: Path
    catalogue: Catalogue
    only: tuple[str, ...] = ()
    book: bool = False
    jobs: int = 1
    force: bool = False
    prune: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one form: ``file`` is None if it could not be made; ``current`` if it stood there unchanged.

    ``changed`` says that it came from something else the last time.
    """

    form: str
    file: Path | None
    problems: tuple[Problem, ...] = ()
    current: bool = False
    changed: bool = False


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


def build(prepared: Prepared, options: Options, watch: Watch) -> list[Problem]:
    """Make the forms of one project; ``watch`` is told of each, in order. Returns what concerns the whole folder."""
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    workshop = Workshop.open(prepared, options.out, force=options.force)
    changed = False

    def told(made: Made) -> None:
        nonlocal changed
        changed = changed or made.changed
        watch(made)

    for name in project.broken:
        if not options.only or name in options.only:
            told(Made(name, None))
    try:
        if options.jobs > 1 and len(wanted) > _BATCH:
            _build_on_processes(prepared, wanted, options, told)
        else:
            for form in prepared.sub_forms(options.only):
                told(workshop.make(form))
        if options.book and wanted:
            watch(workshop.make_book(options.only))
        return workshop.leftovers(options, stale_book=changed and not options.book)
    finally:
        workshop.close()


def output_name(form: str) -> str:
    """The file of a form in the folder of its project."""
    return f"{clean_file_name(form)}{_SUFFIX}"


@dataclass(slots=True)
class Workshop:
    """Makes the forms of one project into its folder, and knows which of them stand there as they should."""

    prepared: Prepared
    ledger: Ledger
    force: bool
    every: str = ""

    @classmethod
    def open(cls, prepared: Prepared, out: Path, *, force: bool) -> Workshop:
        """The forms go to ``<out>/<项目>/<分表>.docx``."""
        return cls(prepared, Ledger.load(out / prepared.project.name), force)

    def make(self, form: SubForm) -> Made:
        """One form, unless it stands there already from the same origin."""
        if any(problem.severity is Severity.ERROR for problem in form.problems):
            return Made(form.name, None, form.problems)
        render = self.prepared.template.render
        return self._put(form.name, form.problems, self._origin(form), lambda: render(form.context, form.name))

    def make_book(self, only: Sequence[str]) -> Made:
        """All forms in one file. Forms that cannot be made are missing from it, and it says so."""
        project = self.prepared.project
        missing = [name for name in project.broken if not only or name in only]
        origins: list[str] = []
        for form in self.prepared.sub_forms(only):
            if any(problem.severity is Severity.ERROR for problem in form.problems):
                missing.append(form.name)
            else:
                origins.append(self._origin(form))
        origin, name = fingerprint(BOOK, origins), output_name(BOOK)
        if not missing and not self.force and self.ledger.is_current(name, origin):
            return Made(BOOK, self.ledger.folder / name, current=True)
        book = Book(self.prepared.template)
        for form in self.prepared.sub_forms(only):
            if form.name in missing:
                continue
            try:
                book.add(form.context, form.name)
            except JixiaoError:
                missing.append(form.name)
        source = Source(str(self.ledger.folder / name))
        if not book.forms:
            return Made(BOOK, None, (Problem(source, "O012", "没有一份分表可以合订", BOOK),))
        problems: tuple[Problem, ...] = ()
        if missing:
            message = f"缺 {len(missing)} 份有错误的分表：{'、'.join(missing[:5])}{'…' if len(missing) > 5 else ''}"
            problems = (Problem(source, "O013", message, BOOK, severity=Severity.WARNING),)
        return self._put(BOOK, problems, origin, book.finish)

    def leftovers(self, options: Options, *, stale_book: bool) -> list[Problem]:
        """Outputs of 分表 that are gone (with ``prune`` they go), and a book that no longer shows its forms."""
        project, book = self.prepared.project, output_name(BOOK)
        expected = {output_name(name) for name in project.form_names} | {book}
        found: list[Problem] = []
        for name in self.ledger.orphans(expected) if not options.only and not project.broken else ():
            message, severity = "项目里已没有这个分表；不要了请加 --prune 删去", Severity.WARNING
            try:
                if options.prune and self.ledger.prune(name):
                    message, severity = "项目里已没有这个分表，已删去", Severity.INFO
                elif options.prune:
                    message = "项目里已没有这个分表，但它有人手改过，所以没有删"
            except JixiaoError as error:
                found += error.problems
                continue
            found.append(Problem(Source(str(self.ledger.folder / name)), "O021", message, severity=severity))
        if stale_book and (self.ledger.folder / book).is_file():
            message = "分表有变化，合订本还是旧的；请加 --book 再生成"
            found.append(Problem(Source(str(self.ledger.folder / book)), "O022", message, severity=Severity.WARNING))
        return found

    def close(self) -> None:
        """Write down what was made; a folder that cannot be written has said so for every form."""
        with contextlib.suppress(JixiaoError, OSError):
            self.ledger.save()

    def _put(self, form: str, problems: tuple[Problem, ...], origin: str, render: Callable[[], bytes]) -> Made:
        name = output_name(form)
        file = self.ledger.folder / name
        if not self.force and self.ledger.is_current(name, origin):
            return Made(form, file, problems, current=True)
        before = self.ledger.entries.get(name)
        try:
            kept = self.ledger.write(name, render(), origin)
        except JixiaoError as error:
            return Made(form, None, (*problems, *error.problems))
        if kept is not None:
            message = f"这份表有人手改过，原样另存为“{kept.name}”；要保留的修改请写进项目文件，再生成一次"
            problems = (*problems, Problem(Source(str(file)), "O020", message, form, severity=Severity.WARNING))
        return Made(form, file, problems, changed=before is not None and before.origin != origin)

    def _origin(self, form: SubForm) -> str:
        """The hash of everything that a form comes from."""
        own = {name: value for name, value in form.context.items() if name != ALL_FORMS}
        every = form.context.get(ALL_FORMS)
        if isinstance(every, list) and not self.every:
            # The same list in every form: hashed once. What one form sees of another does not hold the list again.
            inside = [{name: value for name, value in each.items() if name != ALL_FORMS} for each in every]
            self.every = fingerprint(inside)
        return fingerprint(__version__, self.prepared.template.digest, form.name, own, self.every)


# Several processes: each loads the project and compiles the template itself, which costs less than sending them.

_workshop: Workshop | None = None


def _start(path: Path, options: Options) -> None:
    global _workshop  # noqa: PLW0603  # a process of the pool has no other place to keep what its tasks share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; the work in hand is finished
    prepared, _ = prepare(path, options.catalogue)
    _workshop = None if prepared is None else Workshop.open(prepared, options.out, force=options.force)


def _make_batch(names: Sequence[str], out: Path) -> list[Made]:
    if _workshop is None:
        return _lost(names, out)
    return [_workshop.make(form) for form in _workshop.prepared.sub_forms(names)]


def _lost(names: Sequence[str], out: Path) -> list[Made]:
    """A process ended or found its files changed."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或去掉 --jobs"
    return [Made(name, None, (Problem(Source(str(out)), "O015", message, name),)) for name in names]


def _build_on_processes(prepared: Prepared, wanted: Sequence[str], options: Options, watch: Watch) -> None:
    arguments = (prepared.project.path, options)
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
