"""Finds tags in the places of a template that are never filled: addresses of links, field codes, comments, charts.

An issued form would show them as typed. Properties and bound data, which no one sees, are emptied instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from generator.jinja.tags import has_tags, scan
from generator.office.package import Package
from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import JixiaoError, Problem, Source
from generator.template.excel.tree import F
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor
from generator.template.word.tree import MOVE_FROM, P, T, numbers_of, own_elements, place_of

# Elements of filled parts whose text is not filled, and what a person calls them.
_UNFILLED = {
    "instrText": "域代码", "fldSimple": "域代码", "formula1": "数据验证", "formula2": "数据验证", "formula": "条件格式",
    "dataValidation": "数据验证", "cfRule": "条件格式", "hyperlink": "超链接", "docPr": "图片的替代文字",
    "cNvPr": "图片的替代文字", "f": "条件格式、数据验证或迷你图",
}  # fmt: skip
_DELETED = "删去的文字（修订）"
_MOVE = "请移到正文或单元格里，或删去"
_CURES = {_DELETED: "请在“审阅”里接受全部修订，保存后再用"}
# Texts in a paragraph that are not its own.
_BESIDE_TEXT = {
    qn("w:instrText"): "域代码", qn("w:delInstrText"): "域代码", qn("w:delText"): _DELETED, qn("m:t"): "公式",
}  # fmt: skip
# Elements around texts that are not those of a paragraph, and the elements that hold these texts.
_OTHER_TEXTS = {MOVE_FROM: (_DELETED, T), qn("a:p"): ("图形", qn("a:t"))}
# What a person calls other parts, by a piece of their names.
_PARTS = {"comment": "批注", "chart": "图表", "diagram": "SmartArt 图形", "drawing": "图形"}
# These hold names of sheets or of controls, which may be tags, or no text of the form.
_SKIPPED = ("docProps/", "customXml/", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/tables/", "xl/pivot", "glossary/")
_NAMES = frozenset({"alias", "tag", "dataBinding"})
_OF_CELLS = frozenset({"f", "v"})
_PARAGRAPHS = frozenset({"p", "text", "div"})  # text is split over the runs in these
_EXCEL_MAIN = "{http://schemas.microsoft.com/office/excel/2006/main}"
_EXTENSION_FORMULA, _EXTENSION_CELLS = f"{_EXCEL_MAIN}f", f"{_EXCEL_MAIN}sqref"
_SHEET_NAME = re.compile(r"'[^']*'!")
# {{, {% or {#, also split over runs, in full width and as addresses have them.
_MAY_HOLD_TAGS = re.compile(rb"\{[{%#<\xef]|\xef\xbd\x9b|%7[Bb]")
_HIDDEN = ("docProps/core.xml", "docProps/custom.xml", "customXml/")


def tags_elsewhere(package: Package, file: str, filled: Mapping[str, str]) -> list[Problem]:
    """An error for each tag that would stay as typed; ``filled`` are the parts whose text is filled, with their titles.

    Parts that cannot be parsed are left to whoever needs them.
    """
    found: dict[tuple[str, str], Problem] = {}
    for name, data in package.members.items():
        if not _MAY_HOLD_TAGS.search(data) or not name.endswith((".xml", ".rels", ".vml")):
            continue
        if any(skipped in name for skipped in _SKIPPED):
            continue
        try:
            root = parse_xml(data, Source(file, place=name))
        except JixiaoError:
            continue
        places = _filled_places(root, filled[name]) if name in filled else _other_places(root, name)
        for place, what, text in places:
            tags, unclosed = scan(_SHEET_NAME.sub("", text))
            for raw in (*(tag.raw for tag in tags), *(tag.raw for tag in unclosed)):
                message = f"{raw}：写在{what}里，这里不填，会原样留在成表里；{_CURES.get(what, _MOVE)}"
                found.setdefault((place, raw), Problem(Source(file, place=place), TemplateCode.UNFILLED, message))
    return list(found.values())


def _filled_places(root: Element, title: str) -> Iterator[tuple[str, str, str]]:
    """Place, kind and text of what is not filled in a filled part."""
    numbers: Mapping[Element, int] | None = None
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        texts = [value for value in map(str, element.values()) if has_tags(value)] if name not in _NAMES else []
        if name in _UNFILLED and element.tag != F:
            texts.append(element.text or "")
        found = [(_UNFILLED.get(name, "属性"), text) for text in texts]
        if element.tag == P:
            found += _unfilled_texts(element)
        elif element.tag in _OTHER_TEXTS:
            what, kind = _OTHER_TEXTS[element.tag]
            found.append((what, "".join(text.text or "" for text in element.iter(kind))))
        for what, text in found:
            if not has_tags(text):
                continue
            paragraph = element if element.tag == P else ancestor(element, P)
            numbers = numbers_of(root) if numbers is None else numbers
            place = f"{title} {_cells_of(element)}".strip() if paragraph is None else place_of(paragraph, numbers)
            yield place, what, text


def _cells_of(element: Element) -> str:
    """The cells of a sheet that an element is about; extensions (x14) keep them in a child of one around it."""
    if cells := element.get("ref") or element.get("sqref"):
        return cells
    around = (child for above in element.iterancestors() for child in above if child.tag == _EXTENSION_CELLS)
    return next(around, element).text or "" if element.tag == _EXTENSION_FORMULA else ""


def _unfilled_texts(paragraph: Element) -> Iterable[tuple[str, str]]:
    """Kind and text of what a paragraph holds beside its own text; Word splits each over several runs."""
    texts: dict[str, str] = {}
    for element in own_elements(paragraph):
        if (what := _BESIDE_TEXT.get(element.tag)) is not None:
            texts[what] = texts.get(what, "") + (element.text or "")
    return texts.items()


def _other_places(root: Element, name: str) -> Iterator[tuple[str, str, str]]:
    if name.endswith(".rels"):
        for link in root:
            if link.get("TargetMode") == "External":
                # Office programs write an address as browsers do.
                yield "", "超链接的地址", unquote(link.get("Target", ""))
        return
    what = next((words for piece, words in _PARTS.items() if piece in name.lower()), f"文件的其他部分（{name}）")
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        yield from (("", what, text) for text in map(str, element.values()))
        if kind in _PARAGRAPHS:
            yield "", what, "".join(map(str, element.itertext()))
        elif not (name.startswith("xl/") and kind in _OF_CELLS) and not any(
            above.tag.rpartition("}")[2] in _PARAGRAPHS for above in element.iterancestors()
        ):
            yield "", what, element.text or ""


def without_hidden_tags(package: Package) -> Package:
    """The package without the texts of its properties and bound data that hold tags."""
    changed: dict[str, bytes] = {}
    for name, data in package.members.items():
        if name.startswith(_HIDDEN) and name.endswith(".xml") and _MAY_HOLD_TAGS.search(data):
            root = parse_xml(data, Source(package.name, place=name))
            tagged = [element for element in root.iter() if has_tags(element.text or "")]
            for element in tagged:
                element.text = ""
            changed |= {name: to_bytes(root)} if tagged else {}
    return Package({**package.members, **changed}, package.name) if changed else package
