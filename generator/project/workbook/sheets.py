"""Opens a workbook and reads each of its sheets into a heading row and rows of texts, with what is wrong with them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.office.package import read_package
from generator.office.refusal import printable, problems_at
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.keywords import INHERIT, TEMPLATE
from generator.project.tables.raw import RawRow, RawTable, heading_of, headings_of
from generator.project.tables.tables import with_merged
from generator.project.tables.xlsx import Workbook, is_visible
from generator.project.workbook.names import COMMON, NOTES, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WORKBOOK = ".xlsx"
CELL_LIMIT = 500_000
_LOOKED_AT = 1 << 20  # bytes
_SHOWN = 6  # rows or names that a message lists


class ProjectSheet(Struct, frozen=True):
    """A sheet: its headings by column (from 0, in order) and the rows below them that are not blank."""

    title: str
    raw: RawTable
    headings: dict[int, str]
    heading_row: RawRow
    rows: list[RawRow]

    def at(self, row: RawRow, column: int) -> Source:
        """The place of a cell."""
        return self.raw.at(row, column)

    def heading_at(self, column: int) -> Source:
        """The place of a heading."""
        return self.raw.at(self.heading_row, column)

    def column(self, *names: str) -> int | None:
        """The column with one of these headings; None if there is none."""
        return next((column for column, name in self.headings.items() if name in names), None)


def has_project(path: Path) -> bool:
    """Whether a file is a workbook whose sheet 共同 names a 模板, or a project file to 沿用."""
    if not _may_have_project(path):
        return False
    try:
        with problems_at(Source(str(path))):
            workbook = Workbook(read_package(path, kind="xlsx"))
            common = [entry for entry in workbook.sheets() if printable(entry.get("name", "")).strip() == COMMON]
            rows = workbook.read(common[0]).rows if common else []
    except JixiaoError:
        return False
    return any(len(row.texts) > 1 and heading_of(row.texts.get(0, "")) in {TEMPLATE, INHERIT} for row in rows)


def _may_have_project(path: Path) -> bool:
    """Whether a folder's workbook is worth reading: most are forms and tables, and there may be thousands."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            start = part.read(_LOOKED_AT)
    except Exception:  # noqa: BLE001  # whatever damaged bytes raise; reading it says so in words
        return True
    return COMMON.encode() in start or b"&#" in start


def read_sheets(path: Path, shown_as: str) -> tuple[dict[str, ProjectSheet], list[Problem]]:
    """The sheets of a workbook by name, without those that are blank or that nobody is meant to fill in."""
    problems: list[Problem] = []
    found: dict[str, ProjectSheet] = {}
    cells = 0
    try:
        with problems_at(Source(shown_as)):
            workbook = Workbook(read_package(path, kind="xlsx", shown_as=shown_as), keeps_blanks=True)
            for entry in workbook.sheets():
                title = printable(entry.get("name", "")).strip()
                if title == NOTES or (title not in SHEETS and not is_visible(entry)):
                    continue
                raw = workbook.read(entry)
                problems += raw.problems
                cells += sum(len(row.texts) for row in raw.rows)
                if title in found:
                    message = f"有两张工作表都叫“{title}”（前后的空格不算）：请给其中一张改名"
                    problems.append(Problem(Source(shown_as, 1, 1, f"工作表 {raw.sheet}"), "Y110", message))
                elif raw.rows:
                    found[title] = _sheet(title, raw)
    except JixiaoError as error:
        return {}, [*problems, *error.problems]
    if cells > CELL_LIMIT:
        message = (
            f"工作簿里填了 {cells:,} 格，超过 {CELL_LIMIT:,} 格："
            "分表很多的，请把数据放在另一个表格文件里，在“共同”里写 分表 | 数据 | 文件名"
        )
        return {}, [Problem(Source(shown_as), "Y009", message)]
    return found, problems


