"""Filled documents in, one after the other, a workbook with the sheets of all of them out."""

from __future__ import annotations

from generator.model.document import Document
from generator.writers.sheet import Sheet
from generator.writers.sheets import sheets_of
from generator.writers.workbook import workbook_bytes


class SheetBook:
    """A book of forms that have no Excel template; ``titles`` are the names of the forms' first sheets."""

    def __init__(self) -> None:
        self._sheets: list[Sheet] = []
        self._taken: set[str] = set()
        self.titles: list[str] = []

    def add(self, document: Document, form: str) -> None:
        """One more form, on sheets named after it; JixiaoError leaves the book as it was."""
        sheets = sheets_of(document, form, self._taken)
        self._sheets += sheets
        self._taken |= {sheet.name.lower() for sheet in sheets}
        self.titles.append(sheets[0].name)

    def finish(self) -> bytes:
        """The workbook; at least one form was added."""
        return workbook_bytes(self._sheets)
