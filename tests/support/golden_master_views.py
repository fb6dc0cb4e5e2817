"""Two outputs in, what a reader sees differ out: text, tables, formats of cells, lines and pictures of pages.

It must not import generator.
"""

from __future__ import annotations

import difflib
import re
import zipfile
from copy import copy
from itertools import chain
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from lxml import etree
from msgspec import Struct
from openpyxl import load_workbook
from openpyxl.xml.functions import tostring
from PIL import ImageChops
from pypdfium2 import raw
from xlsx_grid import read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MM = 25.4 / 72
NEAR = 0.1  # mm that a line may be off
THIN = 3.0  # pt: a path is a line that is thinner than this and longer
# A page looks different when more than this share of its pixels, or of one small square, is off by more levels.
LEVELS, SHARE, SQUARE, SHARE_OF_SQUARE = 64, 0.002, 12, 0.2


# Texts of outputs


def text_of(path: Path) -> str:
    """What a reader sees of a file that is no PDF."""
    if path.suffix not in {".docx", ".xlsx"}:
        return path.read_bytes().decode("utf-8", "backslashreplace")
    with zipfile.ZipFile(path) as package:
        lines = ["parts:", *sorted(package.namelist())]
        if "docProps/core.xml" in package.namelist():
            lines += [f"{node.tag}: {node.text}" for node in etree.fromstring(package.read("docProps/core.xml"))]
        if path.suffix == ".docx":
            edges = [name for name in sorted(package.namelist()) if re.search(r"(header|footer|notes)\d*\.xml$", name)]
            lines += [
                f"{name}: {etree.tostring(etree.fromstring(package.read(name)), method='text', encoding=str)}"
                for name in edges
            ]
    return "\n".join(chain(lines, _word(path) if path.suffix == ".docx" else _excel(path)))


def _word(path: Path) -> Iterator[str]:
    yield from structure_problems(path)
    yield from body_paragraphs(path)
    yield from ("\n".join(("table:", grid_text(table))) for table in read_tables(path))


def _excel(path: Path) -> Iterator[str]:
    try:
        yield from (f"{sheet.name}:\n{grid_text(sheet.grid)}" for sheet in read_sheets(path))
    except (ValueError, ArithmeticError):
        yield "values that the reader of grids cannot show"
    for sheet in load_workbook(path, rich_text=True):
        setup, area = sheet.page_setup, sheet.print_area
        yield f"{sheet.title}: {sheet.sheet_state} {sheet.dimensions} prints {area} {sheet.print_title_rows}"
        yield f"paper {setup.paperSize} {setup.orientation} {setup.scale} {setup.fitToWidth} {setup.fitToHeight}"
        yield f"margins {[getattr(sheet.page_margins, name) for name in ('left', 'right', 'top', 'bottom')]}"
        yield f"header {_plain(sheet.HeaderFooter)}"
        yield f"merged {sorted(map(str, sheet.merged_cells.ranges))}"
        yield from (f"column {name}: {each.width} {each.hidden}" for name, each in sheet.column_dimensions.items())
        yield from (f"row {name}: {each.height} {each.hidden}" for name, each in sheet.row_dimensions.items())
        for cell in chain.from_iterable(sheet.iter_rows()):
            looks = (copy(style) for style in (cell.font, cell.border, cell.fill, cell.alignment))
            if cell.value is not None or cell.has_style:
                yield f"{cell.coordinate} {cell.value!r} {cell.number_format} {' '.join(map(_plain, looks))}"


def _plain(style: Any) -> str:
    """A style of openpyxl as XML, in short."""
    xml = tostring(style.to_tree(type(style).tagname))
    text = re.sub(r'</\w+>| xmlns="[^"]*"|[<>"/]', " ", xml.decode() if isinstance(xml, bytes) else xml)
    return " ".join(text.split())


def text_differences(base: Path, candidate: Path) -> list[str]:
    """What differs between two files that are no PDFs, as a unified diff."""
    return unified(text_of(base), text_of(candidate))


