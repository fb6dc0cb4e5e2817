"""Reads from a package what .docx and .xlsx keep alike: title and author, and the fonts that its formatting names."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.office.package import Package
from generator.office.xml import parse_xml
from generator.problem import Source

_DC = "{http://purl.org/dc/elements/1.1/}"


def title_and_author(package: Package) -> tuple[str, str]:
    """Title and author of the core properties; each empty where there is none."""
    targets = (found.target for found in package.relationships() if found.type.endswith("/core-properties"))
    return _read(package.members.get(next(targets, ""), b""))


@lru_cache(maxsize=32)
def _read(data: bytes) -> tuple[str, str]:
    if not data:
        return "", ""
    root = parse_xml(data, Source("", place="core.xml"))
    return root.findtext(f"{_DC}title", "") or "", root.findtext(f"{_DC}creator", "") or ""


# Font names are found by searching the bytes: the parts need not be parsed for them.
_WORD_FONTS = re.compile(rb"<w:rFonts [^>]*>")
_IN_WORD = re.compile(rb'w:(?:ascii|hAnsi|eastAsia)="([^"]+)"')
_IN_THEME = re.compile(rb'<a:(?:latin|ea|font script="Hans") ?typeface="([^"]+)"')
_IN_SHEETS = re.compile(rb'<(?:\w+:)?(?:name|rFont) val="([^"]+)"')


def font_names(package: Package) -> frozenset[str]:
    """The names of the fonts that the formatting and theme of a .docx or .xlsx can ask for, as written there."""
    found: set[bytes] = set()
    for name, data in package.members.items():
        if name.startswith("word/") and name.endswith(".xml"):
            found.update(name for element in _WORD_FONTS.findall(data) for name in _IN_WORD.findall(element))
        if "theme" in name:
            found.update(_IN_THEME.findall(data))
        if name.endswith(("styles.xml", "sharedStrings.xml")) and name.startswith("xl/"):
            found.update(_IN_SHEETS.findall(data))
    return frozenset(name.decode("utf-8", "replace") for name in found)
