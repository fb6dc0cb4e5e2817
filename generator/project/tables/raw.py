"""The rows of a table file, .csv or .xlsx, before ``tables.py`` tells headings from data."""

from __future__ import annotations

from msgspec import Struct

from generator.problem import Problem, Source

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


class RawTable:
    """The rows of a file and the problems of reading it.

    ``sheet`` is the title of its sheet, blank for a .csv; ``merges`` are the merged ranges of a sheet: first and last
    row (from 1), first and last column (from 0).
    """

    def __init__(self, file: str, sheet: str = "") -> None:
        self.rows: list[RawRow] = []
        self.problems: list[Problem] = []
        self.merges: list[tuple[int, int, int, int]] = []
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
