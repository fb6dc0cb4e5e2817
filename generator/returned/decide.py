"""Decides for every difference of one form what to write into the project, whether to ask, or why nothing is written.

A variable gets a new value only if every cell of the form that shows it agrees, or the user asked for that with
``--prefer 变量``. Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from generator.jinja.values import Label
from generator.project.keywords import GIVEN, STRUCTURE, TREE
from generator.returned.boxes import Box, box_of
from generator.returned.compare import Comparison, Edit, Unwritable, label_of
from generator.returned.edit.yaml_text import Value, flow_text
from generator.returned.expected import ExpectedLine
from generator.returned.explain import OVERRIDE, VARIABLE, Explanation, Write, explanations
from generator.returned.origins import Origins, Path
from generator.returned.rows import RowChange, row_changes

_LONGEST_SHOWN = 120
_MOST_NAMED = 4
_FIXED = "这一格由分表的名称得来，或不能从项目文件里改"
_NUMBERS = re.compile("[0-9]+")


class Status(StrEnum):
    """What becomes of a change."""

    WRITE = "写回"
    ASK = "要选择"
    LEFT = "不写回"


class Change(Struct, frozen=True):
    """One difference: its place in the form, the label of the cell, both texts, and what would be written for it.

    ``message`` (Chinese) says why nothing is written, or what the user has to choose. ``of_rows`` marks rows that were
    added, deleted or moved: they are tried together, as one of them alone may make no sense.
    """

    place: str
    label: str
    old: str
    new: str
    status: Status
    message: str = ""
    writes: tuple[Write, ...] = ()
    of_rows: bool = False

    @property
    def written(self) -> str:
        """The writes as text for a message."""
        return "；".join(written(write) for write in self.writes)


def written(write: Write) -> str:
    """A write as text for a message: its path and value, a long value shortened in the middle."""
    # A flat list of indicators is written without the blank 一级 and 二级 of its tree.
    steps = write.path[:1] + write.path[3:] if write.path[1:3] == ("", "") else write.path
    path = "/".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    return f"{path}: {_short(flow_text(write.value))}" if write.value is not None else f"{path}: （去掉）"


def _short(text: str) -> str:
    half = _LONGEST_SHOWN // 2
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:half]}…{text[-half:]}"


def brief(old: str, new: str) -> tuple[str, str]:
    """An old and a new text shortened for a message: only the lines that differ, and these not too long."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) > 1 or len(after) > 1:
        codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        changed = [(before[a:b], after[c:d]) for kind, a, b, c, d in codes if kind != "equal"]
        old = "\n".join(line for lines, _ in changed for line in lines)
        new = "\n".join(line for _, lines in changed for line in lines)
    return _short(old), _short(new)


class _ExplainedEdit(Struct, frozen=True):
    """An edit with the ways to explain it; never empty, those by variables first."""

    edit: Edit
    choices: tuple[Explanation, ...]


def decide(
    comparison: Comparison,
    expected: Sequence[ExpectedLine],
    origins: Origins,
    fixed_names: frozenset[str],
    prefer: str = "",
) -> list[Change]:
    """All changes of one form, in the order of the form.

    ``prefer`` is 变量, 覆盖 or blank (ask). ``fixed_names`` are the variables of 按, which hold the name of the 分表
    and so cannot be written.
    """
    changes = [_change_of_unwritable(each) for each in comparison.unwritable]
    explained_edits: list[_ExplainedEdit] = []
    boxes: list[Box] = []
    for edit in comparison.edits:
        place = origins.place_of(edit.trace)
        if place is None:
            if box := box_of(edit, origins):
                boxes.append(box)
            else:
                changes.append(_not_written(edit, _why_without_place(edit, origins)))
            continue
        choices = explanations(place, edit.new, origins, fixed_names)
        if place.path[0] in STRUCTURE and not edit.new.strip():
            changes.append(_not_written(edit, "名称不能删去"))
        elif not choices:
            reason = "看不出“类型”“值”“单位”各改成什么，请在项目文件里改"
            reason = reason if place.composed else _FIXED
            changes.append(_not_written(edit, reason))
        else:
            explained_edits.append(_ExplainedEdit(edit, tuple(choices)))
    labels_by_variable = _labels_by_variable(expected, comparison, origins)
    changes += [_choose(explained, explained_edits, labels_by_variable, prefer) for explained in explained_edits]
    changes += _changes_of_boxes(boxes, origins, fixed_names, prefer)
    rows = row_changes(comparison, expected, origins, fixed_names)
    changes += [replace(_change_of_unwritable(each), of_rows=True) for each in rows.unwritable]
    changes += [
        _change_of_row(row, is_held=any(each.new for each in rows.unwritable)) for row in rows.changes if row.writes
    ]
    return sorted(_without_conflicts(changes, prefer), key=_position)


def _change_of_row(row: RowChange, *, is_held: bool) -> Change:
    """The change of a row; one that would go stays where another cannot be added: it may be the same, renamed."""
    change = Change(row.place, "".join(row.label.split()), row.old, row.new, Status.WRITE, "", row.writes, of_rows=True)
    if not is_held or row.new:
        return change
    reason = "另有一行加不进去，这一行也没有删：两行可能是一行改了名称，请在项目文件里改"
    return replace(change, status=Status.LEFT, message=reason, writes=())


def _why_without_place(edit: Edit, origins: Origins) -> str:
    # A label has a place in 显示, except the name of a 地区 in a row of 分解.
    if isinstance(edit.trace.value, Label):
        return "这是分解的地区，请在项目文件的“地区”里改"
    names = sorted(origins.names_of(edit.trace) - {TREE, *GIVEN})
    which = "、".join(f"“{name}”" for name in names) if 0 < len(names) <= _MOST_NAMED else "它用到的数"
    return f"这一格是算出来的，请在项目文件里改{which}"


