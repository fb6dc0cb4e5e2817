"""执行率和它的得分.

查什么：执行率等于同一行的全年执行数 ÷ 全年预算数（按所写的小数位数，四舍五入或舍去都可以）；执行率得分等于
执行率 × 它的分值，超过 100% 的按 100% 算。得分与算式相差在 0.1 以内、又不是取整的，只提示。

为什么：执行率是自评表里唯一能与账核对的数。

依据：财预〔2020〕10号。

错例::

    预算执行: {年度资金总额: {全年预算数: 500, 全年执行数: 450, 执行率: 95%}}
    执行率分值: 10
    执行率得分: 9.5

对例::

    预算执行: {年度资金总额: {全年预算数: 500, 全年执行数: 450, 执行率: 90%}}
    执行率分值: 10
    执行率得分: 9
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from generator.check.money import (
    BUDGETS,
    Table,
    execution_points,
    execution_weight,
    in_table,
    is_total,
    rows_of,
    tables,
)
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject
from generator.check.wording import Measure, in_one_unit, measure, to_cents
from generator.chinese.numbers import plain
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_TOLERANCE = Decimal("0.1")
_HUNDRED = Decimal(100)


class Spending(Struct, frozen=True):
    """What was spent of a budget, both in one unit."""

    spent: Decimal
    budget: Decimal

    @property
    def rate(self) -> Decimal:
        """What was spent, as a share of the budget (1 is all of it)."""
        return self.spent / self.budget

    @property
    def working(self) -> str:
        """The division, as a message shows it."""
        return f"{plain(self.spent)} ÷ {plain(self.budget)}"


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Rates and scores of execution that do not follow from the funds."""
    groups = tables(form)
    for path, table in groups.items():
        for rate in in_table(table, Role.RATE):
            if spendings := _spendings(table) or _of_the_total(form, path, groups):
                yield from _rate(rate, spendings)
    for _, table in rows_of(form):
        for rate in in_table(table, Role.RATE):
            if spendings := _spendings(table):
                yield from _rate(rate, spendings)
    yield from _score(form, groups, subject.profile)


def _rate(field: Field, spendings: list[Spending]) -> Iterator[Finding]:
    stated = measure(field.text)
    if stated is None or stated.unit not in {"", "%"}:
        return
    places = _places(stated.number)
    # Without a sign 95 means 95 %, and 0.95 may mean it, too.
    readings = [(stated.number, _HUNDRED)]
    if not stated.unit:
        readings.append((stated.number, Decimal(1)))
    if any(_is_rounded(number, each.rate * times, places) for number, times in readings for each in spendings):
        return
    found = spendings[0]
    exact = found.rate * _HUNDRED
    rounded = to_cents(exact)
    working = f"{found.working} {'=' if rounded == exact else '≈'} {plain(rounded)}%"
    message = f"{working}，{field.name}写的是 {field.text}"
    yield Finding(field.source, message, field=field.path, working=working)


def _score(form: Form, groups: Mapping[str, Table], profile: Profile) -> Iterator[Finding]:
    """A 得分 of 预算执行率 that is not its rate, at most 100 %, times its 分值."""
    given = execution_points(form, Role.SCORE)
    weight = execution_points(form, Role.WEIGHT)
    full = weight[1] if weight else execution_weight(profile)
    rate = _rate_of(form, groups)
    if given is None or full is None or rate is None:
        return
    field, points = given
    share, working = rate
    exact = min(share, Decimal(1)) * full
    if _is_rounded(points, exact, _places(points)):
        return
    rounded = to_cents(exact)
    equals = f"{'=' if rounded == exact else '≈'} {plain(rounded)}"
    capped = f"{working} > 1，得 {plain(full)}" if share > 1 else f"{working} × {plain(full)} {equals}"
    severity = Severity.INFO if abs(points - exact) <= _TOLERANCE else Severity.WARNING
    name = "执行率得分" if field.role is Role.SCORE else field.name
    message = f"{capped}，{name}写的是 {field.text}"
    severity = Severity.ERROR if points > full else severity
    yield Finding(field.source, message, severity, field.path, working=capped)


def _rate_of(form: Form, groups: Mapping[str, Table]) -> tuple[Decimal, str] | None:
    """The rate of the total and its working: computed from the rows of totals, else as stated; None if not certain."""
    totals = [table for path, table in groups.items() if is_total(path, form)]
    totals += [table for is_of_total, table in rows_of(form) if is_of_total]
    by_total = [found for table in totals if (found := _spendings(table))]
    top = _spendings(groups.get("", {}))
    rows = by_total or ([top] if top else [])
    if rows:
        sure = rows[0][0]
        return (sure.rate, sure.working) if all(sure in row and len(row) == 1 for row in rows) else None
    rates = {each for field in form.with_role(Role.RATE) if (each := measure(field.text))}
    if len(rates) == 1 and (only := rates.pop()).unit == "%":
        return only.number / _HUNDRED, f"{plain(only.number)}%"
    return None


def _of_the_total(form: Form, path: str, groups: Mapping[str, Table]) -> list[Spending]:
    """The spending in the one row of a total below a group: a rate beside a table of funds is that of its total."""
    below = f"{path}/" if path else ""
    rows = [_spendings(table) for other, table in groups.items() if other.startswith(below) and is_total(other, form)]
    return rows[0] if len(rows) == 1 else []


def _spendings(table: Table) -> list[Spending]:
    """All pairs of spending and budget in a row of funds, the least ambiguous names first."""
    budgets = next((found for roles in BUDGETS if (found := _measures(table, *roles))), [])
    pairs = [(spent, budget) for budget in budgets for spent in _measures(table, Role.SPENT)]
    in_unit = (in_one_unit(pair) for pair in pairs)
    return list(dict.fromkeys(Spending(*one[0]) for one in in_unit if one is not None and one[0][1] > 0))


def _measures(table: Table, *roles: Role) -> list[Measure]:
    found = (measure(field.text) for field in in_table(table, *roles))
    return [each for each in found if each is not None and each.unit != "%"]


def _is_rounded(stated: Decimal, exact: Decimal, places: int) -> bool:
    """Whether a number with ``places`` decimals is the exact one, rounded or cut off."""
    step = Decimal(1).scaleb(-places)
    return abs(exact - stated) <= step / 2 or 0 <= exact - stated < step


def _places(number: Decimal) -> int:
    """The number of decimals that a number is written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


RULE = Rule(
    "A006",
    "执行率和它的得分",
    "按执行数和预算数重算执行率和它的得分",
    needs=((Role.RATE, Role.RATE_SCORE, Role.SCORE), (Role.SPENT, Role.RATE)),
    reads=(Role.BUDGET, Role.EXPENSE_TOTAL, Role.FUNDS, Role.FIRST_BUDGET, Role.RECEIVED, Role.RATE_WEIGHT),
    form=check,
)
