"""Puts laid parts at their place on a page: fills, glyphs, pictures, lines of tables, places to sign or stamp."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from generator.document.model import PageNumber, Run, Vertical
from generator.layout.flow import split
from generator.layout.laid import LaidCell, LaidParagraph, LaidTable, Part
from generator.layout.page import CellBox, DrawnLine, Fill, Glyphs, Image, Item, StampPlace
from generator.layout.rules import border_lines
from generator.layout.text.lines import Fragment, Line
from generator.layout.text.measuring import PageNumbers, has_page_number
from generator.layout.text.paragraph import Typesetter
from generator.problem import Problem, Severity, Source

CUT_OFF = "N103"
"""The code of a problem: an exact row height hides text."""

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


class Drawing(Struct):
    """Collects what is on a page, ``items`` in drawing order."""

    typesetter: Typesetter
    numbers: PageNumbers
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

    def _table(self, table: LaidTable, x: float, y: float) -> None:
        xs, ys = [x + edge for edge in table.edges], [y + top for top in table.tops]
        last = len(xs) - 1
        for index, row in enumerate(table.rows):
            for laid in row.cells:
                cell = laid.cell
                left, right = xs[cell.column], xs[min(cell.column + cell.span, last)]
                top, bottom = ys[index], ys[index + laid.row_span]
                if table.number >= 0:
                    box = CellBox(table.number, row.number, cell.column, left, top, right - left, bottom - top)
                    self.cells.append(box)
                if cell.shading:
                    self.items.append(Fill(left, top, right - left, bottom - top, cell.shading))
                if laid.parts and not self._content(laid, left, top + row.top_border, bottom):
                    self.problems.append(_clipped(table.number, row.number, cell.column))
        # Borders come last, so that no shading covers them.
        self.items += border_lines(table, xs, ys)

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
        if has_page_number(part.paragraph):
            lines = self._with_numbers(part)
        if part.paragraph.text and asks_for_stamp(part.paragraph.text):
            self._stamps(lines, x, y)
        for line in lines:
            self._line(line, x, y)
            y += line.height

    def _with_numbers(self, part: LaidParagraph) -> tuple[Line, ...]:
        """The lines with the numbers of this page, for which the text is set again.

        Their height on the page was decided before, for the longest numbers. Where these take more lines all the same,
        the last part shows them all.
        """
        content = tuple(
            Run(self.numbers.text(item), item.font) if isinstance(item, PageNumber) else item
            for item in part.paragraph.content
        )
        paragraph = replace(part.paragraph, content=content)
        lines = self.typesetter.lines(paragraph, part.width, part.settings)
        end = part.first + len(part.lines)
        is_last = end == len(self.typesetter.lines(part.paragraph, part.width, part.settings))
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


def _clipped(table: int, row: int, column: int) -> Problem:
    place = f"表{table + 1} 第{row + 1}行 第{column + 1}列" if table >= 0 else "页眉或页脚的表格"
    message = "这一格的文字超出了固定的行高，超出的几行印不出来；请把行高改为“最小值”，或减少文字"
    return Problem(Source("", place=place), CUT_OFF, message, severity=Severity.WARNING)
