"""What compiled templates and books of both formats have: the package of the template, and the archives made of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import IO

from msgspec import Struct

from generator.document.properties import with_title
from generator.jinja.shapes import Shape
from generator.office.archive import CONTENT_TYPES, zip_bytes
from generator.office.package import Package
from generator.office.parts import relationships_name
from generator.office.xml import REL, Element, parse_xml, qn, to_bytes
from generator.problem import Source

# Level 3 takes a third of the time of level 6; files are a few per cent larger.
_DEFLATE_LEVEL = 3


class PackedTemplate(Struct, frozen=True, kw_only=True):
    """A compiled template. ``digest`` changes with its file; ``shapes`` says what it expects of each free name.

    ``main`` is the part of the document or workbook, the title goes into the part ``core``; ``static`` is an archive
    of the members that are the same in every output, which begins with it.
    """

    file: str
    package: Package
    digest: str
    main: str
    core: str
    static: bytes
    shapes: Mapping[str, Shape]

    @property
    def names(self) -> frozenset[str]:
        """The names that a context must give."""
        return frozenset(self.shapes)

    def archive(self, filled: Mapping[str, bytes], title: str) -> bytes:
        """The file of one form under a title; ``filled`` are the parts that are not static, bar ``core``."""
        core = with_title(self.package.members[self.core], title)
        return zip_bytes({**filled, self.core: core}, self.static, _DEFLATE_LEVEL)


def related_part(package: Package, part: str, suffix: str) -> str:
    """The member that a part leads to by a relationship whose type ends like this; empty if there is none."""
    links = package.relationships(part)
    found = (link.target for link in links if link.type.endswith(suffix) and link.target in package.members)
    return next(found, "")


class BookParts:
    """The parts that a book adds to its template, known to the relationships of the main part and the content types."""

    def __init__(self, template: PackedTemplate) -> None:
        self._template = template
        self.added: dict[str, bytes] = {}
        self.relationships = self.parse(relationships_name(template.main))
        self.types = self.parse(CONTENT_TYPES)
        self._links = {node.get("Id", ""): node for node in self.relationships}
        self._types = {node.get("PartName", "").lower(): node for node in self.types.findall(qn("ct:Override"))}

    def parse(self, name: str) -> Element:
        """A part of the template; relationships without any where it has none."""
        data = self._template.package.members.get(name) or f'<Relationships xmlns="{REL}"/>'.encode()
        return parse_xml(data, Source(self._template.file, place=name))

    def link_like(self, original: str, key: str, target: str) -> None:
        """Let the main part lead to ``target`` as it does by the relationship ``original``."""
        clone = copy.deepcopy(self._links[original])
        clone.set("Id", key)
        clone.set("Target", target)
        self.relationships.append(clone)

    def declare_like(self, original: str, name: str) -> None:
        """Give a part the content type of another."""
        node = self._types.get(f"/{original}".lower())
        if node is not None:
            clone = copy.deepcopy(node)
            clone.set("PartName", f"/{name}")
            self.types.append(clone)

    def archive(self, members: Mapping[str, bytes | IO[bytes]], title: str) -> bytes:
        """The file of the book under a title; ``members`` are the parts that it writes last."""
        template = self._template
        last = {
            relationships_name(template.main): to_bytes(self.relationships),
            CONTENT_TYPES: to_bytes(self.types),
            template.core: with_title(template.package.members[template.core], title),
        }
        return zip_bytes({**template.package.members, **self.added, **members, **last}, level=_DEFLATE_LEVEL)
