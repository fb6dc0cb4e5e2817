"""A compiled worksheet: what filling it, and finishing it after that, go by."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from generator.office.xml import Element
from generator.template.excel.moves import Band
from generator.template.excel.references import Formula
from generator.template.excel.styles import CellTextFormat
from generator.template.excel.tree import RangeReference
from generator.template.language.compile import CompiledPart
from generator.template.language.fill import Xml, plain_text

# What the source of a sheet prints: values as SpreadsheetML, and marks for what only the finished sheet can tell.


# XML holds none of them: a row begins; the number of the row; a formula; the number of the run that follows.
ROW_MARK, ROW_NUMBER_MARK, FORMULA_MARK, RUN_MARK, RUN_MARK_END = "\x0e", "\x0f", "\x10", "\x11", "\x12"
CUT = "\x0c"
_SPECIAL = re.compile(r"[&<>]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def cell_text(value: Any) -> str:
    """What ``{{ }}`` prints among other text of a cell, escaped."""
    if type(value) is Xml:
        return value
    return escaped(plain_text(value))


def escaped(text: str) -> str:
    """Text as XML has it."""
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


class CellSpec(Struct, frozen=True):
    """A cell to fill: ``letter`` is empty where columns move; ``span`` and ``width`` (pt) are those of its merge.

    ``rows`` counts the rows of its merge in the template; ``runs`` are its formats where it has several (w/o: none).
    """

    column: int
    letter: str
    xf: int
    style: CellTextFormat
    span: int
    rows: int
    width: float
    runs: tuple[str, ...] = ()


class RowSpec(Struct, frozen=True):
    """A row to fill: its attributes but number and height; ``height`` is the least (pt)."""

    band: Band
    attributes: str
    height: float
    height_attribute: str


class MergeSpec(Struct, frozen=True):
    """A merge of the template; ``whole`` stretches it over all copies of repeated columns."""

    area: RangeReference
    whole: bool = False


class SheetLayout(Struct, frozen=True):
    """A compiled worksheet. ``part`` prints its name, its rows and its headers, cut apart; None if it has no tags."""

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
    formulas: tuple[Formula, ...]
    headers: tuple[str, ...]
    default_height: float
    named_by_context: bool
