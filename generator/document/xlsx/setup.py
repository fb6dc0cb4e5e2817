"""Reads the page setup of a worksheet: paper, margins, scale, headers and footers (ECMA-376 part 1, 18.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from generator.document.measures import measure, whole
from generator.document.model import Align, Font, Inline, PageNumber, Paragraph, ParagraphFormat, Run, Sides, Tab
from generator.office.xml import Element, qn

_MM = 72 / 25.4
# Width and height in mm by number of ``paperSize`` (18.3.1.63).
_PAPERS = {
    1: (215.9, 279.4),
    3: (279.4, 431.8),
    5: (215.9, 355.6),
    7: (184.2, 266.7),
    8: (297, 420),
    9: (210, 297),
    11: (148, 210),
    12: (257, 364),
    13: (182, 257),
    66: (420, 594),
    70: (105, 148),
}
_A4 = (210, 297)
_INCH = 72.0
_MARGINS = {"top": 0.75, "right": 0.7, "bottom": 0.75, "left": 0.7, "header": 0.3, "footer": 0.3}  # in inches


class SheetSetup(Struct, frozen=True):
    """How a sheet is printed.

    ``fit_pages`` is the number of pages across and down that it has to fit on, 0 for as many as it takes, and None
    where ``scale`` holds instead. With ``first_number`` None, page numbers go on from the sheet before.
    """

    width: float
    height: float
    margins: Sides
    header_distance: float
    footer_distance: float
    scale: float
    fit_pages: tuple[int, int] | None
    is_horizontally_centered: bool
    is_vertically_centered: bool
    first_number: int | None

    @property
    def text_width(self) -> float:
        """The width between the margins in pt."""
        return self.width - self.margins.left - self.margins.right

    def scale_for(self, columns: Sequence[float], heights: Sequence[float]) -> float:
        """The scale at which a table with these column widths and row heights prints."""
        if self.fit_pages is None:
            return self.scale
        across, down = self.fit_pages
        width, height = sum(columns), sum(heights)
        scale = 1.0
        if across and width:
            scale = min(scale, across * self.text_width / width)
        if down and height:
            scale = min(scale, down * (self.height - self.margins.top - self.margins.bottom) / height)
        # Excel scales in whole percents, down to 10 %.
        return max(0.1, int(scale * 100) / 100)


def setup_of(sheet: Element) -> SheetSetup:
    """Reads the setup of a worksheet; Excel's defaults where the sheet says nothing, on A4."""
    page = _attributes(sheet, "pageSetup")
    margins = _attributes(sheet, "pageMargins")
    options = _attributes(sheet, "printOptions")
    width, height = (side * _MM for side in _PAPERS.get(whole(page.get("paperSize"), 9), _A4))
    if page.get("orientation") == "landscape":
        width, height = height, width
    scale = whole(page.get("scale"), 100)
    properties = sheet.find(f"{qn('ss:sheetPr')}/{qn('ss:pageSetUpPr')}")
    has_fit_pages = properties is not None and properties.get("fitToPage") in {"1", "true"}
    fit_pages = (max(0, whole(page.get("fitToWidth"), 1)), max(0, whole(page.get("fitToHeight"), 1)))
    lengths = {name: max(0.0, measure(margins.get(name), 1 / _INCH, usual * _INCH)) for name, usual in _MARGINS.items()}
    first = page.get("firstPageNumber") if page.get("useFirstPageNumber") in {"1", "true"} else None
    return SheetSetup(
        width,
        height,
        _usable_margins(Sides(*(lengths[side] for side in ("top", "right", "bottom", "left"))), width, height),
        lengths["header"],
        lengths["footer"],
        scale / 100 if 10 <= scale <= 400 else 1.0,
        fit_pages if has_fit_pages else None,
        options.get("horizontalCentered") in {"1", "true"},
        options.get("verticalCentered") in {"1", "true"},
        whole(first) if first else None,
    )


def _attributes(sheet: Element, name: str) -> dict[str, str]:
    found = sheet.find(qn(f"ss:{name}"))
    return {} if found is None else {str(key): str(value) for key, value in found.items()}


def _usable_margins(margins: Sides, width: float, height: float) -> Sides:
    """The margins, or margins of 0 where these leave no room on the paper."""
    if margins.left + margins.right > width - 1 or margins.top + margins.bottom > height - 1:
        return Sides()
    return margins


# The codes in the text of a header or footer (18.3.1.46): ``&L附件&C&"黑体"&14标题&R第 &P 页``.
_TOKEN = re.compile(
    r'&"(?P<name>[^",]*)(?:,(?P<face>[^"]*))?"|&K(?P<color>[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|&(?P<size>\d{1,3})'
    r"|&(?P<code>.)|(?P<text>[^&]+)",
    re.DOTALL,
)
_FIELDS = {"P": "PAGE", "N": "NUMPAGES"}
_UNPRINTED = frozenset("DTG")  # date and time of printing, picture
_Lines = list[list[Inline]]


class HeaderText:
    """The header or footer that a text with codes describes.

    ``font`` is the default font; ``sheet`` and ``file`` are the names that ``&A`` and ``&F`` print. ``is_incomplete``
    says that it holds a code whose result cannot be known: date or time of printing, or a picture.
    """

    def __init__(self, code: str, font: Font, sheet: str, file: str) -> None:
        self._font, self._default_font = font, font
        self._texts = {"A": sheet, "F": file, "&": "&"}
        self._parts: dict[str, _Lines] = {side: [[]] for side in "LCR"}
        self._side = "C"  # text before the first code of a side stands in the middle
        self.is_incomplete = False
        for token in _TOKEN.finditer(code.replace("\r\n", "\n")):
            self._read_token(token)

    def paragraphs(self, text_width: float) -> tuple[Paragraph, ...]:
        """A paragraph per line; tab stops in a width of ``text_width`` place its middle and right part."""
        form = ParagraphFormat(
            align=Align.LEFT, tabs=(Tab(text_width / 2, "center"), Tab(text_width, "right")), auto_space_latin=False
        )
        nothing: list[Inline] = []
        lines = zip_longest(self._parts["L"], self._parts["C"], self._parts["R"], fillvalue=nothing)
        return tuple(Paragraph(tuple(self._line(*line)), form, self._default_font) for line in lines)

    @property
    def is_blank(self) -> bool:
        """Whether it prints nothing."""
        return not any(line for part in self._parts.values() for line in part)

    def _line(self, left: list[Inline], center: list[Inline], right: list[Inline]) -> Iterator[Inline]:
        yield from left
        if center or right:
            yield Run("\t", self._default_font)
            yield from center
        if right:
            yield Run("\t", self._default_font)
            yield from right

    def _read_token(self, token: re.Match[str]) -> None:
        if token["text"] is not None:
            self._append_text(token["text"])
        elif token["code"] is not None:
            self._read_code(token["code"].upper())
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

    def _read_code(self, code: str) -> None:
        if code in self._parts:
            self._side, self._font = code, self._default_font  # each side begins in the default font
        elif code in _FIELDS:
            self._parts[self._side][-1].append(PageNumber(_FIELDS[code], self._font))
        elif code in self._texts:
            self._append_text(self._texts[code])
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

    def _append_text(self, text: str) -> None:
        part = self._parts[self._side]
        first, *others = text.split("\n")
        if first:
            part[-1].append(Run(first, self._font))
        part += [[Run(line, self._font)] if line else [] for line in others]
