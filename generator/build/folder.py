"""Makes the files of one project in its output folder and skips those that are current.

A file is current if it is unchanged since it was written from the same values, template, fonts and program.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator import __version__
from generator.build.books.book import BookTitle, new_book
from generator.build.companions import COMPANIONS, Companion, Finished, companions
from generator.build.forms import FORMATS, Filling, SharedFonts, figures_of
from generator.build.ledger import Ledger, fingerprint
from generator.build.prepare import Prepared
from generator.chinese.names import clean_file_name
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.keywords import ALL_FORMS
from generator.project.resolve import SubForm
from generator.template.catalogue import Catalogue

if TYPE_CHECKING:
    from generator.document.compare import Difference

BOOK = "合订本"
WORTH_A_PROCESS = 32  # forms: fewer are made before a process that inherits all it needs has begun
_MOST_ORPHANS = 20  # of one kind are listed
_MOST_COMPARED = 20  # forms are compared with their old files; where more have changed, the template has


class Options(Struct, frozen=True):
    """The options of a build: the output folder, formats, which 分表 (all if ``only`` is empty), whether a book too.

    ``jobs`` is the greatest number of processes; ``force`` also makes forms that are current; ``prune`` removes the
    files of 分表 that the project no longer has. ``allowed`` are further folders that a project may name files in.
    """

    out: Path
    catalogue: Catalogue
    formats: tuple[str, ...] = ("docx",)
    only: tuple[str, ...] = ()
    book: bool = False
    jobs: int = 1
    force: bool = False
    prune: bool = False
    allowed: tuple[Path, ...] = ()


class MadeForm(Struct, frozen=True):
    """The outcome for one form in all formats. ``failed``: some of its files could not be made.

    ``current``: all of its files were current and left alone. ``changed``: one was made before from other values,
    template or program; ``changes`` are the differences to what it showed then. ``values`` is a hash of all that it can
    print, ``figures`` the values of its variables.
    """

    form: str
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    current: bool = False
    changed: bool = False
    changes: tuple[Difference, ...] = ()
    values: str = ""
    figures: Mapping[str, str] = {}

    @property
    def reason(self) -> str:
        """What its first error says; blank where there is none."""
        return next((problem.message for problem in self.problems if problem.severity is Severity.ERROR), "")


def output_name(form: str, suffix: str) -> str:
    """The name of a form's file; ``suffix`` without dot."""
    return f"{clean_file_name(form)}.{suffix}"


