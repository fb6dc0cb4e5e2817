"""Reads a workbook into the tree of nodes that a YAML file of the same project gives, and finds all its problems.

The order of keys is that of the rows of 共同, then 绩效指标, 显示, 分表; a row of 共同 that only names a key
(``绩效指标 | （见工作表 指标）``) gives it its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.problem import Problem, Severity, Source
from generator.project.indicators.flat import has_tree_name
from generator.project.keywords import BY, DISPLAY, FORMS, LEVELS, PLACES
from generator.project.problems import did_you_mean
from generator.project.workbook.breakdowns import read_breakdowns
from generator.project.workbook.forms import Forms, asked_names, read_forms, read_records
from generator.project.workbook.names import (
    BREAKDOWNS,
    COMMON,
    DISPLAYS,
    FORM_INDICATORS,
    FORM_ROWS,
    INDICATORS,
    NOTES,
    OVERRIDES,
    SHEETS,
)
from generator.project.workbook.paths import PathRow, Paths, path_rows
from generator.project.workbook.sheets import ProjectSheet, read_sheets
from generator.project.workbook.slots import Slot
from generator.project.workbook.trees import read_form_trees, read_tree
from generator.project.yaml.nodes import Group, Text

if TYPE_CHECKING:
    from pathlib import Path


def read_workbook(path: Path, shown_as: str) -> tuple[Group | None, list[Problem]]:
    """The mapping that a workbook holds, None where it is none, and its problems, as ``read_yaml`` gives them."""
    sheets, problems = read_sheets(path, shown_as)
    if COMMON not in sheets:
        if not problems:
            message = f"工作簿里没有工作表“{COMMON}”，或是空的：要有它，第一列写 模板，后面写模板名称"
            problems.append(Problem(Source(shown_as), "Y111", message))
        return None, problems
    root = Slot(sheets[COMMON].heading_at(0))
    common = path_rows(sheets[COMMON], problems)
    _put_common(common, root, problems)
    if INDICATORS in sheets:
        read_tree(sheets[INDICATORS], root, problems)
    _put_trees(common, root, problems)
    if BREAKDOWNS in sheets:
        trees = {name: slot for name, slot in root.children.items() if has_tree_name(name)}
        is_flat = INDICATORS in sheets and sheets[INDICATORS].column(LEVELS[0]) is None
        read_breakdowns(sheets[BREAKDOWNS], trees, 1 if is_flat else len(LEVELS), _places(root), problems)
    if DISPLAYS in sheets:
        slot = root.child(DISPLAY, sheets[DISPLAYS].heading_at(0))
        _put_all(path_rows(sheets[DISPLAYS], problems), slot, problems)
    _put_forms(sheets, root, problems)
    node = root.node(problems)
    return (node if isinstance(node, Group) else None), _in_order(problems, sheets)


def _places(root: Slot) -> list[str]:
    """The names in 地区."""
    items = root.children[PLACES].items if PLACES in root.children else []
    return [item.value.value for item in items if isinstance(item.value, Text)]


def _put_common(rows: list[PathRow], root: Slot, problems: list[Problem]) -> None:
    """Put the rows of 共同; of the trees only the names, for the order of their indicators is that of 指标."""
    paths = Paths(root, problems)
    for row in rows:
        first = row.steps[0]
        if first.key is not None and has_tree_name(first.key):
            root.child(first.key, first.source)
        else:
            paths.put(row)


def _put_trees(rows: list[PathRow], root: Slot, problems: list[Problem]) -> None:
    _put_all([row for row in rows if row.steps[0].key is not None and has_tree_name(row.steps[0].key)], root, problems)


def _put_all(rows: list[PathRow], root: Slot, problems: list[Problem]) -> None:
    paths = Paths(root, problems)
    for row in rows:
        paths.put(row)


def _put_forms(sheets: dict[str, ProjectSheet], root: Slot, problems: list[Problem]) -> None:
    """Put the sub-forms: their rows, their indicators, what else they override, and their lists of records."""
    overrides = path_rows(sheets[OVERRIDES], problems) if OVERRIDES in sheets else []
    forms = Forms(root)
    others = [sheet for name, sheet in sheets.items() if name not in SHEETS]
    if FORM_ROWS in sheets:
        by = sheets[FORM_ROWS].headings[min(sheets[FORM_ROWS].headings)]
        about = [sheet for name, sheet in sheets.items() if name in {OVERRIDES, FORM_INDICATORS}]
        asked = asked_names([*about, *(sheet for sheet in others if _first(sheet) == by)])
        forms = read_forms(sheets[FORM_ROWS], root, asked, problems)
    elif FORM_INDICATORS in sheets or overrides or FORMS in root.children:
        slot = root.child(FORMS, root.source)
        named = slot.children[BY].value if BY in slot.children else None
        forms = Forms(slot, named.value.strip() if isinstance(named, Text) else "")
    # As in 共同, the indicators have the order of their own sheet.
    later: list[tuple[Slot, PathRow]] = []
    paths: dict[str, Paths] = {}
    for row in overrides:
        first, *steps = row.steps
        form = forms.form(first.key or "", first.source, problems)
        if form is None or first.key is None:
            continue
        below = PathRow(tuple(steps), row.value)
        if steps and steps[0].key is not None and has_tree_name(steps[0].key):
            form.child(steps[0].key, steps[0].source)
            later.append((form, below))
        else:
            paths.setdefault(first.key, Paths(form, problems)).put(below)
    if FORM_INDICATORS in sheets:
        read_form_trees(sheets[FORM_INDICATORS], lambda name, at: forms.form(name, at, problems), problems)
    trees: dict[int, Paths] = {}
    for form, below in later:
        trees.setdefault(id(form), Paths(form, problems)).put(below)
    for sheet in others:
        if forms.by and _first(sheet) == forms.by:
            read_records(sheet, forms, problems)
        else:
            problems.append(_unknown(sheet, forms.by))


def _first(sheet: ProjectSheet) -> str:
    return sheet.headings[min(sheet.headings)]


def _unknown(sheet: ProjectSheet, by: str) -> Problem:
    """A warning about a sheet that is not read."""
    near = did_you_mean(sheet.title, SHEETS)
    records = f"：各分表的明细，第一列的表头应为“{by}”" if by else ""
    message = f"工作表“{sheet.title}”没有读{near or records}；不是项目内容的，请把它叫作“{NOTES}”，或隐藏起来"
    return Problem(sheet.heading_at(min(sheet.headings)), "Y112", message, severity=Severity.WARNING)


def _in_order(problems: list[Problem], sheets: dict[str, ProjectSheet]) -> list[Problem]:
    """The problems in order of the sheets, their rows and columns."""
    order = {f"工作表 {sheet.raw.sheet} ": place for place, sheet in enumerate(sheets.values())}

    def place(problem: Problem) -> tuple[int, int, int]:
        source = problem.source
        found = next((place for start, place in order.items() if source.place.startswith(start)), -1)
        return found, source.line or 0, source.column or 0

    return sorted(problems, key=place)
