"""A context in, a short hash of everything a template could print of it out: equal hashes, equal forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

from generator.expressions.values import Label, Missing, Row

_SIZE = 16


def fingerprint(*values: Any) -> str:
    """The hash of some values, in order; what is not a value of a context counts by its text."""
    digest = blake2b(digest_size=_SIZE)
    for value in values:
        for piece in _pieces(value):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """The value in bytes, each piece marked with its kind and length, so that no two values give the same."""
    if isinstance(value, str):
        yield _marked(b"s", value)
        if isinstance(value, Label):
            yield from _pieces(value.node)
    elif isinstance(value, Row):
        yield b"r"
        yield from _pieces(value.attributes())
    elif isinstance(value, Mapping):
        yield b"m%d:" % len(value)
        for key, below in value.items():
            yield _marked(b"k", str(key))
            yield from _pieces(below)
    elif isinstance(value, (list, tuple)):
        yield b"l%d:" % len(value)
        for below in value:
            yield from _pieces(below)
    elif isinstance(value, Missing):
        yield b"?"
    elif is_dataclass(value):
        for each in fields(value):
            yield from _pieces(getattr(value, each.name))
    else:
        yield _marked(b"v", f"{type(value).__name__} {value}")


def _marked(kind: bytes, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"%s%d:%s" % (kind, len(data), data)
