"""Loops over columns, ``{% for 区 in 地区 | 按列 %}``: the columns of the tag's cell are repeated in every row.

The copies share the width of the column. Merges above it, and headings that use no name of the loop, span all copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Self

from msgspec import Struct

from generator.office.xml import Element
from generator.template.language.blocks import Block
from generator.template.language.functions import Function
from generator.template.language.slots import Slots, statement
from generator.template.language.tags import Occurrence

_FOR_CODE = re.compile(r"for\s+(?P<target>.+?)\s+in\s+(?P<items>.+)", re.DOTALL)
_BREAKDOWN = re.compile(r"(\w+)\s*(?:\.\s*分解|\[\s*[\"']分解[\"']\s*\])")
_CONDITION = re.compile(r"(?P<items>.+?)\s+(?P<condition>if\s.+)", re.DOTALL)
END = statement("endfor")


def without_places(opening: Occurrence) -> str:
    """The code of a ``for`` that leaves out the rows of 分解; they stand in columns already."""
    found = _FOR_CODE.fullmatch(opening.meaning.inner)
    assert found is not None  # noqa: S101  # Jinja understood it
    items, condition = found["items"], ""
    if (parts := _CONDITION.fullmatch(items)) and " else " not in items:
        items, condition = parts["items"], f" {parts['condition']}"
    return f"for {found['target']} in ({items}) | _without_places{condition}"


class CellPlace(Struct, frozen=True):
    """Where a cell stands: the number of its row, as its format counts, and its first and last column."""

    table: Element
    row: int
    first: int
    last: int


class ColumnLoop(Struct, frozen=True):
    """The columns of ``place``, where the tags stand, repeated for each item of the Jinja list ``name``.

    ``target`` is the loop variable and ``items`` the iterated expression, both as typed.
    """

    block: Block
    place: CellPlace
    name: str
    target: str
    items: str

    @classmethod
    def of(cls, block: Block, place: CellPlace, number: int) -> Self | None:
        """The loop of a 按列 block, whose ``number`` makes its name; None where it is not ``for … in …``."""
        found = _FOR_CODE.fullmatch(block.opening.meaning.inner)
        return cls(block, place, f"_c{number}", found["target"], found["items"]) if found else None

    @property
    def columns(self) -> range:
        """The columns repeated."""
        return range(self.place.first, self.place.last + 1)

    @property
    def start(self) -> str:
        """The source that begins one copy after the other; ``END`` ends them."""
        return statement(f"for {self.target} in {self.name}")

    def broken_down(self, tags: Iterable[Occurrence], blocks: Iterable[Block]) -> Iterator[Block]:
        """The loops over rows whose 分解 these columns print, as ``行.分解[区].指标值`` does."""
        own = self.block.opening.meaning.binds
        names = {name for tag in tags if tag.meaning.uses & own for name in _BREAKDOWN.findall(tag.meaning.inner)}
        yield from (block for block in blocks if block.is_loop and block.opening.meaning.binds & names)

    def items_slot(self, slots: Slots) -> Element:
        """A slot that evaluates the items, to be put before the table: all its rows need their number."""
        return slots.tag(self.block.opening, f"set {self.name} = {Function.ITEMS.call(self.items)}")

    def meets(self, other: ColumnLoop) -> bool:
        """Whether both repeat one column."""
        one, two = self.place, other.place
        return one.table is two.table and one.first <= two.last and two.first <= one.last

    def has_edge_in(self, first: int, last: int) -> bool:
        """Whether a cell over these columns holds some of the repeated ones, not all, and others besides."""
        own = self.place
        apart = last < own.first or first > own.last
        return not (apart or (first <= own.first and last >= own.last) or (first >= own.first and last <= own.last))

    def is_named_in(self, tags: Iterable[Occurrence]) -> bool:
        """Whether tags use a name of the loop; a heading without such a tag would be the same over every copy."""
        own = self.block.opening.meaning.binds | {"loop"}
        return any(tag.meaning.uses & own for tag in tags)
