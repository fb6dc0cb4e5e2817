"""The bytes of ``[Content_Types].xml`` and the name of a part in, the declared type of that part out."""

from __future__ import annotations

from functools import lru_cache

from generator.office.refusal import told_at
from generator.office.xml import parse_xml, qn
from generator.problem import Source


def content_type_of(data: bytes, part: str, source: Source) -> str:
    """The type of ``part``, by its own entry or else by its extension (ECMA-376 part 2, 7.2.3); empty if undeclared."""
    with told_at(source):
        return _read(data, part)


@lru_cache(maxsize=128)
def _read(data: bytes, part: str) -> str:
    root = parse_xml(data, Source(""))
    name = f"/{part}".lower()
    for override in root.iterchildren(qn("ct:Override")):
        if override.get("PartName", "").lower() == name:
            return override.get("ContentType", "")
    extension = name.rpartition(".")[2]
    for default in root.iterchildren(qn("ct:Default")):
        if default.get("Extension", "").lower() == extension:
            return default.get("ContentType", "")
    return ""
