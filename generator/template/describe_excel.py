"""An Excel template in, readable text out: every sheet's rows with tags, merges, formulas and widths.

Made for reviewing a change of a template; reads the file as it is, mistakes and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from generator.office.package import read_package
from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source
from generator.template.excel.read import Grid, Place, read_grid, shared_strings, string_of
from generator.template.excel.tree import F, V, letters_of, measure, text_of

_POINTS_PER_MM = 72 / 25.4
_INCH = 25.4


def show(path: Path) -> str:
    """The template as text, a line for each row."""
    package = read_package(path, kind="xlsx")
    main = package.part_by_relationship("/officeDocument")
    root = parse_xml(package.members[main], Source(str(path), place=main))
    targets = {link.id: link.target for link in package.relationships(main)}
    strings = shared_strings(package, main)
    lines = [f"模板 {path.name}"]
    for sheet in root.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}"):
        part = targets.get(sheet.get(qn("r:id"), ""), "")
        if "/worksheets/" in part and part in package.members:
            tree = parse_xml(package.members[part], Source(str(path), place=part))
            lines += _sheet(sheet.get("name", ""), tree, strings)
    lines += [f"名称 {name.get('name')} = {name.text}" for name in root.iter(qn("ss:definedName"))]
    return "\n".join(lines)


def _sheet(title: str, root: Element, strings: Sequence[Element]) -> Iterator[str]:
    grid = read_grid(root)
    columns = max((column for cells in grid.cells.values() for column in cells), default=0)
    widths = " ".join(f"{grid.width(column, column) / _POINTS_PER_MM:.0f}" for column in range(1, columns + 1))
    yield f"工作表“{title}”：{columns} 列，宽 {widths} mm{_margins(root)}"
    headers = root.find(qn("ss:headerFooter"))
    for child in headers if headers is not None else ():
        if child.text:
            yield f"  {etree.QName(child).localname} {child.text}"
    for row, cells in grid.cells.items():
        shown = [_cell(Place(row, column), cell, grid, strings) for column, cell in cells.items()]
        if any(shown):
            yield f"  第{row}行{_height(grid.rows[row])} | " + " | ".join(text for text in shown if text)


def _margins(root: Element) -> str:
    margins = root.find(qn("ss:pageMargins"))
    if margins is None:
        return ""
    sides = (("上", "top"), ("下", "bottom"), ("左", "left"), ("右", "right"))
    return "，边距 " + " ".join(f"{word}{measure(margins.get(name), 0) * _INCH:.0f}" for word, name in sides)


def _height(row: Element) -> str:
    return f"（高 {row.get('ht')}）" if row.get("customHeight") in {"1", "true"} and row.get("ht") else ""


def _cell(at: Place, cell: Element, grid: Grid, strings: Sequence[Element]) -> str:
    """The reference and what it shows; empty for a cell that shows nothing."""
    if at in grid.covered:
        return ""
    formula, string, value = cell.find(F), string_of(cell, strings), cell.find(V)
    if formula is not None:
        text = f"={formula.text or '…'}"
    elif string is not None:
        text = text_of(string).replace("\n", "⏎")
    else:
        text = value.text or "" if value is not None else ""
    area = grid.area(at)
    if not text and area.is_cell:
        return ""
    name = str(area) if not area.is_cell else f"{letters_of(at.column)}{at.row}"
    return f"{name} {text}".rstrip()