def unified(base: str, candidate: str) -> list[str]:
    """The difference of two texts."""
    return list(difflib.unified_diff(base.splitlines(), candidate.splitlines(), "base", "candidate", "", "", 1, ""))


# Pages


class Rule(Struct, frozen=True, order=True):
    """A line on a page, in mm: across or down, where, from and to."""

    down: bool
    at: float
    start: float
    end: float

    def near(self, other: Rule) -> bool:
        """Whether both look the same."""
        apart = max(abs(self.at - other.at), abs(self.start - other.start), abs(self.end - other.end))
        return self.down == other.down and apart <= NEAR

    def __str__(self) -> str:
        return f"line {'down' if self.down else 'across'} at {self.at:.1f} mm, {self.start:.1f} to {self.end:.1f} mm"


def rules(page: pdfium.PdfPage) -> list[Rule]:
    """The thin paths of a page, those that go on from each other as one."""
    found: list[Rule] = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = (edge * MM for edge in path.get_bounds())
        thick, long = sorted((right - left, top - bottom))
        if thick < THIN * MM < long:
            down = right - left < top - bottom
            found.append(
                Rule(down, (left + right) / 2, bottom, top) if down else Rule(down, (bottom + top) / 2, left, right)
            )
    joined: list[Rule] = []
    for rule in sorted(found, key=lambda rule: (rule.down, round(rule.at, 2), rule.start)):
        last = joined[-1] if joined else None
        if last and last.down == rule.down and abs(last.at - rule.at) < NEAR / 2 and rule.start <= last.end + NEAR:
            joined[-1] = Rule(last.down, last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def lone(some: list[Rule], others: list[Rule]) -> list[Rule]:
    """The rules of some that have no partner among the others."""
    left, missing = list(others), []
    for rule in some:
        partner = next((other for other in left if rule.near(other)), None)
        if partner is None:
            missing.append(rule)
        else:
            left.remove(partner)
    return missing


def pdf_text(document: pdfium.PdfDocument) -> str:
    """What the file says of itself, its bookmarks, and size and text of each page."""
    about = document.get_metadata_dict()
    lines = [f"{name}: {about.get(name)}" for name in ("Title", "Author", "Subject", "Keywords")]
    lines += [f"bookmark {mark.get_title()}: {mark.get_dest().get_index()}" for mark in document.get_toc()]
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        lines.append(f"page {number}: {width * MM:.1f} × {height * MM:.1f} mm")
        lines += ["".join(line.split()) for line in page.get_textpage().get_text_bounded().splitlines()]
    return "\n".join(lines)


def pdf_differences(base: Path, candidate: Path, pictures: Path) -> list[str]:
    """What differs between two PDFs for their readers; pages that look different are drawn in a folder."""
    one, other = pdfium.PdfDocument(base), pdfium.PdfDocument(candidate)
    found = unified(pdf_text(one), pdf_text(other))
    for number, (before, after) in enumerate(zip(one, other, strict=False), 1):
        mine, its = rules(before), rules(after)
        found += [f"- page {number}: {rule}" for rule in lone(mine, its)]
        found += [f"+ page {number}: {rule}" for rule in lone(its, mine)]
        images = [page.render(scale=60 / 72).to_pil().convert("L") for page in (before, after)]
        if images[0].size != images[1].size:
            continue  # told with the text
        off = ImageChops.difference(*images).point([0] * (LEVELS + 1) + [255] * (255 - LEVELS))
        apart = off.histogram()[255] / (off.width * off.height)
        most = max(off.reduce(SQUARE).tobytes()) / 255
        if apart > SHARE or most > SHARE_OF_SQUARE:
            found.append(
                f"page {number} looks different: {apart:.2%} of its pixels, up to {most:.0%} of a small square"
            )
            pictures.mkdir(parents=True, exist_ok=True)
            for name, image in zip(("base", "candidate"), images, strict=True):
                image.save(pictures / f"{number} {name}.png")
    return found
