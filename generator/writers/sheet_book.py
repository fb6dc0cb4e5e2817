"""Filled documents in, one after the other, a workbook with the sheets of all of them out."""

from __future__ import annotations

from generator.model.document import Document
from generator.writers.sheet import Sheet
from generator.writers.sheets import sheets_of
from generator.writers.workbook import workbook_bytes


class SheetBook:
    """A book of forms that have no Excel template; ``first_sheets`` are where each of them begins."""

    def __init__(self) -> None:
        self._sheets: list[Sheet] = []
        self.first_sheets: list[str] = []

    def add(self, document: Document, form: str) -> None:
        """One more form, on sheets named after it; JixiaoError leaves the book as it was."""
        sheets = sheets_of(document, form, [sheet.name for sheet in self._sheets])
        self._sheets += sheets
        self.first_sheets.append(sheets[0].name)

    def finish(self) -> bytes:
        """The workbook; at least one form was added."""
        return workbook_bytes(self._sheets)
