"""Puts two sheets in front of a book of forms: a list of the forms with links, and their figures with totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from generator.chinese.nominal_size import needed_height, nominal_text_width
from generator.chinese.number_format import cell_value
from generator.document.model import Border, Edges, Sides
from generator.writers.excel.sheet import CellFont, CellFormat, MergedRange, PageSetup, PlainSheet, SheetCell, SheetRow
from generator.writers.excel.workbook import reference, with_sheets_in_front

FRONT: Final = ("目录", "汇总表")
"""The names of the two sheets."""

_LINE = Border(0.5)
_BOX = Edges(_LINE, _LINE, _LINE, _LINE)
_SIZE = 12.0
_TITLE = CellFormat(CellFont("方正小标宋简体", 18.0), "center", wrap=True)
_HEAD = CellFormat(CellFont("黑体", _SIZE), "center", wrap=True, edges=_BOX)
_LINK = CellFormat(CellFont("仿宋_GB2312", _SIZE, underline=True, color="0563C1"), "left", wrap=True, edges=_BOX)
_PORTRAIT, _LANDSCAPE = (595.3, 841.9), (841.9, 595.3)
_MARGINS = Sides(72.0, 56.7, 72.0, 56.7)
_NARROWEST, _WIDEST = 48.0, 180.0
_HEAD_ROWS = 2


def with_summary(book: bytes, forms: Mapping[str, Mapping[str, str]], first_sheets: Sequence[str]) -> bytes:
    """The book with both sheets in front.

    ``forms`` has the values of each form by variable, as typed; ``first_sheets`` are the sheets on which they begin. No
    sheet of the book may have a name of ``FRONT``.
    """
    contents, summary = FRONT
    front = (contents_sheet(contents, list(forms), first_sheets), summary_sheet(summary, forms, first_sheets))
    return with_sheets_in_front(book, [sheet for sheet in front if sheet is not None])


def contents_sheet(name: str, forms: Sequence[str], first_sheets: Sequence[str]) -> PlainSheet:
    """The list: a row for each form with its number and its name, which is a link to its first sheet."""
    rows = [_heading(("序号", "分表"))]
    for number, (form, sheet) in enumerate(zip(forms, first_sheets, strict=True), 1):
        rows.append((_number(0, str(number)), SheetCell(1, _LINK, form, link=sheet)))
    return _sheet(name, "目录", rows, fixed={1: 360.0})


def summary_sheet(name: str, forms: Mapping[str, Mapping[str, str]], first_sheets: Sequence[str]) -> PlainSheet | None:
    """A row for each form, a column for each variable that is a number in all forms that give it, and the totals.

    ``forms`` has the values of each form by variable, as typed; None where no variable is a number.
    """
    variables = _numeric(forms)
    if not variables:
        return None
    rows = [_heading(("序号", "分表", *variables))]
    for number, ((form, values), sheet) in enumerate(zip(forms.items(), first_sheets, strict=True), 1):
        figures = [_number(column, values.get(variable, "")) for column, variable in enumerate(variables, 2)]
        rows.append((_number(0, str(number)), SheetCell(1, _LINK, form, link=sheet), *figures))
    last = _HEAD_ROWS + len(forms) - 1
    totals = [
        _total(column, [values.get(variable, "") for values in forms.values()], last)
        for column, variable in enumerate(variables, 2)
    ]
    rows.append((SheetCell(0, _HEAD), SheetCell(1, _HEAD, "合计"), *totals))
    return _sheet(name, "汇总表", rows)


def _numeric(forms: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The variables whose values are numbers in all forms that give one, in the order in which they first come."""
    given: dict[str, list[str]] = {}
    for values in forms.values():
        for variable, text in values.items():
            given.setdefault(variable, []).append(text)
    kinds = {variable: {cell_value(text)[0] for text in texts if text} for variable, texts in given.items()}
    return [variable for variable, found in kinds.items() if found == {"n"}]


def _heading(labels: Sequence[str]) -> tuple[SheetCell, ...]:
    return tuple(SheetCell(column, _HEAD, label) for column, label in enumerate(labels))


def _number(column: int, text: str) -> SheetCell:
    kind, value, number_format = cell_value(text)
    return SheetCell(column, _figure(number_format), value, kind)


def _figure(number_format: str) -> CellFormat:
    return CellFormat(CellFont("仿宋_GB2312", _SIZE), "center", edges=_BOX, number_format=number_format)


def _total(column: int, texts: Sequence[str], last: int) -> SheetCell:
    """The sum of a column, in the format of its figure with the most decimals; percentages have no sum."""
    if any(text.endswith("%") for text in texts):
        return SheetCell(column, _figure("General"))
    values = [cell_value(text) for text in texts if text]
    total = sum((Decimal(value) for _, value, _ in values), Decimal(0))
    number_format = max(
        (number_format for _, _, number_format in values), key=lambda code: (len(code.partition(".")[2]), len(code))
    )
    formula = f"SUM({reference(_HEAD_ROWS, column)}:{reference(last, column)})"
    return SheetCell(column, _figure(number_format), format(total.normalize(), "f"), "n", formula=formula)


def _sheet(
    name: str, title: str, rows: Sequence[Sequence[SheetCell]], fixed: Mapping[int, float] | None = None
) -> PlainSheet:
    """A title above ``rows``, the first of which is the heading; ``fixed`` gives columns a width in pt.

    The others are as wide as their texts.
    """
    count = len(rows[0])
    columns = [(fixed or {}).get(column) or _width([row[column].value for row in rows]) for column in range(count)]
    high = [
        max(24.0, *(needed_height(cell.value, columns[cell.column], cell.format.font.size) for cell in row))
        for row in rows
    ]
    top = SheetRow(tuple(SheetCell(column, _TITLE, "" if column else title) for column in range(count)), 40.0)
    body = (SheetRow(tuple(row), height) for row, height in zip(rows, high, strict=True))
    width, height = _LANDSCAPE if sum(columns) > _PORTRAIT[0] - _MARGINS.left - _MARGINS.right else _PORTRAIT
    page = PageSetup(width, height, _MARGINS, headings=(0, _HEAD_ROWS - 1))
    return PlainSheet(name, tuple(columns), (top, *body), (MergedRange(0, 0, 0, count - 1),), page, frozen=_HEAD_ROWS)


def _width(texts: Sequence[str]) -> float:
    """The width of a column that shows these texts, in pt."""
    longest = max(nominal_text_width(text) for text in texts) * _SIZE * 1.1 + 8.0
    return min(max(longest, _NARROWEST), _WIDEST)
