"""One part of a Word template for the pipeline: a document, header, footer or notes.

Reads its tags, and once the slots of blocks are in its tree, puts those of all else that depends on values: printed
texts, merges, ids, sections and lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree

from generator.jinja.environment import Environment
from generator.office.xml import Element
from generator.problem import JixiaoError, Severity
from generator.template.language.blocks import Block
from generator.template.language.columns import CellPlace, ColumnLoop
from generator.template.language.marks import CUT
from generator.template.language.pipeline import PlacedTags, TemplatePart
from generator.template.language.slots import Slots
from generator.template.language.tags import Occurrence
from generator.template.language.units import ancestor
from generator.template.word.columns import put_columns
from generator.template.word.controls import unbind_filled
from generator.template.word.examples import example_problems
from generator.template.word.fields import field_problems
from generator.template.word.formulas import DECLARATION, formula_problems
from generator.template.word.ids import make_unique
from generator.template.word.paragraphs import drop_tag_only, end_in_paragraphs, lift_to_one_level, repeat_for_lines
from generator.template.word.revisions import revision_problems
from generator.template.word.sections import put_lists, put_notes, put_page_counts, put_sections
from generator.template.word.styles import Styles
from generator.template.word.tables import TableCompiler, layout_of
from generator.template.word.text import put_slots, read_lines
from generator.template.word.tree import BODY, NAMES, SECT_PR, TBL, TC, TR, P, row_cells, row_gaps, rows_of


class WordPart(TemplatePart):
    """``filled`` are the relationship ids of headers and footers that hold something to fill.

    ``warnings`` are of what the template says and no form can hold.
    """

    names = NAMES

    def __init__(
        self, file: str, name: str, root: Element, styles: Styles, environment: Environment, filled: frozenset[str]
    ) -> None:
        self.file = file
        self.name = name
        self.environment = environment
        self._root = root
        self._styles = styles
        self._filled = filled
        self._lines, found = read_lines(root, environment, file)
        self.problems = [problem for problem in found if problem.severity is Severity.ERROR]
        self.occurrences = [tag for line in self._lines for _, _, tag in line.tags]
        self.warnings = [problem for problem in found if problem.severity is Severity.WARNING]
        self.warnings += field_problems(root, file)
        self.warnings += revision_problems(root, file)

    def cell_of(self, tag: Occurrence) -> CellPlace | None:
        """See ``TemplatePart``; rows and columns count from 0."""
        cell, table = (ancestor(tag.element, name) for name in (TC, TBL))
        for number, row in enumerate(rows_of(table) if table is not None else ()):
            for each in row_cells(row):
                if each.element is cell and table is not None:
                    return CellPlace(table, number, each.column, each.column + each.span - 1)
        return None

    def opening_of(self, block: Block) -> Element:
        """See ``TemplatePart``: a ``for`` in a label merged over several rows means the first that shows its items."""
        typed: Element = block.opening.element
        row, end, label = ancestor(typed, TR), ancestor(block.tags[-1].element, TR), ancestor(typed, TC)
        if row is None or end is None or label is None or row.getparent() is not end.getparent() or row is end:
            return typed
        showing = self._rows_of_loop(block)
        rows = [*takewhile(lambda each: each is not end, row.itersiblings(TR)), end]
        target = next((at for at, each in enumerate(rows) if each in showing), len(rows) - 1)
        below = [_continued(label, row, each) for each in rows]
        cell = below[target]
        if not block.is_loop or row in showing or cell is None or None in below:
            return typed
        return next(cell.iter(P), typed)

    def _rows_of_loop(self, block: Block) -> set[Element | None]:
        """The rows that show something of a loop."""
        own = block.opening.meaning.binds | {"loop"}
        first, last = (self.occurrences.index(tag) for tag in (block.opening, block.tags[-1]))
        return {ancestor(tag.element, TR) for tag in self.occurrences[first:last] if tag.meaning.uses & own}

    def cells_at_edge(self, loop: ColumnLoop) -> Iterator[str]:
        """See ``TemplatePart``; only the first such cell is told."""
        for number, row in enumerate(rows_of(loop.place.table), 1):
            for cell in (*row_cells(row), *row_gaps(row)):
                if loop.has_edge_in(cell.column, cell.column + cell.span - 1):
                    yield f"第{number}行有单元格跨在这一列的边上，不能按列重复；请先拆开那个单元格"
                    return

    def source(self, placed: PlacedTags, slots: Slots) -> str | None:
        """See ``TemplatePart``; a main part is filled even if it holds no tags."""
        # Merges and scopes are read before rows of bare tags are dropped.
        layouts = [layout_of(table, placed.units) for table in self._root.iter(TBL)]
        moving = [layout.table for layout in layouts if any(layout.scopes.values())]
        if problems := formula_problems(self._root, self.file, moving):
            raise JixiaoError(*problems)
        self.warnings += example_problems(self._root, self.file, placed.units)
        unbind_filled(line.paragraph for line in self._lines)
        for line in self._lines:
            put_slots(line, slots, placed.slot_of)
        lift_to_one_level(placed.inline)
        if problems := repeat_for_lines(self._lines, slots, self._styles.ids):
            raise JixiaoError(*problems)
        make_unique(self._root, slots)
        drop_tag_only(self._lines, placed.silent)
        end_in_paragraphs(self._root, slots)
        for number, layout in enumerate(layouts):
            if layout.table.getparent() is not None:
                loops = [loop for loop in placed.column_loops if loop.place.table is layout.table]
                compiler = TableCompiler(layout, slots, number, loops)
                cells = {at: [layout.grid[cell.element] for cell in row_cells(row)] for at, row in layout.rows.items()}
                gaps = [gap for row in layout.rows.values() for gap in row_gaps(row)]
                compiler.compile()
                put_columns(layout.table, loops, cells, gaps, compiler.heads, slots)
        if self._root.find(BODY) is not None:
            self._prepare_for_books(slots)
        put_page_counts(self._root, slots)
        if not len(slots):
            return None
        text = etree.tostring(self._root, encoding="unicode")
        return f"{DECLARATION}{text}"

    def _prepare_for_books(self, slots: Slots) -> None:
        put_sections(self._root, self._filled, slots)
        put_lists(self._root, self._styles, slots)
        put_notes(self._root, slots)
        _put_cuts(self._root, slots)


def _continued(label: Element, row: Element, below: Element) -> Element | None:
    """The cell of a row below that continues the merge that a label begins in ``row``; None where it does not."""
    own = next(cell for cell in row_cells(row) if cell.element is label)
    if own.merge != "restart":
        return None
    cells = (cell for cell in row_cells(below) if (cell.column, cell.span) == (own.column, own.span))
    return next((cell.element for cell in cells if cell.merge == "continue"), None)


def _put_cuts(root: Element, slots: Slots) -> None:
    """Cut the main part for a book: before the content of its body, before and after its last w:sectPr."""
    body = root.find(BODY)
    if body is None:
        return
    last = body[-1] if len(body) and body[-1].tag == SECT_PR else None
    body.insert(0, slots.element(CUT))
    if last is None:
        body.append(slots.element(CUT + CUT))
    else:
        last.addprevious(slots.element(CUT))
        last.addnext(slots.element(CUT))
