"""Workbooks for tests: templates written as rows of texts with openpyxl; filled ones read back with it.

``grid`` shows a sheet as text: cells parted by `` | ``, ``↓`` and ``→`` for cells that a merge covers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from generator.problem import JixiaoError, Problem
from generator.template.excel.book import XlsxBook
from generator.template.excel.template import XlsxTemplate, compile_xlsx

FILE = "模板.xlsx"
Change = Callable[[Any], None]


def sheet(
    *rows: Iterable[Any],
    merges: Sequence[str] = (),
    change: Change | None = None,
    title: str = "表",
    wrap: bool = False,
) -> bytes:
    """A workbook of one sheet; ``change`` may do more to it."""
    book = openpyxl.Workbook()
    page = book.active
    put(page, rows, merges, title)
    if wrap:
        for cell in (cell for line in page.iter_rows() for cell in line):
            cell.alignment = Alignment(wrap_text=True)
    if change is not None:
        change(page)
    return saved(book)


def put(page: Any, rows: Iterable[Iterable[Any]], merges: Sequence[str], title: str) -> None:
    """Write rows and merges into a sheet."""
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merges:
        page.merge_cells(area)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def members(data: bytes) -> dict[str, str]:
    """The XML parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def with_members(data: bytes, parts: Mapping[str, str]) -> bytes:
    """The package with these parts put in, by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in dict.fromkeys([*before.namelist(), *parts]):
            after.writestr(name, parts[name] if name in parts else before.read(name))
    return file.getvalue()


def with_results(template: bytes, results: dict[str, str]) -> bytes:
    """The template with these ``t`` and ``v`` of cells with formulas."""
    part = "xl/worksheets/sheet1.xml"
    xml = members(template)[part]
    for cell, result in results.items():
        kind, _, value = result.partition(" ")
        xml, count = re.subn(
            rf'<c r="{cell}"([^>]*)><f>([^<]*)</f><v ?/?>(</v>)?',
            rf'<c r="{cell}"\1 t="{kind}"><f>\2</f><v>{value}</v>',
            xml,
        )
        assert count == 1
    return with_members(template, {part: xml})


def compiled(template: bytes) -> XlsxTemplate:
    """The template, compiled from a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(template)
        return compile_xlsx(path, FILE)


def fill(template: bytes, /, **context: Any) -> bytes:
    """The template filled with these values."""
    return compiled(template).render(context)


def filled(*rows: Iterable[Any], merges: Sequence[str] = (), change: Change | None = None, **context: Any) -> bytes:
    """A sheet of these rows, filled."""
    return fill(sheet(*rows, merges=merges, change=change), **context)


def book_of(template: bytes, contexts: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The forms of one template in one workbook."""
    book = XlsxBook(compiled(template))
    for form, context in contexts.items():
        book.add(context, form)
    return book.finish()


def opened(data: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def page(data: bytes) -> Worksheet:
    """Its first sheet."""
    found: Worksheet = opened(data).worksheets[0]
    return found


def merges(data: bytes) -> list[str]:
    """The merged ranges of the first sheet, from the top."""
    return [str(area) for area in sorted(page(data).merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))]


def grid(data: bytes, number: int = 0) -> str:
    """A sheet as text."""
    shown = opened(data).worksheets[number]
    marks: dict[tuple[int, int], str] = {}
    for area in shown.merged_cells.ranges:
        for row, column in area.cells:
            if (row, column) != (area.min_row, area.min_col):
                marks[row, column] = "↓" if row > area.min_row else "→"
    lines = []
    for row in shown.iter_rows():
        texts = [marks.get((cell.row, cell.column)) or _text(cell.value) for cell in row]
        lines.append(" | ".join(texts).rstrip(" |"))
    return "\n".join(lines).rstrip("\n")


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\n", "⏎")


def problems(template: bytes, /, **context: Any) -> list[Problem]:
    """What is wrong with a template, or with filling it."""
    with pytest.raises(JixiaoError) as error:
        fill(template, **context)
    return list(error.value.problems)


def complaints(*rows: Iterable[Any], merges: Sequence[str] = (), **context: Any) -> list[str]:
    """The same for a sheet of these rows, as ``place: message``."""
    found = problems(sheet(*rows, merges=merges), **context)
    return [f"{problem.source.place}: {problem.message}" for problem in found]
