"""What the Word writer makes, read back by our own reader and held against the schemas."""

from __future__ import annotations

import tempfile
from pathlib import Path

from docx_grid import structure_problems
from msgspec.structs import replace
from validate_ooxml import problems

from generator.document.docx.reader import read_docx
from generator.document.model import Document
from generator.problem import Source
from generator.writers.word.file import docx_bytes


def read_back(document: Document) -> Document:
    """The document of the Word file that is made of one; the file must be as the schemas want it."""
    data = docx_bytes(document)
    assert (schema_problems(data), structure_problems(data)) == ([], [])
    return read_docx(data, Source("表"))


def without_blank_stories(document: Document) -> Document:
    """The same without headers and footers that hold nothing; a section has such in place of those before it."""
    sections = (
        replace(
            section,
            headers={kind: blocks for kind, blocks in section.headers.items() if blocks},
            footers={kind: blocks for kind, blocks in section.footers.items() if blocks},
        )
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))


def schema_problems(data: bytes) -> list[str]:
    """See ``validate_ooxml.problems``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "表.docx")
        path.write_bytes(data)
        return problems(path)
