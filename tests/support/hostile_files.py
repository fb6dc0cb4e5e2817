"""Sound files in, the same spoilt by chance out: texts, and Office packages as zips and as XML.

What is done depends on the ``Random`` alone, so that a seed names a file.
"""

from __future__ import annotations

import copy
import io
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from lxml import etree

NONSENSE = (
    "", " ", "0", "-1", "1", "2", "7", "-0.5", "1.5", "63", "64", "1000", "16384", "16385", "32767", "65536", "1048576",
    "1048577", "2147483647", "2147483648", "4294967296", "9" * 19, "9" * 400, "1e5", "1e308", "1e999", "nan", "NaN",
    "INF", "inf", "-inf", "Infinity", "0x10", "0b1", "1_000", "+5", " 3 ", "٣", "²", "½", "一", "x", "é", "true",
    "false", "on", "auto", "none", "nil", "both", "restart", "continue", "50%", "-50%", "1pt", "12.5pt", "1in", "FFF",
    "FFFFFF", "GGGGGG", "auto ", "A1", "A0", "a1", "$A$1", "A1:B2", "B2:A1", "A1:XFD1048576", "A:A", "1:1", "A1:A",
    "XFE1", "ZZZZ1", "A1048577", "A99999999999", "A1:B2 C3:D4", "Sheet1!A1", "Sheet1!$A:$XFD", "#REF!", "1:0", "rId1",
    "rId99", "../../../etc/passwd", "/word/document.xml", "word", "#a", "http://x/y", "%00", "%", "&#0;", "{{ 名 }}",
    "{{", "{% for x in y %}", "{% endfor %}", "{% if a %}", "{% endif %}", "{{ x | 合并 }}", "一" * 5000,
)  # fmt: skip
_TOKENS = (
    "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n  ", "\n    ", "#", "&a ", "*a", "!!python/object:os.system ",
    "!文件 x.txt", "|\n", ">\n", "'", '"', "\\", "\t", "\0", "\r", "\ufeff", "\u2028", "\ud7ff", "\uffff", "？",
    "，", "“", "”", "（", "）", "---\n", "...\n", "%YAML 1.1\n", "<<: *a", "? ", "~", "null", "{{ ", " }}", "{%", "%}",
    "{{ 'a' * 10**9 }}", "{{ 9 ** 9 ** 9 }}", "{{ 'a' * 999999 * 999999 }}", "{{ range(10**9) | list }}",
    "{{ ''.__class__.__mro__ }}", "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{{ '%999999999d' % 1 }}", "{{ '{:>999999999}'.format(1) }}", "{{ 资金 }}", "{{ 市州 }}", "{{ loop }}",
    "{{ 1 / 0 }}", "{{ 1e400 }}", "{{ -1 | 大写金额 }}", "{{ '9' * 300 | 大写金额 }}", "{{ 指标 }}", "{{ 全部分表 }}",
    "{{ 'x' | 日期 }}", "{{ '2024-99-99' | 日期 }}", "分表:", "分解:", "沿用: ", "地区:", "各表:", "按:", "顺序:",
    "显示:", "绩效指标:", "指标值:", "检查:", "评分:", "≥", "≤", "9" * 400, "1e999", "0" * 50, "-", "%", "家", ",",
)  # fmt: skip


