"""One build at a time in an output folder: a second one waits for the first, on another machine too."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.model import JixiaoError, Problem, Source

LOCK = ".jixiao.lock"
_LONGEST = 600.0  # seconds
_PAUSE = 0.05
_HELD = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}  # how systems say that another build has the lock

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def one_at_a_time(folder: Path, wait: Callable[[], None], longest: float = _LONGEST) -> Iterator[None]:
    """Hold the folder; ``wait`` is called where another build holds it. The lock of a killed build is free.

    JixiaoError after ``longest`` seconds. A folder that takes no lock is not held: writing there fails by itself.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        yield
        return
    try:
        if _is_held_elsewhere(descriptor):
            wait()
            _wait(descriptor, folder, longest)
        yield
    finally:
        with contextlib.suppress(OSError):
            _unlock(descriptor)  # processes of this build may have the file open, too
        os.close(descriptor)
        if sys.platform == "win32":  # which shows it, and removes no file that another build has open
            with contextlib.suppress(OSError):
                (folder / LOCK).unlink()


def _wait(descriptor: int, folder: Path, longest: float) -> None:
    end = time.monotonic() + longest
    while _is_held_elsewhere(descriptor):
        if time.monotonic() >= end:
            message = "另一个 jixiao 一直在这个文件夹里生成；请等它结束，或用 --out 换一个文件夹"
            raise JixiaoError(Problem(Source(str(folder)), "O016", message))
        time.sleep(_PAUSE)


def _is_held_elsewhere(descriptor: int) -> bool:
    """Takes the lock where it is free."""
    try:
        _lock(descriptor)
    except OSError as error:
        return error.errno in _HELD
    return False
