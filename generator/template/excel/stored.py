"""Finds the formulas of a template whose stored results hold in every filled sheet: nothing that they use is filled.

The results of all others were those of the template, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.template.excel.compiled import SheetLayout
from generator.template.excel.formulas import PlacedFormula, Reference, StoredResult
from generator.template.excel.tree import RangeReference

Results = Mapping[tuple[int, int], StoredResult]
"""Stored results by row and column of the template."""

_MOST_PASSES = 50
_Cell = tuple[int, int, int]


def lasting_results(layouts: Sequence[SheetLayout | None]) -> tuple[Results, ...]:
    """The results that hold, for each sheet."""
    formulas = {
        (number, each.row, each.column): each
        for number, layout in enumerate(layouts)
        if layout is not None
        for each in layout.formulas
    }
    if not any(each.stored is not None for each in formulas.values()):
        return tuple({} for _ in layouts)
    lasting = _lasting(formulas, layouts)
    found: list[dict[tuple[int, int], StoredResult]] = [{} for _ in layouts]
    for number, row, column in lasting:
        stored = formulas[number, row, column].stored
        if stored is not None:
            found[number][row, column] = stored
    return tuple(found)


def _lasting(formulas: Mapping[_Cell, PlacedFormula], layouts: Sequence[SheetLayout | None]) -> set[_Cell]:
    """The formulas of which no cell that they use, or that those use in turn, is filled."""
    lasting = {at for at, each in formulas.items() if _uses_nothing_filled(at, each, layouts)}
    changing = [set[tuple[int, int]]() for _ in layouts]
    for number, row, column in formulas.keys() - lasting:
        changing[number].add((row, column))
    for _ in range(_MOST_PASSES):
        lost = {
            at
            for at in lasting
            if any(_holds_any(each.area, changing[each.sheet]) for each in _references(formulas[at]))
        }
        if not lost:
            return lasting
        lasting -= lost
        for number, row, column in lost:
            changing[number].add((row, column))
    return set()


def _uses_nothing_filled(at: _Cell, formula: PlacedFormula, layouts: Sequence[SheetLayout | None]) -> bool:
    own = layouts[at[0]]
    assert own is not None  # noqa: S101  # it has the formula
    in_block = formula.row in own.block_rows or any(first <= formula.column <= last for first, last in own.column_loops)
    return (
        formula.formula.is_bound
        and not in_block
        and not any(_is_filled(each.area, layouts[each.sheet]) for each in _references(formula))
    )


def _references(formula: PlacedFormula) -> Iterator[Reference]:
    return (piece for piece in formula.formula.pieces if isinstance(piece, Reference))


def _is_filled(area: RangeReference, layout: SheetLayout | None) -> bool:
    """Whether an area may hold other values in a filled sheet, its formulas aside."""
    if layout is None:
        return True
    rows = range(area.top, area.bottom + 1)
    return (
        any(area.left <= last and first <= area.right for first, last in layout.column_loops)
        or any(row in rows for row in layout.block_rows)
        or _holds_any(area, layout.filled)
    )


def _holds_any(area: RangeReference, cells: frozenset[tuple[int, int]] | set[tuple[int, int]]) -> bool:
    if area.is_cell:
        return (area.top, area.left) in cells
    return any(area.top <= row <= area.bottom and area.left <= column <= area.right for row, column in cells)
