"""Takes elements out of the tree of a part so that what is left is valid: no list, choice or cell is left empty."""

from __future__ import annotations

from lxml import etree

from generator.office.xml import MC, Element, qn

_LISTS = frozenset(
    "hyperlinks externalReferences oleObjects controls pivotCaches definedNames dataValidations conditionalFormatting"
    " ext extLst Choice Fallback sparklineGroups sparklineGroup sparklines conditionalFormattings".split()
)
_P = qn("w:p")
_CHOICE, _FALLBACK, _ALTERNATIVES = (f"{{{MC}}}{name}" for name in ("Choice", "Fallback", "AlternateContent"))


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def parent_name(element: Element) -> str:
    """The name of the parent without its namespace; blank for a root."""
    parent = element.getparent()
    return "" if parent is None else local(parent)


def drop(element: Element) -> None:
    """Remove an element, and the lists around it that it leaves empty."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if "count" in parent.attrib:
        parent.set("count", str(len(parent)))
    if local(parent) in _LISTS and not len(parent):
        drop(parent)
    elif parent.tag == _ALTERNATIVES and parent.find(_CHOICE) is None:
        # Without a choice (part 3, 7.5) only the fallback is left, which then stands by itself.
        fallback = parent.find(_FALLBACK)
        if fallback is None:
            drop(parent)
        else:
            unwrap(fallback)
            unwrap(parent)


def unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def without_attributes(element: Element, *names: str) -> None:
    """Remove attributes where they are there."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def drop_block(element: Element) -> None:
    """Remove something that stands among paragraphs; a paragraph takes its place where one is needed."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    is_last = element.getnext() is None
    others = [child for child in parent.iterchildren(_P) if child is not element]
    if others and not (is_last and before is not None and before.tag != _P):
        drop(element)
    else:
        parent.replace(element, parent.makeelement(_P))
