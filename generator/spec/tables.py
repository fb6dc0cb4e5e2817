"""A table of data beside the project file (``.csv`` or ``.xlsx``) -> its headings and rows, each cell as displayed.

What the columns mean is not known here.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, overload

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from generator.model import JixiaoError, Problem, Source
from generator.opc.package import read_package
from generator.spec.text_file import INVISIBLE, decode, invisible_characters, read_bytes, unify_line_breaks
from generator.text.builtin_formats import builtin_format
from generator.text.number_format import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLANK_MARKS = frozenset({"（空）", "(空)"})
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv"
_OTHER_FORMATS = {".xls", ".et", ".wps", ".ett", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".numbers"}
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, without the spaces around it."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Table:
    """A row has a cell for each heading; None is a blank cell, the empty text one that says it is empty."""

    headings: tuple[Cell, ...]
    rows: Sequence[tuple[Cell | None, ...]]


def read_table(path: Path, shown_as: str, at: Source) -> tuple[Table | None, list[Problem]]:
    """The table in a file; ``at`` is where the project file names it. Problems go with the best reading of the rest."""
    suffix = path.suffix.lower()
    if not path.is_file():
        data = read_bytes(path, shown_as, at)
        return None, [data] if isinstance(data, Problem) else []
    if suffix in {".csv", ".tsv", ".txt"}:
        raw = _read_csv(path, shown_as, at)
    elif suffix == ".xlsx":
        raw = _read_xlsx(path, shown_as)
    else:
        reason = f"{suffix} 格式不能直接使用" if suffix in _OTHER_FORMATS else "数据表只能是 .xlsx 或 .csv 文件"
        return None, [Problem(at, "Y101", f"「{shown_as}」：{reason}，{_SAVE_AS}（只改扩展名不行）")]
    return (None, raw.problems) if raw.is_unreadable else _table(raw)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its number in the sheet, its line, its text by column from 0; ``lines`` by column where they differ."""

    number: int
    line: int
    texts: dict[int, str]
    lines: dict[int, int] | None = None


class _Raw:
    """The rows of a file before headings are told from data, with what was wrong on the way."""

    def __init__(self, file: str, sheet: str = "") -> None:
        self.rows: list[_Row] = []
        self.problems: list[Problem] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.is_unreadable = False
        self._file = file
        self._sheet = f"工作表 {sheet} " if sheet else ""

    def at(self, row: _Row, column: int) -> Source:
        line = row.lines.get(column, row.line) if row.lines else row.line
        return Source(self._file, line, column + 1, f"{self._sheet}第{row.number}行 第{column + 1}列")

    def refuse(self, *problems: Problem) -> _Raw:
        self.problems.extend(problems)
        self.is_unreadable = True
        return self

    def damaged(self, line: int | None, message: str) -> _Raw:
        return self.refuse(Problem(Source(self._file, line), "Y101", message))


def _read_csv(path: Path, shown_as: str, at: Source) -> _Raw:
    raw = _Raw(shown_as)
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
            line = reader.line_num + 1
    except csv.Error:
        return raw.damaged(line, '从这一行起引号没有成对：单元格里有引号时，整格加引号，里面的 " 写成 ""')
    return raw


