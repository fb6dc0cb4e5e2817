"""The workbook part of a template in, the same part out: names of sheets, and defined names where their cells went."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from generator.office.archive import Stored, deflate
from generator.office.xml import Element, qn, to_bytes
from generator.template.excel.formulas import follow_formula
from generator.template.excel.moves import Moves

# What stands before calcPr in a workbook (CT_Workbook, 18.2.27).
_BEFORE_CALCULATION = frozenset(
    qn(f"ss:{name}")
    for name in (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences"
        " definedNames"
    ).split()
)
_LOST = "#REF!"


class Workbook:
    """``calculates``: it has formulas, whose values are those of the template until a program opens it."""

    def __init__(self, name: str, root: Element, *, calculates: bool) -> None:
        self.name = name
        self.root = root
        self.calculates = calculates
        if calculates:
            _calculate_on_load(root)
        self._plain = deflate(name, to_bytes(root))

    def part(self, sheets: Sequence[Moves]) -> Stored:
        """The part of one filled form."""
        if all(each.same and each.original == each.title for each in sheets):
            return self._plain
        root = copy.deepcopy(self.root)
        for node, moves in zip(root.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}"), sheets, strict=False):
            node.set("name", moves.title)
        names = root.find(qn("ss:definedNames"))
        if names is not None:
            names[:] = [name for name in names if follow_name(name, sheets)]
            if not len(names):
                root.remove(names)
        return deflate(self.name, to_bytes(root))


def follow_name(name: Element, sheets: Sequence[Moves]) -> bool:
    """Change a defined name to where its cells went; False if what it is for is gone."""
    local = name.get("localSheetId", "")
    number = int(local) if local.isdecimal() and int(local) < len(sheets) else 0
    before = name.text or ""
    name.text = follow_formula(before, number, sheets)
    return not (_LOST in name.text and _LOST not in before and name.get("name", "").startswith("_xlnm."))


def _calculate_on_load(root: Element) -> None:
    node = root.find(qn("ss:calcPr"))
    if node is None:
        node = root.makeelement(qn("ss:calcPr"))
        root.insert(sum(child.tag in _BEFORE_CALCULATION for child in root), node)
    node.set("fullCalcOnLoad", "1")
