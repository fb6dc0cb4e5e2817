"""Pages with everything in its place, ready to be drawn: points from the top left corner, y downwards."""

from __future__ import annotations

from dataclasses import dataclass

from generator.fonts.face import Face
from generator.model import Problem


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters on a baseline; ``advances`` as in ``typeset.lines.Fragment``, already times ``scale``."""

    x: float
    baseline: float
    text: str
    face: Face
    size: float
    advances: tuple[float, ...]
    color: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from one point to another, horizontal or vertical; ``style`` as ST_Border."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    color: str = ""
    style: str = "single"


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG or JPEG."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Item = Glyphs | Rule | Fill | Image


@dataclass(frozen=True, slots=True)
class Group:
    """What is drawn together, in this order; the same object where pages show it alike."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class StampPlace:
    """A place to sign or stamp: the words that ask for it (``单位名称（盖章）：``) and where they begin."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CellBox:
    """The rectangle of a table cell's part on this page: table and row counted from 0 over the document."""

    table: int
    row: int
    column: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, its groups in drawing order."""

    width: float
    height: float
    groups: tuple[Group, ...]
    stamps: tuple[StampPlace, ...] = ()
    cells: tuple[CellBox, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """What all groups hold."""
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class Pages:
    """A laid-out document. ``problems`` say what could not be drawn as it is."""

    pages: tuple[Page, ...]
    title: str = ""
    author: str = ""
    problems: tuple[Problem, ...] = ()
