"""显示 and 顺序 in; the printed label of a node of the indicator tree and the order of its children out.

A node is named by any suffix of its path (``数量指标``, ``产出指标/数量指标``); the longest that is given wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from generator.project.keywords import TREE
from generator.project.yaml.nodes import Group, Listing, Node, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
Path = tuple[str, ...]


class Labels(Struct, frozen=True):
    """What 显示 and 顺序 of one sub-form say."""

    display: Group | None
    order: Group | None
    _labels: dict[Path, Text | None] = field(default_factory=dict)
    _orders: dict[Path, dict[str, int] | None] = field(default_factory=dict)

    def label(self, path: Path) -> Text | None:
        """The label that 显示 gives; None where the name itself prints."""
        if path not in self._labels:
            found = _lookup(self.display, path)
            self._labels[path] = found if isinstance(found, Text) else None
        return self._labels[path]

    def in_order(self, path: Path, children: Sequence[T], name: Callable[[T], str]) -> Sequence[T]:
        """The children of a node: those that 顺序 lists first, the others after in their old order."""
        if self.order is None:
            return children
        if path not in self._orders:
            found = _lookup(self.order, path)
            names = [item.value for item in found.items if isinstance(item, Text)] if isinstance(found, Listing) else []
            self._orders[path] = {one: place for place, one in reversed(list(enumerate(names)))} or None
        places = self._orders[path]
        if places is None:
            return children
        return sorted(children, key=lambda child: places.get(name(child), len(places) + 1))


def suffixes(path: Path) -> Iterator[str]:
    """The names of a node, longest first."""
    whole = (TREE, *path)
    return ("/".join(whole[start:]) for start in range(len(whole)))


def _lookup(group: Group | None, path: Path) -> Node | None:
    if group is None:
        return None
    return next((group.entries[name] for name in suffixes(path) if name in group.entries), None)


def labels_of(entries: Group, display_key: str, order_key: str) -> Labels:
    """Those of a base or of a merged sub-form."""
    display, order = entries.entries.get(display_key), entries.entries.get(order_key)
    return Labels(display if isinstance(display, Group) else None, order if isinstance(order, Group) else None)
