"""Reads a filled .docx into a ``Document``, with all formatting resolved.

What a ``Document`` cannot hold becomes a problem in it. The package is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.document.alternatives import parse_part
from generator.document.docx.losses import lost_content
from generator.document.docx.numbering import ListCounter, NumberedList, lists_of
from generator.document.docx.properties import child_of, flat_blocks
from generator.document.docx.rows import RowReader
from generator.document.docx.sections import (
    DocumentSettings,
    SectionSettings,
    SectionSetup,
    section_setup_of,
    sections_in,
    settings_of,
)
from generator.document.docx.styles import PLAIN, StyleSheet, TableStyleRegion
from generator.document.docx.table_style import table_width
from generator.document.docx.tables import SkeletonMaker, TableReader
from generator.document.docx.text import TextReader
from generator.document.model import (
    Block,
    Document,
    Font,
    Inline,
    LineRule,
    Paragraph,
    ParagraphFormat,
    Picture,
    Run,
    Section,
)
from generator.document.properties import title_and_author
from generator.document.unsupported import OtherFeature, Unsupported, UnsupportedReport
from generator.office.package import Package, package_of, read_package
from generator.office.refusal import problems_at
from generator.office.xml import Element, qn
from generator.problem import JixiaoError, Problem, Source

_P, _TBL, _P_PR, _R_PR = qn("w:p"), qn("w:tbl"), qn("w:pPr"), qn("w:rPr")
_WIDTH_TOLERANCE = 0.05  # older versions of Word add the cell margins to a width in per cent
_BOOKMARK, _NAME, _ALT_CHUNK = qn("w:bookmarkStart"), qn("w:name"), qn("w:altChunk")


class DocumentStyles(Struct, frozen=True):
    """What documents with the same styles, theme, lists and settings share; ``rows`` and ``skeletons`` keep more."""

    sheet: StyleSheet
    lists: Mapping[str, NumberedList]
    settings: DocumentSettings
    rows: RowReader
    skeletons: SkeletonMaker

    @classmethod
    def of(cls, styles: bytes, theme: bytes, numbering: bytes, settings: bytes) -> DocumentStyles:
        """Reads these parts, each empty where the document has none."""
        sheet, found = StyleSheet(styles, theme), settings_of(settings)
        return cls(sheet, lists_of(numbering), found, RowReader(), SkeletonMaker(sheet, found.compatibility))


class DocumentResources(Struct, frozen=True):
    """What the body, headers and footers of one document share."""

    styles: DocumentStyles
    counter: ListCounter
    report: UnsupportedReport
    members: Mapping[str, bytes]


class StoryReader:
    """Reads the blocks of one part (body, header or footer) in order.

    ``targets`` are the members that its relationships point at, by id. Fields and bookmarks may reach from one block
    into the next.
    """

    def __init__(self, shared: DocumentResources, targets: Mapping[str, str]) -> None:
        self._shared = shared
        self._section: SectionSettings
        self._text = TextReader(targets, shared.members, shared.report)
        self._tables = TableReader(shared.report, shared.styles.rows, shared.styles.skeletons, self)
        self._bookmarks: list[str] = []

    def blocks(self, elements: Iterable[Element], section: SectionSettings) -> tuple[Block, ...]:
        """Reads the block-level elements of a section into paragraphs and tables."""
        self._section = section
        return self._blocks(elements, PLAIN)

    def in_cell(self, cell: Element, region: TableStyleRegion) -> tuple[Block, ...]:
        """Reads the blocks of a ``w:tc`` in this region of its table's style."""
        return self._blocks(flat_blocks(cell), region)

    def _blocks(self, elements: Iterable[Element], region: TableStyleRegion) -> tuple[Block, ...]:
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
            elif tag == _BOOKMARK:  # between blocks: it belongs to the next paragraph
                self._bookmarks.append(element.get(_NAME, ""))
            elif tag == _ALT_CHUNK:
                report.add(Unsupported.FOREIGN_PART)
            else:
                for feature in lost_content(element):
                    report.add(feature)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _table(self, element: Element) -> Block | None:
        report = self._shared.report
        table = self._tables.read(element, self._section.text_width)
        if table is None or report.steps:
            return table
        width, wanted = sum(table.columns), table_width(element, self._section.text_width)
        report.steps.append((report.table, 0, 0))
        if width > self._section.paper_width:
            report.add(Unsupported.TOO_WIDE)
        elif wanted and abs(width - wanted) > wanted * _WIDTH_TOLERANCE:
            report.add(Unsupported.TABLE_WIDTH)
        report.steps.pop()
        return table

    def _paragraph(self, element: Element, region: TableStyleRegion) -> Paragraph | None:
        """Reads a ``w:p``; None where both its content and its paragraph mark are hidden."""
        shared, section = self._shared, self._section
        properties = child_of(element, _P_PR)
        prepared = shared.styles.sheet.prepared(region, properties)
        for feature in prepared.unsupported:
            shared.report.add(feature)
        content, bookmarks = self._text.read(element, prepared.run_formatter, section.number_format)
        if not content and prepared.mark.is_hidden:
            return None
        label = shared.counter.label(*prepared.number, prepared.style.id)
        for feature in () if label is None else label.level.lost:
            shared.report.add(feature)
        if label is not None and label.text:
            # A label is formatted like the paragraph mark, but the list level's own formatting goes first.
            mark_properties = None if properties is None else child_of(properties, _R_PR)
            font = prepared.run_formatter.run_format_with(label.level.run, mark_properties).font
            content = [Run(label.text + label.level.suffix, font), *content]
        mark = prepared.mark.font
        paragraph_format = prepared.format(
            section.grid_pitch, _size_of(content, mark), None if label is None else label.level
        )
        if paragraph_format.line_rule is LineRule.EXACT and any(_is_cut(item, paragraph_format) for item in content):
            shared.report.add(Unsupported.CUT_PICTURE)
        if self._bookmarks:
            bookmarks = (*self._bookmarks, *bookmarks)
            self._bookmarks = []
        return Paragraph(tuple(content), paragraph_format, mark, prepared.style.name, bookmarks)


