"""Word documents for tests, written as markup: paragraphs, tables, sections, headers in; the bytes of a .docx out.

Also fills them: ``fill(document, name=value)``, and indicators as a project file would give them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import pytest
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from lxml import etree

from generator.jinja.values import IndicatorRow, Label
from generator.problem import JixiaoError, Problem
from generator.template.word.book import DocxBook
from generator.template.word.template import DocxTemplate, compile_docx

FILE = "模板.docx"
_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
_NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
    ' w:header="720" w:footer="720" w:gutter="0"/>'
)
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


# Markup


def run(text: str, properties: str = "") -> str:
    """A run; ``\\n`` is a line break and ``\\t`` a tab."""
    pieces = re.split(r"(\n|\t)", text)
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    inside = "".join(marks.get(piece, f'<w:t xml:space="preserve">{escape(piece)}</w:t>') for piece in pieces if piece)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>"


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of texts and of markup (whatever begins with ``<``)."""
    inside = "".join(piece if piece.startswith(("<w:", "<mc:")) else run(piece) for piece in content if piece)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def cell(*content: str, span: int = 1, merge: str = "", width: int = 0) -> str:
    """A cell of paragraphs; ``merge`` is restart or continue."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f"<w:tc>{f'<w:tcPr>{properties}</w:tcPr>' if properties else ''}{blocks(*(content or ('',)))}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells and of texts, each in a cell of its own."""
    inside = "".join(each if each.startswith(("<w:tc>", "<w:sdt>")) else cell(each) for each in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inside}</w:tr>"


def table(*rows: str | Iterable[str], grid: Iterable[int] = ()) -> str:
    """A table of rows; the grid is as wide as the first row unless given."""
    written = [each if isinstance(each, str) else row(*each) for each in rows]
    widths = list(grid) or [1000] * _columns(written[0])
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(written)}</w:tbl>"


def _columns(first_row: str) -> int:
    """How many columns a row spans."""
    tree = etree.fromstring(f"<all {_NAMESPACES}>{first_row}</all>")
    cells = tree.findall(".//w:tc", _SPACES)
    spans = [each.find("w:tcPr/w:gridSpan", _SPACES) for each in cells if not list(each.iterancestors("{*}tc"))]
    return sum(1 if span is None else int(span.get(f"{{{_SPACES['w']}}}val", "1")) for span in spans)


def blocks(*content: str) -> str:
    """Block-level markup; a text is a paragraph."""
    starts = ("<w:p>", "<w:p ", "<w:p/>", "<w:tbl>", "<w:sdt>", "<w:bookmark", "<w:sectPr", "<mc:AlternateContent")
    return "".join(each if each.startswith(starts) else paragraph(each) for each in content)


