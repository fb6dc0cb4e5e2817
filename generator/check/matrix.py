"""Sets the indicators of a project against its sub-forms (``--matrix``): values side by side, odd styles marked, sums.

A ``Matrix`` is printed as a table on a terminal, as lines with tabs elsewhere; ``build/summary.py`` makes sheets of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from generator.check.subject import Form, Subject, label
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.numbers import half_width, plain
from generator.chinese.quantity import CALENDAR, Quantity, parse_quantity, wording
from generator.chinese.vocabulary import Role

if TYPE_CHECKING:
    from generator.jinja.values import IndicatorRow

HEADINGS = ("一级", "二级", "三级")
SUM = "合计"
ODD = "*"


class MatrixCell(Struct, frozen=True):
    """A value of one sub-form; ``is_odd`` if it is written in another style than most of its row."""

    text: str
    is_odd: bool = False


class MatrixRow(Struct, frozen=True):
    """An indicator: its 一级, 二级 and 三级, a cell per sub-form, and their sum.

    Where they do not add up the sum is blank, or says why if what is counted may be the same: ``口径不同，不加``.
    """

    levels: tuple[str, str, str]
    cells: tuple[MatrixCell, ...]
    total: str


class Matrix(Struct, frozen=True):
    """A row for each indicator."""

    name: str
    forms: tuple[str, ...]
    lines: tuple[MatrixRow, ...]


def matrix(subject: Subject) -> Matrix:
    """The matrix of a project. Indicators are matched by their place in the tree, not by their label.

    Their order is that of the sub-forms: one that only some have stands after its predecessor there.
    """
    found: dict[_Node, dict[int, _Given]] = {}
    names: dict[_Node, tuple[str, str, str]] = {}
    order: list[_Node] = []
    for number, form in enumerate(subject.forms):
        for tree in (form, *form.other_trees):
            after = -1
            for row in tree.rows:
                node = _node(tree, row)
                if node not in found:
                    found[node], names[node] = {}, _levels(tree, row)
                    order.insert(after + 1, node)
                    after += 1
                else:
                    after = order.index(node)
                found[node][number] = _given(tree, row)
    count = len(subject.forms)
    firsts, seconds = (list(dict.fromkeys(node[:depth] for node in order)) for depth in (2, 3))
    order.sort(key=lambda node: (node[0] != "", firsts.index(node[:2]), seconds.index(node[:3])))
    lines = tuple(_line(names[node], [found[node].get(number) for number in range(count)]) for node in order)
    return Matrix(subject.name, tuple(form.name for form in subject.forms), lines)


_Node = tuple[str, ...]
"""The tree of an indicator, blank for 绩效指标, and its place in it."""


def _node(tree: Form, row: IndicatorRow) -> _Node:
    # A row that the tree does not identify is known by its labels.
    return (tree.tree, *(getattr(row.三级, "node", ()) or (str(row.一级), str(row.二级), str(row.三级))))


def _levels(tree: Form, row: IndicatorRow) -> tuple[str, str, str]:
    first, second = (str(name).replace("\n", "") for name in (row.一级, row.二级))
    return "/".join(filter(None, (tree.tree, first))), second, label(row) if str(row.三级).strip() else ""


class _Given(Struct, frozen=True):
    """The value of an indicator in one form, and what else tells what it counts: a number in its label, a remark."""

    text: str
    meaning: tuple[str, ...]


def _given(form: Form, row: IndicatorRow) -> _Given:
    value = next(form.values(row, Role.PERIOD_TARGET, Role.TARGET), None)
    text = " ".join(value.full.split()) if value else ""
    # Labels of one indicator may be spelt differently; a threshold in them is another thing.
    said = (*re.findall(r"\d+", str(row.三级)), wording(text), form.text(row, Role.EXPLANATION))
    return _Given(text, tuple(half_width("".join(each.split())).replace(form.name, "") for each in said))


def _line(levels: tuple[str, str, str], given: list[_Given | None]) -> MatrixRow:
    values = [each.text if each else "" for each in given]
    styles = [_style(value) for value in values]
    counts = Counter(style for style in styles if style)
    usual = counts.most_common(1)[0][0] if counts and counts.most_common(1)[0][1] > 1 else ""
    cells = (
        MatrixCell(value, bool(usual and style and style != usual)) for value, style in zip(values, styles, strict=True)
    )
    return MatrixRow(levels, tuple(cells), _sum(levels[2], [each for each in given if each and each.text]))


def _sum(name: str, given: list[_Given]) -> str:
    """The sum of an indicator over the forms; why there is none where some forms count something else than others."""
    quantities = [parse_quantity(each.text) for each in given]
    if len(given) < 2 or not name_adds_up(name) or any(_addend(quantity) is None for quantity in quantities):
        return ""
    known = [quantity for quantity in quantities if quantity]
    if len({each.meaning for each in given}) > 1:
        return "口径不同，不加"
    if len({quantity.unit for quantity in known}) > 1:
        return "单位不同，不加"
    if {quantity.sign for quantity in known} & set("≥>") and {quantity.sign for quantity in known} & set("≤<"):
        return "符号不同，不加"
    return _total([(name, each.text) for each in given])


def _style(value: str) -> str:
    """The style in which a value is written: the value with ``#`` for its number, ``≥#家``."""
    if not value:
        return ""
    quantity = parse_quantity(value)
    return "#".join(value.rsplit(quantity.number, 1)) if quantity else "文字"