def delimiter(text: str) -> str:
    """What parts the cells of a .csv: comma, semicolon or tab, whichever its first line has most of."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=outside.count)


def _csv_row(number: int, line: int, fields: list[str], *, is_long: bool) -> _Row | None:
    texts = {column: text for column, field in enumerate(fields) if (text := field.strip())}
    if not texts:
        return None
    if not is_long:
        return _Row(number, line, texts)
    lines: dict[int, int] = {}
    below = line
    for column, field in enumerate(fields):
        lines[column] = below
        below += field.count("\n")
    return _Row(number, line, texts, lines)


class _SheetParser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's parser of a sheet, which tells a formula without a stored value from a blank cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        # A stored result of no characters is <v/> in a cell of type str; other writers leave <v/> for "not computed".
        is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and not is_empty_text:
            cell["data_type"] = "f"
        return cell


def _read_xlsx(path: Path, shown_as: str) -> _Raw:
    raw = _Raw(shown_as)
    try:
        package = read_package(path, kind="xlsx", shown_as=shown_as)
    except JixiaoError as error:
        return raw.refuse(*error.problems)
    if any(b"<!DOCTYPE" in part for name, part in package.members.items() if name.endswith((".xml", ".rels"))):
        return raw.damaged(None, f"文件里有不该有的 DOCTYPE 声明：{_SAVE_AS}")
    try:
        # openpyxl warns of what it will not write back, and nothing is written; of a missing style it prints.
        with path.open("rb") as file, warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return _read_sheet(file, shown_as)
    except Exception:  # noqa: BLE001 - on a damaged part openpyxl raises whatever its code runs into
        return raw.damaged(None, f"工作簿已损坏，读不出来：{_SAVE_AS}")


def _read_sheet(file: BinaryIO, shown_as: str) -> _Raw:
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            return _Raw(shown_as).damaged(None, "工作簿里没有可见的工作表：请取消隐藏放数据的工作表")
        raw = _Raw(shown_as, sheet.title)
        # The public reader fills gaps with cells, up to a million rows, and leaves merges out.
        with sheet._get_source() as source:  # noqa: SLF001
            parser = _SheetParser(
                source,
                sheet._shared_strings,  # noqa: SLF001
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,  # noqa: SLF001
                timedelta_formats=book._timedelta_formats,  # noqa: SLF001
            )
            formats: dict[int, str] = {}
            for number, cells in parser.parse():
                if number <= _LAST_ROW:
                    _take_row(raw, number, cells, book, formats)
            merged = parser.merged_cells
        raw.merges = [] if merged is None else [_corners(cells.ref) for cells in merged.mergeCell]
        return raw
    finally:
        book.close()


def _corners(reference: str) -> tuple[int, int, int, int]:
    """``A1:B2`` as first row, last row, first column and last column, columns from 0."""
    left, top, right, bottom = range_boundaries(reference)
    return top, bottom, left - 1, right - 1


def _take_row(raw: _Raw, number: int, cells: list[dict[str, Any]], book: Any, formats: dict[int, str]) -> None:
    texts: dict[int, str] = {}
    row = _Row(number, number, texts)
    for cell in cells:
        column, value, kind = cell["column"] - 1, cell["value"], cell["data_type"]
        if kind in {"f", "e"}:
            _refuse_cell(raw, row, column, kind, value)
        elif value is not None and column < _LAST_COLUMN:
            style = cell["style_id"]
            if style not in formats:
                formats[style] = _number_format(book, style)
            text = displayed(_typed(value), formats[style]).strip()
            if INVISIBLE.search(text):
                message = "单元格里有看不见的字符：请把它删去，或重新输入这一格"
                raw.problems.append(Problem(raw.at(row, column), "Y004", message))
            elif text:
                texts[column] = text
    if texts:
        raw.rows.append(row)


def _typed(value: object) -> object:
    return unify_line_breaks(unescape(value) if "_x" in value else value) if isinstance(value, str) else value


def _refuse_cell(raw: _Raw, row: _Row, column: int, kind: str, value: object) -> None:
    if kind == "f":
        message = "公式没有存下结果：请用 Excel 或 WPS 打开，算出结果后再保存"
    else:
        message = f"单元格是错误值 {value}：请改正公式或数据"
    raw.problems.append(Problem(raw.at(row, column), "Y105", message))


def _number_format(book: Any, style: int) -> str:
    identifier: int = book._cell_styles[style].numFmtId  # noqa: SLF001
    if identifier >= BUILTIN_FORMATS_MAX_SIZE:
        return str(book._number_formats[identifier - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001
    return builtin_format(identifier)


def _table(raw: _Raw) -> tuple[Table | None, list[Problem]]:
    depth = _heading_depth(raw)
    heading_rows, body = raw.rows[:depth], raw.rows[depth:]
    problems = raw.problems
    if not heading_rows or not body:
        what = (
            "没有数据：第一行写表头（变量名），下面每行一个分表" if heading_rows else "是空的：第一行写表头（变量名）"
        )
        problems.append(Problem(raw.at(_Row(1, 1, {}), 0), "Y103", f"数据表{what}"))
        return None, problems
    headings = _headings(raw, heading_rows)
    known = dict(headings)
    problems += _duplicates(headings)
    problems += _without_heading(raw, heading_rows[-1], known, body)
    columns = [column for column, _ in headings]
    ordered = sorted(problems, key=lambda problem: (problem.source.line or 0, problem.source.column or 0))
    return Table(tuple(cell for _, cell in headings), _Rows(raw, body, columns)), ordered


def _heading_depth(raw: _Raw) -> int:
    """How many rows the headings take, as merged cells of the first may stretch over more; drops a title."""
    while len(raw.rows) > 1 and _is_title(raw, raw.rows[0]):
        del raw.rows[0]
    if not raw.rows:
        return 0
    first = raw.rows[0].number
    last = max((bottom for top, bottom, _, _ in raw.merges if top == first), default=first)
    return sum(1 for row in raw.rows if row.number <= last)


def _is_title(raw: _Raw, row: _Row) -> bool:
    columns = list(row.texts)
    return len(columns) == 1 and any(
        top <= row.number <= bottom and left <= columns[0] < right for top, bottom, left, right in raw.merges
    )


def _headings(raw: _Raw, rows: list[_Row]) -> list[tuple[int, Cell]]:
    """The lowest heading of each column: a group over several columns gives way to what stands below it."""
    lowest: dict[int, Cell] = {}
    for row in rows:
        for column, text in row.texts.items():
            lowest[column] = Cell(re.sub(r"\s*\n\s*", "", text), raw.at(row, column))
    return sorted(lowest.items())


def _duplicates(headings: list[tuple[int, Cell]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for column, cell in headings:
        if cell.text in first:
            message = f"表头「{cell.text}」重复了：第{first[cell.text] + 1}列和第{column + 1}列只能留一个"
            yield Problem(cell.source, "Y102", message)
        else:
            first[cell.text] = column


def _without_heading(raw: _Raw, headings: _Row, known: dict[int, Cell], body: list[_Row]) -> Iterator[Problem]:
    """Cells in no column: inside the table its heading is blank, to the right of it the row is too long."""
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


class _Rows(Sequence[tuple[Cell | None, ...]]):
    """Rows whose cells are made when asked for: thousands of rows are kept as bare text."""

    def __init__(self, raw: _Raw, rows: list[_Row], columns: list[int]) -> None:
        self._raw, self._rows, self._columns = raw, rows, columns

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> tuple[Cell | None, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Cell | None, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell | None, ...] | Sequence[tuple[Cell | None, ...]]:
        if isinstance(index, slice):
            return _Rows(self._raw, self._rows[index], self._columns)
        row = self._rows[index]
        return tuple(self._cell(row, column) for column in self._columns)

    def _cell(self, row: _Row, column: int) -> Cell | None:
        text = row.texts.get(column)
        if text is None:
            return None
        return Cell("" if text in BLANK_MARKS else text, self._raw.at(row, column))
