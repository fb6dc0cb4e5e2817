"""Puts the sheets of one workbook, as ``workbook_bytes`` makes it, in front of those of any other."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from generator.office.archive import CONTENT_TYPES, zip_bytes
from generator.office.package import Package
from generator.office.parts import Relationship, relationships_name
from generator.office.xml import Element, R, parse_xml, qn, to_bytes
from generator.problem import Source

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FIRST_OWN_FORMAT = 164  # smaller ids of number formats are built-in (18.8.30)
# The children of ``styleSheet`` up to ``cellXfs``, in the order that the schema demands.
_STYLE_LISTS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
# The children of ``workbook`` that the schema puts behind ``definedNames``.
_AFTER_NAMES = (
    "calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr"
    " webPublishObjects extLst"
).split()


def with_sheets_in_front(book: bytes, front: bytes) -> bytes:
    """The book with all sheets of ``front`` before its own; no two sheets may have the same name."""
    mine, theirs = _Opened(book), _Opened(front)
    _deselect(mine)
    styles = _StyleMap(mine.tree(mine.styles), theirs.tree(theirs.styles))
    types, relationships = mine.tree(CONTENT_TYPES), mine.tree(relationships_name(mine.main))
    entries, ids = mine.sheets(), _FreshIds(relationships, mine.sheets())
    fresh = _fresh_parts(f"{posixpath.dirname(mine.main)}/worksheets/sheet", mine.members)
    for place, (entry, link) in enumerate(zip(theirs.sheets(), theirs.sheet_links(), strict=True)):
        part = next(fresh)
        mine.members[part] = styles.renumbered(theirs.tree(link.target))
        etree.SubElement(types, qn("ct:Override"), PartName=f"/{part}", ContentType=_SHEET_TYPE)
        entries.insert(place, ids.entry(entry.get("name", ""), posixpath.relpath(part, posixpath.dirname(mine.main))))
    _join_names(mine.tree(mine.main), theirs.tree(theirs.main), len(theirs.sheets()))
    return zip_bytes(mine.finished())


class _Opened:
    """A workbook taken apart: its members, and the trees of those that were asked for, which may be changed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self._package = Package(dict(self.members), "book.xlsx")
        self._trees: dict[str, Element] = {}
        self.main = self._package.part_by_relationship("/officeDocument")
        self.styles = next(each.target for each in self._links() if each.type.endswith("/styles"))

    def tree(self, name: str) -> Element:
        """The root of a part; the same one each time."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.members[name], Source(name))
        return self._trees[name]

    def sheets(self) -> Element:
        """The element ``sheets`` of the workbook part."""
        found = self.tree(self.main).find(qn("ss:sheets"))
        assert found is not None  # noqa: S101  # a workbook without it was refused
        return found

    def sheet_links(self) -> list[Relationship]:
        """The relationship of each sheet to its part, in order."""
        links = {each.id: each for each in self._links()}
        return [links[node.get(qn("r:id"), "")] for node in self.sheets()]

    def finished(self) -> dict[str, bytes]:
        """The members with the trees as they are now."""
        return self.members | {name: to_bytes(tree) for name, tree in self._trees.items()}

    def _links(self) -> Sequence[Relationship]:
        return self._package.relationships(self.main)


def _deselect(book: _Opened) -> None:
    """Deselect the sheet that shows when the book opens: two would be a group, in which Excel types into both."""
    view = book.tree(book.main).find(f"{qn('ss:bookViews')}/{qn('ss:workbookView')}")
    active = int(view.get("activeTab", "0")) if view is not None else 0
    sheet = book.tree(book.sheet_links()[active].target)
    for each in sheet.iter(qn("ss:sheetView")):
        each.set("tabSelected", "0")


class _StyleMap:
    """Adds the formats of another styles part (18.8) to one, and gives its cells their new numbers."""

    def __init__(self, mine: Element, theirs: Element) -> None:
        self._mine = mine
        numbers = {name: self._moved(theirs, name) for name in ("fonts", "fills", "borders")}
        codes = self._number_formats(theirs)
        formats = self._list("cellXfs")
        self._first = len(formats)
        for xf in _items(theirs, "cellXfs"):
            moved = copy.deepcopy(xf)
            moved.set("xfId", "0")  # named styles stay behind: each format says all that its style says
            moved.set("numFmtId", str(codes.get(xf.get("numFmtId", "0"), xf.get("numFmtId", "0"))))
            for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                moved.set(attribute, str(numbers[name] + int(xf.get(attribute, "0"))))
            # These flags say that the ``xf`` itself decides, not its cell style (18.8.45).
            for flag in ("applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment"):
                moved.set(flag, "1")
            formats.append(moved)
        formats.set("count", str(len(formats)))

    def renumbered(self, sheet: Element) -> bytes:
        """A worksheet of the other workbook with the numbers that its formats have now."""
        for cell in sheet.iter(qn("ss:c")):
            cell.set("s", str(self._first + int(cell.get("s", "0"))))
        return to_bytes(sheet)

    def _moved(self, theirs: Element, name: str) -> int:
        """Append a list of theirs to ours; where it begins."""
        items = self._list(name)
        first = len(items)
        items.extend(copy.deepcopy(item) for item in _items(theirs, name))
        items.set("count", str(len(items)))
        return first

    def _number_formats(self, theirs: Element) -> dict[str, int]:
        """Append their number formats to ours; the new id of each."""
        if not _items(theirs, "numFmts"):
            return {}
        formats = self._list("numFmts")
        free = max([_FIRST_OWN_FORMAT - 1, *(int(each.get("numFmtId", "0")) for each in formats)]) + 1
        moved: dict[str, int] = {}
        for number, each in enumerate(_items(theirs, "numFmts"), free):
            moved[each.get("numFmtId", "")] = number
            etree.SubElement(formats, each.tag, numFmtId=str(number), formatCode=each.get("formatCode", ""))
        formats.set("count", str(len(formats)))
        return moved

    def _list(self, name: str) -> Element:
        """Our list of this name, put in its place where we have none."""
        found = self._mine.find(qn(f"ss:{name}"))
        if found is None:
            found = etree.Element(qn(f"ss:{name}"))
            before = {qn(f"ss:{each}") for each in _STYLE_LISTS[: _STYLE_LISTS.index(name)]}
            self._mine.insert(sum(child.tag in before for child in self._mine), found)
        return found


def _items(styles: Element, name: str) -> list[Element]:
    found = styles.find(qn(f"ss:{name}"))
    return [] if found is None else list(found)


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


def _fresh_parts(stem: str, members: Mapping[str, bytes]) -> Iterator[str]:
    """Names of sheet parts that the workbook does not have yet, without end."""
    number = 0
    while True:
        number += 1
        if f"{stem}{number}.xml" not in members:
            yield f"{stem}{number}.xml"


def _join_names(mine: Element, theirs: Element, moved: int) -> None:
    """Take over the defined names of the ``moved`` sheets put in front; ours keep to their sheets."""
    names = mine.find(qn("ss:definedNames"))
    if names is None:
        names = etree.Element(qn("ss:definedNames"))
        later = {qn(f"ss:{name}") for name in _AFTER_NAMES}
        mine.insert(sum(child.tag not in later for child in mine), names)
    # localSheetId is the index of a sheet, and the old ones now come after the new.
    for name in names:
        if "localSheetId" in name.attrib:
            name.set("localSheetId", str(int(name.get("localSheetId", "0")) + moved))
    for view in mine.iter(qn("ss:workbookView")):
        view.set("firstSheet", "0")
        view.set("activeTab", "0")
    names.extend(copy.deepcopy(name) for name in theirs.iterfind(f"{qn('ss:definedNames')}/{qn('ss:definedName')}"))
