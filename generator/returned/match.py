"""The expected lines of a form and those that came back in, which of them belong together out, in order.

Rows belong together by their labels and fixed cells first and their values last, so that a row with a new value is a
changed row, and a row with other labels another row. Equal rows that changed places are told apart from new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from generator.document.lines import FormCell, FormLine
from generator.jinja.values import Label
from generator.returned.expected import ExpectedCell, ExpectedLine, fits, loose, readings

_LEAST = 0.34
"""Less alike than this are two different rows."""
_MOVED = 0.75
_PRINTED_ALONE = 0.4
"""A line that shows values only may say anything."""
_LONG_VALUE = 15
"""A value twice as long says as much of its row as a label does."""
_SAME_WORDS = 0.7
"""The fixed words around other values."""
_LONGEST_COMPARED = 60


class LinePair(Struct, frozen=True):
    """An expected line and the line that came back; one of them is None where the other has no partner."""

    expected: ExpectedLine | None
    actual: FormLine | None


class MatchedLines(Struct, frozen=True):
    """``pairs`` in the order of the form that came back; ``moved`` are pairs that stand elsewhere than expected."""

    pairs: tuple[LinePair, ...]
    moved: tuple[LinePair, ...]


def match(expected: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> MatchedLines:
    """Pair the lines of a form; every line of both is in one pair (a moved one in ``moved`` only)."""
    start = 0
    while start < min(len(expected), len(actual)) and _same(expected[start], actual[start]):
        start += 1
    end = 0
    limit = min(len(expected), len(actual)) - start
    while end < limit and _same(expected[-1 - end], actual[-1 - end]):
        end += 1
    head = [LinePair(*both) for both in zip(expected[:start], actual[:start], strict=True)]
    tail = [LinePair(*both) for both in zip(expected[len(expected) - end :], actual[len(actual) - end :], strict=True)]
    middle = _aligned(expected[start : len(expected) - end], actual[start : len(actual) - end])
    pairs = [*head, *middle, *tail]
    return _with_moves(pairs)


def _aligned(expected: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> list[LinePair]:
    """The pairing in order with the greatest likeness in all (Needleman and Wunsch)."""
    rows, columns = len(expected), len(actual)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    gains = [[likeness(one, other) - _LEAST for other in actual] for one in expected]
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
    """Lines without a partner that are alike but for their place."""
    moved: list[LinePair] = []
    lost = [pair for pair in pairs if pair.actual is None and pair.expected is not None and pair.expected.table]
    for pair in [pair for pair in pairs if pair.expected is None]:
        assert pair.actual is not None  # noqa: S101
        scored = [(own_likeness(one.expected, pair.actual), at) for at, one in enumerate(lost) if one.expected]
        score, at = max(scored, default=(0.0, -1))
        if score >= _MOVED:
            moved.append(LinePair(lost.pop(at).expected, pair.actual))
    gone = {id(pair.expected) for pair in moved} | {id(pair.actual) for pair in moved}
    left = [pair for pair in pairs if not ((pair.expected is None or pair.actual is None) and gone & _ids(pair))]
    return MatchedLines(tuple(left), tuple(moved))


def _ids(pair: LinePair) -> set[int]:
    return {id(each) for each in (pair.expected, pair.actual) if each is not None}


def _same(expected: ExpectedLine, actual: FormLine) -> bool:
    return (
        bool(expected.table) == bool(actual.table)
        and len(expected.cells) == len(actual.cells)
        and all(fits(one.pieces, other.text) for one, other in zip(expected.cells, actual.cells, strict=True))
    )


def likeness(expected: ExpectedLine, actual: FormLine) -> float:
    """From 0 to 1; lines of different kinds are 0."""
    if bool(expected.table) != bool(actual.table) or (expected.table and expected.table != actual.table):
        return 0.0
    if len(expected.cells) != len(actual.cells):
        return _between(expected.text, actual.text) / 2
    score = _weighed(list(zip(expected.cells, actual.cells, strict=True)))
    return max(score, _PRINTED_ALONE) if _prints_alone(expected) and actual.text.strip() else score


def _prints_alone(expected: ExpectedLine) -> bool:
    """Whether a line shows values only, none of them a label: nothing in it says what it is."""
    pieces = [piece for cell in expected.cells for piece in cell.pieces]
    return (
        any(piece.key is not None for piece in pieces)
        and not any(piece.key is None and piece.text.strip() for piece in pieces)
        and not any(isinstance(trace.value, Label) for cell in expected.cells for trace in cell.traces.values())
    )


def own_likeness(expected: ExpectedLine, actual: FormLine) -> float:
    """Likeness of what stands in the rows themselves, not shown from above."""
    if not expected.table or len(expected.cells) != len(actual.cells):
        return 0.0
    both = zip(expected.cells, actual.cells, strict=True)
    return _weighed([(one, other) for one, other in both if not (one.covered or other.covered)][-4:])


def _weighed(cells: list[tuple[ExpectedCell, FormCell]]) -> float:
    total = score = 0.0
    for one, other in cells:
        weight = _weight(one, other)
        total += weight
        score += weight * _alike(one, other)
    return score / total if total else 1.0


def _alike(one: ExpectedCell, other: FormCell) -> float:
    if fits(one.pieces, other.text):
        return 1.0
    has_words = one.traces and any(piece.key is None and piece.text.strip() for piece in one.pieces)
    if has_words and readings(one.pieces, other.text):
        return _SAME_WORDS
    return _between(one.text, other.text) / 2


def _weight(one: ExpectedCell, other: FormCell) -> float:
    """What names a row counts most, what is shown from above less, blanks hardly."""
    if not one.text.strip() and not other.text.strip():
        return 0.1
    if one.covered:
        return 0.5
    if not one.text.strip() and one.traces:
        return 0.3
    if one.fixed or any(isinstance(trace.value, Label) for trace in one.traces.values()):
        return 3.0
    return 1.0 + min(len(one.text) / _LONG_VALUE, 2.0)


def _between(one: str, other: str) -> float:
    return _ratio(loose(one)[:_LONGEST_COMPARED], loose(other)[:_LONGEST_COMPARED])


@lru_cache(maxsize=4096)
def _ratio(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
