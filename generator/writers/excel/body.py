"""Turns paragraphs and tables that stand below each other into the rows and merged ranges of a sheet.

Texts between tabs become cells of their own; a cell keeps the fonts, alignment and indent of its paragraphs as far as
Excel has them.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.nominal_size import MAX_ROW_HEIGHT, fits_one_line, needed_height, nominal_text_width
from generator.chinese.number_format import cell_value
from generator.document.model import (
    Align,
    Block,
    Cell,
    Edges,
    Font,
    Inline,
    LineRule,
    Paragraph,
    ParagraphFormat,
    Run,
    Tab,
    Table,
    text_of,
)
from generator.problem import JixiaoError, Problem, Source
from generator.writers.excel.grid import ColumnGrid
from generator.writers.excel.sheet import NO_EDGES, CellFont, CellFormat, MergedRange, SheetCell, SheetRow

# Tabs: the texts between them become cells of their own.

_ALIGN = {"right": Align.RIGHT, "decimal": Align.RIGHT, "center": Align.CENTER}


class TabbedText(Struct, frozen=True):
    """The text between two tabs as a paragraph, from column ``left`` to column ``right``, both included."""

    paragraph: Paragraph
    left: int
    right: int


def split_at_tabs(paragraph: Paragraph, edges: Sequence[float]) -> list[TabbedText]:
    """The texts of a paragraph between its tabs, each with its columns; ``edges`` are the column edges in pt.

    Where there are more tabs than stops, or the columns have no room, all stands in one cell, with blanks for tabs.
    """
    pieces = _pieces(paragraph)
    last = len(edges) - 2
    # Where there are more stops than tabs, the last ones count.
    stops = sorted(paragraph.format.tabs, key=lambda tab: tab.position)[-(len(pieces) - 1) :] if len(pieces) > 1 else []
    if len(stops) == len(pieces) - 1 > 0:
        others = (_aligned(piece, stop) for piece, stop in zip(pieces[1:], stops, strict=True))
        aligned = [_without_hanging(pieces[0]), *others]
        if bounds := _bounds(aligned, stops, edges):
            placed = zip(aligned, pairwise(bounds), strict=True)
            return [TabbedText(piece, left, right - 1) for piece, (left, right) in placed]
    return [TabbedText(_without_hanging(_with_blanks(paragraph)), 0, last)]


def _bounds(pieces: Sequence[Paragraph], stops: Sequence[Tab], edges: Sequence[float]) -> list[int]:
    """The indices of the edges between which the pieces stand, each wide enough; empty if that cannot be."""
    widths = [_width(piece) for piece in pieces]
    bounds = [0]
    for number, (piece, stop) in enumerate(zip(pieces[1:], stops, strict=True), 1):
        # Text at a right stop ends there, text at a centred one has its middle there.
        wanted = stop.position - widths[number] * {Align.RIGHT: 1.0, Align.CENTER: 0.5}.get(piece.format.align, 0.0)
        free = [n for n in range(bounds[-1] + 1, len(edges) - 1) if edges[n] - edges[bounds[-1]] >= widths[number - 1]]
        if stop is stops[-1] and piece.format.align is not Align.LEFT:
            free = [n for n in free if edges[-1] - edges[n] >= widths[-1]]
        if not free:
            return []
        bounds.append(min(free, key=lambda n: abs(edges[n] - wanted)))
    return [*bounds, len(edges) - 1]


def _pieces(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraph cut at its tabs."""
    pieces: list[list[Inline]] = [[]]
    for item in paragraph.content:
        if not isinstance(item, Run):
            pieces[-1].append(item)
            continue
        first, *others = item.text.split("\t")
        pieces[-1].append(replace(item, text=first))
        pieces += [[replace(item, text=other)] for other in others]
    return [replace(paragraph, content=tuple(piece)) for piece in pieces]


def _aligned(piece: Paragraph, stop: Tab) -> Paragraph:
    """The text behind a tab, aligned as at its stop, without indents."""
    shape = replace(piece.format, align=_ALIGN.get(stop.align, Align.LEFT), left=0.0, first=0.0)
    return replace(piece, format=shape)


def _without_hanging(piece: Paragraph) -> Paragraph:
    """The paragraph without a hanging indent: a cell indents all its lines alike, here as the first one."""
    shape = piece.format
    if shape.first >= 0:
        return piece
    return replace(piece, format=replace(shape, left=max(shape.left + shape.first, 0.0), first=0.0))


def _width(piece: Paragraph) -> float:
    """The nominal width of its text, in pt."""
    return sum(nominal_text_width(run.text) * run.font.size for run in piece.content if isinstance(run, Run))


def _with_blanks(paragraph: Paragraph) -> Paragraph:
    """The paragraph with two ideographic spaces for each tab."""
    content = tuple(
        replace(item, text=item.text.replace("\t", "\u3000\u3000")) if isinstance(item, Run) else item
        for item in paragraph.content
    )
    return replace(paragraph, content=content)


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

    ``runs`` are the text in its fonts where it has several that Excel can keep, else empty. ``format`` is that of the
    first paragraph with text.
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
    grouped = groupby(fonts, key=lambda piece: piece[1])
    runs = tuple(("".join(piece for piece, _ in group), font) for font, group in grouped)
    if fonts:
        weights = Counter[CellFont]()
        for piece, font in fonts:
            weights[font] += len(piece.strip())
        (main, _), *_ = weights.most_common(1)
    else:
        main = _cell_font(paragraphs[0].mark if paragraphs else Font(), wide=True)
    formats = [paragraph.format for paragraph in paragraphs if paragraph.text] or [p.format for p in paragraphs]
    return CellText(text, main, runs if _are_kept_by_excel(runs) else (), formats[0] if formats else ParagraphFormat())


