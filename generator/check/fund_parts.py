"""Finds which parts make up which total of the funds of a form, in each of their columns.

A form may state a total of several years beside that of one, each with parts of its own; what is meant is the reading
under which the sums are right, and where none is, the likeliest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from generator.check.money import FUND_PARTS, TOTALS, Column, Part, Table, columns_of, is_of_funds, tables
from generator.check.subject import Field, Form
from generator.check.wording import in_one_unit, is_blank, measure
from generator.chinese.indicator_names import name_adds_up
from generator.chinese.vocabulary import Role

# What joins an allocation, whichever way that is divided; and what joins any sum.
_BESIDE_ALLOCATION = frozenset((Role.CARRIED_OVER, Role.FISCAL_ACCOUNT))
_REST = frozenset((Role.OTHER_FUNDS, Role.OWN_FUNDS))
_ALLOCATIONS = (Role.ALLOCATION, Role.ALLOCATION_BY_LEVEL, Role.ALLOCATION_BY_FUND)
# What makes up a total of spending, the likeliest total first.
_USES = (
    frozenset((Role.BASIC_EXPENSE, Role.EXPENSE_BY_USE)),
    frozenset((Role.BASIC_EXPENSE_BY_KIND, Role.EXPENSE_BY_USE)),
)
_SPENDING_TOTALS = (Role.EXPENSE_TOTAL, Role.FUNDS, Role.SUM_ROW)
# Parts that are divided once more.
_DIVIDED = (
    (Role.ALLOCATION, Role.ALLOCATION_BY_LEVEL),
    (Role.ALLOCATION, Role.ALLOCATION_BY_FUND),
    (Role.UNIT_FUNDS, Role.UNIT_FUNDS_BY_KIND),
    (Role.BASIC_EXPENSE, Role.BASIC_EXPENSE_BY_KIND),
)
# Columns of a table of funds that hold no amounts.
_NO_AMOUNTS = frozenset((
    Role.RATE, Role.RATE_WEIGHT, Role.RATE_SCORE, Role.WEIGHT, Role.SCORE, Role.TOTAL_WEIGHT, Role.TOTAL_SCORE,
    Role.REASON,
))  # fmt: skip
# The total that stands beside a table of sources, for each of its columns.
_BESIDE = {Role.INVESTMENT: Role.INVESTMENT, Role.RECEIVED: Role.RECEIVED}
_OF_YEAR = re.compile("当年|年度|本年|上年")


class Sum(Struct, frozen=True):
    """The parts that are filled in and the total, in one unit."""

    parts: Table
    addends: tuple[Decimal, ...]
    whole: Decimal
    unit: str

    @property
    def excess(self) -> Decimal:
        """By how much the parts exceed the total; negative if they fall short of it."""
        return sum(self.addends, Decimal(0)) - self.whole


class Comparison(Struct, frozen=True):
    """A total of a column, which ``heading`` names, with the sums of parts that may make it up, the likeliest first.

    There are none where an amount is not certain. ``is_open``: the form does not name all parts, so that they may be
    less than the total. ``has_rest``: 其他资金 or the like is among them.
    """

    heading: str
    total: Field
    sums: tuple[Sum, ...]
    is_open: bool = False
    has_rest: bool = False

    @property
    def is_right(self) -> bool:
        """Whether some of the sums agree with the total."""
        return any(not each.excess or (self.is_open and each.excess < 0) for each in self.sums)


_Reading = Sequence[tuple[Field, Column]]
"""Totals of a column, each with the part of the column in which its parts stand."""


def comparisons(form: Form) -> Iterator[Comparison]:
    """What is compared in the funds of a form."""
    groups = tables(form)
    for heading, column in columns_of(groups, form):
        if not _holds_no_amounts(column):
            yield from _of_sources(heading, column, groups.get("", {}))
            yield from _of_uses(heading, column)


def _holds_no_amounts(column: Column) -> bool:
    """Whether it is a column of rates or scores, or a group of them."""
    fields = [part.field for part in column.values()]
    # A group 预算执行 is a table of funds; one called 执行率 holds rates.
    return all(field.role in _NO_AMOUNTS for field in fields) or any(
        field.group_role in _NO_AMOUNTS and not (field.group_role is Role.RATE and name_adds_up(field.group_name))
        for field in fields
    )


def _of_sources(heading: str, column: Column, top: Table) -> Iterator[Comparison]:
    totals = _totals(heading, column, top)
    readings = _readings(totals, column) or [[]]
    judged = [[_compared(heading, total, parts, _ways(parts)) for total, parts in reading] for reading in readings]
    at = next((number for number, each in enumerate(judged) if all(found.is_right for found in each)), 0)
    yield from judged[at]
    for total, parts in readings[at]:
        unknown = _unknown_parts(parts)
        if unknown:
            yield Comparison(heading, total, _sums(total, parts, [unknown]), is_open=True)
    told = [found.sums[0].parts.keys() for found in judged[at] if found.sums and not found.is_right]
    for parts in [parts for _, parts in readings[at]] or [column]:
        for divided in _of_divided(heading, parts):
            if not any(each.parts.keys() in told for each in divided.sums):
                yield divided


def _totals(heading: str, column: Column, top: Table) -> list[Field]:
    """The totals of a column, and those that stand beside its table, the likeliest first."""
    # The row 合计 of any other table is for A012.
    of_funds = is_of_funds(column)
    own = [
        part.field for part in column.values() if part.role in TOTALS and (of_funds or part.role is not Role.SUM_ROW)
    ]
    if not heading:
        return sorted(own, key=lambda field: field.role is not Role.FUNDS)
    headed = {part.field.role for part in column.values()}
    return own + [field for field in top.values() if field.role in _BESIDE and field.role in headed]


def _readings(totals: Sequence[Field], column: Column) -> list[_Reading]:
    """The ways to give the parts of a column to its totals, the likeliest first."""
    by_total = [[(total, column)] for total in totals]
    apart = [each for each in (_by_place(column), _by_name(column)) if len(each) > 1]
    sure = [each for each in apart if _is_sure([parts for _, parts in each])]
    return [*sure, *by_total, *(each for each in apart if each not in sure)]


def _by_place(column: Column) -> _Reading:
    """Each total with the parts that follow it, up to the next."""
    found: list[tuple[Field, dict[str, Part]]] = []
    for name, part in column.items():
        if part.role in TOTALS:
            found.append((part.field, {}))
        elif found:
            found[-1][1][name] = part
    return [(total, parts) for total, parts in found if _has_parts(parts)]


def _by_name(column: Column) -> _Reading:
    """The total of one year with the parts that are named after it (当年财政拨款), that of several with the others."""
    of_period, of_year = (
        [part.field for part in column.values() if part.role is role] for role in (Role.PERIOD_FUNDS, Role.FUNDS)
    )
    if len(of_period) != 1 or len(of_year) != 1:
        return ()
    parts = {name: part for name, part in column.items() if part.role not in TOTALS}
    yearly = {name: part for name, part in parts.items() if _OF_YEAR.search(name)}
    others = {name: part for name, part in parts.items() if name not in yearly}
    pairs = ((of_period[0], others), (of_year[0], yearly))
    return [(total, each) for total, each in pairs if _has_parts(each)]


def _has_parts(column: Column) -> bool:
    return any(part.role in FUND_PARTS for part in column.values())


def _is_sure(columns: Sequence[Column]) -> bool:
    """Whether the parts are those of several totals: one kind of fund stands under two, or several under each."""
    kinds = [{part.role for part in column.values() if part.role in FUND_PARTS} for column in columns]
    return all(len(each) > 1 for each in kinds) or sum(map(len, kinds)) > len(set().union(*kinds))


def _ways(column: Column) -> list[list[str]]:
    """The sets of parts that may make up a total, the likeliest first, without what joins all of them.

    财政拨款 is divided by level of government or by kind of fund; beside it these are its parts. So is 单位资金.
    """
    roles = {part.role for part in column.values()}
    given = [role for role in _ALLOCATIONS if role in roles]
    first = given[:1] if given[:1] == [Role.ALLOCATION] else given
    own = Role.UNIT_FUNDS if Role.UNIT_FUNDS in roles else Role.UNIT_FUNDS_BY_KIND
    divided = [{role} for role in given]
    beside = [*(each | _BESIDE_ALLOCATION | {own} for each in [set(first), *divided]), *divided]
    ways = [_of(column, frozenset(each)) for each in beside]
    below = _below_local(column)
    return [*([name for name in way if name not in below] for way in ways if below), *ways]


def _of(column: Column, wanted: frozenset[Role]) -> list[str]:
    return [name for name, part in column.items() if part.role in wanted]


def _below_local(column: Column) -> list[str]:
    """The levels that 地方资金 may be divided into, where it stands among them: 省级资金, 市级资金."""
    names = _of(column, frozenset((Role.ALLOCATION_BY_LEVEL,)))
    is_divided = any(name.startswith("地方") for name in names)
    return [name for name in names if is_divided and not name.startswith(("地方", "中央", "国家"))]


def _of_uses(heading: str, column: Column) -> Iterator[Comparison]:
    totals = [part.field for role in _SPENDING_TOTALS for part in column.values() if part.role is role]
    found = [_compared(heading, total, column, [_of(column, uses) for uses in _USES]) for total in totals]
    yield from [each for each in found if each.is_right][:1] or found[:1]


def _of_divided(heading: str, column: Column) -> Iterator[Comparison]:
    """Parts that are divided once more."""
    local = _below_local(column)
    for role, below in _DIVIDED:
        whole, parts = _of(column, frozenset((role,))), _of(column, frozenset((below,)))
        if len(whole) == 1 and parts:
            ways = [parts, [name for name in parts if name not in local]] if local else [parts]
            total = column[whole[0]].field
            yield Comparison(heading, total, _sums(total, column, ways), is_open=len(parts) == 1)


def _compared(heading: str, total: Field, column: Column, ways: Sequence[Sequence[str]]) -> Comparison:
    """``ways`` are sets of parts that may make up the total, the likeliest first; 其他资金 and the like join each."""
    rest = [name for name, part in column.items() if part.role in _REST]
    wanted = [[*parts, *rest] for parts in ways if parts and len(parts) + len(rest) > 1]
    # Others may invest whom the form does not name.
    is_open = not rest and total.role is Role.INVESTMENT
    return Comparison(heading, total, _sums(total, column, wanted), is_open=is_open, has_rest=bool(rest))


def _unknown_parts(column: Column) -> list[str]:
    """The parts that stand under 其中, if the names of some of them are unknown."""
    names = [name for name, part in column.items() if part.is_of_which]
    return [] if all(column[name].role for name in names) else names


def _sums(total: Field, column: Column, ways: Sequence[Sequence[str]]) -> tuple[Sum, ...]:
    """The sum of each set of parts of which some are filled in; none at all if an amount is not certain."""
    filled = {name: part.field for name, part in column.items() if not is_blank(part.field.text)}
    sets = [{name: field for name, field in filled.items() if name in each} for each in ways]
    found = [_sum(total, parts) for parts in sets if parts]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else ()


def _sum(total: Field, parts: Table) -> Sum | None:
    """The total and the parts; None if one of them is not an exact amount."""
    measures = [measure(field.text) for field in (total, *parts.values())]
    known = [each for each in measures if each is not None]
    numbers = in_one_unit(known) if len(known) == len(measures) else None
    if numbers is None:
        return None
    (whole, *addends), unit = numbers
    return Sum(parts, tuple(addends), whole, unit)
