"""Guesses which known name was meant by an unknown one, for the hints in messages."""

import unicodedata
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name with the fewest wrong, missing, extra or swapped characters; None if nothing is near.

    Near means that at most a third of the characters of the longer name are wrong, or one of them where at least one
    is right. White space, capitals and full width do not count. Of equally near names the one that is nearer as typed
    is taken, then the one nearer in length, then the first in Unicode order.
    """
    folded = _fold(name)
    letters = frozenset(folded)
    best: tuple[int, int, int, str] | None = None
    for candidate in known:
        other = _fold(candidate)
        longest = max(len(folded), len(other))
        limit = min(max(1, longest // 3), longest - 1)
        limit = limit if best is None else min(limit, best[0])
        # Two bounds below the distance, which are quicker to compute.
        if abs(len(folded) - len(other)) > limit or len(letters.difference(other)) > limit:
            continue
        distance = _distance(folded, other)
        if distance <= limit:
            ranked = (distance, _distance(name, candidate), abs(len(name) - len(candidate)), candidate)
            best = ranked if best is None else min(best, ranked)
    return best[-1] if best else None


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _distance(one: str, other: str) -> int:
    """How many edits turn one text into the other: a character replaced, removed or added, two neighbours swapped."""
    # What both have in common at their ends needs no table.
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
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


def _common_start(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
