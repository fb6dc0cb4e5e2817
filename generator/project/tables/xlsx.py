"""Reads the first visible sheet of an .xlsx into a ``RawTable``, each cell as Excel displays it.

openpyxl is slow to import, so ``tables.py`` imports this module only when a project names an .xlsx.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from generator.chinese.number_format import builtin_format, displayed
from generator.office.package import read_package
from generator.problem import JixiaoError, Problem
from generator.project.tables.raw import SAVE_AS, RawRow, RawTable
from generator.project.yaml.text_file import INVISIBLE, unify_line_breaks

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class _SheetParser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's parser of a sheet, extended to mark formulas without a stored value; openpyxl reads them as blank."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        # <v/> in a cell of type str is a stored result of no characters; in others it stands for "not computed".
        is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and not is_empty_text:
            cell["data_type"] = "f"
        return cell


def read_xlsx(path: Path, shown_as: str) -> RawTable:
    """The rows of the first visible sheet; a file that cannot be read gives a table that says so."""
    raw = RawTable(shown_as)
    try:
        package = read_package(path, kind="xlsx", shown_as=shown_as)
    except JixiaoError as error:
        return raw.refuse(*error.problems)
    # openpyxl may parse with a library that expands entities; without a DOCTYPE there are none.
    if any(b"<!DOCTYPE" in part for name, part in package.members.items() if name.endswith((".xml", ".rels"))):
        return raw.damaged(None, f"文件里有不该有的 DOCTYPE 声明：{SAVE_AS}")
    try:
        # openpyxl warns of parts that it would lose on saving, but nothing is saved; some faults it prints to stdout.
        with path.open("rb") as file, warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return _read_sheet(file, shown_as)
    except Exception:  # noqa: BLE001 - on a damaged part openpyxl raises whatever its code runs into
        return raw.damaged(None, f"工作簿已损坏，读不出来：{SAVE_AS}")


def _read_sheet(file: BinaryIO, shown_as: str) -> RawTable:
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            return RawTable(shown_as).damaged(None, "工作簿里没有可见的工作表：请取消隐藏放数据的工作表")
        raw = RawTable(shown_as, sheet.title)
        # The public reader fills gaps with empty cells, up to a million rows, and does not give merged ranges.
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
                if number <= _LAST_ROW:  # a damaged file may give any number
                    _take_row(raw, number, cells, book, formats)
            merged = parser.merged_cells
        raw.merges = [] if merged is None else [_corners(cells.ref) for cells in merged.mergeCell]
        return raw
    finally:
        book.close()


def _corners(reference: str) -> tuple[int, int, int, int]:
    """A range ``A1:B2`` as first row, last row (from 1), first column, last column (from 0)."""
    left, top, right, bottom = range_boundaries(reference)
    return top, bottom, left - 1, right - 1


def _take_row(raw: RawTable, number: int, cells: list[dict[str, Any]], book: Any, formats: dict[int, str]) -> None:
    texts: dict[int, str] = {}
    row = RawRow(number, number, texts)  # in a sheet the line is the number of the row
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
    """A text with ``_x000D_`` and the like decoded (ST_Xstring) and line breaks as LF; any other value as it is."""
    return unify_line_breaks(unescape(value) if "_x" in value else value) if isinstance(value, str) else value


def _refuse_cell(raw: RawTable, row: RawRow, column: int, kind: str, value: object) -> None:
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
