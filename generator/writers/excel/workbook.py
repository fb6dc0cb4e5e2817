"""Makes workbooks with openpyxl, in the same bytes each time: no clock, no name of a library, values in formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font

from generator.office.archive import zip_bytes
from generator.template.excel.calculation.calculate import calculated
from generator.template.excel.calculation.sheets import FilledXml
from generator.writers.excel.cells import escaped

_CORE, _PROGRAM = "docProps/core.xml", "docProps/app.xml"
_NO_PROGRAM = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
_SAVED_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z(?=</dcterms:)")
_FIRST_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001  # a zip has no zones either
# Widths of columns count digits of the normal font: Arial, or one as wide, is on every machine.
_NORMAL_FONT = Font(name="Arial", sz=10, family=2)


def new_workbook() -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    book.remove(book.active)
    book._named_styles["Normal"].font = _NORMAL_FONT  # noqa: SLF001  # no public way to the style of cells without one
    return book


def workbook_bytes(book: Workbook, title: str = "", category: str = "") -> bytes:
    """The file; its first sheet shows when it opens. The book must have a sheet; title and category are properties."""
    book.active = 0
    for number, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = number == 0
    about = {"title": escaped(title) or None, "category": category or None}
    book.properties = DocumentProperties(creator="", created=_FIRST_DAY, **about)
    book.calculation.fullCalcOnLoad = False  # the values are there, and Excel would ask to save what nobody changed
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_PROGRAM] = _NO_PROGRAM
    parts[_CORE] = _SAVED_AT.sub(f"{_FIRST_DAY.isoformat()}Z".encode(), parts[_CORE])
    return zip_bytes(parts | _calculated(book, parts))


def _calculated(book: Workbook, parts: dict[str, bytes]) -> dict[str, bytes]:
    """The sheets that have formulas with their values, which openpyxl leaves blank: not every program calculates."""
    titles = {sheet.path.removeprefix("/"): sheet.title for sheet in book.worksheets}
    names = [name for name in titles if b"<f>" in parts[name]]
    blank = (parts[name].decode().replace("<v></v>", "").replace("<v/>", "") for name in names)
    sheets = [FilledXml(titles[name], text, {}) for name, text in zip(names, blank, strict=True)]
    # Its formulas compute with numbers only, so the texts of cells are of no concern.
    return {name: xml.encode() for name, xml in zip(names, calculated(sheets, ()).sheets, strict=True)}
