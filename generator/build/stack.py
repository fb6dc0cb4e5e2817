"""Makes one PDF for the printer from all forms of prepared projects, in order, with a list on top for stamping.

The list says what to print and where to stamp, and has boxes to tick for what is stamped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain

from msgspec import Struct
from msgspec.structs import replace

from generator.build.forms import Filling, SharedFonts
from generator.build.prepare import Prepared
from generator.document.model import (
    Align,
    Border,
    Cell,
    Document,
    Edges,
    Font,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Table,
    Vertical,
)
from generator.layout.page import Pages, StampPlace
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import JixiaoError, Problem, Severity
from generator.writers.pdf.file import Chapter, Leaf, PdfFile

# The list that lies on top of the stack: what to print, and where to stamp.

TITLE = "打印盖章清单"

_WIDTH, _HEIGHT = 595.3, 841.9  # pt: A4
_MARGIN = 56.7  # pt: 20 mm
_MM = 72 / 25.4  # pt
_HEADINGS = ("序号", "名称", "页数", "起始页", "盖章、签字处（距纸左边、上边毫米数）", "已盖章")
_COLUMNS = (32.0, 130.0, 32.0, 42.0, 201.9, 44.0)  # pt
_ALIGNS = (Align.CENTER, Align.LEFT, Align.CENTER, Align.CENTER, Align.LEFT, Align.CENTER)
_TITLE_FONT = Font("黑体", "黑体", 16)
_FONT = Font("宋体", "宋体", 10.5, east_asian_hint=True)
_LINE = Border(0.5)
_EDGES = Edges(_LINE, _LINE, _LINE, _LINE)
_PADDING = Sides(2.0, 4.0, 2.0, 4.0)


class ListedForm(Struct, frozen=True):
    """A form of the stack: the places to stamp on each of its pages; ``length`` counts pages with the blank ones."""

    name: str
    stamps: Sequence[Sequence[StampPlace]]
    length: int


def print_list(forms: Sequence[ListedForm], before: int, copies: int) -> Document:
    """The list of the forms in one copy, with a box to tick for each copy; the list itself fills ``before`` pages."""
    firsts = accumulate((form.length for form in forms), initial=before + 1)
    rows = [_cells(at, form, first, copies) for at, (form, first) in enumerate(zip(forms, firsts, strict=False), 1)]
    blocks = (
        _paragraph(TITLE, _TITLE_FONT, Align.CENTER, after=8.0),
        _paragraph(_summary(forms, copies), _FONT, Align.LEFT, after=4.0),
        Table(_COLUMNS, (_row(_HEADINGS, heading=True), *map(_row, rows)), Align.CENTER),
        _paragraph("", Font(size=1.0), Align.LEFT),
    )
    return Document((Section(_WIDTH, _HEIGHT, Sides(_MARGIN, _MARGIN, _MARGIN, _MARGIN), blocks),))


def _summary(forms: Sequence[ListedForm], copies: int) -> str:
    pages = sum(form.length for form in forms)
    if copies == 1:
        return f"共{len(forms)}张表，{pages}页。"
    return f"共{len(forms)}张表，{copies}份，每份{pages}页；起始页是第1份的，以后每份加{pages}页。"


def _cells(at: int, form: ListedForm, first: int, copies: int) -> tuple[str, ...]:
    places = [_place(page, stamp) for page, stamps in enumerate(form.stamps, 1) for stamp in stamps]
    return (str(at), form.name, str(len(form.stamps)), str(first), "\n".join(places), "□" * copies)


def _place(page: int, stamp: StampPlace) -> str:
    return f"第{page}页 左{stamp.x / _MM:.0f} 上{stamp.y / _MM:.0f} {stamp.label.rstrip('：: ')}"


def _row(texts: Sequence[str], *, heading: bool = False) -> Row:
    cells = (
        Cell(
            column,
            1,
            1,
            (_paragraph(text, _FONT, Align.CENTER if heading else align),),
            _EDGES,
            _PADDING,
            Vertical.CENTER,
        )
        for column, (text, align) in enumerate(zip(texts, _ALIGNS, strict=True))
    )
    return Row(tuple(cells), cant_split=True, heading=heading)


def _paragraph(text: str, font: Font, align: Align, after: float = 0.0) -> Paragraph:
    return Paragraph((Run(text, font),) if text else (), ParagraphFormat(align, after=after), font)


# The stack: all forms behind their list, as often as there are copies.


def print_stack(forms: Iterable[tuple[str, Pages]], typesetter: Typesetter, *, duplex: bool, copies: int) -> bytes:
    """The PDF of the list and of ``copies`` times all forms in order; the list is there once.

    ``forms`` are names with pages, taken one by one and not kept. ``duplex`` begins each form on an odd page.
    """
    file = PdfFile()
    pages_per_sheet = 2 if duplex else 1
    chapters = [Chapter(name, file.draw(pages)) for name, pages in forms]
    bound = [_on_whole_sheets(chapter, pages_per_sheet) for chapter in chapters]
    listed = file.draw(_list_pages(chapters, typesetter, pages_per_sheet, copies))
    first = _on_whole_sheets(Chapter(TITLE, _without_stamps(listed)), pages_per_sheet)
    again = _without_stamps(leaf for chapter in bound for leaf in chapter.leaves)
    others = [Chapter(f"第{copy}份", again) for copy in range(2, copies + 1)]
    return file.bind([first, *bound, *others], TITLE, "", duplex=duplex)


def _list_pages(chapters: Sequence[Chapter], typesetter: Typesetter, pages_per_sheet: int, copies: int) -> Pages:
    """The pages of the list, laid out for one sheet of paper and again if it turns out longer.

    It names the page that each form begins on, and these depend on how many pages the list has.
    """
    forms = [
        ListedForm(
            chapter.title, [leaf.stamps for leaf in chapter.leaves], _whole_sheets(len(chapter.leaves), pages_per_sheet)
        )
        for chapter in chapters
    ]
    pages = lay_out(print_list(forms, pages_per_sheet, copies), typesetter)
    before = _whole_sheets(len(pages.pages), pages_per_sheet)
    return pages if before == pages_per_sheet else lay_out(print_list(forms, before, copies), typesetter)


def _on_whole_sheets(chapter: Chapter, pages_per_sheet: int) -> Chapter:
    """The chapter with an empty page at its end if it does not fill whole sheets of paper."""
    missing = _whole_sheets(len(chapter.leaves), pages_per_sheet) - len(chapter.leaves)
    blank = [Leaf(leaf.width, leaf.height, contents="") for leaf in chapter.leaves[-1:]] * missing
    return Chapter(chapter.title, (*chapter.leaves, *blank))


def _without_stamps(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """The leaves without places to stamp: only those of the forms in the first copy become named destinations."""
    return tuple(replace(leaf, stamps=()) for leaf in leaves)


def _whole_sheets(pages: int, pages_per_sheet: int) -> int:
    """A number of pages rounded up to whole sheets of paper."""
    return -(-pages // pages_per_sheet) * pages_per_sheet


class Stack:
    """Makes a stack; ``printed`` and ``failed`` count its forms, ``report`` is called with problems."""

    def __init__(self, report: Callable[[Sequence[Problem]], None]) -> None:
        self._report = report
        self._shared_fonts = SharedFonts()
        self.printed = self.failed = 0

    def make(self, prepared: Sequence[Prepared], only: Sequence[str], *, duplex: bool, copies: int) -> bytes | None:
        """The bytes of the PDF; None where no form could be made."""
        forms = self._forms(prepared, only)
        first = next(forms, None)
        if first is None:
            return None
        made = print_stack(chain([first], forms), self._shared_fonts.typesetter, duplex=duplex, copies=copies)
        self._report(self._shared_fonts.close())
        return made

    def _forms(self, prepared: Sequence[Prepared], only: Sequence[str]) -> Iterator[tuple[str, Pages]]:
        """The names and pages of the forms, made one by one; names of several projects begin with the project's."""
        for each in prepared:
            self.failed += sum(not only or name in only for name in each.project.broken)
            for form in each.sub_forms(only):
                pages = self._pages(Filling(each, form, self._shared_fonts))
                if pages is None:
                    self.failed += 1
                    continue
                self.printed += 1
                named = len(prepared) > 1 and form.name != each.project.name
                yield (f"{each.project.name} {form.name}" if named else form.name), pages

    def _pages(self, filling: Filling) -> Pages | None:
        self._report(filling.form.problems)
        if any(problem.severity is Severity.ERROR for problem in filling.form.problems):
            return None
        try:
            pages = filling.pages
        except JixiaoError as error:
            self._report(error.problems)
            return None
        self._report(filling.problems)
        return pages
