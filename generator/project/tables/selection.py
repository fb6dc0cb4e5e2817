"""Chooses the rows of a table of data that are sub-forms, and tells of every other row where it stands and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.problem import Problem, Severity, Source
from generator.project.keywords import EACH, FORMS, HIDDEN, KEEP, SKIP
from generator.project.problems import error, warning
from generator.project.tables.not_forms import Row, not_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from generator.project.tables.tables import DataTable

SHOWN = 6  # rows or headings that a message names
_LONGEST = 20  # characters of a row that a message quotes


class Selection(Struct, frozen=True):
    """The rows that are sub-forms, what is said of the others, and the lines of those that were left out.

    ``refused`` are errors in rows that may be sub-forms, by the name of the row.
    """

    rows: Sequence[Row]
    problems: Sequence[Problem]
    lines: frozenset[int | None]
    refused: Sequence[tuple[str, Problem]]


class Advice(Struct, frozen=True):
    """Where the user says that a row is a sub-form, and how what becomes of hidden rows, as messages put it."""

    asking: str = f"在 {EACH} 下面写上它的名称"
    hiding: str = f"在 {FORMS} 下面写 {HIDDEN}: "


_BESIDE = Advice()


def select(
    table: DataTable, column: int, asked: Collection[str], hidden: str, at: Source, advice: Advice = _BESIDE
) -> Selection:
    """The rows that are sub-forms.

    ``column`` has their names; a row whose name is in ``asked`` is one in any case. ``hidden`` is what the project says
    of hidden rows, blank if nothing. ``at`` is where the table is named: the place of a row without cells.
    """
    rows = list(table.rows)
    found = not_forms(table, rows, column, asked)
    told = _Told(table, rows, column, at, advice)
    problems = [*told.sure(found.sure), *(told.total(row, *why) for row, why in found.totals.items())]
    gone = {*found.sure, *(row for row, (_, is_strong) in found.totals.items() if is_strong)}
    covered = sorted(table.hidden - gone)
    if covered and not hidden:
        problems.append(told.hidden(covered))
    if hidden == SKIP:
        gone.update(covered)
    names_only = sorted(found.names_only - gone)
    gone.update(names_only)
    refused = [(told.name(row), told.name_only(row)) for row in names_only]
    lines = frozenset(cell.source.line for row in gone for cell in rows[row] if cell is not None)
    return Selection([cells for row, cells in enumerate(rows) if row not in gone], problems, lines, refused)


class _Told(Struct, frozen=True):
    """What is said of rows, by their indexes."""

    table: DataTable
    rows: Sequence[Row]
    column: int
    at: Source
    advice: Advice

    def place(self, row: int) -> Source:
        return place_of(self.rows[row], self.at)

    def name(self, row: int) -> str:
        cell = self.rows[row][self.column]
        return "" if cell is None else cell.text.strip()

    def _row(self, row: int, text: str) -> str:
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        return f"第{self.place(row).line}行" + (f"“{short}”" if text else "")

    def sure(self, words: Mapping[int, str]) -> list[Problem]:
        if not words:
            return []
        places = [self._row(row, word) for row, word in words.items()]
        more = f"等 {len(places)} 行" if len(places) > SHOWN else ""
        message = f"表格里的{'、'.join(places[:SHOWN])}{more}不是分表，没有做；要做的请{self.advice.asking}"
        return [Problem(self.place(next(iter(words))), "P050", message, severity=Severity.INFO)]

    def total(self, row: int, reason: str, is_strong: bool) -> Problem:  # noqa: FBT001
        name, by = self.name(row), self.table.headings[self.column].text
        if not name:
            why, outcome = f"没有“{by}”，{reason}，", f"没有做成分表；是分表的请写上“{by}”"
        else:
            why = f"的{reason}，" if reason else ""
            outcome = (
                f"没有做成分表；是分表的请{self.advice.asking}" if is_strong else "仍然做成了一个分表；不是分表的请删去"
            )
        return warning("P051", self.place(row), f"{self._row(row, name)}{why}像是合计行，{outcome}")

    def hidden(self, rows: Sequence[int]) -> Problem:
        names = [self._row(row, name) for row in rows if (name := self.name(row))]
        more = "等" if len(rows) > SHOWN else ""
        message = (
            f"表格里有 {len(rows)} 行被隐藏或筛掉了，仍然照做：{'、'.join(names[:SHOWN])}{more}；"
            f"不要的请{self.advice.hiding}{SKIP}，要的写 {HIDDEN}: {KEEP}"
        )
        return warning("P052", self.place(rows[0]), message)

    def name_only(self, row: int) -> Problem:
        message = f"这一行只有名称，各项都空着：不是分表的请删去这一行；是分表的请填上数据，或{self.advice.asking}"
        return error("P011", self.place(row), message, self.name(row))


def place_of(cells: Row, at: Source) -> Source:
    """The place of the first cell of a row that is not blank; ``at`` if all are."""
    return next((cell.source for cell in cells if cell is not None), at)
