"""Reads the sheets of indicators: 指标 (一级 | 二级 | 三级 | attributes) and 分表指标 (the same of each sub-form).

A blank 一级 or 二级 means the one above. ``- 名称`` in 三级 makes the 二级 a list, in which names may repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.problem import Problem, Source
from generator.project.keywords import LEVELS, TREE, VALUE
from generator.project.workbook.marks import ITEM, Elsewhere, is_blank_mark, key_of, node_of
from generator.project.workbook.names import TREE_COLUMN
from generator.project.workbook.paths import cell_node
from generator.project.workbook.sheets import ProjectSheet, checked, missing_column
from generator.project.workbook.slots import Slot
from generator.project.yaml.nodes import Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.project.tables.raw import RawRow

_EXAMPLE = " | ".join((*LEVELS, VALUE))
_THIRD = LEVELS[-1]
Keys = tuple[tuple[str, Source], ...]
Attributes = list[tuple[str, Node | Elsewhere, Source]]
FormSlot = Slot | None


def read_tree(sheet: ProjectSheet, root: Slot, problems: list[Problem]) -> None:
    """Put the indicators of the sheet 指标 into the trees below ``root``."""
    reader = _TreeReader(sheet, problems)
    reader.read(None, lambda _name, _at: root)
    # A row without a value is a blank row of the form.
    for slot in reader.open:
        slot.when_empty = Null(slot.source)


def read_form_trees(sheet: ProjectSheet, form: Callable[[str, Source], FormSlot], problems: list[Problem]) -> None:
    """Put those of 分表指标 into the trees of each sub-form; ``form`` gives its slot by name, None if there is none."""
    reader = _TreeReader(sheet, problems)
    reader.read(min(sheet.headings), form)
    for slot in reader.open:
        if slot.is_blank:
            message = "这一行没有写值：这张分表不要这一项，写（删去）；要留空，写（空）"
            problems.append(Problem(slot.source, "Y114", message))


class _TreeReader(Struct):
    """Reads one sheet of indicators; ``open`` are the slots of rows that give no value."""

    sheet: ProjectSheet
    problems: list[Problem]
    open: list[Slot] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    above: Keys = ()

    def read(self, form: int | None, root: Callable[[str, Source], FormSlot]) -> None:
        """Read all rows; ``form`` is the column with names of sub-forms, ``root`` gives what the trees belong to."""
        sheet = self.sheet
        tree = sheet.column(TREE_COLUMN)
        self.levels = [column for name in LEVELS if (column := sheet.column(name)) is not None]
        missing = [name for name in LEVELS if sheet.column(name) is None]
        if missing and missing != list(LEVELS[:2]):
            self.problems.append(missing_column(sheet, missing[0], _EXAMPLE))
            return
        keys = [column for column in (form, tree, *self.levels) if column is not None]
        rows, found = checked(sheet, len(keys))
        self.problems += found
        attributes = [column for column in sheet.headings if column not in keys]
        form_name, tree_name = "", TREE
        for row in rows:
            if form is not None and form in row.texts:
                form_name, tree_name, self.above = key_of(row.texts[form]), TREE, ()
            at = sheet.heading_at(self.levels[0])
            if tree is not None and tree in row.texts:
                tree_name, self.above, at = key_of(row.texts[tree]), (), sheet.at(row, tree)
            owner = root(form_name, sheet.at(row, min(row.texts)))
            if owner is not None:
                self._read_row(row, owner.child(tree_name, at), attributes_of(sheet, row, attributes, self.problems))

    def _read_row(self, row: RawRow, slot: Slot, attributes: Attributes) -> None:
        given = [column for column in self.levels if column in row.texts]
        if not given and not attributes:
            return
        *upper, third = self.levels
        if third not in given and attributes:
            message = f"这一行没有写“{_THIRD}”：请写上；没有名称的写“{ITEM}”"
            self.problems.append(Problem(self.sheet.at(row, third), "Y114", message))
            return
        # A mark in the last of the columns stands for all below the keys before it.
        last, at = given[-1], self.sheet.at(row, given[-1])
        mark = None if attributes else _mark(row.texts[last], at)
        depth = self.levels.index(last) + (0 if mark is not None or last == third else 1)
        keys = self._keys(row, upper[:depth])
        if keys is None:
            return
        self.above = keys
        for key, source in keys:
            slot = slot.child(key, source)
        if mark is not None:
            slot.put(mark, self.problems, "/".join(key for key, _ in keys))
        elif last == third:
            self._put_indicator(slot, row.texts[third], at, attributes)
        else:
            self.open.append(slot)

    def _keys(self, row: RawRow, columns: list[int]) -> Keys | None:
        """The 一级 and 二级 of a row; None, and reported, where one is blank and there is none above."""
        found: Keys = ()
        for place, column in enumerate(columns):
            at = self.sheet.at(row, column)
            if column in row.texts:
                found += ((key_of(row.texts[column]), at),)
            elif place < len(self.above) and [key for key, _ in found] == [key for key, _ in self.above[:place]]:
                found += (self.above[place],)
            else:
                message = f"“{self.sheet.headings[column]}”空着，上面也没有可以照用的：请写上"
                self.problems.append(Problem(at, "Y114", message))
                return None
        return found

    def _put_indicator(self, parent: Slot, text: str, at: Source, attributes: Attributes) -> None:
        word = text.lstrip()
        if word.rstrip() == ITEM or word.startswith(f"{ITEM} "):
            slot = parent.item(at)
            if name := word.removeprefix(ITEM)[1:]:
                slot.child(_THIRD, at).put(node_of(name, at), self.problems, _THIRD)
        else:
            key = key_of(text)
            if key in parent.children:
                message = f"“{key}”在同一个二级下面写了两次：真有同名的，请在各行的名称前加“{ITEM} ”，如 {ITEM} {key}"
                self.problems.append(Problem(at, "Y113", message))
                return
            slot = parent.child(key, at)
            slot.is_plain = is_plain(attributes)
        put_attributes(slot, attributes, self.problems)
        if not attributes:
            self.open.append(slot)


def _mark(text: str, at: Source) -> Node | Elsewhere | None:
    """What a cell of a level says of all below the level before it; None where it is a name."""
    node = node_of(text, at)
    if is_blank_mark(text):
        return node
    return None if isinstance(node, Text) else node


def attributes_of(sheet: ProjectSheet, row: RawRow, columns: list[int], problems: list[Problem]) -> Attributes:
    """The attributes that a row gives, with their places."""
    return [
        (sheet.headings[column], node, sheet.at(row, column))
        for column in columns
        if (node := cell_node(sheet, row, column, problems)) is not None
    ]


def is_plain(attributes: Attributes) -> bool:
    """Whether an indicator has nothing but a 指标值, which is then all that it is."""
    return [name for name, node, _ in attributes if not isinstance(node, Elsewhere)] == [VALUE]


def put_attributes(slot: Slot, attributes: Attributes, problems: list[Problem]) -> None:
    """Give an indicator, or a place of it, its attributes."""
    for name, node, source in attributes:
        slot.child(name, source).put(node, problems, name)
