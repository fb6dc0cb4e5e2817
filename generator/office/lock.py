"""One jixiao at a time in a folder: a second one waits for the first, also on another machine."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from generator.office import disk
from generator.problem import JixiaoError, Problem, Source

LOCK = ".jixiao.lock"
_BROKEN = "坏"
_LONGEST = 600.0  # seconds


@contextmanager
def one_at_a_time(folder: Path, wait: Callable[[], None], longest: float = _LONGEST) -> Iterator[None]:
    """Hold a folder; ``wait`` is called once if another one holds it. The system frees the lock of a killed process.

    JixiaoError after ``longest`` seconds of waiting. A folder in which no lock can be made is not held: writing there
    will fail with its own message.
    """
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_odd(folder / LOCK):
            set_aside(folder / LOCK)
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
        message = "另一个 jixiao 一直在用这个文件夹；请等它结束，或换一个文件夹（生成时用 --out）"
        raise JixiaoError(Problem(Source(str(folder)), "O016", message)) from error


def is_odd(file: Path) -> bool:
    """Whether something other than a plain file stands where we keep one of our own: a link, a folder, a pipe."""
    try:
        return not stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def set_aside(file: Path) -> Path:
    """Rename a file of our own that we cannot have written so; returns its new place. OSError where it stays."""
    number, aside = 1, file.with_name(f"{file.name}.{_BROKEN}")
    while aside.is_symlink() or aside.exists():
        number += 1
        aside = file.with_name(f"{file.name}.{_BROKEN}{number}")
    disk.rename(file, aside)
    return aside
