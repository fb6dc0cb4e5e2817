"""文字里的资金与资金总额一致.

查什么：总体目标、完成情况、项目概况等文字里写的“申请预算资金80万元”“安排项目资金100万元”“资金总额500万元”，等于表里的资金总额
（有几个资金总额、预算数的，等于其中一个，或一段里几笔相加等于它）。只查没有写明是哪一部分（中央、省级、企业自筹……）的数；
没有写单位的金额不查。

为什么：资金调整后表改了，文字没有改，一张表上就有两个总额。

错例::

    项目资金（万元）: 90
    总体目标: 申请预算资金80万元，扶持企业10家。

对例::

    项目资金（万元）: 90
    总体目标: 申请预算资金90万元，扶持企业10家。
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import partial

from generator.check.money import MONEY, shown_yuan, stated_budgets
from generator.check.periods import periods_of, years_of
from generator.check.rule import Finding, Rule, once_per_place, source_at
from generator.check.subject import Field, Form, Subject
from generator.check.wording import Claim, claims, is_of_other_year
from generator.chinese.numbers import half_width
from generator.chinese.quantity import multiple_of
from generator.chinese.vocabulary import Role
from generator.problem import Severity

# Words directly before an amount that say it is the whole.
_WHOLE = re.compile(
    "(?:(?:申请|安排|下达|投入|拨付|批复|核定)了?(?:本?年度|当年|全年)?(?:财政)?(?:预算|项目|专项|补助|扶持)?(?:资金|经费|预算)"
    "|(?:项目|专项|预算)资金|(?:预算|资金|项目)(?:总额|总预算|预算))(?:总额|规模)?(?:共计|合计|总计|共|约?为|是|达到?)?\\Z"
)
# Words in the clause that say it is a part, of another year, or a limit.
_PART = re.compile(
    "中央|国家|省|市级|州级|县|区级|地方|上级|本级|自筹|自有|企业|社会|其中|每|各|户均|人均|去年|上年|往年|累计|以前|结转|剩余|结余"
    "|不超过|最高|上限|以上|以下|撬动|带动|拉动|引导|已|支出|执行|使用|支付|发放|节约"
)
_NOT_NARRATIVES = frozenset((Role.BASIS, Role.FUNDS, Role.PERIOD_FUNDS, Role.BUDGET, Role.EXPENSE_TOTAL))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Amounts in narratives that are said to be the funds of the form, and are not."""
    budgets = stated_budgets(form)
    for field in form.fields if budgets else ():
        if field.role not in _NOT_NARRATIVES and MONEY.search(field.text):
            said = list(_wholes(field, years_of(form) | periods_of(form)))
            amounts = {budget.yuan for budget in budgets}
            if said and not any(yuan in amounts for _, yuan in said) and sum(yuan for _, yuan in said) not in amounts:
                claim, yuan = said[0]
                asked = "、".join(f"{each.field.name}是“{each.field.text}”" for each in budgets)
                working = f"{shown_yuan(yuan)} ≠ {shown_yuan(budgets[0].yuan)}"
                message = f"“{claim.clause}”写的是 {claim.text}，{asked}：{working}"
                source = source_at(field.text, claim.offset)
                yield Finding(source, message, Severity.WARNING, field.path, working=working)


def _wholes(field: Field, years: Collection[int]) -> Iterator[tuple[Claim, Decimal]]:
    for claim in claims(field.text):
        is_whole = MONEY.fullmatch(claim.unit) and not claim.is_rough and _WHOLE.search(claim.since.rstrip())
        sentence = re.split("[。;\n]", half_width(field.text[: claim.offset]))[-1] + claim.before
        if is_of_other_year(sentence, years):
            continue
        if is_whole and not _PART.search(claim.since) and not _PART.match(claim.after):
            times, _ = multiple_of(claim.unit)
            yield claim, claim.number * times


RULE = Rule(
    "B008",
    "文字里的资金与资金总额一致",
    "核对文字和表里的金额，改成同一个数",
    needs=((Role.FUNDS, Role.PERIOD_FUNDS, Role.BUDGET),),
    reads=(Role.MONEY_UNIT,),
    project=partial(once_per_place, check=check),
)
