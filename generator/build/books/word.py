"""Books in Word of forms that have a Word template: a section each, with its own headers, notes and page numbers."""

from __future__ import annotations

from generator.build.forms import Filling
from generator.template.word.book import DocxBook
from generator.template.word.template import DocxTemplate


class WordBook:
    """A book of filled forms."""

    def __init__(self, template: DocxTemplate) -> None:
        self._book = DocxBook(template)

    def add(self, filling: Filling) -> None:
        """Append a form."""
        self._book.add(filling.form.context, filling.form.name)

    def finish(self, title: str) -> bytes:
        """The bytes of the file."""
        return self._book.finish(title)