def _changes_of_boxes(
    boxes: Sequence[Box], origins: Origins, fixed_names: frozenset[str], prefer: str
) -> Iterator[Change]:
    """The changes for boxes that were ticked or cleared: those that ask for one value give it one new value."""
    for box in boxes:
        values = {other.value for other in boxes if other.place.path == box.place.path and other.value}
        new = next(iter(values), "")
        choices = explanations(box.place, new, origins, fixed_names) if len(values) == 1 else []
        if choices:
            yield _choose(_ExplainedEdit(box.edit, tuple(choices)), [], {}, prefer)
        elif len(values) == 1:
            yield _not_written(box.edit, _FIXED)
        else:
            wrong = "勾了不止一项" if values else "勾去掉了，没有勾别的"
            yield _not_written(box.edit, f"{wrong}，不知道“{box.name}”是什么，请在项目文件里改")


def _position(change: Change) -> tuple[bool, list[int]]:
    """Sorts changes by the numbers in their places (``表2 第5行 第3列``); those without a place last."""
    return not change.place, [int(number) for number in _NUMBERS.findall(change.place)]


def _change_of_unwritable(found: Unwritable) -> Change:
    return Change(found.place, found.label, found.old, found.new, Status.LEFT, found.reason)


def _not_written(edit: Edit, reason: str) -> Change:
    return Change(edit.place, edit.label, edit.old, edit.new, Status.LEFT, reason)


def _labels_by_variable(
    expected: Sequence[ExpectedLine], comparison: Comparison, origins: Origins
) -> dict[str, list[str]]:
    """For each variable the labels of the cells that use it and that nobody changed."""
    edited = {id(edit.trace) for edit in comparison.edits}
    lost_ids = {id(line) for line in comparison.lost}
    found: dict[str, list[str]] = {}
    for line in expected:
        if id(line) in lost_ids:
            continue
        for number, cell in enumerate(line.cells):
            for trace in cell.traces.values():
                if id(trace) in edited or cell.covered:
                    continue
                for name in origins.names_of(trace):
                    found.setdefault(name, []).append(label_of(line, number))
    return found


def _choose(
    explained: _ExplainedEdit,
    explained_edits: Sequence[_ExplainedEdit],
    labels_by_variable: dict[str, list[str]],
    prefer: str,
) -> Change:
    """The change for an edit: by its variable, as an override, or a question.

    ``explained_edits`` are all edits of the form, ``labels_by_variable`` the unchanged cells that use each variable.
    """
    edit = explained.edit
    by_variable = [choice for choice in explained.choices if choice.kind == VARIABLE]
    override = next((choice for choice in explained.choices if choice.kind == OVERRIDE), None)
    if len(by_variable) > 1 and prefer != OVERRIDE:
        names = "，或 ".join("、".join(f"{name} = {new}" for name, new in one.variables.items()) for one in by_variable)
        return _ask(edit, by_variable[0], f"看不出改的是 {names}；请用 --prefer 覆盖，或在项目文件里直接改")
    if not by_variable or (prefer == OVERRIDE and override is not None):
        chosen = override if override is not None else explained.choices[0]
        return Change(edit.place, edit.label, edit.old, edit.new, Status.WRITE, "", chosen.writes)
    chosen = by_variable[0]
    contradicting = list(_contradicting_labels(chosen, explained_edits, labels_by_variable))
    if contradicting and prefer != VARIABLE:
        names = "、".join(chosen.variables)
        others = "、".join(f"“{label}”" for label in dict.fromkeys(contradicting[:3]))
        also = "只能改变量，不能只改这一处" if override is None else "--prefer 覆盖 只改这一处"
        message = (
            f"“{names}”还用在{others}{'等处' if len(set(contradicting)) > 3 else ''}，那里没有照改："
            f"--prefer 变量 改“{names}”（那里跟着变），{also}"
        )
        return _ask(edit, chosen, message)
    message = f"{'、'.join(dict.fromkeys(contradicting))} 会跟着变" if contradicting else ""
    return Change(edit.place, edit.label, edit.old, edit.new, Status.WRITE, message, chosen.writes)


def _ask(edit: Edit, chosen: Explanation, message: str) -> Change:
    return Change(edit.place, edit.label, edit.old, edit.new, Status.ASK, message, chosen.writes)


def _contradicting_labels(
    chosen: Explanation, explained_edits: Sequence[_ExplainedEdit], labels_by_variable: dict[str, list[str]]
) -> Iterator[str]:
    """The labels of cells that contradict an explanation: they show a variable unchanged, or with another new value."""
    for name, new in chosen.variables.items():
        root = name.split(".")[0]  # cells are listed by top-level key
        yield from labels_by_variable.get(root, ())
        for other in explained_edits:
            values = {one.variables[name] for one in other.choices if name in one.variables}
            if values and new not in values:
                yield other.edit.label


def _without_conflicts(changes: list[Change], prefer: str) -> list[Change]:
    """The changes, but those that would write different values to one place are marked to be asked about."""
    values: dict[Path, Value] = {}
    conflicting: set[Path] = set()
    for change in changes:
        for write in change.writes if change.status is Status.WRITE else ():
            if write.path in values and values[write.path] != write.value:
                conflicting.add(write.path)
            values[write.path] = write.value
    message = "表里几处对同一个值的改法不一样，不知道以哪一处为准；请在表里改成一样"
    message += "" if prefer == OVERRIDE else "，或用 --prefer 覆盖"
    return [
        replace(change, status=Status.ASK, message=message)
        if change.status is Status.WRITE and any(write.path in conflicting for write in change.writes)
        else change
        for change in changes
    ]
