"""Makes the forms of one project over several processes and reports them in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from generator.build.folder import WORTH_A_PROCESS, MadeForm, Options, OutputFolder
from generator.build.forms import SharedFonts
from generator.build.prepare import Prepared, prepare
from generator.problem import Problem, Source

_WORTH_A_SPAWNED_PROCESS = 1000  # forms: one that is not forked needs half a second to start, more on Windows
_SMALLEST, _LARGEST = 8, 128  # forms of a batch: only at its end does the bar move and Ctrl-C take effect
_CANNOT_START = (ImportError, NotImplementedError, OSError, RuntimeError)
"""What is raised on a system that has no semaphores or does not allow another process or thread."""

_T = TypeVar("_T")
_Batch = tuple[list[MadeForm], tuple[Problem, ...]]
_output_folder: OutputFolder | None = None


def _start(path: Path, options: Options, inherited: tuple[Prepared, SharedFonts] | None) -> None:
    """Prepare a process of the pool; ``inherited`` is None where processes are not forked."""
    global _output_folder  # noqa: PLW0603  # tasks of a pool can share nothing else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C; the current batch is finished
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepared, shared_fonts = inherited or (prepare(path, options.catalogue, options.allowed)[0], SharedFonts())
    if prepared is not None:
        _output_folder = OutputFolder.open(prepared, options, shared_fonts)


def _end_with_parent() -> None:
    """Exit when the parent is killed: a process of the pool would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_batch(names: Sequence[str], out: Path) -> _Batch:
    """Make some forms; returns their outcomes and the problems of the fonts."""
    if _output_folder is None:
        return _failed_batch(names, out)
    made = [_output_folder.make(form) for form in _output_folder.prepared.sub_forms(names)]
    return made, _output_folder.shared_fonts.close()


def _failed_batch(names: Sequence[str], out: Path) -> _Batch:
    """The outcome of forms whose process ended early or found the project unreadable."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或加上 --jobs 1"
    source = Source(str(out))
    return [MadeForm(name, problems=(Problem(source, "O015", message, name),), failed=True) for name in names], ()


def worth_starting(jobs: int, forms: int) -> int:
    """How many processes, at most ``jobs``, are worth starting for this many forms."""
    is_forked = multiprocessing.get_start_method() == "fork"
    return min(jobs, forms // (WORTH_A_PROCESS if is_forked else _WORTH_A_SPAWNED_PROCESS))


def make_on_processes(
    prepared: Prepared,
    shared_fonts: SharedFonts,
    wanted: Sequence[str],
    options: Options,
    on_made: Callable[[MadeForm], None],
) -> Iterable[Problem] | None:
    """Make the forms in ``wanted``; ``on_made`` is called with each, in order. Returns the problems of the fonts.

    None, and nothing is made, where the system starts no processes.

    A forked process has the project, its templates and fonts already; others load and compile them themselves, which
    costs less than sending them.
    """
    inherited = (prepared, shared_fonts) if multiprocessing.get_start_method() == "fork" else None
    shared_fonts.close()  # forked processes would share the read position of an open font file
    try:
        pool = ProcessPoolExecutor(
            options.jobs, initializer=_start, initargs=(prepared.project.path, options, inherited)
        )
        # Inside the try because the pool starts its processes only when work is submitted.
        submitted = _submitted(pool, batches(wanted, options.jobs), options.out)
    except _CANNOT_START:
        for started in multiprocessing.active_children():
            started.terminate()
        return None
    found: dict[Problem, None] = {}
    try:
        for batch, future in submitted:
            try:
                finished, problems = future.result()
            except BrokenProcessPool:
                finished, problems = _failed_batch(batch, options.out)
            found |= dict.fromkeys(problems)
            for made in finished:
                on_made(made)
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C only the batches in hand are finished
    return found


def batches(names: Sequence[_T], processes: int) -> Iterator[Sequence[_T]]:
    """The names in batches that get ever smaller, so that all processes end at about the same time."""
    at = 0
    while at < len(names):
        size = min(max(_SMALLEST, (len(names) - at) // (4 * processes)), _LARGEST)
        yield names[at : at + size]
        at += size


def _submitted(
    pool: ProcessPoolExecutor, batches: Iterable[Sequence[str]], out: Path
) -> list[tuple[Sequence[str], Future[_Batch]]]:
    """Submit all batches; those that a pool already broken does not take get their failure as result."""
    submitted: list[tuple[Sequence[str], Future[_Batch]]] = []
    for batch in batches:
        try:
            future = pool.submit(_make_batch, batch, out)
        except BrokenProcessPool:
            future = Future()
            future.set_result(_failed_batch(batch, out))
        submitted.append((batch, future))
    return submitted
