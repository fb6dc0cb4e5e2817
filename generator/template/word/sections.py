"""Puts the slots by which a form in a book has its own headers and notes, and page and list numbers that begin again.

A form that stands alone or first in a book prints what the template has.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Container

from lxml import etree

from generator.office.xml import Element, qn
from generator.template.language.functions import LINE, Function
from generator.template.language.slots import Slots, is_attribute_slot, printing, statement
from generator.template.word.paragraphs import OFFICIAL_STYLES
from generator.template.word.styles import NUM_ID, NUM_PR, Styles
from generator.template.word.tree import P_PR, SECT_PR, VAL

# The children of w:sectPr before w:pgNumType in the schema (CT_SectPr).
_BEFORE_PAGE_NUMBERS = tuple(
    qn(f"w:{name}")
    for name in (
        "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
        "pgBorders", "lnNumType",
    )
)  # fmt: skip
# The children of w:pPr before w:numPr in the schema (CT_PPr).
_BEFORE_NUMBERING = tuple(
    qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_ID, _START = qn("w:id"), qn("w:start")
_REFERENCES = (qn("w:headerReference"), qn("w:footerReference"))
# Relationship ids of the empty header and footer that a book adds.
EMPTY_PARTS = {"header": "rIdEmptyHeader", "footer": "rIdEmptyFooter"}
_PAGES = re.compile(r"\bNUMPAGES\b")


def put_sections(root: Element, filled: Container[str], slots: Slots) -> None:
    """Prepare the sections of the main part; ``filled`` are the relationship ids of headers that are filled in.

    Only filling shows which section a form begins with: a block may leave out the first.
    """
    sections = list(root.iter(SECT_PR))
    kinds = dict.fromkeys(kind for section in sections for kind in _kinds(section))
    for section in sections:
        missing = [kind for kind in kinds if kind not in _kinds(section)]
        for reference in section.iter(*_REFERENCES):
            identifier = reference.get(qn("r:id"), "")
            if identifier in filled:
                reference.set(qn("r:id"), slots.attribute(printing(Function.OWN_ID.call("'header'", repr(identifier)))))
        _begin_on_new_page(section, slots)
        for tag, pages in missing:
            _put_empty_header(section, tag, pages, slots)
        section.insert(0, slots.element(statement(f"set _begins = {Function.BEGINS_FORM.call()}")))


def _kinds(section: Element) -> list[tuple[str, str]]:
    return [(reference.tag, reference.get(qn("w:type"), "default")) for reference in section.iter(*_REFERENCES)]


def _put_empty_header(section: Element, tag: str, pages: str, slots: Slots) -> None:
    """Put an empty header or footer of one kind into a section that has none, for the case that it begins a form.

    A section without a reference inherits the header of the section before (17.10.5), here that of another form.
    """
    empty = section.makeelement(tag)
    empty.set(qn("w:type"), pages)
    empty.set(qn("r:id"), EMPTY_PARTS[etree.QName(tag).localname.removesuffix("Reference")])
    section.insert(0, empty)
    empty.addprevious(slots.element(statement("if _begins")))
    empty.addnext(slots.element(statement("endif")))


def _begin_on_new_page(section: Element, slots: Slots) -> None:
    """Let the first section of a form begin on a new page, numbered from 1 unless the template says otherwise."""
    # The type of a section says how it begins itself, not the next one (17.6.22).
    kind = section.find(qn("w:type"))
    if kind is not None:
        own = kind.get(VAL, "nextPage")
        kind.set(VAL, slots.attribute(printing(Function.XML.call(f"'nextPage' if _begins else {own!r}"))))
    numbers = section.find(qn("w:pgNumType"))
    if numbers is not None and numbers.get(_START) is not None:
        return
    again = copy.deepcopy(numbers) if numbers is not None else section.makeelement(qn("w:pgNumType"))
    again.set(_START, "1")
    if numbers is None:
        at = sum(child.tag in _BEFORE_PAGE_NUMBERS for child in section)
        section.insert(at, again)
    else:
        numbers.addprevious(again)
        numbers.addprevious(slots.element(statement("else")))
    again.addprevious(slots.element(statement("if _begins")))
    (again if numbers is None else numbers).addnext(slots.element(statement("endif")))


def put_notes(root: Element, slots: Slots) -> None:
    """Put slots for the ids of footnotes and endnotes, which differ from form to form in a book."""
    for kind in ("footnote", "endnote"):
        for reference in root.iter(qn(f"w:{kind}Reference")):
            reference.set(_ID, slots.attribute(printing(Function.OWN_ID.call(repr(kind), repr(reference.get(_ID))))))


def put_page_counts(root: Element, slots: Slots) -> None:
    """Put slots for the NUMPAGES of fields (共 N 页), which in a book must count the pages of one form."""
    for field in root.iter(qn("w:instrText")):
        found = _PAGES.search(field.text or "")
        if found and not len(field):
            slot = slots.element(printing(Function.PAGE_COUNT.call()))
            slot.tail = (field.text or "")[found.end() :]
            field.text = (field.text or "")[: found.start()]
            field.append(slot)
    for simple in root.iter(qn("w:fldSimple")):
        instruction = simple.get(qn("w:instr"), "")
        if _PAGES.search(instruction):
            simple.set(qn("w:instr"), _PAGES.sub(slots.attribute(printing(Function.PAGE_COUNT.call())), instruction))


def put_lists(root: Element, styles: Styles, slots: Slots) -> None:
    """Put slots for the ids of lists (w:numId), also of lists that paragraphs have from their style."""
    for number in root.iter(NUM_ID):
        if number.get(VAL, "0") != "0":
            number.set(VAL, slots.attribute(printing(Function.OWN_ID.call("'list'", repr(number.get(VAL))))))
    official = {name: styles.ids[name] for name in OFFICIAL_STYLES if name in styles.ids}
    for properties in root.iter(P_PR):
        style = properties.find(qn("w:pStyle"))
        if style is None or properties.find(NUM_PR) is not None:
            continue
        identifier = style.get(VAL, "")
        if is_attribute_slot(identifier):
            for name, own in official.items():
                condition = f"{Function.FOLLOWS_A_FORM.call()} and {LINE}.style == {name!r}"
                _restart_list(properties, styles.lists.get(own), condition, slots)
        else:
            _restart_list(properties, styles.lists.get(identifier), Function.FOLLOWS_A_FORM.call(), slots)


def _restart_list(properties: Element, numbering: Element | None, condition: str, slots: Slots) -> None:
    """Repeat a style's w:numPr in the paragraph itself where ``condition`` holds, with the list of this form."""
    if numbering is None:
        return
    own = copy.deepcopy(numbering)
    number = own.find(NUM_ID)
    assert number is not None  # noqa: S101  # Styles asks for it
    number.set(VAL, slots.attribute(printing(Function.OWN_ID.call("'list'", repr(number.get(VAL))))))
    properties.insert(sum(child.tag in _BEFORE_NUMBERING for child in properties), own)
    own.addprevious(slots.element(statement(f"if {condition}")))
    own.addnext(slots.element(statement("endif")))
