"""A filled form and the blank one of its template in, the values in it out: fields, and rows of the tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from generator.document.lines import Line
from generator.project.keywords import LEVELS, TREE
from generator.returned.compare import Unwritable, compare, read_row, row_of
from generator.returned.expected import ExpectedLine
from generator.returned.match import match
from generator.returned.origins import Origins, Path

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class TreeLeaf(Struct, frozen=True):
    """One row: the labels of its levels as printed, and its attributes."""

    labels: tuple[str, ...]
    attributes: Mapping[str, str]


class FormValues(Struct):
    """What one form says; a field that it does not have is not in ``fields``."""

    fields: dict[Path, str] = field(default_factory=dict)
    rows: list[TreeLeaf] = field(default_factory=list)
    problems: list[Unwritable] = field(default_factory=list)


def values_of(blank: Sequence[ExpectedLine], actual: Sequence[Line], origins: Origins) -> FormValues:
    """Everything that the placeholders of a template show in a form."""
    found = FormValues()
    comparison = compare(blank, actual)
    edited = {id(edit.trace): edit for edit in comparison.edits}
    gone = _gone(blank, actual)
    for line in blank:
        if row_of(line) is not None or id(line) in gone:
            continue
        for trace in line.traces():
            place = origins.field_of(trace)
            if place is None or place.path[0] == TREE:
                continue
            edit = edited.get(id(trace))
            text = "" if edit is None else edit.new
            if trace.direct is None and _GROUPED.fullmatch(text):
                text = text.replace(",", "")
            old = found.fields.get(place.path)
            if old and edit is not None and old != text:
                reason = f"“{trace.expression}”在表里写了两种：“{old}”和“{text}”"
                found.problems.append(Unwritable(edit.place, edit.label, old, text, reason))
            elif not old:
                found.fields[place.path] = text
    _read_rows(blank, actual, found)
    rows = tuple(line.place for line in actual if _is_row_like(blank, line))
    found.problems += [each for each in comparison.unwritable if not _is_expected(each, blank, rows)]
    return found


def _gone(blank: Sequence[ExpectedLine], actual: Sequence[Line]) -> set[int]:
    return {id(pair.expected) for pair in match(blank, actual).pairs if pair.actual is None}


def _is_expected(found: Unwritable, blank: Sequence[ExpectedLine], rows: Sequence[str]) -> bool:
    """Rows of the tree differ from the blank one; a line that prints a value may be missing there."""
    in_row = any(found.place == row or found.place.startswith(f"{row} ") for row in rows)
    is_lost = not found.new and any(line.place == found.place and any(line.traces()) for line in blank)
    return in_row or is_lost


def _model(blank: Sequence[ExpectedLine]) -> ExpectedLine | None:
    return next((line for line in blank if row_of(line) is not None), None)


def _is_row_like(blank: Sequence[ExpectedLine], line: Line) -> bool:
    model = _model(blank)
    return model is not None and line.table == model.table and len(line.cells) == len(model.cells)


def _read_rows(blank: Sequence[ExpectedLine], actual: Sequence[Line], found: FormValues) -> None:
    model = _model(blank)
    if model is None:
        return
    known = {
        id(pair.actual)
        for pair in match(blank, actual).pairs
        if pair.expected is not None and row_of(pair.expected) is None
    }
    labels: tuple[str, ...] = ()
    for line in actual:
        if id(line) in known or not _is_row_like(blank, line):
            continue
        texts = read_row(model, line)
        if texts is None:
            found.problems.append(Unwritable(line.place, "", "", line.text, "这一行与模板里的指标行对不上"))
            continue
        here = tuple(texts.pop(level, "").strip() for level in LEVELS)
        upper = [text or (labels[at] if labels else "") for at, text in enumerate(here[:-1])]
        labels = (*upper, here[-1])
        found.rows.append(TreeLeaf(labels, texts))
