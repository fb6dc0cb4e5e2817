"""不认识的名称.

查什么：指标的各栏里、资金表里，有词汇表没有的名称；这样的一栏，靠它的检查都没有做。一个项目只提示一次。
`jixiao check --names` 列出每个名称当作什么、查了哪些规则；在项目文件里写 `检查: {名称: {我们的说法: 标准名称}}`，
就认得了。

为什么：各地的表用词不同，不认识的栏里有错也查不出来，不应当悄悄放过。

错例::

    绩效指标: {产出指标: {数量指标: {参展企业数: {年度指标值: ≥10家, 完成程度: 9家}}}}

对例::

    绩效指标: {产出指标: {数量指标: {参展企业数: {年度指标值: ≥10家, 完成程度: 9家}}}}
    检查: {名称: {完成程度: 实际完成值}}
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.money import MONEY, TOTALS
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject, comparable_name
from generator.check.wording import measure
from generator.chinese.indicator_names import kind_of_name, name_adds_up
from generator.chinese.vocabulary import Role, vocabulary
from generator.problem import Severity

_SHOWN = 6
_MONEY_KINDS = frozenset(("", "金额"))
_MONEY_ROLES = TOTALS | {Role.BUDGET, Role.SPENT, Role.ALLOCATION, Role.ALLOCATION_BY_LEVEL, Role.OTHER_FUNDS}


def check(subject: Subject) -> Iterator[Finding]:
    """Names that no list has, beside names that are known."""
    columns = [name for name, naming in subject.names.attributes.items() if naming.role is None]
    fields = {field.name: field.path for form in reversed(subject.forms) for field in reversed(list(_unknown(form)))}
    found = [*columns, *reversed(fields.values())]
    if found:
        more = f"等 {len(found)} 个" if len(found) > _SHOWN else ""
        message = (
            f"不认识名称{'、'.join(f'“{name}”' for name in found[:_SHOWN])}{more}，靠它们的检查没有做；"
            "见 jixiao check --names，可在 检查: {名称: …} 里写明"
        )
        source = subject.forms[0].source if subject.forms else None
        yield Finding(source, message, Severity.INFO, found[0])


def _unknown(form: Form) -> Iterator[Field]:
    """Amounts with unknown names that stand beside funds, or whose name speaks of money."""
    beside = {field.group for field in form.fields if field.role in _MONEY_ROLES and "/" in field.path}
    for field in form.fields:
        if field.role is None and form.names.is_value(field.path):
            amount = measure(field.text)
            is_amount = amount is not None and (not amount.unit or MONEY.fullmatch(amount.unit))
            is_money = kind_of_name(field.name) in _MONEY_KINDS and name_adds_up(field.name)
            if is_amount and is_money and (field.group in beside or _is_of_funds(form, field.name)):
                yield field


def _is_of_funds(form: Form, name: str) -> bool:
    """Whether a name speaks of the form's funds, and is no variable that an indicator is named after."""
    is_named = any(comparable_name(name) == comparable_name(each.name) for each in form.indicators)
    return vocabulary().speaks_of_money(name) and not is_named


RULE = Rule("D005", "不认识的名称", "写明这些名称是什么意思", project=check)
