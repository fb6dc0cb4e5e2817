"""Finds the figures of a form that rules add up: funds by their group, and 分值 and 得分 by 一级.

Holds the names under which forms give budgets, spending, rates and totals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from generator.check.subject import Field, Form, text_of
from generator.check.wording import is_blank, points_in
from generator.chinese.numbers import half_width, plain
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


BUDGETS = ("全年预算数", "全年预算", "调整后预算数", "调整预算数", "预算数", "年度预算数", "部门预算", "预算合计")
"""Names of what could be spent, the least ambiguous first."""
SPENT = ("全年执行数", "全年执行", "预算执行数", "执行数", "实际执行数", "全年支出数", "实际支出数", "支出数")
"""Names of what was spent, the least ambiguous first."""
RATES = ("执行率", "预算执行率", "资金执行率", "预算资金执行率")
TOTALS = frozenset(
    """
    年度资金总额 资金总额 资金总计 资金合计 项目资金总额 项目总额 预算总额 预算资金总额 年度金额 总金额
    合计 总计 计划投资额 总投资
    """.split()
)
"""Names of the sum of funds."""

Table = Mapping[str, Field]
"""The fields of one group by plain name, without names that occur twice."""

# Brackets, 其中, numbering, white space and colons.
_ADDED = re.compile(r"\([^()]*\)|^其中:?|^[0-9]+[、.]|[\s:]")


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """A name without what forms add to it: 当年财政拨款 of ``其中：当年财政拨款（万元）``."""
    return _ADDED.sub("", half_width(name))


def tables(form: Form) -> dict[str, Table]:
    """The groups of fields of a form by their path; the path of the top level is blank."""
    found: dict[str, dict[str, Field]] = {}
    twice: set[tuple[str, str]] = set()
    for field in form.fields:
        path, _, name = field.path.rpartition("/")
        table = found.setdefault(path, {})
        name = plain_name(name)
        if name in table:
            twice.add((path, name))
        table[name] = field
    for path, name in twice:
        del found[path][name]
    return dict(found)


def is_total(path: str) -> bool:
    """Whether a group is the row of a total: ``预算执行/年度资金总额``."""
    return plain_name(path.rpartition("/")[2]) in TOTALS


WEIGHT, SCORE = "分值", "得分"
_EXECUTION = {
    WEIGHT: frozenset("执行率分值 预算执行率分值 预算执行分值 资金执行率分值 执行分值 执行率权重".split()),
    SCORE: frozenset("执行率得分 预算执行率得分 预算执行得分 资金执行率得分 执行得分".split()),
}
_EXECUTION_ROWS = re.compile("(?:项目|年度|部门)?(?:预算|资金|预算资金)?执行(?:率|情况)?")
_TOTALS = {
    WEIGHT: frozenset("总分值 分值合计 合计分值 分值总计 总计分值 满分".split()),
    SCORE: frozenset("总得分 得分合计 合计得分 得分总计 总计得分 自评得分 自评总分 自评总得分 绩效自评得分".split()),
}
_TOTAL = "总分"  # the total of 得分 or, if the form states another total of 得分, that of 分值
_TOTAL_ROWS = frozenset(("总分", "合计", "总计"))
# The points in the label of a 一级: (50分), (权重:50分), 50分.
_PRINTED = re.compile(r"\(?(?:权重|满分|共)?:?(?P<points>[0-9]+(?:\.[0-9]+)?)分\)?")
_BRACKETED = re.compile(r"\([^()]*\)|[0-9.]+分$|^[一二三四五六七八九十0-9]+[、.]|\s")


class GroupSum(Struct, frozen=True):
    """The 分值, or the 得分, of the indicators of one 一级, in order.

    ``unstated`` are the indicators that state none. The sum is not certain if a text is not a number.
    """

    label: Typed
    stem: str
    amounts: tuple[Decimal, ...]
    texts: tuple[Typed, ...]
    unstated: tuple[IndicatorRow, ...]
    is_certain: bool

    @property
    def total(self) -> Decimal:
        """The sum of the amounts."""
        return sum(self.amounts, Decimal(0))

    @property
    def is_execution(self) -> bool:
        """Whether the group is 预算执行率, which some forms print as an indicator."""
        return bool(_EXECUTION_ROWS.fullmatch(self.stem))

    @property
    def printed(self) -> Decimal | None:
        """The points that the label prints, 50 in ``产出指标(50分)``; None if it prints none."""
        found = _PRINTED.search(half_width("".join(self.label.split())))
        return points_in(found["points"]) if found else None


@lru_cache(maxsize=1024)
def stem(name: str) -> str:
    """The name of a 一级 without what forms add to it: 产出 of ``一、产出指标（50分）``."""
    return _BRACKETED.sub("", half_width(name).strip()).removesuffix("指标")


def group_sums(form: Form, attribute: str) -> tuple[GroupSum, ...]:
    """The groups in which at least one indicator states the attribute (分值 or 得分), in order."""
    groups: dict[str, list[IndicatorRow]] = {}
    for row in form.rows:
        groups.setdefault(_identity(row), []).append(row)
    sums = (_sum(name, rows, attribute) for name, rows in groups.items())
    return tuple(each for each in sums if each.texts or not each.is_certain)


def execution_points(form: Form, attribute: str) -> tuple[Field, Decimal] | None:
    """The 分值 or 得分 of 预算执行率 in a field of the form; None if there is none, or more than one."""
    fields = dict.fromkeys((*_by_name(form, _EXECUTION[attribute]), *_in_table_of_funds(form, attribute)))
    found = [(field, points) for field in fields if (points := points_in(field.text)) is not None]
    return found[0] if len(found) == 1 else None


def is_execution_row(row: IndicatorRow) -> bool:
    """Whether an indicator is 预算执行率."""
    names = (str(row.attributes().get(level, "")) for level in ("一级", "二级", "三级"))
    return any(_EXECUTION_ROWS.fullmatch(stem(name)) for name in names if name)


def stated_totals(form: Form, attribute: str) -> list[tuple[Field, Decimal]]:
    """The totals of 分值 or 得分 that a form states, with their points."""
    fields = [*_by_name(form, _TOTALS[attribute]), *_in_total_row(form, attribute)]
    has_scores = bool(_by_name(form, _TOTALS[SCORE]) or _in_total_row(form, SCORE))
    if has_scores == (attribute == WEIGHT):
        fields += _by_name(form, {_TOTAL})
    return [(field, points) for field in fields if (points := points_in(field.text)) is not None]


def shown_name(field: Field) -> str:
    """The name of a total in a message: ``总得分``, or ``合计的得分`` for a field 得分 in a group 合计."""
    name = plain_name(field.name)
    group = field.path.rpartition("/")[0].rpartition("/")[2]
    return f"{group}的{name}" if group and name in {WEIGHT, SCORE} else name


def _identity(row: IndicatorRow) -> str:
    first = row.attributes().get("一级", "")
    return first.node[0] if isinstance(first, Label) and first.node else str(first)


def _sum(name: str, rows: list[IndicatorRow], attribute: str) -> GroupSum:
    amounts: list[Decimal] = []
    texts: list[Typed] = []
    unstated: list[IndicatorRow] = []
    is_certain = True
    for row in rows:
        text = row.attributes().get(attribute, "")
        number = points_in(text) if isinstance(text, Typed) else None
        if number is not None:
            amounts.append(number)
            texts.append(text)
        elif not isinstance(text, str) or not is_blank(text):
            is_certain = False
        # A blank is a missing amount; a dash says that there is meant to be none.
        elif not text.strip() and text_of(row, "三级").strip():
            unstated.append(row)
    return GroupSum(text_of(rows[0], "一级"), stem(name), tuple(amounts), tuple(texts), tuple(unstated), is_certain)


def _by_name(form: Form, names: Iterable[str]) -> list[Field]:
    """The fields with one of these names, without names that occur twice: which of the two is the total is unknown."""
    wanted = frozenset(names)
    found: dict[str, list[Field]] = {}
    for field in form.fields:
        name = plain_name(field.name)
        if name in wanted and not is_blank(field.text):
            found.setdefault(name, []).append(field)
    return [fields[0] for fields in found.values() if len(fields) == 1]


def _in_table_of_funds(form: Form, attribute: str) -> Iterator[Field]:
    return (table[attribute] for table in tables(form).values() if attribute in table and _is_of_funds(table))


def _in_total_row(form: Form, attribute: str) -> list[Field]:
    found: Mapping[str, Table] = tables(form)
    return [
        table[attribute]
        for path, table in found.items()
        if attribute in table and plain_name(path.rpartition("/")[2]) in _TOTAL_ROWS and not _is_of_funds(table)
    ]


def _is_of_funds(table: Table) -> bool:
    return any(name in table for name in (*BUDGETS, *SPENT, *RATES))
