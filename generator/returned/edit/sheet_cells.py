"""The bytes of an .xlsx of data, the name of a row and of a column in; the bytes with that one cell changed out.

Only the XML of that cell is written anew: formats, formulas elsewhere, widths and other sheets stay as they are.
"""

from __future__ import annotations

import io
import re

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from generator.chinese.number import as_number
from generator.office.archive import deflate, zip_bytes
from generator.office.package import package_of
from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.project.tables.tables import BLANK_MARKS
from generator.returned.edit.yaml_text import EditError

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_ROW, _CELL, _VALUE = qn("ss:row"), qn("ss:c"), qn("ss:v")


def put_cell(data: bytes, by: str, name: str, column: str, text: str) -> bytes:
    """EditError where the row or column is not there, or the cell holds a formula."""
    title, row, at = _found(data, by, name, column)
    package = package_of(data, kind="xlsx", source=Source(""))
    main = package.part_by_relationship("/officeDocument")
    workbook = parse_xml(package.members[main], Source(""))
    sheet = next((each for each in workbook.iter(qn("ss:sheet")) if each.get("name") == title), None)
    links = {link.id: link.target for link in package.relationships(main)}
    part = "" if sheet is None else links.get(sheet.get(qn("r:id"), ""), "")
    if part not in package.members:
        raise EditError("数据表里找不到工作表")
    root = parse_xml(package.members[part], Source(""))
    _write(root, row, f"{get_column_letter(at)}{row}", text or next(iter(sorted(BLANK_MARKS))))
    members = {**package.members, part: to_bytes(root)}
    return zip_bytes([deflate(member, content) for member, content in members.items()])


def _found(data: bytes, by: str, name: str, column: str) -> tuple[str, int, int]:
    """The sheet, row and column (from 1) of a cell."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    try:
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        headings: list[str] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True) if sheet is not None else (), 1):
            texts = ["" if cell is None else str(cell).strip() for cell in cells]
            if not headings:
                headings = texts if by in texts and column in texts else []
            elif texts[headings.index(by)] == name:
                if texts[headings.index(column)].startswith("="):
                    raise EditError(f"数据表里“{name}”的“{column}”是公式，请在 Excel 里改")
                return str(sheet.title if sheet is not None else ""), number, headings.index(column) + 1
    finally:
        book.close()
    raise EditError(f"数据表里没有“{name}”的“{column}”")


def _write(root: Element, row: int, reference: str, text: str) -> None:
    line = next((each for each in root.iter(_ROW) if each.get("r") == str(row)), None)
    if line is None:
        raise EditError("数据表的行没有编号，请在 Excel 里另存一次")
    cell = next((each for each in line.iter(_CELL) if each.get("r") == reference), None)
    if cell is None:
        cell = line.makeelement(_CELL)
        cell.set("r", reference)
        later = [each for each in line if _number(each.get("r", "")) > _number(reference)]
        (later[0].addprevious if later else line.append)(cell)
    for child in list(cell):
        cell.remove(child)
    if (
        _PLAIN_NUMBER.fullmatch(text)
        and as_number(text) is not None
        and cell.get("t", "n") in {"n", "s"}
        and not cell.get("s")
    ):
        cell.attrib.update({"t": "n"})
        value = cell.makeelement(_VALUE)
        value.text = text
        cell.append(value)
        return
    cell.set("t", "inlineStr")
    inline = cell.makeelement(qn("ss:is"))
    shown = inline.makeelement(qn("ss:t"))
    shown.text = text
    inline.append(shown)
    cell.append(inline)


def _number(reference: str) -> tuple[int, str]:
    letters = re.sub("[^A-Z]", "", reference)
    return len(letters), letters
