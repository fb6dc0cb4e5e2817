"""Lays out a ``Document`` as ``Pages``: section after section, each page with its header, footer and page number.

The same document always gives the same pages. This module only knows how much room each page has; ``flow`` decides
what stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, repeat

from msgspec import Struct, field

from generator.document.model import Block, Document, Paragraph, Section, Vertical
from generator.layout.drawing import Drawing
from generator.layout.flow import Flow, Parts, split
from generator.layout.laid import LaidTable, height_of
from generator.layout.margins import HeaderFooter, header_and_footer, kind_of_page, text_width
from generator.layout.page import Page, Pages
from generator.layout.text.measuring import PageNumbers, TextSettings, has_page_number
from generator.layout.text.paragraph import Typesetter
from generator.problem import JixiaoError, Problem, Severity, Source

MAX_PAGES = 5000
"""A document that would take more is refused."""

_MOST_ROUNDS = 3  # longer page numbers may make more pages, which may have longer numbers
_SLACK = 1.0  # pt: a table that reaches beyond the paper by less is no problem
# Share of the free height that stands above the body, by w:vAlign of the section.
_SHARES = {Vertical.CENTER: 0.5, Vertical.BOTTOM: 1.0}


def lay_out(document: Document, typesetter: Typesetter) -> Pages:
    """Break a document into pages.

    ``Pages.problems`` holds the problems of the document, then those of its layout: tables wider than the paper (N104)
    and text that an exact row height hides (N103). ``JixiaoError`` where a page has no room for text (N101), and for
    more than ``MAX_PAGES`` pages (N102).
    """
    paginator = _filled(document, typesetter)
    filled, pages_of = paginator.pages, paginator.pages_of_sections
    problems = [*document.problems, *paginator.problems]
    pages = []
    for page in filled:
        drawing = Drawing(typesetter, PageNumbers(page.number, len(filled), pages_of[page.index]))
        pages.append(page.drawn(drawing))
        problems += drawing.problems
    # A heading row that hides text says so again on every page that repeats it.
    return Pages(tuple(pages), document.title, document.author, tuple(dict.fromkeys(problems)))


def _filled(document: Document, typesetter: Typesetter) -> _Paginator:
    """The pages, filled again while page numbers turn out longer than the room that was left for them."""
    numbers = PageNumbers()
    for _ in range(_MOST_ROUNDS):
        paginator = _Paginator(document, typesetter, numbers)
        for index, section in enumerate(document.sections):
            paginator.add(index, section)
        if paginator.largest == numbers or not _shows_page_numbers(document):
            break
        numbers = paginator.largest
    return paginator


def _shows_page_numbers(document: Document) -> bool:
    return any(
        has_page_number(paragraph)
        for section in document.sections
        for story in (section.blocks, *section.headers.values(), *section.footers.values())
        for paragraph in _paragraphs(story)
    )


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """The paragraphs of blocks, those in tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (each for row in block.rows for cell in row.cells for each in _paragraphs(cell.blocks))


class _OpenPage(Struct):
    """A page being filled: ``index`` is that of its section, ``used`` the height taken so far.

    ``bodies`` lists laid parts, each with the left edge of its text area and its distance from the top of the body.
    ``header_footer`` is None on a page that stays blank, so that the next one is an odd or an even page.
    """

    section: Section
    index: int
    number: int
    header_footer: HeaderFooter | None
    bodies: list[tuple[Parts, float, float]] = field(default_factory=list)
    used: float = 0.0

    def place(self, parts: Parts, left: float) -> None:
        """Put parts below those that are there."""
        self.bodies.append((parts, left, self.used))
        self.used += height_of(parts)

    def drawn(self, drawing: Drawing) -> Page:
        """The page with everything in its place."""
        section, header_footer = self.section, self.header_footer
        if header_footer:
            drawing.parts(header_footer.header, section.margins.left, header_footer.header_top)
            top = header_footer.top + max(0.0, header_footer.room - self.used) * _SHARES.get(section.vertical, 0.0)
            for parts, left, y in self.bodies:
                drawing.parts(parts, left, top + y)
            drawing.parts(header_footer.footer, section.margins.left, header_footer.footer_top)
        return Page(section.width, section.height, tuple(drawing.items), tuple(drawing.stamps), tuple(drawing.cells))


