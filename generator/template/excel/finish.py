"""The rows of a filled sheet and its template in, its XML out: numbers, heights, formulas, merges, all that refers."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence

from lxml import etree

from generator.office.xml import Element, qn
from generator.template.excel.compiled import RowSpec
from generator.template.excel.filled import FilledSheet
from generator.template.excel.moves import Asker, Moves, Turns
from generator.template.excel.printed import FORMULA, NUMBER, ROW_MARK, escaped
from generator.template.excel.references import follow
from generator.template.excel.tree import SHEET_DATA, Area, markup

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
        pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', self._opening]
        pieces += self._following(self._before, filled, sheets, first=first)
        pieces += ["<sheetData>", *_rows(filled, sheets), "</sheetData>"]
        pieces += self._following(self._between, filled, sheets, first=first)
        if filled.merges:
            cells = "".join([f'<mergeCell ref="{area}"/>' for area in filled.merges])
            pieces.append(f'<mergeCells count="{len(filled.merges)}">{cells}</mergeCells>')
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


def _rows(filled: FilledSheet, sheets: Sequence[Moves]) -> list[str]:
    rows = [placed for placed in filled.state.placed if isinstance(placed[0], RowSpec)]
    pieces: list[str] = []
    for (spec, number, turns), cells in zip(rows, filled.text.split(ROW_MARK)[1:], strict=True):
        assert isinstance(spec, RowSpec)  # noqa: S101  # chosen above
        height = filled.heights.get(number, 0.0)
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
