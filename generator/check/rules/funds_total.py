"""资金各部分之和等于总额.

查什么：资金总额等于它的各部分之和，每一栏（年初预算数、全年预算数、全年执行数 …）各算各的：
财政拨款 + 上年结转 + 财政专户 + 单位资金 + 其他资金；中央 + 省 + 市州 + 县财政 + 自筹 + 其他；
一般公共预算 + 政府性基金；基本支出 + 项目支出；人员经费 + 公用经费。
写着“其中：”的，名称不认识也算一部分，只查它们不超过总额。没有填的按 0 算；各部分都没有填的，不查。

为什么：资金栏与预算批复对不上，是退回最多的原因。

错例::

    预算执行:
      年度资金总额: {全年预算数: 500}
      当年财政拨款: {全年预算数: 400}
      上年结转资金: {全年预算数: 50}
      其他资金: {全年预算数: ""}

对例::

    预算执行:
      年度资金总额: {全年预算数: 500}
      当年财政拨款: {全年预算数: 450}
      上年结转资金: {全年预算数: 50}
      其他资金: {全年预算数: ""}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from generator.check.money import TOTALS, Column, Table, columns_of, is_of_funds, shown_sum, tables
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject
from generator.check.wording import in_one_unit, is_blank, measure
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.vocabulary import Role, folded
from generator.problem import Severity

# What joins an allocation, whichever way that is divided; and what joins any sum.
_BESIDE_ALLOCATION = frozenset((Role.CARRIED_OVER, Role.FISCAL_ACCOUNT, Role.UNIT_FUNDS))
_REST = frozenset((Role.OTHER_FUNDS, Role.OWN_FUNDS))
_ALLOCATIONS = (Role.ALLOCATION, Role.ALLOCATION_BY_LEVEL, Role.ALLOCATION_BY_FUND)
# What makes up a total of spending.
_USES = (
    frozenset((Role.BASIC_EXPENSE, Role.EXPENSE_BY_USE)),
    frozenset((Role.BASIC_EXPENSE_BY_KIND, Role.EXPENSE_BY_USE)),
)
_SPENDING_TOTALS = frozenset((Role.EXPENSE_TOTAL, Role.FUNDS, Role.SUM_ROW))
# Columns of a table of funds that hold no amounts.
_NO_AMOUNTS = frozenset((
    Role.RATE, Role.RATE_WEIGHT, Role.RATE_SCORE, Role.WEIGHT, Role.SCORE, Role.TOTAL_WEIGHT, Role.TOTAL_SCORE,
    Role.REASON,
))  # fmt: skip
# The total that stands beside a table of sources, for each of its columns.
_BESIDE = {Role.INVESTMENT: Role.INVESTMENT, Role.RECEIVED: Role.RECEIVED}


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Totals of funds that are not the sum of their parts."""
    groups = tables(form)
    for heading, column in columns_of(groups, form):
        if _holds_no_amounts(column):
            continue
        roles = {name: part.role for name, part in column.items()}
        for total in _totals(heading, column, groups.get("", {}))[:1]:
            # The row 合计 of any other table is for A012.
            if total.role is Role.SUM_ROW and not is_of_funds(column):
                continue
            yield from _compared(heading, total, column, _ways(roles))
            yield from _exceeded(heading, total, column)
        spending = [part for part in column.values() if part.role in _SPENDING_TOTALS]
        for part in spending[:1]:
            yield from _compared(heading, part.field, column, [_of(roles, uses) for uses in _USES])
        for part in [each for each in column.values() if each.role is Role.BASIC_EXPENSE][:1]:
            kinds = {name: each for name, each in column.items() if each.role is Role.BASIC_EXPENSE_BY_KIND}
            yield from _compared(heading, part.field, kinds, [list(kinds)])


def _holds_no_amounts(column: Column) -> bool:
    """Whether it is a column of rates or scores, or a group of them."""
    fields = [part.field for part in column.values()]
    # A group 预算执行 is a table of funds; one called 执行率 holds rates.
    return all(field.role in _NO_AMOUNTS for field in fields) or any(
        field.group_role in _NO_AMOUNTS and not (field.group_role is Role.RATE and name_adds_up(field.group_name))
        for field in fields
    )


def _totals(heading: str, column: Column, top: Table) -> list[Field]:
    """The totals of a column, and those that stand beside its table, the likeliest first."""
    own = [part.field for part in column.values() if part.role in TOTALS]
    if not heading:
        return sorted(own, key=lambda field: field.role is not Role.FUNDS)
    headed = {part.field.role for part in column.values()}
    return own + [field for field in top.values() if field.role in _BESIDE and field.role in headed]


