"""Writes a ``Document`` as a .docx with python-docx. The same document gives the same bytes: no clock, no path.

Lengths are rounded to what WordprocessingML counts in: twips, half points for font sizes, eighths of a point for
borders. Names of worksheets, numbers of cells and problems have no place in a Word file. The body of a long one lies in
a temporary file while it grows, section by section.
"""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast
from zipfile import ZipFile

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENTATION, WD_SECTION_START
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Twips
from lxml import etree

from generator.chinese.page_numbers import NUMBER_FORMATS
from generator.document.model import Block, Document, Section, Vertical
from generator.office.archive import zip_bytes
from generator.writers.word.blank import blank_docx
from generator.writers.word.blocks import BlockWriter
from generator.writers.word.xml import add, add_property, members, twips

_BEGINS: Final = members(WD_SECTION_START)
# By kind of page: what python-docx calls its headers and footers.
_STORIES: Final = {
    ("headers", "default"): "header",
    ("headers", "first"): "first_page_header",
    ("headers", "even"): "even_page_header",
    ("footers", "default"): "footer",
    ("footers", "first"): "first_page_footer",
    ("footers", "even"): "even_page_footer",
}
_WORD_2013: Final = 15  # the compatibility mode in which the left border of a table stands at the margin
_COMPATIBILITY_URI: Final = "http://schemas.microsoft.com/office/word"
_LONGEST: Final = 255  # characters that python-docx takes for a property
_BODY_PART: Final = "word/document.xml"
_MOST_IN_MEMORY: Final = 16_000_000  # bytes of a body


def docx_bytes(document: Document, category: str = "") -> bytes:
    """The document as a Word file; the category is one of its properties."""
    file = DocxFile(document)
    for section in document.sections:
        file.add(section)
    return file.finish(document, category)


class DocxFile:
    """A Word file in the making, with the settings of a document: call ``add`` for every section, then ``finish``."""

    def __init__(self, settings: Document) -> None:
        self._word = docx.Document(io.BytesIO(blank_docx()))
        _set_settings(self._word, settings)
        self._blocks = BlockWriter(self._word)
        self._before: Section | None = None
        self._body: IO[bytes] | None = None

    def add(self, section: Section) -> None:
        """Append a section, on new pages unless it is continuous."""
        word = self._word
        if self._before is None:
            shown = word.sections[0]
        else:
            shown = word.add_section()
            self._end_section_before()
            self._put_away()
        end = word.element.body[-1]
        _set_pages(shown, end, section)
        for (name, kind), attribute in _STORIES.items():
            before = getattr(self._before, name).get(kind, ()) if self._before is not None else ()
            self._set_story(getattr(shown, attribute), getattr(section, name).get(kind, ()), before)
        self._blocks.add(section.blocks, word, end.addprevious)
        self._before = section

    def _end_section_before(self) -> None:
        """Move the setup of the section before from the paragraph that python-docx adds for it into its last one."""
        body = self._word.element.body
        added = body[-1].getprevious()
        last = added.getprevious()
        last.get_or_add_pPr().append(added.pPr.find(qn("w:sectPr")))
        body.remove(added)

    def _put_away(self) -> None:
        """Move what stands before the last section out of the body, as finished text."""
        body = self._word.element.body
        *_, end = body
        body.remove(end)
        # With the root around it, so that no element declares its namespaces again.
        head, inside, _ = _split(etree.tostring(self._word.element, encoding="UTF-8", standalone=True))
        if self._body is None:
            self._body = cast("IO[bytes]", SpooledTemporaryFile(_MOST_IN_MEMORY))  # noqa: SIM115  # see ``finish``
            self._body.write(head)
        self._body.write(inside)
        body[:] = [end]

    def finish(self, about: Document, category: str = "") -> bytes:
        """The file, with the title and author of ``about``; even pages are their own if it says so."""
        shown = self._word.core_properties
        shown.title, shown.author, shown.category = about.title[:_LONGEST], about.author[:_LONGEST], category
        self._word.settings.odd_and_even_pages_header_footer = about.even_and_odd
        saved = io.BytesIO()
        self._word.save(saved)
        # Written again with members that do not say when and on which system they were written.
        with ZipFile(saved) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        if self._body is None:
            return zip_bytes(members)
        _, inside, tail = _split(members[_BODY_PART])
        with self._body as body:
            body.write(inside + tail)
            return zip_bytes({**members, _BODY_PART: body})

    def _set_story(self, story: Any, blocks: tuple[Block, ...], before: tuple[Block, ...]) -> None:
        """A header or footer; a section without a definition of its own has that of the section before."""
        if blocks == before:
            return
        story.is_linked_to_previous = False
        root = story.part.element
        for child in list(root):
            root.remove(child)
        self._blocks.add(blocks, story, root.append)


def _set_pages(shown: WordSection, element: Any, section: Section) -> None:
    """Set the pages of a section, whose ``w:sectPr`` (``element``) python-docx begins as a copy of the one before."""
    for child in list(element):
        if child.tag not in {qn("w:headerReference"), qn("w:footerReference")}:
            element.remove(child)
    shown.start_type = _BEGINS.get(section.begins, WD_SECTION_START.NEW_PAGE)
    shown.orientation = WD_ORIENTATION.LANDSCAPE if section.width > section.height else WD_ORIENTATION.PORTRAIT
    margins = section.margins
    for name, length in (
        ("page_width", section.width),
        ("page_height", section.height),
        ("top_margin", margins.top),
        ("right_margin", margins.right),
        ("bottom_margin", margins.bottom),
        ("left_margin", margins.left),
        ("header_distance", section.header_distance),
        ("footer_distance", section.footer_distance),
        ("gutter", 0.0),
    ):
        setattr(shown, name, Twips(twips(length)))
    shown.different_first_page_header_footer = section.title_page
    numbering: dict[str, object] = {}
    if section.number_format != "decimal" and section.number_format in NUMBER_FORMATS:
        numbering["fmt"] = section.number_format
    if section.first_number is not None:
        numbering["start"] = section.first_number
    if numbering:
        add_property(element, "w:pgNumType", **numbering)
    if section.vertical is not Vertical.TOP:
        add_property(element, "w:vAlign", val=section.vertical.value)
    if section.grid_pitch is not None:
        add_property(element, "w:docGrid", type="lines", linePitch=twips(section.grid_pitch))


def _set_settings(word: WordFile, document: Document) -> None:
    settings = word.settings.element
    add_property(settings, "w:defaultTabStop", val=twips(document.default_tab))
    control = "compressPunctuation" if document.squeeze_punctuation else "doNotCompress"
    add_property(settings, "w:characterSpacingControl", val=control)
    for name, characters in (("After", document.forbidden_ends), ("Before", document.forbidden_starts)):
        if characters is not None:
            add_property(settings, f"w:noLineBreaks{name}", lang="zh-CN", val=characters)
    compatibility = add_property(settings, "w:compat")
    if document.do_not_expand_shift_return:
        add(compatibility, "w:doNotExpandShiftReturn")
    add(compatibility, "w:compatSetting", name="compatibilityMode", uri=_COMPATIBILITY_URI, val=_WORD_2013)


def _split(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """The main part as what stands before its content, its content, and what stands behind."""
    head, start, rest = xml.partition(b"<w:body>")
    content, end, tail = rest.rpartition(b"</w:body>")
    return head + start, content, end + tail
