"""Changes one cell in the bytes of a table of data (.csv or .xlsx), found by the names of its row and column.

In a .csv encoding, BOM, line ends, quotes and all other cells stay; in an .xlsx only the XML of that cell is written
anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from generator.chinese.numbers import as_number
from generator.document.xlsx.cells import range_of
from generator.office.archive import zip_bytes
from generator.office.package import package_of
from generator.office.refusal import printable
from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.project.tables.raw import RawTable, headings_of, one_line
from generator.project.tables.tables import BLANK_MARKS, delimiter, table_from
from generator.project.tables.xlsx import table_of
from generator.returned.edit.narrative import decoded
from generator.returned.edit.yaml_text import EditError


def put_csv_cell(data: bytes, by: str, name: str, column: str, text: str) -> bytes:
    """The .csv with ``text`` in ``column`` of the row that has ``name`` in the column ``by``.

    EditError where there is no such row or column.
    """
    body, file_format = decoded(data)
    separator = delimiter(body)
    headings: list[str] = []
    for record in _records(body, separator):
        texts = [_unquoted(body, span).strip() for span in record]
        if not headings:
            names = headings_of(texts, by)
            headings = names if by in names and column in names else []
        elif len(record) > headings.index(by) and one_line(texts[headings.index(by)]) == name:
            return file_format.encoded(_with_cell(body, record, headings.index(column), text, separator))
    raise EditError(f"数据表里没有“{name}”这一行" if headings else f"数据表里没有“{column}”这一列")


def looks_like_a_formula(text: str) -> bool:
    """Whether Excel would compute a cell of a .csv that holds this text, and a form from elsewhere could make it."""
    if as_number(text) is not None:
        return False
    # Programs drop what cannot be seen in front, and read signs of full width as others.
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf").lstrip().lstrip('"')
    first = unicodedata.normalize("NFKC", shown[:1])
    return len(shown) > 1 and first in {"=", "+", "-", "@"}


def _with_cell(body: str, record: list[tuple[int, int]], at: int, text: str, separator: str) -> str:
    """The text of the .csv with another cell at index ``at`` of a record, which is made longer if it is too short."""
    text = text or next(iter(sorted(BLANK_MARKS)))  # an empty cell would mean absent, not blank
    if looks_like_a_formula(text):
        text = '="' + text.replace('"', '""') + '"'  # as programs write a text that Excel must not compute
    cell = '"' + text.replace('"', '""') + '"' if any(mark in text for mark in (separator, '"', "\n", "\r")) else text
    if at < len(record):
        start, end = record[at]
        return body[:start] + cell + body[end:]
    end = record[-1][1]
    return body[:end] + separator * (at - len(record) + 1) + cell + body[end:]


def _unquoted(body: str, span: tuple[int, int]) -> str:
    text = body[span[0] : span[1]]
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def _records(body: str, separator: str) -> Iterator[list[tuple[int, int]]]:
    """The start and end of every cell, record by record (RFC 4180: quotes may hold separators and line breaks)."""
    record: list[tuple[int, int]] = []
    start, at, quoted = 0, 0, False
    while at < len(body):
        character = body[at]
        # A doubled quote inside quotes toggles twice, which leaves the state as it was.
        if character == '"' and (quoted or at == start):
            quoted = not quoted
        elif not quoted and character in (separator, "\n", "\r"):
            record.append((start, at))
            if character != separator:
                yield record
                record = []
                at += body.startswith("\r\n", at)
            start = at + 1
        at += 1
    if start < len(body) or record:
        yield [*record, (start, len(body))]


_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_ROW, _CELL, _VALUE, _FORMULA = qn("ss:row"), qn("ss:c"), qn("ss:v"), qn("ss:f")


def put_xlsx_cell(data: bytes, by: str, name: str, column: str, text: str, chosen: str = "") -> bytes:
    """The .xlsx with ``text`` in ``column`` of the row that has ``name`` in the column ``by``.

    ``chosen`` is the title of the sheet; blank for the first visible one. EditError where there is no such row or
    column, or the cell holds a formula.
    """
    package = package_of(data, kind="xlsx", source=Source(""))
    raw = table_of(package, chosen)
    title, (row, at) = raw.sheet, _locate(raw, by, name, column)
    main = package.part_by_relationship("/officeDocument")
    workbook = parse_xml(package.members[main], Source(""))
    sheet = next((each for each in workbook.iter(qn("ss:sheet")) if printable(each.get("name", "")) == title), None)
    links = {link.id: link.target for link in package.relationships(main)}
    part = "" if sheet is None else links.get(sheet.get(qn("r:id"), ""), "")
    if part not in package.members:
        raise EditError("数据表里找不到工作表")
    root = parse_xml(package.members[part], Source(""))
    if _is_computed(root, row - 1, at - 1):
        raise EditError(f"数据表里“{name}”的“{column}”是公式，请在 Excel 里改")
    _write_cell(root, row, f"{get_column_letter(at)}{row}", text or next(iter(sorted(BLANK_MARKS))))
    members = {**package.members, part: to_bytes(root)}
    return zip_bytes(members)


def _locate(raw: RawTable, by: str, name: str, column: str) -> tuple[int, int]:
    """The row and column (from 1) of a cell."""
    table, _ = table_from(raw, by)
    headings = [] if table is None else [heading.text for heading in table.headings]
    if table is not None and by in headings and column in headings:
        names, at = headings.index(by), table.headings[headings.index(column)].source.column
        cell = next((cell for cells in table.rows if (cell := cells[names]) and cell.text == name), None)
        if cell is not None and cell.source.line and at:
            return cell.source.line, at
    raise EditError(f"数据表里没有“{name}”的“{column}”")


def _is_computed(root: Element, row: int, column: int) -> bool:
    """Whether a cell (counted from 0) holds a formula, or a part of the result of an array formula beside it."""
    return any(
        area.top <= row <= area.bottom and area.left <= column <= area.right
        for cell in root.iter(_CELL)
        for formula in cell.iterchildren(_FORMULA)
        for reference in {cell.get("r", ""), formula.get("ref", "") if formula.get("t") != "shared" else ""}
        if (area := range_of(reference))
    )


def _write_cell(root: Element, row: int, reference: str, text: str) -> None:
    """Write a text into the cell ``reference`` of a worksheet part, as a number where that reads back alike."""
    line = next((each for each in root.iter(_ROW) if each.get("r") == str(row)), None)
    if line is None or any(each.get("r") is None for each in line.iter(_CELL)):
        raise EditError("数据表的行或格没有编号，请在 Excel 里另存一次")
    cell = next((each for each in line.iter(_CELL) if each.get("r") == reference), None)
    if cell is None:
        cell = line.makeelement(_CELL)
        cell.set("r", reference)
        # Excel calls a file damaged whose cells are not in the order of their columns.
        later = [each for each in line if _column_order(each.get("r", "")) > _column_order(reference)]
        (later[0].addprevious if later else line.append)(cell)
    # The style (attribute ``s``) stays, all content goes: ``v``, ``is`` and ``f``.
    for child in list(cell):
        cell.remove(child)
    # A number only where it reads back as typed: General format (no style), no leading zero, at most 15 digits. All
    # else becomes an inline string, which needs no entry in the table of shared strings.
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


def _column_order(reference: str) -> tuple[int, str]:
    """A sort key for the column of a cell reference: ``Z`` comes before ``AA``."""
    letters = re.sub("[^A-Z]", "", reference)
    return len(letters), letters
