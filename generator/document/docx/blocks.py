"""Block-level elements in, the page model's paragraphs and tables out: the walk through one part of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from generator.document.docx.numbering import Counter
from generator.document.docx.properties import flat_blocks
from generator.document.docx.row_texts import RowTexts
from generator.document.docx.rows import Setting
from generator.document.docx.sections import Frame
from generator.document.docx.styles import PLAIN, Region, StyleSheet
from generator.document.docx.tables import TableReader
from generator.document.docx.text import TextReader
from generator.document.model import Block, Font, Inline, Paragraph, Run
from generator.document.unsupported import Loss, Report
from generator.office.xml import Element, qn

_P, _TBL, _P_PR, _R_PR = qn("w:p"), qn("w:tbl"), qn("w:pPr"), qn("w:rPr")
_BOOKMARK, _NAME, _ALT_CHUNK = qn("w:bookmarkStart"), qn("w:name"), qn("w:altChunk")


class Shared(Struct, frozen=True):
    """What the parts of one document share; ``compatibility`` is the mode Word treats it in."""

    sheet: StyleSheet
    counter: Counter
    report: Report
    members: Mapping[str, bytes]
    compatibility: int


class Story:
    """Reads the blocks of one part in order; ``targets`` are the members its relationships point at, by id.

    ``texts`` are the rows that were taken out of it.
    """

    def __init__(self, shared: Shared, targets: Mapping[str, str], texts: RowTexts) -> None:
        self._shared = shared
        self._setting: Setting
        self._text = TextReader(targets, shared.members, shared.report)
        self._tables = TableReader(shared.report, self, texts)
        self._bookmarks: list[str] = []

    def blocks(self, elements: Iterable[Element], frame: Frame) -> tuple[Block, ...]:
        """The paragraphs and tables among the block-level elements of a section."""
        self._setting = Setting(self._shared.sheet, frame, self._shared.compatibility)
        return self._blocks(elements, PLAIN)

    @property
    def is_open(self) -> bool:
        """Whether a field or a bookmark goes on into what comes next."""
        return self._text.is_in_field or bool(self._bookmarks)

    def in_cell(self, cell: Element, region: Region) -> tuple[Block, ...]:
        """The blocks of a cell."""
        return self._blocks(flat_blocks(cell), region)

    def _blocks(self, elements: Iterable[Element], region: Region) -> tuple[Block, ...]:
        report = self._shared.report
        found: list[Block] = []
        for element in elements:
            tag = element.tag
            block: Block | None = None
            if tag == _P:
                report.paragraph += 1
                block = self._paragraph(element, region)
            elif tag == _TBL:
                report.table += 1
                block = self._table(element)
            elif tag == _BOOKMARK:
                self._bookmarks.append(element.get(_NAME, ""))
            elif tag == _ALT_CHUNK:
                report.tell(Loss.FOREIGN_PART)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _table(self, element: Element) -> Block | None:
        report = self._shared.report
        table = self._tables.read(element, self._setting)
        if table is not None and not report.steps and sum(table.columns) > self._setting.frame.limit:
            report.steps.append((report.table, 0, 0))
            report.tell(Loss.TOO_WIDE)
            report.steps.pop()
        return table

    def _paragraph(self, element: Element, region: Region) -> Paragraph | None:
        """A ``w:p``; None where it is hidden with its mark."""
        shared, frame = self._shared, self._setting.frame
        properties = element.find(_P_PR)
        prepared = shared.sheet.prepared(region, properties)
        for loss in prepared.losses:
            shared.report.tell(loss)
        content, bookmarks = self._text.read(element, prepared.base, frame.number_format)
        if not content and prepared.mark.is_hidden:
            return None
        if prepared.number[0]:
            shared.report.ties += 1
        label = shared.counter.label(*prepared.number, prepared.style.id)
        if label is not None and label.text:
            direct = None if properties is None else properties.find(_R_PR)
            font = prepared.base.look_with(label.level.run, direct).font
            content = [Run(label.text + label.level.behind, font), *content]
        mark = prepared.mark.font
        form = prepared.format(frame.pitch, _size_of(content, mark), None if label is None else label.level)
        if self._bookmarks:
            bookmarks = (*self._bookmarks, *bookmarks)
            self._bookmarks = []
        return Paragraph(tuple(content), form, mark, prepared.style.name, bookmarks)


def _size_of(content: Sequence[Inline], mark: Font) -> float:
    """The size that indents in characters count in: that of the first characters."""
    return next((item.font.size for item in content if isinstance(item, Run)), mark.size)
