"""Laid parts and a place in, what is on a page out: fills, glyphs, pictures, lines of tables, places to stamp.

Cells and rows that stand at one place on many pages are drawn once.
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
from generator.layout.rules import rules_of
from generator.layout.text.lines import Fragment, Line
from generator.layout.text.measuring import FaceSource
from generator.layout.text.paragraph import set_paragraph
from generator.problem import Problem, Severity, Source

# The text of a paragraph in, the places where it asks for a signature or a stamp out.


WORDS = ("盖章", "签章", "签字", "公章")
"""What asks for a stamp or a signature."""

_LONGEST_LABEL = 30
_WORDS = "|".join(WORDS)
# In brackets, before a colon, or at the end: elsewhere the text only speaks of stamps.
_PLACE = re.compile(
    rf"[（(][^（）()\n]{{0,12}}?(?:{_WORDS})[^（）()\n]{{0,8}}[）)]|(?:{_WORDS})(?=\s*(?:[:：\t\n]|$| {{2}}))"
)
_FIELD_END = re.compile(r"[:：]|(?=[\t\n\u3000]| {2})|$")
_FIELD_START = re.compile(r".*(?:[\t\n\u3000]| {2})", re.DOTALL)


def asks_for_stamp(text: str) -> bool:
    """Whether it is worth looking."""
    return "签" in text or "章" in text


def stamp_places(text: str) -> Iterator[tuple[int, str]]:
    """Where the words begin, and the label of the place: the text of its field around them."""
    for match in _PLACE.finditer(text):
        yield match.start(), _label(text, match.start(), match.end())


def _label(text: str, start: int, end: int) -> str:
    ends = _FIELD_END.search(text, end)
    stop = ends.end() if ends and ends.end() - end <= _LONGEST_LABEL // 2 else end
    before = _FIELD_START.match(text, 0, start)
    begin = max(before.end() if before else 0, stop - _LONGEST_LABEL)
    return " ".join(text[begin:stop].split())[:_LONGEST_LABEL]


_UNDERLINE, _STRIKE, _STROKE = 0.12, 0.28, 0.05  # of the size: below and above the baseline, width
_STYLES = {"dotted": "dotted", "dottedHeavy": "dotted", "dash": "dashed", "dashedHeavy": "dashed"}
_TWICE = frozenset({"double", "wavyDouble"})
_CLIP = 2.0  # what may reach out of a row of exact height and still be drawn


class Numbers(Struct, frozen=True):
    """What the page-number fields of a page show; ``format`` is the section's."""

    page: int
    pages: int
    section_pages: int

    def text(self, asked: PageNumber) -> str:
        """The characters of a field."""
        numbers = {"NUMPAGES": self.pages, "SECTIONPAGES": self.section_pages}
        return formatted(numbers.get(asked.kind, self.page), asked.format)


class _CellPlace(Struct, frozen=True):
    """Where a cell's part stands on its page, and in which table and row; ``border`` is the row's."""

    table: int
    row: int
    border: float
    left: float
    top: float
    right: float
    bottom: float


class _RowPlace(Struct, frozen=True):
    """Where a row's part stands on its page, and in which table; ``ys`` reach as far down as its cells."""

    table: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]


class _DrawnPart(Struct, frozen=True, eq=False):
    """What a cell's or a row's part gives to its page."""

    groups: tuple[DrawnGroup, ...]
    stamps: tuple[StampPlace, ...]
    cells: tuple[CellBox, ...]


_drawn_cells: RememberedByIdentity[LaidCell, _DrawnPart] = RememberedByIdentity(4096)
_drawn_rows: RememberedByIdentity[LaidRow, _DrawnPart] = RememberedByIdentity(2048)


