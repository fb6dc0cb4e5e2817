"""Reads a sheet of an .xlsx, the first visible one unless told, into a ``RawTable``, each cell as Excel displays it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from generator.chinese.format_code import is_understood
from generator.chinese.number_format import EXACT_DIGITS, displayed
from generator.document.xlsx.cells import CellValue, SheetRowReader, ValueRow, range_of, strings_of
from generator.document.xlsx.styles import Styles
from generator.office.package import Package, read_package
from generator.office.refusal import PackageCode, printable, problems_at, refuse
from generator.office.xml import Element, R, iterate_xml, parse_xml, qn
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.tables.raw import SAVE_AS, OtherSheet, RawRow, RawTable, heading_of
from generator.project.yaml.text_file import INVISIBLE

_ROW, _MERGE = qn("ss:row"), qn("ss:mergeCell")
_MOST_LOOKED_AT = 12  # rows of a sheet that is not read
_ON = frozenset({"1", "true"})
# Control characters that XML can hold only as an escape (ST_Xstring). The reader of cells drops them; DEL stands in
# for them, so that they are reported like all that is invisible.
_ESCAPED_CONTROL = re.compile(rb"(?<!_x005F)_x00(?:0[0-8BCEF]|1[0-9A-F])_", re.IGNORECASE)
_STAND_IN = b"\x7f"


def read_xlsx(path: Path, shown_as: str, sheet: str = "", key: str = "") -> RawTable:
    """The rows of the sheet with this title, or of the first visible one; what cannot be read gives a table saying so.

    ``key`` is a heading that sheets with data for the project have.
    """
    try:
        with problems_at(Source(shown_as)):
            return table_of(read_package(path, kind="xlsx", shown_as=shown_as), sheet, key)
    except JixiaoError as error:
        return RawTable(shown_as).refuse(*error.problems)


def table_of(package: Package, sheet: str = "", key: str = "") -> RawTable:
    """As ``read_xlsx``, of an opened workbook; ``JixiaoError`` for one that cannot be read."""
    return Workbook(package).table(sheet, key)


class Workbook:
    """A workbook whose sheets are read as tables of data; ``keeps_blanks``: with the white space around texts."""

    def __init__(self, package: Package, *, keeps_blanks: bool = False) -> None:
        self._package = package
        self._keeps_blanks = keeps_blanks
        main = package.part_by_relationship("/officeDocument")
        self._book = parse_xml(package.members[main], Source(package.name, place=main))
        self._related = {found.id: found for found in package.relationships(main) if not found.external}
        self._parts = {found.type.rpartition("/")[2]: found.target for found in self._related.values()}
        styles = Styles(self._part("styles"), self._part("theme"))
        self._styles = styles.cells
        self._strange = {n for n, style in enumerate(styles.cells) if not is_understood(style.number_format)}
        properties = self._book.find(qn("ss:workbookPr"))
        self._reader = SheetRowReader(
            strings_of(_without_controls(self._part("sharedStrings")), styles.font),
            styles.cells,
            styles.font,
            is_from_1904=properties is not None and properties.get("date1904") in _ON,
        )

    def _part(self, kind: str) -> bytes:
        return self._package.members.get(self._parts.get(kind, ""), b"")

    def table(self, title: str, key: str) -> RawTable:
        """The table in the sheet with this title, if blank in the first visible one that is not empty."""
        titles = {printable(entry.get("name", "")).strip(): entry for entry in self.sheets()}
        if title and title not in titles:
            message = f"工作簿里没有工作表“{title}”，有的是：{'、'.join(titles)}"
            return RawTable(self._package.name).damaged(None, message)
        visible = list(filter(is_visible, titles.values()))
        if not title and not visible:
            message = "工作簿里没有可见的工作表：请取消隐藏放数据的工作表"
            return RawTable(self._package.name).damaged(None, message)
        chosen = titles[title] if title else next(filter(self._has_rows, visible), visible[0])
        raw = self.read(chosen)
        if not title:
            others = (self._other(entry, key) for entry in visible if entry is not chosen)
            raw.other_sheets = tuple(other for other in others if other is not None)
        return raw

    def sheets(self) -> Iterator[Element]:
        """The entries of the sheets with cells, a chart being none."""
        for entry in self._book.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}"):
            found = self._related.get(entry.get(f"{{{R}}}id", ""))
            if found is None or found.type.endswith("/worksheet"):
                yield entry

    def part_of(self, entry: Element) -> str:
        """The name of the part of a sheet; ``JixiaoError`` if it is gone."""
        found = self._related.get(entry.get(f"{{{R}}}id", ""))
        if found is None or found.target not in self._package.members:
            message = f"文件不完整，里面缺少工作表“{printable(entry.get('name', ''))}”：{SAVE_AS}"
            raise refuse(Source(self._package.name), PackageCode.NO_PART, message)
        return found.target

    def read(self, entry: Element) -> RawTable:
        """The rows of a sheet."""
        raw = RawTable(self._package.name, printable(entry.get("name", "")))
        references: list[str] = []
        for number, row in self._reader.rows(_rows(self._elements(entry), references)):
            self._take_row(raw, number + 1, row)
        raw.merges = [
            (found.top + 1, found.bottom + 1, found.left, found.right)
            for reference in references
            if (found := range_of(reference))
        ]
        for row_number, column in self._reader.without_result:
            message = "公式没有存下结果：请用 Excel 或 WPS 打开，算出结果后再保存"
            at = raw.at(RawRow(row_number + 1, row_number + 1, {}), column)
            raw.problems.append(Problem(at, "Y105", message))
        return raw

    def _elements(self, entry: Element) -> Iterator[Element]:
        part = self.part_of(entry)
        data = _without_controls(self._package.members[part])
        return iterate_xml(data, (_ROW, _MERGE), Source(self._package.name, place=part))

    def _first_rows(self, entry: Element) -> Iterator[list[str]]:
        """The texts of the first rows that are not blank."""
        rows = self._reader.rows(_rows(self._elements(entry), []))
        texts = ([text for value in row.cells.values() if (text := self._text(value).strip())] for _, row in rows)
        return islice(filter(None, texts), _MOST_LOOKED_AT)

    def _has_rows(self, entry: Element) -> bool:
        return any(self._first_rows(entry))

    def _other(self, entry: Element, key: str) -> OtherSheet | None:
        """A sheet that is not read, if it has a table: rows with several texts. None for a list or a note."""
        try:
            rows = [texts for texts in self._first_rows(entry) if len(texts) > 1]
        except JixiaoError:  # what is not read need not be sound
            return None
        if len(rows) < 2:
            return None
        has_key = any(key == heading_of(text) for texts in rows for text in texts)
        return OtherSheet(printable(entry.get("name", "")), has_key)

    def _take_row(self, raw: RawTable, number: int, found: ValueRow) -> None:
        texts: dict[int, str] = {}
        row = RawRow(number, number, texts, is_hidden=found.is_hidden)  # in a sheet the line is the number of the row
        for column, value in found.cells.items():
            shown = self._text(value)
            if value.number and not shown.strip():
                shown = value.number
                raw.problems.append(self._hidden_number(value, raw.at(row, column)))
            text = shown.strip()
            if value.kind == "e":
                message = f"单元格是错误值 {text}：请改正公式或数据" if text else f"单元格的文字在文件里缺失：{SAVE_AS}"
                raw.problems.append(Problem(raw.at(row, column), "Y105", message))
            elif INVISIBLE.search(text):
                message = "单元格里有看不见的字符：请把它删去，或重新输入这一格"
                raw.problems.append(Problem(raw.at(row, column), "Y004", message))
            elif text:
                texts[column] = shown if self._keeps_blanks else text
                if len(value.number) > EXACT_DIGITS or value.style in self._strange:
                    raw.problems += self._doubts(value, text, raw.at(row, column))
        if texts:
            raw.rows.append(row)

    def _hidden_number(self, value: CellValue, at: Source) -> Problem:
        """The warning for a number that its format does not show."""
        number_format = printable(self._styles[value.style].number_format)
        advice = f"照 {value.number} 填：不要的请清空，要的请换一种格式"
        message = f"这一格存的是 {value.number}，数字格式「{number_format}」不显示它，{advice}"
        return Problem(at, "Y109", message, severity=Severity.WARNING)

    def _doubts(self, value: CellValue, text: str, at: Source) -> Iterator[Problem]:
        """Warnings about a number that may not be what somebody typed, or does not show as in Excel."""
        if len(value.number.lstrip("-0.").replace(".", "")) > EXACT_DIGITS:
            message = f"「{text}」是存成数的长号码，Excel 只留 15 位，后面的成了 0：请把这一列设为文本，重新输入"
            yield Problem(at, "Y107", message, severity=Severity.WARNING)
        if value.number and value.style in self._strange:
            number_format = self._styles[value.style].number_format
            message = f"数字格式「{printable(number_format)}」还不认识，照存的数印成「{text}」：请核对，或换一种格式"
            yield Problem(at, "Y106", message, severity=Severity.WARNING)

    def _text(self, value: CellValue) -> str:
        """What a cell displays."""
        number_format = self._styles[value.style].number_format
        text = value.text if isinstance(value.text, str) else "".join(part for part, _ in value.text)
        # Shared strings stand in the cell as they are; other texts come in their format.
        return displayed(text, number_format) if value.kind == "s" else text


def is_visible(entry: Element) -> bool:
    """Whether the entry of a sheet is one that people see."""
    return entry.get("state", "visible") == "visible"


def _without_controls(data: bytes) -> bytes:
    return _ESCAPED_CONTROL.sub(_STAND_IN, data)


def _rows(elements: Iterable[Element], references: list[str]) -> Iterator[Element]:
    """The rows of a sheet; appends the merged ranges, which stand below them, to ``references``."""
    for element in elements:
        if element.tag == _ROW:
            yield element
        else:
            references.append(element.get("ref", ""))
