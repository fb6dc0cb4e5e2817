"""Builds a ``Document`` that an office sends along: a title, some lines, and a table of findings or changes.

It looks as GB/T 9704 asks of an attachment (fonts, sizes, page numbers), on A4 across, as its tables are wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from generator.chinese.nominal_size import line_count
from generator.document.model import (
    Align,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    LineRule,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Table,
    Vertical,
)

_MM: Final = 72 / 25.4
_WIDTH, _HEIGHT = 297 * _MM, 210 * _MM
_MARGINS: Final = Sides(28 * _MM, 26 * _MM, 26 * _MM, 28 * _MM)
_ROOM: Final = _WIDTH - _MARGINS.left - _MARGINS.right
_TITLE: Final = Font("方正小标宋简体", "方正小标宋简体", 22.0)
_BODY: Final = Font("仿宋_GB2312", "Times New Roman", 16.0)
_LABEL: Final = Font("黑体", "黑体", 12.0)
_VALUE: Final = Font("仿宋_GB2312", "Times New Roman", 12.0)
_NUMBER: Final = Font("宋体", "宋体", 14.0)
_BODY_PITCH: Final = 28.95  # 22 lines fill the 225 mm of a page
_TITLE_PITCH: Final = 36.0
_BELOW: Final = 6.0  # pt between the lines and the table
_PITCH: Final = 18.0
_LINE: Final = Border(0.5)
_BOX: Final = Edges(_LINE, _LINE, _LINE, _LINE)
_PADDING: Final = Sides(3.0, 4.0, 3.0, 4.0)
_SHORT: Final = 8  # lines: a row of more may break over pages
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")  # what a text may quote of a foreign file


class Column(Struct, frozen=True):
    """A column: its heading, its part of the table's width, and whether its texts are centred."""

    heading: str
    share: float
    is_centred: bool = False


def handout(title: str, sections: Iterable[Section]) -> Document:
    """Lists as one document, called ``title``; page numbers stand outside and begin again with each list."""
    return Document(tuple(sections), even_and_odd=True, title=title)


def list_section(title: str, lines: Sequence[str], columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Section:
    """The pages of one list, with at least one line below its title.

    A row of one text is a heading over all columns; without rows there is no table.
    """
    head = [_paragraph(title, _TITLE, _TITLE_PITCH, Align.CENTER, after=_TITLE_PITCH / 2)]
    *others, last = lines
    head += [_paragraph(line, _BODY, _BODY_PITCH, Align.BOTH, first=2 * _BODY.size) for line in others]
    head.append(_paragraph(last, _BODY, _BODY_PITCH, Align.BOTH, first=2 * _BODY.size, after=_BELOW))
    widths = [_ROOM * column.share / sum(each.share for each in columns) for column in columns]
    headings = (_cell(at, column.heading, _LABEL, is_centred=True) for at, column in enumerate(columns))
    table = [Row(tuple(headings), cant_split=True, heading=True), *(_row(columns, widths, row) for row in rows)]
    return Section(
        _WIDTH,
        _HEIGHT,
        _MARGINS,
        (*head, Table(tuple(widths), tuple(table))) if len(table) > 1 else tuple(head),
        footers={"default": (_page_number(Align.RIGHT),), "even": (_page_number(Align.LEFT),)},
        first_number=1,
    )


def _row(columns: Sequence[Column], widths: Sequence[float], texts: Sequence[str]) -> Row:
    if len(texts) == 1:
        return Row((_cell(0, texts[0], _LABEL, span=len(columns)),), cant_split=True)
    cells = (
        _cell(at, text, _VALUE, is_centred=column.is_centred)
        for at, (column, text) in enumerate(zip(columns, texts, strict=True))
    )
    padding = _PADDING.left + _PADDING.right
    lines = max(line_count(text, width - padding, _VALUE.size) for text, width in zip(texts, widths, strict=True))
    return Row(tuple(cells), cant_split=lines <= _SHORT)


def _cell(column: int, text: str, font: Font, *, span: int = 1, is_centred: bool = False) -> Cell:
    align = Align.CENTER if is_centred else Align.LEFT
    paragraphs = tuple(_paragraph(line, font, _PITCH, align) for line in text.split("\n"))
    return Cell(column, span, 1, paragraphs, _BOX, _PADDING, Vertical.CENTER)


def _paragraph(
    text: str, font: Font, pitch: float, align: Align, *, first: float = 0.0, after: float = 0.0
) -> Paragraph:
    text = _UNPRINTABLE.sub(" ", text)
    form = ParagraphFormat(align, first=first, after=after, line_rule=LineRule.EXACT, line=pitch)
    return Paragraph((Run(text, font),) if text else (), form, font)


def _page_number(align: Align) -> Paragraph:
    """``— 1 —``, one character in from the outer edge."""
    inset = _NUMBER.size
    form = ParagraphFormat(
        align,
        left=inset if align is Align.LEFT else 0.0,
        right=inset if align is Align.RIGHT else 0.0,
    )
    return Paragraph((Run("— ", _NUMBER), PageNumber("PAGE", _NUMBER), Run(" —", _NUMBER)), form, _NUMBER)
