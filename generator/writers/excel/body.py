"""Turns paragraphs and tables that stand below each other into the rows and merged ranges of a sheet.

Texts between tabs become cells of their own; a cell keeps the fonts, alignment and indent of its paragraphs as far as
Excel has them.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from generator.chinese.nominal_size import (
    MAX_ROW_HEIGHT,
    column_width,
    fits_one_line,
    needed_height,
)
from generator.chinese.number_format import cell_value
from generator.document.model import (
    Align,
    Block,
    Cell,
    Edges,
    Font,
    LineRule,
    Paragraph,
    ParagraphFormat,
    Run,
    Table,
    text_of,
)
from generator.problem import JixiaoError, Problem, Source
from generator.writers.excel.cells import CellFont, CellFormat, put_format, put_number, put_text
from generator.writers.excel.grid import ColumnGrid
from generator.writers.excel.tabs import TabbedText, split_at_tabs

# The content of a cell: its text in one font or in runs of several, and its alignment.

HORIZONTAL: Final = {
    Align.LEFT: "left",
    Align.BOTH: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.DISTRIBUTE: "distributed",
}
_INDENT = 6.75  # pt of one step of a cell's indent: three spaces of the normal font
_MAX_INDENT = 15
_SMALLEST, _LARGEST = 1.0, 409.0  # sizes that Excel has


class CellText(Struct, frozen=True):
    """What a cell shows: ``text``, mostly in ``font``.

    ``runs`` are the text in its fonts where it has several, else empty. ``format`` is that of the first paragraph with
    text.
    """

    text: str
    font: CellFont
    runs: tuple[tuple[str, CellFont], ...]
    format: ParagraphFormat

    @property
    def size(self) -> float:
        """The size of the largest characters, in pt."""
        return max([self.font.size, *(font.size for _, font in self.runs)])


def cell_text(blocks: Sequence[Block], *, indented: bool = False) -> CellText:
    """What the blocks show, a line for each paragraph; ``indented`` turns first-line indents into blanks."""
    paragraphs = [paragraph for block in blocks for paragraph in _paragraphs(block)]
    pieces: list[tuple[str, Font]] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            pieces.append(("\n", paragraph.mark))
        if indented and paragraph.format.first > 0 and paragraph.text:
            blanks = round(paragraph.format.first / max(paragraph.mark.size, _SMALLEST))
            pieces.append(("\u3000" * blanks, paragraph.mark))
        # Page breaks have no meaning in a cell.
        pieces += [(run.text.replace("\f", ""), run.font) for run in paragraph.content if isinstance(run, Run)]
    text = "".join(piece for piece, _ in pieces)
    wide = any(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    fonts = [(piece, _cell_font(font, wide=wide)) for piece, font in pieces if piece]
    grouped = groupby(_with_blanks_joined(fonts), key=lambda piece: piece[1])
    runs = tuple(("".join(piece for piece, _ in group), font) for font, group in grouped)
    if fonts:
        weights = Counter[CellFont]()
        for piece, font in fonts:
            weights[font] += len(piece.strip())
        (main, _), *_ = weights.most_common(1)
    else:
        main = _cell_font(paragraphs[0].mark if paragraphs else Font(), wide=True)
    formats = [paragraph.format for paragraph in paragraphs if paragraph.text] or [p.format for p in paragraphs]
    return CellText(text, main, runs if len(runs) > 1 else (), formats[0] if formats else ParagraphFormat())


def indent_steps(paragraph: ParagraphFormat) -> int:
    """The indent of a cell in Excel's steps: the right one for right-aligned text, none for centred, else the left."""
    length = paragraph.right if paragraph.align is Align.RIGHT else paragraph.left
    return min(max(round(length / _INDENT), 0), _MAX_INDENT) if paragraph.align is not Align.CENTER else 0


def _paragraphs(block: Block) -> list[Paragraph]:
    """The paragraphs of a block; each row of a nested table becomes one, with tabs between its cells."""
    if isinstance(block, Paragraph):
        return [block]
    inner = list(_own_paragraphs(block))
    model = next((p for p in inner if p.text), inner[0] if inner else Paragraph((), ParagraphFormat(), Font()))
    font = next((run.font for run in model.content if isinstance(run, Run)), model.mark)
    # Each is formatted as the first text of the table.
    return [Paragraph((Run(text, font),), model.format, font) for text in text_of((block,)).split("\n")]


