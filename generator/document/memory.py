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
_Origin = TypeVar("_Origin")
_Value = TypeVar("_Value")


class Remembered(dict[_Key, _Value]):
    """A cache of at most ``limit`` values by key; look up with ``get``."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def keep(self, key: _Key, value: _Value) -> _Value:
        """Keeps a value and returns it."""
        if len(self) >= self._limit:
            self.clear()
        self[key] = value
        return value


class RememberedByIdentity(Generic[_Origin, _Value]):
    """A cache of values made from an immutable object and a further key; objects are told apart by identity.

    Comparing or hashing such an object would mean to go through all that it holds.
    """

    def __init__(self, limit: int) -> None:
        # The object is kept beside its value, because the id of an object that is gone may be given to another.
        self._values: Remembered[tuple[int, Hashable], tuple[_Origin, _Value]] = Remembered(limit)

    def get(self, origin: _Origin, further_key: Hashable) -> _Value | None:
        """The value made from this object and ``further_key``; None where none is kept."""
        found = self._values.get((id(origin), further_key))
        return None if found is None else found[1]

    def keep(self, origin: _Origin, further_key: Hashable, value: _Value) -> _Value:
        """Keeps a value and returns it."""
        self._values.keep((id(origin), further_key), (origin, value))
        return value


# Python collects cyclic garbage after so many new objects. What a run keeps has no cycles and lives to its end.
_NEW_OBJECTS = 10_000


def collect_seldom() -> None:
    """Collects garbage less often than Python does by itself, which took a tenth of the time of a run."""
    gc.set_threshold(_NEW_OBJECTS)
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
