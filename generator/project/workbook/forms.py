"""Reads the sheets of sub-forms: 分表 (a row each), and further sheets with several rows for each, as lists of records.

Rows of 分表 that are no sub-forms are told by the same rules as in tables of data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.problem import Problem, Source
from generator.project.keywords import BY, EACH, FORMS, HIDDEN
from generator.project.problems import did_you_mean
from generator.project.tables.raw import one_line
from generator.project.tables.selection import Advice, select
from generator.project.tables.tables import DataCell, DataTable
from generator.project.workbook.marks import is_blank_mark, key_of
from generator.project.workbook.names import COMMON, FORM_ROWS, OVERRIDES
from generator.project.workbook.sheets import ProjectSheet, checked
from generator.project.workbook.slots import Slot
from generator.project.workbook.trees import attributes_of
from generator.project.yaml.nodes import Null, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from generator.project.tables.raw import RawRow

_ADVICE = Advice(f"在工作表“{OVERRIDES}”里写上它的名称", f"在工作表“{COMMON}”里写 {FORMS} | {HIDDEN} | ")


def name_of(text: str) -> str:
    """The name of a sub-form in a cell: without the line breaks that fit it in, unless a backslash begins it."""
    return key_of(text) if text.startswith("\\") else one_line(key_of(text))


class Forms(Struct):
    """The sub-forms of a workbook: ``by`` is the variable with their names, blank if no sheet 分表 gives it.

    ``names`` are those in the sheet 分表; None where there is no such sheet.
    """

    slot: Slot
    by: str = ""
    names: dict[str, Source] | None = None

    def form(self, name: str, at: Source, problems: list[Problem]) -> Slot | None:
        """The slot of a sub-form that another sheet names; None, and reported, if there is none of this name."""
        if not name:
            problems.append(Problem(at, "Y114", "这一行没有写是哪个分表：请在第一列写上"))
            return None
        if self.names is not None and name not in self.names:
            hint = did_you_mean(name, self.names, len(problems)) or "：要出这张表，请先在那里写上它的名称"
            message = f"工作表“{FORM_ROWS}”里没有“{name}”{hint}"
            problems.append(Problem(at, "Y115", message))
            return None
        return self.slot.child(EACH, at).child(name, at)


def read_forms(sheet: ProjectSheet, root: Slot, asked: Collection[str], problems: list[Problem]) -> Forms:
    """Put 分表 below ``root``; a row whose name is in ``asked`` is a sub-form in any case."""
    column = min(sheet.headings)
    by = sheet.headings[column]
    slot = root.child(FORMS, sheet.heading_at(column))
    if by != FORMS:
        slot.child(BY, sheet.heading_at(column)).put(Text(by, sheet.heading_at(column)), problems, BY)
    each = slot.child(EACH, sheet.heading_at(column))
    rows, found = checked(sheet, 0, tells_hidden=False)
    problems += found
    forms = Forms(slot, by, {})
    choice = slot.children[HIDDEN].value if HIDDEN in slot.children else None
    for row in _chosen(sheet, rows, column, asked, choice.value.strip() if isinstance(choice, Text) else "", problems):
        name = name_of(row.texts.get(column, ""))
        _read_row(sheet, row, column, name, each, forms, problems)
    return forms


def _read_row(
    sheet: ProjectSheet, row: RawRow, column: int, name: str, each: Slot, forms: Forms, problems: list[Problem]
) -> None:
    at = sheet.at(row, column)
    assert forms.names is not None  # noqa: S101  # made by read_forms
    if not name:
        what = sheet.headings[column]
        problems.append(Problem(at, "P011", f"这一行没有“{what}”，不知道是哪个分表：请写上，或删去这一行"))
    elif name in forms.names:
        message = f"“{name}”写了两次：另一次在第{forms.names[name].line}行，只能留一行"
        problems.append(Problem(at, "P012", message, name))
    else:
        forms.names[name] = at
        form = each.child(name, at)
        form.when_empty = Null(at)
        columns = [place for place in sheet.headings if place != column]
        for variable, node, source in attributes_of(sheet, row, columns, problems):
            form.child(variable, source).put(node, problems, variable)


def _chosen(
    sheet: ProjectSheet,
    rows: list[RawRow],
    column: int,
    asked: Collection[str],
    hidden: str,
    problems: list[Problem],
) -> list[RawRow]:
    """The rows that are sub-forms; what is said of the others is added to the problems."""
    places = sorted(sheet.headings)
    cells = [
        tuple(
            None if (text := row.texts.get(place)) is None else DataCell(_shown(text), sheet.at(row, place))
            for place in places
        )
        for row in rows
    ]
    headings = tuple(DataCell(sheet.headings[place], sheet.heading_at(place)) for place in places)
    covered = frozenset(at for at, row in enumerate(rows) if row.is_hidden)
    across = {top for top, _, left, right in sheet.raw.merges if right > left}
    spanned = frozenset(at for at, row in enumerate(rows) if row.number in across)
    table = DataTable(headings, cells, covered, spanned, sheet.title)
    selection = select(table, places.index(column), asked, hidden, sheet.heading_at(column), _ADVICE)
    problems += selection.problems
    problems += (problem for _, problem in selection.refused)
    return [row for row in rows if row.number not in selection.lines]


def _shown(text: str) -> str:
    return "" if is_blank_mark(text) else text.strip()


def asked_names(sheets: Iterable[ProjectSheet]) -> set[str]:
    """The names in the first columns of other sheets: what these say of a sub-form makes one of its row."""
    return {
        name_of(row.texts[column])
        for sheet in sheets
        for column in [min(sheet.headings)]
        for row in sheet.rows
        if column in row.texts
    }


def read_records(sheet: ProjectSheet, forms: Forms, problems: list[Problem]) -> None:
    """Put the rows of a sheet into the sub-forms that its first column names: a list under the sheet's name."""
    column, *others = sheet.headings
    rows, found = checked(sheet, 1)
    problems += found
    name = ""
    for row in rows:
        at = sheet.at(row, column)
        name = name_of(row.texts[column]) if column in row.texts else name
        form = forms.form(name, at, problems)
        record = attributes_of(sheet, row, others, problems)
        if form is not None and record:
            slot = form.child(sheet.title, at).item(at)
            for heading, node, source in record:
                slot.child(heading, source).put(node, problems, heading)
