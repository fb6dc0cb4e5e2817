"""Loops over columns of a sheet, ``{% for 区 in 地区 | 按列 %}``: the columns of the tag's cell, in every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.office.xml import Element
from generator.problem import Problem
from generator.template.excel.read import Grid, Line, Place, string_of
from generator.template.excel.tree import Area, text_of
from generator.template.language.blocks import Block
from generator.template.language.tags import Code
from generator.template.language.units import COLUMN_LOOP


class ColumnLoop(Struct, frozen=True):
    """Columns ``first`` … ``last``, repeated for each of the items that ``name`` holds; its tag is in ``row``."""

    block: Block
    row: int
    first: int
    last: int
    name: str
    target: str
    items: str


def column_loops(
    blocks: Sequence[Block], containers: Mapping[Place, Element], grid: Grid
) -> tuple[list[ColumnLoop], list[Problem]]:
    """The columns that each 按列 block repeats."""
    places = {container: at for at, container in containers.items()}
    loops: list[ColumnLoop] = []
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        at = places.get(block.opening.at.getparent())
        found = COLUMN_LOOP.fullmatch(block.opening.meaning.inner)
        if at is None or found is None:
            problems.append(block.opening.problem(Code.LAYOUT, "写法是 {% for 名称 in 列表 | 按列 %}"))
            continue
        area = grid.area(at)
        loop = ColumnLoop(block, at.row, area.left, area.right, f"_c{number}", found["target"], found["items"])
        if any(loop.first <= other.last and other.first <= loop.last for other in loops):
            problems.append(block.opening.problem(Code.PLACEMENT, "这一列已有一个 按列 循环"))
        problems += [_crossed(loop, merge) for merge in grid.merges.values() if _crosses(merge, loop)]
        loops.append(loop)
    return loops, problems


def _crosses(area: Area, loop: ColumnLoop) -> bool:
    """Whether a merge holds only a part of the repeated columns, and others."""
    if area.right < loop.first or area.left > loop.last:
        return False
    holds = area.left <= loop.first and area.right >= loop.last
    lies_in = area.left >= loop.first and area.right <= loop.last
    return not (holds or lies_in)


def _crossed(loop: ColumnLoop, area: Area) -> Problem:
    message = f"合并单元格 {area} 跨在这一列的边上，不能按列重复；请先拆开它"
    return loop.block.opening.problem(Code.PLACEMENT, message)


def is_heading(
    loop: ColumnLoop,
    at: Place,
    containers: Mapping[Place, Element],
    lines: Mapping[Element, Line],
    grid: Grid,
    strings: Sequence[Element],
) -> bool:
    """Whether a cell stands over all copies: above the loop's, with a text that is the same over every copy."""
    area = grid.area(at)
    if at.row >= loop.row or at in grid.covered or area.bottom >= loop.row:
        return False
    if area.left < loop.first or area.right > loop.last:
        return False
    container = containers.get(at)
    if container is None:
        string = string_of(grid.cells[at.row][at.column], strings)
        return string is not None and bool(text_of(string).strip())
    own = loop.block.opening.meaning.binds | {"loop"}
    return not any(tag.meaning.uses & own for line in container.iter("line") for _, _, tag in lines[line].tags)
