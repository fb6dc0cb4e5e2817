"""Binds many filled forms of one template into one .docx: each form is a section of its own on a new page.

All forms share one set of styles; each has its own headers, notes, page numbers, lists and bookmarks. The body of a
long book lies in a temporary file, so that memory hardly grows with the number of forms.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from generator.office.parts import relationships_name
from generator.office.xml import Element, R, W, parse_xml, qn, to_bytes
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.template.language.marks import CUT
from generator.template.language.units import detach
from generator.template.packed import BookParts, related_part
from generator.template.word.sections import EMPTY_PARTS
from generator.template.word.template import DocxTemplate
from generator.template.word.tree import VAL

# Footnotes and endnotes


_ID, _TYPE = qn("w:id"), qn("w:type")


class Notes:
    """The part of footnotes or endnotes (``kind``) of a book, begun with ``part`` of the template.

    Each form has notes of its own: the ids of form n are those of the template plus n times a step.
    """

    def __init__(self, kind: str, name: str, part: bytes) -> None:
        self.kind = kind
        self.name = name
        self._part = part
        self._own = [note.get(_ID, "") for note in self._notes(self._parse(part))]
        self._step = max((int(identifier) for identifier in self._own), default=0) + 1
        self._book: Element | None = None

    def ids(self, form: int) -> dict[str, str]:
        """The ids of the notes of a form (counted from 0), by those of the template."""
        return {identifier: str(int(identifier) + form * self._step) for identifier in self._own}

    def add(self, form: int, filled: str | None) -> None:
        """Add the notes of a form; ``filled`` is the filled part, None where the template's notes hold no tags."""
        if self._book is not None and not self._own:
            return
        root = self._parse(self._part if filled is None else filled.encode())
        if self._book is None:
            self._book = root
            return
        ids = self.ids(form)
        for note in self._notes(root):
            note.set(_ID, ids[note.get(_ID, "")])
            self._book.append(note)

    def finish(self) -> bytes:
        """The bytes of the part."""
        return self._part if self._book is None else to_bytes(self._book)

    def _parse(self, part: bytes) -> Element:
        return parse_xml(part, Source(self.name))

    def _notes(self, root: Element) -> list[Element]:
        """The notes that the author wrote; separators (notes with another w:type) are shared by all forms."""
        notes = root.findall(qn(f"w:{self.kind}"))
        return [note for note in notes if note.get(_TYPE, "normal") == "normal" and note.get(_ID, "").isdecimal()]


_MOST_IN_MEMORY = 16_000_000  # bytes of a book's body; a longer one goes to a temporary file
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# A start or end of a w:p, never w:pPr or another longer name.
_PARAGRAPH = re.compile(r"<w:p(?=[ />])[^>]*?(?P<empty>/?)>|</w:p>")
# Holds the section of a form that does not end in a paragraph; one point high (w:line in twips, w:sz in half points).
_LAST = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:vanish/><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
)
_NUMBER_USE = re.compile(r'<w:numId w:val="(\d+)"/>')


