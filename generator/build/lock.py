"""One build at a time in an output folder: a second one waits for the first, on another machine too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from generator.problem import JixiaoError, Problem, Source

LOCK = ".jixiao.lock"
_LONGEST = 600.0  # seconds


@contextmanager
def one_at_a_time(folder: Path, wait: Callable[[], None], longest: float = _LONGEST) -> Iterator[None]:
    """Hold the folder; ``wait`` is called where another build holds it. The lock of a killed build is free.

    JixiaoError after ``longest`` seconds. A folder that takes no lock is not held: writing there fails by itself.
    """
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        wait()
        _wait(lock, folder, longest)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _wait(lock: FileLock, folder: Path, longest: float) -> None:
    try:
        lock.acquire(timeout=longest)
    except Timeout as error:
        message = "另一个 jixiao 一直在这个文件夹里生成；请等它结束，或用 --out 换一个文件夹"
        raise JixiaoError(Problem(Source(str(folder)), "O016", message)) from error
