"""Blocks in, the units they repeat or keep out: text in a line, paragraphs, rows, or the columns of a table.

The one rule (DESIGN.md 5.2): the smallest whole thing that contains both ends of the block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.model import Problem
from generator.opc.xml import Element
from generator.templating.blocks import Block
from generator.templating.tagging import Code, Occurrence
from generator.templating.wml import TBL, TC, TR, ancestor, child_towards, common_ancestor, container_of, parent_of

_WORD = {TR: "行", TC: "单元格"}


@dataclass(eq=False, slots=True)
class Unit:
    """A block and the children ``first`` … ``last`` of ``parent`` that it governs; each branch begins at a child."""

    block: Block
    parent: Element
    first: Element
    last: Element
    branches: tuple[Element, ...] = ()
    opening_slot: Element | None = field(default=None)

    @property
    def range(self) -> tuple[int, int]:
        """Indices of the first and last child."""
        return self.parent.index(self.first), self.parent.index(self.last)

    @property
    def starts(self) -> list[int]:
        """The index at which each branch begins, the first included."""
        return [self.parent.index(child) for child in (self.first, *self.branches)]


@dataclass(slots=True)
class Placement:
    """Where every block goes: within a line, over whole children, or over the columns under a cell."""

    inline: list[Block]
    units: list[Unit]
    columns: list[Block]
    problems: list[Problem]


def place(blocks: Sequence[Block]) -> Placement:
    """Find the unit of every block; what cannot stand where it stands is a problem and is left out."""
    placement = Placement([], [], [], [])
    for block in blocks:
        if block.opening.meaning.layout == "按列":
            _place_columns(block, placement)
        elif block.closing is not None and block.closing.at is block.opening.at:
            _place_inline(block, placement)
        else:
            unit = _unit(block)
            if isinstance(unit, Unit):
                placement.units.append(unit)
            else:
                placement.problems.append(unit)
    placement.problems += _collisions(placement.units)
    placement.units.sort(key=lambda unit: (-(unit.range[1] - unit.range[0]), unit.block.number))
    return placement


def _place_columns(block: Block, placement: Placement) -> None:
    first, last = (ancestor(tag.at, TC) for tag in (block.tags[0], block.tags[-1]))
    if first is None or first is not last:
        problem = block.opening.problem(Code.PLACEMENT, "按列 循环的两端要写在表格的同一个单元格里")
    elif block.branches:
        problem = block.branches[0].problem(Code.PLACEMENT, "按列 循环里不能有 else")
    else:
        placement.columns.append(block)
        return
    placement.problems.append(problem)


def _place_inline(block: Block, placement: Placement) -> None:
    strays = [tag for tag in block.branches if tag.at is not block.opening.at]
    placement.problems += [
        tag.problem(Code.PLACEMENT, f"应与{block.opening.source.place}的 {block.opening.meaning.tag.raw} 在同一段里")
        for tag in strays
    ]
    if not strays:
        placement.inline.append(block)


def _unit(block: Block) -> Unit | Problem:
    opening, closing = block.opening, block.tags[-1]
    parent = _common_parent(opening, closing)
    if parent is None:
        return opening.problem(
            Code.PLACEMENT,
            f"两端不在一处：开头在{opening.source.place}，结尾 {closing.meaning.tag.raw} 在{closing.source.place}"
            "；要在同一格、同一行、同一张表，或都在表外",
        )
    if parent.tag == TR:
        first = last = parent
        parent = parent_of(parent)
    else:
        first, last = (child_towards(parent, tag.at) for tag in (opening, closing))
    branches: list[Element] = []
    previous = first
    for tag in block.branches:
        inside = _common_parent(opening, tag)
        child = child_towards(parent, tag.at) if inside is not None else None
        if child is None or child.getparent() is not parent:
            return tag.problem(Code.PLACEMENT, f"与它的 {opening.meaning.tag.raw}（{opening.source.place}）不在一处")
        if parent.index(child) <= parent.index(previous):
            word = _WORD.get(child.tag, "段")
            return tag.problem(
                Code.PLACEMENT,
                f"与它的 {opening.meaning.tag.raw}（{opening.source.place}）在同一{word}；"
                f"{tag.keyword} 要写在它那一支开头的{word}里",
            )
        branches.append(child)
        previous = child
    return Unit(block, parent, first, last, tuple(branches))


def _common_parent(first: Occurrence, last: Occurrence) -> Element | None:
    """The element whose children the unit is made of (a row stands for itself); None where the ends do not meet."""
    containers = container_of(first.at), container_of(last.at)
    if containers[0] is containers[1]:
        return common_ancestor(first.at, last.at) if first.at is not last.at else first.at.getparent()
    if all(container.tag == TC for container in containers):
        tables = [ancestor(container, TBL) for container in containers]
        if tables[0] is tables[1]:
            rows = [ancestor(container, TR) for container in containers]
            return rows[0] if rows[0] is rows[1] else common_ancestor(*containers)
    return None


def _collisions(units: list[Unit]) -> list[Problem]:
    """Blocks that overlap partly, and two loops side by side in one row."""
    problems: list[Problem] = []
    extents = [(unit, unit.range, unit.starts[1:]) for unit in units]
    for number, (one, range_, edges) in enumerate(extents):
        for other, other_range, other_edges in extents[number + 1 :]:
            if one.parent is not other.parent:
                continue
            if range_ == other_range:
                if one.block.is_loop and other.block.is_loop and not _nested(one.block, other.block):
                    message = "同一处有两个并列的循环，请把其中一个移到别的行，或一个套在另一个里面"
                    problems.append(_collision(one, other, message))
            elif _straddles(range_, edges, other_range) or _straddles(other_range, other_edges, range_):
                problems.append(_collision(one, other, "两个块的范围部分重叠，请让一个完全在另一个里面，或完全分开"))
    return problems


def _collision(one: Unit, other: Unit, message: str) -> Problem:
    first = one.block.opening
    return other.block.opening.problem(
        Code.PLACEMENT, f"{message}（另一个是{first.source.place}的 {first.meaning.tag.raw}）"
    )


def _nested(one: Block, other: Block) -> bool:
    def inside(block: Block | None, outer: Block) -> bool:
        while block is not None:
            if block is outer:
                return True
            block = block.parent
        return False

    return inside(one, other) or inside(other, one)


def _straddles(one: tuple[int, int], edges: Sequence[int], other: tuple[int, int]) -> bool:
    """Whether ``other`` lies partly in ``one``, or over an edge between two of its branches."""
    (first, last), (low, high) = one, other
    if high < first or low > last:
        return False
    if low <= first and high >= last:
        return False
    if low < first or high > last:
        return True
    return any(low < start <= high for start in edges)
