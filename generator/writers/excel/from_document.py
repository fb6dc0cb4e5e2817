"""A filled document in, sheets out: what an office would have typed into Excel, each section on a sheet of its own.

All tables of a section share one grid of columns. What stands outside them runs over its whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.chinese.sheet_name import unique_sheet_name
from generator.document.model import Align, Block, Document, Paragraph, Picture, Section, Table
from generator.problem import Problem, Severity, Source
from generator.writers.excel.body import SheetBody
from generator.writers.excel.grid import column_grid
from generator.writers.excel.page import page_setup
from generator.writers.excel.sheet import Sheet
from generator.writers.excel.workbook import workbook_bytes

_SHRINK = 1.2  # a sheet so much higher than a page still prints on one


def workbook_of(document: Document, sheet_name: str) -> bytes:
    """The document as a workbook; ``sheet_name`` is what its only sheet, or its first, is called."""
    return workbook_bytes(sheets_of(document, sheet_name))


def sheets_of(document: Document, sheet_name: str, taken: Iterable[str] = ()) -> tuple[Sheet, ...]:
    """A sheet for each section, named ``sheet_name`` and then after their titles, unlike ``taken`` (in lower case).

    JixiaoError for what no sheet holds: too many rows or columns, a cell of more than 32,767 characters.
    """
    groups = _groups(document.sections)
    used = set(taken)
    wanted = [sheet_name, *(_title(group) or sheet_name for group in groups[1:])]
    names = [unique_sheet_name(name, used) for name in wanted]
    return tuple(_sheet(name, group, even=document.even_and_odd) for name, group in zip(names, groups, strict=True))


def left_out(document: Document, source: Source) -> tuple[Problem, ...]:
    """What a sheet does not take over from the document: pictures (warnings)."""
    count = sum(_pictures(section.blocks) for section in document.sections)
    if not count:
        return ()
    message = f"Word 表里有 {count} 张图片，由它生成的 Excel 表里没有；需要的话请做一份 .xlsx 模板，把图片放进去"
    return (Problem(source, "O018", message, severity=Severity.WARNING),)


def _pictures(blocks: Sequence[Block]) -> int:
    inside = [cell.blocks for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    here = [item for block in blocks if isinstance(block, Paragraph) for item in block.content]
    return sum(isinstance(item, Picture) for item in here) + sum(map(_pictures, inside))


def _groups(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections that go on on the same page are together."""
    groups: list[list[Section]] = []
    for section in sections:
        if groups and section.begins == "continuous":
            groups[-1].append(section)
        else:
            groups.append([section])
    return groups


def _title(sections: Sequence[Section]) -> str:
    """The first line that stands in the middle, or else the first that says anything."""
    paragraphs = [block for section in sections for block in section.blocks if isinstance(block, Paragraph)]
    spoken = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    centred = [paragraph for paragraph in spoken if paragraph.format.align is Align.CENTER]
    return "".join(next(iter([*centred, *spoken])).text.split()) if spoken else ""


def _sheet(name: str, sections: Sequence[Section], *, even: bool) -> Sheet:
    first = sections[0]
    blocks = _without_blank_end([block for section in sections for block in section.blocks])
    grid = column_grid(blocks, first.width - first.margins.left - first.margins.right)
    body = SheetBody(name, grid)
    places = iter(grid.places)
    headings: list[tuple[int, int, int]] = []
    for block in blocks:
        if isinstance(block, Table):
            top = body.row_count
            if heading_rows := body.add_table(block, next(places)):
                headings.append((len(block.rows), top, top + heading_rows - 1))
        else:
            body.add_paragraph(block)
    repeated = max(headings, default=None)
    one_page = body.height <= _SHRINK * (first.height - first.margins.top - first.margins.bottom)
    page = page_setup(first, even=even, one_page=one_page, headings=repeated and repeated[1:])
    return Sheet(name, grid.widths, body.rows(), body.merges(), page)


def _without_blank_end(blocks: list[Block]) -> list[Block]:
    while blocks and isinstance(blocks[-1], Paragraph) and not blocks[-1].text.strip():
        blocks.pop()
    return blocks
