"""An Excel template in, what its placeholders stand beside out: as ``wml_labels``, of all its sheets."""

from __future__ import annotations

from collections.abc import Mapping

from generator.jinja.tags import Kind
from generator.office.xml import Element
from generator.template.excel.read import NAMES, Grid, LineReader, Place, read_grid, shared_strings, string_of
from generator.template.excel.template import XlsxTemplate, environment
from generator.template.excel.tree import text_of
from generator.template.labels import Label, printed_names, tidy


def labels(template: XlsxTemplate) -> Mapping[str, Label]:
    """Labels by what is printed: ``项目名称``, or ``.指标值`` for an attribute."""
    strings = shared_strings(template.package, template.main)
    found: dict[str, Label] = {}
    for sheet in template.sheets:
        if sheet.layout is not None:
            for name, label in _of_sheet(template.file, sheet.title, sheet.layout.root, strings).items():
                found.setdefault(name, label)
    return found


def _of_sheet(file: str, title: str, root: Element, strings: list[Element]) -> dict[str, Label]:
    grid, reader = read_grid(root), LineReader(file, title, environment())
    words, tagged = _words(grid, reader, strings)
    found: dict[str, Label] = {}
    for at, container in tagged.items():
        tags = [tag for line in container for _, _, tag in reader.lines[line].tags]
        repeated = any(
            tag.keyword == "for" for place, other in tagged.items() if place.row == at.row
            for line in other for _, _, tag in reader.lines[line].tags
        )  # fmt: skip
        text = words.get(at, "") or _beside(at, grid, words, above=repeated)
        for tag in tags:
            if tag.meaning.tag.kind is Kind.PRINT:
                for name in printed_names(tag.meaning.inner):
                    found.setdefault(name, Label(text, tag.source.place))
    return found


def _words(grid: Grid, reader: LineReader, strings: list[Element]) -> tuple[dict[Place, str], dict[Place, Element]]:
    """What is typed in each cell beside its tags, and the cells that hold tags."""
    words: dict[Place, str] = {}
    tagged: dict[Place, Element] = {}
    for row, cells in grid.cells.items():
        line = reader.root.makeelement(NAMES.row)
        reader.root.append(line)
        for column, cell in cells.items():
            at, string = Place(row, column), string_of(cell, strings)
            if string is None or at in grid.covered:
                continue
            container = reader.cell(line, string, at)
            if container is None:
                words[at] = tidy(text_of(string))
            else:
                tagged[at] = container
                words[at] = tidy("".join(reader.lines[each].without_tags() for each in container))
    return words, tagged


def _beside(at: Place, grid: Grid, words: Mapping[Place, str], *, above: bool) -> str:
    """The words to the left of a cell or above it; a merge counts wherever it reaches."""
    left = [Place(at.row, column) for column in range(at.column - 1, 0, -1)]
    upper = [Place(row, at.column) for row in range(at.row - 1, 0, -1)]
    for place in (*upper, *left) if above else (*left, *upper):
        area = grid.covered.get(place)
        if text := words.get(Place(area.top, area.left) if area is not None else place):
            return text
    return ""