def _ways(roles: Mapping[str, Role | None]) -> list[list[str]]:
    """The sets of parts that may make up a total, the likeliest first, without what joins all of them.

    财政拨款 is divided by level of government or by kind of fund; beside it these are its parts.
    """
    given = [role for role in _ALLOCATIONS if role in roles.values()]
    first = given[:1] if given[:1] == [Role.ALLOCATION] else given
    divided = [{role} for role in given]
    beside = [*(each | _BESIDE_ALLOCATION for each in [set(first), *divided]), *divided]
    return [_of(roles, frozenset(each)) for each in beside]


def _of(roles: Mapping[str, Role | None], wanted: frozenset[Role]) -> list[str]:
    return [name for name, role in roles.items() if role in wanted]


def _compared(heading: str, total: Field, column: Column, ways: Sequence[Sequence[str]]) -> Iterator[Finding]:
    """``ways`` are sets of parts that may make up the total, the likeliest first; 其他资金 and the like join each."""
    rest = [name for name, part in column.items() if part.role in _REST]
    wanted = [{*parts, *rest} for parts in ways if parts and len(parts) + len(rest) > 1]
    sums = [_sum(total, {name: part.field for name, part in column.items() if name in each}) for each in wanted]
    if not sums or None in sums or any(each.is_right for each in sums if each):
        return
    found = sums[0]
    is_short = found is not None and not rest and sum(found.addends, Decimal(0)) < found.whole
    # Others may invest whom the form does not name.
    if found is None or (is_short and total.role is Role.INVESTMENT):
        return
    yield _finding(heading, total, found, Severity.WARNING if is_short else Severity.ERROR)


def _exceeded(heading: str, total: Field, column: Column) -> Iterator[Finding]:
    """Parts with unknown names that stand under 其中 and are more than the whole."""
    parts = {name: part.field for name, part in column.items() if part.is_of_which}
    if all(column[name].role for name in parts):
        return
    found = _sum(total, parts)
    if found and sum(found.addends, Decimal(0)) > found.whole:
        yield _finding(heading, total, found, Severity.ERROR)


def _finding(heading: str, total: Field, found: Sum, severity: Severity) -> Finding:
    under = f"“{heading}”一栏，" if heading else ""
    name = folded(total.path.split("/")[-2] if heading and "/" in total.path else total.name)
    working = shown_sum(found.addends, found.unit)
    message = f"{under}{' + '.join(found.names)}：{working}，{name}写的是 {total.text}"
    return Finding(total.source, message, severity, total.path, working=working)


class Sum(Struct, frozen=True):
    """The parts that are filled in and the total, in one unit."""

    names: tuple[str, ...]
    addends: tuple[Decimal, ...]
    whole: Decimal
    unit: str

    @property
    def is_right(self) -> bool:
        """Whether the parts add up to the total."""
        return sum(self.addends, Decimal(0)) == self.whole


def _sum(total: Field, parts: Table) -> Sum | None:
    """The total and the parts that are filled in; None if none is, or one of them is not an exact amount."""
    filled = {name: field for name, field in parts.items() if not is_blank(field.text)}
    measures = [measure(field.text) for field in (total, *filled.values())]
    known = [each for each in measures if each is not None]
    numbers = in_one_unit(known) if filled and len(known) == len(measures) else None
    if numbers is None:
        return None
    (whole, *addends), unit = numbers
    return Sum(tuple(filled), tuple(addends), whole, unit)


RULE = Rule(
    "A007",
    "资金各部分之和等于总额",
    "核对资金的各部分和总额，改正不符的一处",
    reads=(
        Role.FUNDS,
        Role.PERIOD_FUNDS,
        Role.INVESTMENT,
        Role.EXPENSE_TOTAL,
        Role.SUM_ROW,
        Role.ALLOCATION,
        Role.ALLOCATION_BY_LEVEL,
        Role.ALLOCATION_BY_FUND,
        Role.CARRIED_OVER,
        Role.FISCAL_ACCOUNT,
        Role.UNIT_FUNDS,
        Role.OWN_FUNDS,
        Role.OTHER_FUNDS,
        Role.BASIC_EXPENSE,
        Role.EXPENSE_BY_USE,
        Role.BASIC_EXPENSE_BY_KIND,
        Role.RECEIVED,
        Role.OF_WHICH,
    ),
    form=check,
)
