"""The rows of a table file before headings are told from data, with what was wrong on the way."""

from __future__ import annotations

from msgspec import Struct

from generator.problem import Problem, Source

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv"


class RawRow(Struct, frozen=True):
    """A row: its number in the sheet, its line, its text by column from 0; ``lines`` by column where they differ."""

    number: int
    line: int
    texts: dict[int, str]
    lines: dict[int, int] | None = None


class RawTable:
    """The rows of a file before headings are told from data, with what was wrong on the way."""

    def __init__(self, file: str, sheet: str = "") -> None:
        self.rows: list[RawRow] = []
        self.problems: list[Problem] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.is_unreadable = False
        self._file = file
        self._sheet = f"工作表 {sheet} " if sheet else ""

    def at(self, row: RawRow, column: int) -> Source:
        """The place of a cell."""
        line = row.lines.get(column, row.line) if row.lines else row.line
        return Source(self._file, line, column + 1, f"{self._sheet}第{row.number}行 第{column + 1}列")

    def refuse(self, *problems: Problem) -> RawTable:
        """The file cannot be read."""
        self.problems.extend(problems)
        self.is_unreadable = True
        return self

    def damaged(self, line: int | None, message: str) -> RawTable:
        """The file is damaged, at ``line`` if that is known."""
        return self.refuse(Problem(Source(self._file, line), "Y101", message))
