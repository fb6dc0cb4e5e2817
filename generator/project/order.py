"""Keys and the keys that each one uses in, the order to evaluate them in out, and the circles among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_MOST_NAMES = 20_000  # of all circles that are told; keys of the others stay without a value just the same


def evaluation_order(uses: Mapping[str, Collection[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """What a key uses comes before it; names that are no keys do not count, and keys of a circle are left out.

    A circle begins and ends with the same key.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    done: set[str] = set()
    told = 0
    for root in uses:
        if root in done:
            continue
        path, pending, lowest = [root], [iter(uses[root])], [1]
        places = {root: 0}
        while path:
            name = next((name for name in pending[-1] if name in uses and name not in done), None)
            if name is None:
                key, low = path.pop(), lowest.pop()
                pending.pop()
                done.add(key)
                del places[key]
                if low > len(path):
                    order.append(key)
                elif path:
                    lowest[-1] = min(lowest[-1], low)
            elif name in places:
                lowest[-1] = min(lowest[-1], places[name])
                told += len(path) - places[name] + 1
                if told <= _MOST_NAMES or not circles:
                    circles.append((*path[places[name] :], name))
            else:
                places[name] = len(path)
                path.append(name)
                pending.append(iter(uses[name]))
                lowest.append(len(path))
    return order, circles
