"""Books in Word of forms that have an Excel template only: the sections that are laid out from their sheets."""

from __future__ import annotations

from msgspec.structs import replace

from generator.build.forms import Filling
from generator.document.model import Document
from generator.writers.word.file import DocxFile
from generator.writers.word.from_sheet import sections_in_book


class WordBookFromSheets:
    """A book of forms that are laid out for Word."""

    def __init__(self) -> None:
        self._file: DocxFile | None = None
        self._about = Document(())

    def add(self, filling: Filling) -> None:
        """Append a form."""
        form = filling.word_document
        if self._file is None:
            self._file, self._about = DocxFile(form), replace(form, sections=())
        for section in sections_in_book(form):
            self._file.add(section)
        if form.even_and_odd:
            self._about = replace(self._about, even_and_odd=True)

    def finish(self, title: str) -> bytes:
        """The bytes of the file."""
        assert self._file is not None  # noqa: S101  # a form was added
        return self._file.finish(replace(self._about, title=title))
