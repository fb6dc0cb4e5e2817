"""Our pages against those that LibreOffice makes of the same .docx, both with the same font files.

As many pages, the same rows on each page, and every line of a table within half a millimetre.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from command_line import word_forms
from msgspec import Struct
from pypdfium2 import raw
from same_fonts import font_configuration

from generator.document.docx.reader import read_docx
from generator.document.model import Block, Document, Paragraph, Run
from generator.layout.fonts.book import FontBook
from generator.layout.page import DrawnLine, Glyphs, Page
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import Source

CHECKOUT = Path(__file__).parents[2]
PROJECTS = sorted(CHECKOUT.glob("data/*.yaml"))
NEAR = 72 / 25.4 / 2  # half a millimetre, in pt
LONG = 10.0  # of a line: what is shorter are dots and joints

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(not shutil.which("soffice"), reason="nothing to compare with"),
]


class Seen(Struct, frozen=True):
    """A page: the places of its tables' horizontal and vertical lines, and the characters in each of their rows."""

    across: tuple[float, ...]
    down: tuple[float, ...]
    rows: tuple[Counter[str], ...]


Forms = list[tuple[str, list[Seen], list[Seen]]]


@pytest.fixture(scope="module", params=PROJECTS, ids=lambda path: path.stem)
def forms(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """The forms of a project: name, our pages, theirs."""
    folder = tmp_path_factory.mktemp("pages")
    build = [sys.executable, "-m", "generator", "build", str(request.param), "--out", str(folder), "--to", "docx"]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    book = FontBook.open(cached=folder / "fonts")
    files = word_forms(folder)
    typesetter = Typesetter(book)
    documents = [read_docx(file, Source(file.name)) for file in files]
    names = {name for document in documents for name in font_names(document)}
    print_all(files, font_configuration(names, book, folder))
    return [
        (file.stem, [ours(page) for page in lay_out(document, typesetter).pages], theirs(file.with_suffix(".pdf")))
        for file, document in zip(files, documents, strict=True)
    ]


def test_as_many_pages(forms: Forms) -> None:
    assert [(name, len(mine)) for name, mine, _ in forms] == [(name, len(other)) for name, _, other in forms]


def test_same_rows_on_each_page(forms: Forms) -> None:
    for name, mine, other in forms:
        for number, (page, its) in enumerate(zip(mine, other, strict=True), 1):
            assert page.rows == its.rows, f"{name}, page {number}"


def test_lines_of_tables_within_half_a_millimetre(forms: Forms) -> None:
    for name, mine, other in forms:
        for number, (page, its) in enumerate(zip(mine, other, strict=True), 1):
            assert apart(page.across, its.across) == [], f"{name}, page {number}"
            assert apart(page.down, its.down) == [], f"{name}, page {number}"


def apart(mine: tuple[float, ...], other: tuple[float, ...]) -> list[float]:
    """The lines of one that the other does not have."""
    lone = [place for place in mine if not any(abs(place - its) <= NEAR for its in other)]
    return lone + [place for place in other if not any(abs(place - its) <= NEAR for its in mine)]


def print_all(files: list[Path], configuration: Path) -> None:
    profile = (configuration.parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(files[0].parent), *map(str, files)]
    environment = os.environ | {"FONTCONFIG_FILE": str(configuration)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)


def font_names(document: Document) -> set[str]:
    """The fonts that a document asks for."""
    names: set[str] = set()

    def visit(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Paragraph):
                fonts = [block.mark, *(item.font for item in block.content if isinstance(item, Run))]
                names.update(name for font in fonts for name in (font.east_asian, font.latin))
            else:
                for row in block.rows:
                    for cell in row.cells:
                        visit(cell.blocks)

    for section in document.sections:
        visit(section.blocks)
    return names


def ours(page: Page) -> Seen:
    rules = [item for item in page.items if isinstance(item, DrawnLine)]
    return seen(
        [(rule.x0, rule.y0, rule.x1, rule.y1) for rule in rules],
        [(text, item.baseline) for item in page.items if isinstance(item, Glyphs) for text in item.text],
    )


def theirs(pdf: Path) -> list[Seen]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [seen_in(page) for page in document]
    finally:
        document.close()


def seen_in(page: pdfium.PdfPage) -> Seen:
    height = page.get_height()
    boxes = [found.get_bounds() for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
    lines = [(left, height - top, right, height - bottom) for left, bottom, right, top in boxes]
    text = page.get_textpage()
    characters = []
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
        characters.append((chr(raw.FPDFText_GetUnicode(text.raw, index)), height - y.value))
    return seen(lines, characters)


def seen(lines: list[tuple[float, float, float, float]], characters: list[tuple[str, float]]) -> Seen:
    across = sorted({round((y0 + y1) / 2, 1) for x0, y0, x1, y1 in lines if x1 - x0 > LONG > y1 - y0})
    down = sorted({round((x0 + x1) / 2, 1) for x0, y0, x1, y1 in lines if y1 - y0 > LONG > x1 - x0})
    return Seen(tuple(across), tuple(down), tuple(rows_of(tuple(across), characters)))


def rows_of(across: tuple[float, ...], characters: list[tuple[str, float]]) -> list[Counter[str]]:
    """The characters between each two lines of the tables."""
    found = [Counter[str]() for _ in across[1:]]
    for character, baseline in characters:
        row = sum(y < baseline for y in across) - 1
        if character.strip() and 0 <= row < len(found):
            found[row][character] += 1
    return found
