"""Binds many forms into one file: a document of sections, a workbook of sheets, or a PDF with bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from generator.build.forms import Filling
from generator.build.prepare import Templates
from generator.layout.page import Pages
from generator.template.excel.book import XlsxBook
from generator.template.word.book import DocxBook
from generator.writers.excel.from_document import sheets_of
from generator.writers.excel.sheet import PlainSheet
from generator.writers.excel.summary import FRONT, with_summary
from generator.writers.excel.workbook import workbook_bytes
from generator.writers.pdf.file import pdf_bytes


class BookFile(Protocol):
    """A file of many forms. ``add`` raises JixiaoError for a form that cannot be made and then changes nothing."""

    def add(self, filling: Filling) -> None:
        """Append a form."""
        ...

    def finish(self) -> bytes:
        """The bytes of the file; at least one form must have been added."""
        ...


class _BookTitle:
    """The title of a book: that of its forms where they share one, or else the name of the project."""

    def __init__(self) -> None:
        self._printed: set[str] = set()
        self._project = ""

    def add(self, filling: Filling) -> None:
        self._printed.add(filling.printed_title)
        self._project = filling.project_name

    @property
    def text(self) -> str:
        return self._project if len(self._printed) > 1 else "".join(self._printed)


class _DocxBookFile:
    def __init__(self, templates: Templates) -> None:
        assert templates.docx is not None  # noqa: S101  # else ``FORMATS`` offers no docx
        self._book = DocxBook(templates.docx)
        self._title = _BookTitle()

    def add(self, filling: Filling) -> None:
        self._book.add(filling.form.context, filling.form.name)
        self._title.add(filling)

    def finish(self) -> bytes:
        return self._book.finish(self._title.text)


class _XlsxBookFile:
    """The sheets of the forms, behind a list of the forms and a summary of their figures.

    Forms without an Excel template are turned into sheets one by one.
    """

    def __init__(self, templates: Templates) -> None:
        self._book = XlsxBook(templates.xlsx, reserved=FRONT) if templates.xlsx is not None else None
        self._sheets: list[PlainSheet] = []
        # Excel compares the names of sheets without regard to case.
        self._taken = {name.lower() for name in FRONT}
        self._first_sheets: list[str] = []
        self._figures: dict[str, Mapping[str, str]] = {}
        self._title = _BookTitle()

    def add(self, filling: Filling) -> None:
        name = filling.form.name
        if self._book is not None:
            self._book.add(filling.form.context, name)
        else:
            sheets = sheets_of(filling.document, name, self._taken)
            self._taken |= {sheet.name.lower() for sheet in sheets}
            self._first_sheets.append(sheets[0].name)
            self._sheets += sheets
        self._figures[name] = filling.figures
        self._title.add(filling)

    def finish(self) -> bytes:
        if self._book is None:
            return with_summary(workbook_bytes(self._sheets), self._figures, self._first_sheets)
        return with_summary(self._book.finish(self._title.text), self._figures, self._book.titles)


class _PdfBookFile:
    def __init__(self, _templates: Templates) -> None:
        self._forms: list[tuple[str, Pages]] = []
        self._author = ""
        self._title = _BookTitle()

    def add(self, filling: Filling) -> None:
        self._forms.append((filling.form.name, filling.pages))
        self._author = self._author or filling.author
        self._title.add(filling)

    def finish(self) -> bytes:
        return pdf_bytes(self._forms, self._title.text, self._author)


BOOK_FILES: Mapping[str, Callable[[Templates], BookFile]] = {
    "docx": _DocxBookFile,
    "xlsx": _XlsxBookFile,
    "pdf": _PdfBookFile,
}
"""What binds the forms of each format."""
