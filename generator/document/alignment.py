"""Two sequences in, which items of one stand for which of the other out: an inserted row is one insertion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
_LARGEST = 1_000_000  # pairs compared; longer sequences are only matched where they are equal


def align(
    old: Sequence[T], new: Sequence[T], similarity: Callable[[T, T], float]
) -> list[tuple[int | None, int | None]]:
    """Pairs of indices in order, None on one side for what is only on the other.

    ``similarity`` is 1 for equal items and 0 for those that have nothing to do with each other; the pairs chosen have
    the largest sum of similarity over one half, so that what is less than half alike is one removed and one added.
    """
    start = 0
    while start < min(len(old), len(new)) and similarity(old[start], new[start]) == 1:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and similarity(old[-1 - end], new[-1 - end]) == 1:
        end += 1
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end], similarity)
    pairs: list[tuple[int | None, int | None]] = [(at, at) for at in range(start)]
    pairs += [(None if a is None else a + start, None if b is None else b + start) for a, b in middle]
    pairs += [(len(old) - end + at, len(new) - end + at) for at in range(end)]
    return pairs


def _middle(
    old: Sequence[T], new: Sequence[T], similarity: Callable[[T, T], float]
) -> list[tuple[int | None, int | None]]:
    if not old or not new or len(old) * len(new) > _LARGEST:
        return [*((at, None) for at in range(len(old))), *((None, at) for at in range(len(new)))]
    gain = [[similarity(a, b) - 0.5 for b in new] for a in old]
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