def _own_paragraphs(table: Table) -> Iterator[Paragraph]:
    """All paragraphs of a table, those of tables in it included."""
    for block in (block for row in table.rows for cell in row.cells for block in cell.blocks):
        yield from (block,) if isinstance(block, Paragraph) else _own_paragraphs(block)


def _cell_font(font: Font, *, wide: bool) -> CellFont:
    """The font in Excel, which has one for all scripts: the East Asian one if the cell has ``wide`` characters."""
    return CellFont(
        font.east_asian if wide else font.latin,
        min(max(font.size, _SMALLEST), _LARGEST),
        bold=font.bold,
        italic=font.italic,
        underline=bool(font.underline) and font.underline != "none",
        strike=font.strike,
        color=font.color,
        script="superscript" if font.raised > 0 else "subscript" if font.raised < 0 else "",
    )


def _with_blanks_joined(pieces: Sequence[tuple[str, CellFont]]) -> list[tuple[str, CellFont]]:
    """The pieces, white space in the font of the text before it or else behind it: readers drop a run of blanks."""
    joined: list[tuple[str, CellFont]] = []
    last = next((font for piece, font in pieces if piece.strip()), None)
    for piece, font in pieces:
        last = font if piece.strip() else last
        joined.append((piece, last or font))
    return joined


# The rows of a sheet.

_PIECE = 60.0  # pt: what is too high for one row becomes rows of this height, and pages break between them
_LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384
_WIDEST_COLUMN = 255.0  # digits of the normal font


