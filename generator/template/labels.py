"""Finds the label of each placeholder of a template: the words that a person reads beside the tag.

The labels become comments of a new project file. A label is the other text of the tag's paragraph or cell, else the
nearest text to the left or above; in a row that a loop repeats, the text above (a column heading) comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jinja2 import nodes
from msgspec import Struct

from generator.jinja.tags import TagKind
from generator.office.columns import MOST_IN_WORD
from generator.office.xml import Element, parse_xml
from generator.problem import Source
from generator.template.excel.read import NAMES, LineReader, read_grid, shared_strings, string_of
from generator.template.excel.read import CellPosition as At
from generator.template.excel.template import XlsxTemplate
from generator.template.excel.template import environment as excel_environment
from generator.template.excel.tree import text_of
from generator.template.language.slots import printing
from generator.template.language.tags import Occurrence
from generator.template.language.units import ancestor
from generator.template.word.template import DocxTemplate, environment
from generator.template.word.text import read_lines
from generator.template.word.tree import TBL, TC, TR, P, T, row_cells, rows_of


class PlaceholderLabel(Struct, frozen=True):
    """``text`` stands beside the placeholder (empty if nothing does); ``place`` tells a person where the tag is."""

    text: str
    place: str


def word_labels(template: DocxTemplate) -> Mapping[str, PlaceholderLabel]:
    """Labels of the main part, by what is printed: ``项目名称``, or ``.指标值`` for an attribute of a loop variable."""
    return _labels(_word_texts(template))


def excel_labels(template: XlsxTemplate) -> Mapping[str, PlaceholderLabel]:
    """Labels of all sheets, by what is printed as in ``word_labels``; the first place that prints a name counts."""
    strings = shared_strings(template.package, template.main)
    layouts = [sheet.layout for sheet in template.sheets if sheet.layout is not None]
    return _labels(
        found
        for layout in layouts
        for found in _sheet_texts(LineReader(template.file, layout.title, excel_environment()), layout.root, strings)
    )


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


def _labels(texts: Iterable[tuple[str, Sequence[Occurrence]]]) -> Mapping[str, PlaceholderLabel]:
    """The label of each name that tags print; ``texts`` are what stands beside some tags, and these."""
    found: dict[str, PlaceholderLabel] = {}
    for text, tags in texts:
        for tag in tags:
            if tag.meaning.tag.kind is TagKind.PRINT:
                for name in printed_names(tag.meaning.inner):
                    found.setdefault(name, PlaceholderLabel(text, tag.source.place))
    return found


def _beside(at: At, words: Mapping[At, str], *, above: bool) -> str:
    """The words of a cell, or else the nearest to its left or ``above`` it; ``words`` are in reading order."""
    left = [words[one] for one in words if one.row == at.row and one.column < at.column]
    upper = [words[one] for one in words if one.row < at.row and one.column == at.column]
    first, second = (upper, left) if above else (left, upper)
    return next(filter(None, (words.get(at, ""), *reversed(first), *reversed(second))), "")


def _repeats(tags: Iterable[Occurrence]) -> bool:
    return any(tag.keyword == "for" for tag in tags)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _word_texts(template: DocxTemplate) -> Iterator[tuple[str, Sequence[Occurrence]]]:
    root = parse_xml(template.package.members[template.main], Source(template.file))
    lines, _ = read_lines(root, environment(), template.file)
    typed = {line.paragraph: line.without_tags() for line in lines}
    repeated = {ancestor(line.paragraph, TR) for line in lines if _repeats(tag for _, _, tag in line.tags)}
    tables = {table: _table_words(table, typed) for table in root.iter(TBL)}
    for line in lines:
        text = _single_spaced(typed[line.paragraph])
        cell, row, table = (ancestor(line.paragraph, tag) for tag in (TC, TR, TBL))
        if not text and cell is not None and row is not None and table is not None:
            here = next(each for each in row_cells(row) if each.element is cell)
            at = At(rows_of(table).index(row), here.column)
            text = _beside(at, {**tables[table], at: ""}, above=row in repeated)
        yield text, [tag for _, _, tag in line.tags]


def _table_words(table: Element, typed: Mapping[Element, str]) -> dict[At, str]:
    """The words typed in each cell of a table by row and grid column, without tags."""
    words: dict[At, str] = {}
    for number, row in enumerate(rows_of(table)):
        for cell in row_cells(row):
            paragraphs = [each for each in cell.element.iter(P) if ancestor(each, TC) is cell.element]
            texts = [typed.get(each, "".join(piece.text or "" for piece in each.iter(T))) for each in paragraphs]
            columns = range(
                cell.column, cell.column + min(cell.span, MOST_IN_WORD)
            )  # a damaged file may claim any number
            words |= {At(number, column): _single_spaced("".join(texts)) for column in columns}
    return words


def _sheet_texts(
    reader: LineReader, root: Element, strings: Sequence[Element]
) -> Iterator[tuple[str, Sequence[Occurrence]]]:
    grid = read_grid(root)
    words: dict[At, str] = {}
    tags: dict[At, list[Occurrence]] = {}
    for row, cells in grid.cells.items():
        line = reader.root.makeelement(NAMES.row)
        reader.root.append(line)
        for column, cell in cells.items():
            at, string = At(row, column), string_of(cell, strings)
            area = grid.covered.get(at)
            if area is not None:
                # Every cell of a merge counts as showing its text.
                words[at] = words.get(At(area.top, area.left), "")
            elif string is not None and (container := reader.cell(line, string, at)) is not None:
                tags[at] = [tag for each in container for _, _, tag in reader.lines[each].tags]
                words[at] = _single_spaced("".join(reader.lines[each].without_tags() for each in container))
            elif string is not None:
                words[at] = _single_spaced(text_of(string))
    repeated = {at.row for at, own in tags.items() if _repeats(own)}
    for at, own in tags.items():
        yield _beside(at, words, above=at.row in repeated), own
