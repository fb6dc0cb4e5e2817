"""The code of a sheet's header or footer in (``&L附件&C&"黑体"&14标题&R第 &P 页``), its paragraphs out (18.3.1.46)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from msgspec.structs import replace

from generator.document.model import Align, Font, Inline, PageNumber, Paragraph, ParagraphFormat, Run, Tab

_TOKEN = re.compile(
    r'&"(?P<name>[^",]*)(?:,(?P<face>[^"]*))?"|&K(?P<color>[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|&(?P<size>\d{1,3})'
    r"|&(?P<code>.)|(?P<text>[^&]+)",
    re.DOTALL,
)
_FIELDS = {"P": "PAGE", "N": "NUMPAGES"}
_UNPRINTED = frozenset("DTG")
_Part = list[list[Inline]]


class Header:
    """What one code says; ``is_incomplete`` where it asks for what changes with every printing."""

    def __init__(self, code: str, font: Font, sheet: str, file: str) -> None:
        self._font, self._usual = font, font
        self._texts = {"A": sheet, "F": file, "&": "&"}
        self._parts: dict[str, _Part] = {side: [[]] for side in "LCR"}
        self._side = "C"
        self.is_incomplete = False
        for token in _TOKEN.finditer(code.replace("\r\n", "\n")):
            self._take(token)

    def paragraphs(self, room: float) -> tuple[Paragraph, ...]:
        """A paragraph per line, over ``room``: what is left, in the middle and right, set by tab stops."""
        form = ParagraphFormat(
            align=Align.LEFT, tabs=(Tab(room / 2, "center"), Tab(room, "right")), auto_space_latin=False
        )
        nothing: list[Inline] = []
        lines = zip_longest(self._parts["L"], self._parts["C"], self._parts["R"], fillvalue=nothing)
        return tuple(Paragraph(tuple(self._line(*line)), form, self._usual) for line in lines)

    @property
    def is_blank(self) -> bool:
        """Whether it prints nothing."""
        return not any(line for part in self._parts.values() for line in part)

    def _line(self, left: list[Inline], center: list[Inline], right: list[Inline]) -> Iterator[Inline]:
        yield from left
        if center or right:
            yield Run("\t", self._usual)
            yield from center
        if right:
            yield Run("\t", self._usual)
            yield from right

    def _take(self, token: re.Match[str]) -> None:
        if token["text"] is not None:
            self._put(token["text"])
        elif token["code"] is not None:
            self._take_code(token["code"].upper())
        elif token["size"] is not None:
            self._font = replace(self._font, size=float(max(1, min(409, int(token["size"])))))
        elif token["color"] is not None:
            color = token["color"].upper() if len(token["color"]) == 6 and token["color"].isalnum() else ""
            self._font = replace(self._font, color=color)
        elif token["name"] is not None:
            face = token["face"] or ""
            name = token["name"] if token["name"] not in {"", "-"} else self._font.latin
            is_bold, is_italic = "Bold" in face or "加粗" in face, "Italic" in face or "倾斜" in face
            self._font = replace(self._font, latin=name, east_asian=name, bold=is_bold, italic=is_italic)

    def _take_code(self, code: str) -> None:
        if code in self._parts:
            self._side, self._font = code, self._usual
        elif code in _FIELDS:
            self._parts[self._side][-1].append(PageNumber(_FIELDS[code], self._font))
        elif code in self._texts:
            self._put(self._texts[code])
        elif code == "B":
            self._font = replace(self._font, bold=not self._font.bold)
        elif code == "I":
            self._font = replace(self._font, italic=not self._font.italic)
        elif code == "S":
            self._font = replace(self._font, strike=not self._font.strike)
        elif code in {"U", "E"}:
            kind = "single" if code == "U" else "double"
            self._font = replace(self._font, underline="" if self._font.underline else kind)
        elif code in _UNPRINTED:
            self.is_incomplete = True

    def _put(self, text: str) -> None:
        part = self._parts[self._side]
        first, *others = text.split("\n")
        if first:
            part[-1].append(Run(first, self._font))
        part += [[Run(line, self._font)] if line else [] for line in others]
