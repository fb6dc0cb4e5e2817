"""Prepared projects in, forms in the output folder out: orders what a build does, over one process or several."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from generator.model import Problem, Source
from generator.projects import Prepared, prepare
from generator.templating.catalogue import Catalogue
from generator.workshop import Made, Workshop

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Options:
    """What to make of each project: where to, in which formats, which 分表 (all if ``only`` is empty), a book too.

    ``jobs`` is how many processes; ``force`` makes what has not changed again; ``prune`` removes the forms of 分表 that
    are gone.
    """

    out: Path
    catalogue: Catalogue
    formats: tuple[str, ...] = ("docx",)
    only: tuple[str, ...] = ()
    book: bool = False
    jobs: int = 1
    force: bool = False
    prune: bool = False


Watch = Callable[[Made], None]


def build(prepared: Prepared, options: Options, watch: Watch) -> list[Problem]:
    """Make the forms of one project; ``watch`` is told of each, in order. Returns what concerns the whole folder."""
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    workshop = Workshop.open(prepared, options.out, options.formats, force=options.force)
    changed = False

    def told(made: Made) -> None:
        nonlocal changed
        changed = changed or made.changed
        watch(made)

    for name in project.broken:
        if not options.only or name in options.only:
            told(Made(name, failed=True))
    try:
        if options.jobs > 1 and len(wanted) > _BATCH:
            _build_on_processes(prepared, wanted, options, told)
        else:
            for form in prepared.sub_forms(options.only):
                told(workshop.make(form))
        if options.book and wanted:
            watch(workshop.make_book(options.only))
        found = [] if options.only or project.broken else workshop.orphans(prune=options.prune)
        return found + (workshop.stale_books() if changed and not options.book else [])
    finally:
        workshop.close()


# Several processes. A forked one has the project and its templates already; others load and compile them themselves,
# which costs less than sending them.

_workshop: Workshop | None = None


def _start(path: Path, options: Options, inherited: Prepared | None) -> None:
    global _workshop  # noqa: PLW0603  # a process of the pool has no other place to keep what its tasks share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; the work in hand is finished
    gc.freeze()  # what is inherited stays shared: collecting would touch, and so copy, all of it
    prepared = inherited or prepare(path, options.catalogue)[0]
    _workshop = None if prepared is None else Workshop.open(prepared, options.out, options.formats, force=options.force)


def _make_batch(names: Sequence[str], out: Path) -> list[Made]:
    if _workshop is None:
        return _lost(names, out)
    return [_workshop.make(form) for form in _workshop.prepared.sub_forms(names)]


def _lost(names: Sequence[str], out: Path) -> list[Made]:
    """A process ended or found its files changed."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或去掉 --jobs"
    return [Made(name, problems=(Problem(Source(str(out)), "O015", message, name),), failed=True) for name in names]


def _build_on_processes(prepared: Prepared, wanted: Sequence[str], options: Options, watch: Watch) -> None:
    inherited = prepared if multiprocessing.get_start_method() == "fork" else None
    arguments = (prepared.project.path, options, inherited)
    size = max(_BATCH, -(-len(wanted) // (options.jobs * 8)))
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
