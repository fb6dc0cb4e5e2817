"""A compiled worksheet: the Jinja source of its rows, and the cells, rows, merges and formulas that it refers to."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.office.xml import Element
from generator.problem import Problem
from generator.template.excel.formulas import PlacedFormula
from generator.template.excel.moves import Band
from generator.template.excel.styles import CellTextFormat
from generator.template.excel.tree import RangeReference
from generator.template.language.compile import CompiledPart
from generator.template.language.fill import Xml, plain_text

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def cell_text(value: Any) -> str:
    """What ``{{ }}`` prints among the text of a cell, escaped."""
    if type(value) is Xml:
        return value
    return escaped(plain_text(value))


def escaped(text: str) -> str:
    """Text escaped for the content of an XML element."""
    return text.translate(_ESCAPED)


class CellSpec(Struct, frozen=True):
    """A cell to fill; ``xf`` is its format.

    ``span`` (columns), ``rows`` and ``width`` (pt) are those of its merge in the template. ``runs`` holds the
    ``<rPr>`` of each run of a rich text; it is empty for plain text.
    """

    column: int
    xf: int
    style: CellTextFormat
    span: int
    rows: int
    width: float
    runs: tuple[str, ...] = ()


class RowSpec(Struct, frozen=True):
    """A row to fill; ``attributes`` are its XML attributes without number and height.

    ``height`` is its least height in pt; ``height_attribute`` says so in XML, empty where it is the default height.
    """

    band: Band
    attributes: str
    height: float
    height_attribute: str


class MergeSpec(Struct, frozen=True):
    """A merge of the template; ``whole``: it spans all copies of repeated columns instead of being repeated."""

    area: RangeReference
    whole: bool = False


class SheetLayout(Struct, frozen=True):
    """A compiled worksheet; ``part`` prints its title, its rows and its headers, separated by ``CUT``.

    The source refers to ``rows``, ``cells``, ``stretches`` and ``formulas`` by index. ``stretches`` holds the loops
    around each merge that may lose its first row. ``headers`` are element names such as ``oddHeader``.
    ``filled`` are the cells with tags, as (row, column), ``block_rows`` the rows in blocks.
    ``column_loops`` are the first and last column that each 按列 loop repeats. ``numbers`` are the cells, as (row,
    column), that hold a number or a formula, or print a value; ``merging`` those in loops that 合并 may merge.
    ``named_by_context``: the title holds a tag.
    """

    title: str
    name: str
    root: Element
    part: CompiledPart
    last_row: int
    rows: tuple[RowSpec | Band, ...]
    bands: tuple[Band, ...]
    cells: tuple[CellSpec, ...]
    stretches: tuple[tuple[int, ...], ...]
    merges: tuple[MergeSpec, ...]
    formulas: tuple[PlacedFormula, ...]
    filled: frozenset[tuple[int, int]]
    block_rows: frozenset[int]
    column_loops: tuple[tuple[int, int], ...]
    numbers: frozenset[tuple[int, int]]
    merging: frozenset[tuple[int, int]]
    headers: tuple[str, ...]
    default_height: float
    named_by_context: bool
    warnings: tuple[Problem, ...] = ()

    @property
    def has_loops(self) -> bool:
        """Whether rows of the sheet repeat."""
        return any(band.loops for band in self.bands)
