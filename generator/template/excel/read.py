"""Reads a worksheet of a template: its cells on a grid, merges, widths, formulas, and the lines that hold tags.

The lines stand in a skeleton, a small tree of rows, cells and lines in which blocks can be placed as in a Word table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

from lxml import etree
from msgspec import Struct

from generator.chinese.nominal_size import column_points
from generator.jinja.environment import Environment
from generator.jinja.tags import TagKind, has_tags
from generator.office.columns import letters_of
from generator.office.package import Package
from generator.office.xml import Element, parse_xml, qn
from generator.problem import Problem, Source
from generator.template.excel.formulas import is_too_much
from generator.template.excel.tree import (
    IS,
    MAX_COLUMN,
    MAX_ROW,
    ROW,
    SHEET_DATA,
    SI,
    C,
    F,
    RangeReference,
    V,
    area_of,
    attributes_of,
    real_number,
    runs_of,
    whole_number,
)
from generator.template.language.compile import read_tags
from generator.template.language.tags import Occurrence, TaggedText, TemplateCode
from generator.template.language.units import ElementNames
from generator.template.packed import related_part

# Element names of the skeleton. Its "header" elements hold the sheet's title, headers and footers.
NAMES = ElementNames("sheetData", "row", "c", frozenset(("c", "header")))
_SHEET_NAME = re.compile(r"'(?:[^']|'')*'!")
# In characters and pt, as Excel has them where a sheet says nothing.
_DEFAULT_WIDTH = 9.140625
_DEFAULT_HEIGHT = 15.0


class CellPosition(Struct, frozen=True):
    """The row and column of a cell, from 1."""

    row: int
    column: int


class Grid(Struct):
    """The cells of a sheet by row and column, its merges by their first cell, and its column widths.

    ``covered`` maps each other cell of a merge to that merge. Widths and heights are in pt.
    """

    rows: dict[int, Element]
    cells: dict[int, dict[int, Element]]
    merges: dict[CellPosition, RangeReference]
    covered: dict[CellPosition, RangeReference]
    widths: Mapping[int, float]
    default_width: float
    default_height: float

    @property
    def last_row(self) -> int:
        """The number of the last row that the sheet has; 0 for an empty sheet."""
        return max(self.rows, default=0)

    def width(self, first: int, last: int) -> float:
        """The width of columns ``first`` to ``last`` together, in pt."""
        return sum(self.widths.get(column, self.default_width) for column in range(first, last + 1))

    def ensure_cell(self, position: CellPosition, like: CellPosition) -> None:
        """Add a blank cell to the merge that begins at ``like``, in the same format, unless the cell exists."""
        if position.column not in self.cells[position.row]:
            twin = self.rows[position.row].makeelement(C)
            twin.set("s", self.cells[like.row][like.column].get("s", "0"))
            self.cells[position.row][position.column] = twin
            self.covered[position] = self.merges[like]

    def area(self, position: CellPosition) -> RangeReference:
        """The merge that begins at a cell, or the cell alone."""
        return self.merges.get(position) or RangeReference(position.row, position.column, position.row, position.column)


class CellLine(TaggedText):
    """A line of a cell, header or title; ``runs`` are (start, number of the run in the cell), the first start 0."""

    runs: list[tuple[int, int]]

    def sole_print_tag(self, silent: Collection[Occurrence]) -> Occurrence | None:
        """The print tag if the line holds nothing else except ``silent`` tags; otherwise None."""
        rest = [tag for _, _, tag in self.tags if tag not in silent]
        alone = len(rest) == 1 and rest[0].meaning.tag.kind is TagKind.PRINT
        return rest[0] if alone and self._is_only_tags() else None

    def _is_only_tags(self) -> bool:
        return sum(end - start for start, end, _ in self.tags) == len(self.text)


def read_grid(root: Element) -> Grid:
    """Read the grid; a row or cell without a valid reference follows the one before it."""
    rows: dict[int, Element] = {}
    cells: dict[int, dict[int, Element]] = {}
    at = 0
    data = root.find(SHEET_DATA)
    for row in data.findall(ROW) if data is not None else ():
        written = whole_number(row.get("r"))
        at = written if 0 < written <= MAX_ROW else at + 1
        rows[at] = row
        cells[at] = _cells_of(row)
    merges: dict[CellPosition, RangeReference] = {}
    covered: dict[CellPosition, RangeReference] = {}
    order = sorted(cells)
    for node in root.iterfind(f"{qn('ss:mergeCells')}/{qn('ss:mergeCell')}"):
        area = area_of(node.get("ref", ""))
        if area is None or area.is_cell:
            continue
        merges[CellPosition(area.top, area.left)] = area
        for line in order[bisect_left(order, area.top) : bisect_right(order, area.bottom)]:
            for column in cells[line]:
                if area.left <= column <= area.right and (line, column) != (area.top, area.left):
                    covered[CellPosition(line, column)] = area
    widths, default_width, default_height = _sizes(root)
    return Grid(rows, cells, merges, covered, widths, default_width, default_height)


def _cells_of(row: Element) -> dict[int, Element]:
    found: dict[int, Element] = {}
    column = 0
    for cell in row.findall(C):
        area = area_of(cell.get("r", ""))
        column = area.left if area is not None else column + 1
        if column <= MAX_COLUMN:
            found[column] = cell
    return dict(sorted(found.items()))


def _sizes(root: Element) -> tuple[dict[int, float], float, float]:
    form = root.find(qn("ss:sheetFormatPr"))
    attributes = dict(attributes_of(form)) if form is not None else {}
    default = column_points(real_number(attributes.get("defaultColWidth"), _DEFAULT_WIDTH))
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{qn('ss:cols')}/{qn('ss:col')}"):
        width = 0.0 if column.get("hidden") in {"1", "true"} else real_number(column.get("width"), _DEFAULT_WIDTH)
        first, last = whole_number(column.get("min"), 1), min(whole_number(column.get("max"), 1), MAX_COLUMN)
        widths |= dict.fromkeys(range(first, last + 1), column_points(width))
    return widths, default, real_number(attributes.get("defaultRowHeight"), _DEFAULT_HEIGHT)


def shared_strings(package: Package, main: str) -> list[Element]:
    """The shared strings of a workbook (CT_Rst), by index."""
    name = related_part(package, main, "/sharedStrings")
    return parse_xml(package.members[name], Source(package.name, place=name)).findall(SI) if name else []


def string_of(cell: Element, strings: Sequence[Element]) -> Element | None:
    """The string (CT_Rst) that a cell shows; None for a number, a formula or a blank cell."""
    if cell.find(F) is not None:
        return None
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return cell.find(IS)
    value = cell.find(V)
    at = whole_number(value.text, len(strings)) if kind == "s" and value is not None else len(strings)
    return strings[at] if at < len(strings) else None


def shared_formulas(grid: Grid) -> dict[CellPosition, str]:
    """The formulas of cells that share that of another cell (18.3.1.40), written out for each cell."""
    masters: dict[str, tuple[CellPosition, str]] = {}
    found: dict[CellPosition, str] = {}
    for row, cells in grid.cells.items():
        for column, cell in cells.items():
            formula = cell.find(F)
            if formula is None or formula.get("t") != "shared":
                continue
            at, key = CellPosition(row, column), formula.get("si", "")
            if formula.text:
                masters[key] = at, formula.text
            elif key in masters:
                origin, text = masters[key]
                found[at] = _translated(text, origin, at)
    return found


def _translated(text: str, origin: CellPosition, at: CellPosition) -> str:
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415  # see references.tokens_of
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415

    try:
        moved: str = Translator(f"={text}", origin=_name(origin)).translate_formula(_name(at))
    except (TokenizerError, TranslatorError, IndexError):
        return text
    return moved.removeprefix("=")


def _name(at: CellPosition) -> str:
    return f"{letters_of(at.column)}{at.row}"


class LineReader:
    """Builds the skeleton of a sheet and reads its tags; ``problems`` are those of single tags.

    ``warnings`` are of braces that belong to no tag.
    """

    def __init__(self, file: str, title: str, environment: Environment) -> None:
        self._file = file
        self._title = title
        self._environment = environment
        self.root = etree.Element("sheet")
        self.lines: dict[Element, CellLine] = {}
        self.occurrences: list[Occurrence] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def source(self, place: str) -> Source:
        """The source of something on this sheet; ``place`` tells a person where."""
        return Source(self._file, place=f"工作表“{self._title}” {place}".strip())

    def cell_source(self, position: CellPosition) -> Source:
        """The source of a cell."""
        return self.source(f"第{position.row}行 第{position.column}列")

    def header(self, text: str, place: str) -> Element:
        """Add the container of a title, header or footer."""
        container = etree.SubElement(self.root, "header")
        self._read(container, [(text, 0)], self.source(place))
        return container

    def cell(self, row: Element, string: Element, position: CellPosition) -> Element | None:
        """Add the container of a cell that holds tags; None for a cell without tags."""
        runs = runs_of(string)
        text = "".join(run for run, _ in runs)
        if not has_tags(text):
            self.warnings += TaggedText(text, []).lost_braces(self.cell_source(position))
            return None
        container = etree.SubElement(row, "c")
        self._read(container, [(run, at) for at, (run, _) in enumerate(runs)], self.cell_source(position))
        return container

    def formula(self, text: str, position: CellPosition) -> None:
        """Report tags in a formula, where only the title of a sheet may hold them, and one that Excel cannot read."""
        if is_too_much(text):
            message = "公式太长或嵌套太深，Excel 也打不开；请改短"
            self.problems.append(Problem(self.cell_source(position), TemplateCode.FORMULA, f"={text[:60]}：{message}"))
        if has_tags(_SHEET_NAME.sub("", text)):
            message = "公式里不能写标签；请把值填在别的格里，公式引用那一格"
            self.problems.append(Problem(self.cell_source(position), TemplateCode.LAYOUT, f"={text[:60]}：{message}"))

    def _read(self, container: Element, runs: Sequence[tuple[str, int]], source: Source) -> None:
        text = "".join(run for run, _ in runs).replace("\r\n", "\n").replace("\r", "\n")
        starts: list[tuple[int, int]] = []
        at = 0
        for run, which in runs:
            starts.append((at, which))
            at += len(run.replace("\r\n", "\n"))
        begin = 0
        for piece in _lines(text):
            element = etree.SubElement(container, "line")
            end = begin + len(piece)
            tags, problems = read_tags(piece, element, source, self._environment)
            current = max((pair for pair in starts if pair[0] <= begin), default=(0, 0))
            inside = [(start - begin, which) for start, which in starts if begin < start < end]
            self.lines[element] = CellLine(piece, tags, [(0, current[1]), *inside])
            self.occurrences += [tag for _, _, tag in tags]
            self.problems += problems
            self.warnings += [] if problems else self.lines[element].lost_braces(source)
            begin = end + 1


def _lines(text: str) -> list[str]:
    """The lines of a text; a line break inside a tag does not count."""
    lines: list[str] = []
    for piece in text.split("\n"):
        if lines and _has_open_tag(lines[-1]):
            lines[-1] += "\n" + piece
        else:
            lines.append(piece)
    return lines


def _has_open_tag(text: str) -> bool:
    # A Chinese input method types full-width signs, which tags may have.
    plain = text.translate({ord("｛"): "{", ord("｝"): "}", ord("％"): "%", ord("＃"): "#"})
    opened = max(plain.rfind(mark) for mark in ("{{", "{%", "{#"))
    closed = max(plain.rfind(mark) for mark in ("}}", "%}", "#}"))
    return opened > closed