def indent_steps(paragraph: ParagraphFormat) -> int:
    """The indent of a cell in Excel's steps: the right one for right-aligned text, none for centred, else the left."""
    length = paragraph.right if paragraph.align is Align.RIGHT else paragraph.left
    return min(max(round(length / _INDENT), 0), _MAX_INDENT) if paragraph.align is not Align.CENTER else 0


def _paragraphs(block: Block) -> list[Paragraph]:
    """The paragraphs of a block; each row of a nested table becomes one, with tabs between its cells."""
    if isinstance(block, Paragraph):
        return [block]
    return [_row_paragraph(block, text) for text in text_of((block,)).split("\n")]


def _row_paragraph(table: Table, text: str) -> Paragraph:
    """A row of a nested table as a paragraph, formatted as the first text of the table."""
    inner = [p for row in table.rows for cell in row.cells for each in cell.blocks for p in _paragraphs(each)]
    model = next((p for p in inner if p.text), inner[0] if inner else Paragraph((), ParagraphFormat(), Font()))
    font = next((run.font for run in model.content if isinstance(run, Run)), model.mark)
    return Paragraph((Run(text, font),), model.format, font)


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


def _are_kept_by_excel(runs: tuple[tuple[str, CellFont], ...]) -> bool:
    """Whether Excel keeps several runs as they are.

    It drops white space at their ends without ``xml:space``, which the schema does not allow on ``t``.
    """
    return len(runs) > 1 and all(text == text.strip() for text, _ in runs)


# The rows of a sheet.

_PIECE = 60.0  # pt: what is too high for one row becomes rows of this height, and pages break between them
_LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384


class SheetBody:
    """The rows of the sheet ``name`` while they are made; JixiaoError (O017) for more than Excel takes."""

    def __init__(self, name: str, grid: ColumnGrid) -> None:
        if len(grid.widths) > _MAX_COLUMNS:
            raise _too_much(name, f"表格超过 {_MAX_COLUMNS} 列")
        self._name = name
        self._edges = grid.edges
        self._heights: list[float] = []
        self._cells: list[dict[int, SheetCell]] = []
        self._merges: list[MergedRange] = []

    @property
    def height(self) -> float:
        """The height of all rows, in pt."""
        return sum(self._heights)

    @property
    def row_count(self) -> int:
        """How many rows there are: the index of the next one."""
        return len(self._heights)

    def rows(self) -> tuple[SheetRow, ...]:
        """The rows, each with its cells from left to right."""
        together = zip(self._cells, self._heights, strict=True)
        return tuple(SheetRow(tuple(cell for _, cell in sorted(cells.items())), height) for cells, height in together)

    def merges(self) -> tuple[MergedRange, ...]:
        """The merged ranges."""
        return tuple(self._merges)

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
                cell = SheetCell(part.left, look, text.text, runs=text.runs)
                self._put(top, self.row_count - 1, part.right, cell, NO_EDGES)

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
                shown = self._cell(cell, texts[id(cell)], left, right)
                self._put(starts[number], bottom, right, shown, cell.edges)
        headings = next((number for number, row in enumerate(table.rows) if not row.heading), len(table.rows))
        return starts[headings] - starts[0]

    def _text(self, blocks: Sequence[Block], *, indented: bool = False) -> CellText:
        text = cell_text(blocks, indented=indented)
        if len(text.text) > _LONGEST_TEXT:
            raise _too_much(self._name, f"“{text.text[:20]}…”这一处超过 {_LONGEST_TEXT} 个字")
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

    def _cell(self, cell: Cell, text: CellText, left: int, right: int) -> SheetCell:
        kind, value, number_format = cell_value(text.text)
        if kind == "n" and not fits_one_line(text.text, self._width(left, right), text.size):
            kind, value, number_format = "s", text.text, "General"  # as a number it would show as ####
        look = CellFormat(
            text.font,
            HORIZONTAL[text.format.align],
            cell.vertical.value,
            wrap=kind == "s",
            indent=indent_steps(text.format),
            fill=cell.shading,
            number_format=number_format,
        )
        return SheetCell(left, look, value, kind, text.runs if kind == "s" else ())

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
        self._cells += ({} for _ in range(count))
        if self.row_count > _MAX_ROWS:
            raise _too_much(self._name, f"内容超过 {_MAX_ROWS} 行")

    def _put(self, top: int, bottom: int, right: int, cell: SheetCell, edges: Edges) -> None:
        """Put a cell over rows ``top`` to ``bottom`` and up to column ``right``, merged if that is more than one.

        Excel draws the borders of a merged range cell by cell: each one at its edge has a part of them.
        """
        left = cell.column
        if (top, left) != (bottom, right):
            self._merges.append(MergedRange(top, left, bottom, right))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                borders = Edges(
                    edges.top if row == top else None,
                    edges.right if column == right else None,
                    edges.bottom if row == bottom else None,
                    edges.left if column == left else None,
                )
                look = replace(cell.format, edges=borders)
                first = (row, column) == (top, left)
                self._cells[row][column] = replace(cell, format=look) if first else SheetCell(column, look)

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
