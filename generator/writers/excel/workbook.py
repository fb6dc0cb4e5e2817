"""Writes plain sheets as a workbook, or puts them in front of the sheets of a workbook.

The same sheets always give the same bytes. Worksheet parts follow ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape

from lxml import etree

from generator.chinese.nominal_size import column_width
from generator.document.xlsx.cells import column_letters
from generator.office.archive import CONTENT_TYPES, zip_bytes
from generator.office.package import Package
from generator.office.parts import relationships_name
from generator.office.xml import CT, REL, SS, Element, R, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.writers.excel.sheet import CellFont, MergedRange, PageSetup, PlainSheet, SheetCell
from generator.writers.excel.styles import EMPTY_STYLES, SheetStyles, font_element

# Worksheet parts.

_POINTS_PER_INCH = 72.0
# paperSize by the size in pt.
_PAPERS = {(595, 842): 9, (842, 1191): 8, (420, 595): 11, (612, 792): 1, (612, 1008): 5}  # A4, A3, A5, Letter, Legal
_NEAR = 3.0  # pt
_WIDEST_COLUMN = 255.0  # digits of the normal font
# Text that looks like an escape of ST_Xstring, which must be escaped itself.
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sheet_xml(sheet: PlainSheet, styles: SheetStyles, *, selected: bool = False) -> bytes:
    """The worksheet part, whose formats are added to ``styles``; ``selected``: it shows when the workbook opens."""
    return "".join(_pieces(sheet, styles, selected=selected)).encode()


def reference(row: int, column: int, *, fixed: bool = False) -> str:
    """The reference of a cell, row and column from 0: ``A1``, or ``$A$1`` if ``fixed``."""
    letters = column_letters(column)
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def quoted(sheet_name: str) -> str:
    """The name of a sheet as formulas write it, in quotes."""
    return "'" + sheet_name.replace("'", "''") + "'"


def _pieces(sheet: PlainSheet, styles: SheetStyles, *, selected: bool) -> Iterator[str]:
    """The XML of a worksheet; the schema demands this order of its elements."""
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SS}" xmlns:r="{R}">'
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    last = reference(max(len(sheet.rows) - 1, 0), max(len(sheet.columns) - 1, 0))
    yield f'<dimension ref="A1:{last}"/>'
    yield from _view(sheet.frozen, selected=selected)
    yield '<sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, width in enumerate(sheet.columns, 1):
        shown = min(column_width(width), _WIDEST_COLUMN)
        yield f'<col min="{number}" max="{number}" width="{shown:.6g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, row in enumerate(sheet.rows):
        height = f' ht="{row.height:.6g}" customHeight="1"' if row.height else ""
        yield f'<row r="{number + 1}"{height}>'
        for cell in row.cells:
            yield _cell(cell, reference(number, cell.column), styles)
        yield "</row>"
    yield "</sheetData>"
    yield from _merges(sheet.merges)
    links = [
        (reference(n, cell.column), cell.link) for n, row in enumerate(sheet.rows) for cell in row.cells if cell.link
    ]
    if links:
        yield "<hyperlinks>"
        for place, target in links:
            yield f'<hyperlink ref="{place}" location="{escape(quoted(target))}!A1"/>'
        yield "</hyperlinks>"
    yield from _page(sheet.page)
    yield "</worksheet>"


def _view(frozen: int, *, selected: bool) -> Iterator[str]:
    yield f'<sheetViews><sheetView tabSelected="{int(selected)}" workbookViewId="0">'
    if frozen:
        top = reference(frozen, 0)
        yield f'<pane ySplit="{frozen}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
        yield f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/>'
    yield "</sheetView></sheetViews>"


def _cell(cell: SheetCell, place: str, styles: SheetStyles) -> str:
    start = f'<c r="{place}" s="{styles.number(cell.format)}"'
    if cell.formula:
        kind = "" if cell.kind == "n" else ' t="str"'  # ST_CellType of a formula that gives text
        return f"{start}{kind}><f>{_text(cell.formula)}</f><v>{_text(cell.value)}</v></c>"
    if not cell.value:
        return f"{start}/>"
    if cell.kind == "n":
        return f"{start}><v>{cell.value}</v></c>"
    if len(cell.runs) > 1:
        runs = "".join(f"<r>{_run_format(font)}<t>{_text(text)}</t></r>" for text, font in cell.runs)
        return f'{start} t="inlineStr"><is>{runs}</is></c>'
    return f'{start} t="inlineStr"><is><t>{_text(cell.value)}</t></is></c>'


def _run_format(font: CellFont) -> str:
    return etree.tostring(font_element(font, "rPr", "rFont"), encoding="unicode").replace(f' xmlns="{SS}"', "")


def _merges(merges: tuple[MergedRange, ...]) -> Iterator[str]:
    if merges:
        yield f'<mergeCells count="{len(merges)}">'
        for merge in merges:
            yield f'<mergeCell ref="{reference(merge.top, merge.left)}:{reference(merge.bottom, merge.right)}"/>'
        yield "</mergeCells>"


def _page(page: PageSetup) -> Iterator[str]:
    inches = {
        "left": page.margins.left,
        "right": page.margins.right,
        "top": page.margins.top,
        "bottom": page.margins.bottom,
        "header": page.header_distance,
        "footer": page.footer_distance,
    }
    yield '<printOptions horizontalCentered="1"/><pageMargins'
    yield from (f' {side}="{max(length, 0.0) / _POINTS_PER_INCH:.4g}"' for side, length in inches.items())
    yield "/><pageSetup"
    if paper := _paper(page):
        yield f' paperSize="{paper}"'
    if page.first_number is not None:
        yield f' firstPageNumber="{page.first_number}"'
    yield f' fitToWidth="1" fitToHeight="{int(page.one_page)}"'
    yield f' orientation="{"landscape" if page.width > page.height else "portrait"}"'
    yield "/>" if page.first_number is None else ' useFirstPageNumber="1"/>'
    yield from _header_footer(page)


def _paper(page: PageSetup) -> int | None:
    short, long = sorted((page.width, page.height))
    for (width, height), number in _PAPERS.items():
        if abs(short - width) < _NEAR and abs(long - height) < _NEAR:
            return number
    return None


def _header_footer(page: PageSetup) -> Iterator[str]:
    if not (page.headers or page.footers):
        return
    kinds = {*page.headers, *page.footers}
    yield f'<headerFooter differentOddEven="{int("even" in kinds)}" differentFirst="{int("first" in kinds)}">'
    for kind in ("odd", "even", "first"):
        for name, codes in (("Header", page.headers), ("Footer", page.footers)):
            if codes.get(kind):
                yield f"<{kind}{name}>{_text(codes[kind])}</{kind}{name}>"
    yield "</headerFooter>"


def _text(text: str) -> str:
    """Text as an ST_Xstring, where ``_xHHHH_`` stands for a character that XML does not allow."""
    text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    text = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text, quote=False).replace("\r", "&#13;")


# Workbooks.

_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_TYPE = f"{_OFFICE}.worksheet+xml"
_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_BOOK = "book.xlsx"
_LENGTHS, _LENGTHS_AT = struct.Struct("<2H"), 26  # lengths of name and extra field in a local header of a zip
# The children of ``workbook`` that the schema puts behind ``definedNames``.
_AFTER_NAMES = (
    "calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr"
    " webPublishObjects extLst"
).split()
_EMPTY = {
    CONTENT_TYPES: (
        f'<Types xmlns="{CT}"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{_WORKBOOK}" ContentType="{_OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/{_STYLES}" ContentType="{_OFFICE}.styles+xml"/></Types>'
    ).encode(),
    "_rels/.rels": (
        f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{R}/officeDocument" Target="{_WORKBOOK}"/>'
        "</Relationships>"
    ).encode(),
    _WORKBOOK: (
        f'<workbook xmlns="{SS}" xmlns:r="{R}"><bookViews><workbookView activeTab="0"/></bookViews><sheets/></workbook>'
    ).encode(),
    relationships_name(_WORKBOOK): (
        f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/></Relationships>'
    ).encode(),
    _STYLES: EMPTY_STYLES,
}


def workbook_bytes(sheets: Iterable[PlainSheet]) -> bytes:
    """A workbook of these sheets, whose names must differ."""
    return _with_sheets(_EMPTY, sheets)


def with_sheets_in_front(book: bytes, sheets: Iterable[PlainSheet]) -> bytes:
    """A workbook of this program with these sheets before its own."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shown = _shown_sheet(Package(parts, _BOOK))
    # Two selected sheets would be a group, in which Excel types into both at once.
    parts[shown] = parts[shown].replace(b' tabSelected="1"', b"", 1)
    return _with_sheets(parts, sheets)


