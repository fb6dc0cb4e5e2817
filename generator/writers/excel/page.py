"""Sets how a sheet prints: paper, margins, one page wide, rows to repeat, headers and footers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import Element

from generator.document.model import Align, Block, Font, PageNumber, Paragraph, Picture, Section, Sides, text_of
from generator.writers.excel.cells import escaped

_POINTS_PER_INCH = 72.0
# paperSize by the size in pt.
_PAPERS = {(595, 842): 9, (842, 1191): 8, (420, 595): 11, (612, 792): 1, (612, 1008): 5}  # A4, A3, A5, Letter, Legal
_NEAR = 3.0  # pt
_KINDS = {"default": "odd", "even": "even", "first": "first"}
_ZONES: Final = {Align.CENTER: "C", Align.RIGHT: "R"}
_LONGEST = 255  # what Excel takes of one header or footer


def set_paper(
    sheet: Worksheet, width: float, height: float, margins: Sides, header: float = 36.0, footer: float = 36.0
) -> None:
    """Set paper and margins in pt; ``header`` and ``footer`` are distances from the edge of the paper."""
    setup = sheet.page_setup
    setup.orientation = "landscape" if width > height else "portrait"
    short, long = sorted((width, height))
    setup.paperSize = next(
        (number for (x, y), number in _PAPERS.items() if abs(short - x) < _NEAR and abs(long - y) < _NEAR), None
    )
    lengths = (margins.left, margins.right, margins.top, margins.bottom, header, footer)
    sheet.page_margins = PageMargins(*(float(f"{max(length, 0.0) / _POINTS_PER_INCH:.4g}") for length in lengths))
    sheet.print_options.horizontalCentered = True


def print_whole(
    sheet: Worksheet,
    rows: int,
    columns: int,
    *,
    pages_wide: int = 1,
    one_page: bool = False,
    headings: tuple[int, int] | None = None,
) -> None:
    """Print so many rows and columns, at least one of each, ``pages_wide``, and one page high if ``one_page``.

    ``headings`` are the first and the last row, from 1, to repeat on each page.
    """
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = int(one_page)
    sheet.print_area = f"A1:{get_column_letter(max(columns, 1))}{max(rows, 1)}"
    if headings is not None:
        sheet.print_title_rows = f"{headings[0]}:{headings[1]}"


def print_as_section(sheet: Worksheet, section: Section, *, even: bool) -> None:
    """Set paper, margins, first page number, headers and footers as a section of a document has them.

    ``even``: even pages of the document have headers of their own.
    """
    set_paper(sheet, section.width, section.height, section.margins, section.header_distance, section.footer_distance)
    if section.first_number is not None:
        sheet.page_setup.firstPageNumber = section.first_number
        sheet.page_setup.useFirstPageNumber = True
    wanted = {"default", *(("even",) if even else ()), *(("first",) if section.title_page else ())}
    headers, footers = (_codes_by_kind(each, wanted) for each in (section.headers, section.footers))
    for kind, codes in headers.items():
        setattr(sheet.HeaderFooter, f"{kind}Header", _Codes(codes))
    for kind, codes in footers.items():
        setattr(sheet.HeaderFooter, f"{kind}Footer", _Codes(codes))
    kinds = {*headers, *footers}
    sheet.HeaderFooter.differentOddEven = "even" in kinds
    sheet.HeaderFooter.differentFirst = "first" in kinds


class _Codes(HeaderFooterItem):  # type: ignore[misc]  # openpyxl has no types
    """A header or footer in codes as they are; openpyxl would escape line breaks and read codes of its own."""

    def __init__(self, codes: str) -> None:
        super().__init__()
        self.left.text = codes

    def to_tree(self, tagname: str) -> Any:
        """Return the element."""
        element = Element(tagname)
        element.text = escaped(self.left.text)
        return element


def _codes_by_kind(stories: Mapping[str, tuple[Block, ...]], wanted: set[str]) -> dict[str, str]:
    """The codes of headers or footers by Excel's kind of page."""
    found = {_KINDS[kind]: _codes(blocks) for kind, blocks in stories.items() if kind in wanted}
    return {kind: codes for kind, codes in found.items() if codes}


def _codes(blocks: Sequence[Block]) -> str:
    """A header or footer in the codes of ECMA-376 part 1, 18.3.1.46.

    ``&L``, ``&C`` and ``&R`` begin what stands left, in the middle and right; ``&P`` and ``&N`` are page numbers.
    """
    # What is too long for Excel does without its fonts, and is cut if it is still too long.
    for with_fonts in (True, False):
        zones: dict[str, list[str]] = {}
        for block in blocks:
            if isinstance(block, Paragraph):
                _add_paragraph(zones, block, with_fonts=with_fonts)
            else:
                zones.setdefault("L", []).append(_escaped(text_of((block,)).replace("\t", " ")))
        codes = "".join(f"&{zone}{chr(10).join(zones[zone])}" for zone in "LCR" if any(zones.get(zone, ())))
        if len(codes) <= _LONGEST:
            return codes
    return codes[:_LONGEST].rstrip("&")


def _add_paragraph(zones: dict[str, list[str]], paragraph: Paragraph, *, with_fonts: bool) -> None:
    """Add a paragraph to the zone of its alignment, or, if it has tabs, the texts between them to L, C and R."""
    parts = [""]
    last = ""
    for item in paragraph.content:
        if isinstance(item, Picture):
            continue
        look = _font_codes(item.font) if with_fonts else ""
        if look != last:
            parts[-1] += look
            last = look
        if isinstance(item, PageNumber):
            parts[-1] += "&P" if item.kind == "PAGE" else "&N"
        else:
            before, *after = _escaped(item.text).split("\t")
            parts[-1] += before
            parts += after
    names = {1: [_ZONES.get(paragraph.format.align, "L")], 2: ["L", "R"]}.get(len(parts), ["L", "C", *"R" * len(parts)])
    for zone, part in zip(names, parts, strict=False):
        zones.setdefault(zone, []).append(part)


def _font_codes(font: Font) -> str:
    name = font.east_asian.replace('"', "")
    return f'&{max(round(font.size), 1)}&"{name},{"Bold" if font.bold else "Regular"}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&&").replace("\n", " ").replace("\f", "")
