"""The core properties of a package in, its title and author out."""

from __future__ import annotations

from functools import lru_cache

from generator.office.package import Package
from generator.office.xml import parse_xml
from generator.problem import Source

_DC = "{http://purl.org/dc/elements/1.1/}"


def title_and_author(package: Package) -> tuple[str, str]:
    """Title and author, empty where there are none."""
    targets = (found.target for found in package.relationships() if found.type.endswith("/core-properties"))
    return _read(package.members.get(next(targets, ""), b""))


@lru_cache(maxsize=32)
def _read(data: bytes) -> tuple[str, str]:
    if not data:
        return "", ""
    root = parse_xml(data, Source("", place="core.xml"))
    return root.findtext(f"{_DC}title", "") or "", root.findtext(f"{_DC}creator", "") or ""
