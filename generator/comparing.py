"""Two filled documents in, what differs out: cell by cell, by place in the grid and by label.

An inserted row is one insertion, a removed row one removal; white space within a line counts as it prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from generator.model.document import Cell, Document, Paragraph, Section, Table
from generator.pages.alignment import align
from generator.pages.docx_reader import read_docx
from generator.pages.xlsx_reader import read_xlsx

READERS = {"docx": read_docx, "xlsx": read_xlsx}

# A label tells rows apart, a value is what changes, and what a merge brings down from above says little of a row.
_LABEL, _VALUE, _COVERED = 2.0, 1.0, 0.5
_LABELS = 3  # so many of the cells to the left name a cell
_LONG = 2000  # characters; longer texts are alike only where they are equal


class Kind(StrEnum):
    """What became of a cell, a row or a paragraph."""

    CHANGED = "改"
    ADDED = "增"
    REMOVED = "删"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``place`` is of the new document, of the old one for what is gone; ``label`` may be empty."""

    kind: Kind
    place: str
    label: str
    old: str
    new: str

    def __str__(self) -> str:
        label = f"（{self.label}）" if self.label else ""
        if self.kind is Kind.CHANGED:
            return f"{self.kind} {self.place}{label}：{_shown(self.old)} → {_shown(self.new)}"
        return f"{self.kind} {self.place}{label}：{_shown(self.new or self.old)}"


def compare(old: Document, new: Document) -> list[Change]:
    """What differs, in the order of the new document."""
    before, after = _parts(old), _parts(new)
    changes: list[Change] = []
    for a, b in align(before, after, _alike_parts):
        changes += _compare_parts(before[a] if a is not None else None, after[b] if b is not None else None)
    return changes


@dataclass(frozen=True, slots=True)
class _Line:
    """A cell's or paragraph's text with its place."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell as a row shows it: ``begins`` where it is not brought down by a merge."""

    text: str
    place: str
    begins: bool


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as rows of what they show."""

    place: str
    rows: tuple[tuple[_Spot, ...], ...]


_Part = _Line | _Grid


def _parts(document: Document) -> list[_Part]:
    """Paragraphs that show something, and tables, in order."""
    found: list[_Part] = []
    paragraphs = tables = 0
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                found.append(_grid(block, f"表{tables}" if not section.name else f"工作表“{section.name}”"))
            elif isinstance(block, Paragraph):
                paragraphs += 1
                if text := _printed(block.text):
                    found.append(_Line(text, f"{_sheet(section)}第{paragraphs}段"))
    return found


def _sheet(section: Section) -> str:
    return f"工作表“{section.name}” " if section.name else ""


def _grid(table: Table, place: str) -> _Grid:
    above: dict[int, tuple[Cell, int, int]] = {}
    rows = []
    for number, row in enumerate(table.rows):
        above = {column: kept for column, kept in above.items() if kept[1] > number}
        above |= {cell.column: (cell, number + cell.row_span, number) for cell in row.cells}
        rows.append(tuple(_spot(*above[column], number, place) for column in sorted(above)))
    return _Grid(place, tuple(rows))


def _spot(cell: Cell, _end: int, begun: int, number: int, place: str) -> _Spot:
    return _Spot(_printed(cell.text), f"{place} 第{begun + 1}行 第{cell.column + 1}列", begun == number)


def _printed(text: str) -> str:
    """The characters without the breaks that only lay them out."""
    return "".join(text.replace("\f", "\n").split("\n")).strip()


def _alike_parts(one: _Part, other: _Part) -> float:
    if isinstance(one, _Line) and isinstance(other, _Line):
        return _alike(one.text, other.text)
    if isinstance(one, _Grid) and isinstance(other, _Grid):
        return 1.0 if one.rows == other.rows else 0.5 + 0.49 * _shared(one, other)
    return 0.0


def _shared(one: _Grid, other: _Grid) -> float:
    """How much of two tables is the same, by the texts that their cells show."""
    first, second = ({spot.text for row in grid.rows for spot in row if spot.text} for grid in (one, other))
    return 2 * len(first & second) / max(1, len(first) + len(second))


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) > _LONG or len(other) > _LONG:
        return 0.6 if one[:20] == other[:20] else 0.0
    return min(0.99, SequenceMatcher(None, one, other, autojunk=False).ratio())


def _alike_rows(one: tuple[_Spot, ...], other: tuple[_Spot, ...]) -> float:
    """Labels weigh more than the last cell; rows of different cells are hardly alike."""
    if len(one) != len(other):
        return 0.3
    same = total = 0.0
    for number, (a, b) in enumerate(zip(one, other, strict=True), 1):
        weight = _COVERED if not (a.begins and b.begins) else _VALUE if number == len(one) > 1 else _LABEL
        total += weight
        same += weight * _alike(a.text, b.text)
    return same / total if total else 1.0


def _compare_parts(old: _Part | None, new: _Part | None) -> Iterator[Change]:
    if isinstance(old, _Grid) and isinstance(new, _Grid):
        for a, b in align(old.rows, new.rows, _alike_rows):
            yield from _compare_rows(old.rows[a] if a is not None else None, new.rows[b] if b is not None else None)
        return
    if isinstance(old, _Line) and isinstance(new, _Line):
        if old.text != new.text:
            yield Change(Kind.CHANGED, new.place, "", old.text, new.text)
        return
    if old is not None:
        yield Change(Kind.REMOVED, old.place, "", old.text if isinstance(old, _Line) else _whole(old), "")
    if new is not None:
        yield Change(Kind.ADDED, new.place, "", "", new.text if isinstance(new, _Line) else _whole(new))


def _compare_rows(old: tuple[_Spot, ...] | None, new: tuple[_Spot, ...] | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change(Kind.ADDED, _row_place(new), "", "", _row(new))
    elif new is None and old is not None:
        yield Change(Kind.REMOVED, _row_place(old), "", _row(old), "")
    elif old is not None and new is not None:
        for number, (a, b) in enumerate(zip(old, new, strict=False)):
            if a.text != b.text and (a.begins or b.begins):
                yield Change(Kind.CHANGED, b.place, _label(new[:number]), a.text, b.text)


def _label(left: Sequence[_Spot]) -> str:
    return "/".join([spot.text for spot in left if spot.text][-_LABELS:])


def _row(row: Sequence[_Spot]) -> str:
    return " | ".join(spot.text for spot in row if spot.begins)


def _row_place(row: Sequence[_Spot]) -> str:
    begun = next((spot for spot in row if spot.begins), row[0]) if row else None
    return begun.place.rpartition(" ")[0] if begun is not None else ""


def _whole(grid: _Grid) -> str:
    return "；".join(_row(row) for row in grid.rows)


def _shown(text: str) -> str:
    short = text if len(text) <= 60 else text[:40] + "…" + text[-16:]
    return short or "（空）"
