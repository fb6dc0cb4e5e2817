"""What the source of one sheet printed in, a filled sheet out: where its rows went, its merges, and its row heights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.chinese.cell_height import MAX_ROW_HEIGHT
from generator.template.excel.compiled import RowSpec, SheetLayout
from generator.template.excel.moves import Moves
from generator.template.excel.state import SheetState
from generator.template.excel.tree import Area


class FilledSheet(Struct, frozen=True):
    """``text`` has the rows between row marks; ``heights`` (pt) are those of rows that must be higher.

    ``clipped`` are cells, as (row, column of the template), whose text the highest rows do not show whole.
    """

    layout: SheetLayout
    state: SheetState
    text: str
    headers: Mapping[str, str]
    moves: Moves
    merges: tuple[Area, ...]
    heights: Mapping[int, float]
    clipped: tuple[tuple[int, int], ...]


def filled_sheet(layout: SheetLayout, state: SheetState, title: str, text: str, headers: Sequence[str]) -> FilledSheet:
    """The sheet, under its new name."""
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


def _merges(layout: SheetLayout, state: SheetState, moves: Moves) -> tuple[Area, ...]:
    """Every merge of the filled sheet, none of one cell."""
    found = [area for spec in layout.merges for area in moves.areas(spec.area, whole=spec.whole) if not area.is_cell]
    return tuple(sorted([*found, *state.marked_areas()]))


def _heights(
    layout: SheetLayout, state: SheetState, merges: Sequence[Area]
) -> tuple[dict[int, float], list[tuple[int, int]]]:
    """The rows that must be higher than their template; a merge over rows lets its last row grow."""
    heights: dict[int, float] = {}
    bottoms = {(area.top, area.left): area.bottom for area in merges if area.bottom > area.top}
    tall: list[tuple[int, int, int, float]] = []
    for row, spec, number, needed in state.needed:
        bottom = bottoms.get((row, state.columns.place(spec.column, number)), row) if bottoms else row
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
    """Let the last row of a merge grow, and those above it where it cannot grow more; what is lacking still."""
    now = {row: max(heights.get(row, 0.0), least.get(row, default)) for row in rows}
    lacking = needed - sum(now.values())
    for row in reversed(rows):
        if lacking <= 0:
            break
        more = min(lacking, MAX_ROW_HEIGHT - now[row])
        heights[row] = now[row] + more
        lacking -= more
    return lacking
