"""Tells rows of a table that are no sub-forms: totals, sections, notes, units and numbers of columns, and why.

Nothing is left out here: what becomes of such a row, and what is said of it, is decided in ``selection.py``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.chinese.labels import is_unit
from generator.chinese.numbers import as_number
from generator.chinese.totals import is_total
from generator.project.tables.raw import heading_of, headings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from generator.project.tables.tables import DataCell, DataTable

Row = tuple["DataCell | None", ...]

_WHOLE = re.compile("全(?:国|省|市|州|县|区|盟|旗|域|部)")
_REMARK = re.compile(
    r"(?:附?注|备注|说明)(?:\d*[:：].*)?"
    r"|(?:单位|(?:填表|填报|编制|制表|经办|联系|审核|复核|负责)(?:人|单位)|单位负责人|联系电话|(?:填表|填报|制表)?日期"
    r"|(?:数据|资料)来源)[:：].*",
    re.DOTALL,
)
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]).*|.*[:：]", re.DOTALL)
_SENTENCE = re.compile("[。；]")
_SERIAL = frozenset("序号 编号 行次 No No. NO NO.".split())
_NUMBERING = frozenset("栏次 列次 行次".split())
_MONEY = re.compile(r"(?:[十百千万亿]*元|[%％])\Z")
_NOTHING = frozenset("- — —— / ／ 无".split())
# Digits of the totals that sums give: with each, that they do so by chance is ten times less likely.
_DOUBTFUL_DIGITS, _SURE_DIGITS = 2, 3
_MOST_ADDED = 1_000  # rows


class NotForms(Struct, frozen=True):
    """The rows that are no sub-forms, by index. Those in none of the three are.

    ``sure``: with the words by which it is known. ``totals``: those that are likely one, with the reason (Chinese) and
    whether it is strong. ``names_only``: they have a name where all others have a name and values.
    """

    sure: Mapping[int, str]
    totals: Mapping[int, tuple[str, bool]]
    names_only: frozenset[int]


def not_forms(table: DataTable, rows: Sequence[Row], column: int, asked: Collection[str]) -> NotForms:
    """The rows that are no sub-forms; ``column`` has the names, a row whose name is in ``asked`` is a sub-form."""
    return _Rows(table, rows, column, asked).kinds()


class _Rows:
    """The rows of a table, each to be told what it is."""

    def __init__(self, table: DataTable, rows: Sequence[Row], column: int, asked: Collection[str]) -> None:
        self._table = table
        self._rows = rows
        self._column = column
        self._asked = {at for at, cells in enumerate(rows) if (name := cells[column]) and name.text.strip() in asked}
        headings = [heading.text for heading in table.headings]
        self._values = [at for at, text in enumerate(headings) if at != column and text not in _SERIAL]
        counts = [sum(cells[at] is not None for at in self._values) for cells in rows]
        self._counts = counts
        self._is_sparse = sum(map(bool, counts)) < 2  # a table of names only, or of one row

    def kinds(self) -> NotForms:
        """What every row is."""
        sure: dict[int, str] = {}
        for at in range(len(self._rows)):
            if at not in self._asked and (word := self._word(at)):
                sure[at] = word
        left = [at for at in range(len(self._rows)) if at not in sure]
        has_sections = any(map(_SECTION.fullmatch, sure.values()))
        totals = self._wholes(left)
        totals |= self._section_totals([at for at in left if at not in totals], has_sections)
        totals |= self._sums([at for at in left if at not in totals])
        left = [at for at in left if at not in totals]
        return NotForms(sure, dict(sorted(totals.items())), frozenset(self._names_only(left)))

    def _word(self, at: int) -> str:
        """What is written in a row that is surely no sub-form; blank for any other row."""
        cells = self._rows[at]
        name = cells[self._column]
        first = next((cell for cell in cells if cell is not None and cell.text), None)
        if first is None:
            return ""
        words = ["".join(cell.text.split()) for cell in (name, first) if cell is not None]
        known = next((word for word in words if is_total(word) or _REMARK.fullmatch(word)), "")
        if known or self._is_label(at) or self._repeats_headings(cells) or (at == 0 and _explains_columns(cells, name)):
            return known or words[-1]
        return ""

    def _is_label(self, at: int) -> bool:
        """Whether a row holds the title of a section or a note, or only its prepared number."""
        cells = self._rows[at]
        name = cells[self._column]
        if self._is_sparse or self._counts[at] + (name is not None) > 1:
            return False
        if self._counts[at] == 0 and name is None:
            return True
        where = next(at for at in (self._column, *self._values) if cells[at] is not None)
        label = cells[where]
        if label is None or as_number(label.text) is not None:
            return False
        is_title = _SECTION.fullmatch(label.text) or _SENTENCE.search(label.text)
        return at in self._table.spanned or where < self._column or is_title is not None

    def _repeats_headings(self, cells: Row) -> bool:
        by, name = self._table.headings[self._column].text, cells[self._column]
        if name is None or heading_of(name.text) != by:
            return False
        given = [(heading.text, cell.text) for heading, cell in zip(self._table.headings, cells, strict=True) if cell]
        return len(given) > 1 and headings_of([text for _, text in given], by) == [heading for heading, _ in given]

    def _section_totals(self, left: Sequence[int], has_sections: bool) -> dict[int, tuple[str, bool]]:  # noqa: FBT001  # private
        """The rows without a name, or called like 一、市本级, that add up those up to the next such row.

        Where there are such, or titles, the other rows called so are likely totals too.
        """
        sections = [
            at for at in left if self._counts[at] and (not self._name(at) or _SECTION.fullmatch(self._name(at)))
        ]
        found: dict[int, tuple[str, bool]] = {}
        for before, at, following in zip([-1, *sections], sections, [*sections[1:], len(self._rows)], strict=False):
            above = left[bisect_right(left, before) : bisect_left(left, at)]
            below = left[bisect_right(left, at) : bisect_left(left, following)]
            if self._digits(at, below, least=1):
                found[at] = "各数正好是它下面各行之和", True
            elif not self._name(at) and self._digits(at, above, least=1):
                found[at] = "各数正好是它上面各行之和", True
        if found or has_sections:
            found |= {at: ("", False) for at in sections if self._name(at) and at not in found}
        return {at: why for at, why in found.items() if at not in self._asked}

    def _wholes(self, left: Sequence[int]) -> dict[int, tuple[str, bool]]:
        """The rows called 全省 beside others."""
        wholes = [at for at in left if _WHOLE.fullmatch(self._name(at)) and at not in self._asked]
        return dict.fromkeys(wholes if len(wholes) < len(left) else (), ("", True))

    def _sums(self, left: Sequence[int]) -> dict[int, tuple[str, bool]]:
        """The first or last row, if it adds up all others."""
        found: dict[int, tuple[str, bool]] = {}
        rest = [at for at in left if self._counts[at] or self._name(at)]
        for at in {rest[0], rest[-1]} - self._asked if 2 < len(rest) <= _MOST_ADDED else ():
            others = [other for other in rest if other != at]
            shown = [other for other in others if other not in self._table.hidden]
            digits = max(self._digits(at, others), self._digits(at, shown))
            if digits >= _DOUBTFUL_DIGITS:
                found[at] = "各数正好是其余各行之和", digits >= _SURE_DIGITS or not self._name(at)
        return found

    def _digits(self, at: int, others: Sequence[int], least: int = 2) -> int:
        """How many digits the numbers of a row have; 0 where one is no sum of ``others``, at least ``least``."""
        digits = 0
        for column in self._values:
            cell = self._rows[at][column]
            if cell is None or (total := _number(cell)) is None:
                continue
            numbers = [number for row in others if (number := _number(self._rows[row][column])) is not None]
            if len(numbers) == max(len(others), least) and sum(numbers) == total:
                digits += len(total.normalize().as_tuple().digits) if total else 0
            elif not cell.text.endswith(("%", "％")):  # a rate need not be a sum, a share is one
                return 0
        return digits

    def _names_only(self, left: Sequence[int]) -> list[int]:
        full = [at for at in left if self._counts[at]]
        if len(full) < 2 or min(self._counts[at] for at in full) < 2:
            return []
        return [at for at in left if not self._counts[at] and self._name(at) and at not in self._asked]

    def _name(self, at: int) -> str:
        cell = self._rows[at][self._column]
        return "" if cell is None else "".join(cell.text.split())


def _explains_columns(cells: Row, name: DataCell | None) -> bool:
    """Whether the first row below the headings has the units or the numbers of the columns."""
    texts = ["".join(cell.text.split()) for cell in cells if cell is not None]
    if name is None or name.text in {"单位", "计量单位"}:
        return all(map(is_unit, texts))
    numbers = texts[1:] if texts[0] in _NUMBERING else texts
    return len(texts) > 2 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _number(cell: DataCell | None) -> Decimal | None:
    """The number of a cell, 0 of a blank one; None of a text."""
    text = "" if cell is None else cell.text.strip()
    return as_number("0" if not text or text in _NOTHING else _MONEY.sub("", text))
