"""One worksheet of a template in, compiled out: a Jinja source that fills its rows, and all that the rows refer to.

Rows and cells that hold no tag are text of the source; the number of a row is known when it is filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from lxml import etree

from generator.expressions.environment import Environment
from generator.expressions.tags import Kind
from generator.model import Problem
from generator.opc.xml import Element, qn
from generator.templating.blocks import match
from generator.templating.compiling import Part, compile_part, misused
from generator.templating.slots import Slots, is_slot, printing, statement
from generator.templating.sml import (
    IS,
    R_PR,
    Area,
    F,
    V,
    attributes_of,
    letters_of,
    markup,
    measure,
    text_of,
    whole,
)
from generator.templating.sml_columns import ColumnLoop, column_loops, is_heading
from generator.templating.sml_formulas import Formula, formula_of
from generator.templating.sml_moves import Band
from generator.templating.sml_read import NAMES, LineReader, Place, read_grid, shared_formulas, string_of
from generator.templating.sml_state import CUT, FORMULA, NUMBER, RUN, RUN_END, CellSpec, RowSpec, escaped
from generator.templating.sml_styles import Stylesheet
from generator.templating.tagging import Code, Occurrence
from generator.templating.units import Unit, block_slots, place, put_sets, put_units, sets_of
from generator.typeset.cell_height import needed_height

Scope = tuple[tuple[Unit, int], ...]
"""The units around a row, from the outermost, each with the number of the branch."""

_MAX_ROWS = 20_000
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


@dataclass(frozen=True, slots=True)
class MergeSpec:
    """A merge of the template; ``whole`` stretches it over all copies of repeated columns."""

    area: Area
    whole: bool = False


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A compiled worksheet. ``part`` prints its name, its rows and its headers, cut apart; None if it has no tags."""

    title: str
    name: str
    root: Element
    part: Part
    last_row: int
    rows: tuple[RowSpec | Band, ...]
    bands: tuple[Band, ...]
    cells: tuple[CellSpec, ...]
    stretches: tuple[tuple[int, ...], ...]
    merges: tuple[MergeSpec, ...]
    formulas: tuple[Formula, ...]
    headers: tuple[str, ...]
    default_height: float
    named_by_context: bool


