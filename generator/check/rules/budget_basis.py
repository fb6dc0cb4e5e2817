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
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from generator.check.money import MONEY, shown_sum, shown_yuan, stated_budgets
from generator.check.periods import years_of
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject
from generator.check.wording import Claim, claims, is_of_other_year
from generator.chinese.quantity import MULTIPLE, multiple_of
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_TEN_THOUSAND = 10_000
_MOST = 30  # neighbouring amounts that are added up at most
# 300万 without 元 is an amount only at the end or before punctuation, 和 and the like (_ENDS).
_BARE = re.compile(MULTIPLE)
_ENDS = re.compile(r"\s*(?:[)=+。;,、和及与,用]|\Z)")

# Words directly before an amount: it is a total, the total of so many items, or allotted.
_TOTAL = re.compile("(?:合计|共计|总计|总额|共需|总需|总共|共)(?:金额|经费|资金|需要?|为|是)*\\Z")
_COUNTED = re.compile("([两二三四五六2-6])项(?:费用|经费|资金)?(?:合计|共计|总计|共)(?:金额|经费|资金|需要?|为|是)*\\Z")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_STATED = re.compile("(?:出资|安排|拨付|申请|承担|列支|预算)(?:金额|经费|资金|为|是)*\\Z")
# Words around an amount that make it a price, a rate or a limit.
_EACH_BEFORE = re.compile("[×*÷/xX(]\\Z|每(?!年)|人均|户均|单价|标准|上限|最高|平均|不超过|按.{0,8}\\Z")
_EACH_AFTER = re.compile(r"\s*(?:[/×*÷xX]|每)")
# Words of a text that does not claim to list everything.
_PARTIAL = re.compile("其中|主要|等|部分")


class _Amount(Struct, frozen=True):
    """An amount in a text. ``is_total``: 合计 or the like stands before it; ``is_stated``: 安排, 申请 or the like.

    ``parts`` is the number of amounts that it says it is the sum of (``三项合计``), 0 if it does not say.
    """

    yuan: Decimal
    text: str
    is_total: bool
    is_stated: bool
    parts: int


class _Basis(Struct, frozen=True):
    """The amounts of a text, in order; ``is_whole`` if it holds no others, such as rates and rough amounts."""

    amounts: tuple[_Amount, ...]
    is_whole: bool


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Amounts in 测算依据 that do not make up the budget."""
    bases = [field for field in form.with_role(Role.BASIS) if field.text]
    budgets = stated_budgets(form) if bases else []
    for field in bases if budgets else ():
        basis = _read(field.text, years_of(form))
        amounts = {budget.yuan for budget in budgets}
        stated, added_up = _miscounted(basis) or _misstated(basis, amounts), _missing(basis, amounts)
        if stated or added_up:
            is_certain = bool(stated) or not _PARTIAL.search(field.text)
            asked = "、".join(f"{each.field.name}是“{each.field.text}”（{shown_yuan(each.yuan)}）" for each in budgets)
            severity = Severity.ERROR if is_certain else Severity.WARNING
            said = stated or added_up
            working = said.partition("，")[0] if "=" in said else ""
            yield Finding(field.source, f"{field.name}里{said}，{asked}", severity, field.path, working=working)


def _read(text: str, years: frozenset[int]) -> _Basis:
    """The amounts of a text, without those of earlier years, prices and rough numbers."""
    found: list[_Amount] = []
    is_whole = True
    for claim in claims(text):
        if not MONEY.fullmatch(claim.unit) and not _BARE.fullmatch(claim.unit):
            is_whole = is_whole and not claim.unit.endswith("元")
        elif _is_rate(claim) or claim.is_rough or not (MONEY.fullmatch(claim.unit) or _ENDS.match(claim.after)):
            is_whole = False
        elif not is_of_other_year(claim.before, years):
            found.append(_amount(claim))
    return _Basis(tuple(found), is_whole)


def _amount(claim: Claim) -> _Amount:
    times, _ = multiple_of(claim.unit)
    before = claim.before.rstrip()
    counted = _COUNTED.search(before)
    parts = _COUNTS[counted[1]] if counted else 0
    return _Amount(claim.number * times, claim.text, bool(_TOTAL.search(before)), bool(_STATED.search(before)), parts)


def _is_rate(claim: Claim) -> bool:
    return bool(_EACH_BEFORE.search(claim.before) or _EACH_AFTER.match(claim.after))


def _miscounted(basis: _Basis) -> str:
    """A message for a ``两项合计`` that is not the sum of the two amounts before it; else blank."""
    for index, total in enumerate(basis.amounts):
        parts = basis.amounts[max(0, index - total.parts) : index]
        if total.parts and len(parts) == total.parts and _yuan(parts) != total.yuan:
            return f"{_sum(parts)}，合计写的是{_quoted(total)}"
    return ""


def _misstated(basis: _Basis, budgets: set[Decimal]) -> str:
    """A message for a total, or an amount that is said to be allotted, that is not the budget; else blank."""
    amounts = basis.amounts
    if any(each.yuan in budgets for each in amounts):
        return ""
    makings = [run for run in _runs(amounts) if _yuan(run) in budgets]
    totals = [index for index, each in enumerate(amounts) if each.is_total]
    if totals:
        total = amounts[totals[-1]]
        is_sum = any(_yuan(amounts[start : totals[-1]]) == total.yuan for start in range(totals[-1]))
        is_fine = bool(makings) and (is_sum or any(total in run for run in makings))
        return "" if is_fine else f"合计写的是{_quoted(total)}"
    stated = [each for each in amounts if each.is_stated]
    return f"写的是{_quoted(stated[-1])}" if stated and not makings else ""


def _missing(basis: _Basis, budgets: set[Decimal]) -> str:
    """All amounts with their sum if no neighbouring ones make up the budget; blank if the text holds other amounts."""
    if not basis.amounts or not basis.is_whole or any(_yuan(run) in budgets for run in _runs(basis.amounts)):
        return ""
    return _sum(basis.amounts)


def _runs(amounts: Sequence[_Amount]) -> Iterator[Sequence[_Amount]]:
    """All runs of neighbouring amounts, up to ``_MOST`` long."""
    for start in range(len(amounts)):
        for end in range(start, min(start + _MOST, len(amounts))):
            yield amounts[start : end + 1]


def _yuan(amounts: Sequence[_Amount]) -> Decimal:
    return sum((each.yuan for each in amounts), Decimal(0))


def _sum(amounts: Sequence[_Amount]) -> str:
    if len(amounts) == 1:
        return f"只有{_quoted(amounts[0])}"
    if all(each.yuan >= _TEN_THOUSAND for each in amounts):
        return shown_sum([each.yuan / _TEN_THOUSAND for each in amounts], "万元")
    return shown_sum([each.yuan for each in amounts], "元")


def _quoted(amount: _Amount) -> str:
    shown = shown_yuan(amount.yuan)
    return f"“{amount.text}”" + ("" if amount.text == shown else f"（{shown}）")


RULE = Rule(
    "B002",
    "测算依据与预算一致",
    "核对测算依据和预算金额，改正不符的一处",
    needs=((Role.BASIS,), (Role.FUNDS, Role.PERIOD_FUNDS, Role.BUDGET, Role.EXPENSE_TOTAL)),
    reads=(Role.MONEY_UNIT, Role.YEAR),
    form=check,
)
