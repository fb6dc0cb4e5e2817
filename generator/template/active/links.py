"""Recognises active content by the relationships that lead to it, whatever its parts are called (ECMA-376 part 2).

A link of any type to somewhere outside the file is active, unless it is one to a web page or a mail address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from msgspec import Struct

from generator.office.archive import CONTENT_TYPES
from generator.office.package import Package
from generator.office.parts import Relationship
from generator.office.xml import Element, parse_xml, qn
from generator.problem import JixiaoError, Source
from generator.template.active.kinds import Active, quoted

_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)  # two letters and more: one is a drive

# The last word of a relationship type in lower case: kind, and what a person calls it.
_TYPES: Mapping[str, tuple[Active, str]] = {
    "vbaproject": (Active.MACRO, "宏（VBA）"),
    "wordvbadata": (Active.MACRO, "宏（VBA）"),
    "jdeextension": (Active.MACRO, "宏（WPS 的 JS 宏）"),
    "jsproject": (Active.MACRO, "宏（WPS 的 JS 宏）"),
    "xlmacrosheet": (Active.MACRO, "宏表"),
    "xlintlmacrosheet": (Active.MACRO, "宏表"),
    "attachedtoolbars": (Active.RIBBON, "自定义的工具栏"),
    "keymapcustomizations": (Active.RIBBON, "自定义的快捷键"),
    "extensibility": (Active.RIBBON, "自定义的功能区（customUI）"),
    "usercustomization": (Active.RIBBON, "自定义的功能区（customUI）"),
    "webextensiontaskpanes": (Active.ELSEWHERE, "网页加载项"),
    "webextension": (Active.ELSEWHERE, "网页加载项"),
    "control": (Active.CONTROL, "ActiveX 控件"),
    "oleobject": (Active.OBJECT, "嵌入的对象"),
    "package": (Active.OBJECT, "嵌入的对象"),
    "attachedtemplate": (Active.ELSEWHERE, "附加的模板"),
    "afchunk": (Active.INSERTED_FILE, "插入的另一个文件（altChunk）"),
    "subdocument": (Active.SUB_DOCUMENT, "子文档"),
    "externallink": (Active.BOOK, "引用的工作簿"),
    "connections": (Active.DATA, "数据连接"),
    "querytable": (Active.DATA, "外部数据查询"),
    "powerpivotdata": (Active.DATA, "数据模型"),
    "volatiledependencies": (Active.DATA, "实时数据（RTD）"),
    "image": (Active.ELSEWHERE, "链接的图片"),
    "hyperlink": (Active.LINK, "超链接"),
    "mailmergesource": (Active.DATA, "邮件合并的数据源"),
    "mailmergeheadersource": (Active.DATA, "邮件合并的数据源"),
    "recipientdata": (Active.DATA, "邮件合并的数据源"),
}
_EXTERNAL_ONLY = frozenset({"image", "hyperlink"})
_CONTENT_TYPES: Mapping[str, tuple[Active, str]] = {
    "vbaproject": (Active.MACRO, "宏（VBA）"),
    "vbadata": (Active.MACRO, "宏（VBA）"),
    "jsproject": (Active.MACRO, "宏（WPS 的 JS 宏）"),
    "macrosheet": (Active.MACRO, "宏表"),
    "macroenabled": (Active.MACRO, "带宏的文件"),
    "ms-office.activex": (Active.CONTROL, "ActiveX 控件"),
}
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml", "jdedata.bin")
_QUERIES = (b"DataMashup", "DataMashup".encode("utf-16-le"))  # of Power Query, in bound data


class ActiveLink(Struct, frozen=True):
    """A relationship of ``part`` that leads to active content of this ``kind``, which a person calls ``name``."""

    part: str
    relationship: Relationship
    kind: Active
    name: str


def is_web(address: str) -> bool:
    """Whether an address leads to a web page or a mail address, or to a place of the same file."""
    stripped = address.strip()
    return not stripped or stripped.startswith("#") or _WEB.match(stripped) is not None


class Recogniser:
    """Tells what of a package is active."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._caches = _foreign_caches(package)
        types = parse_xml(package.members[CONTENT_TYPES], Source(package.name, place=CONTENT_TYPES))
        self._overrides = {each.get("PartName", "").lower(): each.get("ContentType", "") for each in types}
        self._defaults = {each.get("Extension", "").lower(): each.get("ContentType", "") for each in types}

    def links(self) -> Iterator[ActiveLink]:
        """All relationships that lead to active content."""
        for part in ("", *self._package.members):
            for link in relationships_of(self._package, part):
                kind, name = self._external(link) if link.external else self._internal(part, link)
                if kind is not None:
                    yield ActiveLink(part, link, kind, name)

    def is_macro(self, part: str) -> bool:
        """Whether a part is one of macros by its name or content type, whatever leads to it."""
        type_ = self._type(part)
        return part.lower().endswith(_MACRO_NAMES) or any(word in type_ for word in _CONTENT_TYPES)

    def _type(self, part: str) -> str:
        """The content type of a part in lower case (part 2, 7.2.3)."""
        name = f"/{part}".lower()
        return (self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")).lower()

    def _external(self, link: Relationship) -> tuple[Active | None, str]:
        word = _word(link)
        kind, name = _TYPES.get(word, (Active.ELSEWHERE, "外部引用"))
        if word == "attachedtemplate" and _is_local(link.target):
            kind = Active.LOCAL_TEMPLATE
        is_harmless = word == "hyperlink" and is_web(link.target)
        return (None if is_harmless else kind), name + quoted(unquote(link.target))

    def _internal(self, part: str, link: Relationship) -> tuple[Active | None, str]:
        word, target = _word(link), link.target
        if target in self._caches:
            return Active.DATA, "数据透视表的外部数据"
        type_ = self._type(target)
        for mark, found in _CONTENT_TYPES.items():
            if mark in type_:
                return found
        by_type = _TYPES.get(word, (None, ""))
        if target.lower().endswith(_MACRO_NAMES) and by_type[0] is not Active.MACRO:
            return Active.MACRO, "宏"
        if word == "customxml" and any(query in self._package.members.get(target, b"") for query in _QUERIES):
            return Active.DATA, "数据查询（Power Query）"
        if word == "externallink":
            return Active.BOOK, _book_name(self._package, target)
        # A chart in a document keeps its figures in a workbook.
        is_of_chart = word == "package" and "chart" in self._type(part)
        return (None, "") if word in _EXTERNAL_ONLY or is_of_chart else by_type


def _word(link: Relationship) -> str:
    """The last word of the type of a relationship in lower case."""
    return link.type.rpartition("/")[2].lower()


def _book_name(package: Package, part: str) -> str:
    """What a person calls the workbook or program (DDE, OLE) that formulas refer to."""
    addresses = [unquote(link.target) for link in relationships_of(package, part) if link.external]
    root = root_of(package, part)
    for link in () if root is None else root.iter(qn("ss:ddeLink")):
        return "DDE 链接" + quoted(f"{link.get('ddeService', '')}|{link.get('ddeTopic', '')}")
    return "引用的工作簿" + (quoted(addresses[0]) if addresses else "")


def _is_local(address: str) -> bool:
    """Whether a path names a file of the machine that opens the document."""
    path = unquote(address).strip().replace("\\", "/")
    if path.lower().startswith("file:"):
        path = path[len("file:") :]
        return re.match(r"//[^/]|////", path) is None
    return not path.startswith("//") and _SCHEME.match(path) is None


def _foreign_caches(package: Package) -> frozenset[str]:
    """The caches of pivot tables whose figures come from elsewhere, and the pivot tables that show them."""
    main = package.part_by_relationship("/officeDocument")
    users = [
        (part, link.target)
        for part in package.members
        for link in relationships_of(package, part)
        if link.type.endswith("/pivotCacheDefinition") and link.target in package.members
    ]
    caches = {cache for _, cache in users if _is_foreign(package, cache)}
    return frozenset(caches | {part for part, cache in users if cache in caches and part != main})


def _is_foreign(package: Package, cache: str) -> bool:
    root = root_of(package, cache)
    sources = () if root is None else root.iter(qn("ss:cacheSource"))
    return any(source.get("type") == "external" for source in sources) or any(
        link.external for link in relationships_of(package, cache)
    )


def relationships_of(package: Package, part: str) -> tuple[Relationship, ...]:
    """The relationships of a part; none where Office itself could not read them."""
    try:
        return package.relationships(part)
    except JixiaoError:
        return ()


def root_of(package: Package, part: str) -> Element | None:
    """The tree of a part; None where it is missing, or nothing that Office itself could read."""
    data = package.members.get(part, b"")
    # What begins otherwise is no XML, however it is called.
    if not data.lstrip().startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\0" not in data[:4]:
        return None
    try:
        return parse_xml(data, Source(package.name, place=part))
    except JixiaoError:
        return None
