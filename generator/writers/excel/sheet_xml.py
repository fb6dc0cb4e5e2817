"""A plain sheet in, its worksheet part out (ECMA-376 part 1, 18.3); its formats go into the styles given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lxml import etree

from generator.chinese.cell_height import column_width
from generator.document.xlsx.places import column_letters
from generator.office.xml import SS, R
from generator.writers.excel.sheet import CellFont, Merge, PageSetup, Sheet, SheetCell
from generator.writers.excel.styles import SheetStyles, font_element

_POINTS_PER_INCH = 72.0
_PAPERS = {(595, 842): 9, (842, 1191): 8, (420, 595): 11, (612, 792): 1, (612, 1008): 5}  # ST paperSize: A4, A3, A5 …
_NEAR = 3.0
_WIDEST_COLUMN = 255.0
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sheet_xml(sheet: Sheet, styles: SheetStyles, *, selected: bool = False) -> bytes:
    """The part; ``selected`` for the sheet that shows when the workbook opens."""
    return "".join(_pieces(sheet, styles, selected=selected)).encode()


def reference(row: int, column: int, *, fixed: bool = False) -> str:
    """``A1``, or ``$A$1`` where ``fixed``."""
    letters = column_letters(column)
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def quoted(sheet_name: str) -> str:
    """A sheet's name as formulas have it."""
    return "'" + sheet_name.replace("'", "''") + "'"


def _pieces(sheet: Sheet, styles: SheetStyles, *, selected: bool) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SS}" xmlns:r="{R}">'
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    last = reference(max(len(sheet.rows) - 1, 0), max(len(sheet.columns) - 1, 0))
    yield f'<dimension ref="A1:{last}"/>'
    yield from _view(sheet.frozen, selected=selected)
    yield '<sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, width in enumerate(sheet.columns, 1):
        shown = min(column_width(width), _WIDEST_COLUMN)
        yield f'<col min="{number}" max="{number}" width="{shown:.6g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, row in enumerate(sheet.rows):
        height = f' ht="{row.height:.6g}" customHeight="1"' if row.height else ""
        yield f'<row r="{number + 1}"{height}>'
        for cell in row.cells:
            yield _cell(cell, reference(number, cell.column), styles)
        yield "</row>"
    yield "</sheetData>"
    yield from _merges(sheet.merges)
    links = [
        (reference(n, cell.column), cell.link) for n, row in enumerate(sheet.rows) for cell in row.cells if cell.link
    ]
    if links:
        yield "<hyperlinks>"
        for place, target in links:
            yield f'<hyperlink ref="{place}" location="{escape(quoted(target))}!A1"/>'
        yield "</hyperlinks>"
    yield from _page(sheet.page)
    yield "</worksheet>"


def _view(frozen: int, *, selected: bool) -> Iterator[str]:
    yield f'<sheetViews><sheetView tabSelected="{int(selected)}" workbookViewId="0">'
    if frozen:
        top = reference(frozen, 0)
        yield f'<pane ySplit="{frozen}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
        yield f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/>'
    yield "</sheetView></sheetViews>"


def _cell(cell: SheetCell, place: str, styles: SheetStyles) -> str:
    start = f'<c r="{place}" s="{styles.number(cell.format)}"'
    if cell.formula:
        kind = "" if cell.kind == "n" else ' t="str"'
        return f"{start}{kind}><f>{_text(cell.formula)}</f><v>{_text(cell.value)}</v></c>"
    if not cell.value:
        return f"{start}/>"
    if cell.kind == "n":
        return f"{start}><v>{cell.value}</v></c>"
    if len(cell.runs) > 1:
        runs = "".join(f"<r>{_run_format(font)}<t>{_text(text)}</t></r>" for text, font in cell.runs)
        return f'{start} t="inlineStr"><is>{runs}</is></c>'
    return f'{start} t="inlineStr"><is><t>{_text(cell.value)}</t></is></c>'


def _run_format(font: CellFont) -> str:
    return etree.tostring(font_element(font, "rPr", "rFont"), encoding="unicode").replace(f' xmlns="{SS}"', "")


def _merges(merges: tuple[Merge, ...]) -> Iterator[str]:
    if merges:
        yield f'<mergeCells count="{len(merges)}">'
        for merge in merges:
            yield f'<mergeCell ref="{reference(merge.top, merge.left)}:{reference(merge.bottom, merge.right)}"/>'
        yield "</mergeCells>"


def _page(page: PageSetup) -> Iterator[str]:
    inches = {
        "left": page.margins.left,
        "right": page.margins.right,
        "top": page.margins.top,
        "bottom": page.margins.bottom,
        "header": page.header_distance,
        "footer": page.footer_distance,
    }
    yield '<printOptions horizontalCentered="1"/><pageMargins'
    yield from (f' {side}="{max(length, 0.0) / _POINTS_PER_INCH:.4g}"' for side, length in inches.items())
    yield "/><pageSetup"
    if paper := _paper(page):
        yield f' paperSize="{paper}"'
    if page.first_number is not None:
        yield f' firstPageNumber="{page.first_number}"'
    yield f' fitToWidth="1" fitToHeight="{int(page.one_page)}"'
    yield f' orientation="{"landscape" if page.width > page.height else "portrait"}"'
    yield "/>" if page.first_number is None else ' useFirstPageNumber="1"/>'
    yield from _header_footer(page)


def _paper(page: PageSetup) -> int | None:
    short, long = sorted((page.width, page.height))
    for (width, height), number in _PAPERS.items():
        if abs(short - width) < _NEAR and abs(long - height) < _NEAR:
            return number
    return None


def _header_footer(page: PageSetup) -> Iterator[str]:
    if not (page.headers or page.footers):
        return
    kinds = {*page.headers, *page.footers}
    yield f'<headerFooter differentOddEven="{int("even" in kinds)}" differentFirst="{int("first" in kinds)}">'
    for kind in ("odd", "even", "first"):
        for name, codes in (("Header", page.headers), ("Footer", page.footers)):
            if codes.get(kind):
                yield f"<{kind}{name}>{_text(codes[kind])}</{kind}{name}>"
    yield "</headerFooter>"


def _text(text: str) -> str:
    """As an ST_Xstring; what XML cannot hold becomes its escape there."""
    text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    text = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text, quote=False).replace("\r", "&#13;")
