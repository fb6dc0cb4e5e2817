"""How often Python looks for garbage in circles: what a run keeps has none and lives to its end."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 10_000


def collect_seldom() -> None:
    """Look after so many new objects: as often as Python does takes a tenth of the time."""
    gc.set_threshold(_OBJECTS)
    atexit.register(gc.freeze)  # the looks at exit would go through all that is left, which ends with the process


@contextmanager
def no_collecting() -> Iterator[None]:
    """Do not look at all while many small objects are made, all of them kept."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