def _size_of(content: Sequence[Inline], mark: Font) -> float:
    """The font size that indents given in characters are multiplied with: that of the first run, else the mark's."""
    return next((item.font.size for item in content if isinstance(item, Run)), mark.size)


def _is_cut(item: Inline, paragraph_format: ParagraphFormat) -> bool:
    """Whether a picture is higher than the lines of exact pitch that it stands in."""
    return isinstance(item, Picture) and item.height > paragraph_format.line


_UNPRINTABLE = "N030"


_MOST_KEPT = 32


class DocxReader:
    """Reads one .docx after the other; for those made from one template, what they share is read once."""

    def __init__(self) -> None:
        self._styles: dict[tuple[bytes, ...], DocumentStyles] = {}

    def read(self, data: bytes | Path | Package, source: Source) -> Document:
        """Reads a .docx.

        ``JixiaoError`` for a file that is not a sound .docx, and for a page setup that leaves no room for text.
        Problems name ``source`` and the place in it: ``表2 第5行 第3列``, ``第3段``.
        """
        package = _package(data, source)
        with problems_at(source):
            return _DocumentReader(package, source, self._styles_of).read()

    def _styles_of(self, *parts: bytes) -> DocumentStyles:
        found = self._styles.get(parts)
        if found is None:
            if len(self._styles) >= _MOST_KEPT:
                self._styles.clear()
            found = self._styles[parts] = DocumentStyles.of(*parts)
        return found


def read_docx(data: bytes | Path | Package, source: Source) -> Document:
    """Reads a .docx that comes alone; see ``DocxReader.read``."""
    return DocxReader().read(data, source)


def _package(data: bytes | Path | Package, source: Source) -> Package:
    if isinstance(data, Package):
        return data
    if isinstance(data, Path):
        return read_package(data, kind="docx", shown_as=source.file)
    return package_of(data, kind="docx", source=source)


