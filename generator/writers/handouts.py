"""Writes a list to send along in the format that the name of its file asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.document.model import Document
from generator.writers.excel.from_document import workbook_of
from generator.writers.word.file import docx_bytes

HANDOUTS: Mapping[str, Callable[[Document], bytes]] = {
    ".docx": docx_bytes,
    ".xlsx": lambda document: workbook_of(document, document.title),
}
"""By suffix: the document as a file."""
