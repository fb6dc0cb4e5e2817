"""Books in Excel: the sheets of the forms, behind a list of the forms and a summary of their figures."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from generator.build.forms import Filling
from generator.build.summary import figure_rows, numeric
from generator.template.excel.book import XlsxBook
from generator.template.excel.template import XlsxTemplate, compile_xlsx
from generator.writers.excel.from_document import add_sheets
from generator.writers.excel.front import with_sheets_in_front
from generator.writers.excel.lists import add_list, quoted
from generator.writers.excel.workbook import new_workbook, workbook_bytes

FRONT = ("目录", "汇总表")
"""The sheets in front of a workbook of many forms; the first is filled from ``_LIST``."""
_LIST = Path(__file__).with_name("目录.xlsx")


class ExcelBook:
    """A book of forms with an Excel template; forms without one are turned into sheets one by one."""

    def __init__(self, template: XlsxTemplate | None) -> None:
        self._book = XlsxBook(template, reserved=FRONT) if template is not None else None
        self._sheets = new_workbook()
        self._first_sheets: list[str] = []
        self._figures: dict[str, Mapping[str, str]] = {}

    def add(self, filling: Filling) -> None:
        """Append a form."""
        name = filling.form.name
        if self._book is not None:
            self._book.add(filling.form.context, name)
        else:
            self._first_sheets.append(add_sheets(self._sheets, filling.document, name, FRONT))
        self._figures[name] = filling.figures

    def finish(self, title: str) -> bytes:
        """The bytes of the file."""
        if self._book is None:
            return with_front(workbook_bytes(self._sheets, title), self._figures, self._first_sheets)
        return with_front(self._book.finish(title), self._figures, self._book.titles)


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
