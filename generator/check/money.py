"""Finds the figures of a form that rules add up: funds by their group, and 分值 and 得分 by 一级."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from generator.check.subject import Field, Form, text_of
from generator.check.wording import is_blank, number_in, points_in
from generator.chinese.indicator_names import unit_in_name
from generator.chinese.numbers import half_width, plain
from generator.chinese.quantity import MULTIPLE, multiple_of
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role, folded, vocabulary
from generator.jinja.values import IndicatorRow, Label, Typed

_MOST = 12  # more addends than this are shortened in the middle
_SHOWN = 4


def shown_sum(addends: Sequence[Decimal], unit: str = "") -> str:
    """An addition as a message shows it, ``9.9 + 49.8 = 59.7``; only the sum if there is one addend.

    Of many addends those in the middle are left out.
    """
    total = f"{plain(sum(addends, Decimal(0)))}{unit}"
    if len(addends) < 2:
        return total
    shown = [_addend(number) for number in addends]
    if len(shown) > _MOST:
        shown = [*shown[:_SHOWN], f"…（共 {len(shown)} 个数）…", *shown[-_SHOWN:]]
    return f"{' + '.join(shown)} = {total}"


def _addend(number: Decimal) -> str:
    return f"({plain(number)})" if number < 0 else plain(number)


BUDGETS = ((Role.BUDGET, Role.EXPENSE_TOTAL), (Role.FUNDS, Role.FIRST_BUDGET, Role.RECEIVED))
"""What could be spent; 执行率 is computed on the first of these that a form states."""
TOTALS = frozenset((Role.FUNDS, Role.PERIOD_FUNDS, Role.INVESTMENT, Role.SUM_ROW))
"""What funds add up to."""

Table = Mapping[str, Field]
"""The fields of one group by folded name, without names that occur twice."""


def tables(form: Form) -> dict[str, Table]:
    """The groups of fields of a form by their path, those in lists aside; the path of the top level is blank.

    What stands in a group 其中 belongs to the group around it.
    """
    found: dict[str, dict[str, Field]] = {}
    twice: set[tuple[str, str]] = set()
    listed = {id(field) for rows in records(form) for row in rows for field in row.values()}
    for field in form.fields if not listed else [each for each in form.fields if id(each) not in listed]:
        path, _, name = field.path.rpartition("/")
        if field.group_role is Role.OF_WHICH:
            path = path.rpartition("/")[0]
        table = found.setdefault(path, {})
        name = folded(name)
        if name in table:
            twice.add((path, name))
        table[name] = field
    for path, name in twice:
        del found[path][name]
    return dict(found)


def has_groups(form: Form) -> bool:
    """Whether any field of the project stands in a group or a list."""
    return any("/" in path for path in form.names.fields)


def records(form: Form) -> list[list[Table]]:
    """The lists of records of a form: for each its records."""
    found: dict[str, dict[int, dict[str, Field]]] = {}
    for field in form.fields if has_groups(form) else ():
        path, _, name = field.path.rpartition("/")
        if path:
            found.setdefault(path, {}).setdefault(field.group, {})[folded(name)] = field
    return [list(rows.values()) for rows in found.values() if len(rows) > 1]


def in_table(table: Table, *roles: Role) -> list[Field]:
    """The fields of a table with one of these roles, by role, then the likeliest word first."""
    rank = vocabulary().fields.rank
    named = sorted(table, key=lambda name: rank.get(name, len(rank)))
    return [table[name] for role in roles for name in named if table[name].role is role]


def is_total(path: str, form: Form) -> bool:
    """Whether a group is the row of a total: ``预算执行/年度资金总额``."""
    return form.names.field_role(path) in TOTALS


def rows_of(form: Form) -> Iterator[tuple[bool, Table]]:
    """The rows of tables that are no groups: records of a list, and what the columns of a table of groups hold.

    Each with whether it is the row of a total.
    """
    for rows in records(form):
        for row in rows:
            names = (vocabulary().fields.roles.get(folded(str(field.text))) for field in row.values())
            yield any(role in TOTALS for role in names), row
    for heading, column in columns_of(tables(form), form):
        if heading:
            table = {name: replace(part.field, role=part.role) for name, part in column.items()}
            yield vocabulary().fields.roles.get(heading) in TOTALS, table


class Part(Struct, frozen=True):
    """A field of a column with what its row is used for; ``is_of_which``: the name of the row begins with 其中."""

    field: Field
    role: Role | None
    is_of_which: bool


Column = Mapping[str, Part]

FUND_PARTS = frozenset((
    Role.ALLOCATION, Role.ALLOCATION_BY_LEVEL, Role.ALLOCATION_BY_FUND, Role.CARRIED_OVER, Role.FISCAL_ACCOUNT,
    Role.UNIT_FUNDS, Role.UNIT_FUNDS_BY_KIND, Role.OWN_FUNDS, Role.OTHER_FUNDS, Role.BASIC_EXPENSE, Role.EXPENSE_BY_USE,
    Role.BASIC_EXPENSE_BY_KIND,
))  # fmt: skip


_ROWS = TOTALS | FUND_PARTS | {Role.SUBTOTAL_ROW}


def is_of_funds(column: Column) -> bool:
    """Whether all rows of a column, totals aside, are parts of funds."""
    return all(part.role in FUND_PARTS for part in column.values() if part.role not in TOTALS)


def columns_of(groups: Mapping[str, Table], form: Form) -> Iterator[tuple[str, Column]]:
    """Groups of fields in which parts may add up to a total, each with its heading, as name of the part → field.

    These are each group itself, with a blank heading, and each column of a table: of a group whose rows are groups, or
    of a list of records. Rows of a list that have one name are numbered.
    """
    columns: dict[tuple[str, str], dict[str, Part]] = {}
    for path, table in groups.items():
        yield "", {name: Part(field, field.role, _is_of_which(field.name)) for name, field in table.items()}
        parent, _, part = path.rpartition("/")
        role = form.names.field_role(path)
        for heading, field in table.items() if path else ():
            columns.setdefault((parent, heading), {})[folded(part)] = Part(field, role, _is_of_which(part))
    for (_, heading), column in columns.items():
        yield heading, column
    for rows in records(form):
        yield from _columns_of_records(rows)


def _columns_of_records(rows: Sequence[Table]) -> Iterator[tuple[str, Column]]:
    words = vocabulary().fields.roles
    columns: dict[str, dict[str, Part]] = {}
    for number, row in enumerate(rows):
        texts = [str(field.text) for field in row.values() if field.text]
        name = next((text for text in texts if words.get(folded(text)) in _ROWS), next(iter(texts), ""))
        for heading, field in row.items():
            column = columns.setdefault(heading, {})
            key = folded(name) if folded(name) not in column else f"{folded(name)}{number}"
            column[key] = Part(field, words.get(folded(name)), _is_of_which(name))
    yield from columns.items()


def _is_of_which(name: str) -> bool:
    return half_width(name).strip().startswith("其中")


MONEY = re.compile(f"(?:{MULTIPLE})?元")
_BUDGET_ROLES = (Role.FUNDS, Role.PERIOD_FUNDS, Role.BUDGET, Role.EXPENSE_TOTAL)
_TEN_THOUSAND = 10_000


class StatedBudget(Struct, frozen=True):
    """A field with the budget, and its amount in 元."""

    field: Field
    yuan: Decimal


def stated_budgets(form: Form) -> list[StatedBudget]:
    """The budgets of a form whose unit is known: from their own text, their name, or the form's 金额单位."""
    given = (half_width(field.text).strip("() \n").removeprefix("单位:") for field in form.with_role(Role.MONEY_UNIT))
    of_form = next((each for each in given if MONEY.fullmatch(each)), "")
    found = []
    times_given = Counter(field.path for field in form.fields)
    for field in form.with_role(*_BUDGET_ROLES):
        # An item of a list, or a part, is not the whole.
        if times_given[field.path] > 1 or field.group_role in FUND_PARTS:
            continue
        text = half_width(field.text).strip()
        own = MONEY.search(text)
        number = number_in(text[: own.start()] if own else text)
        unit = own[0] if own else unit_in_name(field.name) or of_form
        if number and MONEY.fullmatch(unit) and (own is None or own.end() == len(text)):
            times, _ = multiple_of(unit)
            found.append(StatedBudget(field, number * times))
    return found


