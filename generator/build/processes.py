"""The names of forms in, their files out: a project's forms made over several processes, told in order."""

from __future__ import annotations

import gc
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

_WORTH_ONE_THAT_INHERITS_NOTHING = 1000  # forms: it takes half a second to begin, more on Windows
_SMALLEST, _LARGEST = 8, 128  # forms of a batch: its end is when the bar moves, and when Ctrl-C is heeded
_REFUSED = (ImportError, NotImplementedError, OSError, RuntimeError)
"""What a system raises that has no semaphores, or lets nobody start another process or thread."""

_T = TypeVar("_T")
_Batch = tuple[list[MadeForm], tuple[Problem, ...]]
_output_folder: OutputFolder | None = None


def _start(path: Path, options: Options, inherited: tuple[Prepared, SharedFonts] | None) -> None:
    global _output_folder  # noqa: PLW0603  # a process of the pool has no other place to keep what its tasks share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; the work in hand is finished
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what is inherited stays shared: collecting would touch, and so copy, all of it
    prepared, shared_fonts = inherited or (prepare(path, options.catalogue)[0], SharedFonts())
    if prepared is not None:
        _output_folder = OutputFolder.open(prepared, options, shared_fonts)


def _end_with_parent() -> None:
    """A process of the pool would wait for ever for work from a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_batch(names: Sequence[str], out: Path) -> _Batch:
    """What became of some forms, and what the fonts could not draw."""
    if _output_folder is None:
        return _lost(names, out)
    made = [_output_folder.make(form) for form in _output_folder.prepared.sub_forms(names)]
    return made, _output_folder.shared_fonts.close()


def _lost(names: Sequence[str], out: Path) -> _Batch:
    """A process ended or found its files changed."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或加上 --jobs 1"
    source = Source(str(out))
    return [MadeForm(name, problems=(Problem(source, "O015", message, name),), failed=True) for name in names], ()


def worth_starting(jobs: int, forms: int) -> int:
    """How many of ``jobs`` processes so many forms are worth."""
    is_forked = multiprocessing.get_start_method() == "fork"
    return min(jobs, forms // (WORTH_A_PROCESS if is_forked else _WORTH_ONE_THAT_INHERITS_NOTHING))


def make_on_processes(
    prepared: Prepared,
    shared_fonts: SharedFonts,
    wanted: Sequence[str],
    options: Options,
    watch: Callable[[MadeForm], None],
) -> Iterable[Problem] | None:
    """Make the forms named; ``watch`` is told of each, in order. Returns what the fonts could not draw.

    None, and nothing is made, where the system starts no processes.

    A forked process has the project, its templates and fonts already; others load and compile them themselves, which
    costs less than sending them.
    """
    inherited = (prepared, shared_fonts) if multiprocessing.get_start_method() == "fork" else None
    shared_fonts.close()  # an open font file has one position, which forked processes would share
    try:
        pool = ProcessPoolExecutor(
            options.jobs, initializer=_start, initargs=(prepared.project.path, options, inherited)
        )
        submitted = _submitted(pool, batches(wanted, options.jobs), options.out)
    except _REFUSED:
        for started in multiprocessing.active_children():
            started.terminate()
        return None
    found: dict[Problem, None] = {}
    try:
        for batch, future in submitted:
            try:
                finished, problems = future.result()
            except BrokenProcessPool:
                finished, problems = _lost(batch, options.out)
            found |= dict.fromkeys(problems)
            for made in finished:
                watch(made)
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C only the batches in hand are finished
    return found


def batches(names: Sequence[_T], processes: int) -> Iterator[Sequence[_T]]:
    """Names for one call each, ever fewer, so that all processes come to their end together."""
    at = 0
    while at < len(names):
        size = min(max(_SMALLEST, (len(names) - at) // (4 * processes)), _LARGEST)
        yield names[at : at + size]
        at += size


def _submitted(
    pool: ProcessPoolExecutor, batches: Iterable[Sequence[str]], out: Path
) -> list[tuple[Sequence[str], Future[_Batch]]]:
    """Each batch with what will come of it; a pool that has broken already takes no more."""
    submitted: list[tuple[Sequence[str], Future[_Batch]]] = []
    for batch in batches:
        try:
            future = pool.submit(_make_batch, batch, out)
        except BrokenProcessPool:
            future = Future()
            future.set_result(_lost(batch, out))
        submitted.append((batch, future))
    return submitted
