"""Turns a filled ``Document`` into sheets as an office would have typed them into Excel, one for each section.

All tables of a section share one grid of columns. What stands outside of them runs over its whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.chinese.names import unique_sheet_name
from generator.document.model import Align, Block, Document, Paragraph, Picture, Section, Table
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.writers.excel.body import SheetBody
from generator.writers.excel.grid import column_grid
from generator.writers.excel.page import print_as_section, print_whole
from generator.writers.excel.workbook import new_workbook, workbook_bytes

_SHRINK = 1.2  # a sheet up to so many times as high as a page is shrunk to print on one


def workbook_of(document: Document, sheet_name: str) -> bytes:
    """The document as a workbook; its first sheet, mostly the only one, is called ``sheet_name``."""
    book = new_workbook()
    add_sheets(book, document, sheet_name)
    return workbook_bytes(book, document.title)


def add_sheets(book: Workbook, document: Document, sheet_name: str, reserved: Iterable[str] = ()) -> str:
    """Add a sheet for each section: the first is called ``sheet_name``, the others after their titles.

    No sheet gets a name that is in the book or ``reserved``. Returns the name of the first. JixiaoError (O017) for what
    no sheet holds (too many rows or columns, a cell of more than 32,767 characters), which leaves the book as it was.
    """
    groups = _groups(document.sections)
    taken = {name.lower() for name in (*book.sheetnames, *reserved)}
    wanted = [sheet_name, *(_title(group) or sheet_name for group in groups[1:])]
    sheets = [book.create_sheet(unique_sheet_name(name, taken)) for name in wanted]
    try:
        for sheet, group in zip(sheets, groups, strict=True):
            _fill(sheet, group, even=document.even_and_odd)
    except JixiaoError:
        for sheet in sheets:
            book.remove(sheet)
        raise
    return str(sheets[0].title)


def unsupported(document: Document, source: Source) -> tuple[Problem, ...]:
    """A warning (O018) if the document has pictures, which its sheets do not have."""
    count = sum(_pictures(section.blocks) for section in document.sections)
    if not count:
        return ()
    message = f"Word 表里有 {count} 张图片，由它生成的 Excel 表里没有；需要的话请做一份 .xlsx 模板，把图片放进去"
    return (Problem(source, "O018", message, severity=Severity.WARNING),)


def _pictures(blocks: Sequence[Block]) -> int:
    """How many pictures are in the blocks, those in tables included."""
    inside = [cell.blocks for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    here = [item for block in blocks if isinstance(block, Paragraph) for item in block.content]
    return sum(isinstance(item, Picture) for item in here) + sum(map(_pictures, inside))


def _groups(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections of each sheet: a continuous one shares the sheet of the section before."""
    groups: list[list[Section]] = []
    for section in sections:
        if groups and section.begins == "continuous":
            groups[-1].append(section)
        else:
            groups.append([section])
    return groups


def _title(sections: Sequence[Section]) -> str:
    """The first centred paragraph with text, or else the first with text, without white space; may be empty."""
    paragraphs = [block for section in sections for block in section.blocks if isinstance(block, Paragraph)]
    with_text = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    centred = [paragraph for paragraph in with_text if paragraph.format.align is Align.CENTER]
    return "".join(next(iter([*centred, *with_text])).text.split()) if with_text else ""


def _fill(sheet: Worksheet, sections: Sequence[Section], *, even: bool) -> None:
    """Write the sections below each other; ``even``: even pages of the document have headers of their own."""
    first = sections[0]
    blocks = _without_blank_end([block for section in sections for block in section.blocks])
    grid = column_grid(blocks, first.width - first.margins.left - first.margins.right)
    body = SheetBody(sheet, grid)
    places = iter(grid.places)
    headings: list[tuple[int, int, int]] = []
    for block in blocks:
        if isinstance(block, Table):
            top = body.row_count
            if heading_rows := body.add_table(block, next(places)):
                headings.append((len(block.rows), top + 1, top + heading_rows))
        else:
            body.add_paragraph(block)
    body.finish()
    # Excel repeats one range of rows: the heading of the table with the most rows.
    repeated = max(headings, default=None)
    one_page = body.height <= _SHRINK * (first.height - first.margins.top - first.margins.bottom)
    print_as_section(sheet, first, even=even)
    print_whole(sheet, body.row_count, len(grid.widths), one_page=one_page, headings=repeated and repeated[1:])


def _without_blank_end(blocks: list[Block]) -> list[Block]:
    """The blocks without the empty paragraphs at their end."""
    while blocks and isinstance(blocks[-1], Paragraph) and not blocks[-1].text.strip():
        blocks.pop()
    return blocks
