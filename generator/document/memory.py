"""Caches that live for a whole run, and how often Python collects garbage.

Forms of one template share nearly all they are made of, so what is made for one is kept for the next. A cached value
depends on its key alone, and a cache that is full is emptied.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Of = TypeVar("_Of")
_Made = TypeVar("_Made")


class Remembered(dict[_Key, _Made]):
    """A cache of at most ``most`` values by key; look up with ``get``."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: _Key, made: _Made) -> _Made:
        """Keeps a value and returns it."""
        if len(self) >= self._most:
            self.clear()
        self[key] = made
        return made


class RememberedByIdentity(Generic[_Of, _Made]):
    """A cache of values made from an immutable object and a further key; objects are told apart by identity.

    Comparing or hashing such an object would mean to go through all that it holds.
    """

    def __init__(self, most: int) -> None:
        # The object is kept beside its value, because the id of an object that is gone may be given to another.
        self._made: Remembered[tuple[int, Hashable], tuple[_Of, _Made]] = Remembered(most)

    def get(self, of: _Of, taking: Hashable) -> _Made | None:
        """The value made from this object and ``taking``; None where none is kept."""
        found = self._made.get((id(of), taking))
        return None if found is None else found[1]

    def keep(self, of: _Of, taking: Hashable, made: _Made) -> _Made:
        """Keeps a value and returns it."""
        self._made.keep((id(of), taking), (of, made))
        return made


# Python collects cyclic garbage after so many new objects. What a run keeps has no cycles and lives to its end.
_OBJECTS = 10_000


def collect_seldom() -> None:
    """Collects garbage less often than Python does by itself, which took a tenth of the time of a run."""
    gc.set_threshold(_OBJECTS)
    atexit.register(gc.freeze)  # collections at exit would go through all that is left, which ends with the process


@contextmanager
def no_collecting() -> Iterator[None]:
    """Stops the collection of garbage while many small objects are made, all of which are kept."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
