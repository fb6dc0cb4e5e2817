"""Parses the XML of one part, as a tree or piece by piece, and writes trees back; the only XML parser of the project.

A DOCTYPE is refused, entities and the network are never used. Comments and processing instructions are dropped,
white space is kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from generator.office.refusal import PackageCode, refuse

if TYPE_CHECKING:
    from generator.problem import Source

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml names its element type no other way

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741 - the prefix that Office gives it
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
SS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES = {
    "w": W,
    "r": R,
    "wp": WP,
    "a": A,
    "pic": PIC,
    "mc": MC,
    "w14": W14,
    "w15": W15,
    "m": M,
    "v": V,
    "o": O,
    "ct": CT,
    "rel": REL,
    "ss": SS,
    "xml": XML,
}

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BEFORE_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,  # keep libxml2's limits on depth and on the length of text
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": False,
}
_PARSER = etree.XMLParser(**_SAFE)


@cache
def qn(name: str) -> str:
    """Turns ``w:p`` into lxml's ``{namespace}p``; KeyError for a prefix that is not in ``NAMESPACES``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def parse_xml(data: bytes, source: Source) -> Element:
    """The root element; ``JixiaoError`` at ``source`` for bad XML and for any DOCTYPE."""
    # Before parsing: libxml2 would already work through the entity declarations in the DOCTYPE.
    if _has_doctype(data):
        raise _doctype_error(source)
    try:
        root = etree.fromstring(data, _PARSER)
    except _BAD_XML as exc:
        raise _xml_error(exc, source) from exc
    # Encodings that the check above cannot read are known only now.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype_error(source)
    return root


def iterate_xml(data: bytes, tags: Sequence[str], source: Source) -> Iterator[Element]:
    """The elements with these tags in order, none inside another, each good until the next is asked for.

    No tree grows, so that a large part takes little memory. ``JixiaoError`` as from ``parse_xml``, at the latest after
    the last element.
    """
    if _has_doctype(data):
        raise _doctype_error(source)
    found = etree.iterparse(io.BytesIO(data), tag=tags, **_SAFE)
    try:
        for _, element in found:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except _BAD_XML as exc:
        raise _xml_error(exc, source) from exc
    if found.root.getroottree().docinfo.internalDTD is not None:
        raise _doctype_error(source)


def to_bytes(root: Element) -> bytes:
    """Writes the tree as a part of a package: UTF-8, standalone."""
    return _DECLARATION + etree.tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False)


def _has_doctype(data: bytes) -> bool:
    """Whether a DOCTYPE stands before the root element, read as UTF-8 or UTF-16; others are left to the parser."""
    if b"\0" in data[:4]:
        encoding = "utf-16-be" if data.startswith((b"\xfe\xff", b"\0")) else "utf-16-le"
        data = data.decode(encoding, "replace").encode("utf-8", "replace")
    start = _BEFORE_DOCTYPE.match(data)
    return start is not None and data.startswith(b"<!DOCTYPE", start.end())


_BAD_XML = (etree.XMLSyntaxError, LookupError, ValueError)  # LookupError: an unknown encoding


def _xml_error(error: Exception, source: Source) -> Exception:
    line, column = getattr(error, "position", (0, 0))
    where = f"第 {line} 行第 {column} 列附近" if line else ""
    return refuse(
        source,
        PackageCode.BAD_XML,
        f"文件内部的 XML {where}有错，文件可能已损坏。请用 Word、Excel 或 WPS 打开，另存一份再试",
    )


def _doctype_error(source: Source) -> Exception:
    return refuse(
        source, PackageCode.DOCTYPE, "文件内部的 XML 带有 DOCTYPE，正常的 Word、Excel 文件没有，为了安全不予读取"
    )