def _shown_sheet(package: Package) -> str:
    """The name of the part of the sheet that shows when the workbook opens."""
    main = package.part_by_relationship("/officeDocument")
    workbook = parse_xml(package.members[main], Source(main))
    view = workbook.find(f"{qn('ss:bookViews')}/{qn('ss:workbookView')}")
    active = int(view.get("activeTab", "0")) if view is not None else 0
    wanted = workbook.findall(f"{qn('ss:sheets')}/{qn('ss:sheet')}")[active].get(qn("r:id"))
    return next(each.target for each in package.relationships(main) if each.id == wanted)


def _with_sheets(parts: Mapping[str, bytes], sheets: Iterable[PlainSheet]) -> bytes:
    """A workbook of ``parts`` with the sheets in front."""
    package = Package(parts, _BOOK)
    main = package.part_by_relationship("/officeDocument")
    styles_part = next(each.target for each in package.relationships(main) if each.type.endswith("/styles"))
    trees = {name: parse_xml(parts[name], Source(name)) for name in (CONTENT_TYPES, main, relationships_name(main))}
    entries = trees[main].find(qn("ss:sheets"))
    assert entries is not None  # noqa: S101  # a workbook without it was refused
    styles = SheetStyles(parts[styles_part])
    ids = _FreshIds(trees[relationships_name(main)], entries)
    folder = posixpath.dirname(main)
    fresh = _fresh_parts(f"{folder}/worksheets/sheet", parts)
    ranges: list[_Range] = []
    made: dict[str, bytes] = {}
    for place, (sheet, part) in enumerate(zip(sheets, fresh, strict=False)):
        made[part] = sheet_xml(sheet, styles, selected=place == 0)
        etree.SubElement(trees[CONTENT_TYPES], qn("ct:Override"), PartName=f"/{part}", ContentType=_SHEET_TYPE)
        entries.insert(place, ids.entry(sheet.name, posixpath.relpath(part, folder)))
        ranges += _ranges(sheet, place)
    _name_ranges(trees[main], ranges, moved=len(made))
    changed = {name: to_bytes(tree) for name, tree in trees.items()} | {styles_part: styles.part()}
    return zip_bytes({**parts, **made, **changed})