def shown_yuan(yuan: Decimal) -> str:
    """An amount of 元 as a message shows it: in 万元 from 10,000 on."""
    return f"{plain(yuan / _TEN_THOUSAND)}万元" if yuan >= _TEN_THOUSAND else f"{plain(yuan)}元"


_OF_RATE = {Role.WEIGHT: Role.RATE_WEIGHT, Role.SCORE: Role.RATE_SCORE}
_TOTAL_OF = {Role.WEIGHT: Role.TOTAL_WEIGHT, Role.SCORE: Role.TOTAL_SCORE}
_TOTAL_ROWS = frozenset((Role.SUM_ROW, Role.TOTAL_WEIGHT, Role.TOTAL_SCORE))
# The points in the label of a 一级: (50分), (权重:50分), 50分.
_PRINTED = re.compile(r"\(?(?:权重|满分|共)?:?(?P<points>[0-9]+(?:\.[0-9]+)?)分\)?")
_BRACKETED = re.compile(r"\([^()]*\)|[0-9.]+分$|^[一二三四五六七八九十0-9]+[、.]|\s")


class GroupSum(Struct, frozen=True):
    """The 分值, or the 得分, of the indicators of one 一级, in order.

    ``unstated`` are the indicators that state none. The sum is not certain if a text is not a number. ``column`` is
    what the form calls 分值 or 得分.
    """

    label: Typed
    stem: str
    amounts: tuple[Decimal, ...]
    texts: tuple[Typed, ...]
    unstated: tuple[IndicatorRow, ...]
    is_certain: bool
    column: str

    @property
    def total(self) -> Decimal:
        """The sum of the amounts."""
        return sum(self.amounts, Decimal(0))

    @property
    def is_execution(self) -> bool:
        """Whether the group is 预算执行率, which some forms print as an indicator."""
        return is_rate_name(self.stem)

    @property
    def printed(self) -> Decimal | None:
        """The points that the label prints, 50 in ``产出指标(50分)``; None if it prints none."""
        found = _PRINTED.search(half_width("".join(self.label.split())))
        return points_in(found["points"]) if found else None


