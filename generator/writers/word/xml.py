"""Makes the elements of WordprocessingML for which python-docx has no interface, by its own ``OxmlElement``.

The children of a property element have a fixed order in the schema, and Word refuses a file that breaks it:
``add_property`` knows the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# Of each property element, all children that a Word file of ours may have, in the order of the schema.
_ORDER = {
    "w:rPr": "rFonts b i strike vanish color spacing w position sz u shd",
    "w:pPr": (
        "pStyle keepNext keepLines pageBreakBefore widowControl tabs kinsoku overflowPunct autoSpaceDE autoSpaceDN "
        "snapToGrid spacing ind contextualSpacing jc outlineLvl rPr sectPr"
    ),
    "w:sectPr": "headerReference footerReference type pgSz pgMar pgNumType vAlign titlePg docGrid",
    "w:tblPr": "tblW jc tblInd tblLayout tblCellMar",
    "w:settings": (
        "defaultTabStop evenAndOddHeaders characterSpacingControl noLineBreaksAfter noLineBreaksBefore compat"
    ),
}
_SUCCESSORS = {
    (parent, f"w:{name}"): tuple(f"w:{after}" for after in names.split()[place + 1 :])
    for parent, names in _ORDER.items()
    for place, name in enumerate(names.split())
}
_PARENTS = {qn(name): name for name in _ORDER}


def element(tag: str, /, **attributes: object) -> Any:
    """A new element ``w:…``; attributes are of the same namespace."""
    return OxmlElement(tag, {qn(f"w:{key}"): str(value) for key, value in attributes.items()})


def add(parent: Any, tag: str, /, **attributes: object) -> Any:
    """A new element as the last child of ``parent``."""
    made = element(tag, **attributes)
    parent.append(made)
    return made


def add_property(parent: Any, tag: str, /, **attributes: object) -> Any:
    """A new child of a property element, at its place in the schema."""
    made = element(tag, **attributes)
    parent.insert_element_before(made, *_SUCCESSORS[_PARENTS[parent.tag], tag])
    return made


def set_switch(parent: Any, name: str, *, on: bool, usual: bool = False) -> None:
    """An on/off property, written only where it is not as ``usual``."""
    if on != usual:
        add_property(parent, name, val=int(on))


def twips(points: float) -> int:
    """A length in twentieths of a point, which is how WordprocessingML counts most lengths."""
    return round(points * 20)


def members(enumeration: type[Enum]) -> Mapping[str, Any]:
    """The members of an enumeration of python-docx by the value that the schema has for them."""
    return {member.xml_value: member for member in enumeration}  # type: ignore[attr-defined]