class _FreshIds:
    """Gives relationship and sheet ids that a workbook does not have yet."""

    def __init__(self, relationships: Element, entries: Element) -> None:
        self._relationships = relationships
        self._taken = {node.get("Id") for node in relationships}
        self._sheet = max((int(node.get("sheetId", "0")) for node in entries), default=0)

    def entry(self, name: str, target: str) -> Element:
        """A ``sheet`` element for the workbook, and the relationship to its part ``target``, which is added."""
        number = next(n for n in range(len(self._taken) + 1, 2 * len(self._taken) + 3) if f"rId{n}" not in self._taken)
        self._taken.add(f"rId{number}")
        self._sheet += 1
        ids = {"Id": f"rId{number}", "Type": f"{R}/worksheet", "Target": target}
        etree.SubElement(self._relationships, qn("rel:Relationship"), ids)
        entry = etree.Element(qn("ss:sheet"), {"name": name, "sheetId": str(self._sheet)})
        entry.set(qn("r:id"), f"rId{number}")
        return entry


def _fresh_parts(stem: str, members: Collection[str]) -> Iterator[str]:
    """Names of sheet parts that the workbook does not have yet, without end."""
    number = 0
    while True:
        number += 1
        if f"{stem}{number}.xml" not in members:
            yield f"{stem}{number}.xml"


_Range = tuple[str, int, str]  # a built-in name, the index of its sheet, and the range


def _ranges(sheet: PlainSheet, place: int) -> list[_Range]:
    """The print area of a sheet and its rows to repeat."""
    last = reference(max(len(sheet.rows) - 1, 0), max(len(sheet.columns) - 1, 0), fixed=True)
    found = [("_xlnm.Print_Area", place, f"{quoted(sheet.name)}!$A$1:{last}")]
    if sheet.page.headings:
        first, final = sheet.page.headings
        found.append(("_xlnm.Print_Titles", place, f"{quoted(sheet.name)}!${first + 1}:${final + 1}"))
    return found


def _name_ranges(workbook: Element, ranges: Sequence[_Range], moved: int) -> None:
    """Define the ranges of the sheets put in front; names of the ``moved`` others keep to their sheets."""
    names = workbook.find(qn("ss:definedNames"))
    if names is None:
        names = etree.Element(qn("ss:definedNames"))
        later = {qn(f"ss:{name}") for name in _AFTER_NAMES}
        workbook.insert(sum(child.tag not in later for child in workbook), names)
    # localSheetId is the index of a sheet, and the old ones now come after the new.
    for name in names:
        if "localSheetId" in name.attrib:
            name.set("localSheetId", str(int(name.get("localSheetId", "0")) + moved))
    for view in workbook.iter(qn("ss:workbookView")):
        view.set("firstSheet", "0")
        view.set("activeTab", "0")
    for built_in, place, text in ranges:
        entry = etree.SubElement(names, qn("ss:definedName"), {"name": built_in, "localSheetId": str(place)})
        entry.text = text
