"""A small validator of JSON Schema: the words our schema uses, and an error for any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NOTES = {"$schema", "$defs", "title", "description"}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, schema: Any, root: Any, path: str = "") -> Iterator[str]:
    """Where a value is not what the schema says."""
    if isinstance(schema, bool):
        if not schema:
            yield f"{path}: not allowed"
        return
    for word, says in schema.items():
        if word not in _NOTES:
            yield from _WORDS[word](value, says, schema, root, path)


def _ref(value: Any, says: str, _: Any, root: Any, path: str) -> Iterator[str]:
    target = root
    for step in says.removeprefix("#/").split("/"):
        target = target[step]
    yield from faults(value, target, root, path)


def _type(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    names = [says] if isinstance(says, str) else says
    if not any(
        isinstance(value, _TYPES[name]) and not (name == "number" and isinstance(value, bool)) for name in names
    ):
        yield f"{path}: {value!r} is not {says}"


def _properties(value: Any, says: Any, _: Any, root: Any, path: str) -> Iterator[str]:
    for name, schema in says.items():
        if isinstance(value, dict) and name in value:
            yield from faults(value[name], schema, root, f"{path}/{name}")


def _additional(value: Any, says: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for name, below in value.items() if isinstance(value, dict) else ():
        if name not in schema.get("properties", {}):
            yield from faults(below, says, root, f"{path}/{name}")


def _names(value: Any, says: Any, _: Any, root: Any, path: str) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from faults(name, says, root, f"{path}/{name}")


def _items(value: Any, says: Any, _: Any, root: Any, path: str) -> Iterator[str]:
    for number, below in enumerate(value if isinstance(value, list) else ()):
        yield from faults(below, says, root, f"{path}/{number}")


def _any_of(value: Any, says: Any, _: Any, root: Any, path: str) -> Iterator[str]:
    found = [list(faults(value, schema, root, path)) for schema in says]
    if all(found):
        yield from min(found, key=len)


def _not(value: Any, says: Any, _: Any, root: Any, path: str) -> Iterator[str]:
    if not list(faults(value, says, root, path)):
        yield f"{path}: must not be {says}"


def _enum(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    if value not in says:
        yield f"{path}: {value!r} is none of {says}"


def _const(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    if value != says:
        yield f"{path}: {value!r} is not {says!r}"


def _required(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    for name in says:
        if isinstance(value, dict) and name not in value:
            yield f"{path}: lacks {name}"


def _pattern(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(says, value):
        yield f"{path}: {value!r} is not like {says}"


def _min_length(value: Any, says: Any, _: Any, __: Any, path: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) < says:
        yield f"{path}: too short"


_WORDS = {
    "$ref": _ref,
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "anyOf": _any_of,
    "not": _not,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "pattern": _pattern,
    "minLength": _min_length,
}
