"""Frees content controls whose text is filled from the data that Word would show instead of it.

A control bound to a document property or to data of its own (w:dataBinding) is refreshed from there whenever Word opens
the file: it would show the tag that the template has there.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.office.xml import W15, Element, qn
from generator.template.language.units import detach

_SDT, _SDT_PR = qn("w:sdt"), qn("w:sdtPr")
_BINDINGS = (qn("w:dataBinding"), f"{{{W15}}}dataBinding")


def unbind_filled(paragraphs: Iterable[Element]) -> None:
    """Remove the binding of every control around or in these paragraphs, which hold tags."""
    for paragraph in paragraphs:
        for control in (*paragraph.iterancestors(_SDT), *paragraph.iter(_SDT)):
            for properties in control.findall(_SDT_PR):
                for binding in [node for node in properties if node.tag in _BINDINGS]:
                    detach(binding)
