from __future__ import annotations

import io

import pytest
from filled_documents import cell, document, paragraph, row, table
from openpyxl import load_workbook

from generator.model import JixiaoError
from generator.writers.sheet_book import SheetBook

FORM = document(paragraph("绩效目标表"), table((200.0, 200.0), row(cell(0, "资金"), cell(1, "410"))))


def test_each_form_has_a_sheet_of_its_name_cleaned_and_unlike_the_others() -> None:
    book = SheetBook()
    for form in ("长沙市", "市/州", "市\\州"):
        book.add(FORM, form)
    assert book.titles == ["长沙市", "市_州", "市_州(2)"]
    sheets = load_workbook(io.BytesIO(book.finish()))
    assert sheets.sheetnames == book.titles
    assert [sheet.print_area for sheet in sheets] == [f"'{title}'!$A$1:$B$2" for title in book.titles]
    assert [sheet["B2"].value for sheet in sheets] == [410, 410, 410]


def test_a_form_that_cannot_be_made_leaves_the_book_as_it_was() -> None:
    book = SheetBook()
    book.add(FORM, "长沙市")
    with pytest.raises(JixiaoError):
        book.add(document(table((300.0,), row(cell(0, "文" * 32768)))), "株洲市")
    assert load_workbook(io.BytesIO(book.finish())).sheetnames == book.titles == ["长沙市"]