class DocxBook:
    """A book in the making: call ``add`` for every form, then ``finish``."""

    def __init__(self, template: DocxTemplate) -> None:
        self._template = template
        self._state = template.state()
        self._state.one_section_in_book = template.sections == 1
        self._body: IO[bytes] | None = None  # begun with the first form, so that a book of none leaves no file open
        # The last form, as (body, section): only when another follows must its section end in a paragraph.
        self._pending: tuple[str, str] | None = None
        self._tail = ""
        self._parts = BookParts(template)
        self._numbering_name = related_part(template.package, template.main, "/numbering")
        self._numbering = _Numbering(self._parts.parse(self._numbering_name) if self._numbering_name else None)
        self._notes = [
            Notes(kind, name, template.package.members[name])
            for kind in ("footnote", "endnote")
            if (name := related_part(template.package, template.main, f"/{kind}s"))
        ]
        self._empty: dict[str, None] = {}
        self.forms = 0

    def add(self, context: Mapping[str, Any], form: str) -> None:
        """Fill in one more form; JixiaoError with its problems, which leaves the book unchanged."""
        template, state = self._template, self._state
        state.begin_form(self.forms)
        state.own_ids = {notes.kind: notes.ids(self.forms) for notes in self._notes}
        state.own_ids["list"] = self._numbering.ids(self.forms)
        problems: list[Problem] = []
        # Headers and notes before the body: the body refers to the ids of this form's headers.
        filled = {part.name: template.fill(part, context, state, form, problems) for part in template.parts[1:]}
        headers = [(name, filled[name]) for name in template.relationship_ids.values() if name in filled]
        state.own_ids["header"] = self._header_ids(headers)
        text = template.fill(template.parts[0], context, state, form, problems)
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise JixiaoError(*problems)
        head, body, section, self._tail = text.split(CUT)
        self._add_headers(headers)
        for notes in self._notes:
            notes.add(self.forms, filled.get(notes.name))
        self._empty |= {kind: None for kind, key in EMPTY_PARTS.items() if key in body or key in section}
        if self._pending is None:
            self._write(head)
        else:
            self._write(with_section(*self._pending))
        self._numbering.note_use(self.forms, _NUMBER_USE.findall(body))
        self._pending = body, section or "<w:sectPr/>"
        self.forms += 1

    def finish(self, title: str = "") -> bytes:
        """The bytes of the .docx under a title; ValueError if no form was added."""
        if self._pending is None:
            raise ValueError("a book without forms")
        last, section = self._pending
        body = self._write(last + section + self._tail)
        members: dict[str, bytes | IO[bytes]] = {notes.name: notes.finish() for notes in self._notes}
        members |= dict(self._empty_part(kind) for kind in self._empty)
        if self.forms > 1 and (numbering := self._numbering.part()) is not None:
            members[self._numbering_name] = numbering
        with body:
            return self._parts.archive({**members, self._template.main: body}, title)

    def _write(self, text: str) -> IO[bytes]:
        """The body so far, with this text at its end."""
        if self._body is None:
            self._body = cast("IO[bytes]", SpooledTemporaryFile(_MOST_IN_MEMORY))  # noqa: SIM115  # see ``finish``
        self._body.write(text.encode())
        return self._body

    # Headers and footers

    def _header_ids(self, headers: list[tuple[str, str]]) -> dict[str, str]:
        """The relationship ids of this form's headers and footers, by those of the template."""
        names = {name for name, _ in headers}
        return {
            key: key if not self.forms else f"{key}_{self.forms + 1}"
            for key, target in self._template.relationship_ids.items()
            if target in names
        }

    def _add_headers(self, headers: list[tuple[str, str]]) -> None:
        # The first form keeps the part names and ids of the template.
        new = {name: name if not self.forms else _numbered(name, self.forms + 1) for name, _ in headers}
        for name, text in headers:
            self._parts.added[new[name]] = text.encode()
            own = self._template.package.members.get(relationships_name(name))
            if self.forms and own is not None:
                self._parts.added[relationships_name(new[name])] = own
        if not self.forms:
            return
        for key, target in self._template.relationship_ids.items():
            relative = posixpath.relpath(new[target], posixpath.dirname(self._template.main))
            self._parts.link_like(key, f"{key}_{self.forms + 1}", relative)
        for name, target in new.items():
            self._parts.declare_like(name, target)

    def _empty_part(self, kind: str) -> tuple[str, bytes]:
        """The name and the bytes of a header or footer with an empty paragraph, made known to the package."""
        name = posixpath.join(posixpath.dirname(self._template.main), f"empty_{kind}.xml")
        link = self._parts.relationships.makeelement(qn("rel:Relationship"))
        link.attrib.update({"Id": EMPTY_PARTS[kind], "Type": f"{R}/{kind}", "Target": posixpath.basename(name)})
        self._parts.relationships.append(link)
        override = self._parts.types.makeelement(qn("ct:Override"))
        override.attrib.update({"PartName": f"/{name}", "ContentType": f"{_WORD}.{kind}+xml"})
        self._parts.types.append(override)
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        return name, f'<w:{tag} xmlns:w="{W}"><w:p/></w:{tag}>'.encode()