def _sheet(title: str, raw: RawTable) -> ProjectSheet:
    heading_row, *rows = raw.rows
    literal = {column for column, text in heading_row.texts.items() if text.startswith("\\")}
    plain = [column for column in heading_row.texts if column not in literal]
    names = dict(zip(plain, headings_of([heading_row.texts[column] for column in plain], ""), strict=True))
    names |= {column: heading_row.texts[column][1:] for column in literal}
    return ProjectSheet(title, raw, dict(sorted(names.items())), heading_row, rows)


def heading_cells(names: Sequence[str]) -> list[str]:
    """The texts of heading cells that are read as these names: a backslash keeps one as it is."""
    escaped = {name for name in names if name.startswith("\\") or not name}
    while True:
        plain = [name for name in names if name not in escaped]
        changed = {name for name, read in zip(plain, headings_of(plain, ""), strict=True) if name != read}
        if not changed:
            return [f"\\{name}" if name in escaped else name for name in names]
        escaped |= changed


def checked(
    sheet: ProjectSheet, levels: int, repeated: str = "", *, tells_hidden: bool = True
) -> tuple[list[RawRow], list[Problem]]:
    """The rows of a sheet, merged cells filled, and what is wrong with its headings and the shape of its cells.

    ``levels`` is the number of columns of keys, in which a blank cell means as above; the heading ``repeated`` may
    stand there several times.
    """
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for column, name in sheet.headings.items():
        if name in first and name != repeated:
            message = f"表头“{name}”重复了：第{first[name] + 1}列和第{column + 1}列只能留一个"
            problems.append(Problem(sheet.heading_at(column), "Y102", message))
        first.setdefault(name, column)
    problems += _without_heading(sheet)
    problems += _merged_across(sheet, levels)
    if tells_hidden and (hidden := [f"第{row.number}行" for row in sheet.rows if row.is_hidden]):
        more = "等" if len(hidden) > _SHOWN else ""
        message = f"有 {len(hidden)} 行被隐藏或筛掉了，仍然照用：{'、'.join(hidden[:_SHOWN])}{more}；不要的请删去"
        at = next(sheet.at(row, 0) for row in sheet.rows if row.is_hidden)
        problems.append(Problem(at, "P052", message, severity=Severity.INFO))
    start = sorted(sheet.headings)[levels] if len(sheet.headings) > levels else max(sheet.headings) + 1
    return with_merged(sheet.raw, sheet.rows, start), problems


def _without_heading(sheet: ProjectSheet) -> Iterator[Problem]:
    reported: set[int] = set()
    for row in sheet.rows:
        for column, text in row.texts.items():
            if column not in sheet.headings and column not in reported:
                reported.add(column)
                message = (
                    f"“{text.strip()[:20]}”所在的这一列没有表头：请在第{sheet.heading_row.number}行写上，或删去这一列"
                )
                yield Problem(sheet.at(row, column), "Y104", message)


def _merged_across(sheet: ProjectSheet, levels: int) -> Iterator[Problem]:
    """Merges over several columns: an error among the keys, elsewhere a warning, for only the first has the value."""
    keys = set(sorted(sheet.headings)[:levels])
    rows = {row.number: row for row in (sheet.heading_row, *sheet.rows)}
    for top, _, left, right in sheet.raw.merges:
        if right == left or top not in rows or left not in rows[top].texts:
            continue
        at = sheet.at(rows[top], left)
        if left in keys or top == sheet.heading_row.number:
            yield Problem(at, "Y108", "这一格横着合并了几列：请拆开，各列分别填写")
        elif any(column in sheet.headings for column in range(left + 1, right + 1)):
            message = f"这一格横着合并了几列，值只算“{sheet.headings.get(left, '')}”的：请拆开，每列填一个"
            yield Problem(at, "Y108", message, severity=Severity.WARNING)


def missing_column(sheet: ProjectSheet, name: str, example: str) -> Problem:
    """An error for a heading that the sheet must have; ``example`` is what the heading row should be."""
    message = f"工作表“{sheet.title}”没有“{name}”这一列：第一行应为 {example}"
    return Problem(sheet.heading_at(min(sheet.headings)), "Y111", message)
