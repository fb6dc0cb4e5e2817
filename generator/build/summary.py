"""Makes 汇总.xlsx, which stands beside the forms of a project: a list with links and states, figures, indicators.

Also its parts that are shown elsewhere: the figures in front of a book, and the indicators of ``check --matrix -o``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from generator.build.companions import CATEGORY, SUMMARY, Finished, FormState, State
from generator.build.folder import output_name
from generator.build.prepare import MOST_CHECKED
from generator.check.inspect import Inspection, severity_counts
from generator.check.matrix import HEADINGS, SUM, Matrix, matrix
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.names import unique_sheet_name
from generator.chinese.number_format import cell_value
from generator.problem import Problem, Severity, Source
from generator.writers.excel.lists import CENTRED, FIGURE, HEADING, LINK, MARKED, TEXT, ListCell, add_list, figure
from generator.writers.excel.workbook import new_workbook, workbook_bytes

CONTENTS, FIGURES, INDICATORS = "目录", "数据", "指标"
"""The names of the sheets."""

_KINDS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF"}
_FIRST_ROW = 3  # of a list below its title and its heading
_LEVEL_WIDTHS = {0: 66.0, 1: 90.0, 2: 150.0}  # pt
_VALUE_WIDTH, _STATE_WIDTH = 90.0, 200.0


def summary_bytes(finished: Finished) -> bytes:
    """The workbook."""
    book = new_workbook()
    project = finished.prepared.project
    inspection = finished.checks.inspection
    add_list(
        book,
        CONTENTS,
        _contents(finished.forms, inspection),
        title=f"{project.name}：目录",
        widths=_contents_widths(finished),
    )
    given = {form.name: form.figures for form in finished.forms}
    variables = [name for name in project.variables if any(name in figures for figures in given.values())]
    if variables:
        add_list(book, FIGURES, figure_rows(given, variables), title=f"{project.name}：各分表的数据", fixed=2)
    if inspection is not None and len(finished.forms) <= MOST_CHECKED:
        add_matrix(book, matrix(inspection.subject), INDICATORS)
    return workbook_bytes(book, f"{project.name}：{SUMMARY.stem}", CATEGORY)


def without_checks(finished: Finished) -> tuple[Problem, ...]:
    """A remark where there are too many forms to check and to show side by side."""
    if finished.checks.are_run and len(finished.forms) <= MOST_CHECKED:
        return ()
    source = Source(str(finished.folder / SUMMARY.file_name(finished.prepared.project)))
    message = f"分表超过 {MOST_CHECKED:,} 个，{SUMMARY.stem}里没有指标对照；需要时请分成几个项目文件"
    return (Problem(source, "O023", message, severity=Severity.INFO),)


# The list


def _contents(forms: Sequence[FormState], inspection: Inspection | None) -> list[list[ListCell]]:
    """A row for each form: its number, its name, a link to each of its files, its state, what the checks found."""
    kinds = [kind for kind in _KINDS if any(kind in form.suffixes for form in forms)]
    headings = [
        "序号",
        "分表",
        *(_KINDS[kind] for kind in kinds),
        "状态",
        *(["检查"] if inspection is not None else []),
    ]
    rows = [[ListCell(text, HEADING) for text in headings]]
    found = _found(inspection) if inspection is not None else {}
    for number, form in enumerate(forms, 1):
        files = (_file(form, kind) for kind in kinds)
        checked = [_checked(found.get(form.name, ()))] if inspection is not None else []
        rows.append([_serial(number), ListCell(form.name), *files, _state(form), *checked])
    if found.get(""):
        blank = [ListCell() for _ in kinds]
        rows.append([ListCell(), ListCell("（整个项目）"), *blank, ListCell(), _checked(found[""])])
    return rows


def _contents_widths(finished: Finished) -> dict[int, float]:
    """The widths in pt of the columns that hold sentences."""
    kinds = sum(any(kind in form.suffixes for form in finished.forms) for kind in _KINDS)
    is_told = any(form.reason for form in finished.forms)
    return {2 + kinds: _STATE_WIDTH} if is_told else {}


def _found(inspection: Inspection) -> dict[str, list[Problem]]:
    """What the checks found in each form; in none of them, but in the project, under a blank name."""
    names = {form.name for form in inspection.subject.forms}
    found: dict[str, list[Problem]] = {}
    for problem in inspection.problems:
        found.setdefault(problem.form if problem.form in names else "", []).append(problem)
    return found


def _serial(number: int) -> ListCell:
    return ListCell(str(number), FIGURE, "0")


def _file(form: FormState, kind: str) -> ListCell:
    if kind not in form.suffixes:
        return ListCell("", CENTRED)
    return ListCell("打开", LINK, link=output_name(form.name, kind))


def _state(form: FormState) -> ListCell:
    reason = f"：{form.reason}" if form.reason else ""
    return ListCell(f"{form.state}{reason}", CENTRED if form.state is State.DONE else MARKED)


def _checked(problems: Collection[Problem]) -> ListCell:
    errors, warnings, remarks = severity_counts(problems)
    numbers = {"错误": errors, "警告": warnings, "提示": remarks}
    text = "，".join(f"{name} {number}" for name, number in numbers.items() if number)
    return ListCell(text or "没有发现问题", MARKED if errors or warnings else CENTRED)


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
    if not values or not name_adds_up(variable) or any(kind != "n" or code.endswith("%") for kind, _, code in values):
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
    values = dict.fromkeys(range(len(HEADINGS), len(rows[0])), _VALUE_WIDTH)
    add_list(book, name, rows, widths=_LEVEL_WIDTHS | values, fixed=len(HEADINGS))
