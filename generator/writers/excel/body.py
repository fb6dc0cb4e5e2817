"""Paragraphs and tables in, one below the other, the rows and merges of a sheet out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from generator.chinese.cell_height import MAX_ROW_HEIGHT, fits_one_line, needed_height
from generator.chinese.cell_value import cell_value
from generator.document.model import Block, Cell, Edges, LineRule, Paragraph, Table
from generator.problem import JixiaoError, Problem, Source
from generator.writers.excel.grid import ColumnGrid
from generator.writers.excel.sheet import NO_EDGES, CellFormat, Merge, SheetCell, SheetRow
from generator.writers.excel.tab_stops import Part, parts_of
from generator.writers.excel.text import HORIZONTAL, CellText, cell_text, indent_steps

_PIECE = 60.0  # pt: what is too high for one row becomes rows of this height, and pages break between them
_LONGEST_TEXT = 32_767
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384


class SheetBody:
    """The rows of the sheet ``name`` while they are made; JixiaoError where a sheet holds no more."""

    def __init__(self, name: str, grid: ColumnGrid) -> None:
        if len(grid.widths) > _MAX_COLUMNS:
            raise _too_much(name, f"表格超过 {_MAX_COLUMNS} 列")
        self._name = name
        self._edges = grid.edges
        self._heights: list[float] = []
        self._cells: list[dict[int, SheetCell]] = []
        self._merges: list[Merge] = []

    @property
    def height(self) -> float:
        """Of all rows, in pt."""
        return sum(self._heights)

    @property
    def row_count(self) -> int:
        """The number of the row that comes next."""
        return len(self._heights)

    def rows(self) -> tuple[SheetRow, ...]:
        """What was made, each row's cells from left to right."""
        together = zip(self._cells, self._heights, strict=True)
        return tuple(SheetRow(tuple(cell for _, cell in sorted(cells.items())), height) for cells, height in together)

    def merges(self) -> tuple[Merge, ...]:
        """The ranges of more than one cell."""
        return tuple(self._merges)

    def add_paragraph(self, paragraph: Paragraph) -> None:
        """A paragraph over the whole width; what its tabs part stands in cells of its own where the columns allow."""
        parts = [(part, self._text((part.paragraph,), indented=True)) for part in parts_of(paragraph, self._edges)]
        height = max(self._paragraph_height(part, text) for part, text in parts)
        top = self.row_count
        self._add_rows(height + paragraph.format.before + paragraph.format.after)
        for part, text in parts:
            indent = indent_steps(part.paragraph.format)
            look = CellFormat(text.font, HORIZONTAL[part.paragraph.format.align], wrap=True, indent=indent)
            if text.text.strip():
                cell = SheetCell(part.left, look, text.text, runs=text.runs)
                self._place(top, self.row_count - 1, part.right, cell, NO_EDGES)

    def add_table(self, table: Table, places: Sequence[int]) -> int:
        """The rows of a table, whose own edges lie at ``places``; how many sheet rows its heading has."""
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
                self._place(starts[number], bottom, right, shown, cell.edges)
        headings = next((number for number, row in enumerate(table.rows) if not row.heading), len(table.rows))
        return starts[headings] - starts[0]

    def _text(self, blocks: Sequence[Block], *, indented: bool = False) -> CellText:
        text = cell_text(blocks, indented=indented)
        if len(text.text) > _LONGEST_TEXT:
            raise _too_much(self._name, f"“{text.text[:20]}…”这一处超过 {_LONGEST_TEXT} 个字")
        return text

    def _row_heights(self, table: Table, places: Sequence[int], texts: dict[int, CellText]) -> list[float]:
        """As in the document, or more where a text needs it; a cell that spans rows lets the last of them grow."""
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

    def _paragraph_height(self, part: Part, text: CellText) -> float:
        shape = part.paragraph.format
        pitch = 0.0 if shape.line_rule is LineRule.MULTIPLE else shape.line
        if not text.text.strip():
            return pitch or needed_height("", 1.0, text.size)
        width = self._width(part.left, part.right) - shape.left - shape.right
        return max(needed_height(text.text, width, text.size), pitch)

    def _add_rows(self, height: float) -> None:
        """A row of this height, or several that have it together."""
        count = 1 if height <= MAX_ROW_HEIGHT else math.ceil(height / _PIECE)
        self._heights += [max(height / count, 1.0)] * count
        self._cells += ({} for _ in range(count))
        if self.row_count > _MAX_ROWS:
            raise _too_much(self._name, f"内容超过 {_MAX_ROWS} 行")

    def _place(self, top: int, bottom: int, right: int, cell: SheetCell, edges: Edges) -> None:
        """The cell from its column to ``right``; every cell of a merged range has its part of the borders."""
        left = cell.column
        if (top, left) != (bottom, right):
            self._merges.append(Merge(top, left, bottom, right))
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
    """The first and the last of the sheet's columns that the cell takes."""
    last = min(cell.column + cell.span, len(places) - 1)
    return places[min(cell.column, last - 1)], places[last] - 1


def _last_row(table: Table, number: int, cell: Cell) -> int:
    return min(number + cell.row_span, len(table.rows)) - 1


def _too_much(name: str, what: str) -> JixiaoError:
    return JixiaoError(Problem(Source(f"{name}.xlsx", place=f"工作表“{name}”"), "O017", f"{what}，Excel 放不下"))
