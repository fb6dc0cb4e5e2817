"""Finds for each block the unit that it repeats or keeps, and puts the slots of its tags around that unit.

A unit is text in one line, whole lines, table rows, or the columns of a table. The rule of docs/模板写法.md, section 3,
is the same for both formats: the smallest whole thing that contains both ends of the block. ``ElementNames`` says
which elements of a tree are its tables, rows and cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.office.xml import Element
from generator.problem import Problem
from generator.template.language.blocks import Block
from generator.template.language.slots import Slots, statement
from generator.template.language.tags import Occurrence, TemplateCode

# Walking and changing a tree of any format


def ancestor(element: Element, *tags: str) -> Element | None:
    """The nearest ancestor (never the element itself) with one of the tags; None if there is none."""
    return next(element.iterancestors(*tags), None)


def parent_of(element: Element) -> Element:
    """The parent of an element that is known to have one."""
    parent = element.getparent()
    assert parent is not None  # noqa: S101
    return parent


def detach(element: Element) -> None:
    """Remove an element from its parent."""
    parent_of(element).remove(element)


def empty_copy(element: Element) -> Element:
    """A new element with the tag and attributes of another, without its children."""
    twin = element.makeelement(element.tag)
    for name, value in element.items():
        twin.set(name, value)
    return twin


def child_towards(parent: Element, descendant: Element) -> Element:
    """The child of ``parent`` that is or holds ``descendant``."""
    node = descendant
    while (above := node.getparent()) is not None and above is not parent:
        node = above
    return node


def common_ancestor(first: Element, second: Element) -> Element:
    """The deepest element that is or holds both."""
    above = {id(node): node for node in (first, *first.iterancestors())}
    return next(node for node in (second, *second.iterancestors()) if id(node) in above)


class ElementNames(Struct, frozen=True):
    """The element names of a format; ``containers`` hold lines and tables directly: body, cells, headers."""

    table: str
    row: str
    cell: str
    containers: frozenset[str]

    def container_of(self, element: Element) -> Element:
        """The body, cell, header … that an element stands in."""
        found = ancestor(element, *self.containers)
        return found if found is not None else element.getroottree().getroot()

    def is_in_cell(self, element: Element) -> bool:
        """Whether an element stands in a cell of a table, and not in a text box there."""
        container = self.container_of(element)
        return container.tag == self.cell and ancestor(container, self.table) is not None

    def outermost_container(self, element: Element) -> Element:
        """The container of an element outside all tables: the body, a header, a text box."""
        container = self.container_of(element)
        while container.tag == self.cell:
            container = self.container_of(container)
        return container

    def chinese_name(self, tag: str) -> str:
        """What a message calls an element of this tag: 行, 单元格, else 段."""
        return {self.row: "行", self.cell: "单元格"}.get(tag, "段")


class Unit(Struct, eq=False):
    """The children ``first`` … ``last`` of ``parent`` that a block governs; at each of ``branches`` an else begins.

    ``opening_slot`` is None until ``put_units`` has put the slots.
    """

    block: Block
    parent: Element
    first: Element
    last: Element
    branches: tuple[Element, ...] = ()
    opening_slot: Element | None = None

    @property
    def range(self) -> tuple[int, int]:
        """The indices in ``parent`` of the first and last child, as the tree is now."""
        return self.parent.index(self.first), self.parent.index(self.last)

    @property
    def starts(self) -> list[int]:
        """The index in ``parent`` at which each branch begins, the first branch included."""
        return [self.parent.index(child) for child in (self.first, *self.branches)]


class Placement(Struct):
    """The blocks by kind: ``inline`` ones inside one line, those of whole children, and 按列 loops over ``columns``."""

    inline: list[Block]
    units: list[Unit]
    columns: list[Block]
    problems: list[Problem]


def place_blocks(blocks: Sequence[Block], names: ElementNames) -> Placement:
    """Find the unit of every block; a block whose tags stand where they cannot becomes a problem and is left out.

    Units come outermost first.
    """
    placement = Placement([], [], [], [])
    for block in blocks:
        if block.opening.meaning.layout == "按列":
            _place_columns(block, names, placement)
        elif block.closing is not None and block.closing.element is block.opening.element:
            _place_inline(block, placement)
        else:
            unit = _unit(block, names)
            if isinstance(unit, Unit):
                placement.units.append(unit)
            else:
                placement.problems.append(unit)
    placement.problems += _collisions(placement.units)
    # Of two units of the same range, the block that begins first is the outer one.
    placement.units.sort(key=lambda unit: (-(unit.range[1] - unit.range[0]), unit.block.number))
    return placement


def _place_columns(block: Block, names: ElementNames, placement: Placement) -> None:
    first, last = (ancestor(tag.element, names.cell) for tag in (block.tags[0], block.tags[-1]))
    if first is None or first is not last:
        problem = block.opening.problem(TemplateCode.PLACEMENT, "按列 循环的两端要写在表格的同一个单元格里")
    elif block.branches:
        problem = block.branches[0].problem(TemplateCode.PLACEMENT, "按列 循环里不能有 else")
    else:
        placement.columns.append(block)
        return
    placement.problems.append(problem)


def _place_inline(block: Block, placement: Placement) -> None:
    strays = [tag for tag in block.branches if tag.element is not block.opening.element]
    placement.problems += [
        tag.problem(
            TemplateCode.PLACEMENT, f"应与{block.opening.source.place}的 {block.opening.meaning.tag.raw} 在同一段里"
        )
        for tag in strays
    ]
    if not strays:
        placement.inline.append(block)


def _unit(block: Block, names: ElementNames) -> Unit | Problem:
    opening, closing = block.opening, block.tags[-1]
    parent = _common_parent(opening, closing, names)
    if parent is None:
        return opening.problem(
            TemplateCode.PLACEMENT,
            f"两端不在一处：开头在{opening.source.place}，结尾 {closing.meaning.tag.raw} 在{closing.source.place}"
            "；要在同一格、同一行、同一张表，或都在表外",
        )
    if parent.tag == names.row:
        # Both ends are in one row, which is repeated whole: the unit is a child of the table.
        first = last = parent
        parent = parent_of(parent)
    else:
        first, last = (child_towards(parent, tag.element) for tag in (opening, closing))
    branches: list[Element] = []
    previous = first
    for tag in block.branches:
        inside = _common_parent(opening, tag, names)
        child = child_towards(parent, tag.element) if inside is not None else None
        if child is None or child.getparent() is not parent:
            return tag.problem(
                TemplateCode.PLACEMENT, f"与它的 {opening.meaning.tag.raw}（{opening.source.place}）不在一处"
            )
        if parent.index(child) <= parent.index(previous):
            word = names.chinese_name(child.tag)
            return tag.problem(
                TemplateCode.PLACEMENT,
                f"与它的 {opening.meaning.tag.raw}（{opening.source.place}）在同一{word}；"
                f"{tag.keyword} 要写在它那一支开头的{word}里",
            )
        branches.append(child)
        previous = child
    return Unit(block, parent, first, last, tuple(branches))


def _common_parent(first: Occurrence, last: Occurrence, names: ElementNames) -> Element | None:
    """The element whose children form the unit, or the row that does; None where the ends have no place in common.

    Both ends must be in one container, or in cells of one table.
    """
    containers = names.container_of(first.element), names.container_of(last.element)
    if containers[0] is containers[1]:
        return (
            common_ancestor(first.element, last.element)
            if first.element is not last.element
            else first.element.getparent()
        )
    if all(container.tag == names.cell for container in containers):
        tables = [ancestor(container, names.table) for container in containers]
        if tables[0] is tables[1]:
            rows = [ancestor(container, names.row) for container in containers]
            return rows[0] if rows[0] is rows[1] else common_ancestor(*containers)
    return None


def _collisions(units: list[Unit]) -> list[Problem]:
    """Problems of units that overlap partly, and of two loops side by side over the same range."""
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
        TemplateCode.PLACEMENT, f"{message}（另一个是{first.source.place}的 {first.meaning.tag.raw}）"
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
    """Whether ``other`` overlaps ``one`` partly, or crosses from one of its branches into the next."""
    (first, last), (low, high) = one, other
    if high < first or low > last:
        return False
    if low <= first and high >= last:
        return False
    if low < first or high > last:
        return True
    return any(low < start <= high for start in edges)


def put_units(units: Sequence[Unit], slots: Slots, codes: Mapping[Occurrence, str]) -> None:
    """Put the slots of blocks around their units, which must come outermost first; ``codes`` replace what was typed.

    A slot is put directly beside the first or last child, so inside the slots of outer units put before.
    """
    for unit in units:
        sources = block_slots(unit.block, slots, codes.get(unit.block.opening))
        unit.opening_slot = sources[unit.block.opening]
        unit.first.addprevious(unit.opening_slot)
        unit.last.addnext(sources[unit.block.tags[-1]])
        for child, branch in zip(unit.branches, unit.block.branches, strict=True):
            child.addprevious(sources[branch])


def block_slots(block: Block, slots: Slots, code: str | None = None) -> dict[Occurrence, Element]:
    """A new slot for each tag of a block; ``code`` replaces that of its opening."""
    # In Jinja a ``set`` outlives the ``if`` it stands in; inside ``with`` it ends with its branch.
    enter, leave = (statement("with"), statement("endwith")) if block.sets else ("", "")
    first, *branches, last = block.tags
    found = {first: slots.tag(first, code, after=enter)}
    found |= {branch: slots.tag(branch, before=leave, after=enter) for branch in branches}
    return found | {last: slots.tag(last, before=leave)}


def put_sets(
    sets: Sequence[tuple[Occurrence, Block | None]], units: Sequence[Unit], names: ElementNames, slots: Slots
) -> None:
    """Put the slot of each ``set`` before the child of its unit that holds it, so that this whole child knows the name.

    A ``set`` outside all blocks goes outside all tables, so that the rest of the page knows the name.
    """
    by_block = {unit.block: unit for unit in units}
    for occurrence, block in sets:
        unit = by_block.get(block) if block is not None else None
        parent = unit.parent if unit is not None else names.outermost_container(occurrence.element)
        child_towards(parent, occurrence.element).addprevious(slots.tag(occurrence))
