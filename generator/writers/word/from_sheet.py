"""Lays out for Word the ``Document`` that was read from a sheet: the same grid on the same paper.

A sheet clips what its rows have no room for, a Word table grows. So lines get an exact pitch that fits their row, which
also makes Word, WPS and LibreOffice break pages alike, and a sheet of one page stays one page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from generator.chinese.nominal_size import line_count
from generator.document.model import (
    Block,
    Cell,
    Document,
    Font,
    Inline,
    LineRule,
    PageNumber,
    Paragraph,
    Section,
    Table,
)
from generator.writers.word.headings import parted

# Line pitches in sizes: what Excel gives a line of a Chinese font, and what looks well where there is room.
_TIGHT: Final = 1.2
_LOOSE: Final = 1.4
_SPARE: Final = 2.0  # pt of a page that its table leaves free: for its last border and the paragraph after it
_BORDER: Final = 0.5  # pt that a row keeps for its border
_SHRINK: Final = 1.2  # a sheet up to so many times as high as its page loses blank space to print on one


def word_form(document: Document) -> Document:
    """The document of a sheet as that of a Word form. Sheets that print nothing are left out, unless all do."""
    printed = [section for section in document.sections if section.blocks] or document.sections[:1]
    return replace(document, sections=tuple(_section(section) for section in printed))


def sections_in_book(form: Document) -> Iterable[Section]:
    """The sections of a Word form in a book: it begins on a new page, with page numbers of its own, mostly from 1.

    A form of one section counts its own pages, not those of the book.
    """
    first, *others = form.sections
    if not others:
        headers, footers = (
            {kind: tuple(map(_with_own_count, blocks)) for kind, blocks in stories.items()}
            for stories in (first.headers, first.footers)
        )
        first = replace(first, headers=headers, footers=footers)
    number = 1 if first.first_number is None else first.first_number
    return replace(first, begins="nextPage", first_number=number), *others


def _with_own_count(block: Block) -> Block:
    if not isinstance(block, Paragraph):
        return block
    content = (
        replace(item, kind="SECTIONPAGES") if isinstance(item, PageNumber) and item.kind == "NUMPAGES" else item
        for item in block.content
    )
    return replace(block, content=tuple(content))


def _section(section: Section) -> Section:
    room = section.height - section.margins.top - section.margins.bottom
    blocks: list[Block] = []
    for block in section.blocks:
        blocks += _tables(block, room) if isinstance(block, Table) else (block,)
    return replace(section, name="", blocks=tuple(blocks))


def _tables(table: Table, room: float) -> Iterable[Table]:
    """The table of a sheet; two where it has rows to repeat further down and takes more than a page."""
    whole = _table(table, room)
    parts = parted(table) if sum(row.height for row in whole.rows) > room else (table,)
    return (whole,) if len(parts) == 1 else [_table(part, math.inf) for part in parts]


def _table(table: Table, room: float) -> Table:
    """The table of a sheet; ``room`` is the height of the page between its margins."""
    heights = [row.height for row in table.rows]
    needed = [
        max((_needed(cell, table.columns, heights[number]) for cell in row.cells if cell.row_span == 1), default=0.0)
        for number, row in enumerate(table.rows)
    ]
    heights = [max(height, need) for height, need in zip(heights, needed, strict=True)]
    room -= _SPARE
    if room < sum(heights) <= _SHRINK * room and sum(needed) <= room:
        heights = _shrunk(heights, needed, room)
    rows = []
    for number, row in enumerate(table.rows):
        cells = (
            _fitted(cell, table.columns, sum(heights[number : number + cell.row_span]) - _BORDER) for cell in row.cells
        )
        rows.append(replace(row, cells=tuple(cells), height=heights[number]))
    return replace(table, rows=tuple(rows))


def _shrunk(heights: Sequence[float], needed: Sequence[float], room: float) -> list[float]:
    """The heights with so much of their blank space taken away that they fill the room, which must hold ``needed``."""
    kept = (room - sum(needed)) / (sum(heights) - sum(needed))
    return [need + (height - need) * kept for height, need in zip(heights, needed, strict=True)]


def _needed(cell: Cell, columns: Sequence[float], height: float) -> float:
    """The height that a cell needs in a row which is so high in the sheet; there its lines may stand closer."""
    lines = _lines(cell, columns)
    pitches = (_pitch(block, (height - _BORDER) / max(1, sum(lines)), _TIGHT) for block in cell.blocks)
    return sum(count * pitch for count, pitch in zip(lines, pitches, strict=True)) + _BORDER


def _fitted(cell: Cell, columns: Sequence[float], height: float) -> Cell:
    """A cell with exact line pitches that fit its height as far as its fonts allow."""
    room = height / max(1, sum(_lines(cell, columns)))
    return replace(cell, blocks=tuple(_exact(block, _pitch(block, room, _LOOSE)) for block in cell.blocks))


def _exact(block: Block, pitch: float) -> Block:
    if not isinstance(block, Paragraph):
        return block
    form = replace(block.format, line_rule=LineRule.EXACT, line=max(1.0, pitch))
    return replace(block, content=tuple(map(_rounded_item, block.content)), mark=_rounded(block.mark), format=form)


def _pitch(block: Block, room: float, most: float) -> float:
    """The line pitch of a paragraph: at most ``room`` and so many sizes, but not less than the size of its text."""
    if not isinstance(block, Paragraph):
        return 0.0
    size = max((item.font.size for item in block.content), default=0.0)
    return max(size, min(most * (size or block.mark.size), room))


def _rounded_item(item: Inline) -> Inline:
    return replace(item, font=_rounded(item.font))


def _rounded(font: Font) -> Font:
    """The font in half points, which is how Word counts, never larger: a line holds as much as in the sheet."""
    return replace(font, size=max(1.0, math.floor(font.size * 2) / 2))


def _lines(cell: Cell, columns: Sequence[float]) -> list[int]:
    """How many lines each paragraph of a cell takes."""
    width = sum(columns[cell.column : cell.column + cell.span])
    return [_line_count(block, width) if isinstance(block, Paragraph) else 0 for block in cell.blocks]


def _line_count(paragraph: Paragraph, width: float) -> int:
    size = max((item.font.size for item in paragraph.content), default=paragraph.mark.size)
    return line_count(paragraph.text, width, size)