class _Numbering:
    """The numbering part of a book: later forms get copies of the lists they use, so that these begin again."""

    def __init__(self, part: Element | None) -> None:
        self._part = part
        self._abstract = {} if part is None else _by_id(part, "w:abstractNum", "w:abstractNumId")
        self._lists = {} if part is None else _by_id(part, "w:num", "w:numId")
        self._step = max((int(key) for key in (*self._abstract, *self._lists)), default=0) + 1
        self._used: set[tuple[int, str]] = set()

    def ids(self, form: int) -> dict[str, str]:
        """The list ids of a form (counted from 0), by those of the template."""
        return {key: str(int(key) + form * self._step) for key in self._lists} if form else {}

    def note_use(self, form: int, numbers: list[str]) -> None:
        """Note the list ids that the body of a form uses."""
        for number in numbers:
            own = str(int(number) - form * self._step)
            if form and own in self._lists:
                self._used.add((form, own))

    def part(self) -> bytes | None:
        """The numbering part with the copies; None if nothing was copied."""
        if self._part is None or not self._used:
            return None
        part = copy.deepcopy(self._part)
        # The schema wants all w:abstractNum before the first w:num (CT_Numbering).
        last_abstract = part.findall(qn("w:abstractNum"))[-1]
        copied: set[tuple[int, str]] = set()
        for form, number in sorted(self._used, key=lambda use: (use[0], int(use[1]))):
            clone = copy.deepcopy(self._lists[number])
            clone.set(qn("w:numId"), str(int(number) + form * self._step))
            target = clone.find(qn("w:abstractNumId"))
            if target is None:
                continue
            key = self._resolved(target.get(VAL, ""))
            shift = str(int(key) + form * self._step)
            target.set(VAL, shift)
            if (form, key) not in copied and key in self._abstract:
                copied.add((form, key))
                definition = self._copy_of(key, shift)
                last_abstract.addnext(definition)
                last_abstract = definition
            part.findall(qn("w:num"))[-1].addnext(clone)
        return to_bytes(part)

    def _resolved(self, key: str) -> str:
        """The id of the w:abstractNum that holds the levels: another one where this has a w:numStyleLink to a style."""
        definition = self._abstract.get(key)
        link = definition.find(qn("w:numStyleLink")) if definition is not None else None
        if link is None:
            return key
        for other, candidate in self._abstract.items():
            own = candidate.find(qn("w:styleLink"))
            if own is not None and own.get(VAL) == link.get(VAL):
                return other
        return key

    def _copy_of(self, key: str, new: str) -> Element:
        definition = copy.deepcopy(self._abstract[key])
        definition.set(qn("w:abstractNumId"), new)
        # w:nsid identifies one definition, and a style belongs to one: the copy must claim neither.
        for name in ("w:nsid", "w:styleLink"):
            for node in definition.findall(qn(name)):
                definition.remove(node)
        for style in list(definition.iter(qn("w:pStyle"))):
            detach(style)
        return definition


def _by_id(part: Element, tag: str, attribute: str) -> dict[str, Element]:
    return {
        node.get(qn(attribute), ""): node for node in part.findall(qn(tag)) if node.get(qn(attribute), "").isdigit()
    }


def _numbered(name: str, number: int) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"{stem}_{number}{suffix}"


def with_section(body: str, section: str) -> str:
    """The body of a form with ``section``, its last w:sectPr, moved into its last paragraph, so that no line is added.

    A body that ends in a table or in a paragraph with a section of its own gets a paragraph one point high.
    """
    start = _start_of_last_paragraph(body)
    if start is None:
        return body + _LAST.format(section=section)
    paragraph = body[start:]
    opening = _PARAGRAPH.match(paragraph)
    assert opening is not None  # noqa: S101  # _start_of_last_paragraph found it
    if opening["empty"]:
        attributes = opening[0][len("<w:p") : -len("/>")]
        return f"{body[:start]}<w:p{attributes}><w:pPr>{section}</w:pPr></w:p>"
    rest = paragraph[opening.end() :]
    if rest.startswith("<w:pPr/>"):
        rest = f"<w:pPr>{section}</w:pPr>" + rest[len("<w:pPr/>") :]
    elif not rest.startswith("<w:pPr>"):
        rest = f"<w:pPr>{section}</w:pPr>{rest}"
    else:
        # In a w:pPr, w:sectPr stands before w:pPrChange, which holds a w:pPr of its own (CT_PPr).
        end = rest.index("</w:pPr>")
        change = rest.find("<w:pPrChange")
        at = change if 0 <= change < end else end
        if "<w:sectPr" in rest[:at]:
            return body + _LAST.format(section=section)
        rest = rest[:at] + section + rest[at:]
    return body[:start] + opening[0] + rest


def _start_of_last_paragraph(body: str) -> int | None:
    """The index at which the paragraph that ends the body begins; None if something else ends it."""
    if not body.endswith(("</w:p>", "/>")):
        return None
    # Backwards, because paragraphs nest: a text box lies inside one.
    depth = 0
    for found in reversed(list(_PARAGRAPH.finditer(body))):
        if depth == 0 and found.end() != len(body):
            return None
        depth += 1 if found[0] == "</w:p>" else 0 if found["empty"] else -1
        if depth == 0:
            return found.start()
    return None