class SheetBody:
    """Fills a worksheet from top to bottom, then ``finish``; JixiaoError (O017) for more than Excel takes."""

    def __init__(self, sheet: Worksheet, grid: ColumnGrid) -> None:
        if len(grid.widths) > _MAX_COLUMNS:
            raise _too_much(sheet.title, f"表格超过 {_MAX_COLUMNS} 列")
        self._sheet = sheet
        self._edges = grid.edges
        self._heights: list[float] = []
        self._merges: list[CellRange] = []
        for number, width in enumerate(grid.widths, 1):
            shown = min(column_width(width), _WIDEST_COLUMN)
            sheet.column_dimensions[get_column_letter(number)].width = float(f"{shown:.6g}")

    @property
    def height(self) -> float:
        """The height of all rows, in pt."""
        return sum(self._heights)

    @property
    def row_count(self) -> int:
        """How many rows there are: the index of the next one."""
        return len(self._heights)

    def finish(self) -> None:
        """Give the sheet the heights of its rows and its merged ranges."""
        for number, height in enumerate(self._heights, 1):
            self._sheet.row_dimensions[number].height = float(f"{height:.6g}")
        # All at once: adding a range one by one compares it with each of the others.
        self._sheet.merged_cells = MultiCellRange(self._merges)

    def add_paragraph(self, paragraph: Paragraph) -> None:
        """Add a paragraph over the whole width; texts between tabs get cells of their own where the columns allow."""
        parts = [(part, self._text((part.paragraph,), indented=True)) for part in split_at_tabs(paragraph, self._edges)]
        height = max(self._paragraph_height(part, text) for part, text in parts)
        top = self.row_count
        self._add_rows(height + paragraph.format.before + paragraph.format.after)
        for part, text in parts:
            indent = indent_steps(part.paragraph.format)
            look = CellFormat(text.font, HORIZONTAL[part.paragraph.format.align], wrap=True, indent=indent)
            if text.text.strip():
                self._put(top, self.row_count - 1, part.left, part.right, text, look)

    def add_table(self, table: Table, places: Sequence[int]) -> int:
        """Add the rows of a table; ``places`` has the index of each of its column edges among the sheet's.

        Returns how many rows of the sheet its heading takes.
        """
        texts = {id(cell): self._text(cell.blocks) for row in table.rows for cell in row.cells}
        starts = [self.row_count]
        for height in self._row_heights(table, places, texts):
            self._add_rows(height)
            starts.append(self.row_count)
        for number, row in enumerate(table.rows):
            for cell in row.cells:
                left, right = _columns(cell, places)
                bottom = starts[_last_row(table, number, cell) + 1] - 1
                text = texts[id(cell)]
                self._put(starts[number], bottom, left, right, text, self._format(cell, text, left, right))
        headings = next((number for number, row in enumerate(table.rows) if not row.heading), len(table.rows))
        return starts[headings] - starts[0]

    def _text(self, blocks: Sequence[Block], *, indented: bool = False) -> CellText:
        text = cell_text(blocks, indented=indented)
        if len(text.text) > _LONGEST_TEXT:
            raise _too_much(self._sheet.title, f"“{text.text[:20]}…”这一处超过 {_LONGEST_TEXT} 个字")
        return text

    def _row_heights(self, table: Table, places: Sequence[int], texts: dict[int, CellText]) -> list[float]:
        """The heights of the rows: as in the document, or what their text needs; merged cells grow their last row."""
        heights = [row.height for row in table.rows]
        ending: list[list[tuple[int, float]]] = [[] for _ in table.rows]
        for number, row in enumerate(table.rows):
            for cell in row.cells:
                text = texts[id(cell)]
                needed = needed_height(text.text, self._width(*_columns(cell, places)), text.size)
                ending[_last_row(table, number, cell)].append((number, needed))
        for last, cells in enumerate(ending):
            for first, needed in cells:
                heights[last] = max(heights[last], needed - sum(heights[first:last]))
        return heights

    def _format(self, cell: Cell, text: CellText, left: int, right: int) -> CellFormat:
        """The format of a cell; one that is not ``General`` shows its text as a number."""
        kind, _, number_format = cell_value(text.text)
        if kind == "n" and not fits_one_line(text.text, self._width(left, right), text.size):
            kind, number_format = "s", "General"  # as a number it would show as ####
        return CellFormat(
            text.font,
            HORIZONTAL[text.format.align],
            cell.vertical.value,
            wrap=kind == "s",
            indent=indent_steps(text.format),
            fill=cell.shading,
            edges=cell.edges,
            number_format=number_format,
        )

    def _paragraph_height(self, part: TabbedText, text: CellText) -> float:
        """The height in pt that a text needs, or its line pitch if that is more; without text its line pitch."""
        shape = part.paragraph.format
        pitch = 0.0 if shape.line_rule is LineRule.MULTIPLE else shape.line
        if not text.text.strip():
            return pitch or needed_height("", 1.0, text.size)
        width = self._width(part.left, part.right) - shape.left - shape.right
        return max(needed_height(text.text, width, text.size), pitch)

    def _add_rows(self, height: float) -> None:
        """Add a row of this height, or several equal ones that have it together where Excel has no row so high."""
        count = 1 if height <= MAX_ROW_HEIGHT else math.ceil(height / _PIECE)
        self._heights += [max(height / count, 1.0)] * count
        if self.row_count > _MAX_ROWS:
            raise _too_much(self._sheet.title, f"内容超过 {_MAX_ROWS} 行")

    def _put(self, top: int, bottom: int, left: int, right: int, text: CellText, look: CellFormat) -> None:
        """Put a text over rows and columns from 0, the last included, merged if that is more than one cell.

        Excel draws the borders of a merged range cell by cell: each one at its edge has a part of them.
        """
        if (top, left) != (bottom, right):
            area = CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1)
            self._merges.append(area)
        edges = look.edges
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                borders = Edges(
                    edges.top if row == top else None,
                    edges.right if column == right else None,
                    edges.bottom if row == bottom else None,
                    edges.left if column == left else None,
                )
                put_format(self._sheet.cell(row + 1, column + 1), replace(look, edges=borders))
        first = self._sheet.cell(top + 1, left + 1)
        if look.number_format == "General":
            put_text(first, text.text, text.runs)
        else:
            put_number(first, cell_value(text.text)[1])

    def _width(self, left: int, right: int) -> float:
        return self._edges[right + 1] - self._edges[left]


def _columns(cell: Cell, places: Sequence[int]) -> tuple[int, int]:
    """The first and the last column of the sheet that a cell of a table takes."""
    last = min(cell.column + cell.span, len(places) - 1)
    return places[min(cell.column, last - 1)], places[last] - 1


def _last_row(table: Table, number: int, cell: Cell) -> int:
    return min(number + cell.row_span, len(table.rows)) - 1


def _too_much(name: str, what: str) -> JixiaoError:
    return JixiaoError(Problem(Source(f"{name}.xlsx", place=f"工作表“{name}”"), "O017", f"{what}，Excel 放不下"))
