"""Completes a filled sheet: numbers and heights of rows, merges, formulas, and all that refers to its cells.

Only now is it known where every row of every sheet went. ``filled_sheet`` comes first for each sheet, then
``WorksheetFrame.xml``, which needs the ``Moves`` of all sheets.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree
from msgspec import Struct

from generator.chinese.nominal_size import MAX_ROW_HEIGHT
from generator.office.xml import Element, qn
from generator.template.excel.compiled import RowSpec, SheetLayout, escaped
from generator.template.excel.moves import Moves, ReferringCell, Turns
from generator.template.excel.references import move_references
from generator.template.excel.state import SheetState
from generator.template.excel.tree import SHEET_DATA, RangeReference, markup
from generator.template.language.marks import FORMULA, FORMULA_PLACE, ROW_NUMBER, ROW_START


class FilledSheet(Struct, frozen=True):
    """A sheet whose rows are numbered. ``text`` holds the rows, each after a row mark.

    ``headers`` are the texts of headers and footers by element name; ``heights`` (pt) are those of rows that must be
    higher than in the template. ``clipped`` are cells as (row, template column) whose text fits no row.
    """

    layout: SheetLayout
    state: SheetState
    text: str
    headers: Mapping[str, str]
    moves: Moves
    merges: tuple[RangeReference, ...]
    heights: Mapping[int, float]
    clipped: tuple[tuple[int, int], ...]


def filled_sheet(layout: SheetLayout, state: SheetState, title: str, text: str, headers: Sequence[str]) -> FilledSheet:
    """Find the moves, merges and heights of a sheet that was just filled; ``title`` is its new title."""
    placed = [(what.band if isinstance(what, RowSpec) else what, row, turns) for what, row, turns in state.placed]
    moves = Moves(layout.title, title, layout.bands, layout.last_row, placed, state.columns)
    merges = _merges(layout, state, moves)
    heights, clipped = _heights(layout, state, merges)
    return FilledSheet(
        layout=layout,
        state=state,
        text=text,
        headers=dict(zip(layout.headers, headers, strict=False)),
        moves=moves,
        merges=merges,
        heights=heights,
        clipped=(*state.too_tall, *clipped),
    )


def _merges(layout: SheetLayout, state: SheetState, moves: Moves) -> tuple[RangeReference, ...]:
    """All merges of the filled sheet, sorted, without those of one cell."""
    found = [area for spec in layout.merges for area in moves.areas(spec.area, whole=spec.whole) if not area.is_cell]
    return tuple(sorted([*found, *state.marked_areas()]))


def _heights(
    layout: SheetLayout, state: SheetState, merges: Sequence[RangeReference]
) -> tuple[dict[int, float], list[tuple[int, int]]]:
    """The heights of rows that must be higher than in the template, and the cells that no height shows whole.

    Excel fits no row to merged cells, and on another machine it would fit to other fonts, so heights are set.
    """
    heights: dict[int, float] = {}
    bottoms = {(area.top, area.left): area.bottom for area in merges if area.bottom > area.top}
    tall: list[tuple[int, int, int, float]] = []
    for row, spec, number, needed in state.needed:
        bottom = bottoms.get((row, state.columns.filled_column(spec.column, number)), row) if bottoms else row
        if bottom > row or needed > MAX_ROW_HEIGHT:
            tall.append((bottom, row, spec.column, needed))
        elif needed > heights.get(row, 0.0):
            heights[row] = needed
    clipped: list[tuple[int, int]] = []
    if tall:
        least = {row: spec.height for spec, row, _ in state.placed if isinstance(spec, RowSpec)}
        for bottom, top, column, needed in sorted(tall):
            if _grow(range(top, bottom + 1), needed, least, heights, layout.default_height) > 0:
                clipped.append((top, column))
    return heights, clipped


def _grow(rows: range, needed: float, least: Mapping[int, float], heights: dict[int, float], default: float) -> float:
    """Let the last row of a merge grow, then those above it, up to Excel's limit; returns the height still lacking."""
    now = {row: max(heights.get(row, 0.0), least.get(row, default)) for row in rows}
    lacking = needed - sum(now.values())
    for row in reversed(rows):
        if lacking <= 0:
            break
        more = min(lacking, MAX_ROW_HEIGHT - now[row])
        heights[row] = now[row] + more
        lacking -= more
    return lacking


