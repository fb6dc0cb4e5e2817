"""Plain sheets in, a workbook out, or a workbook with them in front of its own sheets; the same bytes every time."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from generator.office.archive import CONTENT_TYPES, Stored, deflate, zip_bytes
from generator.office.package import Package
from generator.office.relationships import relationships_name
from generator.office.xml import CT, REL, SS, Element, R, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.writers.excel.sheet import Sheet
from generator.writers.excel.sheet_xml import quoted, reference, sheet_xml
from generator.writers.excel.styles import EMPTY_STYLES, SheetStyles

_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_TYPE = f"{_OFFICE}.worksheet+xml"
_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_BOOK = "book.xlsx"
_LENGTHS, _LENGTHS_AT = struct.Struct("<2H"), 26  # of a member's name and extra field, in its local header
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


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets, whose names must differ."""
    members = {name: deflate(name, data) for name, data in _EMPTY.items()}
    return _with_sheets(members, _EMPTY, sheets)


def bound_in_front(book: bytes, sheets: Iterable[Sheet]) -> bytes:
    """A workbook of our own making with these sheets before the others; what does not change is not deflated again."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {info.filename: _stored(book, info) for info in archive.infolist()}
        read = {name: archive.read(name) for name in members if "/worksheets/" not in name}
        shown = _shown_sheet(Package(read, _BOOK))
        part = archive.read(shown).replace(b' tabSelected="1"', b"", 1)
    return _with_sheets(members | {shown: deflate(shown, part)}, read, sheets)


def _shown_sheet(package: Package) -> str:
    """The part of the sheet that shows when the workbook opens."""
    main = package.part_by_relationship("/officeDocument")
    workbook = parse_xml(package.members[main], Source(main))
    view = workbook.find(f"{qn('ss:bookViews')}/{qn('ss:workbookView')}")
    active = int(view.get("activeTab", "0")) if view is not None else 0
    wanted = workbook.findall(f"{qn('ss:sheets')}/{qn('ss:sheet')}")[active].get(qn("r:id"))
    return next(each.target for each in package.relationships(main) if each.id == wanted)


def _with_sheets(members: dict[str, Stored], parts: Mapping[str, bytes], sheets: Iterable[Sheet]) -> bytes:
    """The members with the sheets in front; ``parts`` holds those that name sheets and styles.

    Each sheet is written when it comes: only its compressed form is kept.
    """
    package = Package(parts, _BOOK)
    main = package.part_by_relationship("/officeDocument")
    styles_part = next(each.target for each in package.relationships(main) if each.type.endswith("/styles"))
    trees = {name: parse_xml(parts[name], Source(name)) for name in (CONTENT_TYPES, main, relationships_name(main))}
    entries = trees[main].find(qn("ss:sheets"))
    assert entries is not None  # noqa: S101  # a workbook without it was refused
    styles = SheetStyles(parts[styles_part])
    ids = _Ids(trees[relationships_name(main)], entries)
    folder = posixpath.dirname(main)
    fresh = _fresh_parts(f"{folder}/worksheets/sheet", members)
    ranges: list[_Range] = []
    made: list[Stored] = []
    for place, (sheet, part) in enumerate(zip(sheets, fresh, strict=False)):
        made.append(deflate(part, sheet_xml(sheet, styles, selected=place == 0)))
        etree.SubElement(trees[CONTENT_TYPES], qn("ct:Override"), PartName=f"/{part}", ContentType=_SHEET_TYPE)
        entries.insert(place, ids.entry(sheet.name, posixpath.relpath(part, folder)))
        ranges += _ranges(sheet, place)
    _name_ranges(trees[main], ranges, moved=len(made))
    changed = {name: to_bytes(tree) for name, tree in trees.items()} | {styles_part: styles.part()}
    made += [deflate(name, data) for name, data in changed.items()]
    return zip_bytes((members | {member.name: member for member in made}).values())


class _Ids:
    """Relationship and sheet ids that a workbook does not have yet."""

    def __init__(self, relationships: Element, entries: Element) -> None:
        self._relationships = relationships
        self._taken = {node.get("Id") for node in relationships}
        self._sheet = max((int(node.get("sheetId", "0")) for node in entries), default=0)

    def entry(self, name: str, target: str) -> Element:
        """A ``sheet`` of the workbook that leads to ``target``."""
        number = next(n for n in range(len(self._taken) + 1, 2 * len(self._taken) + 3) if f"rId{n}" not in self._taken)
        self._taken.add(f"rId{number}")
        self._sheet += 1
        ids = {"Id": f"rId{number}", "Type": f"{R}/worksheet", "Target": target}
        etree.SubElement(self._relationships, qn("rel:Relationship"), ids)
        entry = etree.Element(qn("ss:sheet"), {"name": name, "sheetId": str(self._sheet)})
        entry.set(qn("r:id"), f"rId{number}")
        return entry


def _fresh_parts(stem: str, members: dict[str, Stored]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"{stem}{number}.xml" not in members:
            yield f"{stem}{number}.xml"


_Range = tuple[str, int, str]  # a built-in name, the place of its sheet, and what it stands for


def _ranges(sheet: Sheet, place: int) -> list[_Range]:
    last = reference(max(len(sheet.rows) - 1, 0), max(len(sheet.columns) - 1, 0), fixed=True)
    found = [("_xlnm.Print_Area", place, f"{quoted(sheet.name)}!$A$1:{last}")]
    if sheet.page.headings:
        first, final = sheet.page.headings
        found.append(("_xlnm.Print_Titles", place, f"{quoted(sheet.name)}!${first + 1}:${final + 1}"))
    return found


def _name_ranges(workbook: Element, ranges: Sequence[_Range], moved: int) -> None:
    """Print areas and titles of the sheets put in front; the names that belong to the others move on with them."""
    names = workbook.find(qn("ss:definedNames"))
    if names is None:
        names = etree.Element(qn("ss:definedNames"))
        later = {qn(f"ss:{name}") for name in _AFTER_NAMES}
        workbook.insert(sum(child.tag not in later for child in workbook), names)
    for name in names:
        if "localSheetId" in name.attrib:
            name.set("localSheetId", str(int(name.get("localSheetId", "0")) + moved))
    for view in workbook.iter(qn("ss:workbookView")):
        view.set("firstSheet", "0")
        view.set("activeTab", "0")
    for built_in, place, text in ranges:
        entry = etree.SubElement(names, qn("ss:definedName"), {"name": built_in, "localSheetId": str(place)})
        entry.text = text


def _stored(archive: bytes, info: zipfile.ZipInfo) -> Stored:
    """A member of a zip, as it is compressed in it (APPNOTE.TXT 4.3.7)."""
    name_length, extra_length = _LENGTHS.unpack_from(archive, info.header_offset + _LENGTHS_AT)
    start = info.header_offset + _LENGTHS_AT + _LENGTHS.size + name_length + extra_length
    payload = archive[start : start + info.compress_size]
    return Stored(info.filename, info.CRC, info.file_size, info.compress_type, payload)
