"""Books in PDF: the pages of the forms, with a bookmark for each form."""

from __future__ import annotations

from generator.build.forms import Filling
from generator.layout.page import Pages
from generator.writers.pdf.file import pdf_bytes


class PdfBook:
    """A book of laid-out forms."""

    def __init__(self) -> None:
        self._forms: list[tuple[str, Pages]] = []
        self._author = ""

    def add(self, filling: Filling) -> None:
        """Append a form."""
        self._forms.append((filling.form.name, filling.pages))
        self._author = self._author or filling.author

    def finish(self, title: str) -> bytes:
        """The bytes of the file."""
        return pdf_bytes(self._forms, title, self._author)
