"""Says in words why a cell shows an error of Excel, and finds the cells of a template that show one in every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.office.columns import letters_of
from generator.office.xml import qn
from generator.problem import Problem, Source
from generator.template.excel.calculation.values import DIV_0, NOT_AVAILABLE, NUM, REF, VALUE
from generator.template.excel.compiled import SheetLayout
from generator.template.excel.formulas import Formula, Reference, StoredResult
from generator.template.excel.tree import ROW, C, F, V, area_of, whole_number
from generator.template.language.tags import TemplateCode

_UNKNOWN_NAME = "#NAME?"
_CAUSES: Mapping[str, str] = {
    DIV_0: "除数是 0 或空白，或没有可以平均的数",
    REF: "引用的格子没有了（删去的行、列、工作表，或一份也没有的重复行），或超出了区域",
    VALUE: "拿文字当数来算，或参数不对",
    NOT_AVAILABLE: "要找的值没有找到",
    _UNKNOWN_NAME: "函数或名称不认识",
    NUM: "数太大，或这个函数算不了这样的数",
    "#NULL!": "两个区域没有相交的格子",
}
_ON = frozenset({"1", "true"})
_MOST_SHOWN = 80  # characters of a formula in a message
_CATCH_ERRORS = ("IFERROR(", "IFNA(", "ISERROR(", "ISERR(", "ISNA(", "_XLFN.IFNA(", "AGGREGATE(")


def _advice(formula: str, error: str) -> str:
    if error in {REF, _UNKNOWN_NAME, "#NULL!"}:
        return "请改正公式里的引用和名称"
    is_whole = len(formula) <= _MOST_SHOWN and "IFERROR" not in formula.upper()
    return "请核对用到的格子" + (f'，或写成 =IFERROR({formula},"")' if is_whole else "")


def error_message(formula: str, error: str) -> str:
    """What is wrong with a formula whose value is an error, and what to do; empty: the cell has no formula."""
    if not formula:
        return f"格子里是错误值 {error}，会照样印出来；请删去，或填上内容"
    cause = _CAUSES.get(error, "算不出")
    return f"={shortened(formula)} 的结果是 {error}，会照样印出来：{cause}；{_advice(formula, error)}"


def shortened(formula: str) -> str:
    """A formula as messages show it."""
    return formula if len(formula) <= _MOST_SHOWN else f"{formula[:_MOST_SHOWN]}…"


def lasting_errors(file: str, layout: SheetLayout, stored: Mapping[tuple[int, int], StoredResult]) -> Iterator[Problem]:
    """The cells of a sheet that show an error whatever is filled in; ``stored`` are the results that hold."""
    hidden_rows = {whole_number(row.get("r")) for row in layout.root.iter(ROW) if row.get("hidden") in _ON}
    spans = [
        (whole_number(col.get("min")), whole_number(col.get("max")))
        for col in layout.root.iter(qn("ss:col"))
        if col.get("hidden") in _ON
    ]

    def shows(row: int, column: int) -> bool:
        return row not in hidden_rows and not any(first <= column <= last for first, last in spans)

    for formula in layout.formulas:
        result = stored.get((formula.row, formula.column))
        if result is None and formula.stored is not None and formula.stored.text == _UNKNOWN_NAME:
            result = formula.stored  # a name does not become known by what is filled in
        error = result.text if result is not None and result.kind == "e" else _written_error(formula.formula)
        if error and shows(formula.row, formula.column):
            text = "".join(each.text if isinstance(each, Reference) else each for each in formula.formula.pieces)
            yield _problem(file, layout, f"{letters_of(formula.column)}{formula.row}", error_message(text, error))
    for cell in layout.root.iter(C):
        area = area_of(cell.get("r", ""))
        if cell.get("t") == "e" and cell.find(F) is None and area is not None and shows(area.top, area.left):
            yield _problem(file, layout, str(area), error_message("", cell.findtext(V) or ""))


def _written_error(formula: Formula) -> str:
    """The error that a formula holds in place of a reference; empty if it has none, or catches errors."""
    texts = [each.upper() for each in formula.pieces if isinstance(each, str)]
    if any(each in _CATCH_ERRORS for each in texts):
        return ""
    return next((error for each in texts for error in _CAUSES if each.endswith(error)), "")


def _problem(file: str, layout: SheetLayout, cell: str, message: str) -> Problem:
    return Problem(Source(file, place=f"工作表“{layout.title}” {cell}"), TemplateCode.ERROR_VALUE, message)
