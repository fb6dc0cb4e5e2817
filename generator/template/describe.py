"""Shows a template as text: the paragraphs, tables and sheets with their tags, merges, formulas and widths in mm.

Used by ``jixiao template show`` to review a change of a template. Nothing is compiled, so a template with mistakes
can be shown too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from generator.office.columns import letters_of
from generator.office.package import Package, read_package
from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source
from generator.template.excel.read import CellPosition, Grid, read_grid, shared_strings, string_of
from generator.template.excel.tree import F, V, real_number, text_of
from generator.template.packed import related_part
from generator.template.word.tree import (
    BODY,
    BR,
    CR,
    P_PR,
    SECT_PR,
    TAB,
    VAL,
    P,
    T,
    blocks_of,
    own_elements,
    row_cells,
    rows_of,
)

_PARTS = {"/header": "页眉", "/footer": "页脚", "/footnotes": "脚注", "/endnotes": "尾注"}
_TWIPS_PER_MM = 1440 / 25.4


def describe_word(path: Path) -> str:
    """A Word template as text, one line for each paragraph and table row."""
    package = read_package(path, kind="docx")
    main = package.part_by_relationship("/officeDocument")
    root = parse_xml(package.members[main], Source(str(path), place=main))
    styles = _style_names(package, main)
    lines = [f"模板 {path.name}"]
    lines += [_section(section) for section in root.iter(SECT_PR)]
    body = root.find(BODY)
    lines += _blocks(body if body is not None else root, styles)
    for link in package.relationships(main):
        title = next((word for suffix, word in _PARTS.items() if link.type.endswith(suffix)), None)
        if title and link.target in package.members:
            lines.append(f"{title} {link.target}")
            lines += _blocks(parse_xml(package.members[link.target], Source(str(path), place=link.target)), styles)
    return "\n".join(lines)


def _section(section: Element) -> str:
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    parts = ["页面"]
    if size is not None:
        parts.append(f"{_mm(size.get(qn('w:w')))} × {_mm(size.get(qn('w:h')))} mm")
    if margins is not None:
        sides = (("上", "top"), ("下", "bottom"), ("左", "left"), ("右", "right"))
        parts.append("边距 " + " ".join(f"{word}{_mm(margins.get(qn(f'w:{name}')))}" for word, name in sides))
    return " ".join(parts)


def _mm(twips: str | None) -> str:
    return f"{int(twips) / _TWIPS_PER_MM:.0f}" if twips and twips.lstrip("-").isdigit() else "?"


def _blocks(container: Element, styles: dict[str, str]) -> Iterator[str]:
    tables = 0
    for block in blocks_of(container):
        if block.tag == P:
            yield _paragraph(block, styles)
        else:
            tables += 1
            yield from _table(block, tables)


def _paragraph(paragraph: Element, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{P_PR}/{qn('w:pStyle')}")
    name = f"［{styles.get(style.get(VAL, ''), style.get(VAL, ''))}］" if style is not None else ""
    return f"{name}{_text(paragraph)}" if name or _text(paragraph) else "［空段］"


def _table(table: Element, number: int) -> Iterator[str]:
    grid = [column.get(qn("w:w")) for column in table.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
    yield f"表{number}：{len(grid)} 列，宽 {' '.join(_mm(width) for width in grid)} mm"
    for at, row in enumerate(rows_of(table), 1):
        cells = []
        for cell in row_cells(row):
            text = "↓" if cell.merge == "continue" else _cell(cell.element)
            cells.append(
                text + (f" ×{cell.span}" if cell.span > 1 else "") + ("（向下合并）" if cell.merge == "restart" else "")
            )
        heading = "（标题行）" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else ""
        yield f"  第{at}行{heading} | " + " | ".join(cells)


def _cell(cell: Element) -> str:
    return "⏎".join(_text(block) if block.tag == P else "〔内表〕" for block in blocks_of(cell))


def _text(paragraph: Element) -> str:
    marks = {TAB: "⇥", BR: "⏎", CR: "⏎"}
    pieces = [
        element.text or "" if element.tag == T else marks.get(element.tag, "") for element in own_elements(paragraph)
    ]
    return "".join(pieces)


def _style_names(package: Package, main: str) -> dict[str, str]:
    part = related_part(package, main, "/styles")
    styles = parse_xml(package.members[part], Source(package.name, place=part)).iter(qn("w:style")) if part else ()
    names = ((style.get(qn("w:styleId"), ""), style.find(qn("w:name"))) for style in styles)
    return {identifier: name.get(VAL, "") for identifier, name in names if name is not None}


# Excel


_POINTS_PER_MM = 72 / 25.4
_INCH = 25.4


def describe_excel(path: Path) -> str:
    """An Excel template as text, one line for each row that shows something."""
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
        shown = [_sheet_cell(CellPosition(row, column), cell, grid, strings) for column, cell in cells.items()]
        if any(shown):
            yield f"  第{row}行{_height(grid.rows[row])} | " + " | ".join(text for text in shown if text)


def _margins(root: Element) -> str:
    margins = root.find(qn("ss:pageMargins"))
    if margins is None:
        return ""
    sides = (("上", "top"), ("下", "bottom"), ("左", "left"), ("右", "right"))
    return "，边距 " + " ".join(f"{word}{real_number(margins.get(name), 0) * _INCH:.0f}" for word, name in sides)


def _height(row: Element) -> str:
    return f"（高 {row.get('ht')}）" if row.get("customHeight") in {"1", "true"} and row.get("ht") else ""


def _sheet_cell(at: CellPosition, cell: Element, grid: Grid, strings: Sequence[Element]) -> str:
    """The reference of a cell or merge and its content; empty for a cell that shows nothing."""
    if at in grid.covered:
        return ""
    formula, string, value = cell.find(F), string_of(cell, strings), cell.find(V)
    if formula is not None:
        # A shared formula has its text in the first of its cells only (18.3.1.40).
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
