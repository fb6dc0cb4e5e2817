"""The grid a table was saved with and the widths its cells ask for in, the widths of its columns out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Asked(Struct, frozen=True):
    """A cell on the grid, and the width it asks for; 0 asks for none."""

    column: int
    span: int
    width: float


def column_widths(
    grid: Sequence[float], rows: Sequence[Sequence[Asked]], count: int, room: float, *, is_fixed: bool
) -> tuple[float, ...]:
    """The grid, repaired from the cells where it lacks columns; ``room`` is shared by columns nobody gives a width.

    In a fixed layout Word goes by the cells where all of a column agree, whatever the grid says.
    """
    widths = [width if width > 0 else 0.0 for width in grid[:count]]
    widths += [0.0] * (count - len(widths))
    asked: dict[int, set[float]] = {}
    for row in rows:
        for cell in row:
            if cell.span == 1 and cell.width > 0:
                asked.setdefault(cell.column, set()).add(cell.width)
    for column, found in asked.items():
        if not widths[column] or (is_fixed and len(found) == 1):
            widths[column] = max(found)
    if not all(widths):
        _share(widths, rows, room)
    return tuple(widths)


def _share(widths: list[float], rows: Sequence[Sequence[Asked]], room: float) -> None:
    """Gives columns without a width what is left of a cell that spans them, or of the room."""
    for row in rows:
        for cell in row:
            spanned = range(cell.column, cell.column + cell.span)
            missing = [column for column in spanned if not widths[column]]
            rest = cell.width - sum(widths[column] for column in spanned)
            if missing and rest > 0:
                for column in missing:
                    widths[column] = rest / len(missing)
    missing = [column for column, width in enumerate(widths) if not width]
    rest = max(room - sum(widths), len(missing) * 1.0)
    for column in missing:
        widths[column] = rest / len(missing)
