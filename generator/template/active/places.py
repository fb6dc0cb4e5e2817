"""Says where a person finds something of a part: ``表2 第5行 第3列``, ``工作表“表” B3``, or what the part is called."""

from __future__ import annotations

from collections.abc import Mapping

from generator.office.package import Package
from generator.office.xml import Element, qn
from generator.template.active.links import relationships_of, root_of
from generator.template.active.trees import local
from generator.template.language.units import ancestor
from generator.template.word.tree import TC, P, numbers_of, place_of

# What a person calls a part, by its root.
_PARTS: Mapping[str, str] = {
    "document": "", "worksheet": "", "workbook": "工作簿", "hdr": "页眉", "ftr": "页脚", "comments": "批注",
    "glossaryDocument": "构建基块", "settings": "文档设置", "webSettings": "网页设置", "styles": "样式",
    "numbering": "编号", "theme": "主题", "chartSpace": "图表", "dataModel": "SmartArt 图形", "wsDr": "图形",
    "xml": "图形", "table": "表格", "Properties": "文件属性",
}  # fmt: skip
_SAID_ALREADY = frozenset({"document", "hdr", "ftr", "footnotes", "endnotes"})


class Places:
    """The places of a package. The first in a part is asked for before that changes."""

    def __init__(self, package: Package) -> None:
        self._sheets = _sheets_of(package)
        self._root: Element | None = None
        self._numbers: Mapping[Element, int] = {}

    def of_part(self, part: str, root: Element | None) -> str:
        """The place of a whole part."""
        name = "" if root is None else _PARTS.get(local(root), part)
        return " ".join(words for words in (self._sheets.get(part, ""), name) if words)

    def of(self, part: str, root: Element, element: Element) -> str:
        """The place of an element."""
        if root is not self._root:
            self._root, self._numbers = root, numbers_of(root)
        whole = self.of_part(part, root)
        block, after = _block_at(element)
        if block is not None:
            named = "" if local(root) in _SAID_ALREADY else f"{whole} "
            return f"{named}{place_of(block, self._numbers)}{after}"
        cells = next((cells for each in (element, *element.iterancestors()) if (cells := _cells(each))), "")
        return f"{whole} {cells}".strip()


def _block_at(element: Element) -> tuple[Element | None, str]:
    """The paragraph that holds an element, or is before or after it, and words for that; itself where a cell does."""
    own = element if element.tag == P else ancestor(element, P)
    if own is not None:
        return own, ""
    if ancestor(element, TC) is not None:
        return element, ""
    before = next(element.itersiblings(P, preceding=True), None)
    if before is not None:
        return before, "之后"
    return next(element.itersiblings(P), None), "之前"


def _cells(element: Element) -> str:
    name = element.get("r", "") if element.tag == qn("ss:c") else element.get("ref") or element.get("sqref") or ""
    return name if local(element) != "table" else ""


def _sheets_of(package: Package) -> dict[str, str]:
    """The sheet that each part of a workbook belongs to, as a person calls it."""
    main = package.part_by_relationship("/officeDocument")
    root = root_of(package, main)
    links = {link.id: link.target for link in relationships_of(package, main) if not link.external}
    found: dict[str, str] = {}
    for sheet in () if root is None else root.iter(qn("ss:sheet")):
        waiting = [links.get(sheet.get(qn("r:id"), ""), "")]
        while waiting:
            part = waiting.pop()
            if part in package.members and part not in found and part != main:
                found[part] = f"工作表“{sheet.get('name', '')}”"
                waiting += [link.target for link in relationships_of(package, part) if not link.external]
    return found
