"""Puts slots for the ids that must be unique in a document, because the elements that carry them may be repeated.

These are bookmarks (w:bookmarkStart), drawings (wp:docPr), content controls (w:sdt) and anchors of comments. The
optional w14:paraId is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.jinja.syntax import BRANCHES, CLOSING, OPENING
from generator.office.xml import Element, qn
from generator.template.language.functions import Function
from generator.template.language.slots import Slots, is_slot, printing, statement
from generator.template.language.units import detach
from generator.template.word.tree import VAL

_ID, _NAME, _ANCHOR = qn("w:id"), qn("w:name"), qn("w:anchor")
_START, _END, _DOC_PR = qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("wp:docPr")
_SDT_ID = f"{qn('w:sdtPr')}/{_ID}"
_COMMENT = tuple(qn(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_PARAGRAPH_IDS = (qn("w14:paraId"), qn("w14:textId"))
_REFERENCE = re.compile(r'(?P<before>^\s*(?:REF|PAGEREF|NOTEREF|HYPERLINK\s+\\l)\s+"?)(?P<name>[^\s"\\]+)')


def highest_id(roots: Iterable[Element]) -> int:
    """The highest number among the ids of the template, 0 if there is none."""
    numbers = [0]
    for root in roots:
        for element in root.iter(_START, _DOC_PR, _ID):
            value = element.get(_ID) or element.get("id") or element.get(VAL) or ""
            # Content controls have random 32-bit ids; counting on from a high one would overflow.
            if value.isdigit() and int(value) < 2**30:
                numbers.append(int(value))
    return max(numbers)


def make_unique(root: Element, slots: Slots) -> None:
    """Put the slots of ids; the slots of blocks must be in the tree already."""
    for element in root.iter("*"):
        for name in _PARAGRAPH_IDS:
            if name in element.attrib:
                del element.attrib[name]
    _bookmarks(root, slots)
    for drawing in root.iter(_DOC_PR):
        drawing.set("id", slots.attribute(_unique("docPr", drawing.get("id", "1"))))
    for identifier in root.iterfind(f".//{_SDT_ID}"):
        identifier.set(VAL, slots.attribute(_unique("sdt", identifier.get(VAL, "1"))))
    # A comment has one anchor, so a repeated paragraph keeps it in its first copy only.
    for anchor in list(root.iter(*_COMMENT)):
        key = f"{anchor.tag.partition('}')[2]} {anchor.get(_ID)}"
        anchor.addprevious(slots.element(statement(f"if {Function.FIRST_TIME.call(repr(key))}")))
        anchor.addnext(slots.element(statement("endif")))


def _unique(kind: str, value: str) -> str:
    return printing(Function.UNIQUE_ID.call(repr(kind), repr(value)))


def _bookmarks(root: Element, slots: Slots) -> None:
    scopes = _scopes(root, slots)
    names: set[str] = set()
    for start, end in _pairs(root):
        # With one end inside a block and one outside, repeating would leave ends without starts: the bookmark goes.
        if start is None or end is None or scopes[start] != scopes[end]:
            for element in (start, end):
                if element is not None:
                    detach(element)
            continue
        identifier, name = start.get(_ID, ""), start.get(_NAME, "")
        names.add(name)
        start.set(_ID, slots.attribute(_unique("bookmark", identifier)))
        start.set(_NAME, slots.attribute(printing(Function.UNIQUE_NAME.call(repr(name)))))
        end.set(_ID, slots.attribute(printing(Function.SAME_ID.call("'bookmark'", repr(identifier)))))
    for link in root.iter(qn("w:hyperlink")):
        if link.get(_ANCHOR) in names:
            link.set(_ANCHOR, slots.attribute(printing(Function.SAME_NAME.call(repr(link.get(_ANCHOR))))))
    for field in root.iter(qn("w:instrText")):
        found = _REFERENCE.match(field.text or "")
        if found and found["name"] in names and not len(field):
            slot = slots.element(printing(Function.SAME_NAME.call(repr(found["name"]))))
            slot.tail = (field.text or "")[found.end() :]
            field.text = found["before"]
            field.append(slot)


def _pairs(root: Element) -> list[tuple[Element | None, Element | None]]:
    """Starts and ends of bookmarks by id, None for a missing one.

    An id may occur twice: mc:AlternateContent holds a text box in two versions with the same bookmarks.
    """
    pairs: list[tuple[Element | None, Element | None]] = []
    begun: dict[str | None, Element] = {}
    for element in root.iter(_START, _END):
        identifier = element.get(_ID)
        before = begun.pop(identifier, None)
        if element.tag == _END:
            pairs.append((before, element))
        else:
            pairs += [(before, None)] if before is not None else []
            begun[identifier] = element
    return pairs + [(start, None) for start in begun.values()]


def _scopes(root: Element, slots: Slots) -> dict[Element, tuple[Element, ...]]:
    """The branches of blocks around each start and end of a bookmark, as the slots that open them."""
    path: list[Element] = []
    scopes: dict[Element, tuple[Element, ...]] = {}
    for node in root.iter():
        if not is_slot(node):
            if node.tag in {_START, _END}:
                scopes[node] = tuple(path)
            continue
        occurrence = slots.tag_of(node)
        keyword = occurrence.keyword if occurrence is not None else ""
        if keyword in CLOSING or keyword in BRANCHES:
            path.pop()
        if keyword in OPENING or keyword in BRANCHES:
            path.append(node)
    return scopes
