"""Laid-out pages in, one PDF out: fonts embedded, a bookmark for each form, a destination for each place to stamp.

Pages are compressed as they are added and may then be forgotten; fonts are written at the end, with the glyphs used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from generator.layout.page import Page, Pages, StampPlace
from generator.writers.pdf.content import STATE, STATE_NAME, content_stream
from generator.writers.pdf.fonts import UsedFonts
from generator.writers.pdf.images import UsedImages
from generator.writers.pdf.objects import DEFLATED, PdfObjects, array, deflated, number, reference, text_string


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
        self._objects = PdfObjects()
        self._fonts = UsedFonts()
        self._images = UsedImages(self._objects)

    def draw(self, pages: Pages) -> tuple[Leaf, ...]:
        """Write what is on pages."""
        return tuple(self._draw(page) for page in pages.pages)

    def bind(self, chapters: Sequence[Chapter], title: str, author: str, *, duplex: bool = False) -> bytes:
        """The file of these chapters, once; ``duplex`` proposes to print it on both sides."""
        objects = self._objects
        tree = objects.reserve()
        bound = [
            _OutlinedChapter(chapter.title, [(leaf, objects.add(_page(leaf, tree))) for leaf in chapter.leaves])
            for chapter in chapters
        ]
        kids = [page for chapter in bound for _, page in chapter.pages]
        resources = (
            f"<< /ExtGState << {STATE_NAME} {STATE} >> /Font {self._fonts.write(objects)}"
            f" /XObject {self._images.resources()} >>"
        )
        objects.put(tree, f"<< /Type /Pages /Count {len(kids)} /Kids {array(kids)} /Resources {resources} >>")
        preferences = "/DisplayDocTitle true /PrintScaling /None" + " /Duplex /DuplexFlipLongEdge" * duplex
        root = objects.add(
            f"<< /Type /Catalog /Pages {reference(tree)} /Lang (zh-CN) /ViewerPreferences << {preferences} >>"
            f"{_bookmarks(bound, objects)}{_destinations(bound, objects)} >>"
        )
        authored = f" /Author {text_string(author)}" if author else ""
        info = objects.add(f"<< /Title {text_string(title)}{authored} /Producer (jixiao) >>")
        return objects.finish(root, info)

    def _draw(self, page: Page) -> Leaf:
        data = content_stream(page, self._fonts, self._images)
        return Leaf(page.width, page.height, self._objects.add_stream(deflated(data), DEFLATED), page.stamps)


class _OutlinedChapter(Struct, frozen=True):
    """A chapter with its leaves as page objects."""

    title: str
    pages: Sequence[tuple[Leaf, str]]


def pdf_bytes(forms: Iterable[tuple[str, Pages]], title: str, author: str) -> bytes:
    """The file of forms with their names, one behind the other."""
    file = PdfFile()
    return file.bind([Chapter(name, file.draw(pages)) for name, pages in forms], title, author)


def _page(leaf: Leaf, tree: int) -> str:
    box = f"[0 0 {number(leaf.width)} {number(leaf.height)}]"
    contents = f" /Contents {leaf.contents}" if leaf.contents else ""
    return f"<< /Type /Page /Parent {reference(tree)} /MediaBox {box}{contents} >>"


def _bookmarks(chapters: Sequence[_OutlinedChapter], objects: PdfObjects) -> str:
    """The entries of the catalogue for the outline: a bookmark for each chapter, if there are several."""
    marked = [chapter for chapter in chapters if chapter.pages]
    if len(marked) < 2:
        return ""
    outline = objects.reserve()
    items = [objects.reserve() for _ in marked]
    for place, (item, chapter) in enumerate(zip(items, marked, strict=True)):
        leaf, page = chapter.pages[0]
        previous = f" /Prev {reference(items[place - 1])}" if place else ""
        following = f" /Next {reference(items[place + 1])}" if place + 1 < len(items) else ""
        dest = f"[{page} /XYZ 0 {number(leaf.height)} null]"
        title = text_string(chapter.title)
        objects.put(item, f"<< /Title {title} /Parent {reference(outline)}{previous}{following} /Dest {dest} >>")
    ends = f"/First {reference(items[0])} /Last {reference(items[-1])}"
    objects.put(outline, f"<< /Type /Outlines {ends} /Count {len(items)} >>")
    return f" /Outlines {reference(outline)} /PageMode /UseOutlines"


def _destinations(chapters: Sequence[_OutlinedChapter], objects: PdfObjects) -> str:
    """The entry of the catalogue for places to stamp: ``<title>#<n>``, n counted from 1 over chapters of one title."""
    counts: Counter[str] = Counter()
    named = {}
    for chapter in chapters:
        for leaf, page in chapter.pages:
            for stamp in leaf.stamps:
                counts[chapter.title] += 1
                name = text_string(f"{chapter.title}#{counts[chapter.title]}")
                named[name] = f"[{page} /XYZ {number(stamp.x)} {number(leaf.height - stamp.y)} null]"
    if not named:
        return ""
    # Names are strings of bytes, in order of their bytes; their digits are in the same order.
    tree = objects.add(f"<< /Names {array(f'{name} {named[name]}' for name in sorted(named))} >>")
    return f" /Names << /Dests {tree} >>"
