"""Fills one sub-form as .docx, .xlsx or .pdf: ``FORMATS`` says how each format is made.

A form without an Excel template takes its sheet from the filled Word form; one without a Word template takes its Word
form and its pages from the filled sheet. Readers and writers are imported when a form is made, as most builds find all
files current.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.build.prepare import Prepared, Templates
from generator.build.titles import printed_title
from generator.document.model import Table
from generator.document.properties import font_names
from generator.office.columns import MOST_IN_WORD, too_many_for_word
from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.resolve import SubForm
from generator.writers.word.from_sheet import word_form

if TYPE_CHECKING:
    from generator.document.model import Document
    from generator.layout.fonts.book import FontBook
    from generator.layout.page import Pages
    from generator.layout.text.paragraph import Typesetter

_ISSUER = "主管部门"
_TITLE, _PROJECT = "标题", "项目名称"


class SharedFonts:
    """The fonts for all PDFs of one run, opened when the first is made."""

    @cached_property
    def fonts(self) -> FontBook:
        """The fonts of this machine."""
        from generator.layout.fonts.book import FontBook

        return FontBook.open()

    @cached_property
    def typesetter(self) -> Typesetter:
        """Sets paragraphs in these fonts."""
        from generator.layout.text.paragraph import Typesetter

        return Typesetter(self.fonts)

    @cached_property
    def measuring(self) -> Typesetter:
        """Sets paragraphs that are measured only: which fonts draw them is of no concern."""
        from generator.layout.fonts.book import FontBook
        from generator.layout.text.paragraph import Typesetter

        return Typesetter(FontBook.open())

    def close(self) -> tuple[Problem, ...]:
        """Save the index of fonts for the next run; returns the problems of fonts and characters in this one."""
        if "fonts" not in self.__dict__:  # where cached_property keeps them: none was needed
            return ()
        from generator.layout.fonts.book import font_problems

        self.fonts.save()
        return font_problems(self.fonts)


class Filling:
    """One sub-form in all its formats, each made once when asked for. JixiaoError where it cannot be made."""

    def __init__(self, prepared: Prepared, form: SubForm, shared_fonts: SharedFonts) -> None:
        self._templates = prepared.templates
        self._project = prepared.project
        self.form = form
        self._shared_fonts = shared_fonts
        self._doubtful: tuple[Problem, ...] = ()
        self._left_out: tuple[Problem, ...] = ()
        self._refused: tuple[Problem, ...] = ()
        self._cut_off: tuple[Problem, ...] = ()

    @property
    def word_file(self) -> bytes:
        """``docx``, with a problem for each text that a fixed row height cuts off."""
        if self._templates.has_exact_rows:
            self._cut_off = self._cut_off_texts()
        return self.docx

    def _cut_off_texts(self) -> tuple[Problem, ...]:
        from generator.layout.drawing import CUT_OFF
        from generator.layout.pages import lay_out

        # A document of its own: what a PDF cannot hold is no problem of the Word form.
        document = self._templates.reader.read(self.docx, Source(self._file))
        try:
            laid = lay_out(document, self._shared_fonts.measuring)
        except JixiaoError:
            return ()  # has no pages in PDF; Word makes what it can of it
        return self._with_file(each for each in laid.problems if each.code == CUT_OFF)

    @cached_property
    def docx(self) -> bytes:
        """The filled Word form, from its own template or else laid out from the sheet."""
        if self._templates.docx is None:
            from generator.writers.word.file import docx_bytes

            return docx_bytes(self.word_document)
        made, self._doubtful = self._templates.docx.render_with_warnings(self.form.context, self.form.name, self.title)
        return made

    @cached_property
    def xlsx(self) -> bytes:
        """The filled workbook, from its own template or else made from the Word form."""
        if self._templates.xlsx is None:
            from generator.writers.excel.from_document import unsupported, workbook_of

            self._left_out = unsupported(self.document, Source(self._file))
            return workbook_of(self.document, self.form.name)
        made, self._left_out = self._templates.xlsx.render_with_warnings(self.form.context, self.form.name, self.title)
        return made

    @cached_property
    def document(self) -> Document:
        """The filled Word form as read, or the filled sheet where there is no Word template."""
        if self._templates.docx is not None:
            return self._templates.reader.read(self.docx, Source(self._file))
        from generator.document.xlsx.reader import read_xlsx

        return read_xlsx(self.xlsx, Source(self._file))

    @property
    def word_document(self) -> Document:
        """The filled sheet as a Word form shows it, where there is no Word template; JixiaoError for one too wide."""
        for number, section in enumerate(self.document.sections, 1):
            for table in section.blocks:
                if isinstance(table, Table) and len(table.columns) > MOST_IN_WORD:
                    place = f"工作表“{section.name}”" if section.name else f"第{number}张工作表"
                    source = Source(self._file, place=place)
                    raise JixiaoError(Problem(source, "O027", too_many_for_word(len(table.columns)), self.form.name))
        return word_form(self.document)

    @property
    def _file(self) -> str:
        return self._templates.printed.file

    @cached_property
    def pages(self) -> Pages:
        """The laid-out pages of ``document``; text that they would lack is an error."""
        from generator.document.unsupported import without_text
        from generator.layout.pages import lay_out

        self._refused = without_text(self.document.problems)
        if self._refused:
            raise JixiaoError(*(replace(each, severity=Severity.ERROR) for each in self._refused))
        try:
            laid = lay_out(self.document, self._shared_fonts.typesetter)
        except JixiaoError as error:
            raise JixiaoError(*self._with_file(error.problems)) from error
        return replace(laid, problems=self._with_file(laid.problems))

    def _with_file(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems of layout with the template as their file; layout knows places only."""
        return tuple(replace(each, source=replace(each.source, file=self._file)) for each in problems)

    @property
    def pdf(self) -> bytes:
        """The pages as a PDF file."""
        from generator.writers.pdf.file import pdf_bytes

        return pdf_bytes([(self.form.name, self.pages)], self.title, self.author)

    @property
    def title(self) -> str:
        """The title of its files: what is printed as its title, and the 分表 where that does not name it."""
        printed, name = self.printed_title, self.form.name
        return f"{printed} {name}" if self._project.has_forms and name not in printed else printed

    @property
    def printed_title(self) -> str:
        """The title as printed, on one line; the name of the template for a form that has none."""
        title, project = (self._given(name) for name in (_TITLE, _PROJECT))
        return (
            title or printed_title(self._templates.title_line, self.form.context) or project or self._project.template
        )

    def _given(self, name: str) -> str:
        """A text of the form on one line; blank if it has none of this name."""
        value = self.form.context.get(name)
        return " ".join(value.split()) if isinstance(value, str) else ""

    @property
    def author(self) -> str:
        """The author that the template names, or else the 主管部门."""
        return self.pages.author or self._given(_ISSUER)

    @property
    def figures(self) -> Mapping[str, str]:
        """The variables that 分表 give, as typed, without those that this one does not give."""
        return figures_of(self.form, self._project.variables)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What filling, reading, layout and turning into sheets had to say, as far as these were done."""
        done = (self.__dict__.get(name) for name in ("document", "pages"))
        found = (problem for each in done if each is not None for problem in each.problems)
        kept = (problem for problem in found if problem not in self._refused)
        return tuple(dict.fromkeys((*self._doubtful, *kept, *self._cut_off, *self._left_out)))


def figures_of(form: SubForm, variables: Iterable[str]) -> dict[str, str]:
    """The values of these variables as typed, without those that the form does not give."""
    return {name: str(value) for name in variables if isinstance(value := form.context.get(name), str)}


class Format(Struct, frozen=True):
    """``make`` gives the bytes of a form in one format.

    ``origin`` gives a text that changes with everything these bytes depend on besides the values (template, fonts).
    """

    make: Callable[[Filling], bytes]
    origin: Callable[[Templates, SharedFonts], str]


def _origin_of_docx(templates: Templates, _shared_fonts: SharedFonts) -> str:
    return templates.printed.digest


def _origin_of_xlsx(templates: Templates, _shared_fonts: SharedFonts) -> str:
    return (templates.xlsx or templates.printed).digest


def _origin_of_pdf(templates: Templates, shared_fonts: SharedFonts) -> str:
    printed = templates.printed
    return f"{printed.digest} {shared_fonts.fonts.fingerprint(font_names(printed.package))}"


FORMATS: Mapping[str, Format] = {
    "docx": Format(lambda filling: filling.word_file, _origin_of_docx),
    "xlsx": Format(lambda filling: filling.xlsx, _origin_of_xlsx),
    "pdf": Format(lambda filling: filling.pdf, _origin_of_pdf),
}
