"""A context in, a short hash of everything a template could print of it out: equal hashes, equal forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

from generator.expressions.values import Label, Missing, Row

_SIZE = 16
_MANY = 10_000  # pieces held at once: a list of all sub-forms has millions


def fingerprint(*values: Any) -> str:
    """The hash of some values, in order; what is not a value of a context counts by its text."""
    hashing = _Hashing()
    hashing.take(values)
    return hashing.digest()


class _Hashing:
    """Takes each piece of a value with its kind and length, so that no two values give the same."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=_SIZE)
        self._pieces: list[str] = []

    def digest(self) -> str:
        """The hash of all that was taken."""
        self._flush()
        return self._hash.hexdigest()

    def take(self, value: Any) -> None:
        """A value and what is in it."""
        if isinstance(value, str):
            self._pieces.append(f"s{len(value)}:{value}")
            if isinstance(value, Label):
                self.take(value.node)
        elif isinstance(value, (dict, Mapping)):
            self._take_all(value)
        elif isinstance(value, (list, tuple)):
            self._pieces.append(f"l{len(value)}:")
            for below in value:
                self.take(below)
        elif isinstance(value, Row):
            self._pieces.append("r")
            self.take(value.attributes())
        elif isinstance(value, Missing):
            self._pieces.append("?")
        elif is_dataclass(value):
            for each in fields(value):
                self.take(getattr(value, each.name))
        else:
            text = f"{type(value).__name__} {value}"
            self._pieces.append(f"v{len(text)}:{text}")

    def _take_all(self, values: Mapping[Any, Any]) -> None:
        self._pieces.append(f"m{len(values)}:")
        for key, below in values.items():
            name = str(key)
            self._pieces.append(f"k{len(name)}:{name}")
            self.take(below)
        if len(self._pieces) > _MANY:
            self._flush()

    def _flush(self) -> None:
        self._hash.update("".join(self._pieces).encode("utf-8", "surrogatepass"))
        self._pieces.clear()