@lru_cache(maxsize=1024)
def stem(name: str) -> str:
    """The name of a 一级 without what forms add to it: 产出 of ``一、产出指标（50分）``."""
    return _BRACKETED.sub("", half_width(name).strip()).removesuffix("指标")


def group_sums(form: Form, role: Role) -> tuple[GroupSum, ...]:
    """The groups in which at least one indicator has a value of the role (分值 or 得分), in order."""
    groups: dict[str, list[IndicatorRow]] = {}
    for row in form.rows:
        groups.setdefault(_identity(row), []).append(row)
    sums = (_sum(form, name, rows, role) for name, rows in groups.items())
    return tuple(each for each in sums if each.texts or not each.is_certain)


FULL_MARKS = Decimal(100)


def is_nested(groups: Sequence[GroupSum]) -> bool:
    """Whether the indicators of each 一级 make 100 by themselves, as where each 一级 has a weight of its own."""
    return len(groups) > 1 and all(group.total == FULL_MARKS for group in groups)


def execution_points(form: Form, role: Role) -> tuple[Field, Decimal] | None:
    """The 分值 or 得分 of 预算执行率 in a field of the form; None if there is none, or more than one."""
    fields = dict.fromkeys((*_filled_once(form, _OF_RATE[role]), *_in_table_of_funds(form, role)))
    found = [(field, points) for field in fields if (points := points_in(field.text)) is not None]
    return found[0] if len(found) == 1 else None


