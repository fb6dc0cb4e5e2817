"""Reads a project file and the files of its 沿用, and defines its sub-forms: the name of each and what it overrides.

A sub-form has a layer for each place that gives it: a row of a table or an entry of 各表, in this file or in one of
沿用. ``merge`` puts one layer over another; mappings merge deeply and in place, a list or scalar replaces, new entries
come last; the scalar of an indicator that has attributes replaces its 指标值 only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.problem import Problem, Severity, Source
from generator.project.form_names import name_problems
from generator.project.indicators.overrides import with_value
from generator.project.keywords import (
    BARE_VALUE,
    BY,
    DATA,
    EACH,
    FORMS,
    GIVEN,
    HIDDEN,
    INHERIT,
    KEEP,
    KIND,
    SHEET,
    SKIP,
    STRUCTURE,
    TREE,
    VALUE,
)
from generator.project.problems import any_error, did_you_mean, error
from generator.project.tables.selection import SHOWN, place_of, select
from generator.project.tables.tables import DataCell, DataTable, read_table
from generator.project.workbook.reader import read_workbook
from generator.project.workbook.sheets import WORKBOOK
from generator.project.yaml.nodes import Group, Node, Null, Text
from generator.project.yaml.reader import read_yaml
from generator.project.yaml.text_file import YamlPlace, with_file_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from generator.project.tables.not_forms import Row


_ROOT = 4
"""How many mappings lie above an indicator: the root, 绩效指标, a 一级 and a 二级."""


def merge(base: Group, over: Group, *, null_removes: bool) -> Group:
    """A new mapping: ``base`` with the entries of ``over`` merged in.

    With ``null_removes`` a null in ``over`` removes the entry, as in a sub-form; else it stays, a blank value.
    """
    return _merge(base, over, null_removes, _ROOT)


def _merge(base: Group, over: Group, null_removes: bool, level: int) -> Group:  # noqa: FBT001
    """``level`` counts down from ``_ROOT`` along 绩效指标; it is 1 where the entries are indicators, 0 outside."""
    entries = dict(base.entries)
    keys = dict(base.keys)
    for name, node in over.entries.items():
        if null_removes and isinstance(node, Null):
            entries.pop(name, None)
            keys.pop(name, None)
            continue
        under = entries.get(name)
        if isinstance(node, Group):
            below = level - 1 if level != _ROOT or name.endswith(TREE) else 0
            entries[name] = _merge(_as_group(under, node, level), node, null_removes, below)
            if isinstance(under, Group):
                continue  # a mapping that gets more entries keeps the place of its key
        elif level == 1 and isinstance(under, Group) and isinstance(node, Text):
            entries[name] = with_value(under, node)
            continue
        else:
            entries[name] = node
        keys[name] = over.keys.get(name, node.source)
    return Group(entries, base.source, keys)


def _as_group(under: Node | None, over: Group, level: int) -> Group:
    """What the entries of ``over`` merge into.

    An indicator that ``under`` gives as one value becomes a mapping with that 指标值, unless ``over`` gives its own.
    """
    if isinstance(under, Group):
        return under
    if level == 1 and isinstance(under, Text) and over.entries.keys().isdisjoint((VALUE, BARE_VALUE, KIND)):
        return Group({VALUE: under}, under.source, {VALUE: under.source})
    return Group({}, over.source)


class Layer(Struct, frozen=True):
    """One project file of a chain of 沿用."""

    place: YamlPlace
    root: Group


def read_project_file(path: Path, shown_as: str) -> tuple[Group | None, list[Problem]]:
    """The mapping that a project file holds, be it YAML or a workbook; None if it cannot be used; and its problems."""
    read = read_workbook if path.suffix.lower() == WORKBOOK else read_yaml
    return read(path, shown_as)


def read_chain(place: YamlPlace) -> tuple[list[Layer] | None, list[Problem]]:
    """The file and those that its 沿用 leads to, the last of these first; None if one of them cannot be used."""
    layers: list[Layer] = []
    seen: dict[Path, str] = {}
    problems: list[Problem] = []
    while True:
        root, found = read_project_file(place.path, place.shown_as)
        problems += found
        if root is None:
            return None, problems
        seen[place.path.resolve()] = place.shown_as
        layers.insert(0, Layer(place, root))
        following = _next(layers[0], seen)
        if following is None:
            return (None if any_error(problems) else layers), problems
        if isinstance(following, Problem):
            return None, [*problems, following]
        place = following


def _next(layer: Layer, seen: dict[Path, str]) -> YamlPlace | Problem | None:
    """The file that 沿用 of a file names; None if it names none. ``seen`` are the files of the chain so far."""
    node = layer.root.entries.get(INHERIT)
    if node is None or isinstance(node, Null):
        return None
    if not isinstance(node, Text) or not node.value.strip():
        return error("P001", node.source, "沿用 后面应为另一个项目文件的名称，如 沿用: 2023年.yaml", field=INHERIT)
    place = layer.place.beside(node.value.strip(), node.source)
    if isinstance(place, Problem):
        return place
    real = place.path.resolve()
    if real in seen:
        ring = [*list(seen.values())[list(seen).index(real) :], seen[real]]
        return error("P002", node.source, f"沿用成了一圈：{' → '.join(ring)}", field=INHERIT)
    if not place.path.is_file():
        return error("P001", node.source, f"找不到沿用的项目文件“{place.shown_as}”", field=INHERIT)
    return place


_KEYS = (BY, EACH, DATA, SHEET, HIDDEN)


class TableRow(Struct, frozen=True):
    """A row of a table: the cells stand in the order of the headings."""

    headings: tuple[DataCell, ...]
    cells: tuple[DataCell | None, ...]

    def group(self) -> Group:
        """The row as a mapping of headings to texts, without the blank cells."""
        pairs = zip(self.headings, self.cells, strict=False)
        entries: dict[str, Node] = {
            head.text: Text(cell.text, cell.source) for head, cell in pairs if cell and head.text
        }
        source = next(iter(entries.values())).source if entries else self.headings[0].source
        return Group(entries, source, {name: node.source for name, node in entries.items()})


class Definition(Struct, frozen=True):
    """A sub-form as the project file defines it; ``number`` counts from 1 and includes those that cannot be made."""

    name: str
    number: int
    source: Source
    layers: tuple[Group | TableRow, ...]

    def overrides(self, by: tuple[str, ...]) -> Group:
        """Everything that this sub-form gives, with its name as the value of the variables in ``by``.

        A null stays: it removes an entry when the result is merged with the base.
        """
        name = Text(self.name, self.source)
        whole = Group(dict.fromkeys(by, name), self.source, dict.fromkeys(by, self.source))
        for layer in self.layers:
            whole = merge(whole, layer.group() if isinstance(layer, TableRow) else layer, null_removes=False)
        return whole


class SubFormDefinitions(Struct):
    """The sub-forms of a chain of files, collected while these are read, with their problems.

    ``broken`` are the names of those that cannot be made; a dict for its order.
    """

    by: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    layers: dict[str, list[Group | TableRow]] = field(default_factory=dict)
    headings: list[DataCell] = field(default_factory=list)
    broken: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False
    """Whether 分表 itself is wrong, so that nothing can be made."""

    def add(self, name: str, source: Source, layer: Group | TableRow) -> None:
        """Add a layer of a sub-form on top of those it has."""
        self.layers.setdefault(name, []).append(layer)
        self.sources[name] = source

    def reject_form(self, code: str, source: Source, message: str, name: str) -> None:
        """Report an error because of which one sub-form cannot be made."""
        self.problems.append(error(code, source, message, name))
        self.broken[name] = None

    def reject_all(self, code: str, source: Source, message: str) -> None:
        """Report an error because of which no sub-form can be made."""
        self.problems.append(error(code, source, message, field=FORMS))
        self.unusable = True

    def definitions(self) -> Iterator[Definition]:
        """All sub-forms in order, also the broken ones."""
        for number, (name, layers) in enumerate(self.layers.items(), 1):
            yield Definition(name, number, self.sources[name], tuple(layers))


def read_sub_forms(chain: list[Layer]) -> SubFormDefinitions | None:
    """The sub-forms that the files of a chain define together; None for a project without 分表."""
    forms = SubFormDefinitions()
    given = [(layer.place, layer.root.entries[FORMS]) for layer in chain if FORMS in layer.root.entries]
    if not given:
        return None
    for place, node in given:
        _read(forms, place, node)
    if not forms.unusable:
        node = given[-1][1]
        if not forms.by:
            forms.reject_all("P005", node.source, "分表缺少 按：写明各表名称填入哪个变量，如 按: 市州")
        elif not forms.layers and not forms.broken:
            forms.reject_all("P004", node.source, "分表里一个表也没有，请在 各表 下面写上，或用 数据 指明表格文件")
        for name, problem in name_problems(forms.sources):
            forms.problems.append(problem)
            if problem.severity is Severity.ERROR:
                forms.broken[name] = None
    return forms


def _read(forms: SubFormDefinitions, place: YamlPlace, node: Node) -> None:
    """Add what 分表 of one file defines."""
    if not isinstance(node, Group):
        hint = "（冒号是全角的“：”，请改成半角的“:”加空格）" if isinstance(node, Text) and "：" in node.value else ""
        forms.reject_all("P004", node.source, f"分表 下面应有 按 和 各表（或 数据）{hint}")
        return
    entries = node.entries
    _check_keys(forms, node)
    by = entries.get(BY)
    if isinstance(by, Text) and by.value.strip():
        if by.value.strip() not in forms.by:
            forms.by.append(by.value.strip())
        if by.value.strip() in STRUCTURE | GIVEN | {TREE}:
            forms.reject_all("P005", by.source, f"按 后面不能是“{by.value.strip()}”，请换一个变量名")
    elif by is not None:
        forms.reject_all("P005", by.source, "按 后面应为变量名，如 按: 市州")
    if EACH not in entries and DATA not in entries and not forms.layers:
        forms.reject_all("P006", node.source, "分表缺少 各表（每个分表的数据）或 数据（表格文件的名称）")
    choice = entries.get(HIDDEN)
    if choice is not None and not (isinstance(choice, Text) and choice.value.strip() in {SKIP, KEEP}):
        forms.reject_all("P006", choice.source, f"{HIDDEN} 后面应为 {SKIP} 或 {KEEP}")
    sheet = entries.get(SHEET)
    if sheet is not None and not (isinstance(sheet, Text) and sheet.value.strip()):
        forms.reject_all("P006", sheet.source, f"{SHEET} 后面应为工作表的名称，如 {SHEET}: Sheet1")
    # Tables first, so that entries of 各表 override their rows.
    if (file := entries.get(DATA)) is not None:
        _read_table(forms, place, file, node)
    if (each := entries.get(EACH)) is not None:
        _read_each(forms, place, each)


def _check_keys(forms: SubFormDefinitions, node: Group) -> None:
    for key, child in node.entries.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            if not hint and isinstance(child, Group):
                hint = "；如果它是一个分表，请写在 各表 下面"
            forms.reject_all("P007", node.keys.get(key, child.source), f"分表里没有“{key}”这一项{hint}")


def _read_each(forms: SubFormDefinitions, place: YamlPlace, node: Node) -> None:
    if not isinstance(node, Group):
        if not (isinstance(node, Null) and forms.layers):
            forms.reject_all("P008", node.source, "各表 下面应一行一个分表，如 甲市: {资金: 410}")
        return
    for name, child in node.entries.items():
        source = node.keys.get(name, child.source)
        if isinstance(child, Null):
            child = Group({}, child.source)  # noqa: PLW2901  # a sub-form that overrides nothing
        if not isinstance(child, Group):
            wide = isinstance(child, Text) and "：" in child.value
            hint = "冒号是全角的“：”，请改成半角的“:”加空格" if wide else "应为 {变量: 值, …}"
            forms.reject_form("P009", child.source, f"分表“{name}”不是一组变量：{hint}", name)
            forms.add(name, source, Group({}, child.source))  # it still counts in 总数
            continue
        loaded, problems = with_file_texts(child, place)
        forms.problems += [_with_form(problem, name) for problem in problems]
        if any_error(problems):
            forms.broken[name] = None
        if isinstance(loaded, Group):
            forms.add(name, source, loaded)


def _with_form(problem: Problem, name: str) -> Problem:
    return Problem(problem.source, problem.code, problem.message, name, problem.field, problem.severity)


def _read_table(forms: SubFormDefinitions, place: YamlPlace, node: Node, whole: Group) -> None:
    """Add the rows of the table that ``node`` names; ``whole`` is 分表."""
    if not isinstance(node, Text) or not node.value.strip():
        forms.reject_all("P006", node.source, "数据 后面应为表格文件的名称，如 数据: 各市州.xlsx")
        return
    file = place.beside(node.value.strip(), node.source)
    if isinstance(file, Problem):
        forms.problems.append(file)
        forms.unusable = True
        return
    by = forms.by[-1] if forms.by else ""
    sheet = whole.entries.get(SHEET)
    chosen = sheet.value.strip() if isinstance(sheet, Text) else ""
    table, problems = read_table(file.path, file.shown_as, node.source, by, chosen)
    if table is None:
        forms.problems += problems
        forms.unusable = True
    elif by:
        if not chosen:
            forms.problems += _unread_sheets(table, node.source)
        rest = _add_rows(forms, table, by, whole, problems)
        forms.problems += rest
        forms.unusable = forms.unusable or any_error(rest)


def _unread_sheets(table: DataTable, at: Source) -> Iterator[Problem]:
    """What is said of other sheets with data: a warning where one has the names of sub-forms too."""
    names = "、".join(f"“{sheet.title}”" for sheet in table.other_sheets[:SHOWN])
    if names:
        has_names = any(sheet.has_key for sheet in table.other_sheets)
        message = (
            f"工作簿里还有工作表{names}有数据，没有读（读的是“{table.sheet}”）："
            f"要读别的，请在 {FORMS} 下面写 {SHEET}: 名称；不要别的，也写明 {SHEET}: {table.sheet}"
        )
        yield Problem(at, "P055", message, field=FORMS, severity=Severity.WARNING if has_names else Severity.INFO)


def _add_rows(
    forms: SubFormDefinitions, table: DataTable, by: str, whole: Group, problems: list[Problem]
) -> list[Problem]:
    """Add a sub-form for each row, and to it the problems of its row; returns the problems of no row."""
    headings = [heading.text for heading in table.headings]
    at = whole.entries[DATA].source
    if by not in headings:
        hint = did_you_mean(by, headings)
        where = f"；表头像是在第 {table.headings[0].source.line} 行：{'、'.join(headings[:SHOWN])}"
        forms.reject_all("P010", at, f"表格里没有 按 所说的“{by}”这一列{hint or where}")
        return problems
    for heading in table.headings:
        if heading.text in STRUCTURE | GIVEN | {TREE}:
            forms.reject_all("P024", heading.source, f"表头不能是“{heading.text}”，它另有用途，请换个名称")
    forms.headings += [heading for heading in table.headings if heading.text and heading.text not in forms.by]
    column = headings.index(by)
    seen: dict[str, Source] = {}
    rows, problems = _rows_of_forms(forms, table, column, whole, problems)
    for cells in rows:
        cell = cells[column]
        if cell is None or not cell.text.strip():
            first = place_of(cells, at)
            label = f"第{first.line}行" if first.line else "没有名称的一行"
            forms.reject_form("P011", first, f"这一行没有“{by}”，不知道是哪个分表", label)
            continue
        name = cell.text.strip()
        if name in seen:
            forms.reject_form("P012", cell.source, f"“{name}”在表格里出现了两次（另一次在第{seen[name].line}行）", name)
            continue
        seen[name] = cell.source
        forms.add(name, cell.source, TableRow(table.headings, cells))
        if problems:
            problems = _move_row_problems(forms, name, cells, problems)
    return problems


def _rows_of_forms(
    forms: SubFormDefinitions, table: DataTable, column: int, whole: Group, problems: list[Problem]
) -> tuple[Sequence[Row], list[Problem]]:
    """The rows that are sub-forms, and the problems of these: without totals, remarks, and what the user skips."""
    each, hidden = whole.entries.get(EACH), whole.entries.get(HIDDEN)
    asked = forms.layers.keys() | (each.entries.keys() if isinstance(each, Group) else set())
    choice = hidden.value.strip() if isinstance(hidden, Text) else ""
    selection = select(table, column, asked, choice, whole.source)
    forms.problems += selection.problems
    for name, problem in selection.refused:
        forms.problems.append(problem)
        forms.broken[name] = None
    return selection.rows, [problem for problem in problems if problem.source.line not in selection.lines]


def _move_row_problems(
    forms: SubFormDefinitions, name: str, cells: tuple[DataCell | None, ...], problems: list[Problem]
) -> list[Problem]:
    """Add the problems on the lines of one row to its sub-form; returns the others."""
    lines = {cell.source.line for cell in cells if cell is not None}
    mine = [problem for problem in problems if problem.source.line in lines]
    forms.problems += [_with_form(problem, name) for problem in mine]
    if any_error(mine):
        forms.broken[name] = None
    return [problem for problem in problems if problem not in mine]


__all__ = ["Definition", "SubFormDefinitions", "TableRow", "read_sub_forms"]