# What stands after mergeCells in a worksheet (CT_Worksheet, 18.3.1.99).
_AFTER_MERGE_CELLS = frozenset(
    qn(f"ss:{name}")
    for name in (
        "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter"
        " rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing"
        " legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
    ).split()
)
# Children of a worksheet that refer to cells.
_REFERRING = frozenset(
    "dimension sheetViews cols autoFilter sortState protectedRanges scenarios conditionalFormatting dataValidations"
    " hyperlinks rowBreaks colBreaks cellWatches ignoredErrors customSheetViews extLst sheetCalcPr".split()
)


class WorksheetFrame:
    """A worksheet without its rows: text that is copied, and elements that refer to cells and are moved."""

    def __init__(self, root: Element) -> None:
        self._root = root
        shell = copy.copy(root)
        for child in list(shell):
            shell.remove(child)
        self._opening = etree.tostring(shell, encoding="unicode").removesuffix("/>") + ">"
        self._before: list[str | Element] = []
        self._between: list[str | Element] = []
        self._after: list[str | Element] = []
        part = self._before
        for child in root:
            name = etree.QName(child).localname
            if child.tag == SHEET_DATA:
                part = self._between
                continue
            if child.tag in _AFTER_MERGE_CELLS:
                part = self._after
            if name != "mergeCells":
                part.append(child if name in _REFERRING or name == "headerFooter" else markup(child, root))

    def xml(self, filled: FilledSheet, sheets: Sequence[Moves], *, first: bool = True) -> str:
        """The XML of the whole sheet; in a book only sheets of the ``first`` form may be selected.

        ``sheets`` are the moves of all sheets of the form.
        """
        pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', self._opening]
        pieces += self._moved_pieces(self._before, filled, sheets, first=first)
        pieces += ["<sheetData>", *_rows(filled, sheets), "</sheetData>"]
        pieces += self._moved_pieces(self._between, filled, sheets, first=first)
        if filled.merges:
            cells = "".join([f'<mergeCell ref="{area}"/>' for area in filled.merges])
            pieces.append(f'<mergeCells count="{len(filled.merges)}">{cells}</mergeCells>')
        pieces += self._moved_pieces(self._after, filled, sheets, first=first)
        pieces.append("</worksheet>")
        return "".join(pieces)

    def _moved_pieces(
        self, part: Iterable[str | Element], filled: FilledSheet, sheets: Sequence[Moves], *, first: bool
    ) -> list[str]:
        found: list[str] = []
        number = next(at for at, moves in enumerate(sheets) if moves is filled.moves)
        for piece in part:
            if isinstance(piece, str):
                found.append(piece)
                continue
            element = copy.deepcopy(piece)
            name = etree.QName(element).localname
            if name == "headerFooter":
                for child in element:
                    child.text = filled.headers.get(etree.QName(child).localname, child.text)
            elif not move_references(element, number, sheets):
                continue
            if name == "sheetViews" and not first:
                for view in element:
                    view.set("tabSelected", "0")
            found.append(markup(element, self._root))
        return found


def _rows(filled: FilledSheet, sheets: Sequence[Moves]) -> list[str]:
    rows = [placed for placed in filled.state.placed if isinstance(placed[0], RowSpec)]
    pieces: list[str] = []
    for (spec, number, turns), cells in zip(rows, filled.text.split(ROW_START)[1:], strict=True):
        assert isinstance(spec, RowSpec)  # noqa: S101  # chosen above
        height = filled.heights.get(number, 0.0)
        size = f' ht="{height:g}" customHeight="1"' if height > spec.height else spec.height_attribute
        text = cells.replace(ROW_NUMBER, str(number))
        if FORMULA in text:
            text = _with_formulas(text, spec, turns, filled, sheets)
        pieces.append(f'<row r="{number}"{spec.attributes}{size}>{text}</row>')
    return pieces


def _with_formulas(text: str, spec: RowSpec, turns: Turns, filled: FilledSheet, sheets: Sequence[Moves]) -> str:
    def moved(found: re.Match[str]) -> str:
        formula, column, number = (int(found[group]) for group in (1, 2, 3))
        from_cell = ReferringCell(spec.band.loops, turns, column, number)
        if found[4]:
            area = filled.moves.area(RangeReference(spec.band.first, column, spec.band.first, column), from_cell)
            return str(area)
        return escaped(filled.layout.formulas[formula].formula.moved(sheets, from_cell))

    return FORMULA_PLACE.sub(moved, text)
