"""What .docx and .xlsx keep alike: title, author and category; and the fonts that their formatting names."""

from __future__ import annotations

import re

from generator.office.archive import CONTENT_TYPES
from generator.office.package import Package
from generator.office.parts import relationships_name
from generator.office.xml import parse_xml, qn, to_bytes
from generator.problem import Source

_DC = "{http://purl.org/dc/elements/1.1/}"
_CATEGORY = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}category"
_CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_NO_PROPERTIES = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"/>'
)


def title_and_author(package: Package) -> tuple[str, str]:
    """Title and author of the core properties; each empty where there is none."""
    return _read(package.members.get(_part_of(package), b""))[:2]


def category(package: Package) -> str:
    """The category of the core properties, empty where there is none."""
    return _read(package.members.get(_part_of(package), b""))[2]


def _part_of(package: Package) -> str:
    """The name of the part of core properties; empty where the package names none."""
    links = package.relationships()
    return next((link.target for link in links if link.type.endswith("/core-properties") and not link.external), "")


def with_core_properties(package: Package) -> tuple[Package, str]:
    """The package with a part of core properties, added where it has none, and the name of that part."""
    name = _part_of(package)
    if name in package.members:
        return package, name
    added = {name or _CORE: _NO_PROPERTIES}
    if not name:
        name, links_part = _CORE, relationships_name("")
        links = parse_xml(package.members[links_part], Source(package.name, place=links_part))
        used = {link.get("Id") for link in links}
        link = links.makeelement(qn("rel:Relationship"))
        link.set("Id", next(key for key in (f"rId{number}" for number in range(1, len(used) + 2)) if key not in used))
        link.set("Type", _CORE_RELATIONSHIP)
        link.set("Target", _CORE)
        links.append(link)
        types = parse_xml(package.members[CONTENT_TYPES], Source(package.name, place=CONTENT_TYPES))
        override = types.makeelement(qn("ct:Override"))
        override.set("PartName", f"/{_CORE}")
        override.set("ContentType", _CORE_TYPE)
        types.append(override)
        added |= {links_part: to_bytes(links), CONTENT_TYPES: to_bytes(types)}
    return Package({**package.members, **added}, package.name), name


def with_title(core: bytes, title: str) -> bytes:
    """The part of core properties with this title."""
    root = parse_xml(core, Source("", place="core.xml"))
    node = root.find(f"{_DC}title")
    if node is None:
        node = root.makeelement(f"{_DC}title")
        root.insert(0, node)
    node.text = title
    return to_bytes(root)


def _read(data: bytes) -> tuple[str, str, str]:
    if not data:
        return "", "", ""
    root = parse_xml(data, Source("", place="core.xml"))
    title, author, kind = (root.findtext(name, "") or "" for name in (f"{_DC}title", f"{_DC}creator", _CATEGORY))
    return title, author, kind


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
