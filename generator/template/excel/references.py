"""Moves the references to cells in elements of a worksheet outside its rows, as ``Moves`` say.

Elements whose cells are all gone are removed. ``formulas`` moves those in formulas.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from lxml import etree

from generator.office.xml import Element
from generator.template.excel.formulas import moved_formula
from generator.template.excel.moves import NO_CELL, Moves, ReferringCell
from generator.template.excel.tree import MAX_COLUMN, RangeReference, area_of, areas_of, real_number, whole_number

_FORMULAS = frozenset(("formula", "formula1", "formula2", "f"))
_SQREF = "sqref"


def move_references(element: Element, sheet: int, sheets: Sequence[Moves], from_cell: ReferringCell = NO_CELL) -> bool:
    """Move the references of an element of the sheet with this index; False if all its cells are gone."""
    moves = sheets[sheet]
    if moves.unchanged and all(each.original == each.title and each.unchanged for each in sheets):
        return True
    name = etree.QName(element).localname
    from_cell = _formula_origin(element, moves) or from_cell
    if name in _HANDLERS:
        return _HANDLERS[name](element, moves)
    if name == "sparklines":
        return _sparklines(element, sheet, sheets)
    if name in _FORMULAS and element.text and len(element) == 0:
        # A list of choices (formula1) may be all copies; a condition (formula) computes with single values.
        is_condition = name == "formula" or any(
            etree.QName(above).localname == "cfRule" for above in element.iterancestors()
        )
        element.text = moved_formula(element.text, sheet, sheets, from_cell, wants_ranges=not is_condition)
    if not (_move_attributes(element, sheet, sheets) and _move_extension_cells(element, moves)):
        return False
    # Remove the children whose cells are all gone, and the element itself with its last child.
    before = len(element)
    for child in list(element):
        if not move_references(child, sheet, sheets, from_cell):
            element.remove(child)
    if before and "count" in element.attrib:
        element.set("count", str(len(element)))
    return not before or len(element) > 0


def _formula_origin(element: Element, moves: Moves) -> ReferringCell | None:
    """The cell from which the formulas beside an ``sqref`` are written: its first, in the first turn of its loops.

    None if the element has no ``sqref``.
    """
    cells = _extension_cells(element)
    areas = areas_of(element.get(_SQREF, "") or (cells.text or "" if cells is not None else ""))
    if not areas:
        return None
    loops = moves.loops_of(areas[0].top, areas[0].top)
    turns = next((turns for _, turns in moves.turns_of(areas[0].top)), ())
    return ReferringCell(loops, turns, areas[0].left)


def _extension_cells(element: Element) -> Element | None:
    """The child in which an extension (x14) keeps its sqref."""
    return next((child for child in element if etree.QName(child).localname == _SQREF), None)


def _move_extension_cells(element: Element, moves: Moves) -> bool:
    cells = _extension_cells(element)
    if cells is not None:
        cells.text = _sqref(cells.text or "", moves)
    return cells is None or bool(cells.text)


def _sparklines(element: Element, sheet: int, sheets: Sequence[Moves]) -> bool:
    """Repeat a sparkline in a repeated row for each copy: it stands in one cell."""
    moves = sheets[sheet]
    for sparkline in list(element):
        cells = _extension_cells(sparkline)
        area = area_of(cells.text or "") if cells is not None else None
        if area is None:
            continue
        loops = moves.loops_of(area.top, area.top)
        for row, turns in moves.turns_of(area.top):
            clone = copy.deepcopy(sparkline)
            for child in clone:
                if etree.QName(child).localname == _SQREF:
                    column = moves.columns.filled_column(area.left)
                    child.text = str(area.moved((row, row), (column, column)))
                elif child.text:
                    child.text = moved_formula(child.text, sheet, sheets, ReferringCell(loops, turns, area.left))
            sparkline.addprevious(clone)
        element.remove(sparkline)
    return len(element) > 0


def _move_attributes(element: Element, sheet: int, sheets: Sequence[Moves]) -> bool:
    moves = sheets[sheet]
    for name in (_SQREF, "ref"):
        written = element.get(name)
        if written is None:
            continue
        moved = _sqref(written, moves) if name == _SQREF else _ref(written, moves)
        if not moved:
            return False
        element.set(name, moved)
    # A hyperlink names its target in the workbook as a formula does.
    if location := element.get("location"):
        element.set("location", moved_formula(location, sheet, sheets))
    return True


def _sqref(written: str, moves: Moves) -> str:
    return " ".join(str(area) for area in _joined([moved for area in areas_of(written) for moved in moves.areas(area)]))


def _joined(areas: Sequence[RangeReference]) -> list[RangeReference]:
    """The areas, with those that continue each other downwards joined into one."""
    found: list[RangeReference] = []
    for area in areas:
        last = found[-1] if found else None
        if last is not None and (last.left, last.right, last.bottom + 1) == (area.left, area.right, area.top):
            found[-1] = last.moved((last.top, area.bottom), (last.left, last.right))
        else:
            found.append(area)
    return found


def _ref(written: str, moves: Moves) -> str:
    area = area_of(written)
    if area is None:
        return written
    moved = moves.area(area)
    return str(moved) if moved is not None else ""


def _selection(element: Element, moves: Moves) -> bool:
    active, sqref = _ref(element.get("activeCell", "A1"), moves), _sqref(element.get(_SQREF, "A1"), moves)
    if not active or not sqref:
        return False
    element.set("activeCell", active.partition(":")[0])
    element.set(_SQREF, sqref)
    return True


def _pane(element: Element, moves: Moves) -> bool:
    # Only in a frozen pane ySplit counts rows; otherwise it is a distance (18.3.1.66).
    if element.get("state") not in {"frozen", "frozenSplit"}:
        return True
    split = element.get("ySplit", "0").partition(".")[0]
    corner = area_of(element.get("topLeftCell", ""))
    if not split.isdecimal() or split == "0" or corner is None:
        return True
    rows = moves.rows(1, int(split))
    end = rows[1] if rows is not None else 0
    # All frozen rows are gone: only a split of columns is left, if any.
    if end == 0:
        element.attrib.pop("ySplit")
        return "xSplit" in element.attrib
    element.set("ySplit", str(end))
    element.set("topLeftCell", str(corner.moved((end + 1, end + 1), (corner.left, corner.right))))
    return True


def _sheet_view(element: Element, moves: Moves) -> bool:
    """Move the top left cell of a view, its panes and its selection."""
    if corner := element.get("topLeftCell"):
        element.set("topLeftCell", _ref(corner, moves).partition(":")[0] or "A1")
    for child in list(element):
        handler = {"pane": _pane, "selection": _selection}.get(etree.QName(child).localname)
        if handler is not None and not handler(child, moves):
            element.remove(child)
    return True


def _row_breaks(element: Element, moves: Moves) -> bool:
    """Repeat a page break after a repeated row after each copy; ``id`` is the row above the break."""
    for brk in list(element):
        row = moves.kept_row(whole_number(brk.get("id")))
        copies = [at for at, _ in moves.turns_of(row)] or ([moved[1]] if (moved := moves.rows(row, row)) else [])
        for at in copies:
            clone = copy.deepcopy(brk)
            clone.set("id", str(at))
            brk.addprevious(clone)
        element.remove(brk)
    return _with_break_counts(element)


def _column_breaks(element: Element, moves: Moves) -> bool:
    for brk in list(element):
        column = whole_number(brk.get("id"))
        span = moves.columns.span(column, column, NO_CELL)
        if span is None:
            element.remove(brk)
        else:
            brk.set("id", str(span[1]))
    return _with_break_counts(element)


def _with_break_counts(element: Element) -> bool:
    element.set("count", str(len(element)))
    element.set("manualBreakCount", str(sum(brk.get("man") in {"1", "true"} for brk in element)))
    return len(element) > 0


def _cols(element: Element, moves: Moves) -> bool:
    """Move the widths of columns; the copies of a repeated column share its width."""
    columns = moves.columns
    if columns.span(1, MAX_COLUMN - 1, NO_CELL) == (1, MAX_COLUMN - 1):
        return True
    for col in list(element):
        first, last = whole_number(col.get("min"), 1), min(whole_number(col.get("max"), 1), MAX_COLUMN)
        for lower, upper, loop in columns.pieces(first, last):
            for copy_ in range(loop.copies if loop is not None else 1):
                clone = copy.deepcopy(col)
                clone.set("min", str(columns.filled_column(lower, copy_)))
                clone.set("max", str(min(columns.filled_column(upper, copy_), MAX_COLUMN)))
                if loop is not None and "width" in clone.attrib:
                    clone.set("width", f"{real_number(clone.get('width'), 0) / loop.copies:.7g}")
                    clone.set("customWidth", "1")
                col.addprevious(clone)
        element.remove(col)
    return len(element) > 0


_HANDLERS: dict[str, Callable[[Element, Moves], bool]] = {
    "sheetView": _sheet_view,
    "rowBreaks": _row_breaks,
    "colBreaks": _column_breaks,
    "cols": _cols,
}
