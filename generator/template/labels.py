"""A Word template in, what its placeholders stand beside out: the words a person reads next to each tag.

Used to comment a new project file; the label of a cell is what stands to its left, or above it in a repeated row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes
from msgspec import Struct

from generator.jinja.tags import Kind
from generator.office.xml import Element, parse_xml
from generator.problem import Source
from generator.template.language.slots import printing
from generator.template.language.trees import ancestor
from generator.template.word.template import DocxTemplate, environment
from generator.template.word.text import read_lines
from generator.template.word.tree import TBL, TC, TR, Cell, P, T, row_cells, rows_of


class Label(Struct, frozen=True):
    """``text`` stands beside the placeholder (empty if nothing does), which is at ``place``."""

    text: str
    place: str


def labels(template: DocxTemplate) -> Mapping[str, Label]:
    """Labels by what is printed: ``项目名称``, or ``.指标值`` for an attribute; of the main part."""
    root = parse_xml(template.package.members[template.main], Source(template.file))
    lines, _ = read_lines(root, environment(), template.file)
    bare = {line.paragraph: line.without_tags() for line in lines}
    repeated = {ancestor(line.paragraph, TR) for line in lines for _, _, tag in line.tags if tag.keyword == "for"}
    found: dict[str, Label] = {}
    for line in lines:
        text = _beside(line.paragraph, bare, above=ancestor(line.paragraph, TR) in repeated - {None})
        for _, _, occurrence in line.tags:
            if occurrence.meaning.tag.kind is Kind.PRINT:
                for name in printed_names(occurrence.meaning.inner):
                    found.setdefault(name, Label(text, occurrence.source.place))
    return found


def printed_names(expression: str) -> Iterator[str]:
    """The names and attributes that an expression prints."""
    tree = environment().parse(printing(expression))
    for attribute in tree.find_all(nodes.Getattr):
        yield f".{attribute.attr}"
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str):
            yield f".{item.arg.value}"
    for name in tree.find_all(nodes.Name):
        yield name.name


def _beside(paragraph: Element, bare: Mapping[Element, str], *, above: bool) -> str:
    own = tidy(bare.get(paragraph, ""))
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
    """The words typed in a cell, its tags left out."""
    paragraphs = [paragraph for paragraph in cell.iter(P) if ancestor(paragraph, TC) is cell]
    texts = ["".join(text.text or "" for text in paragraph.iter(T)) for paragraph in paragraphs]
    return tidy("".join(bare.get(paragraph, text) for paragraph, text in zip(paragraphs, texts, strict=True)))


def tidy(text: str) -> str:
    """Words parted by single spaces."""
    return " ".join(text.split())
