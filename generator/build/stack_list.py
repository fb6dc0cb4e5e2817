"""What is in a stack of forms in, the list to lie on top of it out: what to print, where to stamp, what is stamped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from generator.document.model import (
    Align,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Table,
    Vertical,
)
from generator.layout.page import StampPlace

TITLE = "打印盖章清单"

_WIDTH, _HEIGHT = 595.3, 841.9
_MARGIN = 56.7
_MM = 72 / 25.4
_HEADINGS = ("序号", "名称", "页数", "起始页", "盖章、签字处（距纸左边、上边毫米数）", "已盖章")
_COLUMNS = (32.0, 130.0, 32.0, 42.0, 201.9, 44.0)
_ALIGNS = (Align.CENTER, Align.LEFT, Align.CENTER, Align.CENTER, Align.LEFT, Align.CENTER)
_TITLE_FONT = Font("黑体", "黑体", 16)
_FONT = Font("宋体", "宋体", 10.5, east_asian_hint=True)
_LINE = Border(0.5)
_EDGES = Edges(_LINE, _LINE, _LINE, _LINE)
_PADDING = Sides(2.0, 4.0, 2.0, 4.0)


class ListedForm(Struct, frozen=True):
    """A form of the stack: the places to stamp on each of its pages, and how many pages it fills with blank ones."""

    name: str
    stamps: Sequence[Sequence[StampPlace]]
    length: int


def print_list(forms: Sequence[ListedForm], before: int, copies: int) -> Document:
    """The list, ``before`` pages itself, of the forms in one copy, with a box to tick for each copy."""
    firsts = accumulate((form.length for form in forms), initial=before + 1)
    rows = [_cells(at, form, first, copies) for at, (form, first) in enumerate(zip(forms, firsts, strict=False), 1)]
    blocks = (
        _paragraph(TITLE, _TITLE_FONT, Align.CENTER, after=8.0),
        _paragraph(_counted(forms, copies), _FONT, Align.LEFT, after=4.0),
        Table(_COLUMNS, (_row(_HEADINGS, heading=True), *map(_row, rows)), Align.CENTER),
        _paragraph("", Font(size=1.0), Align.LEFT),
    )
    return Document((Section(_WIDTH, _HEIGHT, Sides(_MARGIN, _MARGIN, _MARGIN, _MARGIN), blocks),))


def _counted(forms: Sequence[ListedForm], copies: int) -> str:
    pages = sum(form.length for form in forms)
    if copies == 1:
        return f"共{len(forms)}张表，{pages}页。"
    return f"共{len(forms)}张表，{copies}份，每份{pages}页；起始页是第1份的，以后每份加{pages}页。"


def _cells(at: int, form: ListedForm, first: int, copies: int) -> tuple[str, ...]:
    places = [_place(page, stamp) for page, stamps in enumerate(form.stamps, 1) for stamp in stamps]
    return (str(at), form.name, str(len(form.stamps)), str(first), "\n".join(places), "□" * copies)


def _place(page: int, stamp: StampPlace) -> str:
    return f"第{page}页 左{stamp.x / _MM:.0f} 上{stamp.y / _MM:.0f} {stamp.label.rstrip('：: ')}"


def _row(texts: Sequence[str], *, heading: bool = False) -> Row:
    cells = (
        Cell(
            column,
            1,
            1,
            (_paragraph(text, _FONT, Align.CENTER if heading else align),),
            _EDGES,
            _PADDING,
            Vertical.CENTER,
        )
        for column, (text, align) in enumerate(zip(texts, _ALIGNS, strict=True))
    )
    return Row(tuple(cells), cant_split=True, heading=heading)


def _paragraph(text: str, font: Font, align: Align, after: float = 0.0) -> Paragraph:
    return Paragraph((Run(text, font),) if text else (), ParagraphFormat(align, after=after), font)
