"""符号与众不同.

查什么：同一个指标，各分表大多写“≥”“>”，个别写了“≤”“<”，或者反过来；同一张表同一个二级指标下，其他指标（至少三个）都写“≥”，
只有一个写“≤”，而名称看不出越低越好的，作提示。

为什么：录入时按错一个键，完成得越差得分越高。

错例::

    分表:
      按: 市州
      各表:
        甲市: {绩效指标: {产出指标: {数量指标: {补助项目: "<=5个"}}}}
        乙市: {绩效指标: {产出指标: {数量指标: {补助项目: ">=4个"}}}}
        丙市: {绩效指标: {产出指标: {数量指标: {补助项目: ">=6个"}}}}

对例::

    分表:
      按: 市州
      各表:
        甲市: {绩效指标: {产出指标: {数量指标: {补助项目: ">=5个"}}}}
        乙市: {绩效指标: {产出指标: {数量指标: {补助项目: ">=4个"}}}}
        丙市: {绩效指标: {产出指标: {数量指标: {补助项目: ">=6个"}}}}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from msgspec import Struct

from generator.check.measures import CEILINGS, FLOORS, quantity
from generator.check.rule import Finding, Rule, in_each_tree
from generator.check.subject import FormIndicator, RowValue, Subject, by_indicator, listed
from generator.chinese.indicator_names import may_be_limited, may_be_low, wish_of
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_FEWEST = 3  # indicators beside the odd one
_SIGNS = FLOORS | CEILINGS


class _Signed(Struct, frozen=True):
    indicator: FormIndicator
    value: RowValue
    is_floor: bool


def check(subject: Subject) -> Iterator[Finding]:
    """Signs that point the other way than those of the same indicator in other forms, or of its neighbours."""
    ceilings: set[int] = set()  # forms with one that the other forms do not tell wrong
    for occurrences in by_indicator(subject).values():
        ways = [_is_floor(indicator) for indicator in occurrences]
        if False not in ways:
            continue
        signed = [each for indicator in occurrences for each in _signed(indicator)]
        odd = _odd(signed)
        ceilings.update(each.indicator.form.number for each in signed if not each.is_floor and each not in odd)
        if odd:
            usual = next(each for each in signed if each.is_floor is not odd[0].is_floor)
            yield _among_forms(odd, usual)
    yield from _among_neighbours(subject, ceilings)


def _odd(signed: Sequence[_Signed]) -> list[_Signed]:
    """Those that point the rarer way, if fewer than half do; none if all point one way."""
    ways = [[each for each in signed if each.is_floor is way] for way in (True, False)]
    rare, common = sorted(ways, key=len)
    return rare if rare and len(rare) * 2 < len(common) + len(rare) else []


def _among_forms(odd: Sequence[_Signed], usual: _Signed) -> Finding:
    indicator, value = odd[0].indicator, odd[0].value
    where = listed(each.indicator.form for each in odd)
    message = f"“{indicator.name}”在{where}写的是“{value.full}”，别的分表是“{usual.value.full}”这样，方向相反"
    return Finding(value.text.source, message, Severity.WARNING, value.attribute, indicator.form.name)


def _among_neighbours(subject: Subject, ceilings: Collection[int]) -> Iterator[Finding]:
    """The only ceiling among the indicators of a 二级, in the forms with these numbers."""
    seen: set[object] = set()
    for form in subject.forms:
        sections: dict[tuple[str, str], list[_Signed]] = {}
        for indicator in form.indicators if form.number in ceilings else ():
            for each in _signed(indicator):
                sections.setdefault(indicator.section, []).append(each)
        for signed in sections.values():
            odd = [each for each in signed if not each.is_floor]
            if len(odd) != 1 or len(signed) <= _FEWEST or _may_be_ceiling(odd[0].indicator):
                continue
            name, value = odd[0].indicator.name, odd[0].value
            if value.text.source not in seen:
                seen.add(value.text.source)
                message = f"“{name}”写的是“{value.full}”，同一个二级指标下其他 {len(signed) - 1} 个都是“≥”，请核对符号"
                yield Finding(value.text.source, message, Severity.INFO, value.attribute, form.name)


def _may_be_ceiling(indicator: FormIndicator) -> bool:
    """Whether a ceiling may be meant, by the name or the 二级."""
    name, second = indicator.name, indicator.section[1]
    return wish_of(name, second) == "低" or may_be_low(name + second) or may_be_limited(name) or "时效" in second


def _signed(indicator: FormIndicator) -> Iterator[_Signed]:
    way = _is_floor(indicator)
    if way is not None:
        yield _Signed(indicator, indicator.form.value(indicator.row, Role.TARGET), way)


def _is_floor(indicator: FormIndicator) -> bool | None:
    """Whether the target is a floor (≥) or a ceiling (≤); None if it has no sign or is a date."""
    found = quantity(indicator.form.value(indicator.row, Role.TARGET).full)
    return found.sign in FLOORS if found and found.sign in _SIGNS and found.low is not None else None


RULE = Rule(
    "C005",
    "符号与众不同",
    "核对符号的方向",
    needs=((Role.TARGET,),),
    reads=(Role.SIGN, Role.UNIT),
    project=partial(in_each_tree, check=check),
)
