"""A document in, its pages out: sections one after the other, each page with its header, footer and numbers.

The same document always gives the same pages. Nothing is measured here but room: see ``flow`` for what stands where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count, repeat

from msgspec import Struct, field

from generator.document.model import Document, Section, Vertical
from generator.layout.drawing import Drawing, Numbers
from generator.layout.flow import Flow, Parts, split
from generator.layout.laid import LaidTable, height_of
from generator.layout.margins import HeaderFooter, furnish, kind_of_page, text_width
from generator.layout.page import Page, Pages
from generator.layout.text.measuring import FaceSource, TextSettings
from generator.problem import JixiaoError, Problem, Severity, Source

MAX_PAGES = 5000
"""A document that would take more is refused."""

_SLACK = 1.0  # a table that reaches beyond the paper by less is no problem
_SHARES = {Vertical.CENTER: 0.5, Vertical.BOTTOM: 1.0}


def lay_out(document: Document, faces: FaceSource) -> Pages:
    """Break a document into pages.

    ``JixiaoError`` where a page has no room for text, or there are more than ``MAX_PAGES``. What can't be drawn as it
    is stands in the problems, after the document's own.
    """
    paginator = _Paginator(document, faces)
    for index, section in enumerate(document.sections):
        paginator.add(index, section)
    sheets = paginator.sheets
    of_section = Counter(sheet.index for sheet in sheets)
    problems = [*document.problems, *paginator.problems]
    pages = []
    for sheet in sheets:
        drawing = Drawing(faces, Numbers(sheet.number, len(sheets), of_section[sheet.index]))
        pages.append(sheet.drawn(drawing))
        problems += drawing.problems
    return Pages(tuple(pages), document.title, document.author, tuple(dict.fromkeys(problems)))


class _OpenPage(Struct):
    """A page being filled: ``bodies`` are parts, the left edge of their text area and their top from the body's.

    A sheet without header_footer is left blank, so that the next one is an odd or even page.
    """

    section: Section
    index: int
    number: int
    header_footer: HeaderFooter | None
    bodies: list[tuple[Parts, float, float]] = field(default_factory=list)
    used: float = 0.0

    def place(self, parts: Parts, left: float) -> None:
        """Put parts below what is there."""
        self.bodies.append((parts, left, self.used))
        self.used += height_of(parts)

    def drawn(self, drawing: Drawing) -> Page:
        """The page."""
        section, header_footer = self.section, self.header_footer
        if header_footer:
            drawing.parts(header_footer.header, section.margins.left, header_footer.header_top)
            top = header_footer.top + max(0.0, header_footer.room - self.used) * _SHARES.get(section.vertical, 0.0)
            for parts, left, y in self.bodies:
                drawing.parts(parts, left, top + y)
            drawing.parts(header_footer.footer, section.margins.left, header_footer.footer_top)
        return Page(section.width, section.height, drawing.grouped(), tuple(drawing.stamps), tuple(drawing.cells))


class _Paginator:
    """Fills sheets with one section after the other."""

    def __init__(self, document: Document, faces: FaceSource) -> None:
        self.document = document
        self.faces = faces
        self.tables = count()
        self.sheets: list[_OpenPage] = []
        self.problems: list[Problem] = []

    def add(self, index: int, section: Section) -> None:
        """Fill sheets with the next section."""
        settings = TextSettings.of(self.document, section)
        sheets = self._new_sheets(index, section, Flow(self.faces, settings, repeat(-1)))
        sheet = self.sheets[-1] if self._goes_on(section) else next(sheets)
        rest = Flow(self.faces, settings, self.tables).body(section.blocks, text_width(section))
        self.problems += _too_wide(rest, section, index)
        if rest and rest[0].starts_page and sheet.bodies:
            sheet = next(sheets)
        while rest and sheet.header_footer:
            page = sheet.header_footer.room
            placed, rest = split(rest, page - sheet.used, page, forced=not sheet.bodies)
            if placed:
                sheet.place(placed, section.margins.left)
            if rest:
                sheet = next(sheets)

    def _goes_on(self, section: Section) -> bool:
        """Whether a section begins on the page where the last one ended."""
        if section.begins != "continuous" or not self.sheets:
            return False
        above = self.sheets[-1].section
        return (above.width, above.height) == (section.width, section.height)

    def _new_sheets(self, index: int, section: Section, flow: Flow) -> Iterator[_OpenPage]:
        """The pages that a section begins, as many as it takes."""
        furnished: dict[str, HeaderFooter] = {}
        is_first = True
        while True:
            number = self._next_number(section, index, is_first=is_first)
            kind = kind_of_page(section, number, is_first=is_first, even_and_odd=self.document.even_and_odd)
            if kind not in furnished:
                furnished[kind] = furnish(section, kind, flow, f"第{index + 1}节")
            yield self._append(_OpenPage(section, index, number, furnished[kind]))
            is_first = False

    def _next_number(self, section: Section, index: int, *, is_first: bool) -> int:
        """The number of the page that is begun, after a blank one where the section asks for the other side."""
        last = self.sheets[-1].number if self.sheets else 0
        if not is_first:
            return last + 1
        if self.sheets and last % 2 == {"oddPage": 1, "evenPage": 0}.get(section.begins):
            last += 1
            self._append(_OpenPage(section, index, last, None))
        return last + 1 if section.first_number is None else section.first_number

    def _append(self, sheet: _OpenPage) -> _OpenPage:
        if len(self.sheets) == MAX_PAGES:
            message = f"排出来超过{MAX_PAGES}页，不再往下排；请把内容分成几个文件"
            raise JixiaoError(Problem(Source(""), "N102", message))
        self.sheets.append(sheet)
        return sheet


def _too_wide(parts: Parts, section: Section, index: int) -> Iterator[Problem]:
    left = section.margins.left
    for part in parts:
        if isinstance(part, LaidTable) and not (
            left + part.edges[0] >= -_SLACK and left + part.edges[-1] <= section.width + _SLACK
        ):
            place = f"第{index + 1}节 表{part.number + 1}"
            message = "表格比纸宽，超出纸边的部分印不出来；请调窄列宽，或把纸张改为横向"
            yield Problem(Source("", place=place), "N104", message, severity=Severity.WARNING)
