"""The strings of a workbook in (``si``, ``is``), their text out, in runs where their formatting differs (18.4)."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.document.model import Font
from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source

# A string is its text, or the runs of a rich one; None is a run in the font of the cell.
RichText = tuple[tuple[str, Font | None], ...]
String = str | RichText

_T, _R, _R_PR = qn("ss:t"), qn("ss:r"), qn("ss:rPr")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def strings_of(data: bytes, font: Callable[[Element], Font]) -> list[String]:
    """The shared strings; ``font`` reads the ``rPr`` of a run."""
    if not data:
        return []
    root = parse_xml(data, Source("", place="sharedStrings.xml"))
    return [string_of(item, font) for item in root.iterchildren(qn("ss:si"))]


def string_of(item: Element, font: Callable[[Element], Font]) -> String:
    """One string; phonetic readings are left out."""
    runs: list[tuple[str, Font | None]] = []
    for child in item:
        if child.tag == _T:
            runs.append((unescaped(child.text or ""), None))
        elif child.tag == _R:
            properties = child.find(_R_PR)
            text = unescaped(child.findtext(_T) or "")
            runs.append((text, None if properties is None else font(properties)))
    if all(found is None for _, found in runs):
        return "".join(text for text, _ in runs)
    return tuple((text, found) for text, found in runs if text)


def unescaped(text: str) -> str:
    """Text with its escapes (``_x000D_``) resolved, and one kind of line break."""
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    is_text = number in {0x9, 0xA, 0xD} or (number >= 0x20 and not 0xD800 <= number <= 0xDFFF)
    return chr(number) if is_text else ""
