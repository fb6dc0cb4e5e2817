"""资金各部分之和等于总额.

查什么：资金总额等于它的各部分之和，每一栏（年初预算数、全年预算数、全年执行数 …）各算各的：
财政拨款 + 上年结转 + 财政专户 + 单位资金 + 其他资金；中央 + 省 + 市州 + 县财政 + 自筹 + 其他；
一般公共预算 + 政府性基金；基本支出 + 项目支出；人员经费 + 公用经费。
财政拨款、单位资金、基本支出下面还有分的，也与分出来的各项比。项目（几年）总额和年度总额都写的，各算各的部分：写在它后面的，或者名称带“当年”“年度”的归年度。
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

from collections.abc import Iterator

from generator.check.fund_parts import Comparison, comparisons
from generator.check.money import shown_sum
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject
from generator.chinese.vocabulary import Role, folded
from generator.problem import Severity


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Totals of funds that are not the sum of their parts."""
    for comparison in comparisons(form):
        if comparison.sums and not comparison.is_right:
            yield _finding(comparison)


def _finding(comparison: Comparison) -> Finding:
    heading, total, found = comparison.heading, comparison.total, comparison.sums[0]
    is_short = found.excess < 0 and not comparison.has_rest
    under = f"“{heading}”一栏，" if heading else ""
    name = folded(total.path.split("/")[-2] if heading and "/" in total.path else total.name)
    working = shown_sum(found.addends, found.unit)
    message = f"{under}{' + '.join(found.parts)}：{working}，{name}写的是 {total.text}"
    return Finding(total.source, message, Severity.WARNING if is_short else Severity.ERROR, total.path, working=working)


def _compared(form: Form) -> Iterator[Field]:
    for comparison in comparisons(form):
        for found in comparison.sums:
            yield from (comparison.total, *found.parts.values())


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
        Role.UNIT_FUNDS_BY_KIND,
        Role.OWN_FUNDS,
        Role.OTHER_FUNDS,
        Role.BASIC_EXPENSE,
        Role.EXPENSE_BY_USE,
        Role.BASIC_EXPENSE_BY_KIND,
        Role.RECEIVED,
        Role.OF_WHICH,
    ),
    compared=_compared,
    form=check,
)
