"""Draws the borders of a laid table as lines: a shared edge once, equal neighbours joined into one long line.

A horizontal line hangs below the top of its row, the last one below the bottom of the last row. A vertical line has its
middle on the edge of its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.document.borders import stronger
from generator.document.model import Border
from generator.layout.laid import LINES, LaidTable, thickness
from generator.layout.page import DrawnLine

_GridLine = list[Border | None]  # of a horizontal line by column, of a vertical one by row


def border_lines(table: LaidTable, xs: Sequence[float], ys: Sequence[float]) -> Iterator[DrawnLine]:
    """The lines of a table; ``xs`` are its column edges on the page, ``ys`` the tops of its rows and its bottom."""
    across, down = _borders(table)
    for row, line in enumerate(across):
        for start, end, border in _stretches(line):
            half = thickness(border) / 2
            # Up to the outer edges of the vertical lines at both ends: else corners would have notches.
            x0 = xs[start] - _widest(down[start], row) / 2
            x1 = xs[end] + _widest(down[end], row) / 2
            for offset in _offsets(border):
                y = ys[row] + half + offset
                yield DrawnLine(x0, y, x1, y, border.width, border.color, _style(border))
    for column, line in enumerate(down):
        for start, end, border in _stretches(line):
            y1 = ys[end] + _widest(across[end], column)
            for offset in _offsets(border):
                x = xs[column] + offset
                yield DrawnLine(x, ys[start], x, y1, border.width, border.color, _style(border))


def _borders(table: LaidTable) -> tuple[list[_GridLine], list[_GridLine]]:
    """The borders of the grid: of each horizontal line by column, and of each vertical line by row."""
    rows, columns = table.rows, len(table.edges) - 1
    across: list[_GridLine] = [[None] * columns for _ in range(len(rows) + 1)]
    down: list[_GridLine] = [[None] * len(rows) for _ in range(columns + 1)]
    for top, row in enumerate(rows):
        for laid in row.cells:
            left, edges = laid.cell.column, laid.cell.edges
            bottom, right = top + laid.row_span, min(left + laid.cell.span, columns)
            _set_border(across[top], left, right, edges.top)
            _set_border(across[bottom], left, right, edges.bottom)
            _set_border(down[left], top, bottom, edges.left)
            _set_border(down[right], top, bottom, edges.right)
    return across, down


def _set_border(line: _GridLine, start: int, end: int, border: Border | None) -> None:
    """Both cells at an edge have its border, mostly the same; beside a merge or at a page's end they may differ."""
    for index in range(start, end):
        line[index] = stronger(line[index], border)


def _stretches(line: _GridLine) -> Iterator[tuple[int, int, Border]]:
    """Start, end and border of each stretch of a line that has one border."""
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or line[index] != line[start]:
            border = line[start]
            if border is not None:
                yield start, index, border
            start = index


def _widest(line: _GridLine, unit: int) -> float:
    """The thickness of a line where another crosses it, at the start of ``unit``."""
    return max([thickness(border) for border in line[max(unit - 1, 0) : unit + 1]], default=0.0)


def _offsets(border: Border) -> Sequence[float]:
    """Where the lines of a border lie, from the middle of its thickness, in pt."""
    lines = LINES.get(border.style, 1) // 2
    return (0.0,) if not lines else tuple((index - lines / 2) * 2 * border.width for index in range(lines + 1))


def _style(border: Border) -> str:
    return "single" if border.style in LINES else border.style