class _DocumentReader:
    """Reads one document; ``styles_of`` reads its styles, theme, lists and settings."""

    def __init__(self, package: Package, source: Source, styles_of: Callable[..., DocumentStyles]) -> None:
        self._package, self._source = package, source
        self._main = package.part_by_relationship("/officeDocument")
        relationships = package.relationships(self._main)
        self._targets = {found.id: found.target for found in relationships if not found.external}
        self._parts = {found.type.rpartition("/")[2]: found.target for found in relationships if not found.external}
        styles = styles_of(*map(self._part, ("styles", "theme", "numbering", "settings")))
        self._settings = styles.settings
        self._report = UnsupportedReport(source)
        # By kind of page. A section without a header or footer of a kind takes that of the section before (17.10).
        self._headers: dict[str, str] = {}
        self._footers: dict[str, str] = {}
        self._stories: dict[tuple[str, SectionSettings], tuple[Block, ...]] = {}
        self._shared = DocumentResources(styles, ListCounter(styles.lists), self._report, package.members)

    def _part(self, kind: str) -> bytes:
        return self._package.members.get(self._parts.get(kind, ""), b"")

    def read(self) -> Document:
        """Reads the body section by section, with headers and footers."""
        root = parse_part(self._package.members[self._main], self._source)
        body = root.find(qn("w:body"))
        sections: list[Section] = []
        story = StoryReader(self._shared, self._targets)
        for elements, properties in sections_in(root if body is None else body):
            setup = section_setup_of(properties)
            self._check(setup, len(sections) + 1)
            sections.append(self._section(setup, story.blocks(elements, setup.section_settings)))
        settings = self._settings
        title, author = title_and_author(self._package)
        return Document(
            tuple(sections),
            even_and_odd=settings.even_and_odd,
            default_tab=settings.default_tab,
            forbidden_starts=settings.forbidden_starts,
            forbidden_ends=settings.forbidden_ends,
            squeeze_punctuation=settings.squeeze_punctuation,
            do_not_expand_shift_return=settings.do_not_expand_shift_return,
            title=title,
            author=author,
            problems=self._report.problems,
        )

    def _check(self, setup: SectionSetup, number: int) -> None:
        """Refuses a page setup that leaves no room for text."""
        if setup.fault:
            at = Source(self._source.file, place=f"第{number}节")
            raise JixiaoError(Problem(at, _UNPRINTABLE, setup.fault))

    def _section(self, setup: SectionSetup, blocks: tuple[Block, ...]) -> Section:
        for feature in setup.unsupported:
            self._report.add(feature)
        if self._settings.has_mirrored_margins and setup.margins.left != setup.margins.right:
            self._report.add(OtherFeature("mirrorMargins"))
        self._headers |= setup.headers
        self._footers |= setup.footers
        return Section(
            width=setup.width,
            height=setup.height,
            margins=setup.margins,
            blocks=blocks,
            header_distance=setup.header_distance,
            footer_distance=setup.footer_distance,
            headers={kind: self._header(part, "页眉 ", setup.section_settings) for kind, part in self._headers.items()},
            footers={kind: self._header(part, "页脚 ", setup.section_settings) for kind, part in self._footers.items()},
            title_page=setup.title_page,
            begins=setup.begins,
            first_number=setup.first_number,
            number_format=setup.number_format,
            grid_pitch=setup.grid_pitch,
            vertical=setup.vertical,
        )

    def _header(self, relationship: str, place: str, section: SectionSettings) -> tuple[Block, ...]:
        """The blocks of a header or footer, read once for all sections with the same settings."""
        key = (relationship, section)
        if key not in self._stories:
            self._stories[key] = self._read_header(self._targets.get(relationship, ""), place, section)
        return self._stories[key]

    def _read_header(self, part: str, place: str, section: SectionSettings) -> tuple[Block, ...]:
        if part not in self._package.members:
            return ()
        root = parse_part(self._package.members[part], self._source)
        targets = {found.id: found.target for found in self._package.relationships(part) if not found.external}
        report = self._report
        # Tables and paragraphs of a header are counted by themselves, so that problems name its own places.
        outside = report.part, report.paragraph, report.table
        report.part, report.paragraph, report.table = place, 0, 0
        blocks = StoryReader(self._shared, targets).blocks(flat_blocks(root), section)
        report.part, report.paragraph, report.table = outside
        return blocks
