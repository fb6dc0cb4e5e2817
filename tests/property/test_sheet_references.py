"""A template with any references over its repeated rows calculates as the sheet that a person would expand by hand.

The expansion below follows the rules of docs/模板写法.md cell by cell and shares no code with the product.
"""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calculated import calculated, needs_libreoffice
from msgspec import Struct
from sheet import compiled, saved

SHEETS = 300
DATA, FORMULAS = "ABC", "DEFGH"
# Bounds stand for the first and last place of what is referred to; ``own`` is a cell of the formula's row.
VALUES = ("{one}*2", "N({one})", "IF({one}>5,{one},-1)", "{one}-{two}", "ROUND({one}/7,2)")
RANGES = ("SUM({area})", "MAX({area})", "COUNT({area})", "AVERAGE({area},1)", "SUM(1,{area})+{one}")
WHOLE = ("COUNTIF({area},{own})", "SUMPRODUCT({area}*{area})", "SUMIF({area},{own})", "LARGE({area},1)")


class Block(Struct, frozen=True):
    """Template rows ``first`` … ``last``, filled ``copies`` times; the sheet ends at row ``end``."""

    first: int
    last: int
    copies: int
    end: int

    @property
    def height(self) -> int:
        return self.last - self.first + 1

    def at(self, row: int, copy: int) -> int:
        """Where a row of the template stands, in one copy if it is repeated."""
        if self.first <= row <= self.last:
            return row + copy * self.height
        return row if row < self.first else row + (self.copies - 1) * self.height

    def repeats(self, row: int) -> bool:
        return self.first <= row <= self.last


class End(Struct, frozen=True):
    """A row of the template as a reference writes it."""

    row: int
    fixed: bool

    def __str__(self) -> str:
        return f"{'$' * self.fixed}{self.row}"


def row_of(end: End, block: Block, copy: int | None, outer: int) -> int:
    """The row that an end means in a copy (None: outside the block), where ``outer`` is the copy that ``$`` means."""
    if copy is None or (end.fixed and block.repeats(end.row)):
        return block.at(end.row, outer)
    if not end.fixed and end.row == block.first - 1:
        return block.at(block.first, copy) - 1
    return block.at(end.row, copy)


class Reference(Struct, frozen=True):
    """A reference to cells of one data column, of another sheet if it names one."""

    column: str
    top: End
    bottom: End
    is_range: bool
    sheet: str = ""

    def __str__(self) -> str:
        rows = f"{self.column}{self.top}" + (f":{self.column}{self.bottom}" if self.is_range else "")
        return f"{self.sheet}!{rows}" if self.sheet else rows

    def cell(self, block: Block, copy: int | None) -> str:
        return self._cell(row_of(self.top, block, copy, 0))

    def rows(self, block: Block, copy: int | None) -> tuple[int, int]:
        if not self.is_range:
            return row_of(self.top, block, copy, 0), row_of(self.top, block, copy, block.copies - 1)
        ends = sorted((row_of(self.top, block, copy, 0), row_of(self.bottom, block, copy, block.copies - 1)))
        return ends[0], ends[1]

    def area(self, block: Block, copy: int | None) -> str:
        top, bottom = self.rows(block, copy)
        return f"{self._cell(top)}:{self.column}{bottom}"

    def cells(self, block: Block, copy: int | None) -> str:
        """The cells one by one, without those of a repeated row that the reference does not name."""
        top, bottom = self.rows(block, copy)
        named = range(self.top.row, self.bottom.row + 1)
        inside = all(map(block.repeats, named))
        kept = {block.at(row, each) for row in named for each in range(block.copies)}
        return ",".join(self._cell(row) for row in range(top, bottom + 1) if not inside or row in kept)

    def _cell(self, row: int) -> str:
        return f"{self.sheet}!{self.column}{row}" if self.sheet else f"{self.column}{row}"


class Formula(Struct, frozen=True):
    """A formula of the template; ``pieces``: its function takes cells one by one."""

    text: str
    one: Reference
    two: Reference
    area: Reference
    pieces: bool
    block: Block

    def template(self, row: int) -> str:
        return "=" + self.text.format(
            one=self.one, two=self.two, area=self.area, own=f"A{row}", up=self.block.first - 1
        )

    def expanded(self, row: int, copy: int | None, others: dict[str, Block]) -> str:
        def of(reference: Reference) -> tuple[Block, int | None]:
            own = reference.sheet not in others
            return (self.block, copy) if own else (others[reference.sheet], None)

        area = self.area.cells(*of(self.area)) if self.pieces else self.area.area(*of(self.area))
        place = self.block.at(row, copy or 0)
        up = self.block.first - 1 if copy is None else self.block.at(self.block.first, copy) - 1
        one, two = self.one.cell(*of(self.one)), self.two.cell(*of(self.two))
        return "=" + self.text.format(one=one, two=two, area=area, own=f"A{place}", up=up)


class Sheet(Struct, frozen=True):
    """A template's sheet: constants by cell outside the block, formulas by cell."""

    title: str
    block: Block
    formulas: dict[tuple[str, int], Formula]


