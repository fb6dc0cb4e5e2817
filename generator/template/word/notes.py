"""Footnotes and endnotes of the forms of a book in, one part out: each form has its own, with ids of their own."""

from __future__ import annotations

from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Source

_ID, _TYPE = qn("w:id"), qn("w:type")


class Notes:
    """The notes of one ``kind``, footnote or endnote; ``part`` is the template's."""

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
        """Add those of a form; ``filled`` is None where the template's hold no tags."""
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
        """The part of the book."""
        return self._part if self._book is None else to_bytes(self._book)

    def _parse(self, part: bytes) -> Element:
        return parse_xml(part, Source(self.name))

    def _notes(self, root: Element) -> list[Element]:
        """Those with text of the author; separators are shared."""
        notes = root.findall(qn(f"w:{self.kind}"))
        return [note for note in notes if note.get(_TYPE, "normal") == "normal" and note.get(_ID, "").isdecimal()]
