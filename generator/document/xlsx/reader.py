"""Reads a filled .xlsx into a ``Document``: for each visible sheet a section with one table, as it prints or whole.

An empty sheet prints no page and has no section, unless all are empty. What a ``Document`` cannot hold becomes a
problem in it. Formulas are not computed: their stored results are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from generator.chinese.format_code import is_understood
from generator.document.alternatives import parse_part
from generator.document.model import Block, Document, Section, Vertical
from generator.document.properties import title_and_author
from generator.document.unsupported import UnsupportedInSheet, UnsupportedReport
from generator.document.xlsx.cells import CellRange, SheetRowReader, ValueRow, range_of, strings_of
from generator.document.xlsx.setup import HeaderText, SheetSetup, setup_of
from generator.document.xlsx.sheet import SheetTableBuilder, Worksheet, hidden_columns
from generator.document.xlsx.styles import Styles
from generator.office.columns import letters_of
from generator.office.package import Package, package_of, read_package
from generator.office.refusal import printable
from generator.office.xml import Element, R, qn
from generator.problem import JixiaoError, Source

_ON = frozenset({"1", "true"})
# The ranges of a defined name, each behind the name of its sheet: ``表1!$A$1:$F$20,表1!$1:$3``.
_RANGE = re.compile(r"!(\$?[A-Za-z]{0,3}\$?\d{0,7}(?::\$?[A-Za-z]{0,3}\$?\d{0,7})?)(?=,|$)")
# Kinds of page in a ``Section``, and what begins their element names: ``oddHeader``.
_HEADERS = (("default", "odd"), ("first", "first"), ("even", "even"))
_LAST_COLUMN = 16_383


def read_xlsx(data: bytes | Path | Package, source: Source, *, whole: bool = False) -> Document:
    """Reads a .xlsx; ``JixiaoError`` if it is not a sound one. Problems name the place: ``工作表“表1” B5``.

    With ``whole``, the tables hold all that stands in the sheets, not only what prints: also hidden rows and columns,
    each with a problem, and what is outside the print area.
    """
    package = _package(data, source)
    try:
        return _WorkbookReader(package, source, whole=whole).read()
    except JixiaoError as error:
        # Parts such as the styles are read without knowing which file they belong to.
        problems = (replace(each, source=replace(each.source, file=source.file)) for each in error.problems)
        raise JixiaoError(*problems) from error


def _package(data: bytes | Path | Package, source: Source) -> Package:
    if isinstance(data, Package):
        return data
    if isinstance(data, Path):
        return read_package(data, kind="xlsx", shown_as=source.file)
    return package_of(data, kind="xlsx", source=source)


class _DefinedNames(Struct, frozen=True):
    """The defined names of one sheet: its print areas, and the rows that repeat on every page (``title_rows``)."""

    print_areas: list[CellRange] = field(default_factory=list)
    title_rows: CellRange | None = None


class _WorkbookReader:
    """Reads one workbook."""

    def __init__(self, package: Package, source: Source, *, whole: bool) -> None:
        self._package, self._source, self._whole = package, source, whole
        self._main = package.part_by_relationship("/officeDocument")
        relationships = [found for found in package.relationships(self._main) if not found.external]
        self._targets = {found.id: found.target for found in relationships}
        self._parts = {found.type.rpartition("/")[2]: found.target for found in relationships}
        self._book = parse_part(package.members[self._main], source)
        self._styles = Styles(self._part("styles"), self._part("theme"))
        strings = strings_of(self._part("sharedStrings"), self._styles.font)
        properties = self._book.find(qn("ss:workbookPr"))
        is_from_1904 = properties is not None and properties.get("date1904") in _ON
        self._cells = SheetRowReader(strings, self._styles.cells, self._styles.font, is_from_1904=is_from_1904)
        self._report = UnsupportedReport(source)
        calculation = self._book.find(qn("ss:calcPr"))
        is_calculated_on_load = calculation is not None and calculation.get("fullCalcOnLoad") in _ON
        self._without_result = (
            UnsupportedInSheet.NOT_CALCULATED if is_calculated_on_load else UnsupportedInSheet.NO_RESULT
        )

    def _part(self, kind: str) -> bytes:
        return self._package.members.get(self._parts.get(kind, ""), b"")

    def read(self) -> Document:
        """Reads the visible sheets in order."""
        names = self._names()
        sections: list[Section] = []
        empty: list[Section] = []
        has_even = False
        for index, entry in enumerate(self._book.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}")):
            name = printable(entry.get("name", ""))
            part = self._targets.get(entry.get(f"{{{R}}}id", ""), "")
            if entry.get("state", "visible") != "visible" or part not in self._package.members:
                continue
            self._report.part = f"工作表“{name}”"
            root = parse_part(self._package.members[part], replace(self._source, place=name))
            if root.tag != qn("ss:worksheet"):
                self._report.add(UnsupportedInSheet.OTHER_SHEET)
                continue
            section = self._section(name, root, names.get(index, _DefinedNames()))
            # Pictures are not read, but Excel prints a page of them.
            if not section.blocks and root.find(qn("ss:drawing")) is None:
                empty.append(section)
                continue
            has_even = has_even or _header_option(root, "differentOddEven")
            sections.append(section)
        title, author = title_and_author(self._package)
        return Document(
            tuple(sections or empty[:1]),
            even_and_odd=has_even,
            title=title,
            author=author,
            problems=self._report.problems,
        )

    def _names(self) -> dict[int, _DefinedNames]:
        """Print areas and titles by the index of their sheet, hidden ones counted."""
        found: dict[int, _DefinedNames] = {}
        for name in self._book.iterfind(f"{qn('ss:definedNames')}/{qn('ss:definedName')}"):
            sheet = name.get("localSheetId", "")
            if not sheet.isdecimal():
                continue
            ranges = [area for written in _RANGE.findall(name.text or "") if (area := range_of(written))]
            at = found.setdefault(int(sheet), _DefinedNames())
            if name.get("name") == "_xlnm.Print_Area":
                found[int(sheet)] = replace(at, print_areas=ranges)
            elif name.get("name") == "_xlnm.Print_Titles":
                # Columns may repeat as well, which a Table cannot; only whole rows are taken.
                rows = (area for area in ranges if (area.left, area.right) == (0, _LAST_COLUMN))
                found[int(sheet)] = replace(at, title_rows=next(rows, None))
        return found

    def _section(self, name: str, root: Element, names: _DefinedNames) -> Section:
        self._report_sheet_features(root, names)
        data = root.find(qn("ss:sheetData"))
        rows = {} if data is None else dict(self._cells.rows(data))
        for row, column in self._cells.without_result if data is not None else ():
            self._report_cell(self._without_result, row, column)
        for row, column in self._cells.errors if data is not None else ():
            self._report_cell(UnsupportedInSheet.ERROR_VALUE, row, column)
        setup = setup_of(root)
        if self._whole:
            names = replace(names, print_areas=[])
            self._report_hidden(root, rows)
        sheet = Worksheet(name, root, rows, names.print_areas[0] if names.print_areas else None, names.title_rows)
        builder = SheetTableBuilder(sheet, self._styles, setup, whole=self._whole)
        table = builder.table()
        for feature in builder.unsupported:
            self._report.add(feature)
        self._report_cell_features(sheet)
        self._report_number_formats(sheet)
        return Section(
            setup.width,
            setup.height,
            setup.margins,
            () if table is None else (table,),
            header_distance=setup.header_distance,
            footer_distance=setup.footer_distance,
            headers=self._headers(root, "Header", setup, name),
            footers=self._headers(root, "Footer", setup, name),
            title_page=_header_option(root, "differentFirst"),
            first_number=setup.first_number,
            vertical=Vertical.CENTER if setup.is_vertically_centered else Vertical.TOP,
            name=name,
        )

    def _headers(self, root: Element, kind: str, setup: SheetSetup, sheet: str) -> dict[str, tuple[Block, ...]]:
        """Headers or footers by kind of page; first and even pages have the usual one unless the sheet differs."""
        found: dict[str, tuple[Block, ...]] = {}
        written = root.find(qn("ss:headerFooter"))
        if written is None:
            return found
        is_own = {
            "default": True,
            "first": _header_option(root, "differentFirst"),
            "even": _header_option(root, "differentOddEven"),
        }
        for name, prefix in _HEADERS:
            source = prefix if is_own[name] else "odd"
            code = written.findtext(qn(f"ss:{source}{kind}")) or ""
            header = HeaderText(code, self._styles.default_font, sheet, PurePath(self._source.file).name)
            if header.is_incomplete:
                self._report.add(UnsupportedInSheet.PRINT_TIME)
            if not header.is_blank:
                found[name] = header.paragraphs(setup.text_width)
        return found

    def _report_sheet_features(self, root: Element, names: _DefinedNames) -> None:
        if root.find(qn("ss:drawing")) is not None or root.find(qn("ss:legacyDrawingHF")) is not None:
            self._report.add(UnsupportedInSheet.DRAWING)
        if len(names.print_areas) > 1:
            self._report.add(UnsupportedInSheet.AREAS)
        if any(root.find(f"{qn(f'ss:{kind}Breaks')}/{qn('ss:brk')}") is not None for kind in ("row", "col")):
            self._report.add(UnsupportedInSheet.PAGE_BREAKS)

    def _report_hidden(self, root: Element, rows: Mapping[int, ValueRow]) -> None:
        sheet = self._report.part
        filled = {column for row in rows.values() for column, value in row.cells.items() if value.text}
        places = [f"{letters_of(column + 1)}列" for column in sorted(filled & set(hidden_columns(root)))]
        places += [f"第{number + 1}行" for number, row in rows.items() if row.is_hidden and _has_text(row)]
        for place in places:
            self._report.part = f"{sheet} {place}"
            self._report.add(UnsupportedInSheet.HIDDEN)
        self._report.part = sheet

    def _report_cell_features(self, sheet: Worksheet) -> None:
        features = {
            number: UnsupportedInSheet.TURNED if style.is_turned else UnsupportedInSheet.DIAGONAL
            for number, style in enumerate(self._styles.cells)
            if style.is_turned or style.has_diagonal
        }
        for row, column, style in _cell_styles(sheet) if features else ():
            if style in features:
                self._report_cell(features[style], row, column)

    def _report_number_formats(self, sheet: Worksheet) -> None:
        strange = {number for number, style in enumerate(self._styles.cells) if not is_understood(style.number_format)}
        for row, values in sheet.rows.items() if strange else ():
            for column, value in values.cells.items():
                if value.number and value.style in strange:
                    self._report_cell(UnsupportedInSheet.NUMBER_FORMAT, row, column)

    def _report_cell(self, feature: UnsupportedInSheet, row: int, column: int) -> None:
        sheet = self._report.part
        self._report.part = f"{sheet} {letters_of(column + 1)}{row + 1}"
        self._report.add(feature)
        self._report.part = sheet


def _has_text(row: ValueRow) -> bool:
    return any(value.text for value in row.cells.values())


def _cell_styles(sheet: Worksheet) -> Iterator[tuple[int, int, int]]:
    for number, row in sheet.rows.items():
        for column, value in row.cells.items():
            yield number, column, value.style


def _header_option(root: Element, name: str) -> bool:
    found = root.find(qn("ss:headerFooter"))
    return found is not None and found.get(name) in _ON
