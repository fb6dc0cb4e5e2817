"""Reads the parts that describe a package: content types, and relationships from one part to another.

Packages made from one template share these parts byte for byte, so each is parsed once for all of them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from functools import lru_cache
from urllib.parse import unquote

from msgspec import Struct

from generator.office.refusal import problems_at
from generator.office.xml import parse_xml, qn
from generator.problem import Source


def content_type_of(data: bytes, part: str, source: Source) -> str:
    """The content type of ``part`` by its own entry, else by its extension (ECMA-376 part 2, 7.2.3); empty if none."""
    with problems_at(source):
        return _read_types(data, part)


@lru_cache(maxsize=128)
def _read_types(data: bytes, part: str) -> str:
    root = parse_xml(data, Source(""))
    # Part names are equal whatever their case (ECMA-376 part 2, 6.2.2.3).
    name = f"/{part}".lower()
    for override in root.iterchildren(qn("ct:Override")):
        if override.get("PartName", "").lower() == name:
            return override.get("ContentType", "")
    extension = name.rpartition(".")[2]
    for default in root.iterchildren(qn("ct:Default")):
        if default.get("Extension", "").lower() == extension:
            return default.get("ContentType", "")
    return ""


class Relationship(Struct, frozen=True):
    """A relationship of a part; ``target`` is the name of a member, or a URL or path as written where ``external``."""

    id: str
    type: str
    target: str
    external: bool


def relationships_name(part: str) -> str:
    """The member with the relationships of ``part`` (ECMA-376 part 2, 6.5.2.2); an empty ``part`` is the package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parse_relationships(data: bytes, part: str, members: Iterable[str], source: Source) -> tuple[Relationship, ...]:
    """The relationships of ``part`` in order; those without a target are dropped."""
    with problems_at(source):
        return _read_relationships(data, part, tuple(members))


@lru_cache(maxsize=128)
def _read_relationships(data: bytes, part: str, members: tuple[str, ...]) -> tuple[Relationship, ...]:
    found: list[Relationship] = []
    for node in parse_xml(data, Source("")).iterchildren(qn("rel:Relationship")):
        written = node.get("Target", "")
        external = node.get("TargetMode", "").lower() == "external"
        target = written if external else _target_member(written, part, members)
        if target:
            found.append(Relationship(node.get("Id", ""), node.get("Type", ""), target, external))
    return tuple(found)


def _target_member(written: str, part: str, members: Collection[str]) -> str:
    """The member that a target means: as written, else percent-decoded, else in other upper and lower case.

    Where there is no such member, the name that it should have had.
    """
    path = written.partition("#")[0]
    if not path:
        return ""
    name = _absolute_name(path, part)
    if name in members:
        return name
    decoded = _absolute_name(unquote(path), part)
    if decoded in members:
        return decoded
    return next((member for member in members if member.lower() == decoded.lower()), name)


def _absolute_name(path: str, part: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")