class SheetCompiler:
    """Compiles one worksheet; ``problems`` are all mistakes found."""

    def __init__(
        self,
        file: str,
        number: int,
        titles: Sequence[str],
        strings: Sequence[Element],
        stylesheet: Stylesheet,
        environment: Environment,
    ) -> None:
        self._file = file
        self._number = number
        self._title = titles[number]
        self._titles = tuple(titles)
        self._strings = strings
        self._stylesheet = stylesheet
        self._environment = environment
        self._slots = Slots()
        self._reader = LineReader(file, self._title, environment)
        self._cells: list[CellSpec] = []
        self._formulas: list[Formula] = []
        self._stretches: list[tuple[int, ...]] = []
        self._heads: list[MergeSpec] = []
        self._loops: list[ColumnLoop] = []
        self.problems: list[Problem] = []

    def compile(self, name: str, root: Element) -> SheetLayout | None:
        """The sheet of this part; None if it has mistakes."""
        self._grid = grid = read_grid(root)
        if len(grid.rows) > _MAX_ROWS:
            message = f"模板有 {len(grid.rows):,} 行，最多 {_MAX_ROWS:,} 行；请删去用不到的行"
            self.problems.append(Problem(self._reader.source(""), Code.LIMIT, message))
            return None
        self._shared = shared_formulas(grid)
        self._containers: dict[Place, Element] = {}
        title = self._reader.header(self._title, "标签名")
        data = etree.SubElement(self._reader.root, NAMES.table)
        self._skeleton_rows = self._skeleton(data)
        headers = self._headers(root)
        units = self._place()
        if self.problems:
            return None
        self._scopes = {number: _scope(row, units) for number, row in self._skeleton_rows.items()}
        self._loop_numbers = {unit: at for at, unit in enumerate(units) if unit.parent is data and unit.block.is_loop}
        self._gone = {tag for tag in self._reader.occurrences if self._vanishes(tag)}
        self._prepare_loops(data)
        self._drop_bare(data)
        self._check_merges()
        if self.problems:
            return None
        self._stretch_of = self._find_stretches()
        rows, source = self._rows(data)
        top = "".join(self._slots.token(node) for node in self._reader.root if is_slot(node)) + self._wide()
        pieces = [top + self._sources.content(title).removesuffix("\n"), source]
        pieces += [self._sources.header(container) for container in headers.values()]
        part = compile_part(self._environment, self._file, name, self._slots.source(CUT.join(pieces)))
        return SheetLayout(
            title=self._title,
            name=name,
            root=root,
            part=part,
            last_row=grid.last_row,
            rows=tuple(rows),
            bands=tuple(row.band if isinstance(row, RowSpec) else row for row in rows),
            cells=tuple(self._cells),
            stretches=tuple(self._stretches),
            merges=(*self._merges(), *self._heads),
            formulas=tuple(self._formulas),
            headers=tuple(headers),
            default_height=grid.default_height,
            named_by_context=any(self._reader.lines[line].tags for line in title.iter("line")),
        )

    # The skeleton, and what stands where

    def _skeleton(self, data: Element) -> dict[int, Element]:
        """An element for every row, and one for rows between that the template leaves out."""
        rows: dict[int, Element] = {}
        expected = 1
        for number in sorted(self._grid.rows):
            if number > expected:
                gap = etree.SubElement(data, "gap", first=str(expected), count=str(number - expected))
                rows |= {expected: gap}
            rows[number] = row = etree.SubElement(data, NAMES.row, r=str(number))
            expected = number + 1
            for column, cell in self._grid.cells[number].items():
                at = Place(number, column)
                formula = cell.find(F)
                if formula is not None:
                    self._reader.formula(formula.text or "", at)
                string = string_of(cell, self._strings)
                if string is None or at in self._grid.covered:
                    continue
                container = self._reader.cell(row, string, at)
                if container is not None:
                    self._containers[at] = container
        return rows

    def _headers(self, root: Element) -> dict[str, Element]:
        found: dict[str, Element] = {}
        node = root.find(qn("ss:headerFooter"))
        for child in node if node is not None else ():
            kind = etree.QName(child).localname
            if kind in _HEADERS and child.text:
                found[kind] = self._reader.header(child.text, "页眉" if kind.endswith("Header") else "页脚")
        return found

    def _place(self) -> list[Unit]:
        reader = self._reader
        matching = match(reader.occurrences)
        placement = place(matching.blocks, NAMES)
        self._loops, column_problems = column_loops(placement.columns, self._containers, self._grid)
        self.problems += [
            *reader.problems, *matching.problems, *placement.problems, *column_problems, *misused(reader.occurrences),
            *self._outside_cells(),
        ]  # fmt: skip
        if self.problems:
            return []
        inline = [block_slots(block, self._slots) for block in placement.inline]
        self._within = {tag: slot for block in inline for tag, slot in block.items()}
        sets = sets_of(matching.blocks, matching.sets)
        self._within |= {tag: self._slots.tag(tag) for tag, block in sets if block in placement.inline}
        put_units(placement.units, self._slots)
        put_sets([each for each in sets if each[0] not in self._within], placement.units, NAMES, self._slots)
        return placement.units

    def _outside_cells(self) -> list[Problem]:
        cells = set(self._containers.values())
        return [
            tag.problem(Code.LAYOUT, "合并 要写在表格的单元格里")
            for tag in self._reader.occurrences
            if tag.meaning.layout == "合并" and not tag.keyword and tag.at.getparent() not in cells
        ]

    def _vanishes(self, tag: Occurrence) -> bool:
        return tag not in self._within and tag.meaning.tag.kind is not Kind.PRINT

    def _drop_bare(self, data: Element) -> None:
        """Rows, then lines, that hold nothing but the tags of units."""
        bare = [
            element
            for element, line in self._reader.lines.items()
            if line.tags and line.blank_without_tags() and all(tag in self._gone for _, _, tag in line.tags)
        ]
        bare_set = set(bare)
        for row in data.findall(NAMES.row):
            containers = row.findall("c")
            if containers and all(line in bare_set for each in containers for line in each.findall("line")):
                self._drop_row(data, row)
        for element in bare:
            container = element.getparent()
            if container is not None:
                container.remove(element)

    def _drop_row(self, data: Element, row: Element) -> None:
        number = int(row.get("r", ""))
        for column, cell in self._grid.cells[number].items():
            place_ = Place(number, column)
            if place_ not in self._containers and place_ not in self._grid.covered and _holds_something(cell):
                return
        data.remove(row)
        del self._skeleton_rows[number]

    # Merges of the template

    def _check_merges(self) -> None:
        """A merge may hold a loop, or lie in one: never only a part of it."""
        for unit in self._loop_numbers:
            inside = {number for number, scope in self._scopes.items() if any(each is unit for each, _ in scope)}
            inside &= self._skeleton_rows.keys()
            for at, area in self._grid.merges.items():
                rows = {row for row in self._skeleton_rows if area.top <= row <= area.bottom}
                if rows & inside and not (rows <= inside or rows >= inside):
                    message = (
                        f"合并单元格 {area} 只盖住这个循环的一部分行；请让它盖住整个循环，或整个在循环里面"
                        f"（它从{self._reader.cell_source(at).place}开始）"
                    )
                    self.problems.append(unit.block.opening.problem(Code.PLACEMENT, message))

    def _merges(self) -> list[MergeSpec]:
        """The merges that stay as they are or stretch; those that 合并 decides are left out."""
        found = []
        for at, area in self._grid.merges.items():
            if not self._is_marked(at) or at in self._stretch_of:
                whole = any(loop.first >= area.left and loop.last <= area.right for loop in self._loops)
                inside = any(loop.first <= area.left and loop.last >= area.right for loop in self._loops)
                found.append(MergeSpec(area, whole and not inside))
        return found

    def _find_stretches(self) -> dict[Place, int]:
        """Merges that may lose their first row, or whose first row repeats, by their first cell."""
        found: dict[Place, int] = {}
        for at, area in self._grid.merges.items():
            rows = [row for row in self._skeleton_rows if area.top <= row <= area.bottom and row in self._grid.rows]
            scopes = [self._scopes[row] for row in rows]
            if len(rows) < 2 or rows[0] != at.row:
                continue
            common = _common(scopes)
            if len(scopes[0]) > len(common):
                for row in rows:
                    self._grid.need(Place(row, at.column), like=at)
                loops = [self._loop_numbers[unit] for unit, _ in common if unit in self._loop_numbers]
                found[at] = len(self._stretches)
                self._stretches.append(tuple(loops))
        return found

    def _is_marked(self, at: Place) -> bool:
        container = self._containers.get(at)
        return container is not None and any(
            tag.meaning.layout == "合并" and not tag.keyword
            for line in container.iter("line")
            for _, _, tag in self._reader.lines[line].tags
        )

    # Source

    def _prepare_loops(self, data: Element) -> None:
        """Loops over rows count their turns; an outermost one begins a run of merges."""
        for unit, number in self._loop_numbers.items():
            slot = unit.opening_slot
            assert slot is not None  # noqa: S101  # units have their slots by now
            slot.addnext(self._slots.element(printing(f"_turn({number})")))
            outermost = not any(
                other is not unit and other.range[0] <= unit.range[0] and other.range[1] >= unit.range[1]
                for other in self._loop_numbers
                if other.parent is data
            )
            if outermost:
                slot.addprevious(self._slots.element(printing("_new_run()")))

    def _wide(self) -> str:
        """Loops over columns know their items before any row."""
        source = ""
        for number, loop in enumerate(self._loops):
            source += self._slots.token(self._slots.tag(loop.block.opening, f"set {loop.name} = _items({loop.items})"))
            source += printing(f"_wide_loop({number}, {loop.first}, {loop.last}, {loop.name})")
        return source

    def _rows(self, data: Element) -> tuple[list[RowSpec | Band], str]:
        specs: list[RowSpec | Band] = []
        pieces: list[str] = []
        for node in data:
            if is_slot(node):
                pieces.append(self._slots.token(node))
            elif node.tag == "gap":
                first = int(node.get("first", ""))
                pieces.append(printing(f"_skip({len(specs)})"))
                specs.append(Band(first, int(node.get("count", "")), self._loops_around(first)))
            else:
                number = int(node.get("r", ""))
                pieces.append(printing(f"_begin_row({len(specs)})") + self._row_source(number))
                specs.append(self._row_spec(number))
        return specs, "".join(pieces)

    def _loops_around(self, row: int) -> tuple[int, ...]:
        return tuple(self._loop_numbers[unit] for unit, _ in self._scopes[row] if unit in self._loop_numbers)

    def _row_spec(self, number: int) -> RowSpec:
        row = self._grid.rows[number]
        filled = any(place_.row == number for place_ in self._containers)
        fixed = row.get("customHeight") in {"1", "true"} or not filled
        written = measure(row.get("ht"), 0)
        height = written if fixed and written else self._grid.default_height
        own = ""
        if fixed and written:
            own = f' ht="{written:g}"' + (' customHeight="1"' if row.get("customHeight") in {"1", "true"} else "")
        elif not fixed and (needed := self._static_height(number)) > height:
            height, own = needed, f' ht="{needed:g}" customHeight="1"'
        skipped = {"r", "spans", "ht", "customHeight"}
        attributes = "".join(
            f" {_prefixed(row, name)}={quoteattr(value)}" for name, value in attributes_of(row) if name not in skipped
        )
        return RowSpec(Band(number, 1, self._loops_around(number)), attributes, height, own, filled)

    def _static_height(self, number: int) -> float:
        """What the unchanging wrapped texts of a row need."""
        needed = 0.0
        for column, cell in self._grid.cells[number].items():
            at = Place(number, column)
            style = self._stylesheet.style(_xf(cell))
            string = string_of(cell, self._strings)
            area = self._grid.area(at)
            if string is None or at in self._containers or not style.wraps or area.bottom > area.top or style.turned:
                continue
            needed = max(needed, needed_height(text_of(string), self._grid.width(area.left, area.right), style.size))
        return needed

    def _row_source(self, number: int) -> str:
        pieces: list[str] = []
        open_loop: ColumnLoop | None = None
        for column in sorted(self._grid.cells[number]):
            loop = next((each for each in self._loops if each.first <= column <= each.last), None)
            if open_loop is not None and loop is not open_loop:
                pieces.append(statement("endfor"))
            if loop is not None and loop is not open_loop:
                pieces.append(statement(f"for {loop.target} in {loop.name}"))
            open_loop = loop
            pieces.append(self._cell_source(Place(number, column), loop))
        if open_loop is not None:
            pieces.append(statement("endfor"))
        return "".join(pieces)

    def _cell_source(self, at: Place, loop: ColumnLoop | None) -> str:
        own = self._own_source(at, loop)
        area = self._grid.covered.get(at)
        anchor = Place(area.top, area.left) if area is not None else at
        stretch = self._stretch_of.get(anchor)
        if stretch is not None and at.column == anchor.column:
            first = self._stretched_source(at, anchor, loop)
            own = self._blank_source(at, loop)
            own = f"{statement(f'if _fresh({stretch})')}{first}{statement('else')}{own}{statement('endif')}"
        if loop is not None and is_heading(loop, at, self._containers, self._reader.lines, self._grid, self._strings):
            area = self._grid.area(at)
            self._heads.append(MergeSpec(Area(area.top, loop.first, area.bottom, loop.last), whole=True))
            rest = self._blank_source(at, loop)
            own = f"{statement('if loop.first')}{own}{statement('else')}{rest}{statement('endif')}"
        return own

    def _own_source(self, at: Place, loop: ColumnLoop | None) -> str:
        cell = self._grid.cells[at.row][at.column]
        if at in self._containers:
            return self._filled(self._containers[at], at, loop, marked=at not in self._stretch_of)
        area = self._grid.covered.get(at)
        if area is not None:
            anchor = Place(area.top, area.left)
            if at.column == area.left and self._is_marked(anchor) and anchor not in self._stretch_of:
                return self._call("_carry", self._spec(at, anchor), "", loop)
            return self._blank_source(at, loop)
        return self._static(cell, at, loop)

    def _stretched_source(self, at: Place, anchor: Place, loop: ColumnLoop | None) -> str:
        """What the first cell of a merge shows when it begins at this row."""
        if anchor not in self._containers:
            return self._static(self._grid.cells[anchor.row][anchor.column], at, loop)
        lost = {
            name
            for unit, _ in self._scopes[anchor.row]
            if all(unit is not other for other, _ in self._scopes[at.row])
            for name in (*unit.block.opening.meaning.binds, *(["loop"] if unit.block.is_loop else []))
        }
        container = self._containers[anchor]
        tags = [tag for line in container.iter("line") for _, _, tag in self._reader.lines[line].tags]
        if at != anchor and any(tag.meaning.uses & lost for tag in tags):
            return self._blank_source(at, loop)
        return self._filled(container, anchor, loop, marked=False)

    def _filled(self, container: Element, at: Place, loop: ColumnLoop | None, *, marked: bool) -> str:
        """The source of a cell that holds tags."""
        spec = self._spec(at, at)
        marked = marked and self._is_marked(at)
        lines = list(container)
        if not lines:
            return self._blank_source(at, loop)
        if len(lines) == 1 and not is_slot(lines[0]):
            tag = self._reader.lines[lines[0]].only_print(self._gone)
            if tag is not None:
                function = "_marked_cell" if marked else "_cell"
                code = f"{function}({spec}, ({tag.meaning.inner}){_copy(loop)})"
                return self._slots.token(self._slots.tag(tag, code))
        content = self._sources.content(container, rich=bool(self._cells[spec].runs), marked=marked)
        call = self._call("_marked_text" if marked else "_text", spec, "_t", loop)
        return f"{statement('set _t')}{content}{statement('endset')}{call}"

    def _call(self, function: str, spec: int, argument: str, loop: ColumnLoop | None) -> str:
        arguments = ", ".join(part for part in (str(spec), argument, "loop.index0" if loop else "") if part)
        return printing(f"{function}({arguments})")

    def _spec(self, at: Place, anchor: Place) -> int:
        """The number of a cell's specification, made now."""
        area = self._grid.area(anchor)
        cell = self._grid.cells[at.row][at.column]
        string = string_of(cell, self._strings)
        runs = [run for run in (string if string is not None else ()) if etree.QName(run).localname == "r"]
        spec = CellSpec(
            column=at.column,
            letter=self._letter(at.column),
            xf=_xf(cell),
            style=self._stylesheet.style(_xf(cell)),
            span=area.right - area.left + 1,
            rows=area.bottom - area.top + 1,
            width=self._grid.width(area.left, area.right),
            runs=tuple(_run_properties(run) for run in runs),
        )
        self._cells.append(spec)
        return len(self._cells) - 1

    def _letter(self, column: int) -> str:
        """The letters of a column, unless they are known only when the sheet is filled."""
        return "" if self._loops else letters_of(column)

    def _open(self, at: Place, loop: ColumnLoop | None) -> str:
        letter = self._letter(at.column) or printing(f"_letter({at.column}{_copy(loop)})")
        return f'<c r="{letter}{NUMBER}"'

    def _blank_source(self, at: Place, loop: ColumnLoop | None) -> str:
        cell = self._grid.cells[at.row][at.column]
        return f'{self._open(at, loop)} s="{_xf(cell)}"/>'

    def _static(self, cell: Element, at: Place, loop: ColumnLoop | None) -> str:
        formula = cell.find(F)
        if formula is not None and not self._formula_text(formula, at):
            formula = None
        skipped = {"r", "t"} if formula is not None else {"r"}
        attributes = "".join(
            f" {name}={quoteattr(value)}" for name, value in attributes_of(cell) if name not in skipped
        )
        opening = self._open(at, loop) + attributes
        if formula is not None:
            return f"{opening}>{self._formula_source(formula, at, loop)}</c>"
        inside = "".join(markup(child, cell) for child in cell)
        return f"{opening}>{inside}</c>" if inside else f"{opening}/>"

    def _formula_source(self, formula: Element, at: Place, loop: ColumnLoop | None) -> str:
        text = self._formula_text(formula, at)
        self._formulas.append(formula_of(text, self._number, self._titles))
        copy = printing("loop.index0") if loop is not None else "0"
        token = f"{FORMULA}{len(self._formulas) - 1}:{at.column}:{copy}{FORMULA}"
        if formula.get("t") == "array":
            return f'<f t="array" ref="{token}A{FORMULA}">{token}</f>'
        return f"<f>{token}</f>"

    def _formula_text(self, formula: Element, at: Place) -> str:
        """The text of a formula; empty for one that only Excel's data tables understand."""
        return formula.text or self._shared.get(at, "")


