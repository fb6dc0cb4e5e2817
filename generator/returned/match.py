"""Pairs the expected lines of a form with the returned ones, in order.

Labels and fixed cells count most and values least, so that a row with a new value is a changed row and a row with other
labels is another row. Rows that moved are paired too.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from generator.document.lines import FormCell, FormLine
from generator.jinja.values import Label
from generator.returned.expected import ExpectedCell, ExpectedLine, is_unchanged, normalized, readings

_MIN_LIKENESS = 0.34
"""Lines with a lower likeness than this are never paired."""
_MIN_LIKENESS_OF_MOVED = 0.75
"""Lines elsewhere in the form are paired, as moved, only from this likeness on."""
_VALUES_ONLY_LIKENESS = 0.4
"""The least likeness of a line that shows values only: any text may have been typed over it."""
_LONG_VALUE = 15
"""A value weighs more the longer it is; one of twice this many characters weighs as much as a label."""
_SAME_WORDS_LIKENESS = 0.7
"""The likeness of a cell whose fixed words are the same around other values."""
_LONGEST_COMPARED = 60  # characters of a text


class LinePair(Struct, frozen=True):
    """An expected line and the returned one; one of both is None where the other has no partner."""

    expected: ExpectedLine | None
    actual: FormLine | None


class MatchedLines(Struct, frozen=True):
    """``pairs`` in the order of the returned form; ``moved`` are pairs of rows that moved, not in ``pairs``."""

    pairs: tuple[LinePair, ...]
    moved: tuple[LinePair, ...]


def match(expected: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> MatchedLines:
    """Pair the lines of a form; every line of both is in exactly one pair."""
    # Most lines of a returned form are unchanged: only the part between the first and the last change is aligned,
    # which takes time with the square of its length.
    start = 0
    while start < min(len(expected), len(actual)) and _all_unchanged(expected[start], actual[start]):
        start += 1
    end = 0
    limit = min(len(expected), len(actual)) - start
    while end < limit and _all_unchanged(expected[-1 - end], actual[-1 - end]):
        end += 1
    head = [LinePair(*both) for both in zip(expected[:start], actual[:start], strict=True)]
    tail = [LinePair(*both) for both in zip(expected[len(expected) - end :], actual[len(actual) - end :], strict=True)]
    middle = _aligned(expected[start : len(expected) - end], actual[start : len(actual) - end])
    pairs = [*head, *middle, *tail]
    return _with_moves(pairs)


def _aligned(expected: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> list[LinePair]:
    """The pairing that keeps the order and has the greatest total likeness (Needleman-Wunsch alignment).

    ``best[i][j]`` is the greatest total gain of the lines from ``i`` and ``j`` on; a gap costs nothing.
    """
    rows, columns = len(expected), len(actual)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    gains = [[likeness(one, other) - _MIN_LIKENESS for other in actual] for one in expected]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gains[i][j])
    pairs: list[LinePair] = []
    i = j = 0
    while i < rows and j < columns:
        if gains[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + gains[i][j]:
            pairs.append(LinePair(expected[i], actual[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append(LinePair(expected[i], None))
            i += 1
        else:
            pairs.append(LinePair(None, actual[j]))
            j += 1
    pairs += [LinePair(one, None) for one in expected[i:]]
    pairs += [LinePair(None, other) for other in actual[j:]]
    return pairs


def _with_moves(pairs: list[LinePair]) -> MatchedLines:
    """The pairs, with a row that lost its partner and an added row that is like it joined as moved."""
    moved: list[LinePair] = []
    lost = [pair for pair in pairs if pair.actual is None and pair.expected is not None and pair.expected.table]
    for pair in [pair for pair in pairs if pair.expected is None]:
        assert pair.actual is not None  # noqa: S101
        scored = [(_uncovered_likeness(one.expected, pair.actual), at) for at, one in enumerate(lost) if one.expected]
        score, at = max(scored, default=(0.0, -1))
        if score >= _MIN_LIKENESS_OF_MOVED:
            moved.append(LinePair(lost.pop(at).expected, pair.actual))
    moved_ids = {id(pair.expected) for pair in moved} | {id(pair.actual) for pair in moved}
    left = [pair for pair in pairs if not ((pair.expected is None or pair.actual is None) and moved_ids & _ids(pair))]
    return MatchedLines(tuple(left), tuple(moved))


def _ids(pair: LinePair) -> set[int]:
    return {id(each) for each in (pair.expected, pair.actual) if each is not None}


def _all_unchanged(expected: ExpectedLine, actual: FormLine) -> bool:
    return (
        bool(expected.table) == bool(actual.table)
        and len(expected.cells) == len(actual.cells)
        and all(is_unchanged(one, other) for one, other in zip(expected.cells, actual.cells, strict=True))
    )


def likeness(expected: ExpectedLine, actual: FormLine) -> float:
    """How alike two lines are, from 0 to 1; 0 for a paragraph and a row, and for rows of different tables."""
    if bool(expected.table) != bool(actual.table) or (expected.table and expected.table != actual.table):
        return 0.0
    if len(expected.cells) != len(actual.cells):
        return _text_likeness(expected.text, actual.text) / 2
    score = _weighted_likeness(list(zip(expected.cells, actual.cells, strict=True)))
    return max(score, _VALUES_ONLY_LIKENESS) if _shows_values_only(expected) and actual.text.strip() else score


def _shows_values_only(expected: ExpectedLine) -> bool:
    """Whether a line shows values only: no fixed words and no label say which line it is."""
    pieces = [piece for cell in expected.cells for piece in cell.pieces]
    return (
        any(piece.key is not None for piece in pieces)
        and not any(piece.key is None and piece.text.strip() for piece in pieces)
        and not any(isinstance(trace.value, Label) for cell in expected.cells for trace in cell.traces.values())
    )


def _uncovered_likeness(expected: ExpectedLine, actual: FormLine) -> float:
    """How alike two rows are apart from cells that a merge from above covers, and in their last four cells only.

    The cells further left name its 一级 and 二级 and are not covered only where the row is the first of these.
    """
    if not expected.table or len(expected.cells) != len(actual.cells):
        return 0.0
    both = zip(expected.cells, actual.cells, strict=True)
    return _weighted_likeness([(one, other) for one, other in both if not (one.covered or other.covered)][-4:])


def _weighted_likeness(cells: list[tuple[ExpectedCell, FormCell]]) -> float:
    total = score = 0.0
    for expected, actual in cells:
        weight = _weight(expected, actual)
        total += weight
        score += weight * _cell_likeness(expected, actual)
    return score / total if total else 1.0


def _cell_likeness(expected: ExpectedCell, actual: FormCell) -> float:
    if is_unchanged(expected, actual):
        return 1.0
    has_words = expected.traces and any(piece.key is None and piece.text.strip() for piece in expected.pieces)
    if has_words and readings(expected.pieces, actual.text):
        return _SAME_WORDS_LIKENESS
    return _text_likeness(expected.text, actual.text) / 2


def _weight(expected: ExpectedCell, actual: FormCell) -> float:
    """How much a cell counts: one that names its row most, one covered by a merge less, a blank one hardly."""
    if not expected.text.strip() and not actual.text.strip():
        return 0.1
    if expected.formula is not None:  # its result says nothing about which row it is
        return 0.1
    if expected.covered:
        return 0.5
    if not expected.text.strip() and expected.traces:
        return 0.3
    if expected.fixed or any(isinstance(trace.value, Label) for trace in expected.traces.values()):
        return 3.0
    return 1.0 + min(len(expected.text) / _LONG_VALUE, 2.0)


def _text_likeness(one: str, other: str) -> float:
    return _ratio(normalized(one)[:_LONGEST_COMPARED], normalized(other)[:_LONGEST_COMPARED])


@lru_cache(maxsize=4096)
def _ratio(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
