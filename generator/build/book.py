"""Binds many forms into one file: a document of sections, a workbook of sheets, or a PDF with bookmarks."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from generator.build.forms import Filling
from generator.build.prepare import Templates
from generator.build.summary import figure_rows, numeric
from generator.document.model import Document
from generator.layout.page import Pages
from generator.template.excel.book import XlsxBook
from generator.template.excel.template import compile_xlsx
from generator.template.word.book import DocxBook
from generator.writers.excel.from_document import add_sheets
from generator.writers.excel.front import with_sheets_in_front
from generator.writers.excel.lists import add_list, quoted
from generator.writers.excel.workbook import new_workbook, workbook_bytes

FRONT = ("目录", "汇总表")
"""The sheets in front of a workbook of many forms; the first is filled from ``_LIST``."""
_LIST = Path(__file__).with_name("目录.xlsx")


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
    """The forms as sections; those without a Word template are laid out from their sheets."""

    def __init__(self, templates: Templates) -> None:
        self._book = DocxBook(templates.docx) if templates.docx is not None else None
        self._documents: list[Document] = []
        self._title = _BookTitle()

    def add(self, filling: Filling) -> None:
        if self._book is not None:
            self._book.add(filling.form.context, filling.form.name)
        else:
            self._documents.append(filling.word_document)
        self._title.add(filling)

    def finish(self) -> bytes:
        if self._book is not None:
            return self._book.finish(self._title.text)
        from generator.writers.word.file import docx_bytes  # a library that a book of another format does not need
        from generator.writers.word.from_sheet import bound

        return docx_bytes(replace(bound(self._documents), title=self._title.text))


class _XlsxBookFile:
    """The sheets of the forms, behind a list of the forms and a summary of their figures.

    Forms without an Excel template are turned into sheets one by one.
    """

    def __init__(self, templates: Templates) -> None:
        self._book = XlsxBook(templates.xlsx, reserved=FRONT) if templates.xlsx is not None else None
        self._sheets = new_workbook()
        self._first_sheets: list[str] = []
        self._figures: dict[str, Mapping[str, str]] = {}
        self._title = _BookTitle()

    def add(self, filling: Filling) -> None:
        name = filling.form.name
        if self._book is not None:
            self._book.add(filling.form.context, name)
        else:
            self._first_sheets.append(add_sheets(self._sheets, filling.document, name, FRONT))
        self._figures[name] = filling.figures
        self._title.add(filling)

    def finish(self) -> bytes:
        if self._book is None:
            return with_front(workbook_bytes(self._sheets, self._title.text), self._figures, self._first_sheets)
        return with_front(self._book.finish(self._title.text), self._figures, self._book.titles)


def with_front(book: bytes, forms: Mapping[str, Mapping[str, str]], first_sheets: Sequence[str]) -> bytes:
    """The book behind a list of its forms with links and, where they have figures, a sheet of these with totals.

    ``forms`` has the values of each form by variable, as typed; ``first_sheets`` are the sheets on which they begin. No
    sheet of the book may have a name of ``FRONT``.
    """
    rows = [{"序号": str(number), "名称": name} for number, name in enumerate(forms, 1)]
    front = load_workbook(io.BytesIO(compile_xlsx(_LIST, _LIST.name).render({"分表": rows})))
    contents = front[FRONT[0]]
    # The language has no tags in links; the last rows of the list are those of the forms.
    for number, sheet in enumerate(first_sheets, contents.max_row - len(rows) + 1):
        cell = contents.cell(number, 2)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(sheet)}!A1")
    if variables := numeric(forms):
        add_list(front, FRONT[1], figure_rows(forms, variables, first_sheets), title=FRONT[1])
    return with_sheets_in_front(book, workbook_bytes(front))


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
        from generator.writers.pdf.file import pdf_bytes  # as above

        return pdf_bytes(self._forms, self._title.text, self._author)


BOOK_FILES: Mapping[str, Callable[[Templates], BookFile]] = {
    "docx": _DocxBookFile,
    "xlsx": _XlsxBookFile,
    "pdf": _PdfBookFile,
}
"""What binds the forms of each format."""
