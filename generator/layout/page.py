"""Pages with everything in its place, ready to be drawn: points from the top left corner, y downwards."""

from __future__ import annotations

from msgspec import Struct

from generator.layout.fonts.face import Face
from generator.problem import Problem


class Glyphs(Struct, frozen=True):
    """Characters on a baseline; ``advances`` as in ``typeset.lines.Fragment``, already times ``scale``."""

    x: float
    baseline: float
    text: str
    face: Face
    size: float
    advances: tuple[float, ...]
    color: str = ""
    scale: float = 1.0


class DrawnLine(Struct, frozen=True):
    """A straight line from one point to another, horizontal or vertical; ``style`` as ST_Border."""

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


class DrawnGroup(Struct, frozen=True):
    """What is drawn together, in this order; the same object where pages show it alike."""

    items: tuple[Item, ...]


class StampPlace(Struct, frozen=True):
    """A place to sign or stamp: the words that ask for it (``单位名称（盖章）：``) and where they begin."""

    label: str
    x: float
    y: float


class CellBox(Struct, frozen=True):
    """The rectangle of a table cell's part on this page: table and row counted from 0 over the document."""

    table: int
    row: int
    column: int
    x: float
    y: float
    width: float
    height: float


class Page(Struct, frozen=True):
    """One page, its groups in drawing order."""

    width: float
    height: float
    groups: tuple[DrawnGroup, ...]
    stamps: tuple[StampPlace, ...] = ()
    cells: tuple[CellBox, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """What all groups hold."""
        return tuple(item for group in self.groups for item in group.items)


class Pages(Struct, frozen=True):
    """A laid-out document. ``problems`` say what could not be drawn as it is."""

    pages: tuple[Page, ...]
    title: str = ""
    author: str = ""
    problems: tuple[Problem, ...] = ()
