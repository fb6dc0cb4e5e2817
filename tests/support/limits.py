"""Work that must end within 10 seconds and 1 GB, done in a copy of this process that cannot take more."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

SECONDS = 10
MEMORY = 1 << 30


def within_limits(work: Callable[[], object]) -> None:
    """Fails with what the work raised, and where it needed too much; without a way to copy the process, just works."""
    if not hasattr(os, "fork"):
        work()
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_limited(work, writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        message = told.read()
    _, status = os.waitpid(child, 0)
    assert not message, message
    assert os.waitstatus_to_exitcode(status) == 0, (
        f"ended by {os.waitstatus_to_exitcode(status)}: more than it may take"
    )


def _limited(work: Callable[[], object], writing: int) -> int:
    import resource  # noqa: PLC0415  # not on Windows

    with os.fdopen(writing, "w", encoding="utf-8") as report:
        try:
            taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY + 2 * taken, MEMORY + 2 * taken))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            signal.alarm(6 * SECONDS)  # for work that waits; a busy machine may take longer than the processor time
            work()
        except BaseException:  # noqa: BLE001  # told to the parent
            report.write(traceback.format_exc())
            return 1
    return 0
