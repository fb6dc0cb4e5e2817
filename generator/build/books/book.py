"""What a book is, whatever its format, and what binds one of each format."""

from __future__ import annotations

from typing import Protocol

from generator.build.forms import Filling
from generator.build.prepare import Templates


class BookFile(Protocol):
    """A file of many forms. ``add`` raises JixiaoError for a form that cannot be made and then changes nothing."""

    def add(self, filling: Filling) -> None:
        """Append a form."""
        ...

    def finish(self, title: str) -> bytes:
        """The bytes of the file, under this title; at least one form must have been added."""
        ...


def new_book(kind: str, templates: Templates) -> BookFile:
    """A book of this format without forms. Each is imported when it is made: it needs a library that takes long."""
    if kind == "xlsx":
        from generator.build.books.excel import ExcelBook

        return ExcelBook(templates.xlsx)
    if kind == "pdf":
        from generator.build.books.pdf import PdfBook

        return PdfBook()
    if templates.docx is not None:
        from generator.build.books.word import WordBook

        return WordBook(templates.docx)
    from generator.build.books.word_from_sheets import WordBookFromSheets

    return WordBookFromSheets()


class BookTitle:
    """The title of a book: that of its forms where they share one, or else the name of the project."""

    def __init__(self, project: str) -> None:
        self._project = project
        self._printed: set[str] = set()

    def add(self, filling: Filling) -> None:
        """Take the title of one more form into account."""
        self._printed.add(filling.printed_title)

    @property
    def text(self) -> str:
        """The title."""
        return self._project if len(self._printed) > 1 else "".join(self._printed)
