"""Finds what is wrong with the results of formulas in a form: errors of Excel, and texts that a total leaves out.

What cannot be calculated here is no fault of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from generator.chinese.quantity import is_bare_quantity
from generator.office.columns import letters_of
from generator.problem import Severity
from generator.template.excel.calculation.error_values import error_message, shortened
from generator.template.excel.calculation.functions import summed_areas
from generator.template.excel.calculation.sheets import Calculator, Place
from generator.template.excel.calculation.syntax import Call, Node, calls_in
from generator.template.excel.calculation.values import CellError, UnknownError
from generator.template.excel.formulas import LONGEST
from generator.template.excel.tree import MAX_ROW, RangeReference
from generator.template.language.tags import TemplateCode

_MOST_TEXTS = 5


class Fault(Struct, frozen=True):
    """Something wrong with the cell ``place`` of a filled sheet, as ``message`` says."""

    place: Place
    code: TemplateCode
    message: str
    severity: Severity = Severity.ERROR


def faults_in(calculator: Calculator) -> Iterator[Fault]:
    """The faults of all cells, sheet by sheet."""
    yield from _too_long(calculator)
    yield from _errors(calculator)
    yield from _left_out(calculator)


def _too_long(calculator: Calculator) -> Iterator[Fault]:
    """Formulas that Excel could not open: totals of many rows between which others stand."""
    for number, sheet in enumerate(calculator.sheets):
        for at, formula in sheet.formulas.items():
            if len(formula) > LONGEST:
                message = (
                    f"={shortened(formula)} 引用的各行之间夹着别的行，分成很多段，公式有 {len(formula):,} 个字符，"
                    f"Excel 最多 {LONGEST:,} 个；请把要算的数放在单独的一列，公式引用整列"
                )
                yield Fault((number, *at), TemplateCode.ERROR_VALUE, message)


def _errors(calculator: Calculator) -> Iterator[Fault]:
    """Cells that print an error."""
    for number, sheet in enumerate(calculator.sheets):
        for at, content in sheet.values.items():
            if isinstance(content, CellError) and calculator.shows((number, *at)):
                yield Fault((number, *at), TemplateCode.ERROR_VALUE, error_message("", str(content)))
    for place, result in calculator.results.items():
        if not isinstance(result, CellError) or not calculator.shows(place):
            continue
        # What only shows the error of another cell is told there.
        if result.origin in {None, place} or not calculator.shows(result.origin):
            message = error_message(calculator.sheets[place[0]].formulas[place[1:]], str(result))
            yield Fault(place, TemplateCode.ERROR_VALUE, message)


def _left_out(calculator: Calculator) -> Iterator[Fault]:
    """A warning for each formula that sums numbers and leaves out texts which no formula before it left out."""
    quantities = _quantities(calculator)
    told: set[Place] = set()
    trees = {place: tree for place in calculator.results if quantities and (tree := _tree(calculator, place))}
    # A total itself is told rather than what computes with one, as a share does.
    for place in sorted(trees, key=lambda place: not _is_total(trees[place])):
        found = dict(_texts_left_out(calculator, place, trees[place], quantities))
        if found.keys() <= told:
            continue
        told |= found.keys()
        shown = [f"{letters_of(column)}{row} 的“{text}”" for (_, row, column), text in found.items()]
        more = f" 等 {len(shown)} 处" if len(shown) > _MOST_TEXTS else ""
        message = (
            f"={shortened(calculator.sheets[place[0]].formulas[place[1:]])} 不算文字，漏了 "
            f"{'、'.join(shown[:_MOST_TEXTS])}{more}；要算进去的请只填数（“约”、单位等写到别处），不要算的请不放在引用的区域里"
        )
        yield Fault(place, TemplateCode.LEFT_OUT, message, Severity.WARNING)


def _quantities(calculator: Calculator) -> dict[Place, str]:
    """The cells whose text is a quantity, those with formulas included."""
    given = (
        ((number, *at), value) for number, sheet in enumerate(calculator.sheets) for at, value in sheet.values.items()
    )
    return {
        place: value
        for place, value in (*given, *calculator.results.items())
        if isinstance(value, str) and is_bare_quantity(value)
    }


def _is_total(tree: Node) -> bool:
    return isinstance(tree, Call) and bool(summed_areas(tree.name, tree.arguments))


def _tree(calculator: Calculator, place: Place) -> Node | None:
    try:
        return calculator.tree(place)
    except UnknownError:
        return None


def _texts_left_out(
    calculator: Calculator, place: Place, tree: Node, quantities: Mapping[Place, str]
) -> Iterator[tuple[Place, str]]:
    for area in (area for call in calls_in(tree) for area in summed_areas(call.name, call.arguments)):
        try:
            sheet, cells = calculator.area(area.text, place[0])
        except UnknownError:
            continue
        for at, text in quantities.items():
            if at[0] == sheet and at != place and cells.holds(*at[1:]) and not _is_heading(calculator, at, text, cells):
                yield at, text


def _is_heading(calculator: Calculator, at: Place, text: str, area: RangeReference) -> bool:
    """Whether a text of digits alone stands above all numbers of a whole column: the number of a column, or a year."""
    sheet, row, column = at
    if (area.top, area.bottom) != (1, MAX_ROW) or not text.strip(" ()（）").isdecimal():
        return False
    above = area.moved((1, row - 1), (column, column)) if row > 1 else None
    contents = calculator.contents(sheet, above) if above is not None else {}
    return not any(isinstance(each, Decimal) for each in contents.values())
