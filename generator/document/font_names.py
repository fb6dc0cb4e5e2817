"""A .docx or .xlsx package in, the fonts that its formatting can ask for out: what decides how its pages will look."""

from __future__ import annotations

import re

from generator.office.package import Package

_WORD_FONTS = re.compile(rb"<w:rFonts [^>]*>")
_IN_WORD = re.compile(rb'w:(?:ascii|hAnsi|eastAsia)="([^"]+)"')
_IN_THEME = re.compile(rb'<a:(?:latin|ea|font script="Hans") ?typeface="([^"]+)"')
_IN_SHEETS = re.compile(rb'<(?:\w+:)?(?:name|rFont) val="([^"]+)"')


def font_names(package: Package) -> frozenset[str]:
    """The names as written, themes included."""
    found: set[bytes] = set()
    for name, data in package.members.items():
        if name.startswith("word/") and name.endswith(".xml"):
            found.update(name for element in _WORD_FONTS.findall(data) for name in _IN_WORD.findall(element))
        if "theme" in name:
            found.update(_IN_THEME.findall(data))
        if name.endswith(("styles.xml", "sharedStrings.xml")) and name.startswith("xl/"):
            found.update(_IN_SHEETS.findall(data))
    return frozenset(name.decode("utf-8", "replace") for name in found)
