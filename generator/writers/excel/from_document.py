"""Turns a filled ``Document`` into sheets as an office would have typed them into Excel, one for each section.

All tables of a section share one grid of columns. What stands outside of them runs over its whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from generator.chinese.names import unique_sheet_name
from generator.document.model import (
    Align,
    Block,
    Document,
    Font,
    PageNumber,
    Paragraph,
    Picture,
    Section,
    Table,
    text_of,
)
from generator.problem import Problem, Severity, Source
from generator.writers.excel.body import SheetBody
from generator.writers.excel.grid import column_grid
from generator.writers.excel.sheet import PageSetup, PlainSheet
from generator.writers.excel.workbook import workbook_bytes

# The page setup of a sheet: paper, margins, and headers and footers as codes.

_KINDS = {"default": "odd", "even": "even", "first": "first"}
_ZONES: Final = {Align.CENTER: "C", Align.RIGHT: "R"}
_LONGEST = 255  # what Excel takes of one header or footer


def page_setup(
    section: Section, *, even: bool, one_page: bool = False, headings: tuple[int, int] | None = None
) -> PageSetup:
    """The page setup of a section's sheet; ``even``: even pages of the document have headers of their own."""
    wanted = {"default", *(("even",) if even else ()), *(("first",) if section.title_page else ())}
    return PageSetup(
        section.width,
        section.height,
        section.margins,
        section.header_distance,
        section.footer_distance,
        one_page,
        headings,
        _codes_by_kind(section.headers, wanted),
        _codes_by_kind(section.footers, wanted),
        section.first_number,
    )


def _codes_by_kind(stories: Mapping[str, tuple[Block, ...]], wanted: set[str]) -> dict[str, str]:
    """The codes of headers or footers by Excel's kind of page."""
    return {_KINDS[kind]: _codes(blocks) for kind, blocks in stories.items() if kind in wanted}


def _codes(blocks: Sequence[Block]) -> str:
    """A header or footer in the codes of ECMA-376 part 1, 18.3.1.46.

    ``&L``, ``&C`` and ``&R`` begin what stands left, in the middle and right; ``&P`` and ``&N`` are page numbers.
    """
    # What is too long for Excel does without its fonts, and is cut if it is still too long.
    for with_fonts in (True, False):
        zones: dict[str, list[str]] = {}
        for block in blocks:
            if isinstance(block, Paragraph):
                _add_paragraph(zones, block, with_fonts=with_fonts)
            else:
                zones.setdefault("L", []).append(_escaped(text_of((block,)).replace("\t", " ")))
        codes = "".join(f"&{zone}{chr(10).join(zones[zone])}" for zone in "LCR" if any(zones.get(zone, ())))
        if len(codes) <= _LONGEST:
            return codes
    return codes[:_LONGEST].rstrip("&")


def _add_paragraph(zones: dict[str, list[str]], paragraph: Paragraph, *, with_fonts: bool) -> None:
    """Add a paragraph to the zone of its alignment, or, if it has tabs, the texts between them to L, C and R."""
    parts = [""]
    last = ""
    for item in paragraph.content:
        if isinstance(item, Picture):
            continue
        look = _font_codes(item.font) if with_fonts else ""
        if look != last:
            parts[-1] += look
            last = look
        if isinstance(item, PageNumber):
            parts[-1] += "&P" if item.kind == "PAGE" else "&N"
        else:
            before, *after = _escaped(item.text).split("\t")
            parts[-1] += before
            parts += after
    names = {1: [_ZONES.get(paragraph.format.align, "L")], 2: ["L", "R"]}.get(len(parts), ["L", "C", *"R" * len(parts)])
    for zone, part in zip(names, parts, strict=False):
        zones.setdefault(zone, []).append(part)


def _font_codes(font: Font) -> str:
    name = font.east_asian.replace('"', "")
    return f'&{max(round(font.size), 1)}&"{name},{"Bold" if font.bold else "Regular"}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&&").replace("\n", " ").replace("\f", "")


# Sheets.

_SHRINK = 1.2  # a sheet up to so many times as high as a page is shrunk to print on one


def workbook_of(document: Document, sheet_name: str) -> bytes:
    """The document as a workbook; its first sheet, mostly the only one, is called ``sheet_name``."""
    return workbook_bytes(sheets_of(document, sheet_name))


def sheets_of(document: Document, sheet_name: str, taken: Iterable[str] = ()) -> tuple[PlainSheet, ...]:
    """A sheet for each section: the first is called ``sheet_name``, the others after their titles.

    No name is one of ``taken`` (in lower case). JixiaoError (O017) for what no sheet holds: too many rows or columns, a
    cell of more than 32,767 characters.
    """
    groups = _groups(document.sections)
    used = set(taken)
    wanted = [sheet_name, *(_title(group) or sheet_name for group in groups[1:])]
    names = [unique_sheet_name(name, used) for name in wanted]
    return tuple(_sheet(name, group, even=document.even_and_odd) for name, group in zip(names, groups, strict=True))


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


def _sheet(name: str, sections: Sequence[Section], *, even: bool) -> PlainSheet:
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
    # Excel repeats one range of rows: the heading of the table with the most rows.
    repeated = max(headings, default=None)
    one_page = body.height <= _SHRINK * (first.height - first.margins.top - first.margins.bottom)
    page = page_setup(first, even=even, one_page=one_page, headings=repeated and repeated[1:])
    return PlainSheet(name, grid.widths, body.rows(), body.merges(), page)


def _without_blank_end(blocks: list[Block]) -> list[Block]:
    """The blocks without the empty paragraphs at their end."""
    while blocks and isinstance(blocks[-1], Paragraph) and not blocks[-1].text.strip():
        blocks.pop()
    return blocks