class OutputFolder(Struct):
    """The output of one project, ``<out>/<项目>/<分表>.<格式>``.

    ``origins`` has, for each format asked for, the hash of what its files depend on besides the values.
    ``all_forms_hash`` is the hash of 全部分表 once known; ``compared_count`` counts the forms compared with their old
    files.
    """

    prepared: Prepared
    ledger: Ledger
    origins: dict[str, str]
    force: bool
    shared_fonts: SharedFonts
    all_forms_hash: str = ""
    compared_count: int = 0

    @classmethod
    def open(cls, prepared: Prepared, options: Options, shared_fonts: SharedFonts) -> OutputFolder:
        """Open the folder of a project for one build; reads its ledger."""
        origins = {name: FORMATS[name].origin(prepared.templates, shared_fonts) for name in options.formats}
        return cls(prepared, Ledger.load(options.out / prepared.project.name), origins, options.force, shared_fonts)

    def make(self, form: SubForm) -> MadeForm:
        """Make one form in every format, except for files that are current."""
        if any(problem.severity is Severity.ERROR for problem in form.problems):
            return self._failed(form)
        filling = Filling(self.prepared, form, self.shared_fonts)
        values = self._values_hash(form)
        # Read now: the old file is about to be replaced.
        before = self._old_file(form.name) if self.compared_count < _MOST_COMPARED else None
        made = [
            self._write(form.name, kind, fingerprint(values, origin), partial(FORMATS[kind].make, filling))
            for kind, origin in self.origins.items()
        ]
        outcome = _outcome(form.name, (*form.problems, *filling.problems), made)
        changes = self._changes(before, filling) if outcome.changed else ()
        return replace(outcome, changes=changes, values=values, figures=self._figures(form))

    def look_up(self, form: SubForm) -> MadeForm:
        """The outcome of making a form without making it: ``failed``, ``current`` or neither."""
        if any(problem.severity is Severity.ERROR for problem in form.problems):
            return self._failed(form)
        values = self._values_hash(form)
        names = {output_name(form.name, kind): fingerprint(values, origin) for kind, origin in self.origins.items()}
        current = all(self.ledger.is_current(name, origin) for name, origin in names.items())
        return MadeForm(form.name, current=current, values=values, figures=self._figures(form))

    def _failed(self, form: SubForm) -> MadeForm:
        """The outcome of a form whose values have errors: what failed has no hash, but what is said of it has."""
        figures = self._figures(form)
        values = fingerprint([problem.message for problem in form.problems], figures)
        return MadeForm(form.name, form.problems, failed=True, values=values, figures=figures)

    def _figures(self, form: SubForm) -> dict[str, str]:
        return figures_of(form, self.prepared.project.variables)

    def _old_file(self, form: str) -> tuple[str, bytes] | None:
        """The format and bytes of a form's old file, to compare it with the new one; None if there is none unedited."""
        for kind in ("docx", "xlsx"):
            if kind in self.origins and (data := self.ledger.unedited(output_name(form, kind))) is not None:
                return kind, data
        return None

    def _changes(self, before: tuple[str, bytes] | None, filling: Filling) -> tuple[Difference, ...]:
        """The differences between a form's old file and its new one; empty after ``_MOST_COMPARED`` forms."""
        if before is None or self.compared_count >= _MOST_COMPARED:
            return ()
        from generator.document.compare import READERS, compare

        self.compared_count += 1
        kind, old = before
        read, source = READERS[kind], Source(filling.form.name)
        try:
            return tuple(compare(read(old, source), read(FORMATS[kind].make(filling), source)))
        except JixiaoError:  # reported already by ``_write``; another format was made
            return ()

    def make_book(self, only: Sequence[str]) -> MadeForm:
        """Bind all forms into one file of each format; a warning names the forms that are missing from it."""
        return _outcome(BOOK, (), [self._book(kind, only) for kind in self.origins])

    def _book(self, kind: str, only: Sequence[str]) -> _WrittenFile:
        """Make the book in one format unless it is current."""
        project = self.prepared.project
        missing = [name for name in project.broken if not only or name in only]
        origins: list[str] = []
        for form in self.prepared.sub_forms(only):
            if any(problem.severity is Severity.ERROR for problem in form.problems):
                missing.append(form.name)
            else:
                origins.append(self._values_hash(form))
        origin, name = fingerprint(BOOK, origins, self.origins[kind]), output_name(BOOK, kind)
        if not missing and not self.force and self.ledger.is_current(name, origin):
            return _WrittenFile(current=True)
        # The forms are resolved a second time rather than kept from the loop above: a book may have thousands.
        book, title = new_book(kind, self.prepared.templates), BookTitle(project.name)
        bound = 0
        for form in self.prepared.sub_forms(only):
            if form.name in missing:
                continue
            try:
                filling = Filling(self.prepared, form, self.shared_fonts)
                book.add(filling)
                title.add(filling)
                bound += 1
            except JixiaoError:
                missing.append(form.name)
        source = Source(str(self.ledger.folder / name))
        if not bound:
            return _WrittenFile((Problem(source, "O012", "没有一份分表可以合订", BOOK),), failed=True)
        problems: tuple[Problem, ...] = ()
        if missing:
            message = f"缺 {len(missing)} 份有错误的分表：{'、'.join(missing[:5])}{'…' if len(missing) > 5 else ''}"
            problems = (Problem(source, "O013", message, BOOK, severity=Severity.WARNING),)
        written = self._write(BOOK, kind, origin, lambda: book.finish(title.text))
        return replace(written, problems=(*problems, *written.problems))

    def stale_books(self) -> list[Problem]:
        """Warnings about books that exist but no longer show what their forms show."""
        message = "分表有变化，合订本还是旧的；请加 --book 再生成"
        books = [self.ledger.folder / output_name(BOOK, kind) for kind in FORMATS]
        return [
            Problem(Source(str(book)), "O022", message, severity=Severity.WARNING) for book in books if book.is_file()
        ]

    def orphans(self, *, prune: bool) -> list[Problem]:
        """Problems for files of 分表 that the project no longer has; with ``prune`` these files are removed."""
        stems = map(clean_file_name, (*self.prepared.project.form_names, BOOK))
        expected = {f"{stem}.{kind}" for stem in stems for kind in FORMATS}
        expected |= {companion.file_name(self.prepared.project) for companion in companions(self.prepared.project)}
        found: list[Problem] = []
        alike: Counter[str] = Counter()
        beside = {f"{companion.stem}.{companion.suffix}" for companion in COMPANIONS}
        for name in self.ledger.orphans(expected):
            gone = "这个项目不再有这份文件" if name in beside else "项目里已没有这个分表"
            message, severity = f"{gone}；不要了请加 --prune 删去", Severity.WARNING
            try:
                if prune and self.ledger.prune(name):
                    message, severity = f"{gone}，已删去", Severity.INFO
                elif prune:
                    message = f"{gone}，但它有人手改过，所以没有删"
            except JixiaoError as error:
                found += error.problems
                continue
            alike[message] += 1
            if alike[message] <= _MOST_ORPHANS:
                found.append(Problem(Source(str(self.ledger.folder / name)), "O021", message, severity=severity))
        for message, number in alike.items():
            if number > _MOST_ORPHANS:
                more = f"还有 {number - _MOST_ORPHANS} 个文件没有列出：{message}"
                found.append(Problem(Source(str(self.ledger.folder)), "O021", more, severity=Severity.INFO))
        return found

    def close(self) -> None:
        """Save the ledger. Errors are ignored: a folder that cannot be written was reported for every form."""
        with contextlib.suppress(JixiaoError, OSError):
            self.ledger.save()

    def leave(self, companion: Companion, finished: Finished) -> tuple[Problem, ...]:
        """Make a file beside the forms unless it is current; returns what went wrong or is missing from it."""
        name = companion.file_name(self.prepared.project)
        if not self.force and self.ledger.is_current(name, finished.origin):
            return ()
        try:
            made = companion.make(finished)
            if made is None:
                return self._leave_out(name, finished.origin)
        except JixiaoError as error:
            return error.problems
        stem, _, kind = name.rpartition(".")
        return (*self._write(stem, kind, finished.origin, lambda: made).problems, *companion.notes(finished))

    def _leave_out(self, name: str, origin: str) -> tuple[Problem, ...]:
        """Remove a file beside the forms that has nothing to say any more; a warning if it stays."""
        if self.ledger.leave_out(name, origin):
            return ()
        message = "这份已不再需要，但它有人手改过，所以没有删；不要了请自己删去"
        return (Problem(Source(str(self.ledger.folder / name)), "O021", message, severity=Severity.WARNING),)

    def _write(self, form: str, kind: str, origin: str, make: Callable[[], bytes]) -> _WrittenFile:
        """Write the bytes that ``make`` gives unless the file is current."""
        name = output_name(form, kind)
        if not self.force and self.ledger.is_current(name, origin):
            return _WrittenFile(current=True)
        before = self.ledger.entries.get(name)
        try:
            kept = self.ledger.write(name, make(), origin)
        except JixiaoError as error:
            return _WrittenFile(error.problems, failed=True)
        problems: tuple[Problem, ...] = ()
        if kept is not None:
            message = f"这份表有人手改过，原样另存为“{kept.name}”；要保留的修改请写进项目文件，再生成一次"
            problems = (
                Problem(Source(str(self.ledger.folder / name)), "O020", message, form, severity=Severity.WARNING),
            )
        return _WrittenFile(problems, changed=before is not None and before.origin != origin)

    def _values_hash(self, form: SubForm) -> str:
        """A hash of the program's version and of all values that a form can print."""
        own = {name: value for name, value in form.context.items() if name != ALL_FORMS}
        every = form.context.get(ALL_FORMS)
        if isinstance(every, list) and not self.all_forms_hash:
            # 全部分表 is the same list in every form, so it is hashed once, and its members without the list in them.
            inside = ({name: value for name, value in each.items() if name != ALL_FORMS} for each in every)
            self.all_forms_hash = fingerprint(*map(fingerprint, inside))
        return fingerprint(__version__, form.name, own, self.all_forms_hash)


class _WrittenFile(Struct, frozen=True):
    """The outcome for one file, as ``MadeForm`` for a form."""

    problems: tuple[Problem, ...] = ()
    current: bool = False
    changed: bool = False
    failed: bool = False


def _outcome(form: str, problems: tuple[Problem, ...], written: Sequence[_WrittenFile]) -> MadeForm:
    """The outcome of a form from those of its files."""
    return MadeForm(
        form,
        (*problems, *(problem for each in written for problem in each.problems)),
        failed=any(each.failed for each in written),
        current=all(each.current for each in written),
        changed=any(each.changed for each in written),
    )