class _Paginator:
    """Fills pages with one section after the other; fields have room for page numbers up to ``numbers``."""

    def __init__(self, document: Document, typesetter: Typesetter, numbers: PageNumbers) -> None:
        self.document = document
        self.numbers = numbers
        self.typesetter = typesetter
        self.tables = count()
        self.pages: list[_OpenPage] = []
        self.problems: list[Problem] = []

    def add(self, index: int, section: Section) -> None:
        """Fill pages with the next section."""
        settings = TextSettings.of(self.document, section)
        # Tables in headers and footers get the number -1: those of the body are counted without them.
        pages = self._new_pages(index, section, Flow(self.typesetter, settings, self.numbers, repeat(-1)))
        page = self.pages[-1] if self._goes_on(section) else next(pages)
        rest = Flow(self.typesetter, settings, self.numbers, self.tables).body(section.blocks, text_width(section))
        self.problems += _too_wide(rest, section, index)
        # w:pageBreakBefore at the start of a continuous section: it leaves the page that it would share.
        if rest and rest[0].starts_page and page.bodies:
            page = next(pages)
        while rest and page.header_footer:
            room = page.header_footer.room
            placed, rest = split(rest, room - page.used, room, forced=not page.bodies)
            if placed:
                page.place(placed, section.margins.left)
            if rest:
                page = next(pages)

    @property
    def pages_of_sections(self) -> Counter[int]:
        """How many pages each section has; blank ones between sections are no section's."""
        return Counter(page.index for page in self.pages if page.header_footer)

    @property
    def largest(self) -> PageNumbers:
        """The largest numbers that a page shows."""
        last = max((page.number for page in self.pages), default=1)
        return PageNumbers(last, len(self.pages), max(self.pages_of_sections.values(), default=1))

    def _goes_on(self, section: Section) -> bool:
        """Whether a section begins on the page where the last one ended: it is continuous and its paper as large."""
        if section.begins != "continuous" or not self.pages:
            return False
        above = self.pages[-1].section
        return (above.width, above.height) == (section.width, section.height)

    def _new_pages(self, index: int, section: Section, flow: Flow) -> Iterator[_OpenPage]:
        """The pages that a section begins, made one by one as they are asked for."""
        by_kind: dict[str, HeaderFooter] = {}
        is_first = True
        while True:
            number = self._next_number(section, index, is_first=is_first)
            kind = kind_of_page(section, number, is_first=is_first, even_and_odd=self.document.even_and_odd)
            if kind not in by_kind:
                by_kind[kind] = header_and_footer(section, kind, flow, f"第{index + 1}节")
            yield self._append(_OpenPage(section, index, number, by_kind[kind]))
            is_first = False

    def _next_number(self, section: Section, index: int, *, is_first: bool) -> int:
        """The number of the next page; a blank page is put before it where the section must begin on the other side."""
        last = self.pages[-1].number if self.pages else 0
        if not is_first:
            return last + 1
        # After an odd page an oddPage section needs a blank even one, and the other way round.
        if self.pages and last % 2 == {"oddPage": 1, "evenPage": 0}.get(section.begins):
            last += 1
            self._append(_OpenPage(section, index, last, None))
        return last + 1 if section.first_number is None else section.first_number

    def _append(self, page: _OpenPage) -> _OpenPage:
        if len(self.pages) == MAX_PAGES:
            message = f"排出来超过{MAX_PAGES}页，不再往下排；请把内容分成几个文件"
            raise JixiaoError(Problem(Source(""), "N102", message))
        self.pages.append(page)
        return page


def _too_wide(parts: Parts, section: Section, index: int) -> Iterator[Problem]:
    """A warning for each table of the body that reaches beyond the paper."""
    left = section.margins.left
    for part in parts:
        if isinstance(part, LaidTable) and not (
            left + part.edges[0] >= -_SLACK and left + part.edges[-1] <= section.width + _SLACK
        ):
            place = f"第{index + 1}节 表{part.number + 1}"
            message = "表格比纸宽，超出纸边的部分印不出来；请调窄列宽，或把纸张改为横向"
            yield Problem(Source("", place=place), "N104", message, severity=Severity.WARNING)
