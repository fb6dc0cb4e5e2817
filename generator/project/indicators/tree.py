"""Evaluates 绩效指标 of one sub-form: gives the tree with evaluated values, and its rows in tree order.

An indicator that uses an absent name is left out, and so is a 一级 or 二级 with nothing left below it. 显示 gives
labels and 顺序 the order of children. The tree must have the shape that ``shape.py`` checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field

from generator.jinja.values import Absent, IndicatorRow, Label, Missing, Places, Typed
from generator.problem import Source
from generator.project.indicators.breakdown import Attributes, places_of, with_derived
from generator.project.indicators.scores import with_score
from generator.project.keywords import BREAKDOWN, LEVELS, PLACES, TREE, VALUE
from generator.project.yaml.nodes import Group, Listing, Node, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.chinese.scoring import Profile
    from generator.project.scope import Scope


T = TypeVar("T")
Path = tuple[str, ...]


class Labels(Struct, frozen=True):
    """The labels of 显示 and the orders of 顺序 of one sub-form.

    They name a node by any suffix of its path (``数量指标``, ``产出指标/数量指标``); the longest suffix given counts.
    """

    display: Group | None
    order: Group | None
    _labels: dict[Path, Text | None] = field(default_factory=dict)
    _orders: dict[Path, dict[str, int] | None] = field(default_factory=dict)

    def label(self, path: Path) -> Text | None:
        """The label that 显示 gives to a node; None if its name prints."""
        if path not in self._labels:
            found = _lookup(self.display, path)
            self._labels[path] = found if isinstance(found, Text) else None
        return self._labels[path]

    def in_order(self, path: Path, children: Sequence[T], name: Callable[[T], str]) -> Sequence[T]:
        """The children of a node, first those that 顺序 lists, then the others in their old order."""
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
    """The suffixes of a node's path by which 显示 and 顺序 may name it, longest first; the root is 绩效指标."""
    whole = (TREE, *filter(None, path))
    return ("/".join(whole[start:]) for start in range(len(whole)))


def shown_path(path: Path) -> str:
    """The path of a node as messages name it, without blank levels."""
    return "/".join(filter(None, path))


def _lookup(group: Group | None, path: Path) -> Node | None:
    if group is None:
        return None
    return next((group.entries[name] for name in suffixes(path) if name in group.entries), None)


def labels_of(entries: Group, display_key: str, order_key: str) -> Labels:
    """The labels and orders in the entries of a base or of a merged sub-form."""
    display, order = entries.entries.get(display_key), entries.entries.get(order_key)
    return Labels(display if isinstance(display, Group) else None, order if isinstance(order, Group) else None)


_FIRST, _SECOND, _THIRD = LEVELS
_MOST_ROWS = 10_000


