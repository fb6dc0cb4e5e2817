"""What of a workbook needs more than taking out an element: sheets of macros, and tables of queries."""

from __future__ import annotations

from generator.office.xml import Element, qn
from generator.template.active.kinds import Active, Say
from generator.template.active.trees import drop, without_attributes
from generator.template.excel.tree import whole_number

_TABLE, _COLUMN = qn("ss:table"), qn("ss:tableColumn")
_OF_QUERY = ("tableType", "connectionId", "insertRow")


def remove_sheet(sheet: Element) -> None:
    """Remove a sheet from a workbook, whose other parts know sheets by their numbers."""
    sheets = sheet.getparent()
    workbook = None if sheets is None else sheets.getparent()
    if sheets is None or workbook is None:
        return
    number = sheets.index(sheet)
    drop(sheet)
    for name in list(workbook.iter(qn("ss:definedName"))):
        own = whole_number(name.get("localSheetId"), -1)
        if own == number:
            drop(name)
        elif own > number:
            name.set("localSheetId", str(own - 1))
    for view in workbook.iter(qn("ss:workbookView")):
        for attribute in ("activeTab", "firstSheet"):
            if (shown := whole_number(view.get(attribute))) > number or shown >= len(sheets):
                view.set(attribute, str(max(0, shown - 1)))


def clean_table(root: Element, say: Say) -> None:
    """Turn a table that a query fills into a plain one."""
    if root.tag != _TABLE:
        return
    columns = [column for column in root.iter(_COLUMN) if "queryTableFieldId" in column.attrib]
    if columns or root.get("tableType") == "queryTable":
        say(root, Active.DATA, "外部数据查询", "")
        without_attributes(root, *_OF_QUERY)
        for column in columns:
            without_attributes(column, "queryTableFieldId")
