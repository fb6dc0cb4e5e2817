"""Compares two filled documents and lists the differences, cell by cell.

Rows and paragraphs are aligned first, so that an inserted row is one difference, and so is a removed one. White space
counts within a line, not at its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from generator.document.docx.reader import read_docx
from generator.document.lines import FormCell, FormLine, lines_of, with_all_cells
from generator.document.model import Document
from generator.document.xlsx.reader import read_xlsx
from generator.problem import Source

_Item = TypeVar("_Item")
_MOST_PAIRS = 1_000_000  # pairs compared; of longer sequences only equal beginnings and ends are paired


def align(
    old: Sequence[_Item], new: Sequence[_Item], similarity: Callable[[_Item, _Item], float]
) -> list[tuple[int | None, int | None]]:
    """Aligns two sequences: pairs of indices in order, None on one side for an item that only the other has.

    ``similarity`` is 1 for equal items and 0 for those that have nothing in common. Each pair gains its similarity less
    one half, and the alignment with the largest gain is chosen: items less than half alike are one removed, one added.
    """
    # Most of two forms is equal: equal beginnings and ends are paired without the table of _align_middle.
    start = 0
    while start < min(len(old), len(new)) and similarity(old[start], new[start]) == 1:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and similarity(old[-1 - end], new[-1 - end]) == 1:
        end += 1
    middle = _align_middle(old[start : len(old) - end], new[start : len(new) - end], similarity)
    pairs: list[tuple[int | None, int | None]] = [(at, at) for at in range(start)]
    pairs += [(None if a is None else a + start, None if b is None else b + start) for a, b in middle]
    pairs += [(len(old) - end + at, len(new) - end + at) for at in range(end)]
    return pairs


def _align_middle(
    old: Sequence[_Item], new: Sequence[_Item], similarity: Callable[[_Item, _Item], float]
) -> list[tuple[int | None, int | None]]:
    """Aligns what is left between equal beginnings and ends, by dynamic programming."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return [*((at, None) for at in range(len(old))), *((None, at) for at in range(len(new)))]
    gain = [[similarity(a, b) - 0.5 for b in new] for a in old]
    # best[a][b] is the largest gain of old[a:] with new[b:].
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for a in range(len(old) - 1, -1, -1):
        row, below, gains = best[a], best[a + 1], gain[a]
        for b in range(len(new) - 1, -1, -1):
            row[b] = max(below[b], row[b + 1], below[b + 1] + gains[b])
    pairs: list[tuple[int | None, int | None]] = []
    a = b = 0
    while a < len(old) and b < len(new):
        if gain[a][b] > 0 and best[a][b] == best[a + 1][b + 1] + gain[a][b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            pairs.append((a, None))
            a += 1
        else:
            pairs.append((None, b))
            b += 1
    return [*pairs, *((at, None) for at in range(a, len(old))), *((None, at) for at in range(b, len(new)))]


READERS: Mapping[str, Callable[[bytes | Path, Source], Document]] = {
    "docx": read_docx,
    "xlsx": partial(read_xlsx, whole=True),
}

# How much a cell weighs when rows are compared. Labels tell rows apart, the value in the last cell may change, and the
# text of a merge that begins above is the same in many rows.
_LABEL, _VALUE, _COVERED = 2.0, 1.0, 0.5
_LABELS = 3  # how many of the cells to its left name a cell
_MESSAGE_LENGTH = 60  # characters of a text in a message
_LONG_TEXT = 2000  # characters; of longer texts only the beginnings are compared


class DifferenceKind(StrEnum):
    """What happened to a cell, a row or a paragraph; the value is what messages print."""

    CHANGED = "改"
    ADDED = "增"
    REMOVED = "删"


class Difference(Struct, frozen=True):
    """One difference between two documents.

    ``place`` is that in the new document, or in the old one for what was removed. ``label`` names a changed cell by the
    cells to its left; it may be empty.
    """

    kind: DifferenceKind
    place: str
    label: str
    old: str
    new: str

    def __str__(self) -> str:
        label = f"（{self.label}）" if self.label else ""
        if self.kind is DifferenceKind.CHANGED:
            return f"{self.kind} {self.place}{label}：{_short(self.old)} → {_short(self.new)}"
        return f"{self.kind} {self.place}{label}：{_short(self.new or self.old)}"


def compare(old: Document, new: Document) -> list[Difference]:
    """The differences between two documents, in the order of the new one."""
    before, after = _visible_lines(old), _visible_lines(new)
    if all(section.name for document in (old, new) for section in document.sections):
        before, after = _equally_wide(before, after)
    changes: list[Difference] = []
    for a, b in align(before, after, _line_similarity):
        changes += _compare(before[a] if a is not None else None, after[b] if b is not None else None)
    return changes


def _visible_lines(document: Document) -> list[FormLine]:
    """All rows, and the paragraphs that show any text."""
    return [line for line in lines_of(document) if line.table or _visible_text(line.cells[0])]


def _equally_wide(old: Sequence[FormLine], new: Sequence[FormLine]) -> tuple[list[FormLine], list[FormLine]]:
    """The lines of two workbooks with equally many columns: a sheet grows by a note that is typed beside its form."""
    widths: dict[int, int] = {}
    for line in (*old, *new):
        last = line.cells[-1]
        widths[line.table] = max(widths.get(line.table, 0), last.column + last.span)
    wide = [[with_all_cells(line, widths[line.table]) for line in lines] for lines in (old, new)]
    return wide[0], wide[1]


def _visible_text(cell: FormCell) -> str:
    """The text of a cell without line and page breaks, which only lay it out."""
    return "".join(cell.text.replace("\f", "\n").split("\n")).strip()


def _line_similarity(one: FormLine, other: FormLine) -> float:
    """The similarity of two lines, from 0 to 1: the weighted mean of their cells', 0 for different numbers of cells."""
    if bool(one.table) != bool(other.table) or len(one.cells) != len(other.cells):
        return 0.0
    same = total = 0.0
    for number, (a, b) in enumerate(zip(one.cells, other.cells, strict=True), 1):
        weight = _COVERED if a.covered or b.covered else _VALUE if number == len(one.cells) > 1 else _LABEL
        total += weight
        same += weight * _text_similarity(_visible_text(a), _visible_text(b))
    return same / total if total else 1.0


def _text_similarity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    # SequenceMatcher is slow on long texts.
    if len(one) > _LONG_TEXT or len(other) > _LONG_TEXT:
        return 0.6 if one[:20] == other[:20] else 0.0
    # autojunk would ignore the frequent characters of texts from 200 characters on; only equal texts count as 1.
    return min(0.99, SequenceMatcher(None, one, other, autojunk=False).ratio())


def _compare(old: FormLine | None, new: FormLine | None) -> Iterator[Difference]:
    if old is None and new is not None:
        yield Difference(DifferenceKind.ADDED, new.place, "", "", _line_text(new))
    elif new is None and old is not None:
        yield Difference(DifferenceKind.REMOVED, old.place, "", _line_text(old), "")
    elif old is not None and new is not None:
        for number, (a, b) in enumerate(zip(old.cells, new.cells, strict=True)):
            if _visible_text(a) != _visible_text(b) and not (a.covered and b.covered):
                yield Difference(
                    DifferenceKind.CHANGED,
                    new.place_of(number),
                    _label(new, number),
                    _visible_text(a),
                    _visible_text(b),
                )


def _label(line: FormLine, number: int) -> str:
    texts = [_visible_text(cell) for cell in line.cells[:number]]
    return "/".join([text for text in texts if text][-_LABELS:])


def _line_text(line: FormLine) -> str:
    return " | ".join(_visible_text(cell) for cell in line.cells if not cell.covered)


def _short(text: str) -> str:
    short = text if len(text) <= _MESSAGE_LENGTH else text[: _MESSAGE_LENGTH - 20] + "…" + text[-16:]
    return short or "（空）"