class TreeBuilder(Struct):
    """Builds the tree of one sub-form; ``rows`` collects its rows on the way.

    ``known`` are the attributes that print blank where an indicator does not give them.
    """

    labels: Labels
    scope: Scope
    known: frozenset[str]
    profile: Profile
    other_tree: str = ""
    """The key of a tree that is not 绩效指标."""
    rows: list[IndicatorRow] = field(default_factory=list)
    is_full: bool = False

    def build(self, tree: Node) -> dict[str, Any]:
        """Nested dicts 一级 → 二级 → 三级 → value or attributes; the keys are names of the project file, not labels."""
        whole: dict[str, Any] = {}
        if not isinstance(tree, Group):
            return whole
        for name, node in self.labels.in_order((), list(tree.entries.items()), _name):
            first = self._label((name,), tree.keys.get(name, node.source))
            if isinstance(node, Group):
                if below := self._seconds(name, node, first):
                    whole[name] = below
            else:
                self._blank_row(first, self._empty(name, node=node), node)
                whole[name] = Typed("", node.source)
        return whole

    def _seconds(self, first_name: str, node: Group, first: Label) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for name, child in self.labels.in_order((first_name,), list(node.entries.items()), _name):
            path = (first_name, name)
            second = self._label(path, node.keys.get(name, child.source))
            below: Any
            if isinstance(child, Group):
                below = self._thirds(path, child, first, second)
            elif isinstance(child, Listing):
                below = self._listed(path, child, first, second)
            else:
                self._blank_row(first, second, child)
                whole[name] = Typed("", child.source)
                continue
            if below:
                whole[name] = below
        return whole

    def _thirds(self, path: Path, node: Group, first: Label, second: Label) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for name, leaf in self.labels.in_order(path, list(node.entries.items()), _name):
            place = (*path, name)
            given = self._given(leaf, shown_path(place), name)
            if given is not None:
                third = self._label(place, node.keys.get(name, leaf.source))
                breakdown = leaf.entries.get(BREAKDOWN) if isinstance(leaf, Group) else None
                whole[name] = self._rows(given, breakdown, leaf, (first, second, third))
                if not isinstance(leaf, Group):
                    whole[name] = given[VALUE]  # in the tree, an indicator typed as one value is that value
        return whole

    def _listed(self, path: Path, node: Listing, first: Label, second: Label) -> list[dict[str, Any]]:
        """The 三级 of a 二级 that is a list; its names may repeat or be blank, so the number identifies each."""
        items = [(number, item, self._item_name(item, path)) for number, item in enumerate(node.items, 1)]
        whole: list[dict[str, Any]] = []
        for number, item, name in self.labels.in_order(path, items, lambda one: str(one[2])):
            if isinstance(name, Absent):
                continue
            given = self._given(item, shown_path((*path, str(number))), str(number))
            if given is None:
                continue
            given.pop(_THIRD, None)
            third = self._label((*path, str(name)), name.source, (*path, str(number)))
            breakdown = item.entries.get(BREAKDOWN) if isinstance(item, Group) else None
            attributes = self._rows(given, breakdown, item, (first, second, third))
            whole.append({_THIRD: name, **attributes})
        return whole

    def _item_name(self, item: Node, path: Path) -> Any:
        named = item.entries.get(_THIRD) if isinstance(item, Group) else None
        found = self.scope.text(named, shown_path(path), _THIRD) if isinstance(named, Text) else Typed("", item.source)
        return found if isinstance(found, (str, Absent)) else Typed("", item.source)

    def _given(self, leaf: Node, where: str, name: str) -> Attributes | None:
        """The evaluated attributes of an indicator; None if one of them uses an absent name."""
        if not isinstance(leaf, Group):
            given: Attributes = {VALUE: self.scope.value(leaf, where, name)}
        else:
            nodes = leaf.entries.items()
            given = {key: self.scope.value(node, where, key) for key, node in nodes if key not in {BREAKDOWN, _THIRD}}
        return None if any(isinstance(value, Absent) for value in given.values()) else given

    def _rows(
        self, given: Attributes, breakdown: Node | None, leaf: Node, labels: tuple[Label, Label, Label]
    ) -> Attributes:
        """Append the rows of one indicator and of its places; returns its attributes for the tree."""
        first, second, third = labels
        where = shown_path(third.node)
        # The places first: their rows follow that of the indicator, which lists them under 分解.
        has_places = breakdown is not None and self._has_room(breakdown)
        places = places_of(breakdown, given.keys(), where, self.scope) if breakdown is not None and has_places else []
        below: list[IndicatorRow] = []
        for place in places:
            name = Typed(place.name, place.source)
            label = Label(place.name, place.source, (*third.node, place.name))
            attributes = {
                PLACES: name,
                **with_derived(place.attributes, place.source),
                BREAKDOWN: Places((), self.known),
            }
            below.append(self._row(attributes, first, second, label))
        own = with_derived(given, leaf.source)
        own = with_score(own, given.keys(), (second, third), self.profile, self.scope.form, where, self.scope.problems)
        self.rows.append(self._row({**own, BREAKDOWN: Places(below, self.known)}, first, second, third))
        self.rows += below
        return {**given, BREAKDOWN: {place.name: place.attributes for place in places}} if places else given

    def _has_room(self, breakdown: Node) -> bool:
        """Whether there may be more rows; reports the first breakdown that is too much.

        A list of places applies to many indicators, so rows multiply.
        """
        if len(self.rows) <= _MOST_ROWS:
            return True
        if not self.is_full:
            message = f"指标连同各地区的分解超过 {_MOST_ROWS:,} 行，其余不再分解；请分成几个项目文件"
            self.scope.error("P044", breakdown, message, BREAKDOWN)
            self.is_full = True
        return False

    def _row(self, attributes: Attributes, first: Label, second: Label, third: Label) -> IndicatorRow:
        return IndicatorRow({**attributes, _FIRST: first, _SECOND: second, _THIRD: third}, self.known, self.other_tree)

    def _blank_row(self, first: Label, second: Label, node: Node) -> None:
        third = Label("", node.source, (*second.node, ""))
        given = {**with_derived({VALUE: Typed("", node.source)}, node.source), BREAKDOWN: Places((), self.known)}
        self.rows.append(self._row(given, first, second, third))

    def _empty(self, *path: str, node: Node) -> Label:
        return Label("", node.source, (*path, ""))

    def _label(self, path: Path, source: Source | None, node: Path | None = None) -> Label:
        """A label with the text that 显示 gives, else the name; ``node`` identifies it if ``path`` does not."""
        given = self.labels.label(path)
        text: Typed | Missing | str = path[-1]
        if given is not None:
            text = self.scope.text(given, shown_path(path), path[-1])
        return Label(path[-1] if isinstance(text, Missing) else text, source, node or path)


def _name(entry: tuple[str, Node]) -> str:
    return entry[0]
