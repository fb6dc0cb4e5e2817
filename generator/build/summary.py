"""Makes lists over all forms of a project: their figures with totals, and their indicators side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from generator.check.matrix import HEADINGS, SUM, Matrix
from generator.chinese.names import unique_sheet_name
from generator.chinese.number_format import cell_value
from generator.chinese.quantity import adds_up
from generator.writers.excel.lists import FIGURE, HEADING, LINK, MARKED, TEXT, ListCell, add_list, figure
from generator.writers.excel.workbook import new_workbook, workbook_bytes

_FIRST_ROW = 3  # of a list below its title and its heading
_LEVEL_WIDTHS = {0: 66.0, 1: 90.0, 2: 150.0}  # pt
_VALUE_WIDTH = 90.0


def _serial(number: int) -> ListCell:
    return ListCell(str(number), FIGURE, "0")


# The figures


def figure_rows(
    forms: Mapping[str, Mapping[str, str]], variables: Sequence[str], sheets: Sequence[str] = ()
) -> list[list[ListCell]]:
    """A list to be put below a title: a row for each form, a column for each variable, and the totals.

    ``forms`` has the values of each form by variable, as typed. ``sheets`` are those to which the names lead, if any.
    """
    rows = [[ListCell(text, HEADING) for text in ("序号", "分表", *variables)]]
    for number, (name, values) in enumerate(forms.items(), 1):
        label = ListCell(name, LINK, sheet=sheets[number - 1]) if sheets else ListCell(name)
        rows.append([_serial(number), label, *(figure(values.get(variable, "")) for variable in variables)])
    last = _FIRST_ROW + len(forms) - 1
    totals = [
        _total(column, variable, [text for values in forms.values() if (text := values.get(variable, ""))], last)
        for column, variable in enumerate(variables, 3)
    ]
    if any(total.formula for total in totals):
        rows.append([ListCell("", HEADING), ListCell(SUM, HEADING), *totals])
    return rows


def numeric(forms: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The variables whose values are numbers in all forms that give one, in the order in which they first come."""
    given: dict[str, list[str]] = {}
    for values in forms.values():
        for variable, text in values.items():
            given.setdefault(variable, []).append(text)
    kinds = {variable: {cell_value(text)[0] for text in texts if text} for variable, texts in given.items()}
    return [variable for variable, found in kinds.items() if found == {"n"}]


def _total(column: int, variable: str, texts: Sequence[str], last: int) -> ListCell:
    """The sum of a column, in the format of its figure with the most decimals; blank where it does not add up."""
    values = [cell_value(text) for text in texts]
    if not values or not adds_up(variable) or any(kind != "n" or code.endswith("%") for kind, _, code in values):
        return ListCell("", FIGURE)
    total = sum((Decimal(value) for _, value, _ in values), Decimal(0))
    number_format = max((code for _, _, code in values), key=lambda code: (len(code.partition(".")[2]), len(code)))
    letter = get_column_letter(column)
    formula = f"SUM({letter}{_FIRST_ROW}:{letter}{last})"
    return ListCell(format(total, "f"), FIGURE, number_format, formula)


# The indicators


def matrix_workbook(found: Sequence[Matrix]) -> bytes:
    """A sheet for each project; every cell is text, never a formula."""
    book = new_workbook()
    taken: set[str] = set()
    for each in found:
        add_matrix(book, each, unique_sheet_name(each.name, taken))
    if not found:
        book.create_sheet("空")
    return workbook_bytes(book)


def add_matrix(book: Workbook, found: Matrix, name: str) -> None:
    """Add a sheet with the indicators of all forms side by side; what deviates is marked."""
    rows = [[ListCell(text, HEADING) for text in (*HEADINGS, *found.forms, SUM)]]
    for line in found.lines:
        cells = (ListCell(cell.text, MARKED if cell.is_odd else TEXT) for cell in line.cells)
        rows.append([*map(ListCell, line.levels), *cells, ListCell(line.total)])
    if any(found.foot):
        rows.append([ListCell(text, HEADING) for text in (SUM, "", "", *found.foot, "")])
    values = dict.fromkeys(range(len(HEADINGS), len(rows[0])), _VALUE_WIDTH)
    add_list(book, name, rows, widths=_LEVEL_WIDTHS | values, fixed=len(HEADINGS))
