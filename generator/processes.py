"""The names of forms in, their files out: a project's forms made over several processes, told in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from generator.formats import Press
from generator.model import Problem, Source
from generator.projects import Prepared, prepare
from generator.workshop import BATCH, Made, Options, Workshop

_Batch = tuple[list[Made], tuple[Problem, ...]]
_workshop: Workshop | None = None


def _start(path: Path, options: Options, inherited: tuple[Prepared, Press] | None) -> None:
    global _workshop  # noqa: PLW0603  # a process of the pool has no other place to keep what its tasks share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; the work in hand is finished
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what is inherited stays shared: collecting would touch, and so copy, all of it
    prepared, press = inherited or (prepare(path, options.catalogue)[0], Press())
    if prepared is not None:
        _workshop = Workshop.open(prepared, options, press)


def _end_with_parent() -> None:
    """A process of the pool would wait for ever for work from a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_batch(names: Sequence[str], out: Path) -> _Batch:
    """What became of some forms, and what the fonts could not draw."""
    if _workshop is None:
        return _lost(names, out)
    made = [_workshop.make(form) for form in _workshop.prepared.sub_forms(names)]
    return made, _workshop.press.close()


def _lost(names: Sequence[str], out: Path) -> _Batch:
    """A process ended or found its files changed."""
    message = "生成的进程中途退出（内存不够，或文件正在改动），请再运行一次，或去掉 --jobs"
    source = Source(str(out))
    return [Made(name, problems=(Problem(source, "O015", message, name),), failed=True) for name in names], ()


def make_on_processes(
    prepared: Prepared, press: Press, wanted: Sequence[str], options: Options, watch: Callable[[Made], None]
) -> Iterable[Problem]:
    """Make the forms named; ``watch`` is told of each, in order. Returns what the fonts could not draw.

    A forked process has the project, its templates and fonts already; others load and compile them themselves, which
    costs less than sending them.
    """
    inherited = (prepared, press) if multiprocessing.get_start_method() == "fork" else None
    arguments = (prepared.project.path, options, inherited)
    size = max(BATCH, -(-len(wanted) // (options.jobs * 8)))
    batches = [wanted[at : at + size] for at in range(0, len(wanted), size)]
    found: dict[Problem, None] = {}
    with ProcessPoolExecutor(options.jobs, initializer=_start, initargs=arguments) as pool:
        try:
            for batch, future in _submitted(pool, batches, options.out):
                try:
                    finished, problems = future.result()
                except BrokenProcessPool:
                    finished, problems = _lost(batch, options.out)
                found |= dict.fromkeys(problems)
                for made in finished:
                    watch(made)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def _submitted(
    pool: ProcessPoolExecutor, batches: Sequence[Sequence[str]], out: Path
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
