"""测算依据与预算一致.

查什么：测算依据里写的金额，有一个等于预算金额，或者各项加起来等于预算金额；写了“合计”“共计”的，合计数等于预算金额。
单价、标准、上限和以前年度的金额不算。万元、亿元换算成元再比；预算金额没有单位（“金额单位”也没有写）的不查。

为什么：测算出来的数和申报的数不一样，预算就没有依据。

错例::

    金额单位: 元
    预算金额: 3000000.00
    测算依据: 平台建设300万元，运行维护80万元。

对例::

    金额单位: 元
    预算金额: 3800000.00
    测算依据: 平台建设300万元，运行维护80万元。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from generator.checks.claims import Claim, claims
from generator.checks.exact import number_in
from generator.checks.periods import years_of
from generator.checks.rule import Finding, Rule
from generator.checks.subject import Field, Form, Subject
from generator.checks.working import added
from generator.expressions.values import Typed
from generator.model import Severity
from generator.text.amount import plain
from generator.text.half_width import half_width
from generator.text.unit import MULTIPLE, multiple_of

_BASIS = re.compile("测算")
_BUDGET = re.compile("(?:预算金额|预算数|预算总额|预算资金|项目预算|资金总额|总金额|年度金额|项目资金|申请金额|申报金额)\\Z")
_UNIT_FIELDS = ("金额单位", "单位", "计量单位")
_MONEY = re.compile(f"(?:{MULTIPLE})?元")
_AMOUNT = re.compile(f"({MULTIPLE}元|元)?\\Z")

_TOTAL = re.compile("(?:合计|共计|总计|总额|共需|总需|总共|共)(?:金额|经费|资金|需要?|为|是|约)*\\Z")
_STATED = re.compile("(?:出资|安排|拨付|申请|承担|列支|预算)(?:金额|经费|资金|为|是)*\\Z")
_EACH_BEFORE = re.compile(
    "[×*÷/xX(]\\Z|每(?!年)|人均|户均|单价|标准|上限|最高|平均|不超过|[一1](?:家|户|人|场|次|个|项|台)|按.{0,8}\\Z"
)
_EACH_AFTER = re.compile(r"\s*(?:[/×*÷xX]|每)")
_PARTIAL = re.compile("其中|主要|等|部分")
_EARLIER = re.compile("去年|上年|往年|以前年度|历年|累计|上级|此前")
_YEAR = re.compile("((?:19|20)[0-9]{2})年")
_ENDS = re.compile("[)=+。;,、]|和|及|与|用于|\\Z")


class _Amount(NamedTuple):
    """So many 元, as typed, and whether the text calls it the total or says that it is given."""

    yuan: Decimal
    text: str
    is_total: bool
    is_stated: bool


class _Budget(NamedTuple):
    field: Field
    yuan: Decimal


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Amounts of the basis that do not make up the budget."""
    bases = [field for field in form.fields if _BASIS.search(field.name) and field.text]
    if not bases:
        return
    budgets = list(_budgets(form))
    for field in bases if budgets else ():
        amounts, has_rates = _amounts(field.text, years_of(form))
        found = _judged(amounts, {budget.yuan for budget in budgets}, has_rates=has_rates)
        if found:
            working, is_certain = found
            severity = Severity.WARNING if not is_certain or _PARTIAL.search(field.text) else Severity.ERROR
            yield Finding(field.source, _message(field, budgets, working), severity, field.path)
