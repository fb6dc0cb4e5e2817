"""Reads a table of data (``.csv`` or ``.xlsx``) into a ``DataTable``: headings and rows, each cell as displayed.

The lower cells of a merged one have its value. What the columns mean is not known here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.labels import is_unit
from generator.chinese.numbers import as_number
from generator.problem import Problem, Severity, Source
from generator.project.keywords import SHEET
from generator.project.tables.raw import SAVE_AS, OtherSheet, RawRow, RawTable, heading_of, headings_of, one_line
from generator.project.tables.xlsx import read_xlsx
from generator.project.yaml.text_file import decode, invisible_characters, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLANK_MARKS = frozenset({"（空）", "(空)"})
_MOST_ROWS = 50_000  # of a .csv; a project has fewer sub-forms
_MOST_TITLES = 10  # rows in which the headings are looked for
_TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_ERROR_VALUE = re.compile(r"##+|#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_SCIENTIFIC = re.compile(r"-?[0-9](?:\.[0-9]+)?E\+[0-9]+")
# Formats of spreadsheets that get a message how to save them.
_OTHER_FORMATS = {".xls", ".et", ".wps", ".ett", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".numbers"}


class DataCell(Struct, frozen=True):
    """The text that a cell displays, without the white space around it."""

    text: str
    source: Source


class DataTable(Struct, frozen=True):
    """A row has an item for each heading: None for a blank cell, a cell with empty text where （空） is typed."""

    headings: tuple[DataCell, ...]
    rows: Sequence[tuple[DataCell | None, ...]]
    hidden: frozenset[int] = frozenset()
    """The indexes of the rows that are hidden or filtered out."""
    spanned: frozenset[int] = frozenset()
    """The indexes of the rows with a text merged over several columns."""
    sheet: str = ""
    other_sheets: tuple[OtherSheet, ...] = ()


def read_table(
    path: Path, shown_as: str, at: Source, key: str = "", sheet: str = ""
) -> tuple[DataTable | None, list[Problem]]:
    """The table in a file, or None if it cannot be read, and the problems; beside problems it is what could be read.

    ``at`` is where the project file names it: the place of problems with the file as a whole. ``key`` is a heading by
    which the row of headings is found below titles. ``sheet`` is the title of the sheet of a workbook to read; blank
    for the first visible one.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        data = read_bytes(path, shown_as, at)
        return None, [data] if isinstance(data, Problem) else []
    if suffix in {".csv", ".tsv", ".txt"}:
        if sheet:
            return None, [Problem(at, "Y101", f"「{shown_as}」没有工作表，请去掉“工作表: {sheet}”")]
        raw = _read_csv(path, shown_as, at)
    elif suffix == ".xlsx":
        raw = read_xlsx(path, shown_as, sheet, key)
    else:
        reason = f"{suffix} 格式不能直接使用" if suffix in _OTHER_FORMATS else "数据表只能是 .xlsx 或 .csv 文件"
        return None, [Problem(at, "Y101", f"「{shown_as}」：{reason}，{SAVE_AS}（只改扩展名不行）")]
    return (None, raw.problems) if raw.is_unreadable else table_from(raw, key)


def _read_csv(path: Path, shown_as: str, at: Source) -> RawTable:
    raw = RawTable(shown_as)
    data = read_bytes(path, shown_as, at)
    if isinstance(data, Problem):
        return raw.refuse(data)
    text = decode(data)
    if text is None:
        message = "看不懂这个文件的编码：请用 Excel 或 WPS 打开，另存为「CSV UTF-8（逗号分隔）」"
        return raw.refuse(Problem(Source(shown_as), "Y003", message))
    if problems := invisible_characters(text, shown_as):
        return raw.refuse(*problems)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter(text), strict=True)
    number, line = 0, 1
    try:
        for fields in reader:
            number += 1
            if row := _csv_row(number, line, fields, is_long=reader.line_num > line):
                raw.rows.append(row)
            if len(raw.rows) > _MOST_ROWS:
                return raw.damaged(line, f"数据表超过 {_MOST_ROWS:,} 行，太多了：请分成几个项目")
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            limit = f"{csv.field_size_limit():,}"
            message = f"从这一行起有一格超过 {limit} 个字：多半是引号没有成对；真有这么长的文字，请放在文本文件里"
        else:
            message = '从这一行起引号没有成对：单元格里有引号时，整格加引号，里面的 " 写成 ""'
        return raw.damaged(line, message)
    return raw


