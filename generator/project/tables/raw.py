"""The rows of a table file, .csv or .xlsx, before ``tables.py`` tells headings from data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.chinese.labels import variable_name
from generator.problem import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv"


class RawRow(Struct, frozen=True):
    """A row that is not blank: its number in the sheet (from 1), its line in the file, its texts by column (from 0).

    ``lines`` gives the line of each column where line breaks inside cells make them differ. A row that a filter leaves
    out is hidden too.
    """

    number: int
    line: int
    texts: dict[int, str]
    lines: dict[int, int] | None = None
    is_hidden: bool = False


_COMPUTES = re.compile(r"[-+*/]")


def heading_of(text: str) -> str:
    """A heading without line breaks and blanks, which only spread it (``市　州``)."""
    return "".join(text.split())


def one_line(text: str) -> str:
    """The name of a row without the line breaks that fit it into its column."""
    return "".join(line.strip() for line in text.split("\n"))


def headings_of(texts: Sequence[str], key: str) -> list[str]:
    """The names that headings give, as tags can use them: 资金 of ``资金（万元）``, 资金_2024年 of ``2024年资金``.

    The unit stays where two would get one name. A heading stays as it is where it is ``key``, and where a tag would
    compute with it (``年度/项目指标值``).
    """
    names = [heading_of(text) for text in texts]
    kept = [name == key or _COMPUTES.search(name) is not None for name in names]
    plain = [name if stays else variable_name(name) or name for name, stays in zip(names, kept, strict=True)]
    return [
        name if stays else short if plain.count(short) == 1 else variable_name(name, with_unit=True) or name
        for name, short, stays in zip(names, plain, kept, strict=True)
    ]


class OtherSheet(Struct, frozen=True):
    """A visible sheet with data that was not read; ``has_key`` if it has the heading that the one read is found by."""

    title: str
    has_key: bool


class RawTable:
    """The rows of a file and the problems of reading it.

    ``sheet`` is the title of its sheet, blank for a .csv; ``merges`` are the merged ranges of a sheet: first and last
    row (from 1), first and last column (from 0).
    """

    def __init__(self, file: str, sheet: str = "") -> None:
        self.rows: list[RawRow] = []
        self.problems: list[Problem] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.other_sheets: tuple[OtherSheet, ...] = ()
        self.is_unreadable = False
        self._file = file
        self.sheet = sheet

    def at(self, row: RawRow, column: int) -> Source:
        """The place of a cell; ``column`` counts from 0."""
        line = row.lines.get(column, row.line) if row.lines else row.line
        sheet = f"工作表 {self.sheet} " if self.sheet else ""
        return Source(self._file, line, column + 1, f"{sheet}第{row.number}行 第{column + 1}列")

    def refuse(self, *problems: Problem) -> RawTable:
        """Mark the file as one that cannot be read; returns itself."""
        self.problems.extend(problems)
        self.is_unreadable = True
        return self

    def damaged(self, line: int | None, message: str) -> RawTable:
        """Mark the file as damaged, at ``line`` (None if unknown); returns itself."""
        return self.refuse(Problem(Source(self._file, line), "Y101", message))
