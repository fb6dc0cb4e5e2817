"""Puts laid parts at their place on a page: fills, glyphs, pictures, lines of tables, places to sign or stamp.

Cells and rows that stand at the same place on many pages are drawn once and shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from generator.chinese.page_numbers import formatted
from generator.document.memory import RememberedByIdentity
from generator.document.model import PageNumber, Run, Vertical
from generator.layout.flow import split
from generator.layout.laid import LaidCell, LaidParagraph, LaidRow, LaidTable, Part
from generator.layout.page import CellBox, DrawnGroup, DrawnLine, Fill, Glyphs, Image, Item, StampPlace
from generator.layout.rules import border_lines
from generator.layout.text.lines import Fragment, Line
from generator.layout.text.measuring import FaceSource
from generator.layout.text.paragraph import set_paragraph
from generator.problem import Problem, Severity, Source

# Places to sign or stamp: found by the words of a paragraph.

WORDS = ("盖章", "签章", "签字", "公章")
"""Words that ask for a stamp or a signature."""

_LONGEST_LABEL = 30
_WORDS = "|".join(WORDS)
# In brackets, before a colon, or at the end of a field: elsewhere the text only speaks of stamps.
_PLACE = re.compile(
    rf"[（(][^（）()\n]{{0,12}}?(?:{_WORDS})[^（）()\n]{{0,8}}[）)]|(?:{_WORDS})(?=\s*(?:[:：\t\n]|$| {{2}}))"
)
_FIELD_END = re.compile(r"[:：]|(?=[\t\n\u3000]| {2})|$")
_FIELD_START = re.compile(r".*(?:[\t\n\u3000]| {2})", re.DOTALL)


def asks_for_stamp(text: str) -> bool:
    """Whether ``stamp_places`` may find anything: a quick look at two characters."""
    return "签" in text or "章" in text


def stamp_places(text: str) -> Iterator[tuple[int, str]]:
    """The index where the words that ask begin, and the label of the place: the text of the field around them."""
    for match in _PLACE.finditer(text):
        yield match.start(), _label(text, match.start(), match.end())


def _label(text: str, start: int, end: int) -> str:
    """The field around ``start`` to ``end``, at most 30 characters: from the wide blank before it to its colon."""
    ends = _FIELD_END.search(text, end)
    stop = ends.end() if ends and ends.end() - end <= _LONGEST_LABEL // 2 else end
    before = _FIELD_START.match(text, 0, start)
    begin = max(before.end() if before else 0, stop - _LONGEST_LABEL)
    return " ".join(text[begin:stop].split())[:_LONGEST_LABEL]


# Everything on a page, in its place.

_UNDERLINE, _STRIKE, _STROKE = 0.12, 0.28, 0.05  # of the font size: distance below and above the baseline; thickness
# ST_Underline values that are drawn in another style than as one or two solid lines.
_UNDERLINE_STYLES = {"dotted": "dotted", "dottedHeavy": "dotted", "dash": "dashed", "dashedHeavy": "dashed"}
_DOUBLE_UNDERLINES = frozenset({"double", "wavyDouble"})
_CLIP = 2.0  # pt: text that reaches out of a row of exact height by no more than this is drawn


class PageNumbers(Struct, frozen=True):
    """What the page number fields of a page show."""

    page: int
    pages: int
    section_pages: int

    def text(self, number: PageNumber) -> str:
        """The characters that a field shows, in its own number format."""
        numbers = {"NUMPAGES": self.pages, "SECTIONPAGES": self.section_pages}
        return formatted(numbers.get(number.kind, self.page), number.format)


class _CellPlace(Struct, frozen=True):
    """Where a cell, or a part of it, stands on its page, and its table and row.

    ``border`` is the thickness of the widest top border in its row.
    """

    table: int
    row: int
    border: float
    left: float
    top: float
    right: float
    bottom: float


class _RowPlace(Struct, frozen=True):
    """Where a row, or a part of it, stands on its page, and its table.

    ``xs`` are the column edges, ``ys`` the tops of the rows from here on, as far down as the cells of this row reach.
    """

    table: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]


class _DrawnPart(Struct, frozen=True, eq=False):
    """What a cell or a row puts on its page."""

    groups: tuple[DrawnGroup, ...]
    stamps: tuple[StampPlace, ...]
    cells: tuple[CellBox, ...]


_drawn_cells: RememberedByIdentity[LaidCell, _DrawnPart] = RememberedByIdentity(4096)
_drawn_rows: RememberedByIdentity[LaidRow, _DrawnPart] = RememberedByIdentity(2048)


class Drawing(Struct):
    """Collects what is on a page; ``items`` are those that are in no group yet."""

    faces: FaceSource
    numbers: PageNumbers
    groups: list[DrawnGroup] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    stamps: list[StampPlace] = field(default_factory=list)
    cells: list[CellBox] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def parts(self, parts: tuple[Part, ...], x: float, y: float) -> None:
        """Draw parts below each other; ``x`` is the left edge of their text area, ``y`` the top of the first gap."""
        for part in parts:
            y += part.gap
            if isinstance(part, LaidTable):
                self._table(part, x, y)
            else:
                self._paragraph(part, x, y)
            y += part.height

    def grouped(self) -> tuple[DrawnGroup, ...]:
        """All that is drawn so far."""
        self._end_group()
        return tuple(self.groups)

    def _end_group(self) -> None:
        if self.items:
            self.groups.append(DrawnGroup(tuple(self.items)))
            self.items = []

    def _table(self, table: LaidTable, x: float, y: float) -> None:
        self._end_group()  # rows are groups that pages share: nothing else may get into one
        xs, ys = tuple([x + edge for edge in table.edges]), tuple([y + top for top in table.tops])
        for index, row in enumerate(table.rows):
            reach = 1 if not row.merges else max(cell.row_span for cell in row.cells)
            place = _RowPlace(table.number, xs, ys[index : index + reach + 1])
            self._add(_drawn_rows.get(row, place) or self._drawn_row(row, place))
        # Borders come last, so that no shading covers them.
        self.groups.append(border_lines(table, xs, ys))

    def _add(self, drawn: _DrawnPart) -> None:
        self.groups += drawn.groups
        self.stamps += drawn.stamps
        self.cells += drawn.cells

    def _drawn_row(self, row: LaidRow, place: _RowPlace) -> _DrawnPart:
        """Draw a row, and remember it if other pages may show the same."""
        drawing = Drawing(self.faces, self.numbers)
        xs, ys = place.xs, place.ys
        last = len(xs) - 1
        for laid in row.cells:
            cell = laid.cell
            left, right = xs[cell.column], xs[min(cell.column + cell.span, last)]
            cell_place = _CellPlace(place.table, row.number, row.top_border, left, ys[0], right, ys[laid.row_span])
            drawing._add(_drawn_cells.get(laid, cell_place) or drawing._drawn_cell(laid, cell_place))
        self.problems += drawing.problems
        drawn = drawing._drawn()
        # What has a problem is drawn anew each time, so that every document reports it.
        if not drawing.problems and all(map(_is_reusable, row.cells)):
            _drawn_rows.keep(row, place, drawn)
        return drawn

    def _drawn_cell(self, laid: LaidCell, place: _CellPlace) -> _DrawnPart:
        """Draw a cell, and remember it if other pages may show the same."""
        drawing = Drawing(self.faces, self.numbers)
        drawing._cell(laid, place)
        self.problems += drawing.problems
        drawn = drawing._drawn()
        if not drawing.problems and _is_reusable(laid):
            _drawn_cells.keep(laid, place, drawn)
        return drawn

    def _drawn(self) -> _DrawnPart:
        return _DrawnPart(self.grouped(), tuple(self.stamps), tuple(self.cells))

    def _cell(self, laid: LaidCell, place: _CellPlace) -> None:
        cell, left, top = laid.cell, place.left, place.top
        width, height = place.right - left, place.bottom - top
        if place.table >= 0:
            self.cells.append(CellBox(place.table, place.row, cell.column, left, top, width, height))
        if cell.shading:
            self.items.append(Fill(left, top, width, height, cell.shading))
        if laid.parts and not self._content(laid, left, top + place.border, place.bottom):
            self.problems.append(_clipped(place.table, place.row, cell.column))

    def _content(self, laid: LaidCell, left: float, top: float, bottom: float) -> bool:
        """Draw the content of a cell below its top border; False if an exact height hides some of it."""
        parts, margins = laid.parts, laid.cell.margins
        free = bottom - top - laid.padded_height
        clipped: tuple[Part, ...] = ()
        if free < -_CLIP:
            parts, clipped = split(parts, bottom - top - margins.top + _CLIP, 0.0, forced=True)
        # A cell that goes on on the next page stands at the top (measured against LibreOffice 7.4).
        elif free > 0 and laid.cell.vertical is not Vertical.TOP and not laid.goes_on:
            top += free if laid.cell.vertical is Vertical.BOTTOM else free / 2
        self.parts(parts, left + margins.left, top + margins.top)
        return not clipped

    def _paragraph(self, part: LaidParagraph, x: float, y: float) -> None:
        lines = part.lines
        if _has_fields(part):
            lines = self._with_numbers(part)
        if part.paragraph.text and asks_for_stamp(part.paragraph.text):
            self._stamps(lines, x, y)
        for line in lines:
            self._line(line, x, y)
            y += line.height

    def _with_numbers(self, part: LaidParagraph) -> tuple[Line, ...]:
        """The lines with the numbers of this page, for which the text is set again.

        Their height on the page was decided before: where the numbers take more lines, the last part shows them all.
        """
        content = tuple(
            Run(self.numbers.text(item), item.font) if isinstance(item, PageNumber) else item
            for item in part.paragraph.content
        )
        paragraph = replace(part.paragraph, content=content)
        lines = set_paragraph(paragraph, part.width, self.faces, part.settings)
        end = part.first + len(part.lines)
        is_last = end == len(set_paragraph(part.paragraph, part.width, self.faces, part.settings))
        return lines[part.first : None if is_last else end]

    def _line(self, line: Line, x: float, y: float) -> None:
        baseline = y + line.baseline
        for fragment in line.fragments:
            font, left = fragment.font, x + fragment.x
            if fragment.picture is not None:
                picture = fragment.picture
                self.items.append(Image(left, baseline - picture.height, picture.width, picture.height, picture.data))
                continue
            if font.shading:
                self.items.append(Fill(left, y, fragment.width, line.height, font.shading))
            glyph_baseline = baseline - font.raised  # super- and subscripts have a baseline of their own
            self.items.append(
                Glyphs(
                    *(left, glyph_baseline, fragment.text, fragment.face, font.size, fragment.advances),
                    color=font.color,
                    scale=font.scale,
                )
            )
            if font.underline or font.strike:
                self._strokes(fragment, left, glyph_baseline)

    def _strokes(self, fragment: Fragment, left: float, baseline: float) -> None:
        """Underline and strike through."""
        font = fragment.font
        width, right = font.size * _STROKE, left + fragment.width
        if font.underline:
            y = baseline + font.size * _UNDERLINE
            self._stroke(left, right, y, width, font.color, _UNDERLINE_STYLES.get(font.underline, "single"))
            if font.underline in _DOUBLE_UNDERLINES:
                self._stroke(left, right, y + 2 * width, width, font.color, "single")
        if font.strike:
            self._stroke(left, right, baseline - font.size * _STRIKE, width, font.color, "single")

    def _stroke(self, left: float, right: float, y: float, width: float, color: str, style: str) -> None:
        self.items.append(DrawnLine(left, y, right, y, width, color, style))

    def _stamps(self, lines: tuple[Line, ...], x: float, y: float) -> None:
        """Note the places in a paragraph that ask for a signature or a stamp."""
        text = "".join(fragment.text for line in lines for fragment in line.fragments)
        places = dict(stamp_places(text))
        start = 0
        for line in lines:
            for fragment in line.fragments:
                for index, label in places.items():
                    if start <= index < start + len(fragment.text):
                        before = sum(fragment.advances[: index - start])
                        self.stamps.append(StampPlace(label, x + fragment.x + before, y))
                start += len(fragment.text)
            y += line.height


def _has_fields(part: LaidParagraph) -> bool:
    """Whether the part shows page numbers."""
    return any(fragment.field for line in part.lines for fragment in line.fragments)


def _is_reusable(cell: LaidCell) -> bool:
    """Whether other pages may show the same: it has no page numbers, nested tables or pictures."""
    return all(
        isinstance(part, LaidParagraph)
        and not any(fragment.field or fragment.picture for line in part.lines for fragment in line.fragments)
        for part in cell.parts
    )


def _clipped(table: int, row: int, column: int) -> Problem:
    place = f"表{table + 1} 第{row + 1}行 第{column + 1}列" if table >= 0 else "页眉或页脚的表格"
    message = "这一格的文字超出了固定的行高，超出的几行印不出来；请把行高改为“最小值”，或减少文字"
    return Problem(Source("", place=place), "N103", message, severity=Severity.WARNING)
