"""``Pages``, the result of layout, on which everything has its place; a writer only has to draw them.

Lengths are points. Places are measured from the top left corner of the page, y downwards.
"""

from __future__ import annotations

from msgspec import Struct

from generator.layout.fonts.face import Face
from generator.problem import Problem


class Glyphs(Struct, frozen=True):
    """Characters on a baseline, at which raised or lowered text has its own.

    ``advances`` are in pt, as in ``text.lines.Fragment``; the horizontal ``scale`` (1 is 100 %) is already in them.
    """

    x: float
    baseline: float
    text: str
    face: Face
    size: float
    advances: tuple[float, ...]
    color: str = ""
    scale: float = 1.0


class DrawnLine(Struct, frozen=True):
    """A straight line, horizontal or vertical; ``style`` as ST_Border.

    A border of several lines (double, triple) has become several single ones.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    color: str = ""
    style: str = "single"


class Fill(Struct, frozen=True):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    color: str


class Image(Struct, frozen=True):
    """A PNG or JPEG."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Item = Glyphs | DrawnLine | Fill | Image


class StampPlace(Struct, frozen=True):
    """A place to sign or stamp: the words that ask for it (``单位名称（盖章）：``) and where they begin."""

    label: str
    x: float
    y: float


class CellBox(Struct, frozen=True):
    """The rectangle of a table cell on this page, or of its part on this page.

    ``table`` counts the tables of the document from 0, those in headers and footers excepted; ``row`` and ``column``
    count from 0 in the table.
    """

    table: int
    row: int
    column: int
    x: float
    y: float
    width: float
    height: float


class Page(Struct, frozen=True):
    """One page, its items in drawing order."""

    width: float
    height: float
    items: tuple[Item, ...]
    stamps: tuple[StampPlace, ...] = ()
    cells: tuple[CellBox, ...] = ()


class Pages(Struct, frozen=True):
    """A laid-out document; ``problems`` say what could not be laid out as the document has it."""

    pages: tuple[Page, ...]
    title: str = ""
    author: str = ""
    problems: tuple[Problem, ...] = ()
