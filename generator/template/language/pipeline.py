"""The way of one part of a template from its tags to compiled Jinja, the same for Word and Excel.

The tags are matched into blocks (``blocks``), each block is placed on the unit that it repeats or keeps (``units``,
``columns``), slots take the place of the tags (``slots``), and the tree with its slots is one Jinja source
(``compile``). ``TemplatePart`` is all that this asks of a file format; what a format alone knows happens in its
``source``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.tags import TagKind
from generator.office.xml import Element
from generator.problem import JixiaoError, Problem
from generator.template.language.blocks import Block, match_blocks
from generator.template.language.columns import CellPlace, ColumnLoop, without_places
from generator.template.language.compile import CompiledPart, compile_part
from generator.template.language.slots import Slots
from generator.template.language.tags import Occurrence, TemplateCode
from generator.template.language.units import ElementNames, Unit, block_slots, place_blocks, put_sets, put_units


class PlacedTags(Struct, frozen=True):
    """The tags of a part where they belong.

    ``units`` come outermost first. ``inline`` holds the slots of each block inside one line, ``slot_of`` those of all
    tags that keep their place in a line. ``silent`` tags print nothing where they stand: comments, and tags whose
    slots are around lines or rows.
    """

    units: Sequence[Unit]
    column_loops: Sequence[ColumnLoop]
    inline: Sequence[Mapping[Occurrence, Element]]
    slot_of: Mapping[Occurrence, Element]
    silent: frozenset[Occurrence]


class TemplatePart(Protocol):
    """The adapter of a file format: one part of a template, such as a document, a header or a worksheet.

    ``names`` are the elements of its tree, ``occurrences`` its tags in document order, ``problems`` what is wrong with
    single tags.
    """

    file: str
    name: str
    environment: Environment
    names: ElementNames
    occurrences: Sequence[Occurrence]
    problems: Sequence[Problem]

    def cell_of(self, tag: Occurrence) -> CellPlace | None:
        """The place of the cell that a tag stands in; None outside tables."""
        ...

    def opening_of(self, block: Block) -> Any:
        """The element that the opening of a block counts for, where that is not the one it is typed in."""
        return block.opening.element

    def cells_at_edge(self, loop: ColumnLoop) -> Iterable[str]:
        """A message for each cell that holds some of the repeated columns, not all, and others besides."""
        ...

    def source(self, placed: PlacedTags, slots: Slots) -> str | None:
        """The part as text with its slots, once those of blocks are in the tree; None if there is nothing to fill."""
        ...


def compile_tagged(part: TemplatePart) -> CompiledPart | None:
    """Compile one part; None if there is nothing to fill, JixiaoError with all its mistakes."""
    slots = Slots()
    text = part.source(place_tags(part, slots), slots)
    return None if text is None else compile_part(part.environment, part.file, part.name, slots.source(text))


def place_tags(part: TemplatePart, slots: Slots) -> PlacedTags:
    """Match and place the tags of a part and put the slots of its blocks; JixiaoError with all that is wrong."""
    matching = match_blocks(part.occurrences)
    for block in matching.blocks:
        block.opening.element = part.opening_of(block)
    placement = place_blocks(matching.blocks, part.names)
    loops, column_problems = _column_loops(part, placement.columns)
    problems = [*part.problems, *matching.problems, *placement.problems, *column_problems]
    problems += _misused_filters(part)
    if problems:
        raise JixiaoError(*problems)
    inline = [block_slots(block, slots) for block in placement.inline]
    slot_of = {tag: slot for block in inline for tag, slot in block.items()}
    sets = [(tag, None) for tag in matching.sets] + [(tag, block) for block in matching.blocks for tag in block.sets]
    slot_of |= {tag: slots.tag(tag) for tag, block in sets if block in placement.inline}
    broken_down = {block for loop in loops for block in loop.broken_down(part.occurrences, matching.blocks)}
    put_units(placement.units, slots, {block.opening: without_places(block.opening) for block in broken_down})
    put_sets([each for each in sets if each[0] not in slot_of], placement.units, part.names, slots)
    silent = {tag for tag in part.occurrences if tag not in slot_of and tag.meaning.tag.kind is not TagKind.PRINT}
    return PlacedTags(placement.units, loops, inline, slot_of, frozenset(silent))


def _column_loops(part: TemplatePart, blocks: Sequence[Block]) -> tuple[list[ColumnLoop], list[Problem]]:
    loops: list[ColumnLoop] = []
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        place, at = part.cell_of(block.opening), block.opening
        loop = ColumnLoop.of(block, place, number) if place is not None else None
        if loop is None:
            problems.append(at.problem(TemplateCode.LAYOUT, "写法是 {% for 名称 in 列表 | 按列 %}"))
            continue
        if any(loop.meets(other) for other in loops):
            problems.append(at.problem(TemplateCode.PLACEMENT, "这一列已有一个 按列 循环"))
        problems += [at.problem(TemplateCode.PLACEMENT, message) for message in part.cells_at_edge(loop)]
        loops.append(loop)
    return loops, problems


def _misused_filters(part: TemplatePart) -> list[Problem]:
    """Layout filters where they mean nothing: 合并, 段落 and 公文 need a print tag, 按列 a loop, 合并 a cell."""
    problems: list[Problem] = []
    for tag in part.occurrences:
        layout, keyword = tag.meaning.layout, tag.keyword
        if layout == "合并" and (keyword or not part.names.is_in_cell(tag.element)):
            problems.append(tag.problem(TemplateCode.LAYOUT, "合并 要写在表格的单元格里"))
        elif layout == "按列" and not keyword:
            problems.append(tag.problem(TemplateCode.LAYOUT, "写法是 {% for 名称 in 列表 | 按列 %}"))
        elif layout in {"段落", "公文"} and keyword:
            problems.append(tag.problem(TemplateCode.LAYOUT, f"写法是 {{{{ 名称 | {layout} }}}}，不用循环"))
    return problems
