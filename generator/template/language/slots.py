"""Slots: placeholders in an XML tree for pieces of Jinja source, and the source of the whole part made from them.

Jinja cannot stand in a tree while its elements are moved, so each piece is kept apart and the tree holds a numbered
slot: a processing instruction among elements or in text, a token in an attribute. Serialising the tree and replacing
the slots gives one Jinja source. Which of its lines belongs to which tag is kept for messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from msgspec import Struct

from generator.jinja.environment import BLOCK_END, BLOCK_START, PRINT_END, PRINT_START
from generator.jinja.syntax import source_of
from generator.office.xml import Element
from generator.template.language.marks import SLOT, SLOT_END
from generator.template.language.tags import Occurrence

_TARGET = "jx"
_TOKEN = re.compile(rf"<\?{_TARGET} (\d+)\?>|{SLOT}(\d+){SLOT_END}")


def printing(expression: str) -> str:
    """Jinja source that prints a generated expression."""
    return f"{PRINT_START}{expression}{PRINT_END}"


def statement(code: str) -> str:
    """Jinja source of a generated statement."""
    return f"{BLOCK_START}{code}{BLOCK_END}"


class JinjaSource(Struct, frozen=True):
    """The Jinja source of a part of so many ``slots``; ``tags`` maps numbers of its lines to the template's tags."""

    text: str
    tags: Mapping[int, Occurrence]
    slots: int = 0


class Slots:
    """The slots of one part of a template and the source of each."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._tags: dict[int, Occurrence] = {}

    def __len__(self) -> int:
        return len(self._sources)

    def element(self, source: str) -> Element:
        """A new slot for a place between elements or in text."""
        return etree.ProcessingInstruction(_TARGET, str(self._add(source)))

    def attribute(self, source: str) -> str:
        """A new slot for the value of an attribute."""
        return f"{SLOT}{self._add(source)}{SLOT_END}"

    def tag(self, occurrence: Occurrence, code: str | None = None, before: str = "", after: str = "") -> Element:
        """A new slot for a tag of the template, which messages will name; ``code`` replaces what was typed.

        ``before`` and ``after`` are generated source around it, without line breaks.
        """
        slot = self.element(before + source_of(occurrence.meaning.tag, code) + after)
        self._tags[_number(slot)] = occurrence
        return slot

    def token(self, slot: Element) -> str:
        """The text of a slot, as a serialised tree has it."""
        return f"<?{_TARGET} {slot.text}?>"

    def tag_of(self, slot: Element) -> Occurrence | None:
        """The tag that a slot stands for; None for generated source."""
        return self._tags.get(_number(slot))

    def replace(self, slot: Element, source: str) -> None:
        """Change the source of a slot but not the tag that it stands for."""
        self._sources[_number(slot)] = source

    def source(self, xml: str) -> JinjaSource:
        """The Jinja source: a serialised tree with its slots replaced by their source."""
        pieces: list[str] = []
        tags: dict[int, Occurrence] = {}
        line, at = 1, 0
        for found in _TOKEN.finditer(xml):
            literal = xml[at : found.start()]
            number = int(found[1] or found[2])
            # A token that the template's own text happens to contain.
            if number >= len(self._sources):
                continue
            line += literal.count("\n")
            source = self._sources[number]
            if number in self._tags:
                # The source of a tag begins with a line break (see source_of), so its code is on the next line.
                tags[line + 1] = self._tags[number]
            pieces += (literal, source)
            line += source.count("\n")
            at = found.end()
        pieces.append(xml[at:])
        return JinjaSource("".join(pieces), tags, len(self._sources))

    def _add(self, source: str) -> int:
        self._sources.append(source)
        return len(self._sources) - 1


def _number(slot: Element) -> int:
    return int(slot.text or "")


def is_slot(node: Element) -> bool:
    """Whether a node of the tree is a slot."""
    return isinstance(node, etree._ProcessingInstruction)  # noqa: SLF001  # lxml names it no other way


def is_attribute_slot(value: str) -> bool:
    """Whether the value of an attribute begins with a slot."""
    return value.startswith(SLOT)