def made_up(number: int, choose: random.Random, before: str) -> Sheet:
    first = choose.randint(2, 4)
    last = first + choose.choice((0, 0, 1))
    block = Block(first, last, choose.randint(1, 4), last + choose.randint(1, 2))
    title = f"表{number}"
    formulas = {
        (column, row): formula(block, row, title, before, column, choose)
        for row in range(first, block.end + 1)
        for column in FORMULAS
    }
    return Sheet(title, block, formulas)


def formula(block: Block, row: int, title: str, before: str, column: str, choose: random.Random) -> Formula:
    def end() -> End:
        return End(
            choose.choice((*range(1, block.end + 1), *range(block.first, block.last + 1))), choose.random() < 0.4
        )

    def reference(*, is_range: bool) -> Reference:
        ends = sorted((end(), end()), key=lambda each: each.row) if is_range else [end()] * 2
        if is_range and _slides_in_part(ends, block):
            ends = [ends[1], ends[1]]
        sheet = choose.choice(("", "", title, before))
        return Reference(choose.choice(DATA), ends[0], ends[-1], is_range, sheet)

    kind = choose.choice((VALUES, RANGES, RANGES, WHOLE, ("N({column}{up})+{one}",)))
    text = choose.choice(kind).replace("{column}", column)
    is_range = choose.random() < 0.6
    one, two = reference(is_range=False), reference(is_range=False)
    return Formula(text, one, two, reference(is_range=is_range), kind is RANGES, block)


def _slides_in_part(ends: list[End], block: Block) -> bool:
    """Whether one end of a range is the row above the block and the other follows no rule of its own."""
    above = [not end.fixed and end.row == block.first - 1 for end in ends]
    return any(above) and not all(
        end.fixed or up or block.repeats(end.row) for end, up in zip(ends, above, strict=True)
    )


def template(sheets: list[Sheet]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page, block = book.create_sheet(sheet.title), sheet.block
        for row in range(1, block.end + 1):
            for column in DATA:
                tag = f"{{{{ 行.{column}{row} }}}}"
                page[f"{column}{row}"] = tag if block.repeats(row) else constant(sheet, row, column)
        for (column, row), each in sheet.formulas.items():
            page[f"{column}{row}"] = each.template(row)
        page[f"I{block.first}"] = f"{{% for 行 in {sheet.title} %}}"
        page[f"J{block.last}"] = "{% endfor %}"
    return saved(book)


def constant(sheet: Sheet, row: int, column: str, copy: int = -1) -> int:
    return random.Random(f"{sheet.title} {row} {column} {copy}").randint(1, 9)  # noqa: S311  # no secret


def by_hand(sheets: list[Sheet]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    blocks = {sheet.title: sheet.block for sheet in sheets}
    for sheet in sheets:
        page, block = book.create_sheet(sheet.title), sheet.block
        others = {title: each for title, each in blocks.items() if title != sheet.title}
        for row in range(1, block.end + 1):
            for copy in range(block.copies) if block.repeats(row) else (None,):
                at = block.at(row, copy or 0)
                for column in DATA:
                    page[f"{column}{at}"] = constant(sheet, row, column, -1 if copy is None else copy)
                for column in FORMULAS if row >= block.first else ():
                    page[f"{column}{at}"] = sheet.formulas[column, row].expanded(row, copy, others)
    return saved(book)


def context(sheet: Sheet) -> list[dict[str, str]]:
    rows = range(sheet.block.first, sheet.block.last + 1)
    return [
        {f"{column}{row}": str(constant(sheet, row, column, copy)) for column in DATA for row in rows}
        for copy in range(sheet.block.copies)
    ]


def values(book: openpyxl.Workbook) -> dict[str, Any]:
    return {
        f"{page.title}!{cell.coordinate}": round(cell.value, 9) if isinstance(cell.value, float) else cell.value
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_filled_template_calculates_as_the_sheet_expanded_by_hand(tmp_path: Path) -> None:
    choose = random.Random(20_240_101)  # noqa: S311  # no secret
    sheets = [made_up(0, choose, "")]
    for number in range(1, SHEETS):
        sheets.append(made_up(number, choose, sheets[-1].title))
    filled = compiled(template(sheets)).render({sheet.title: context(sheet) for sheet in sheets})
    found = calculated({"filled": filled, "by_hand": by_hand(sheets)}, tmp_path)
    expected, given = values(found["by_hand"]), values(found["filled"])
    assert len(expected) > SHEETS * 20
    formulas = openpyxl.load_workbook(io.BytesIO(filled))
    wrong = {
        at: (formulas[at.partition("!")[0]][at.partition("!")[2]].value, given.get(at), value)
        for at, value in expected.items()
        if given.get(at) != value
    }
    assert wrong == {}
    # What is stored for programs that do not calculate is the same.
    stored = values(openpyxl.load_workbook(io.BytesIO(filled), data_only=True))
    assert {at: (value, expected[at]) for at, value in stored.items() if _differs(value, expected[at])} == {}


def _differs(one: Any, other: Any) -> bool:
    return one != other and not (
        isinstance(one, float | int) and isinstance(other, float | int) and abs(one - other) < 1e-9
    )
