"""Sections of a form that may stand in a book: their own headers, page numbers and lists from the beginning.

The slots print what the template has when a form stands alone or first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping

from generator.opc.xml import Element, qn
from generator.templating.slots import Slots, printing, statement
from generator.templating.wml import P, P_PR, SECT_PR, VAL

_BEFORE_PAGE_NUMBERS = tuple(
    qn(f"w:{name}")
    for name in (
        "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
        "pgBorders", "lnNumType",
    )
)  # fmt: skip
_BEFORE_NUMBERING = tuple(
    qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_NUM_PR, _NUM_ID, _START = qn("w:numPr"), qn("w:numId"), qn("w:start")
_PAGES = re.compile(r"\bNUMPAGES\b")


def put_sections(root: Element, dynamic: Mapping[str, str], slots: Slots) -> None:
    """Prepare the sections of the main part; ``dynamic`` maps relationship ids to headers that are filled in."""
    sections = list(root.iter(SECT_PR))
    for section in sections:
        for reference in section.iter(qn("w:headerReference"), qn("w:footerReference")):
            identifier = reference.get(qn("r:id"), "")
            if identifier in dynamic:
                reference.set(qn("r:id"), slots.attribute(printing(f"_relationship({identifier!r})")))
    if sections:
        _begin_again(sections[0], slots)


def _begin_again(section: Element, slots: Slots) -> None:
    kind = section.find(qn("w:type"))
    if kind is not None:
        kind.set(VAL, slots.attribute(printing(f"_section_type({kind.get(VAL, 'nextPage')!r})")))
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
    again.addprevious(slots.element(statement("if _follows()")))
    (again if numbers is None else numbers).addnext(slots.element(statement("endif")))


def put_page_counts(root: Element, slots: Slots) -> None:
    """共 N 页 in a header or footer counts the pages of the form, in a book too."""
    for field in root.iter(qn("w:instrText")):
        found = _PAGES.search(field.text or "")
        if found and not len(field):
            slot = slots.element(printing("_page_count()"))
            slot.tail = (field.text or "")[found.end() :]
            field.text = (field.text or "")[: found.start()]
            field.append(slot)
    for simple in root.iter(qn("w:fldSimple")):
        instruction = simple.get(qn("w:instr"), "")
        if _PAGES.search(instruction):
            simple.set(qn("w:instr"), _PAGES.sub(slots.attribute(printing("_page_count()")), instruction))


def put_lists(root: Element, styles: Element | None, slots: Slots) -> None:
    """Lists (w:numId) that begin again in each form, those that a style brings too."""
    by_style = _style_lists(styles) if styles is not None else {}
    for number in root.iter(_NUM_ID):
        if number.get(VAL, "0") != "0":
            number.set(VAL, slots.attribute(printing(f"_number({number.get(VAL)!r})")))
    for paragraph in root.iter(P):
        properties = paragraph.find(P_PR)
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        if properties is None or style is None or properties.find(_NUM_PR) is not None:
            continue
        if (numbering := by_style.get(style.get(VAL, ""))) is None:
            continue
        own = copy.deepcopy(numbering)
        number = own.find(_NUM_ID)
        number.set(VAL, slots.attribute(printing(f"_number({number.get(VAL)!r})")))
        properties.insert(sum(child.tag in _BEFORE_NUMBERING for child in properties), own)
        own.addprevious(slots.element(statement("if _follows()")))
        own.addnext(slots.element(statement("endif")))


def _style_lists(styles: Element) -> dict[str, Element]:
    """Styles that number their paragraphs, by id, with what they inherit (w:basedOn)."""
    by_id = {style.get(qn("w:styleId"), ""): style for style in styles.iter(qn("w:style"))}
    found: dict[str, Element] = {}
    for identifier in by_id:
        seen: set[str] = set()
        current = identifier
        while current in by_id and current not in seen:
            seen.add(current)
            numbering = by_id[current].find(f"{P_PR}/{_NUM_PR}")
            if numbering is not None and numbering.find(_NUM_ID) is not None:
                if numbering.find(_NUM_ID).get(VAL) != "0":
                    found[identifier] = numbering
                break
            based = by_id[current].find(qn("w:basedOn"))
            current = based.get(VAL, "") if based is not None else ""
    return found
