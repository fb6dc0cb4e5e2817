"""Cuts a paragraph at its tabs into texts with columns of their own, as Excel has no tabs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.nominal_size import nominal_text_width
from generator.document.model import Align, Inline, Paragraph, Run, Tab

_ALIGN = {"right": Align.RIGHT, "decimal": Align.RIGHT, "center": Align.CENTER}


class TabbedText(Struct, frozen=True):
    """The text between two tabs as a paragraph, from column ``left`` to column ``right``, both included."""

    paragraph: Paragraph
    left: int
    right: int


def split_at_tabs(paragraph: Paragraph, edges: Sequence[float]) -> list[TabbedText]:
    """The texts of a paragraph between its tabs, each with its columns; ``edges`` are the column edges in pt.

    Where there are more tabs than stops, or the columns have no room, all stands in one cell, with blanks for tabs.
    """
    pieces = _pieces(paragraph)
    last = len(edges) - 2
    # Where there are more stops than tabs, the last ones count.
    stops = sorted(paragraph.format.tabs, key=lambda tab: tab.position)[-(len(pieces) - 1) :] if len(pieces) > 1 else []
    if len(stops) == len(pieces) - 1 > 0:
        others = (_aligned(piece, stop) for piece, stop in zip(pieces[1:], stops, strict=True))
        aligned = [_without_hanging(pieces[0]), *others]
        if bounds := _bounds(aligned, stops, edges):
            placed = zip(aligned, pairwise(bounds), strict=True)
            return [TabbedText(piece, left, right - 1) for piece, (left, right) in placed]
    return [TabbedText(_without_hanging(_with_blanks(paragraph)), 0, last)]


def _bounds(pieces: Sequence[Paragraph], stops: Sequence[Tab], edges: Sequence[float]) -> list[int]:
    """The indices of the edges between which the pieces stand, each wide enough; empty if that cannot be."""
    widths = [_width(piece) for piece in pieces]
    bounds = [0]
    for number, (piece, stop) in enumerate(zip(pieces[1:], stops, strict=True), 1):
        # Text at a right stop ends there, text at a centred one has its middle there.
        wanted = stop.position - widths[number] * {Align.RIGHT: 1.0, Align.CENTER: 0.5}.get(piece.format.align, 0.0)
        free = [n for n in range(bounds[-1] + 1, len(edges) - 1) if edges[n] - edges[bounds[-1]] >= widths[number - 1]]
        if stop is stops[-1] and piece.format.align is not Align.LEFT:
            free = [n for n in free if edges[-1] - edges[n] >= widths[-1]]
        if not free:
            return []
        bounds.append(min(free, key=lambda n: abs(edges[n] - wanted)))
    return [*bounds, len(edges) - 1]


def _pieces(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraph cut at its tabs."""
    pieces: list[list[Inline]] = [[]]
    for item in paragraph.content:
        if not isinstance(item, Run):
            pieces[-1].append(item)
            continue
        first, *others = item.text.split("\t")
        pieces[-1].append(replace(item, text=first))
        pieces += [[replace(item, text=other)] for other in others]
    return [replace(paragraph, content=tuple(piece)) for piece in pieces]


def _aligned(piece: Paragraph, stop: Tab) -> Paragraph:
    """The text behind a tab, aligned as at its stop, without indents."""
    shape = replace(piece.format, align=_ALIGN.get(stop.align, Align.LEFT), left=0.0, first=0.0)
    return replace(piece, format=shape)


def _without_hanging(piece: Paragraph) -> Paragraph:
    """The paragraph without a hanging indent: a cell indents all its lines alike, here as the first one."""
    shape = piece.format
    if shape.first >= 0:
        return piece
    return replace(piece, format=replace(shape, left=max(shape.left + shape.first, 0.0), first=0.0))


def _width(piece: Paragraph) -> float:
    """The nominal width of its text, in pt."""
    return sum(nominal_text_width(run.text) * run.font.size for run in piece.content if isinstance(run, Run))


def _with_blanks(paragraph: Paragraph) -> Paragraph:
    """The paragraph with two ideographic spaces for each tab."""
    content = tuple(
        replace(item, text=item.text.replace("\t", "\u3000\u3000")) if isinstance(item, Run) else item
        for item in paragraph.content
    )
    return replace(paragraph, content=content)
