"""What is made once and kept for all documents of a run: forms of one template share nearly everything.

What is kept never depends on what is not in its key, and its number is bounded: when it is full, it begins anew.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

# What is made once and kept for all documents of a run: forms of one template share nearly everything.
#
# What is kept never depends on what is not in its key, and its number is bounded: when it is full, it begins anew.


_Key = TypeVar("_Key", bound=Hashable)
_Of = TypeVar("_Of")
_Made = TypeVar("_Made")


class Remembered(dict[_Key, _Made]):
    """At most ``most`` of what was made, by key."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: _Key, made: _Made) -> _Made:
        """Remember what was made."""
        if len(self) >= self._most:
            self.clear()
        self[key] = made
        return made


class RememberedByIdentity(Generic[_Of, _Made]):
    """What was made of objects that never change, and of what else it took: whether they are equal is never asked.

    An object lives as long as what was made of it is kept, so that no other has its identity.
    """

    def __init__(self, most: int) -> None:
        self._made: Remembered[tuple[int, Hashable], tuple[_Of, _Made]] = Remembered(most)

    def get(self, of: _Of, taking: Hashable) -> _Made | None:
        """What was made of this object and ``taking``; None where nothing was, or is no longer kept."""
        found = self._made.get((id(of), taking))
        return None if found is None else found[1]

    def keep(self, of: _Of, taking: Hashable, made: _Made) -> _Made:
        """Remember what was made."""
        self._made.keep((id(of), taking), (of, made))
        return made


# How often Python looks for garbage in circles: what a run keeps has none and lives to its end.


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
