"""A Word template in, what its placeholders stand beside out: the words a person reads next to each tag.

Used to comment a new project file; the label of a cell is what stands to its left, or above it in a repeated row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import nodes

from generator.expressions.tags import Kind
from generator.model import Source
from generator.opc.package import read_package
from generator.opc.xml import Element, parse_xml
from generator.templating.docx import environment
from generator.templating.tagging import Occurrence
from generator.templating.wml import TBL, TC, TR, Cell, T, ancestor, row_cells, rows_of
from generator.templating.wml_text import Line, read_lines


@dataclass(frozen=True, slots=True)
class Label:
    """``text`` stands beside the placeholder (empty if nothing does), which is at ``place``."""

    text: str
    place: str


def labels(path: Path) -> Mapping[str, Label]:
    """Labels by what is printed: ``项目名称``, or ``.指标值`` for an attribute; of the main part."""
    package = read_package(path, kind="docx")
    main = package.part_by_relationship("/officeDocument")
    root = parse_xml(package.members[main], Source(str(path)))
    lines, _ = read_lines(root, environment(), str(path))
    bare = {line.paragraph: _without_tags(line) for line in lines}
    found: dict[str, Label] = {}
    for line in lines:
        loops = any(tag.keyword == "for" for _, _, tag in _tags_in_row(line, lines))
        for _, _, occurrence in line.tags:
            if occurrence.meaning.tag.kind is Kind.PRINT:
                for name in _printed(occurrence.meaning.inner):
                    text = _beside(line.paragraph, bare, above=loops)
                    found.setdefault(name, Label(text, occurrence.source.place))
    return found


def _tags_in_row(line: Line, lines: list[Line]) -> Iterator[tuple[int, int, Occurrence]]:
    row = ancestor(line.paragraph, TR)
    for other in lines:
        if row is not None and ancestor(other.paragraph, TR) is row:
            yield from other.tags


def _printed(expression: str) -> Iterator[str]:
    """The names and attributes that an expression prints."""
    tree = environment().parse(f"\x02{expression}\x03")
    for attribute in tree.find_all(nodes.Getattr):
        yield f".{attribute.attr}"
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str):
            yield f".{item.arg.value}"
    for name in tree.find_all(nodes.Name):
        yield name.name


def _without_tags(line: Line) -> str:
    at, pieces = 0, []
    for start, end, _ in line.tags:
        pieces.append(line.text[at:start])
        at = end
    return "".join([*pieces, line.text[at:]])


def _beside(paragraph: Element, bare: Mapping[Element, str], *, above: bool) -> str:
    own = _tidy(bare.get(paragraph, ""))
    cell, row, table = (ancestor(paragraph, tag) for tag in (TC, TR, TBL))
    if own or cell is None or row is None or table is None:
        return own
    here = next(each for each in row_cells(row) if each.element is cell)
    rows = rows_of(table)
    upper = [_at(above_row, here.column) for above_row in reversed(rows[: rows.index(row)])]
    left = [each.element for each in reversed(row_cells(row)) if each.column < here.column]
    order = [*upper, *left] if above else [*left, *upper]
    return next((text for element in order if element is not None and (text := _cell_text(element, bare))), "")


def _at(row: Element, column: int) -> Element | None:
    covering: Cell | None = next(
        (cell for cell in row_cells(row) if cell.column <= column < cell.column + cell.span), None
    )
    return covering.element if covering is not None else None


def _cell_text(cell: Element, bare: Mapping[Element, str]) -> str:
    pieces = [bare.get(paragraph) for paragraph in bare if ancestor(paragraph, TC) is cell]
    if pieces:
        return _tidy("".join(piece or "" for piece in pieces))
    return _tidy("".join(text.text or "" for text in cell.iter(T)))


def _tidy(text: str) -> str:
    return " ".join(text.split())
