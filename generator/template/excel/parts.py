"""Adapts the parts that refer to cells, so that they follow rows and columns that move: tables, charts, comments.

The workbook part with its defined names is one of them. ``parts_that_stay`` warns of parts that cannot be adapted.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from generator.office.package import Package
from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Problem, Severity, Source
from generator.template.excel.formulas import moved_formula
from generator.template.excel.moves import NO_CELL, Moves
from generator.template.excel.references import move_references
from generator.template.excel.tree import MAX_ROW, RangeReference, area_of, whole_number
from generator.template.language.tags import TemplateCode

_CANNOT_MOVE = {
    "/pivotTable": "数据透视表",
    "/queryTable": "外部数据查询",
    "/ctrlProp": "窗体控件",
    "/slicer": "切片器",
    "/timeline": "日程表",
    "/oleObject": "嵌入的对象",
}


class ReferringPart(Struct, frozen=True):
    """A part that refers to cells of the sheet with index ``sheet``; ``kind`` is the end of its relationship type."""

    name: str
    sheet: int
    kind: str
    root: Element

    def moved(self, sheets: Sequence[Moves]) -> bytes | None:
        """The part with its references moved; None if nothing has moved."""
        if all(each.unchanged and each.original == each.title for each in sheets):
            return None
        root = copy.deepcopy(self.root)
        _KINDS[self.kind](root, self.sheet, sheets)
        return to_bytes(root)


def referring_parts(package: Package, sheet: str, number: int, file: str) -> list[ReferringPart]:
    """The parts of a sheet that refer to its cells, with the charts in its drawings."""
    found: list[ReferringPart] = []
    for link in package.relationships(sheet):
        kind = link.type.rpartition("/")[2]
        if link.external or kind not in _KINDS or link.target not in package.members:
            continue
        found.append(_referring_part(package, link.target, number, kind, file))
        if kind == "drawing":
            found += [
                _referring_part(package, chart.target, number, "chart", file)
                for chart in package.relationships(link.target)
                if chart.type.endswith("/chart") and chart.target in package.members
            ]
    return found


def parts_that_stay(package: Package, sheets: Sequence[tuple[str, Source]]) -> Iterator[Problem]:
    """A warning for each kind of part that refers to cells of a filled sheet and is not adapted."""
    for sheet, source in sheets:
        words = {
            word
            for link in package.relationships(sheet)
            for end, word in _CANNOT_MOVE.items()
            if link.type.endswith(end)
        }
        for word in sorted(words):
            message = f"表里的{word}原样保留，但不会跟着增减的行移动；生成后请核对"
            yield Problem(source, TemplateCode.LEFT_BEHIND, message, severity=Severity.WARNING)


def _referring_part(package: Package, name: str, number: int, kind: str, file: str) -> ReferringPart:
    return ReferringPart(name, number, kind, parse_xml(package.members[name], Source(file, place=name)))


def _table(root: Element, number: int, sheets: Sequence[Moves]) -> None:
    """Move a table; one whose rows are all gone keeps a blank row below its heading, without which Excel repairs it."""
    move_references(root, number, sheets)
    area = area_of(root.get("ref", ""))
    if area is not None and area.top == area.bottom:
        root.set("ref", str(area.moved((area.top, area.top + 1), (area.left, area.right))))


def _drawing(root: Element, number: int, sheets: Sequence[Moves]) -> None:
    """Move the corners of pictures and charts, whose rows and columns count from 0."""
    moves = sheets[number]
    for corner in root.iter("{*}from", "{*}to"):
        column, row = (corner.find(f"{{*}}{name}") for name in ("col", "row"))
        if column is None or row is None:
            continue
        at = _cell(whole_number(row.text) + 1, whole_number(column.text) + 1, moves)
        row.text, column.text = str(at.top - 1), str(at.left - 1)


def _cell(row: int, column: int, moves: Moves) -> RangeReference:
    """Where the first copy of a cell went; if its row is gone, the next row that is left."""
    # A range that begins at the row begins at the next row that is left.
    rows = moves.rows(row, row) or moves.rows(row, MAX_ROW) or (row, row)
    columns = moves.columns.span(column, column, NO_CELL) or (column, column)
    return RangeReference(rows[0], columns[0], rows[0], columns[0])


def _chart(root: Element, number: int, sheets: Sequence[Moves]) -> None:
    for formula in root.iter("{*}f"):
        formula.text = moved_formula(formula.text or "", number, sheets)


def _comments(root: Element, number: int, sheets: Sequence[Moves]) -> None:
    """Move comments: one on a repeated cell goes to the first copy, one whose cell is gone is removed."""
    moves = sheets[number]
    for comment in list(root.iter("{*}comment", "{*}threadedComment")):
        area = area_of(comment.get("ref", ""))
        moved = moves.area(area) if area is not None else None
        if moved is not None:
            comment.set("ref", str(moved).partition(":")[0])
        elif (parent := comment.getparent()) is not None:
            parent.remove(comment)


def _comment_boxes(root: Element, number: int, sheets: Sequence[Moves]) -> None:
    """Move the boxes of comments, which Excel keeps as VML with rows and columns from 0."""
    moves = sheets[number]
    for data in root.iter("{urn:schemas-microsoft-com:office:excel}ClientData"):
        row, column = (data.find(f"{{*}}{name}") for name in ("Row", "Column"))
        if row is None or column is None:
            continue
        before = whole_number(row.text), whole_number(column.text)
        at = _cell(before[0] + 1, before[1] + 1, moves)
        row.text, column.text = str(at.top - 1), str(at.left - 1)
        # Left column and offset, top row and offset, right column and offset, bottom row and offset.
        anchor = data.find("{*}Anchor")
        numbers = [part.strip() for part in (anchor.text or "").split(",")] if anchor is not None else []
        if anchor is not None and len(numbers) == 8:
            steps = {0: at.left - 1 - before[1], 4: at.left - 1 - before[1]}
            steps |= {2: at.top - 1 - before[0], 6: at.top - 1 - before[0]}
            anchor.text = ", ".join(str(whole_number(part) + steps.get(place, 0)) for place, part in enumerate(numbers))


_KINDS: dict[str, Callable[[Element, int, Sequence[Moves]], None]] = {
    "table": _table,
    "drawing": _drawing,
    "chart": _chart,
    "comments": _comments,
    "threadedComment": _comments,
    "vmlDrawing": _comment_boxes,
}


# The workbook part


# What stands before calcPr in a workbook (CT_Workbook, 18.2.27).
_BEFORE_CALCULATION = frozenset(
    qn(f"ss:{name}")
    for name in (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences"
        " definedNames"
    ).split()
)
_REF_ERROR = "#REF!"


class Workbook:
    """The workbook part of a template. ``calculates``: there are formulas, which Excel must calculate on opening."""

    def __init__(self, name: str, root: Element, *, calculates: bool) -> None:
        self.name = name
        self.root = root
        self.calculates = calculates
        if calculates:
            _calculate_on_load(root)
        self._plain = to_bytes(root)

    def part(self, sheets: Sequence[Moves]) -> bytes:
        """The part of one filled form: titles of sheets and defined names as they are there."""
        if all(each.unchanged and each.original == each.title for each in sheets):
            return self._plain
        root = copy.deepcopy(self.root)
        for node, moves in zip(root.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}"), sheets, strict=False):
            node.set("name", moves.title)
        names = root.find(qn("ss:definedNames"))
        if names is not None:
            names[:] = [name for name in names if move_name(name, sheets)]
            if not len(names):
                root.remove(names)
        return to_bytes(root)


def move_name(name: Element, sheets: Sequence[Moves]) -> bool:
    """Move the references of a defined name; False if a built-in one (``_xlnm.Print_Area``) has lost its cells."""
    local = name.get("localSheetId", "")
    number = int(local) if local.isdecimal() and int(local) < len(sheets) else 0
    before = name.text or ""
    name.text = moved_formula(before, number, sheets)
    return not (_REF_ERROR in name.text and _REF_ERROR not in before and name.get("name", "").startswith("_xlnm."))


def _calculate_on_load(root: Element) -> None:
    node = root.find(qn("ss:calcPr"))
    if node is None:
        node = root.makeelement(qn("ss:calcPr"))
        root.insert(sum(child.tag in _BEFORE_CALCULATION for child in root), node)
    node.set("fullCalcOnLoad", "1")
