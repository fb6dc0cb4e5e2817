"""Plans one worksheet of a template: its rows, the cells with tags, the units of blocks, and merges that stretch.

Works on the skeleton of the sheet, from which rows that hold nothing but tags are dropped. Writes no source: see
``sheet`` and ``cells``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from generator.office.xml import Element, qn
from generator.problem import JixiaoError, Problem
from generator.template.excel.read import NAMES, CellPosition, Grid, LineReader, string_of
from generator.template.excel.tree import IS, F, RangeReference, V, text_of
from generator.template.language.columns import ColumnLoop
from generator.template.language.functions import Function
from generator.template.language.pipeline import PlacedTags
from generator.template.language.scopes import Scope, common_scope, scopes_of
from generator.template.language.slots import Slots, printing
from generator.template.language.tags import Occurrence, TemplateCode
from generator.template.language.units import Unit

_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class SheetPlan:
    """The skeleton of one sheet, and what ``arrange`` finds in it once its tags are placed.

    ``rows`` are those of the skeleton by their number in the sheet, ``scopes`` the units around them.
    ``loop_numbers`` counts the loops over rows, ``loops`` are those over columns. ``slot_of`` and ``silent`` are those
    of ``PlacedTags``. ``stretch_of`` numbers the merges that may lose or repeat their first row, by first cell;
    ``stretches`` holds the loops around each.
    """

    def __init__(self, reader: LineReader, title: str, root: Element, grid: Grid, strings: Sequence[Element]) -> None:
        self.grid = grid
        self.strings = strings
        self.reader = reader
        self.slots = Slots()
        self.containers: dict[CellPosition, Element] = {}
        self.scopes: dict[int, Scope] = {}
        self.loop_numbers: dict[Unit, int] = {}
        self.loops: Sequence[ColumnLoop] = ()
        self.slot_of: Mapping[Occurrence, Element] = {}
        self.silent: frozenset[Occurrence] = frozenset()
        self.stretches: list[tuple[int, ...]] = []
        self.stretch_of: dict[CellPosition, int] = {}
        self.title = reader.header(title, "标签名")
        self.data = etree.SubElement(reader.root, NAMES.table)
        self.rows = self._skeleton(self.data)
        self.headers = self._headers(root)

    def arrange(self, placed: PlacedTags, slots: Slots) -> None:
        """Find what depends on the blocks around rows, and drop rows of bare tags; JixiaoError for merges cut apart."""
        self.slots, self.loops, self.slot_of, self.silent = slots, placed.column_loops, placed.slot_of, placed.silent
        # Before rows of bare tags are dropped, because units may begin and end in them.
        scopes = scopes_of(self.data, self.rows.values(), placed.units, NAMES)
        self.scopes = dict(zip(self.rows, scopes, strict=True))
        loops = [unit for unit in placed.units if unit.parent is self.data and unit.block.is_loop]
        self.loop_numbers = {unit: number for number, unit in enumerate(loops)}
        self._prepare_loops()
        self._drop_tag_only()
        if problems := self._cut_merges():
            raise JixiaoError(*problems)
        self.stretch_of = self._find_stretches()

    def loops_around(self, row: int) -> tuple[int, ...]:
        """The numbers of the row loops around a row, outermost first."""
        return tuple(self.loop_numbers[unit] for unit, _ in self.scopes[row] if unit in self.loop_numbers)

    def tags_of(self, container: Element) -> list[Occurrence]:
        """The tags in the lines of a container."""
        return [tag for line in container.iter("line") for _, _, tag in self.reader.lines[line].tags]

    def filled_rows(self, area: RangeReference) -> int:
        """The number of rows of an area, without those of bare tags, which are dropped."""
        rows = range(area.top, area.bottom + 1)
        return sum(1 for row in rows if row in self.rows or row not in self.grid.rows)

    def is_marked(self, at: CellPosition) -> bool:
        """Whether a cell holds a tag with 合并."""
        container = self.containers.get(at)
        return container is not None and any(
            tag.meaning.layout == "合并" and not tag.keyword for tag in self.tags_of(container)
        )

    def is_heading(self, loop: ColumnLoop, at: CellPosition) -> bool:
        """Whether a cell spans all copies: it stands above the loop's cell, and its text uses no name of the loop."""
        area, own = self.grid.area(at), loop.place
        if at.row >= own.row or at in self.grid.covered or area.bottom >= own.row:
            return False
        if area.left < own.first or area.right > own.last:
            return False
        container = self.containers.get(at)
        if container is None:
            string = string_of(self.grid.cells[at.row][at.column], self.strings)
            return string is not None and bool(text_of(string).strip())
        return not loop.is_named_in(self.tags_of(container))

    def _skeleton(self, data: Element) -> dict[int, Element]:
        """Build the rows of the skeleton, by number; consecutive rows that the sheet leaves out become one ``gap``."""
        rows: dict[int, Element] = {}
        expected = 1
        for number in sorted(self.grid.rows):
            if number > expected:
                gap = etree.SubElement(data, "gap", first=str(expected), count=str(number - expected))
                rows |= {expected: gap}
            rows[number] = row = etree.SubElement(data, NAMES.row, r=str(number))
            expected = number + 1
            for column, cell in self.grid.cells[number].items():
                at = CellPosition(number, column)
                formula = cell.find(F)
                if formula is not None:
                    self.reader.formula(formula.text or "", at)
                string = string_of(cell, self.strings)
                if string is None or at in self.grid.covered:
                    continue
                container = self.reader.cell(row, string, at)
                if container is not None:
                    self.containers[at] = container
        return rows

    def _headers(self, root: Element) -> dict[str, Element]:
        found: dict[str, Element] = {}
        node = root.find(qn("ss:headerFooter"))
        for child in node if node is not None else ():
            kind = etree.QName(child).localname
            if kind in _HEADERS and child.text:
                found[kind] = self.reader.header(child.text, "页眉" if kind.endswith("Header") else "页脚")
        return found

    def _prepare_loops(self) -> None:
        """Let loops over rows count their turns, and outermost ones begin a new run of 合并."""
        for unit, number in self.loop_numbers.items():
            slot = unit.opening_slot
            assert slot is not None  # noqa: S101  # units have their slots by now
            slot.addnext(self.slots.element(printing(Function.TURN.call(number))))
            outermost = not any(
                other is not unit and other.range[0] <= unit.range[0] and other.range[1] >= unit.range[1]
                for other in self.loop_numbers
            )
            if outermost:
                slot.addprevious(self.slots.element(printing(Function.NEW_RUN.call())))

    def _drop_tag_only(self) -> None:
        """Drop the rows, then the lines, that hold nothing but ``silent`` tags."""
        tag_only = [element for element, line in self.reader.lines.items() if line.is_only(self.silent)]
        tag_only_set = set(tag_only)
        for row in self.data.findall(NAMES.row):
            containers = row.findall("c")
            if containers and all(line in tag_only_set for each in containers for line in each.findall("line")):
                self._drop_row(row)
        for element in tag_only:
            container = element.getparent()
            if container is not None:
                container.remove(element)

    def _drop_row(self, row: Element) -> None:
        """Drop a row of bare tags unless another of its cells holds something."""
        number = int(row.get("r", ""))
        for column, cell in self.grid.cells[number].items():
            position = CellPosition(number, column)
            if position not in self.containers and position not in self.grid.covered and _holds_something(cell):
                return
        self.data.remove(row)
        del self.rows[number]

    def _cut_merges(self) -> list[Problem]:
        """A problem for each merge that holds some rows of a loop, not all, and rows outside it."""
        problems: list[Problem] = []
        for unit in self.loop_numbers:
            inside = {number for number, scope in self.scopes.items() if any(each is unit for each, _ in scope)}
            inside &= self.rows.keys()
            for at, area in self.grid.merges.items():
                rows = {row for row in self.rows if area.top <= row <= area.bottom}
                if rows & inside and not (rows <= inside or rows >= inside):
                    message = (
                        f"合并单元格 {area} 只盖住这个循环的一部分行；请让它盖住整个循环，或整个在循环里面"
                        f"（它从{self.reader.cell_source(at).place}开始）"
                    )
                    problems.append(unit.block.opening.problem(TemplateCode.PLACEMENT, message))
        return problems

    def _find_stretches(self) -> dict[CellPosition, int]:
        """Number the merges whose first row lies in a block that does not hold all their rows.

        Such a merge begins at whichever of its rows is filled first, so each of them gets a cell in its first column.
        """
        found: dict[CellPosition, int] = {}
        for at, area in self.grid.merges.items():
            rows = [row for row in self.rows if area.top <= row <= area.bottom and row in self.grid.rows]
            scopes = [self.scopes[row] for row in rows]
            if len(rows) < 2 or rows[0] != at.row:
                continue
            common = common_scope(scopes)
            if len(scopes[0]) > len(common):
                for row in rows:
                    self.grid.ensure_cell(CellPosition(row, at.column), like=at)
                loops = [self.loop_numbers[unit] for unit, _ in common if unit in self.loop_numbers]
                found[at] = len(self.stretches)
                self.stretches.append(tuple(loops))
        return found


def _holds_something(cell: Element) -> bool:
    return any(child.tag in {F, IS} or (child.tag == V and child.text) for child in cell)
