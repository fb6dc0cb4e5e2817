"""Reads the first visible sheet of an .xlsx into a ``RawTable``, each cell as Excel displays it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.chinese.format_code import is_understood
from generator.chinese.number_format import EXACT_DIGITS, displayed
from generator.document.xlsx.cells import CellValue, SheetRowReader, ValueRow, range_of, strings_of
from generator.document.xlsx.styles import Styles
from generator.office.package import Package, read_package
from generator.office.refusal import PackageCode, printable, problems_at, refuse
from generator.office.xml import Element, R, iterate_xml, parse_xml, qn
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.tables.raw import SAVE_AS, RawRow, RawTable
from generator.project.yaml.text_file import INVISIBLE

_ROW, _MERGE = qn("ss:row"), qn("ss:mergeCell")
_ON = frozenset({"1", "true"})
# Control characters that XML can hold only as an escape (ST_Xstring). The reader of cells drops them; DEL stands in
# for them, so that they are reported like all that is invisible.
_ESCAPED_CONTROL = re.compile(rb"(?<!_x005F)_x00(?:0[0-8BCEF]|1[0-9A-F])_", re.IGNORECASE)
_STAND_IN = b"\x7f"


def read_xlsx(path: Path, shown_as: str) -> RawTable:
    """The rows of the first visible sheet; a file that cannot be read gives a table that says so."""
    try:
        with problems_at(Source(shown_as)):
            return table_of(read_package(path, kind="xlsx", shown_as=shown_as))
    except JixiaoError as error:
        return RawTable(shown_as).refuse(*error.problems)


def table_of(package: Package) -> RawTable:
    """The rows of the first visible sheet; ``JixiaoError`` for a workbook that cannot be read."""
    return _Workbook(package).table()


class _Workbook:
    """A workbook whose sheets are read as tables of data."""

    def __init__(self, package: Package) -> None:
        self._package = package
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

    def table(self) -> RawTable:
        """The table in the first visible sheet."""
        entry = self._first_visible()
        if entry is None:
            message = "工作簿里没有可见的工作表：请取消隐藏放数据的工作表"
            return RawTable(self._package.name).damaged(None, message)
        name = printable(entry.get("name", ""))
        raw = RawTable(self._package.name, name)
        part = self._related[entry.get(f"{{{R}}}id", "")].target
        data = _without_controls(self._package.members[part])
        references: list[str] = []
        elements = iterate_xml(data, (_ROW, _MERGE), Source(self._package.name, place=part))
        for number, row in self._reader.rows(_rows(elements, references)):
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

    def _first_visible(self) -> Element | None:
        """The entry of the first visible sheet with cells, a chart being none; ``JixiaoError`` if its part is gone."""
        for entry in self._book.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}"):
            found = self._related.get(entry.get(f"{{{R}}}id", ""))
            if entry.get("state", "visible") != "visible" or (found and not found.type.endswith("/worksheet")):
                continue
            if found is None or found.target not in self._package.members:
                message = f"文件不完整，里面缺少工作表“{printable(entry.get('name', ''))}”：{SAVE_AS}"
                raise refuse(Source(self._package.name), PackageCode.NO_PART, message)
            return entry
        return None

    def _take_row(self, raw: RawTable, number: int, found: ValueRow) -> None:
        texts: dict[int, str] = {}
        row = RawRow(number, number, texts, is_hidden=found.is_hidden)  # in a sheet the line is the number of the row
        for column, value in found.cells.items():
            text = self._text(value).strip()
            if value.kind == "e":
                message = f"单元格是错误值 {text}：请改正公式或数据" if text else f"单元格的文字在文件里缺失：{SAVE_AS}"
                raw.problems.append(Problem(raw.at(row, column), "Y105", message))
            elif INVISIBLE.search(text):
                message = "单元格里有看不见的字符：请把它删去，或重新输入这一格"
                raw.problems.append(Problem(raw.at(row, column), "Y004", message))
            elif text:
                texts[column] = text
                if len(value.number) > EXACT_DIGITS or value.style in self._strange:
                    raw.problems += self._doubts(value, text, raw.at(row, column))
        if texts:
            raw.rows.append(row)

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


def _without_controls(data: bytes) -> bytes:
    return _ESCAPED_CONTROL.sub(_STAND_IN, data)


def _rows(elements: Iterable[Element], references: list[str]) -> Iterator[Element]:
    """The rows of a sheet; appends the merged ranges, which stand below them, to ``references``."""
    for element in elements:
        if element.tag == _ROW:
            yield element
        else:
            references.append(element.get("ref", ""))
