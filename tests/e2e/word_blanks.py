"""Rows of cells and paragraphs of text in, a small but whole .docx out: the blanks that these tests issue as templates."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
    ),
}


def blank(paragraphs: Sequence[str] = (), rows: Sequence[Sequence[str]] = (), before: str = "") -> bytes:
    """A document of paragraphs, then a table; ``before`` goes before the root of its XML (a DOCTYPE, say)."""
    body = "".join(map(_paragraph, paragraphs)) + _table(rows)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    return packed(
        {"word/document.xml": f'{before}<w:document xmlns:w="{_W}"><w:body>{body}{page}</w:body></w:document>'}
    )


def packed(parts: Mapping[str, str]) -> bytes:
    """A package of these parts and those that every document has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**_PACKAGE, **parts}.items():
            package.writestr(name, text)
    return buffer.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A cell ``text ×3`` spans three columns."""
    if not rows:
        return ""
    cells = [[_cell(text) for text in row] for row in rows]
    columns = max(sum(span for _, span in row) for row in cells)
    lines = "".join(f"<w:tr>{''.join(_cell_xml(*cell) for cell in row)}</w:tr>" for row in cells)
    grid = '<w:gridCol w:w="1500"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl><w:p/>'
    )


def _cell(text: str) -> tuple[str, int]:
    shown, _, span = text.partition(" ×")
    return shown, int(span or 1)


def _cell_xml(text: str, span: int) -> str:
    merge = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{1500 * span}" w:type="dxa"/>{merge}</w:tcPr>{_paragraph(text)}</w:tc>'
