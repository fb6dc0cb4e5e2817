"""Fills cells of openpyxl: a text is never a formula, a number shows as typed, and a format is told in one value.

Lengths are points. Names follow SpreadsheetML (ECMA-376 part 1, clause 18).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

from generator.document import model
from generator.document.model import Edges

NO_EDGES: Final = Edges()
_LINE_STYLES = {"double": "double", "dashed": "dashed", "dotted": "dotted", "dotDash": "dashDot"}
_MEDIUM, _THICK = 1.0, 2.25  # from these widths on, in pt
# Text that looks like an escape of ST_Xstring, which must be escaped itself, and what XML has no place for.
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_LOOKS = 1024


class CellFont(Struct, frozen=True):
    """Formatting of characters: one font ``name`` for all scripts; ``script`` is superscript, subscript or empty."""

    name: str = "宋体"
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    color: str = ""
    script: str = ""


class CellFormat(Struct, frozen=True):
    """Formatting of a cell; ``horizontal`` is ST_HorizontalAlignment, empty where the kind of value decides.

    ``indent`` counts Excel's steps; ``fill`` is a colour ``RRGGBB``, empty for none.
    """

    font: CellFont = CellFont()
    horizontal: str = ""
    vertical: str = "center"
    wrap: bool = False
    indent: int = 0
    fill: str = ""
    edges: Edges = NO_EDGES
    number_format: str = "General"


def put_text(cell: Cell, text: str, runs: Sequence[tuple[str, CellFont]] = ()) -> None:
    """Write a text, never a formula; ``runs`` are the same text where it has several fonts."""
    if len(runs) > 1:
        cell.value = CellRichText([TextBlock(_inline_font(font), escaped(run)) for run, font in runs])
    elif text:
        cell.value = escaped(text)
        cell.data_type = "s"  # openpyxl takes ``=1+1`` for a formula and ``#N/A`` for an error


def put_number(cell: Cell, value: str) -> None:
    """Write a number; ``value`` is as XML has it."""
    cell.value = Decimal(value)


def put_format(cell: Cell, wanted: CellFormat) -> None:
    """Give a cell its format."""
    font, alignment, border = _styles(wanted)
    cell.font = font
    cell.alignment = alignment
    if wanted.edges != NO_EDGES:
        cell.border = border
    if wanted.fill:
        cell.fill = fill_of(wanted)
    if wanted.number_format != "General":
        cell.number_format = wanted.number_format


def escaped(text: str) -> str:
    """Text as an ST_Xstring, where ``_xHHHH_`` stands for a character that XML does not allow."""
    text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    return _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


@lru_cache(maxsize=_MOST_LOOKS)
def _styles(wanted: CellFormat) -> tuple[Font, Alignment, Border]:
    return font_of(wanted.font), alignment_of(wanted), border_of(wanted.edges)


def font_of(font: CellFont) -> Font:
    """The font of a whole cell."""
    return Font(name=font.name, **_characters(font))


def alignment_of(wanted: CellFormat) -> Alignment:
    """How its text stands in a cell."""
    return Alignment(wanted.horizontal or None, wanted.vertical, wrap_text=wanted.wrap or None, indent=wanted.indent)


def fill_of(wanted: CellFormat) -> PatternFill:
    """The colour behind a cell; the default of openpyxl, none, where it has none."""
    return PatternFill("solid", fgColor=f"FF{wanted.fill}") if wanted.fill else PatternFill()


def border_of(edges: Edges) -> Border:
    """The borders of a cell."""
    return Border(_side(edges.left), _side(edges.right), _side(edges.top), _side(edges.bottom))


def _inline_font(font: CellFont) -> InlineFont:
    return InlineFont(rFont=font.name, **_characters(font))


def _characters(font: CellFont) -> dict[str, object]:
    """What a font of a cell and one of a run have in common, in the words of both."""
    return {
        "sz": font.size,
        "b": font.bold or None,
        "i": font.italic or None,
        "strike": font.strike or None,
        "u": "single" if font.underline else None,
        "color": f"FF{font.color}" if font.color else None,
        "vertAlign": font.script or None,
    }


def _side(line: model.Border | None) -> Side:
    if line is None:
        return Side()
    weight = "thick" if line.width >= _THICK else "medium" if line.width >= _MEDIUM else "thin"
    color = Color(f"FF{line.color}") if line.color else Color(auto=True)
    return Side(_LINE_STYLES.get(line.style, weight), color)
