"""A name nobody knows and the known names in, the one that was probably meant out: for the hints in messages."""

import unicodedata
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name with the fewest wrong, missing, extra or swapped characters; None if nothing is near.

    Near is up to a third of the longer name, or one slip where at least one character agrees. White space, capitals
    and full width do not count.
    Equally near names: the nearer one as typed, then the nearer in length, then the first in Unicode order.
    """
    folded = _fold(name)
    ranked = []
    for candidate in known:
        other = _fold(candidate)
        longest = max(len(folded), len(other))
        limit = min(max(1, longest // 3), longest - 1)
        if abs(len(folded) - len(other)) <= limit and (distance := _distance(folded, other)) <= limit:
            ranked.append((distance, _distance(name, candidate), abs(len(name) - len(candidate)), candidate))
    return min(ranked)[-1] if ranked else None


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _distance(one: str, other: str) -> int:
    """Edits between two texts: a character replaced, removed, added, or two neighbours swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