def _scope(row: Element, units: Sequence[Unit]) -> Scope:
    parent = row.getparent()
    at = parent.index(row) if parent is not None else -1
    around = [unit for unit in units if unit.parent is parent and unit.range[0] <= at <= unit.range[1]]
    return tuple((unit, sum(start <= at for start in unit.starts) - 1) for unit in around)


def _common(scopes: Sequence[Scope]) -> Scope:
    shared: Scope = scopes[0]
    for scope in scopes[1:]:
        depth = 0
        for mine, theirs in zip(shared, scope, strict=False):
            if mine[0] is not theirs[0] or mine[1] != theirs[1]:
                break
            depth += 1
        shared = shared[:depth]
    return shared


def _holds_something(cell: Element) -> bool:
    return any(child.tag in {F, IS} or (child.tag == V and child.text) for child in cell)


def _xf(cell: Element) -> int:
    return whole(cell.get("s"))


def _copy(loop: ColumnLoop | None) -> str:
    """The argument that tells the copies of a column apart."""
    return ", loop.index0" if loop is not None else ""


def _run_properties(run: Element) -> str:
    properties = run.find(R_PR)
    return "" if properties is None else markup(properties, run)


def _prefixed(element: Element, name: str) -> str:
    """The name of an attribute with the prefix that the root gives it."""
    if not name.startswith("{"):
        return name
    space, _, local = name[1:].partition("}")
    return next((f"{prefix}:{local}" for prefix, uri in element.nsmap.items() if prefix and uri == space), local)