def _total(values: Iterable[tuple[str, str]]) -> str:
    """The sum of (name, value) pairs with its unit; blank unless there are at least two, all exact and in one unit."""
    given = [(name, value) for name, value in values if value]
    quantities = [parse_quantity(value) for _, value in given]
    numbers = [_addend(quantity) for quantity in quantities]
    units = {quantity.unit for quantity in quantities if quantity}
    if len(numbers) < 2 or len(units) != 1 or not all(name_adds_up(name) for name, _ in given):
        return ""
    known = [number for number in numbers if number is not None]
    return f"{plain(sum(known, Decimal(0)))}{units.pop()}" if len(known) == len(numbers) else ""


def _addend(quantity: Quantity | None) -> Decimal | None:
    """The number of a quantity; None for a share or a date, which do not add up."""
    if quantity is None or quantity.unit == "%" or quantity.unit in CALENDAR:
        return None
    return quantity.value


def print_matrix(found: Matrix, out: TextIO) -> None:
    """Print a table on a terminal, in parts if it is too wide; elsewhere lines with tabs."""
    if out.isatty():
        _draw(found, out)
        return
    out.write(f"{found.name}\n")
    out.writelines("\t".join(row) + "\n" for row in _rows(found))
    out.write("\n")


def _rows(found: Matrix) -> list[list[str]]:
    rows = [[*HEADINGS, *found.forms, SUM]]
    return rows + [[*line.levels, *(_marked(cell) for cell in line.cells), line.total] for line in found.lines]


def _marked(cell: MatrixCell) -> str:
    return f"{cell.text} {ODD}" if cell.is_odd else cell.text


def _draw(found: Matrix, out: TextIO) -> None:
    from rich.cells import cell_len  # noqa: PLC0415  # only a terminal needs it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=out)
    rows = _rows(found)
    widths = [max(min(cell_len(row[column]), 24) + 3 for row in rows) for column in range(len(rows[0]))]
    for columns in _parts(widths, console.width):
        # rich's Text is printed as it is; in plain strings rich would read [brackets] as markup.
        table = Table(title=Text(found.name), title_justify="left")
        for column in columns:
            table.add_column(Text(rows[0][column]), overflow="fold", max_width=24)
        for row in rows[1:]:
            table.add_row(*(Text(row[at], "bold yellow" if row[at].endswith(ODD) else "") for at in columns))
        console.print(table)


def _parts(widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns of each part of a table that is ``room`` wide: 三级 in each, and as many others as fit."""
    parts: list[list[int]] = [list(range(len(HEADINGS)))]
    used = sum(widths[: len(HEADINGS)]) + 1
    for column in range(len(HEADINGS), len(widths)):
        if used + widths[column] > room and len(parts[-1]) > 1:
            parts.append([len(HEADINGS) - 1])
            used = widths[len(HEADINGS) - 1] + 1
        parts[-1].append(column)
        used += widths[column]
    return parts