class Drawing(Struct):
    """Gathers what is on a page; ``items`` are those that no group holds yet."""

    faces: FaceSource
    numbers: Numbers
    groups: list[DrawnGroup] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    stamps: list[StampPlace] = field(default_factory=list)
    cells: list[CellBox] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def parts(self, parts: tuple[Part, ...], x: float, y: float) -> None:
        """Draw parts below each other; their text area begins at ``x``, their first gap at ``y``."""
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
        self._end_group()
        xs, ys = tuple([x + edge for edge in table.edges]), tuple([y + top for top in table.tops])
        for index, row in enumerate(table.rows):
            reach = 1 if not row.merges else max(cell.row_span for cell in row.cells)
            place = _RowPlace(table.number, xs, ys[index : index + reach + 1])
            self._add(_drawn_rows.get(row, place) or self._drawn_row(row, place))
        self.groups.append(rules_of(table, xs, ys))

    def _add(self, drawn: _DrawnPart) -> None:
        self.groups += drawn.groups
        self.stamps += drawn.stamps
        self.cells += drawn.cells

    def _drawn_row(self, row: LaidRow, place: _RowPlace) -> _DrawnPart:
        """A row, remembered where every page would show it alike."""
        drawing = Drawing(self.faces, self.numbers)
        xs, ys = place.xs, place.ys
        last = len(xs) - 1
        for laid in row.cells:
            cell = laid.cell
            left, right = xs[cell.column], xs[min(cell.column + cell.span, last)]
            of_cell = _CellPlace(place.table, row.number, row.border, left, ys[0], right, ys[laid.row_span])
            drawing._add(_drawn_cells.get(laid, of_cell) or drawing._drawn_cell(laid, of_cell))
        self.problems += drawing.problems
        drawn = drawing._drawn()
        if not drawing.problems and all(map(_may_come_again, row.cells)):
            _drawn_rows.keep(row, place, drawn)
        return drawn

    def _drawn_cell(self, laid: LaidCell, place: _CellPlace) -> _DrawnPart:
        """A cell, remembered likewise."""
        drawing = Drawing(self.faces, self.numbers)
        drawing._cell(laid, place)
        self.problems += drawing.problems
        drawn = drawing._drawn()
        if not drawing.problems and _may_come_again(laid):
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
        """Draw the content of a cell between the inner edges of its borders; whether all of it could be shown."""
        parts, margins = laid.parts, laid.cell.margins
        free = bottom - top - laid.padded
        clipped: tuple[Part, ...] = ()
        if free < -_CLIP:
            parts, clipped = split(parts, bottom - top - margins.top + _CLIP, 0.0, forced=True)
        elif free > 0 and laid.cell.vertical is not Vertical.TOP and not laid.goes_on:
            top += free if laid.cell.vertical is Vertical.BOTTOM else free / 2
        self.parts(parts, left + margins.left, top + margins.top)
        return not clipped

    def _paragraph(self, part: LaidParagraph, x: float, y: float) -> None:
        lines = part.lines
        if _has_fields(part):
            lines = self._numbered(part)
        if part.paragraph.text and asks_for_stamp(part.paragraph.text):
            self._stamps(lines, x, y)
        for line in lines:
            self._line(line, x, y)
            y += line.height

    def _numbered(self, part: LaidParagraph) -> tuple[Line, ...]:
        """The lines with the numbers of this page: the text is set again, the last line takes the same place."""
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
            foot = baseline - font.raised
            self.items.append(
                Glyphs(
                    *(left, foot, fragment.text, fragment.face, font.size, fragment.advances),
                    color=font.color,
                    scale=font.scale,
                )
            )
            if font.underline or font.strike:
                self._strokes(fragment, left, foot)

    def _strokes(self, fragment: Fragment, left: float, baseline: float) -> None:
        font = fragment.font
        width, right = font.size * _STROKE, left + fragment.width
        if font.underline:
            y = baseline + font.size * _UNDERLINE
            self._stroke(left, right, y, width, font.color, _STYLES.get(font.underline, "single"))
            if font.underline in _TWICE:
                self._stroke(left, right, y + 2 * width, width, font.color, "single")
        if font.strike:
            self._stroke(left, right, baseline - font.size * _STRIKE, width, font.color, "single")

    def _stroke(self, left: float, right: float, y: float, width: float, color: str, style: str) -> None:
        self.items.append(DrawnLine(left, y, right, y, width, color, style))

    def _stamps(self, lines: tuple[Line, ...], x: float, y: float) -> None:
        """Note where the words stand that ask for a stamp."""
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
    """Whether it shows numbers that are its page's."""
    return any(fragment.field for line in part.lines for fragment in line.fragments)


def _may_come_again(cell: LaidCell) -> bool:
    """Whether other pages may show it alike; pictures are read anew with each document."""
    return all(
        isinstance(part, LaidParagraph)
        and not any(fragment.field or fragment.picture for line in part.lines for fragment in line.fragments)
        for part in cell.parts
    )


def _clipped(table: int, row: int, column: int) -> Problem:
    place = f"表{table + 1} 第{row + 1}行 第{column + 1}列" if table >= 0 else "页眉或页脚的表格"
    message = "这一格的文字超出了固定的行高，超出的几行印不出来；请把行高改为“最小值”，或减少文字"
    return Problem(Source("", place=place), "N103", message, severity=Severity.WARNING)
