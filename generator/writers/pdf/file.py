"""Laid-out pages in, one PDF out: fonts embedded, a bookmark for each form, a destination for each place to stamp.

Pages are drawn as they come and may then be forgotten. Each is a form XObject (ISO 32000-1, 8.10), which the copies
of a stack show again.
"""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF16_BE
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from msgspec import Struct
from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFString
from reportlab.pdfgen.canvas import Canvas

from generator.layout.page import Glyphs, Page, Pages, StampPlace
from generator.writers.pdf.drawing import draw_page
from generator.writers.pdf.fonts import font_of, unused_font

_PRODUCER = "jixiao"
_VERSION = (1, 7)
_IDENTIFIER = re.compile(rb"<[0-9a-f]{32}>")

rl_config.useA85 = 0  # compressed pages as bytes, not as a quarter more letters


class Leaf(Struct, frozen=True):
    """A page that is in the file, and may be bound into it many times; an empty one has no ``contents``."""

    width: float
    height: float
    contents: str
    stamps: tuple[StampPlace, ...] = ()


class Chapter(Struct, frozen=True):
    """Leaves that follow each other under one bookmark."""

    title: str
    leaves: tuple[Leaf, ...]


class PdfFile:
    """A file being written: draw pages, then bind what was drawn."""

    def __init__(self) -> None:
        self._file = BytesIO()
        self._drawn = 0
        # With its own font reportlab would name one that is not embedded.
        self._canvas = Canvas(
            self._file, invariant=1, pageCompression=1, pdfVersion=_VERSION, lang="zh-CN", initialFontName=unused_font()
        )

    def draw(self, pages: Pages) -> tuple[Leaf, ...]:
        """Put what is on pages into the file."""
        return tuple(self._draw(page) for page in pages.pages)

    def bind(self, chapters: Sequence[Chapter], title: str, author: str, *, duplex: bool = False) -> bytes:
        """The file of these chapters, once; ``duplex`` proposes to print it on both sides."""
        canvas = self._canvas
        has_bookmarks = sum(bool(chapter.leaves) for chapter in chapters) > 1
        places: dict[str, object] = {}
        counts: Counter[str] = Counter()
        for number, chapter in enumerate(chapters):
            for position, leaf in enumerate(chapter.leaves):
                canvas.setPageSize((leaf.width, leaf.height))
                if position == 0 and has_bookmarks:
                    canvas.bookmarkPage(str(number), fit="XYZ", left=0, top=leaf.height)
                    canvas.addOutlineEntry(chapter.title, str(number))
                for stamp in leaf.stamps:
                    counts[chapter.title] += 1
                    name = f"{chapter.title}#{counts[chapter.title]}"
                    places[name] = canvas.bookmarkPage(name, fit="XYZ", left=stamp.x, top=leaf.height - stamp.y)
                if leaf.contents:
                    canvas.doForm(leaf.contents)
                canvas.showPage()
        if has_bookmarks:
            canvas.showOutline()
        if places:
            canvas.setCatalogEntry("Names", {"Dests": _name_tree(places)})
        _describe(canvas, title, author, duplex=duplex)
        canvas.save()
        return _identified(self._file.getvalue())

    def _draw(self, page: Page) -> Leaf:
        for item in page.items:
            if isinstance(item, Glyphs):
                font_of(item.face).add(item.text)
        self._drawn += 1
        name = f"P{self._drawn}"
        self._canvas.beginForm(name, 0, 0, page.width, page.height)
        draw_page(self._canvas, page)
        self._canvas.endForm()
        return Leaf(page.width, page.height, name, page.stamps)


def pdf_bytes(forms: Iterable[tuple[str, Pages]], title: str, author: str) -> bytes:
    """The file of forms with their names, one behind the other."""
    file = PdfFile()
    return file.bind([Chapter(name, file.draw(pages)) for name, pages in forms], title, author)


def _name_tree(places: Mapping[str, object]) -> PDFDictionary:
    """Named destinations (ISO 32000-1, 7.9.6): ``<title>#<n>``, n counted from 1 over chapters of one title."""
    by_name = {BOM_UTF16_BE + name.encode("utf-16-be"): place for name, place in places.items()}
    pairs = [item for name in sorted(by_name) for item in (PDFString(name, enc="raw"), by_name[name])]
    return PDFDictionary({"Names": PDFArray(pairs)})


def _describe(canvas: Canvas, title: str, author: str, *, duplex: bool) -> None:
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setProducer(_PRODUCER)
    canvas.setCreator(_PRODUCER)
    canvas.setSubject("")
    canvas.setDateFormatter(lambda *_: "")  # rather no date than one that is the same for all files
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")
    if duplex:
        canvas.setViewerPreference("Duplex", "DuplexFlipLongEdge")


def _identified(file: bytes) -> bytes:
    """The file with a digest of all its content as its identifier; reportlab's is one of its title and author."""
    digest = hashlib.sha256(file).hexdigest()[:32].encode("ascii")
    trailer = file.rindex(b"/ID")
    return file[:trailer] + _IDENTIFIER.sub(b"<" + digest + b">", file[trailer:])
