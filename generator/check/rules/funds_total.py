"""资金各部分之和等于总额.

查什么：资金总额等于它的各部分之和，每一栏（年初预算数、全年预算数、全年执行数 …）各算各的：
当年财政拨款 + 上年结转资金 + 其他资金；中央 + 省 + 市州 + 县财政 + 自筹 + 其他；基本支出 + 项目支出。
没有填的按 0 算；各部分都没有填的，不查。

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

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from generator.check.money import TOTALS, Table, plain_name, shown_sum, tables
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject
from generator.check.wording import in_one_unit, is_blank, measure
from generator.problem import Severity

# Parts by what they are: the rest, by year (this and the last), by level of government.
_REST = re.compile("(?:其他|其它)(?:资金|收入|支出|来源)?|(?:单位|项目单位|企业)?自[筹有](?:资金)?")
_BY_YEAR = re.compile(
    "(?:当年|本年度?|年度)?(?:财政|一般公共预算)拨款(?:资金)?|(?:上年|以前年度)?结[转余](?:结余)?(?:资金)?"
)
_LEVEL = "(?:中央|国家|省|市|州|市州|县|区|县区|市县|市区|乡镇?|镇)级?、?"
_BY_LEVEL = re.compile(f"(?:{_LEVEL})+(?:本级)?(?:财政)?(?:拟?配套|补助|安排|专项)?(?:资金|拨款|投入)?")
_ALLOCATED = re.compile(".*拨款.*")
_INVESTMENTS = frozenset(("计划投资额", "计划投资总额", "总投资"))  # others may invest whom the form does not name
_COLUMN_TOTALS = {
    "计划": ("计划投资额", "计划投资总额", "总投资"),
    "到位": ("实际到位资金", "到位资金", "到位资金总额"),
}  # the total that stands beside a table of sources, for each of its columns
_SPENDING_TOTALS = frozenset(
    "部门预算 部门预算总额 部门支出 部门支出总额 整体支出 整体支出总额 支出总额 支出合计 支出总计 预算合计".split()
)
_BY_KIND = re.compile("(?:基本|项目|经营|上缴上级|对附属单位补助)支出")


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Totals of funds that are not the sum of their parts."""
    groups = tables(form)
    top = groups.get("", {})
    for heading, column in _columns(groups):
        beside = [top[name] for name in _COLUMN_TOTALS.get(heading, ()) if name in top]
        for total in [*(column[name] for name in column if name in TOTALS), *beside][:1]:
            by_year, by_level = _parts(column, _BY_YEAR), _parts(column, _BY_LEVEL)
            # Beside 财政拨款 the levels of government are its parts; beside 上年结转 alone they are parts of the total.
            is_divided = any(_ALLOCATED.fullmatch(name) for name in by_year)
            likeliest = by_year if is_divided else {**by_level, **by_year}
            yield from _compared(heading, total, column, (likeliest, by_year, by_level))
        for name in column:
            if name in _SPENDING_TOTALS:
                yield from _compared(heading, column[name], column, (_parts(column, _BY_KIND),))


def _columns(groups: Mapping[str, Table]) -> Iterator[tuple[str, Table]]:
    """Groups of fields in which parts may add up to a total, each with its heading, as name of the part → field.

    These are each group itself, with a blank heading, and each column of a table: a group whose rows are groups.
    """
    columns: dict[tuple[str, str], dict[str, Field]] = {}
    for path, table in groups.items():
        yield "", table
        parent, _, part = path.rpartition("/")
        for heading, field in table.items() if path else ():
            columns.setdefault((parent, heading), {})[plain_name(part)] = field
    for (_, heading), column in columns.items():
        yield heading, column


def _parts(column: Table, names: re.Pattern[str]) -> Table:
    return {name: field for name, field in column.items() if names.fullmatch(name)}


def _compared(heading: str, total: Field, column: Table, ways: Sequence[Table]) -> Iterator[Finding]:
    """``ways`` are sets of parts that may make up the total, the likeliest first; 其他资金 and the like join each."""
    rest = _parts(column, _REST)
    sums = [_sum(total, {**parts, **rest}) for parts in ways if parts and len(parts) + len(rest) > 1]
    if not sums or None in sums or any(each.is_right for each in sums if each):
        return
    found = sums[0]
    is_short = found is not None and not rest and sum(found.addends, Decimal(0)) < found.whole
    if found is None or (is_short and plain_name(total.name) in _INVESTMENTS):
        return
    under = f"“{heading}”一栏，" if heading else ""
    name = plain_name(total.path.split("/")[-2] if heading and "/" in total.path else total.name)
    working = shown_sum(found.addends, found.unit)
    message = f"{under}{' + '.join(found.names)}：{working}，{name}写的是 {total.text}"
    severity = Severity.WARNING if is_short else Severity.ERROR
    yield Finding(total.source, message, severity, total.path, working=working)


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


RULE = Rule("A007", "资金各部分之和等于总额", "核对资金的各部分和总额，改正不符的一处", form=check)
