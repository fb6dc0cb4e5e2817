"""Checks .docx and .xlsx files against the schemas of ECMA-376 (transitional), which lie in ``tests/data/ooxml-xsd``.

Word and WPS refuse or "repair" a file that breaks these schemas, while LibreOffice and python-docx open it: a file that
opens there proves little. ``python tests/support/validate_ooxml.py FILE...`` prints one line per problem.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

SCHEMAS = Path(__file__).parents[1] / "data" / "ooxml-xsd"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SCHEMA_OF_PART = {
    r"word/(document|styles|numbering|settings|fontTable|footnotes|endnotes|comments|(header|footer)\d*)\.xml": "wml",
    r"xl/(workbook|styles|sharedStrings|worksheets/sheet\d+)\.xml": "sml",
    r"docProps/app\.xml": "shared-documentPropertiesExtended",
    r"\[Content_Types\]\.xml": "opc-contentTypes",
    r"(.+/)?_rels/[^/]*\.rels": "opc-relationships",
}
_MOST_PER_PART = 10


def problems(path: Path) -> list[str]:
    """Each as ``part:line: what is wrong``, at most ten a part. A part without a schema here need only be XML."""
    return list(_problems(path))


def _problems(path: Path) -> Iterator[str]:
    with ZipFile(path) as package:
        if damaged := package.testzip():
            yield f"{damaged}: damaged"
            return
        names = package.namelist()
        yield from (f"{name}: twice in the package" for name in sorted(set(names)) if names.count(name) > 1)
        for name in names:
            if name.endswith((".xml", ".rels")):
                yield from (f"{name}:{problem}" for problem in _problems_of_part(name, package.read(name)))


def _problems_of_part(name: str, content: bytes) -> Iterator[str]:
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        yield f" not well-formed: {error}"
        return
    for pattern, schema in _SCHEMA_OF_PART.items():
        if re.fullmatch(pattern, name):
            _drop_ignorable(root)
            _drop_kept_blanks(root)
            found = _schema(schema)
            if not found.validate(root):
                errors = list(found.error_log)  # type: ignore[call-overload]  # the stubs know nothing of its entries
                yield from (f"{error.line}: {error.message}" for error in errors[:_MOST_PER_PART])


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / f"{name}.xsd")))


def _drop_ignorable(root: etree._Element) -> None:
    """Takes out what a reader may ignore (ECMA-376 part 3): extensions, and all choices but the fallback."""
    ignorable = {root.nsmap.get(prefix) for prefix in root.get(f"{_MC}Ignorable", "").split()}
    for element in list(root.iter(etree.Element)):
        for key in list(element.attrib):
            if f"{{{etree.QName(key).namespace}}}" == _MC or etree.QName(key).namespace in ignorable - {None}:
                del element.attrib[key]
        parent = element.getparent()
        if parent is None:
            continue
        if etree.QName(element).namespace in ignorable:
            parent.remove(element)
        elif element.tag == f"{_MC}AlternateContent":
            fallback = element.find(f"{_MC}Fallback")
            parent[parent.index(element) : parent.index(element) + 1] = [] if fallback is None else list(fallback)


def _drop_kept_blanks(root: etree._Element) -> None:
    """Takes out ``xml:space`` of texts of cells: Excel writes and demands it, while the schema of ``t`` has no room."""
    for text in root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"):
        text.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", "")


def main(paths: list[str]) -> int:
    """The exit status: 1 where anything is wrong, or there was nothing to look at."""
    found = [f"{path}: {problem}" for path in paths for problem in problems(Path(path))]
    print(*found, f"{len(paths)} files, {len(found)} problems", sep="\n")  # noqa: T201
    return 1 if found or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
