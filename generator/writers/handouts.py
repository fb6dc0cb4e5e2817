"""Writes a list to send along in the format that the name of its file asks for.

Each writer is imported when it is used: the library behind it takes long to import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.document.model import Document


def _word(document: Document) -> bytes:
    from generator.writers.word.file import docx_bytes  # noqa: PLC0415

    return docx_bytes(document)


def _excel(document: Document) -> bytes:
    from generator.writers.excel.from_document import workbook_of  # noqa: PLC0415

    return workbook_of(document, document.title)


HANDOUTS: Mapping[str, Callable[[Document], bytes]] = {".docx": _word, ".xlsx": _excel}
"""By suffix: the document as a file."""