def bookmark(name: str, *content: str, number: int = 0) -> str:
    """Runs inside a bookmark."""
    inside = "".join(piece if piece.startswith("<w:") else run(piece) for piece in content)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def drawing(number: int = 1, text: str = "") -> str:
    """A run with a shape; with a ``text`` it is a text box, and old Word's copy of it stands beside."""
    box = f"<w:txbxContent>{blocks(text)}</w:txbxContent>"
    shape = f"<wps:wsp><wps:cNvSpPr/><wps:spPr/>{f'<wps:txbx>{box}</wps:txbx>' if text else ''}<wps:bodyPr/></wps:wsp>"
    picture = (
        f'<w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="{number}" name="框{number}"/><a:graphic>'
        f'<a:graphicData uri="{_SPACES["wps"]}">{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    if not text:
        return f"<w:r>{picture}</w:r>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{picture}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str, shown: str = "1") -> str:
    """A complex field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
    return mark.format("begin") + code + mark.format("separate") + run(shown) + mark.format("end")


def control(content: str, number: int = 7) -> str:
    """A content control around blocks, rows, cells or runs."""
    return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def section(*references: str, kind: str = "", start: int | None = None) -> str:
    """Section properties; references as ``header default rId9``."""
    links = ""
    for reference in references:
        word, pages, identifier = reference.split()
        links += f'<w:{word}Reference w:type="{pages}" r:id="{identifier}"/>'
    links += f'<w:type w:val="{kind}"/>' if kind else ""
    numbers = f'<w:pgNumType w:start="{start}"/>' if start is not None else ""
    return f"<w:sectPr>{links}{PAGE}{numbers}</w:sectPr>"


def style(name: str, identifier: str, properties: str = "") -> str:
    """A paragraph style."""
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>{inside}</w:style>'


def numbering(*lists: int) -> str:
    """A list definition for each number."""
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{each}">{levels}</w:abstractNum>' for each in lists)
    used = "".join(f'<w:num w:numId="{each}"><w:abstractNumId w:val="{each}"/></w:num>' for each in lists)
    return abstract + used


# Packages


def docx(*content: str, styles: str = "", lists: str = "", main: str = "word/document.xml", **parts: str) -> bytes:
    """A document. ``parts`` are headers, footers, footnotes by relationship id: ``header1=paragraph("…")``."""
    folder = main.rpartition("/")[0]
    written = {"styles": f"<w:styles {_NAMESPACES}>{styles}</w:styles>"} if styles else {}
    written |= {"numbering": f"<w:numbering {_NAMESPACES}>{lists}</w:numbering>"} if lists else {}
    for identifier, inside in parts.items():
        tag = {"header": "hdr", "footer": "ftr"}.get(_kind(identifier), _kind(identifier))
        written[identifier] = f"<w:{tag} {_NAMESPACES}>{inside}</w:{tag}>"
    links = "".join(f'<Relationship Id="{name}" Type="{_LINK}/{_kind(name)}" Target="{name}.xml"/>' for name in written)
    types = "".join(
        f'<Override PartName="/{folder}/{name}.xml" ContentType="{_TYPE}.{_kind(name)}+xml"/>' for name in written
    )
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{_TYPE}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": _relationships(f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="{main}"/>'),
        main: f'<w:document {_NAMESPACES} mc:Ignorable="w14"><w:body>{blocks(*content)}</w:body></w:document>',
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": _relationships(links),
        **{f"{folder}/{name}.xml": xml for name, xml in written.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _kind(identifier: str) -> str:
    return identifier.rstrip("0123456789")


def _relationships(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def part(document: bytes, name: str = "word/document.xml") -> str:
    """The XML of a part."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read(name).decode()


def with_part(document: bytes, name: str, xml: str) -> bytes:
    """The document with another XML in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            new.writestr(member, xml if member == name else old.read(member))
    return buffer.getvalue()


def members(document: bytes) -> list[str]:
    """The names of the parts."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.namelist()


# Filling


def compiled(document: bytes) -> DocxTemplate:
    """The document as a template."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(document)
        return compile_docx(path, FILE)


def fill(document: bytes, /, **context: Any) -> bytes:
    """The document filled."""
    return compiled(document).render(context)


def filled(*content: str, **context: Any) -> bytes:
    """A document of this content, filled."""
    return fill(docx(*content), **context)


def grid(document: bytes) -> str:
    """The tables of a sound document as text, a blank line between two."""
    assert structure_problems(document) == []
    return "\n\n".join(map(grid_text, read_tables(document)))


def lines(document: bytes) -> list[str]:
    """The paragraphs of a sound document, those in tables not."""
    assert structure_problems(document) == []
    return body_paragraphs(document)


def book(document: bytes, *contexts: Mapping[str, Any]) -> bytes:
    """The document filled with each context, as one book."""
    made = DocxBook(compiled(document))
    for number, context in enumerate(contexts, 1):
        made.add(context, f"分表{number}")
    return made.finish()


def problems(document: bytes, /, **context: Any) -> list[Problem]:
    """What compiling and filling the document is refused for."""
    with pytest.raises(JixiaoError) as caught:
        compiled(document).render(context)
    return list(caught.value.problems)


def complaints(*content: str, **context: Any) -> list[str]:
    """The same for a document of this content, as ``place: message``."""
    return [f"{problem.source.place}: {problem.message}" for problem in problems(docx(*content), **context)]


def indicators(*rows: tuple[str, ...], levels: tuple[str, ...] = ("一级", "二级", "三级")) -> list[IndicatorRow]:
    """Rows of 指标: a label for each level, then 指标值. Labels are the same node where their whole path is."""
    made = []
    for texts in rows:
        path = texts[: len(levels)]
        values: dict[str, Any] = {
            level: Label(path[at], node=path[: at + 1]) for at, level in enumerate(levels) if at < len(path)
        }
        values["指标值"] = texts[len(levels)] if len(texts) > len(levels) else ""
        made.append(IndicatorRow(values, frozenset({"指标值", "备注", *levels})))
    return made
