"""Reads sheets that have a column for each level of keys and a 值: 共同 and 改写, for whatever has no sheet of its own.

A blank level means the one above; ``-`` begins an item of a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.problem import Problem, Source
from generator.project.workbook.marks import ITEM, Elsewhere, key_of, node_of
from generator.project.workbook.names import BELOW, NAME, VALUE
from generator.project.workbook.sheets import ProjectSheet, checked, missing_column
from generator.project.yaml.nodes import FileText, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.project.tables.raw import RawRow
    from generator.project.workbook.slots import Slot


class Step(Struct, frozen=True):
    """A key on the way to a value; None for an item of a list. ``is_typed``: in this row, not above it."""

    key: str | None
    source: Source
    is_typed: bool = True


class PathRow(Struct, frozen=True):
    """A row: the keys that lead to its value, and the value; None where that is blank."""

    steps: tuple[Step, ...]
    value: Node | Elsewhere | None


def path_rows(sheet: ProjectSheet, problems: list[Problem]) -> list[PathRow]:
    """The rows of such a sheet; the first column is that of the first key."""
    value_column = sheet.column(VALUE)
    first = f"{next(iter(sheet.headings.values()), NAME)} | {BELOW} | {VALUE}"
    if value_column is None:
        problems.append(missing_column(sheet, VALUE, first))
        return []
    levels = [column for column in sheet.headings if column < value_column]
    for column in sheet.headings:
        if column > value_column:
            message = f"“{VALUE}”后面不能再有“{sheet.headings[column]}”这一列：第一行应为 {first}"
            problems.append(Problem(sheet.heading_at(column), "Y111", message))
    rows, found = checked(sheet, len(levels), BELOW)
    problems += found
    return list(_rows(sheet, rows, levels, value_column, problems))


def _rows(
    sheet: ProjectSheet, rows: Iterable[RawRow], levels: list[int], value_column: int, problems: list[Problem]
) -> Iterator[PathRow]:
    previous: tuple[Step, ...] = ()
    for row in rows:
        steps = _steps(sheet, row, levels, previous, problems)
        if steps is not None:
            previous = steps
            yield PathRow(steps, cell_node(sheet, row, value_column, problems))


def _steps(
    sheet: ProjectSheet, row: RawRow, levels: list[int], previous: tuple[Step, ...], problems: list[Problem]
) -> tuple[Step, ...] | None:
    """The keys of a row; None, and reported, where one is missing."""
    last = max((place for place, column in enumerate(levels) if column in row.texts), default=-1)
    if last < 0:
        at = sheet.at(row, min(row.texts))
        problems.append(Problem(at, "Y114", "这一行没有写名称：请在前面的列里写上，或删去这一行"))
        return None
    steps: list[Step] = []
    is_same = True
    for place, column in enumerate(levels[: last + 1]):
        text, at = row.texts.get(column), sheet.at(row, column)
        if text is None:
            if not is_same or place >= len(previous):
                what = sheet.headings[column]
                message = f"“{what}”这一格空着，上面也没有可以照用的：请写上，或把后面的往前移"
                problems.append(Problem(at, "Y114", message))
                return None
            above = previous[place]
            steps.append(Step(above.key, above.source, is_typed=False))
            continue
        key = None if text.strip() == ITEM else key_of(text)
        is_same = is_same and key is not None and place < len(previous) and previous[place].key == key
        steps.append(Step(key, at))
    return tuple(steps)


def cell_node(sheet: ProjectSheet, row: RawRow, column: int, problems: list[Problem]) -> Node | Elsewhere | None:
    """What a cell stands for; None for a blank one."""
    text = row.texts.get(column)
    if text is None:
        return None
    node = node_of(text, sheet.at(row, column))
    if isinstance(node, FileText) and not node.path:
        problems.append(Problem(node.source, "Y012", "「!文件」后面没有文件名：写作 !文件 报告正文.txt"))
    return node


class Paths:
    """Puts rows below a slot, one after the other: an item of a list goes on in the rows that leave its ``-`` out."""

    def __init__(self, root: Slot, problems: list[Problem]) -> None:
        self._root, self._problems = root, problems
        self._slots: list[Slot] = []

    def put(self, row: PathRow) -> Slot:
        """Put the value of a row in its place."""
        slots: list[Slot] = []
        slot = self._root
        for place, step in enumerate(row.steps):
            if step.key is not None:
                slot = slot.child(step.key, step.source)
            elif step.is_typed:
                slot = slot.item(step.source)
            else:
                slot = self._slots[place]
            slots.append(slot)
        self._slots = slots
        if row.value is not None:
            slot.put(row.value, self._problems, "/".join(step.key or ITEM for step in row.steps))
        return slot
