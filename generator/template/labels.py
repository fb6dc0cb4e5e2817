"""Finds the label of each placeholder of a template: the words that a person reads beside the tag.

The labels become comments of a new project file. A label is the other text of the tag's paragraph or cell, else the
nearest text to the left or above; in a row that a loop repeats, the text above (a column heading) comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes
from msgspec import Struct

from generator.jinja.tags import TagKind
from generator.office.xml import Element, parse_xml
from generator.problem import Source
from generator.template.excel.read import NAMES, CellPosition, Grid, LineReader, read_grid, shared_strings, string_of
from generator.template.excel.template import XlsxTemplate
from generator.template.excel.template import environment as excel_environment
from generator.template.excel.tree import text_of
from generator.template.language.slots import printing
from generator.template.language.units import ancestor
from generator.template.word.template import DocxTemplate, environment
from generator.template.word.text import read_lines
from generator.template.word.tree import TBL, TC, TR, GridCell, P, T, row_cells, rows_of


class PlaceholderLabel(Struct, frozen=True):
    """``text`` stands beside the placeholder (empty if nothing does); ``place`` tells a person where the tag is."""

    text: str
    place: str


def word_labels(template: DocxTemplate) -> Mapping[str, PlaceholderLabel]:
    """Labels of the main part, by what is printed: ``项目名称``, or ``.指标值`` for an attribute of a loop variable."""
    root = parse_xml(template.package.members[template.main], Source(template.file))
    lines, _ = read_lines(root, environment(), template.file)
    typed = {line.paragraph: line.without_tags() for line in lines}
    repeated = {ancestor(line.paragraph, TR) for line in lines for _, _, tag in line.tags if tag.keyword == "for"}
    found: dict[str, PlaceholderLabel] = {}
    for line in lines:
        text = _beside(line.paragraph, typed, above=ancestor(line.paragraph, TR) in repeated - {None})
        for _, _, occurrence in line.tags:
            if occurrence.meaning.tag.kind is TagKind.PRINT:
                for name in printed_names(occurrence.meaning.inner):
                    found.setdefault(name, PlaceholderLabel(text, occurrence.source.place))
    return found


def printed_names(expression: str) -> Iterator[str]:
    """The attributes (``.指标值``) and names that an expression reads."""
    tree = environment().parse(printing(expression))
    for attribute in tree.find_all(nodes.Getattr):
        yield f".{attribute.attr}"
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str):
            yield f".{item.arg.value}"
    for name in tree.find_all(nodes.Name):
        yield name.name


def _beside(paragraph: Element, typed: Mapping[Element, str], *, above: bool) -> str:
    own = single_spaced(typed.get(paragraph, ""))
    cell, row, table = (ancestor(paragraph, tag) for tag in (TC, TR, TBL))
    if own or cell is None or row is None or table is None:
        return own
    here = next(each for each in row_cells(row) if each.element is cell)
    rows = rows_of(table)
    upper = [_cell_at(above_row, here.column) for above_row in reversed(rows[: rows.index(row)])]
    left = [each.element for each in reversed(row_cells(row)) if each.column < here.column]
    order = [*upper, *left] if above else [*left, *upper]
    return next((text for element in order if element is not None and (text := _cell_text(element, typed))), "")


def _cell_at(row: Element, column: int) -> Element | None:
    covering: GridCell | None = next(
        (cell for cell in row_cells(row) if cell.column <= column < cell.column + cell.span), None
    )
    return covering.element if covering is not None else None


def _cell_text(cell: Element, typed: Mapping[Element, str]) -> str:
    """The words typed in a cell, without tags."""
    paragraphs = [paragraph for paragraph in cell.iter(P) if ancestor(paragraph, TC) is cell]
    texts = ["".join(text.text or "" for text in paragraph.iter(T)) for paragraph in paragraphs]
    return single_spaced("".join(typed.get(paragraph, text) for paragraph, text in zip(paragraphs, texts, strict=True)))


def single_spaced(text: str) -> str:
    """The text with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


# Excel


def excel_labels(template: XlsxTemplate) -> Mapping[str, PlaceholderLabel]:
    """Labels of all sheets, by what is printed as in ``word_labels``; the first place that prints a name counts."""
    strings = shared_strings(template.package, template.main)
    found: dict[str, PlaceholderLabel] = {}
    for sheet in template.sheets:
        if sheet.layout is not None:
            for name, label in _sheet_labels(template.file, sheet.title, sheet.layout.root, strings).items():
                found.setdefault(name, label)
    return found


def _sheet_labels(file: str, title: str, root: Element, strings: list[Element]) -> dict[str, PlaceholderLabel]:
    grid, reader = read_grid(root), LineReader(file, title, excel_environment())
    words, tagged = _words(grid, reader, strings)
    found: dict[str, PlaceholderLabel] = {}
    for at, container in tagged.items():
        tags = [tag for line in container for _, _, tag in reader.lines[line].tags]
        repeated = any(
            tag.keyword == "for" for place, other in tagged.items() if place.row == at.row
            for line in other for _, _, tag in reader.lines[line].tags
        )  # fmt: skip
        text = words.get(at, "") or _beside_cell(at, grid, words, above=repeated)
        for tag in tags:
            if tag.meaning.tag.kind is TagKind.PRINT:
                for name in printed_names(tag.meaning.inner):
                    found.setdefault(name, PlaceholderLabel(text, tag.source.place))
    return found


def _words(
    grid: Grid, reader: LineReader, strings: list[Element]
) -> tuple[dict[CellPosition, str], dict[CellPosition, Element]]:
    """The words typed in each cell, without tags; and the cells that hold tags with their container in the skeleton."""
    words: dict[CellPosition, str] = {}
    tagged: dict[CellPosition, Element] = {}
    for row, cells in grid.cells.items():
        line = reader.root.makeelement(NAMES.row)
        reader.root.append(line)
        for column, cell in cells.items():
            at, string = CellPosition(row, column), string_of(cell, strings)
            if string is None or at in grid.covered:
                continue
            container = reader.cell(line, string, at)
            if container is None:
                words[at] = single_spaced(text_of(string))
            else:
                tagged[at] = container
                words[at] = single_spaced("".join(reader.lines[each].without_tags() for each in container))
    return words, tagged


def _beside_cell(at: CellPosition, grid: Grid, words: Mapping[CellPosition, str], *, above: bool) -> str:
    """The nearest words to the left of a cell or above it; every cell of a merge counts as showing its text."""
    left = [CellPosition(at.row, column) for column in range(at.column - 1, 0, -1)]
    upper = [CellPosition(row, at.column) for row in range(at.row - 1, 0, -1)]
    for place in (*upper, *left) if above else (*left, *upper):
        area = grid.covered.get(place)
        if text := words.get(CellPosition(area.top, area.left) if area is not None else place):
            return text
    return ""
