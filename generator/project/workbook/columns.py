"""Finds one order of columns in which many rows can give their values, each row's in its own order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise


def merged_order(orders: Iterable[Sequence[str]]) -> list[str]:
    """All names of the sequences, each after those that stand before it in any of them, as far as that is possible.

    Where they contradict each other, and where nothing decides, the name that was seen first comes first.
    """
    distinct = list(dict.fromkeys(map(tuple, orders)))
    left = dict.fromkeys(name for order in distinct for name in order)
    before: dict[str, set[str]] = {name: set() for name in left}
    for order in distinct:
        for one, other in pairwise(order):
            before[other].add(one)
    merged: list[str] = []
    while left:
        name = next((name for name in left if before[name].isdisjoint(left.keys() - {name})), next(iter(left)))
        merged.append(name)
        del left[name]
    return merged


def is_in_order(names: Iterable[str], columns: Sequence[str]) -> bool:
    """Whether the names stand in the order of the columns."""
    places = [columns.index(name) for name in names]
    return places == sorted(places)
