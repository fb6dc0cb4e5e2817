"""Places in an XML tree that generated Jinja will fill, and the one source text that results.

A slot is a processing instruction among elements or in text, or a token in an attribute; neither can collide with
what a document holds. Which line of the source belongs to which tag is kept for messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from msgspec import Struct

from generator.jinja.environment import BLOCK_END, BLOCK_START, PRINT_END, PRINT_START
from generator.jinja.syntax import source_of
from generator.office.xml import Element
from generator.template.language.tags import Occurrence

_TARGET = "jx"
_SLOT = re.compile(r"<\?jx (\d+)\?>|\ue7f0(\d+)\ue7f1")


def printing(expression: str) -> str:
    """Generated source that prints an expression of our own."""
    return f"{PRINT_START}{expression}{PRINT_END}"


def statement(code: str) -> str:
    """Generated source of a statement of our own."""
    return f"{BLOCK_START}{code}{BLOCK_END}"


class JinjaSource(Struct, frozen=True):
    """Jinja source, and the tag that each of its lines came from."""

    text: str
    tags: Mapping[int, Occurrence]


class Slots:
    """The slots of one part of a template."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._tags: dict[int, Occurrence] = {}

    def __len__(self) -> int:
        return len(self._sources)

    def element(self, source: str) -> Element:
        """A slot to stand between elements or in text."""
        return etree.ProcessingInstruction(_TARGET, str(self._add(source)))

    def attribute(self, source: str) -> str:
        """A slot to stand in an attribute's value."""
        return f"\ue7f0{self._add(source)}\ue7f1"

    def tag(self, occurrence: Occurrence, code: str | None = None, before: str = "", after: str = "") -> Element:
        """A slot for a tag as typed (or with other ``code``), which messages will name.

        ``before`` and ``after`` are source of our own, without line breaks.
        """
        slot = self.element(before + source_of(occurrence.meaning.tag, code) + after)
        self._tags[_number(slot)] = occurrence
        return slot

    def token(self, slot: Element) -> str:
        """The slot as it stands in a text that ``source`` fills."""
        return f"<?{_TARGET} {slot.text}?>"

    def tag_of(self, slot: Element) -> Occurrence | None:
        """The tag that a slot stands for; None for our own source."""
        return self._tags.get(_number(slot))

    def replace(self, slot: Element, source: str) -> None:
        """Give a slot other source; the tag that it stands for stays."""
        self._sources[_number(slot)] = source

    def source(self, xml: str) -> JinjaSource:
        """The serialised tree with its slots filled."""
        pieces: list[str] = []
        tags: dict[int, Occurrence] = {}
        line, at = 1, 0
        for found in _SLOT.finditer(xml):
            literal = xml[at : found.start()]
            number = int(found[1] or found[2])
            if number >= len(self._sources):
                continue
            line += literal.count("\n")
            source = self._sources[number]
            if number in self._tags:
                tags[line + 1] = self._tags[number]
            pieces += (literal, source)
            line += source.count("\n")
            at = found.end()
        pieces.append(xml[at:])
        return JinjaSource("".join(pieces), tags)

    def _add(self, source: str) -> int:
        self._sources.append(source)
        return len(self._sources) - 1


def _number(slot: Element) -> int:
    return int(slot.text or "")


def is_slot(node: Element) -> bool:
    """Whether a node of the tree is a slot."""
    return isinstance(node, etree._ProcessingInstruction)  # noqa: SLF001  # lxml names it no other way


def is_attribute_slot(value: str) -> bool:
    """Whether the value of an attribute is a slot."""
    return value.startswith("\ue7f0")
