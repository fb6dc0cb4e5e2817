"""Writes paragraphs, and what stands in them, into the body, a header or footer, or a cell."""

from __future__ import annotations

import contextlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from docx.document import Document as WordFile
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from generator.document.docx.text import field_instruction
from generator.document.model import Block, PageNumber, Paragraph, Picture, Run
from generator.writers.word.formats import Formats
from generator.writers.word.tables import TableWriter
from generator.writers.word.xml import add, element

_PIECES: Final = re.compile("([\t\n\f])")
# Characters that XML forbids: a file with one would not open.
_FORBIDDEN: Final = re.compile("[^\t\n\f\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A JPEG may begin with any segment, python-docx knows two: the usual first one (JFIF 1.01) is put before others.
_JPEG: Final = b"\xff\xd8"
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_KNOWN_JPEG: Final = (b"JFIF", b"Exif")


class BlockWriter:
    """Writes the blocks of all stories of one file.

    A story is what python-docx calls the body, a header or a footer: a picture belongs to the part of its story.
    """

    def __init__(self, word: WordFile) -> None:
        self._formats = Formats(word)
        self._tables = TableWriter(self)
        self._bookmarks: set[str] = set()
        self._pictures = Counter[object]()

    def add(self, blocks: Iterable[Block], story: Any, append: Callable[[Any], object]) -> None:
        """Write blocks one by one with ``append``, and a closing paragraph after a table and where no block is.

        It is hidden and one point high, and a reader leaves it out: the schema asks for one at the end, and Word joins
        tables without one in between.
        """
        is_open = True
        for number, block in enumerate(each for each in blocks if isinstance(each, Paragraph) or each.rows):
            if isinstance(block, Paragraph):
                append(self._paragraph(block, story))
                is_open = False
                continue
            if number and is_open:
                append(self._closing())
            append(self._tables.table(block, story))
            is_open = True
        if is_open:
            append(self._closing())

    def _closing(self) -> Any:
        made = element("w:p")
        made.append(self._formats.closing_properties())
        return made

    def _paragraph(self, block: Paragraph, story: Any) -> Any:
        made = element("w:p")
        made.append(self._formats.paragraph_properties(block))
        for name in block.bookmarks:
            if name not in self._bookmarks:  # of two with one name Word keeps the first
                add(made, "w:bookmarkStart", id=len(self._bookmarks), name=name)
                add(made, "w:bookmarkEnd", id=len(self._bookmarks))
                self._bookmarks.add(name)
        paragraph = WordParagraph(made, story)
        for item in block.content:
            if isinstance(item, PageNumber):
                self._add_page_number(paragraph, item)
            else:
                run = paragraph.add_run()
                run.element.append(self._formats.run_properties(item.font))
                if isinstance(item, Run):
                    _add_text(run, item.text)
                else:
                    self._add_picture(run, item)
        return made

    def _add_page_number(self, paragraph: WordParagraph, number: PageNumber) -> None:
        """A field (17.16.19) with 1 as its result, which Word and WPS replace when they lay out the page."""
        field = add(paragraph.paragraph_format.element, "w:fldSimple", instr=field_instruction(number))
        run = add(field, "w:r")
        run.append(self._formats.run_properties(number.font))
        add(run, "w:t").text = "1"

    def _add_picture(self, run: WordRun, picture: Picture) -> None:
        """A picture in the line; one that python-docx cannot read is left out."""
        data = picture.data
        if data.startswith(_JPEG) and data[6:10] not in _KNOWN_JPEG:
            data = _JPEG + _JFIF + data[2:]
        with contextlib.suppress(Exception):  # its readers of PNG and JPEG raise anything at a broken file
            run.add_picture(io.BytesIO(data), Pt(picture.width), Pt(picture.height))
            self._pictures[run.part] += 1
        # python-docx looks for the ids taken in the part, of which a long body holds the end only.
        for properties in run.element.iter(qn("wp:docPr")):
            properties.set("id", str(self._pictures[run.part]))


def _add_text(run: WordRun, text: str) -> None:
    for piece in _PIECES.split(_FORBIDDEN.sub("", text)):
        if piece == "\t":
            run.add_tab()
        elif piece == "\n":
            run.add_break()
        elif piece == "\f":
            run.add_break(WD_BREAK.PAGE)
        elif piece:
            run.add_text(piece)
