"""The functions that generated source calls while a sheet is filled: rows, cells with their types and formats, merges.

There is one ``SheetState`` per filled sheet. The source prints the rows as text after row marks; ``finish`` completes
them with numbers, heights and formulas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from generator.chinese.nominal_size import MAX_ROW_HEIGHT, fitting_size, needed_height
from generator.chinese.number_format import cell_value
from generator.jinja.environment import loop_items
from generator.jinja.reports import LimitError
from generator.jinja.values import fail
from generator.office.columns import letters_of
from generator.template.excel.compiled import CellSpec, RowSpec, escaped
from generator.template.excel.moves import Band, Columns, ReferringCell, RepeatedColumns, Turns
from generator.template.excel.styles import AddedFormat, AddedFormats
from generator.template.excel.tree import MAX_CHARACTERS, MAX_COLUMN, MAX_ROW, RangeReference
from generator.template.language.fill import NOTHING, Xml, plain_text
from generator.template.language.functions import Function, by_name
from generator.template.language.marks import ROW_NUMBER, ROW_START, RUN_NUMBER
from generator.template.language.merge import Merge, MergeRun

_OUTER_SPACE = re.compile(r"\A\s|\s\Z")
# Texts that Excel would take for a formula, number or date if a person edited the cell.
_LOOKS_TYPED = re.compile(r"[=+\-@].*|[0-9][0-9,.\-/:% ]*", re.DOTALL)
# Excel may show a longer text in the text format as ####.
_TEXT_FORMAT_LENGTH = 255
# Excel reads _x000D_ in a text as the character with that number; _x005F_ stands for the underscore.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _header(value: Any) -> Xml:
    """A value in a header or footer, where ``&`` begins a code and ``&&`` prints one."""
    return Xml(escaped(plain_text(value).replace("&", "&&")))


class MarkedMerge(Struct, eq=False):
    """A merge that 合并 began: ``top`` is its first filled row, ``copy`` the copy of its column."""

    merge: Merge
    spec: CellSpec
    copy: int
    top: int


class SheetState(Struct, eq=False):
    """The functions of generated source (``names``) for one sheet, and what they remember.

    ``row`` is the last filled row; ``placed`` holds what was filled with its first row and turns. ``marked`` are the
    merges of 合并; ``too_tall`` are cells as (row, template column) whose text fits no row at any size.
    """

    rows: Sequence[RowSpec | Band]
    cells: Sequence[CellSpec]
    stretches: Sequence[tuple[int, ...]]
    extras: AddedFormats
    repeated_columns: dict[int, RepeatedColumns] = field(default_factory=dict)
    row: int = 0
    placed: list[tuple[RowSpec | Band, int, Turns]] = field(default_factory=list)
    marked: list[MarkedMerge] = field(default_factory=list)
    needed: list[tuple[int, CellSpec, int, float]] = field(default_factory=list)
    """The height (pt) that the text of a cell needs, as (row, cell, copy of its column, height)."""
    too_tall: list[tuple[int, int]] = field(default_factory=list)
    columns: Columns = field(default_factory=Columns)
    _turns: dict[int, int] = field(default_factory=dict)
    _begun: set[tuple[int, Turns]] = field(default_factory=set)
    _run: MergeRun = field(default_factory=lambda: MergeRun([]))

    @property
    def names(self) -> dict[str, Any]:
        """The functions by the names that generated source uses."""
        return by_name(
            self.begin_row, self.skip, self.turn, self.new_run, self.cell, self.text, self.marked_cell,
            self.marked_text, self.mark, self.carry, self.fresh, self.letter, self.repeat_columns, _header,
        ) | {Function.ITEMS: loop_items}  # fmt: skip

    # Rows

    def begin_row(self, number: int) -> Xml:
        """Begin a copy of the row ``rows[number]``."""
        spec = self.rows[number]
        assert isinstance(spec, RowSpec)  # noqa: S101  # generated so
        self._place(spec, spec.band)
        if spec.band.loops:
            self._run.begin_row()
        return Xml(ROW_START)

    def skip(self, number: int) -> Xml:
        """Leave out rows that the template leaves out too: the band ``rows[number]``."""
        band = self.rows[number]
        assert isinstance(band, Band)  # noqa: S101  # generated so
        self._place(band, band)
        return NOTHING

    def _place(self, what: RowSpec | Band, band: Band) -> None:
        first = self.row + 1
        self.row += band.count
        if self.row > MAX_ROW:
            raise LimitError(f"超过 Excel 的 {MAX_ROW:,} 行，已停止")
        self.placed.append((what, first, tuple([self._turns[loop] for loop in band.loops])))

    def turn(self, loop: int) -> Xml:
        """Begin a turn of a loop over rows."""
        self._turns[loop] = self._turns.get(loop, 0) + 1
        return NOTHING

    def new_run(self) -> Xml:
        """Begin a run of an outermost loop: 合并 does not reach beyond it."""
        # The numbers of merges go on, so the list of all is kept.
        self._run = MergeRun(self._run.merges)
        return NOTHING

    def fresh(self, stretch: int) -> bool:
        """Whether a merge of the template begins at this row, the first of its rows in this turn of its loops."""
        key = stretch, tuple([self._turns[loop] for loop in self.stretches[stretch]])
        new = key not in self._begun
        self._begun.add(key)
        return new

    # Columns

    def repeat_columns(self, number: int, first: int, last: int, items: list[Any]) -> Xml:
        """Note how many copies of columns ``first`` … ``last`` a loop fills; called before all rows."""
        self.repeated_columns[number] = RepeatedColumns(first, last, len(items))
        self.columns = Columns(list(self.repeated_columns.values()))
        if self.columns.filled_column(MAX_COLUMN // 2) > MAX_COLUMN:
            raise LimitError(f"超过 Excel 的 {MAX_COLUMN:,} 列，已停止")
        return NOTHING

    def letter(self, column: int, copy: int = 0) -> Xml:
        """The letters of the filled column of a template column."""
        return Xml(letters_of(self.columns.filled_column(column, copy)))

    # Cells

    def cell(self, number: int, value: Any, copy: int = 0) -> Xml:
        """The XML of a cell that holds one value; ``number`` is the index of its specification, as for all cells."""
        return Xml(self._written(self.cells[number], plain_text(value), copy))

    def text(self, number: int, content: str, copy: int = 0) -> Xml:
        """The XML of a cell that holds lines of text; ``content`` is escaped, each line followed by a line break."""
        spec = self.cells[number]
        content = content.removesuffix("\n")
        if spec.runs:
            return Xml(self._rich(spec, content, copy))
        return Xml(self._written(spec, unescape(content) if "&" in content else content, copy))

    def mark(self, value: Any) -> Any:
        """Tell the value of a tag with 合并 to the merge run; returns the value."""
        return self._run.mark(value)

    def marked_cell(self, number: int, value: Any, copy: int = 0) -> Xml:
        """The XML of a cell that holds one value with 合并."""
        text = plain_text(value)
        return self._marked(self.cells[number], text, copy, self._written(self.cells[number], text, copy))

    def marked_text(self, number: int, content: str, copy: int = 0) -> Xml:
        """The XML of a cell that holds lines with 合并 in them."""
        return self._marked(self.cells[number], content.strip(), copy, self.text(number, content, copy))

    def _marked(self, spec: CellSpec, text: str, copy: int, written: str) -> Xml:
        merge = self._run.place((spec.column, copy), spec.span, text)
        if merge is None or merge.rows == 1:
            # A blank cell merges with nothing, but the template itself may merge it over rows or columns.
            merge = merge or Merge(len(self._run.merges), None)
            self.marked.append(MarkedMerge(merge, spec, copy, self.row))
            return Xml(written)
        # The cell shows nothing, so its text needs no height.
        if self.needed and self.needed[-1][:3] == (self.row, spec, copy):
            self.needed.pop()
        return Xml(self._blank(spec, copy))

    def carry(self, number: int, copy: int = 0) -> Xml:
        """The XML of a cell that the template itself merges with the 合并 cell above."""
        spec = self.cells[number]
        self._run.carry((spec.column, copy))
        return Xml(self._blank(spec, copy))

    def _blank(self, spec: CellSpec, copy: int) -> str:
        return f'<c r="{self.letter(spec.column, copy)}{ROW_NUMBER}" s="{spec.xf}"/>'

    def _written(self, spec: CellSpec, text: str, copy: int) -> str:
        """The XML of a cell: a number if the whole text is one and the cell is not formatted as text; else a string."""
        if not text:
            return self._blank(spec, copy)
        style = spec.style
        if not style.text:
            kind, value, number_format = cell_value(text)
            if kind == "n":
                # A number format of the template decides; under General the number shows as it was typed.
                xf = self.extras.index(AddedFormat(spec.xf, number_format)) if style.general else spec.xf
                return f'<c r="{self.letter(spec.column, copy)}{ROW_NUMBER}" s="{xf}"><v>{value}</v></c>'
        if len(text) > MAX_CHARACTERS:
            fail(f"有 {len(text):,} 字，Excel 的一格最多 {MAX_CHARACTERS:,} 字")
        # The text format keeps such a text as it is when a person edits the cell.
        looks_typed = style.general and len(text) <= _TEXT_FORMAT_LENGTH and _LOOKS_TYPED.fullmatch(text) is not None
        xf = self._fitted(spec, text, copy, "@" if looks_typed else "")
        where = f'<c r="{self.letter(spec.column, copy)}{ROW_NUMBER}" s="{xf}"'
        return f'{where} t="inlineStr"><is>{string_markup(text)}</is></c>'

    def _rich(self, spec: CellSpec, content: str, copy: int) -> str:
        pieces = RUN_NUMBER.split(content)
        plain = unescape("".join(pieces[::2]))
        if not plain:
            return self._blank(spec, copy)
        xf = self._fitted(spec, plain, copy, "")
        numbered = [each for each in zip([0, *map(int, pieces[1::2])], pieces[::2], strict=True) if each[1]]
        runs = [
            f"<r>{spec.runs[run]}{string_markup(unescape(''.join(text for _, text in same)))}</r>"
            for run, same in groupby(numbered, key=itemgetter(0))
        ]
        where = f'<c r="{self.letter(spec.column, copy)}{ROW_NUMBER}" s="{xf}"'
        return f'{where} t="inlineStr"><is>{"".join(runs)}</is></c>'

    def _fitted(self, spec: CellSpec, text: str, copy: int, number_format: str) -> int:
        """The index of the format for a text, wrapped or smaller if needed; notes the height that the text needs."""
        style = spec.style
        breaks = "\n" in text
        wraps, size = breaks and not style.wraps, None
        if (style.wraps or breaks) and not style.rotated and not (style.shrinks and not breaks):
            width = spec.width
            loop = self.columns.loop_of(spec.column)
            # The copies of a repeated column share its width.
            if loop is not None and spec.span <= loop.width:
                width /= max(loop.copies, 1)
            height = needed_height(text, width, style.size)
            if height > MAX_ROW_HEIGHT and spec.rows == 1:
                size = fitting_size(text, width, style.size, MAX_ROW_HEIGHT)
                if size is None:
                    self.too_tall.append((self.row, spec.column))
                height = MAX_ROW_HEIGHT if size is None else needed_height(text, width, size)
            self.needed.append((self.row, spec, copy, height))
        if not (wraps or number_format or size):
            return spec.xf
        return self.extras.index(AddedFormat(spec.xf, number_format, wraps, size))

    def marked_areas(self) -> list[RangeReference]:
        """The areas of the merges that 合并 made, without those of one cell."""
        found = []
        for marked in self.marked:
            first, last = marked.spec.column, marked.spec.column + marked.spec.span - 1
            span = self.columns.span(first, last, ReferringCell(column=first, copy=marked.copy))
            assert span is not None  # noqa: S101  # its cell was written
            # The template may have merged the cell over more rows than 合并 did.
            area = RangeReference(
                marked.top, span[0], marked.top + max(marked.merge.rows, marked.spec.rows) - 1, span[1]
            )
            if not area.is_cell:
                found.append(area)
        return found


def string_markup(text: str) -> str:
    """A text as the ``t`` of a string (CT_Rst)."""
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    # Without xml:space, white space at the ends would be dropped.
    space = ' xml:space="preserve"' if _OUTER_SPACE.search(text) else ""
    return f"<t{space}>{escaped(text)}</t>"
