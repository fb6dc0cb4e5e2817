"""A context in, a short hash of everything a template could print of it out: equal hashes, equal forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from generator.jinja.values import Label, Missing, Row

_SIZE = 16


def fingerprint(*values: Any) -> str:
    """The hash of some values, in order; what is not a value of a context counts by its text."""
    text = json.dumps(values, ensure_ascii=False, default=_plain)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON does not know, as it does, under a key that no project file can have."""
    if isinstance(value, Row):
        given = dict(value.attributes())
        return {"\0row": given, "\0nodes": [each.node for each in given.values() if isinstance(each, Label)]}
    if isinstance(value, Missing):
        return {"\0": "missing"}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Struct):
        return {"\0fields": [getattr(value, name) for name in value.__struct_fields__]}
    return {f"\0{type(value).__name__}": str(value)}