def is_execution_row(row: IndicatorRow) -> bool:
    """Whether an indicator is 预算执行率."""
    names = (str(row.attributes().get(level, "")) for level in ("一级", "二级", "三级"))
    return any(is_rate_name(stem(name)) for name in names if name)


@lru_cache(maxsize=1024)
def is_rate_name(name: str) -> bool:
    """Whether a name is one of 预算执行率."""
    return vocabulary().fields.roles.get(folded(name)) is Role.RATE


def execution_weight(profile: Profile) -> Decimal | None:
    """The 分值 that a profile gives 预算执行率; None if it gives none."""
    return next((points for name, points in profile.weights.items() if is_rate_name(name)), None)


def stated_totals(form: Form, role: Role) -> list[tuple[Field, Decimal]]:
    """The totals of 分值 or 得分 that a form states, with their points."""
    fields = [*_filled_once(form, _TOTAL_OF[role]), *_in_total_row(form, role)]
    return [(field, points) for field in fields if (points := points_in(field.text)) is not None]


def shown_name(field: Field) -> str:
    """The name of a total in a message: ``总得分``, or ``合计的得分`` for a field 得分 in a group 合计."""
    group = field.path.rpartition("/")[0].rpartition("/")[2]
    return f"{group}的{folded(field.name)}" if field.group_role in _TOTAL_ROWS else folded(field.name)


def _identity(row: IndicatorRow) -> str:
    first = row.attributes().get("一级", "")
    return first.node[0] if isinstance(first, Label) and first.node else str(first)


def _sum(form: Form, name: str, rows: list[IndicatorRow], role: Role) -> GroupSum:
    amounts: list[Decimal] = []
    texts: list[Typed] = []
    unstated: list[IndicatorRow] = []
    is_certain = True
    for row in rows:
        text = form.text(row, role)
        number = points_in(text)
        if number is not None:
            amounts.append(number)
            texts.append(text)
        elif not is_blank(text) or _is_lost(form, row, role):
            is_certain = False
        # A blank is a missing amount; a dash says that there is meant to be none.
        elif not text.strip() and text_of(row, "三级").strip():
            unstated.append(row)
    column = form.value(rows[0], role).attribute
    label = text_of(rows[0], "一级")
    return GroupSum(
        label, stem(name), tuple(amounts), tuple(texts), tuple(unstated), is_certain=is_certain, column=column
    )


def _is_lost(form: Form, row: IndicatorRow, role: Role) -> bool:
    """Whether the value failed: it is no text."""
    values = (row.attributes().get(name, "") for name in form.names.columns.get(role, ()))
    return any(not isinstance(value, str) for value in values)


def _filled_once(form: Form, role: Role) -> list[Field]:
    """The fields of a role, without names that occur twice: which of the two is the total is unknown."""
    found: dict[str, list[Field]] = {}
    for field in form.with_role(role):
        if not is_blank(field.text) and field.group_role not in _TOTAL_ROWS:
            found.setdefault(folded(field.name), []).append(field)
    return [fields[0] for fields in found.values() if len(fields) == 1]


def _in_table_of_funds(form: Form, role: Role) -> Iterator[Field]:
    for table in tables(form).values():
        if _is_of_funds(table):
            yield from in_table(table, role)


def _in_total_row(form: Form, role: Role) -> list[Field]:
    return [
        field
        for path, table in tables(form).items()
        if form.names.field_role(path) in _TOTAL_ROWS and not _is_of_funds(table)
        for field in in_table(table, role, _TOTAL_OF[role])
    ]


def _is_of_funds(table: Table) -> bool:
    return any(field.role in (Role.BUDGET, Role.SPENT, Role.RATE) for field in table.values())
