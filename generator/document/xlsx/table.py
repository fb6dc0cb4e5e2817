"""Makes the cells of a ``Table`` from the visible cells of a worksheet: formatted, scaled, borders resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.document.borders import stronger
from generator.document.model import Align, Block, Border, Cell, Edges, Font, Paragraph, ParagraphFormat, Run, Sides
from generator.document.xlsx.cells import CellValue, RichText
from generator.document.xlsx.styles import CellStyle

_PADDING = 1.5  # pt left and right of the text of a cell
_INDENT = 6.75  # pt of a step, three spaces of the default font
_CENTERED = frozenset({"b", "e"})  # Excel centres truth values and errors, if the style does not say otherwise


class MergedCells(Struct, frozen=True):
    """A merged range, counted in visible rows and columns from 0, and the value of its first cell."""

    row: int
    column: int
    row_span: int
    span: int
    value: CellValue


class VisibleRow(Struct):
    """A row that is not hidden: its values by visible column from 0.

    ``covered`` are the columns that merges cover, and ``merges`` the merged ranges that begin in the row.
    """

    height: float
    values: dict[int, CellValue] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    merges: list[MergedCells] = field(default_factory=list)


class CellBuilder:
    """Makes the cells of one sheet, with all lengths multiplied by ``scale``."""

    def __init__(self, styles: Sequence[CellStyle], scale: float, rows: Sequence[VisibleRow]) -> None:
        self._styles, self._scale, self._rows = styles, scale, rows
        self._margins = Sides(0.0, _PADDING * scale, 0.0, _PADDING * scale)
        self._formats: dict[tuple[int, Align], tuple[ParagraphFormat, Font]] = {}
        self._blanks: dict[int, tuple[Block, ...]] = {}
        self._edges: dict[tuple[int, tuple[int, int, int, int]], Edges] = {}

    def cells(self, index: int) -> tuple[Cell, ...]:
        """The cells of a row, from left to right."""
        row = self._rows[index]
        above = self._rows[index - 1].values if index else {}
        below = self._rows[index + 1].values if index + 1 < len(self._rows) else {}
        found = [
            self._cell(column, value, self._edges_among(column, value, row.values, above, below))
            for column, value in row.values.items()
            if column not in row.covered
        ]
        if row.merges:
            found += [self._merged(merge) for merge in row.merges]
        found.sort(key=_column)
        return tuple(found)

    def _cell(self, column: int, value: CellValue, edges: Edges, span: int = 1, row_span: int = 1) -> Cell:
        style = self._styles[value.style]
        look = edges, self._margins, style.vertical, style.shading
        return Cell(column, span, row_span, self._blocks(value), *look, value.number, value.formula)

    def _merged(self, merge: MergedCells) -> Cell:
        """A merged cell; along each edge it gets the weakest border, and neighbours draw those that are stronger."""
        rows, columns = range(merge.row, merge.row + merge.row_span), range(merge.column, merge.column + merge.span)
        edges = Edges(
            _weakest(self._border_between(rows[0], column, -1, 0) for column in columns),
            _weakest(self._border_between(row, columns[-1], 0, 1) for row in rows),
            _weakest(self._border_between(rows[-1], column, 1, 0) for column in columns),
            _weakest(self._border_between(row, columns[0], 0, -1) for row in rows),
        )
        return self._cell(merge.column, merge.value, edges, merge.span, merge.row_span)

    def _border_between(self, row: int, column: int, down: int, across: int) -> Border | None:
        """The border between a cell and its neighbour, ``down`` rows and ``across`` columns away; one of both is 0."""
        own, other = self._wanted(row, column), self._wanted(row + down, column + across)
        if down:
            return stronger(own.top, other.bottom) if down < 0 else stronger(own.bottom, other.top)
        return stronger(own.left, other.right) if across < 0 else stronger(own.right, other.left)

    def _wanted(self, row: int, column: int) -> Edges:
        value = self._rows[row].values.get(column) if 0 <= row < len(self._rows) else None
        return _NO_EDGES if value is None else self._styles[value.style].edges

    def _edges_among(
        self,
        column: int,
        value: CellValue,
        row: Mapping[int, CellValue],
        above: Mapping[int, CellValue],
        below: Mapping[int, CellValue],
    ) -> Edges:
        """The borders of a cell that is not merged; they depend on the styles of the cell and its four neighbours."""
        beside = row.get(column + 1), row.get(column - 1)
        styles = (
            _style_number(above.get(column)),
            _style_number(beside[0]),
            _style_number(below.get(column)),
            _style_number(beside[1]),
        )
        key = (value.style, styles)
        found = self._edges.get(key)
        if found is None:
            own = self._styles[value.style].edges
            top, right, bottom, left = (_NO_EDGES if at < 0 else self._styles[at].edges for at in styles)
            found = self._edges[key] = Edges(
                stronger(own.top, top.bottom),
                stronger(own.right, right.left),
                stronger(own.bottom, bottom.top),
                stronger(own.left, left.right),
            )
        return found

    def _blocks(self, value: CellValue) -> tuple[Block, ...]:
        if not value.text:
            blank = self._blanks.get(value.style)
            if blank is None:
                form, font = self._format(value.style, Align.LEFT)
                blank = self._blanks[value.style] = (Paragraph((), form, font),)
            return blank
        default_align = Align.RIGHT if value.kind == "n" else Align.CENTER if value.kind in _CENTERED else Align.LEFT
        form, font = self._format(value.style, default_align)
        text = value.text
        runs = (Run(text, font),) if isinstance(text, str) else self._runs(text, font)
        return (Paragraph(runs, form, font),)

    def _runs(self, text: RichText, font: Font) -> tuple[Run, ...]:
        return tuple(Run(piece, font if own is None else self._scaled(own)) for piece, own in text)

    def _scaled(self, font: Font) -> Font:
        return replace(font, size=font.size * self._scale, raised=font.raised * self._scale)

    def _format(self, number: int, default_align: Align) -> tuple[ParagraphFormat, Font]:
        """Format and font of a style's cells; ``default_align`` is that of such values where the style has none."""
        found = self._formats.get((number, default_align))
        if found is None:
            style = self._styles[number]
            align = style.align or default_align
            indent = style.indent * _INDENT * self._scale
            # Excel sets no space between Chinese and Latin text, and hangs no punctuation over the edge.
            form = ParagraphFormat(
                align,
                left=0.0 if align is Align.RIGHT else indent,
                right=indent if align in {Align.RIGHT, Align.DISTRIBUTE} else 0.0,
                overflow_punctuation=False,
                auto_space_latin=False,
                auto_space_digits=False,
                snap_to_grid=False,
            )
            found = self._formats[number, default_align] = form, self._scaled(style.font)
        return found


_NO_EDGES = Edges()


def _style_number(value: CellValue | None) -> int:
    return -1 if value is None else value.style


def _weakest(borders: Iterable[Border | None]) -> Border | None:
    found = list(borders)
    weakest = found[0]
    for border in found[1:]:
        if border is None or weakest is None:
            return None
        if stronger(weakest, border) is weakest:
            weakest = border
    return weakest


def _column(cell: Cell) -> int:
    return cell.column
