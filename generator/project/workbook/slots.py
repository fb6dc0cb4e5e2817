"""Puts the nodes of a project together from cells: several sheets may give parts of one mapping.

What is mentioned and never given is absent; the first mention fixes the place of a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.problem import Problem, Source
from generator.project.keywords import VALUE
from generator.project.workbook.marks import Elsewhere
from generator.project.yaml.nodes import Group, Listing, Node

if TYPE_CHECKING:
    from collections.abc import Iterator


class Slot(Struct):
    """The place of one value: a node, or the entries of a mapping, or the items of a list.

    ``when_empty`` is what it holds if nothing is given below it. With ``is_plain`` an indicator that has only a 指标值
    is that value itself.
    """

    source: Source
    value: Node | None = None
    children: dict[str, Slot] = field(default_factory=dict)
    items: list[Slot] = field(default_factory=list)
    when_empty: Node | None = None
    is_plain: bool = False

    def child(self, key: str, source: Source) -> Slot:
        """The slot of a key, made at its first mention."""
        found = self.children.get(key)
        if found is None:
            found = self.children[key] = Slot(source)
        return found

    def item(self, source: Source) -> Slot:
        """The slot of a further item."""
        self.items.append(Slot(source))
        return self.items[-1]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was given."""
        return self.value is None and not self.children and not self.items

    def put(self, node: Node | Elsewhere, problems: list[Problem], name: str) -> None:
        """Give the value; one that is there already is reported, ``name`` being what the message calls it."""
        if isinstance(node, Elsewhere):
            return
        if self.value is not None:
            message = f"“{name}”写了两次：另一次在{_where(self.value.source, node.source)}，只能留一个"
            problems.append(Problem(node.source, "Y113", message))
            return
        self.value = node

    def node(self, problems: list[Problem]) -> Node | None:
        """The finished node; None if nothing was given. Values with entries below them are reported."""
        children = {key: node for key, slot in self.children.items() if (node := slot.node(problems)) is not None}
        items = [node for slot in self.items if (node := slot.node(problems)) is not None]
        given = [(self.value is not None, "值"), (bool(children), "下级"), (bool(items), "列表")]
        kinds = [what for is_given, what in given if is_given]
        if len(kinds) > 1:
            below = next(iter(children.values()), None) or items[0]
            message = f"这里既有{kinds[0]}又有{kinds[1]}（{_where(self.source, below.source)}），只能留一种"
            problems.append(Problem(below.source, "Y113", message))
        if self.value is not None:
            return self.value
        if items:
            return Listing(items, self.source)
        if not children:
            return self.when_empty
        if self.is_plain and children.keys() == {VALUE}:
            return children[VALUE]
        return Group(children, self.source, {key: self.children[key].source for key in children})


def _where(first: Source, from_: Source) -> str:
    """A place, in short if it is on the sheet of ``from_``."""
    return first.place.removeprefix(f"{first.sheet} ") if first.sheet == from_.sheet else first.place


def ends(slot: Slot, depth: int, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Slot]]:
    """The slots that many keys below one, and those that end before; each with its path."""
    for key, child in slot.children.items():
        if len(path) + 1 == depth or not child.children:
            yield (*path, key), child
        else:
            yield from ends(child, depth, (*path, key))
