"""Keys and the keys that each one uses in, the order to evaluate them in out, and the circles among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def evaluation_order(uses: Mapping[str, Collection[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """What a key uses comes before it; names that are no keys do not count.

    A circle begins and ends with the same key.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    done: dict[str, bool] = {}
    for root in uses:
        if root in done:
            continue
        path, pending = [root], [iter(uses[root])]
        done[root] = False
        while path:
            following = _following(path, pending[-1], uses, done, circles)
            if following is None:
                done[path[-1]] = True
                order.append(path.pop())
                pending.pop()
            else:
                done[following] = False
                path.append(following)
                pending.append(iter(uses[following]))
    return order, circles


def _following(
    path: list[str],
    pending: Iterator[str],
    uses: Mapping[str, Collection[str]],
    done: Mapping[str, bool],
    circles: list[tuple[str, ...]],
) -> str | None:
    for name in pending:
        if name in done:
            if not done[name]:
                circles.append((*path[path.index(name) :], name))
        elif name in uses:
            return name
    return None
