"""周期与年度.

查什么：各年数值相等时，周期值等于当年值乘年数，总金额等于当年度金额乘年数，各地区的分解也一样。年数取自起始年度和到期年度，
或实施期限。只查能相加的数。表里大多数对得上，才把对不上的报成警告；当年值比周期值还大是错误；当年值不过是取整的，
每个指标提示一次。周期值与当年值相同的，可能是保持的数量，不报；累计、存量这样到某一天的数也不报。

为什么：周期目标和当年目标分别填写，改了一处常忘了另一处。

错例::

    起始年度: 2024年
    到期年度: 2026年
    支持企业数（家）: {周期值: ≥ 800, 当年值: ≥ 270}

对例::

    起始年度: 2024年
    到期年度: 2026年
    支持企业数（家）: {周期值: ≥ 810, 当年值: ≥ 270}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from generator.check.measures import adds_up, name_of, parts_of, quantity, stated
from generator.check.periods import periods_of
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Field, Form, Subject, label, text_of
from generator.chinese.indicator_names import is_standing
from generator.chinese.numbers import plain
from generator.chinese.quantity import multiple_of
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed
from generator.problem import Severity

_MOST = 8  # places that one message names


class _YearlyPair(Struct, frozen=True):
    """The number for all years and that for one year, in one unit; ``place`` is blank for the indicator itself.

    ``last_digit`` is the value of a 1 in the last digit of the year's number.
    """

    subject: str
    field: str
    yearly_field: str
    place: str
    whole_text: Typed
    yearly_text: Typed
    whole: Decimal
    yearly: Decimal
    last_digit: Decimal
    years: int

    @property
    def sum(self) -> Decimal:
        return self.yearly * self.years

    @property
    def working(self) -> str:
        return f"{plain(self.yearly)} × {self.years} = {plain(self.sum)}"

    @property
    def is_rounded(self) -> bool:
        """Whether the year's number may be an equal share of the whole, rounded up or down in its last digit."""
        return bool(self.yearly) and abs(self.whole - self.sum) < self.last_digit * self.years

    @property
    def agrees(self) -> bool:
        return self.whole == self.sum or (self.is_rounded and self.whole >= self.yearly)


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Numbers for all years that are not the number of one year times the years."""
    years = len(periods_of(form))
    pairs = [*_of_amounts(form, years), *_of_rows(form, years)] if years else []
    wrong = [pair for pair in pairs if not pair.agrees]
    # If most pairs do not agree, the years of this form are not equal, and nothing is wrong.
    is_sure = years == 1 or len(wrong) * 2 < len(pairs)
    for pair in wrong:
        if pair.yearly > pair.whole:
            yield _exceeding(pair)
        elif is_sure and pair.yearly < pair.whole:
            yield _differing(pair)
    rounded = (pair for pair in pairs if pair.agrees and pair.whole != pair.sum)
    for _name, group in groupby(rounded, lambda pair: pair.subject):
        yield _rounded(list(group))


def _of_rows(form: Form, years: int) -> Iterator[_YearlyPair]:
    for row in form.rows:
        if not is_standing(name_of(row)):
            for each in (row, *parts_of(row)):
                yield from _of_row(form, row, each, years)


def _of_row(form: Form, row: IndicatorRow, each: IndicatorRow, years: int) -> Iterator[_YearlyPair]:
    """The pair of ``each``, the row of the indicator or of one of its places."""
    for_all, for_one = form.value(each, Role.PERIOD_TARGET), form.value(each, Role.TARGET)
    whole, yearly = (stated(form, each, value.attribute, name_of(row)) for value in (for_all, for_one))
    if whole is None or yearly is None or bool(whole.unit) != bool(yearly.unit):
        return
    of_year, last_digit = (
        yearly.within(whole.unit),
        replace(yearly, number=_last_digit(yearly.number)).within(whole.unit),
    )
    if of_year is None or last_digit is None or not adds_up(form, row, whole.unit):
        return
    place = "" if each is row else str(text_of(each, "地区")).strip()
    texts = (whole.text, yearly.text)
    yield _YearlyPair(
        label(row), for_all.attribute, for_one.attribute, place, *texts, whole.number, of_year, last_digit, years
    )


def _of_amounts(form: Form, years: int) -> Iterator[_YearlyPair]:
    wholes, yearlies = (list(form.with_role(role)) for role in (Role.PERIOD_FUNDS, Role.FUNDS))
    for whole in wholes:
        beside = [field for field in yearlies if field.group == whole.group]
        numbers = _amounts(whole, beside[0]) if len(beside) == 1 and len(wholes) == 1 else None
        if numbers:
            texts = (whole.text, beside[0].text)
            yield _YearlyPair(whole.path, whole.path, beside[0].name, "", *texts, *numbers, years)


def _last_digit(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent) if isinstance(exponent, int) else 0)


def _amounts(whole: Field, yearly: Field) -> tuple[Decimal, Decimal, Decimal] | None:
    """Both amounts in the unit of the first, and the last digit of the second; None if their units do not compare."""
    first, second = quantity(str(whole.text)), quantity(str(yearly.text))
    if first is None or second is None or first.value is None or second.value is None:
        return None
    (times, unit), (own_times, own_unit) = multiple_of(first.unit), multiple_of(second.unit)
    factor = Decimal(own_times) / times
    return (first.value, second.value * factor, _last_digit(second.value) * factor) if unit == own_unit else None


def _named(pair: _YearlyPair) -> str:
    return pair.field if pair.subject == pair.field else f"“{pair.subject}”{pair.place}的{pair.field}"


def _exceeding(pair: _YearlyPair) -> Finding:
    message = f"{_named(pair)}“{pair.whole_text}”比{pair.yearly_field}“{pair.yearly_text}”还小"
    return Finding(pair.whole_text.source, message, field=pair.field)


def _differing(pair: _YearlyPair) -> Finding:
    message = f"{_named(pair)}“{pair.whole_text}”不是 {pair.years} 年{pair.yearly_field}之和：{pair.working}"
    return Finding(pair.whole_text.source, message, Severity.WARNING, pair.field, working=pair.working)


def _rounded(pairs: list[_YearlyPair]) -> Finding:
    """One finding for all places of an indicator."""
    first = pairs[0]
    shown = [f"{pair.place} {pair.working}，写的是 {plain(pair.whole)}".strip() for pair in pairs[:_MOST]]
    more = f"；等 {len(pairs)} 处" if len(pairs) > _MOST else ""
    message = (
        f"{_named(replace(first, place=''))}与 {first.years} 年{first.yearly_field}之和略有出入，可能是取整造成的："
    )
    working = "；".join(shown) + more
    return Finding(first.whole_text.source, message + working, Severity.INFO, first.field, working=working)


RULE = Rule(
    "A010",
    "周期与年度",
    "核对周期值和年度值，改正不符的一处",
    needs=((Role.PERIOD_TARGET, Role.PERIOD_FUNDS), (Role.TARGET, Role.FUNDS), (Role.PERIOD, Role.START)),
    reads=(Role.END, Role.UNIT),
    project=partial(once_per_place, check=check),
)