def spoilt_text(text: str, chance: Random) -> bytes:
    """A text with pieces gone, doubled, moved, nested or replaced; sometimes bytes that are no UTF-8."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        text = chance.choice(_TEXT_CHANGES)(text, chance)[:500_000]
    data = text.encode("utf-8", "surrogatepass")
    return _spoilt_bytes(data, chance) if chance.random() < 0.05 else data


def _cut(text: str, chance: Random) -> str:
    start, end = _span(len(text), chance)
    return text[:start] + text[end:]


def _double(text: str, chance: Random) -> str:
    start, end = _span(len(text), chance)
    return text[:end] + text[start:end] * chance.choice((1, 1, 2, 50)) + text[end:]


def _insert(text: str, chance: Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(_TOKENS) + text[at:]


def _repeat_token(text: str, chance: Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(_TOKENS) * chance.choice((5, 90, 2000)) + text[at:]


def _swap_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _reindent(text: str, chance: Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.randint(0, 12) + lines[at].lstrip()
    return "\n".join(lines)


def _retype(text: str, chance: Random) -> str:
    """What stands after a colon becomes nonsense."""
    places = [at for at, character in enumerate(text) if character in ":,|"]
    if not places:
        return text
    at = chance.choice(places) + 1
    end = min((found for mark in "\n,}]" if (found := text.find(mark, at)) >= 0), default=len(text))
    value = chance.choice(NONSENSE + _TOKENS)
    return f"{text[:at]} {value}{text[end:]}"


def _span(length: int, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, length)
    return start, min(length, start + chance.choice((1, 1, 3, 10, 40, 200)))


_TEXT_CHANGES: Sequence[Callable[[str, Random], str]] = (
    _cut, _double, _insert, _insert, _repeat_token, _swap_lines, _reindent, _retype, _retype
)  # fmt: skip


def spoilt_package(data: bytes, chance: Random) -> bytes:
    """A .docx or .xlsx with some of its XML changed, sometimes its members, sometimes its very bytes."""
    members = _members(data)
    for _ in range(chance.choice((1, 1, 2, 3))):
        if chance.random() < 0.85:
            _spoil_xml(members, chance)
        else:
            chance.choice(_MEMBER_CHANGES)(members, chance)
    written = _zipped(members)
    return _spoilt_bytes(written, chance) if chance.random() < 0.03 else written


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def _zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # of members of one name
        for name, content in members:
            package.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _spoilt_bytes(data: bytes, chance: Random) -> bytes:
    content = bytearray(data)
    if chance.random() < 0.3:
        return bytes(content[: chance.randint(0, len(content))])
    for _ in range(chance.choice((1, 3, 20))):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


Members = list[tuple[str, bytes]]


def _remove_member(members: Members, chance: Random) -> None:
    if members:
        del members[chance.randrange(len(members))]


def _double_member(members: Members, chance: Random) -> None:
    if members:
        name, content = chance.choice(members)
        members.append((chance.choice((name, name.upper(), name + "x")), content))


def _truncate_member(members: Members, chance: Random) -> None:
    if members:
        at = chance.randrange(len(members))
        name, content = members[at]
        members[at] = (name, content[: chance.randint(0, len(content))])


def _rename_member(members: Members, chance: Random) -> None:
    if members:
        at = chance.randrange(len(members))
        name = chance.choice(
            ("x.xml", "../x", "/x", "word/document.xml", "xl/workbook.xml", "C:x", "word/media/图.png")
        )
        members[at] = (name, members[at][1])


def _swap_members(members: Members, chance: Random) -> None:
    if members:
        one, other = chance.randrange(len(members)), chance.randrange(len(members))
        (first, content), (second, more) = members[one], members[other]
        members[one], members[other] = (first, more), (second, content)


def _spoil_member_bytes(members: Members, chance: Random) -> None:
    if members:
        at = chance.randrange(len(members))
        name, content = members[at]
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        start = content.find(b"?>") + 2
        spoilt = content[:start] + bomb + content[start:] if chance.random() < 0.3 else _spoilt_bytes(content, chance)
        members[at] = (name, spoilt)


_MEMBER_CHANGES: Sequence[Callable[[Members, Random], None]] = (
    _remove_member, _double_member, _truncate_member, _rename_member, _swap_members, _spoil_member_bytes
)  # fmt: skip


def _spoil_xml(members: Members, chance: Random) -> None:
    """Some elements of one part; the parts that hold what a person sees come up most."""
    parts = [at for at, (name, _) in enumerate(members) if name.endswith((".xml", ".rels"))]
    likely = [at for at in parts if any(mark in members[at][0] for mark in ("document", "sheet", "styles", "shared"))]
    if not parts:
        return
    at = chance.choice(likely if likely and chance.random() < 0.7 else parts)
    name, content = members[at]
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return
    for _ in range(chance.choice((1, 1, 2, 4, 10))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        chance.choice(_XML_CHANGES)(root, elements, chance)
    members[at] = (name, etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _remove(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    element = chance.choice(elements)
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _double_element(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    element = chance.choice(elements)
    if element.getparent() is not None and len(elements) < 20_000:
        for _ in range(chance.choice((1, 1, 3, 60))):
            element.addnext(copy.deepcopy(element))


def _move(root: Any, elements: Sequence[Any], chance: Random) -> None:
    element, target = chance.choice(elements), chance.choice(elements)
    if element is not root and element not in set(target.iterancestors()) | {target}:
        target.insert(chance.randint(0, len(target)), element)


def _copy_into(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    element, target = chance.choice(elements), chance.choice(elements)
    if len(elements) < 20_000:
        target.insert(chance.randint(0, len(target)), copy.deepcopy(element))


def _nest(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    """An element inside itself, inside itself."""
    element = chance.choice(elements)
    if len(list(element.iter())) > 60:
        return
    for _ in range(chance.choice((1, 5, 60, 240))):
        inner = etree.SubElement(element, element.tag, element.attrib)
        element = inner


def _attribute(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    element = chance.choice([each for each in elements if each.attrib] or elements)
    if element.attrib:
        name = chance.choice(list(element.attrib))
        if chance.random() < 0.1:
            del element.attrib[name]
        else:
            element.set(name, chance.choice([value for value in NONSENSE if "\0" not in value]))


def _retag(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    chance.choice(elements).tag = chance.choice(elements).tag


def _text(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    chance.choice([each for each in elements if each.text] or elements).text = chance.choice(NONSENSE)


def _empty(_root: Any, elements: Sequence[Any], chance: Random) -> None:
    element = chance.choice(elements)
    if len(list(element.iter())) < 200:
        for child in list(element):
            element.remove(child)


_XML_CHANGES: Sequence[Callable[[Any, Sequence[Any], Random], None]] = (
    _remove, _remove, _double_element, _move, _copy_into, _nest, _attribute, _attribute, _attribute, _attribute,
    _retag, _text, _empty,
)  # fmt: skip


def with_parts(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The package with these parts in place of its own, or beside them."""
    members = dict(_members(data)) | {
        name: content.encode() if isinstance(content, str) else content for name, content in parts.items()
    }
    return _zipped(list(members.items()))
