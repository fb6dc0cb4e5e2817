"""Compiles a .docx template into a ``DocxTemplate``, whose ``render`` turns a context into the bytes of a .docx.

Compiling puts slots of Jinja where the tags and everything that depends on values stand, and serialises each part to
one Jinja source. Parts without tags are deflated once and copied into every output, whatever they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from generator.document.properties import with_core_properties, with_title
from generator.jinja.environment import Environment
from generator.jinja.shapes import Shape
from generator.office.archive import zip_bytes
from generator.office.package import Package, read_package
from generator.office.xml import Element, parse_xml, qn
from generator.problem import JixiaoError, Problem, Source
from generator.template.language.blocks import match_blocks
from generator.template.language.compile import CompiledPart, compile_part, digest_of, free_shapes, misused_filters
from generator.template.language.fill import fill
from generator.template.language.marks import CUT
from generator.template.language.slots import Slots
from generator.template.language.tags import Occurrence, TemplateCode
from generator.template.language.units import block_slots, place_blocks, put_sets, put_units, sets_of
from generator.template.word.columns import column_loops, put_columns
from generator.template.word.ids import highest_id, make_unique
from generator.template.word.paragraphs import drop_tag_only, end_in_paragraphs, lift_to_one_level, repeat_for_lines
from generator.template.word.sections import put_lists, put_notes, put_page_counts, put_sections
from generator.template.word.tables import TableCompiler, layout_of
from generator.template.word.text import put_slots, read_lines, xml_text
from generator.template.word.tree import NAMES, TBL, VAL, row_cells, row_gaps

if TYPE_CHECKING:
    from generator.template.word.state import RenderState

# Level 3 takes a third of the time of level 6; files are a few per cent larger.
DEFLATE_LEVEL = 3
_HEADERS = ("/header", "/footer")
_PARTS_TO_FILL = (*_HEADERS, "/footnotes", "/endnotes")


@cache
def environment() -> Environment:
    """The Jinja environment that all Word templates share."""
    return Environment(finalize=xml_text)


class DocxTemplate(Struct, frozen=True):
    """A compiled template. ``digest`` changes with its file; ``shapes`` says what it expects of each free name.

    ``parts`` are filled, the main one first, and the title goes into the part ``core``; ``static`` is an archive of all
    other members, which every output begins with. ``styles`` maps paragraph styles to their ids, ``relationship_ids``
    the ids of filled headers and footers to their part names. ``next_id`` is free for a new bookmark or drawing,
    ``sections`` counts the w:sectPr. ``separate_tables``: a paragraph separates tables that touch.
    """

    file: str
    package: Package
    digest: str
    main: str
    parts: tuple[CompiledPart, ...]
    core: str
    static: bytes
    shapes: Mapping[str, Shape]
    styles: Mapping[str, str]
    relationship_ids: Mapping[str, str]
    next_id: int
    sections: int
    separate_tables: bool

    @property
    def names(self) -> frozenset[str]:
        """The names that a context must give."""
        return frozenset(self.shapes)

    def with_parts(self, changed: Callable[[CompiledPart], CompiledPart]) -> Self:
        """The template with other source in its parts."""
        return replace(self, parts=tuple(map(changed, self.parts)))

    def state(self) -> RenderState:
        """A new state for one output file."""
        from generator.template.word.state import RenderState  # noqa: PLC0415  # most builds fill no form

        return RenderState(self.styles, self.next_id, separate_tables=self.separate_tables)

    def render(self, context: Mapping[str, Any], form: str = "", title: str = "") -> bytes:
        """The filled document under a title; JixiaoError with all its problems, which name the 分表 ``form``."""
        problems: list[Problem] = []
        data = self.attempt(context, problems, form, title)
        if problems:
            raise JixiaoError(*problems)
        return data

    def attempt(self, context: Mapping[str, Any], problems: list[Problem], form: str = "", title: str = "") -> bytes:
        """The filled document, with blanks where something went wrong, which is added to ``problems``."""
        state = self.state()
        filled: dict[str, bytes] = {}
        for part in self.parts:
            text = self.fill(part, context, state, form, problems)
            filled[part.name] = text.replace(CUT, "").encode()
        filled[self.core] = with_title(self.package.members[self.core], title)
        return zip_bytes(filled, self.static, DEFLATE_LEVEL)

    def fill(
        self, part: CompiledPart, context: Mapping[str, Any], state: RenderState, form: str, problems: list[Problem]
    ) -> str:
        """The XML of one filled part, ``CUT`` included; what goes wrong is added to ``problems``."""
        text = fill(
            part.template,
            part.tags,
            {**environment().globals, **context, **state.names},
            Source(self.file),
            form,
            problems,
        )
        return state.finish(text)


def compile_docx(path: Path, shown_as: str | None = None) -> DocxTemplate:
    """Compile a template; JixiaoError with all its mistakes. ``shown_as`` replaces the path in messages."""
    package = read_package(path, kind="docx", shown_as=shown_as)
    return _Compiler(package, shown_as or str(path)).compile()


class _Compiler:
    def __init__(self, package: Package, file: str) -> None:
        self._package = package
        self._file = file
        self._main = package.part_by_relationship("/officeDocument")
        self._problems: list[Problem] = []

    def compile(self) -> DocxTemplate:
        links = {link.id: link for link in self._package.relationships(self._main)}
        names = [self._main]
        names += [
            link.target
            for link in links.values()
            if link.type.endswith(_PARTS_TO_FILL) and link.target in self._package.members and not link.external
        ]
        roots = {name: self._parse(name) for name in dict.fromkeys(names)}
        styles = self._related_part("/styles")
        compiled: dict[str, CompiledPart] = {}
        next_id = highest_id(roots.values()) + 1
        sections = max(1, sum(1 for _ in roots[self._main].iter(qn("w:sectPr"))))
        # Where the template itself puts two tables together, nothing may come between them.
        separate_tables = not any(
            (following := table.getnext()) is not None and following.tag == TBL for table in roots[self._main].iter(TBL)
        )
        # Headers first: the main part must know which of them are filled.
        for name, root in reversed(roots.items()):
            dynamic = {key: link.target for key, link in links.items() if link.target in compiled}
            part = self._compile_part(name, root, styles, dynamic)
            if part is not None:
                compiled[name] = part
        if self._problems:
            raise JixiaoError(*sorted(self._problems, key=_is_beside_body))
        parts = tuple(compiled[name] for name in roots if name in compiled)
        digest = digest_of(self._package)
        package, core = with_core_properties(self._package)
        changing = {*compiled, core}
        static = zip_bytes({name: data for name, data in package.members.items() if name not in changing})
        headers = {
            key: link.target for key, link in links.items() if link.target in compiled and link.type.endswith(_HEADERS)
        }
        return DocxTemplate(
            file=self._file,
            package=package,
            digest=digest,
            main=self._main,
            parts=parts,
            core=core,
            static=static,
            shapes=free_shapes(environment(), parts),
            styles=_style_ids(styles),
            relationship_ids=headers,
            next_id=next_id,
            sections=sections,
            separate_tables=separate_tables,
        )

    def _parse(self, name: str) -> Element:
        source = Source(self._file, place=name)
        root = parse_xml(self._package.members[name], source)
        # The generated XML writes w: itself, as Word and WPS do.
        if root.prefix != "w":
            raise JixiaoError(
                Problem(
                    source, TemplateCode.FOREIGN, "不是 Word 或 WPS 写出的文件；请用 Word 或 WPS 打开，另存一份再试"
                )
            )
        # lxml moves the white space behind an element with it, where it could land among text.
        for element in root.iter():
            element.tail = None
        return root

    def _related_part(self, suffix: str) -> Element | None:
        for link in self._package.relationships(self._main):
            if link.type.endswith(suffix) and link.target in self._package.members:
                return self._parse(link.target)
        return None

    def _compile_part(
        self, name: str, root: Element, styles: Element | None, dynamic: Mapping[str, str]
    ) -> CompiledPart | None:
        """The compiled part; None if it holds nothing to fill (the main part always does) or there are problems."""
        slots = Slots()
        self._put_tag_slots(root, slots, _style_ids(styles))
        if name == self._main:
            put_sections(root, dynamic, slots)
            put_lists(root, styles, _style_ids(styles), slots)
            put_notes(root, slots)
            _put_cuts(root, slots)
        put_page_counts(root, slots)
        if not len(slots) or self._problems:
            return None
        return self._compiled(name, root, slots)

    def _put_tag_slots(self, root: Element, slots: Slots, styles: Mapping[str, str]) -> None:
        lines, problems = read_lines(root, environment(), self._file)
        occurrences = [occurrence for line in lines for _, _, occurrence in line.tags]
        matching = match_blocks(occurrences)
        placement = place_blocks(matching.blocks, NAMES)
        columns, column_problems = column_loops(placement.columns)
        found = [
            *problems,
            *matching.problems,
            *placement.problems,
            *column_problems,
            *misused_filters(occurrences),
            *_outside_cells(occurrences),
        ]
        if found:
            self._problems += found
            return
        # Merges and scopes are read before rows of bare tags are dropped and slots are put in.
        layouts = [layout_of(table, placement.units) for table in root.iter(TBL)]
        inline = [block_slots(block, slots) for block in placement.inline]
        slot_of = {tag: slot for block in inline for tag, slot in block.items()}
        sets = sets_of(matching.blocks, matching.sets)
        slot_of |= {tag: slots.tag(tag) for tag, block in sets if block in placement.inline}
        for line in lines:
            put_slots(line, slots, slot_of)
        lift_to_one_level(inline)
        self._problems += repeat_for_lines(lines, slots, styles)
        put_units(placement.units, slots)
        put_sets([each for each in sets if each[0] not in slot_of], placement.units, NAMES, slots)
        make_unique(root, slots)
        drop_tag_only(
            lines, {tag for tag in occurrences if tag not in slot_of and tag.meaning.tag.kind.value != "print"}
        )
        end_in_paragraphs(root, slots)
        for number, layout in enumerate(layouts):
            if layout.table.getparent() is None:
                continue
            loops = [loop for loop in columns if loop.table is layout.table]
            compiler = TableCompiler(layout, slots, number)
            cells = [[layout.grid[cell.element] for cell in row_cells(row)] for row in layout.rows]
            gaps = [gap for row in layout.rows for gap in row_gaps(row)]
            compiler.compile({column for loop in loops for column in loop.columns})
            put_columns(layout.table, loops, cells, gaps, compiler.heads, slots)

    def _compiled(self, name: str, root: Element, slots: Slots) -> CompiledPart | None:
        xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + etree.tostring(root, encoding="unicode")
        try:
            return compile_part(environment(), self._file, name, slots.source(xml))
        except JixiaoError as error:
            self._problems += error.problems
            return None


def _outside_cells(occurrences: Sequence[Occurrence]) -> list[Problem]:
    return [
        occurrence.problem(TemplateCode.LAYOUT, "合并 要写在表格的单元格里")
        for occurrence in occurrences
        if occurrence.meaning.layout == "合并" and not occurrence.keyword and "表" not in occurrence.source.place
    ]


def _put_cuts(root: Element, slots: Slots) -> None:
    """Cut the main part for a book: before the content of its body, before and after its last w:sectPr."""
    body = root.find(qn("w:body"))
    if body is None:
        return
    last = body[-1] if len(body) and body[-1].tag == qn("w:sectPr") else None
    body.insert(0, slots.element(CUT))
    if last is None:
        body.append(slots.element(CUT + CUT))
    else:
        last.addprevious(slots.element(CUT))
        last.addnext(slots.element(CUT))


def _style_ids(styles: Element | None) -> dict[str, str]:
    """The ids of paragraph styles by their names."""
    if styles is None:
        return {}
    found = {}
    for style in styles.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None and style.get(qn("w:type")) == "paragraph":
            found[name.get(VAL, "")] = style.get(qn("w:styleId"), "")
    return found


def _is_beside_body(problem: Problem) -> bool:
    """Whether a problem stands in a header, footer or note: those are told after the body's."""
    return problem.source.place.startswith(("页", "脚", "尾"))