def delimiter(text: str) -> str:
    """The delimiter of a .csv: comma, semicolon or tab, whichever its first line has most of outside quotes."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=outside.count)


def _csv_row(number: int, line: int, fields: list[str], *, is_long: bool) -> RawRow | None:
    """A row that begins on ``line``, over several lines if ``is_long``; None if it is blank."""
    texts = {column: text for column, field in enumerate(fields) if (text := _without_formula(field.strip()))}
    if not texts:
        return None
    if not is_long:
        return RawRow(number, line, texts)
    lines: dict[int, int] = {}
    below = line
    for column, field in enumerate(fields):
        lines[column] = below
        below += field.count("\n")
    return RawRow(number, line, texts, lines)


def _without_formula(text: str) -> str:
    """The text of ``="007"``, by which programs keep Excel from making a number of it."""
    found = _TEXT_FORMULA.fullmatch(text)
    return found[1].replace('""', '"') if found else text


def table_from(raw: RawTable, key: str) -> tuple[DataTable | None, list[Problem]]:
    """The table whose headings and data these rows are; None if one of the two is missing."""
    depth = _heading_depth(raw, key)
    heading_rows, body = raw.rows[:depth], with_merged(raw, raw.rows[depth:])
    problems = raw.problems
    if not heading_rows or not body:
        what = (
            "没有数据：第一行写表头（变量名），下面每行一个分表" if heading_rows else "是空的：第一行写表头（变量名）"
        )
        others = "、".join(f"“{sheet.title}”" for sheet in raw.other_sheets)
        instead = f"；数据在工作表{others}里的，请写明 {SHEET}: 名称" if others else ""
        problems.append(Problem(raw.at(RawRow(1, 1, {}), 0), "Y103", f"数据表{what}{instead}"))
        return None, problems
    headings = _headings(raw, heading_rows, key)
    known = dict(headings)
    problems += _duplicates(headings)
    problems += _without_heading(raw, heading_rows[-1], known, body)
    problems += _lost_in_excel(raw, body)
    problems += _merged_across(raw, known, body)
    columns = [column for column, _ in headings]
    names = next((column for column, cell in headings if cell.text == key), None)
    ordered = sorted(problems, key=lambda problem: (problem.source.line or 0, problem.source.column or 0))
    hidden = frozenset(index for index, row in enumerate(body) if row.is_hidden)
    across = {top for top, _, left, right in raw.merges if right > left}
    spanned = frozenset(index for index, row in enumerate(body) if row.number in across)
    table = DataTable(
        tuple(cell for _, cell in headings),
        _LazyRows(raw, body, columns, names),
        hidden,
        spanned,
        raw.sheet,
        raw.other_sheets,
    )
    return table, ordered


def _heading_depth(raw: RawTable, key: str) -> int:
    """Removes title rows, and returns how many rows the headings take: merged cells may stretch over several."""
    first_rows = raw.rows[:_MOST_TITLES]
    names = (headings_of(list(row.texts.values()), key) for row in first_rows)
    found = next((index for index, row in enumerate(names) if key and key in row), 0)
    if any(len(row.texts) >= len(raw.rows[found].texts) for row in raw.rows[:found]):
        found = 0  # a row above as wide as that one is no title
    del raw.rows[:found]
    widest = max((len(row.texts) for row in first_rows), default=0)
    while not found and len(raw.rows) > 1 and _is_title(raw, raw.rows[0], key, widest):
        del raw.rows[0]
    if not raw.rows:
        return 0
    first = raw.rows[0].number
    last = max((bottom for top, bottom, _, _ in raw.merges if top == first), default=first)
    if last == first and len(raw.rows) > 2 and _continues_headings(raw.rows[0], raw.rows[1], key):
        return 2
    return sum(1 for row in raw.rows if row.number <= last)


def _continues_headings(above: RawRow, row: RawRow, key: str) -> bool:
    """Whether the row below headings has those of the parts of a group: no name, no number, texts below blanks.

    So a heading over several columns looks in a .csv, where nothing is merged.
    """
    names = headings_of(list(above.texts.values()), key)
    if key not in names or row.number != above.number + 1:
        return False
    column = list(above.texts)[names.index(key)]
    return (
        column not in row.texts
        and not above.texts.keys() >= row.texts.keys()
        and all(as_number(text) is None for text in row.texts.values())
    )


def _is_title(raw: RawTable, row: RawRow, key: str, widest: int) -> bool:
    """Whether a row has one text only, in a cell merged over several columns or where other rows have more."""
    columns = list(row.texts)
    if len(columns) != 1 or heading_of(row.texts[columns[0]]) == key:
        return False
    return widest > 1 or any(
        top <= row.number <= bottom and left <= columns[0] < right for top, bottom, left, right in raw.merges
    )


def _headings(raw: RawTable, rows: list[RawRow], key: str) -> list[tuple[int, DataCell]]:
    """The lowest heading of each column, in order: a heading over several columns is only a group of those below it.

    A unit below the heading of one column is no heading.
    """
    lowest: dict[int, tuple[str, Source]] = {}
    grouped = {left for top, _, left, right in raw.merges if right > left and top <= rows[-1].number}
    for row in rows:
        for column, text in row.texts.items():
            if column not in lowest or column in grouped or not is_unit(heading_of(text)):
                lowest[column] = text, raw.at(row, column)
    names = headings_of([text for text, _ in lowest.values()], key)
    cells = {column: DataCell(name, at) for (column, (_, at)), name in zip(lowest.items(), names, strict=True)}
    return sorted(cells.items())


def with_merged(raw: RawTable, body: list[RawRow], first: int = 0) -> list[RawRow]:
    """The rows with the value of each merged cell in all rows that it covers, from column ``first`` on."""
    at = {row.number: index for index, row in enumerate(body)}
    filled = list(body)
    last: dict[int, int] = {}  # the last row of the merges so far in a column: a sound sheet has none that overlap
    for top, bottom, left, _ in sorted(raw.merges):
        if (
            left < first
            or bottom == top
            or top <= last.get(left, 0)
            or top not in at
            or left not in body[at[top]].texts
        ):
            continue
        last[left] = bottom
        for index in range(at[top] + 1, len(body)):
            row = filled[index]
            if row.number > bottom:
                break
            filled[index] = replace(row, texts={**row.texts, left: body[at[top]].texts[left]})
    return filled


def _merged_across(raw: RawTable, known: dict[int, DataCell], body: list[RawRow]) -> Iterator[Problem]:
    """A warning for each cell of data that is merged over several headings: only the first of them has its value."""
    rows = {row.number: row for row in body}
    for top, _, left, right in raw.merges:
        under = [known[column].text for column in range(left + 1, min(right, max(known)) + 1) if column in known]
        if under and left in known and top in rows and left in rows[top].texts:
            message = (
                f"这一格横着合并了几列，值只算“{known[left].text}”的，“{under[0]}”这一列是空的：请拆开，每列填一个"
            )
            yield Problem(raw.at(rows[top], left), "Y108", message, severity=Severity.WARNING)


def _lost_in_excel(raw: RawTable, body: list[RawRow]) -> Iterator[Problem]:
    """An error for each error value and column too narrow, a warning for each number with an exponent.

    Excel shows them so, and saves to .csv what it shows.
    """
    for row in body:
        for column, text in row.texts.items():
            if text[0] == "#" and _ERROR_VALUE.fullmatch(text):
                narrow = not text.strip("#")
                advice = "Excel 里这一列太窄，数没有存下来：请把列拉宽再保存" if narrow else "请改正公式或数据"
                yield Problem(raw.at(row, column), "Y105", f"单元格是{'' if narrow else '错误值 '}{text}：{advice}")
            if "E" in text and _SCIENTIFIC.fullmatch(text):
                lost = "Excel 写长号码的样子，后几位已经没有了：请把这一列设为文本，重新输入后再保存"
                shown = "科学记数的格式，会照样印出来：请把这一列的数字格式改成“数值”"
                message = f"「{text}」是{shown if raw.sheet else lost}"
                yield Problem(raw.at(row, column), "Y107", message, severity=Severity.WARNING)


def _duplicates(headings: list[tuple[int, DataCell]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for column, cell in headings:
        if cell.text in first:
            message = f"表头「{cell.text}」重复了：第{first[cell.text] + 1}列和第{column + 1}列只能留一个"
            yield Problem(cell.source, "Y102", message)
        else:
            first[cell.text] = column


def _without_heading(
    raw: RawTable, headings: RawRow, known: dict[int, DataCell], body: list[RawRow]
) -> Iterator[Problem]:
    """Problems for cells without a heading: a column whose heading is blank, or a row longer than the headings."""
    last = max(known)
    reported: set[int] = set()
    for row in body:
        strays = [column for column in row.texts if column not in known]
        for column in strays:
            if column < last and column not in reported:
                reported.add(column)
                at = raw.at(headings, column)
                message = f"这一列有数据（如第{row.number}行），表头却是空的：请写上变量名；合并的表头请拆开，每列一个"
                yield Problem(at, "Y102", message)
        if beyond := [column for column in strays if column > last]:
            message = f"这一行比表头长：第{beyond[0] + 1}列「{row.texts[beyond[0]][:20]}」上面没有表头"
            yield Problem(raw.at(row, beyond[0]), "Y104", message)


class _LazyRows(Sequence[tuple[DataCell | None, ...]]):
    """Rows whose cells are made when asked for, so that a long table is held as plain text.

    ``names`` is the column with the names of the rows, which are identities and so have no line breaks.
    """

    def __init__(self, raw: RawTable, rows: list[RawRow], columns: list[int], names: int | None) -> None:
        self._raw, self._rows, self._columns, self._names = raw, rows, columns, names

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> tuple[DataCell | None, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[DataCell | None, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[DataCell | None, ...] | Sequence[tuple[DataCell | None, ...]]:
        if isinstance(index, slice):
            return _LazyRows(self._raw, self._rows[index], self._columns, self._names)
        row = self._rows[index]
        return tuple(self._cell(row, column) for column in self._columns)

    def _cell(self, row: RawRow, column: int) -> DataCell | None:
        text = row.texts.get(column)
        if text is None:
            return None
        at = self._raw.at(row, column)
        if column == self._names:
            return DataCell(one_line(text), at)
        return DataCell("" if text in BLANK_MARKS else text, at)
