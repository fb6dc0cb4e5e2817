"""Parses parts that hold content in several versions (``mc:AlternateContent``, ECMA-376 part 3); one of each is left.

It is the first version that we understand, else the fallback. We understand all that Office adds to the standard: what
of it a ``Document`` cannot hold, the readers report.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source

_ALTERNATE, _CHOICE, _FALLBACK = (qn(f"mc:{name}") for name in ("AlternateContent", "Choice", "Fallback"))
_OF_OFFICE = (
    *("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"),
    *("http://schemas.microsoft.com/office/", "urn:schemas-microsoft-com:"),
)


def parse_part(data: bytes, source: Source) -> Element:
    """The root element, with one version of each content in the place of all; errors as from ``parse_xml``."""
    root = parse_xml(data, source)
    for alternate in list(root.iter(_ALTERNATE)):
        parent = alternate.getparent()
        if parent is not None:
            for child in list(_chosen(alternate)):
                alternate.addprevious(child)
            parent.remove(alternate)
    return root


def _chosen(alternate: Element) -> Iterable[Element]:
    choices = (choice for choice in alternate.iterchildren(_CHOICE) if _is_understood(choice))
    found = next(choices, None)
    return next(alternate.iterchildren(_FALLBACK), ()) if found is None else found


def _is_understood(choice: Element) -> bool:
    """Whether all prefixes that it requires are those of Office's namespaces."""
    names = choice.nsmap
    return all(names.get(prefix, "").startswith(_OF_OFFICE) for prefix in choice.get("Requires", "").split())
