"""Adds the formats of cells to a styles part (``styles.xml``, ECMA-376 part 1, 18.8) and gives their numbers in it."""

from __future__ import annotations

from typing import Final

from lxml import etree

from generator.document.model import Border, Edges
from generator.office.xml import SS, Element, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.writers.excel.sheet import CellFont, CellFormat

EMPTY_STYLES: Final = (
    f'<styleSheet xmlns="{SS}"><fonts count="1"><font><sz val="10"/><name val="Arial"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
"""A styles part with the normal style only.

The widths of columns count digits of its font: Arial, or a font as wide, is on every machine.
"""

_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}  # 18.8.30
_FIRST_OWN_FORMAT = 164  # smaller ids are built-in formats
# The children of ``styleSheet`` up to ``cellXfs``, in the order that the schema demands.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_LINE_STYLES = {"double": "double", "dashed": "dashed", "dotted": "dotted", "dotDash": "dashDot"}
_MEDIUM, _THICK = 1.0, 2.25  # from these widths on, in pt


class SheetStyles:
    """A styles part to which formats are added; equal formats get the same number."""

    def __init__(self, part: bytes = EMPTY_STYLES, source: Source | None = None) -> None:
        self._root = parse_xml(part, source or Source("styles.xml"))
        self._numbers: dict[CellFormat, int] = {}
        self._known: dict[tuple[str, bytes], int] = {}

    def number(self, wanted: CellFormat) -> int:
        """The index of the format's ``xf`` in ``cellXfs``, for the attribute ``s`` of a cell."""
        if wanted not in self._numbers:
            self._numbers[wanted] = self._add("cellXfs", self._xf(wanted))
        return self._numbers[wanted]

    def part(self) -> bytes:
        """The part with all formats that were added."""
        return to_bytes(self._root)

    def _add(self, list_name: str, item: Element) -> int:
        """The index of ``item`` in one of the part's lists, to which it is added if it is new."""
        key = (list_name, etree.tostring(item))
        if key not in self._known:
            items = self._list(list_name)
            items.append(item)
            self._known[key] = len(items) - 1
            items.set("count", str(len(items)))
        return self._known[key]

    def _list(self, name: str) -> Element:
        """The list of this name, put in its place if the part does not have it."""
        found = self._root.find(qn(f"ss:{name}"))
        if found is None:
            found = etree.Element(qn(f"ss:{name}"))
            later = {qn(f"ss:{before}") for before in _ORDER[: _ORDER.index(name)]}
            self._root.insert(sum(child.tag in later for child in self._root), found)
        return found

    def _xf(self, wanted: CellFormat) -> Element:
        font, fill = self._add("fonts", font_element(wanted.font, "font", "name")), self._fill(wanted.fill)
        border, number_format = self._border(wanted.edges), self._number_format(wanted.number_format)
        ids = {"numFmtId": number_format, "fontId": font, "fillId": fill, "borderId": border, "xfId": 0}
        xf = etree.Element(qn("ss:xf"), {name: str(value) for name, value in ids.items()})
        # These flags say that the ``xf`` itself decides, not its cell style (18.8.45).
        for name in ("applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment"):
            xf.set(name, "1")
        alignment = {"vertical": wanted.vertical}
        if wanted.horizontal:
            alignment["horizontal"] = wanted.horizontal
        if wanted.wrap:
            alignment["wrapText"] = "1"
        if wanted.indent:
            alignment["indent"] = str(wanted.indent)
        etree.SubElement(xf, qn("ss:alignment"), alignment)
        return xf

    def _fill(self, color: str) -> int:
        if not color:
            return 0
        fill = etree.Element(qn("ss:fill"))
        pattern = etree.SubElement(fill, qn("ss:patternFill"), patternType="solid")
        # The colour of a solid pattern is its foreground; the background is the automatic one (64).
        etree.SubElement(pattern, qn("ss:fgColor"), rgb=f"FF{color}")
        etree.SubElement(pattern, qn("ss:bgColor"), indexed="64")
        return self._add("fills", fill)

    def _border(self, edges: Edges) -> int:
        border = etree.Element(qn("ss:border"))
        for side in ("left", "right", "top", "bottom"):
            _line(border, side, getattr(edges, side))
        etree.SubElement(border, qn("ss:diagonal"))
        return self._add("borders", border)

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        formats = self._list("numFmts")
        for known in formats:
            if known.get("formatCode") == code:
                return int(known.get("numFmtId", "0"))
        number = max([_FIRST_OWN_FORMAT - 1, *(int(known.get("numFmtId", "0")) for known in formats)]) + 1
        self._add("numFmts", etree.Element(qn("ss:numFmt"), numFmtId=str(number), formatCode=code))
        return number


def font_element(font: CellFont, tag: str, name_tag: str) -> Element:
    """A font: CT_Font (``font``, ``name``), or CT_RPrElt of a run (``rPr``), which calls the name ``rFont``."""
    element = etree.Element(qn(f"ss:{tag}"), nsmap={None: SS})  # type: ignore[dict-item]  # the stubs know no default namespace
    for flag, given in (("b", font.bold), ("i", font.italic), ("strike", font.strike)):
        if given:
            etree.SubElement(element, qn(f"ss:{flag}"))
    if font.color:
        etree.SubElement(element, qn("ss:color"), rgb=f"FF{font.color}")
    etree.SubElement(element, qn("ss:sz"), val=f"{font.size:g}")
    if font.underline:
        etree.SubElement(element, qn("ss:u"))
    if font.script:
        etree.SubElement(element, qn("ss:vertAlign"), val=font.script)
    etree.SubElement(element, qn(f"ss:{name_tag}"), val=font.name)
    return element


def _line(border: Element, side: str, line: Border | None) -> None:
    element = etree.SubElement(border, qn(f"ss:{side}"))
    if line is None:
        return
    weight = "thick" if line.width >= _THICK else "medium" if line.width >= _MEDIUM else "thin"
    element.set("style", _LINE_STYLES.get(line.style, weight))
    color = {"rgb": f"FF{line.color}"} if line.color else {"auto": "1"}
    etree.SubElement(element, qn("ss:color"), color)
