"""The rows of a filled sheet and its template in, its XML out: numbers, heights, formulas, merges, all that refers."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from generator.opc.xml import Element, qn
from generator.templating.sml import SHEET_DATA, Area, markup
from generator.templating.sml_follow import follow
from generator.templating.sml_moves import Asker, Moves, Turns
from generator.templating.sml_sheet import SheetLayout
from generator.templating.sml_state import FORMULA, NUMBER, ROW_MARK, RowSpec, SheetState, escaped
from generator.typeset.cell_height import MAX_ROW_HEIGHT

_FORMULA = re.compile(f"{FORMULA}([0-9]+):([0-9]+):([0-9]+){FORMULA}(A{FORMULA})?")
# What stands behind the merges in a worksheet (CT_Worksheet, 18.3.1.99).
_BEHIND_MERGES = frozenset(
    qn(f"ss:{name}")
    for name in (
        "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter"
        " rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing"
        " legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
    ).split()
)
_REFERRING = frozenset(
    "dimension sheetViews cols autoFilter sortState protectedRanges scenarios conditionalFormatting dataValidations"
    " hyperlinks rowBreaks colBreaks cellWatches ignoredErrors customSheetViews extLst sheetCalcPr".split()
)


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What one sheet's source printed, and where its rows went."""

    layout: SheetLayout
    state: SheetState
    text: str
    headers: Mapping[str, str]
    moves: Moves


class Frame:
    """All of a worksheet but its rows: text, and the elements that refer to cells."""

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
            if child.tag in _BEHIND_MERGES:
                part = self._after
            if name != "mergeCells":
                part.append(child if name in _REFERRING or name == "headerFooter" else markup(child, root))

    def xml(self, filled: FilledSheet, sheets: Sequence[Moves], *, first: bool = True) -> str:
        """The whole sheet; in a book only the ``first`` is the one that shows."""
        merges = merged_areas(filled)
        pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', self._opening]
        pieces += self._following(self._before, filled, sheets, first=first)
        pieces += ["<sheetData>", *_rows(filled, merges, sheets), "</sheetData>"]
        pieces += self._following(self._between, filled, sheets, first=first)
        if merges:
            cells = "".join([f'<mergeCell ref="{area}"/>' for area in merges])
            pieces.append(f'<mergeCells count="{len(merges)}">{cells}</mergeCells>')
        pieces += self._following(self._after, filled, sheets, first=first)
        pieces.append("</worksheet>")
        return "".join(pieces)

    def _following(
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
            elif not follow(element, number, sheets):
                continue
            if name == "sheetViews" and not first:
                for view in element:
                    view.set("tabSelected", "0")
            found.append(markup(element, self._root))
        return found


def merged_areas(filled: FilledSheet) -> list[Area]:
    """Every merge of the filled sheet, none of one cell."""
    found = [
        area
        for spec in filled.layout.merges
        for area in filled.moves.areas(spec.area, whole=spec.whole)
        if not area.is_cell
    ]
    return sorted([*found, *filled.state.marked_areas()])


def _rows(filled: FilledSheet, merges: Sequence[Area], sheets: Sequence[Moves]) -> list[str]:
    state, heights = filled.state, _heights(filled, merges)
    rows = [placed for placed in state.placed if isinstance(placed[0], RowSpec)]
    pieces: list[str] = []
    for (spec, number, turns), cells in zip(rows, filled.text.split(ROW_MARK)[1:], strict=True):
        assert isinstance(spec, RowSpec)  # noqa: S101  # chosen above
        height = heights.get(number, 0.0)
        size = f' ht="{height:g}" customHeight="1"' if height > spec.height else spec.own_height
        text = cells.replace(NUMBER, str(number))
        if FORMULA in text:
            text = _with_formulas(text, spec, turns, filled, sheets)
        pieces.append(f'<row r="{number}"{spec.attributes}{size}>{text}</row>')
    return pieces


def _with_formulas(text: str, spec: RowSpec, turns: Turns, filled: FilledSheet, sheets: Sequence[Moves]) -> str:
    def moved(found: re.Match[str]) -> str:
        formula, column, number = (int(found[group]) for group in (1, 2, 3))
        asker = Asker(spec.band.loops, turns, column, number)
        if found[4]:
            area = filled.moves.area(Area(spec.band.first, column, spec.band.first, column), asker)
            return str(area)
        return escaped(filled.layout.formulas[formula].moved(sheets, asker))

    return _FORMULA.sub(moved, text)


def _heights(filled: FilledSheet, merges: Sequence[Area]) -> dict[int, float]:
    """The rows that must be higher than their template, in pt; a merge over rows lets its last row grow."""
    state = filled.state
    heights: dict[int, float] = {}
    bottoms = {(area.top, area.left): area.bottom for area in merges if area.bottom > area.top}
    tall: list[tuple[int, int, float]] = []
    for row, spec, number, needed in state.needed:
        bottom = bottoms.get((row, state.columns.place(spec.column, number)), row) if bottoms else row
        if bottom > row:
            tall.append((bottom, row, needed))
        elif needed > heights.get(row, 0.0):
            heights[row] = needed
    if tall:
        least = {row: spec.height for spec, row, _ in state.placed if isinstance(spec, RowSpec)}
        for bottom, top, needed in sorted(tall):
            _grow(range(top, bottom + 1), needed, least, heights, filled.layout.default_height)
    return heights


def _grow(rows: range, needed: float, least: Mapping[int, float], heights: dict[int, float], default: float) -> None:
    """Let the last row of a merge grow, and those above it where it cannot grow more."""
    now = {row: max(heights.get(row, 0.0), least.get(row, default)) for row in rows}
    lacking = needed - sum(now.values())
    for row in reversed(rows):
        if lacking <= 0:
            return
        more = min(lacking, MAX_ROW_HEIGHT - now[row])
        heights[row] = now[row] + more
        lacking -= more
