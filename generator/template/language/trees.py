"""An XML tree to walk and change, of any format: ancestors, common ancestors, and elements taken out."""

from __future__ import annotations

from generator.office.xml import Element


def ancestor(element: Element, *tags: str) -> Element | None:
    """The nearest ancestor (never the element itself) with one of the tags."""
    return next(element.iterancestors(*tags), None)


def parent_of(element: Element) -> Element:
    """The parent of an element that is known to have one."""
    parent = element.getparent()
    assert parent is not None  # noqa: S101
    return parent


def detach(element: Element) -> None:
    """Take an element out of the tree."""
    parent_of(element).remove(element)


def like(element: Element) -> Element:
    """An empty element with the tag and attributes of another."""
    twin = element.makeelement(element.tag)
    for name, value in element.items():
        twin.set(name, value)
    return twin


def child_towards(parent: Element, descendant: Element) -> Element:
    """The child of ``parent`` that is or holds ``descendant``."""
    node = descendant
    while (above := node.getparent()) is not None and above is not parent:
        node = above
    return node


def common_ancestor(first: Element, second: Element) -> Element:
    """The deepest element that holds both."""
    above = {id(node): node for node in (first, *first.iterancestors())}
    return next(node for node in (second, *second.iterancestors()) if id(node) in above)
