"""目标文字与指标的数一致.

查什么：总体目标、绩效目标等文字里写的数，与同名指标的值一致；完成情况里写的数，与同名指标的实际完成值一致。
单位换算后再比（2万家与 20000 家相同），一个一个数的“>4场”与“5场”相同；完成情况按文字里的小数位数四舍五入后再比。
几年的目标（总体目标旁边另有年度目标、长期目标）只与周期值、长期的指标比。
名称去掉“重点”“各类”等修饰才相同的，和文字只写了名称的开头或末尾、表里又只有一个这样的指标的，报警告。

为什么：目标和指标常常分头修改，一处改了另一处没有改。

错例::

    总体目标: 引进企业数量达到30家。
    绩效指标: {产出指标: {数量指标: {引进企业数量: ≥40家}}}

对例::

    总体目标: 引进企业数量达到40家。
    绩效指标: {产出指标: {数量指标: {引进企业数量: ≥40家}}}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct

from generator.check.measures import unit_beside
from generator.check.rule import Finding, Rule, source_at
from generator.check.subject import (
    Field,
    Form,
    FormIndicator,
    RowValue,
    Subject,
    comparable_name,
)
from generator.check.wording import Claim, bare, claims, core, mentioned, number_in
from generator.chinese.numbers import plain
from generator.chinese.quantity import UNIT, multiple_of, parse_quantity
from generator.chinese.vocabulary import Role
from generator.problem import Severity

# What the numbers of a narrative are compared with: the first role that an indicator has a value of.
_COMPARED_WITH = {
    Role.GOAL: (Role.TARGET,),
    Role.PERIOD_GOAL: (Role.PERIOD_TARGET, Role.TARGET),
    Role.GOAL_RESULT: (Role.ACTUAL, Role.PARTIAL_ACTUAL),
}

# Before a number: it is of another year, or only a part.
_OTHER_TIME = re.compile("去年|上年[^增同]|往年|上一年|以前年度|基数|其中")
_AFTERWARDS = re.compile("(?:及|或|和)?以[上下]|以内|之内")
# Units that count the same things and may stand for each other.
_COUNTERS = (
    frozenset(("家", "户", "家次", "户次", "个")),
    frozenset(("人", "名", "位", "人次")),
    frozenset(("场", "次", "场次", "期", "届", "个")),
    frozenset(("项", "个", "件")),
)
_WHOLE = frozenset().union(*_COUNTERS)
_MORE = re.compile("(?<!不)(?:超过|多于|大于|突破|>)\\Z")
# The key of a tree of indicators for several years.
_OF_PERIOD = re.compile("长期|中期|周期|实施期|总体")
# What it is of may be more than the indicator is of.
_WIDER = re.compile("[全我][国省市州县区]")
_CAUSED = re.compile("带动|拉动|撬动|促进|推动|引导")
_SHORTEST = 3  # characters of a name; shorter ones are too common in narratives


class _Figure(Struct, frozen=True):
    """The number of an indicator in a plain unit (万元 converted to 元), its sign, and the value it was read from."""

    number: Decimal
    unit: str
    value: RowValue
    sign: str


class _StatedNumber(Struct, frozen=True):
    """A number that a narrative states of an indicator; ``is_exact`` if it uses its full name."""

    claim: Claim
    is_exact: bool


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Numbers in goals and in 完成情况 that differ from the indicator of the same name."""
    narratives = [field for field in form.with_role(*_COMPARED_WITH) if field.text]
    for tree, fields in _by_tree(form, narratives):
        named = _by_core(tree) if fields else {}
        for field in fields:
            found = _of_indicators(field.text, named)
            told = {id(indicator.row) for indicator, _ in found}
            shortened = (each for each in _of_shortened(tree, field, named) if id(each[0].row) not in told)
            for indicator, said in (*found, *shortened):
                yield from _compared(tree, field, indicator, said)


def _by_tree(form: Form, narratives: list[Field]) -> Iterator[tuple[Form, list[Field]]]:
    """The trees of indicators of a form, each with the narratives that speak of it.

    What is to be reached in several years is no target of the one whose goal stands beside it.
    """
    of_period = [field for field in narratives if field.role is Role.PERIOD_GOAL]
    others = [field for field in narratives if field.role is not Role.PERIOD_GOAL]
    tree = next((each for each in form.other_trees if _OF_PERIOD.search(each.tree)), None)
    if tree is not None:
        yield tree, of_period
    elif Role.PERIOD_TARGET in form.names.columns or not any(field.role is Role.GOAL for field in others):
        others = narratives
    yield form, others


def _by_core(form: Form) -> dict[str, list[FormIndicator]]:
    """The indicators of a form by the shortened names under which narratives may mention them."""
    found: dict[str, list[FormIndicator]] = {}
    for indicator in form.indicators:
        name = comparable_name(indicator.name)
        for key in {core(name), bare(name)}:
            if len(key) >= _SHORTEST:
                found.setdefault(key, []).append(indicator)
    return found


def _of_indicators(text: str, named: dict[str, list[FormIndicator]]) -> list[tuple[FormIndicator, list[_StatedNumber]]]:
    """Each indicator that a narrative mentions, with the numbers that it states of it."""
    found: dict[int, tuple[FormIndicator, list[_StatedNumber]]] = {}
    for claim in claims(text) if named else ():
        key = _name_in(claim, named)
        for indicator in (each for each in named.get(key, ()) if not _is_wider(claim, each.name)):
            is_exact = core(comparable_name(indicator.name)) == key and key in _phrases(claim, core)
            found.setdefault(id(indicator.row), (indicator, []))[1].append(_StatedNumber(claim, is_exact))
    return list(found.values())


def _of_shortened(
    form: Form, field: Field, known: dict[str, list[FormIndicator]]
) -> Iterator[tuple[FormIndicator, list[_StatedNumber]]]:
    """As ``_of_indicators``, where the narrative says only the beginning or the end of a name.

    A number that any other indicator has is of that one.
    """
    for claim in claims(field.text):
        words = mentioned(claim.since)
        if len(words) < _SHORTEST or claim.is_rough or _OTHER_TIME.search(claim.before) or _WIDER.search(claim.since):
            continue
        named = [each for each in form.indicators if _is_shortened(words, comparable_name(each.name))]
        if len(named) != 1 or _name_in(claim, known):
            continue
        figures = (_figure_of(form, field, each) for each in form.indicators)
        if not any(_compares(claim, figure) and _agrees(claim, figure) for figure in figures if figure):
            yield named[0], [_StatedNumber(claim, is_exact=False)]


def _is_wider(claim: Claim, name: str) -> bool:
    """Whether it is of the whole place, and the indicator only of what the project brings about: 带动出口额."""
    caused = _CAUSED.match(name)
    return bool(caused and _WIDER.search(claim.since) and caused[0] not in claim.since)


def _is_shortened(words: str, name: str) -> bool:
    return words != name and (name.startswith(words) or name.endswith(words))


def _name_in(claim: Claim, named: dict[str, list[FormIndicator]]) -> str:
    """The shortened name of the indicators that a number belongs to; blank if to none."""
    if claim.is_rough or _OTHER_TIME.search(claim.before):
        return ""
    keys = (*_phrases(claim, core), *_phrases(claim, bare))
    return next((key for key in keys if key in named), "")


def _phrases(claim: Claim, reduced: Callable[[str], str]) -> list[str]:
    """Phrases that may name what is counted: the words before it, since the last number or 、, and around it."""
    after = _AFTERWARDS.sub("", claim.after)
    whole = (claim.before, claim.since, claim.before.rpartition("、")[2], claim.before + after)
    return [reduced(phrase) for phrase in whole]


def _compared(form: Form, field: Field, indicator: FormIndicator, said: list[_StatedNumber]) -> Iterator[Finding]:
    """A finding if no number agrees: where one does, the others may be of another year or of a part."""
    figure = _figure_of(form, field, indicator)
    if figure is None:
        return
    comparable = [each for each in said if _compares(each.claim, figure)]
    agrees = _agrees_rounded if field.role is Role.GOAL_RESULT else _agrees
    if comparable and not any(agrees(each.claim, figure) for each in comparable):
        yield _finding(field, indicator, comparable[0], figure)


def _figure_of(form: Form, field: Field, indicator: FormIndicator) -> _Figure | None:
    """The number of an indicator that those of this narrative are compared with."""
    roles = _COMPARED_WITH[field.role] if field.role else ()
    figures = (_figure(form, indicator, value) for value in form.values(indicator.row, *roles))
    return next(filter(None, figures), None)


def _figure(form: Form, indicator: FormIndicator, value: RowValue) -> _Figure | None:
    found = parse_quantity(value.full)
    number = number_in(found.number) if found else None
    if found is None or number is None:
        return None
    units = (found.unit, unit_beside(form, indicator.row))
    times, unit = multiple_of(next((unit for unit in units if re.fullmatch(UNIT, unit)), ""))
    return _Figure(number * times, unit, value, found.sign)


def _compares(claim: Claim, figure: _Figure) -> bool:
    _, unit = multiple_of(claim.unit)
    if unit == figure.unit or any({unit, figure.unit} <= kind for kind in _COUNTERS):
        return True
    return not unit and bool(claim.unit) and figure.unit == "元"


def _agrees(claim: Claim, figure: _Figure) -> bool:
    times, _ = multiple_of(claim.unit)
    stated = claim.number * times
    if stated == figure.number or figure.unit not in _WHOLE:
        return stated == figure.number
    return _least(stated, is_more=bool(_MORE.search(claim.before))) == _least(figure.number, is_more=figure.sign == ">")


def _least(number: Decimal, *, is_more: bool) -> Decimal:
    """The least number of things that is meant: 5 for more than 4."""
    return number + 1 if is_more and number == int(number) else number


def _agrees_rounded(claim: Claim, figure: _Figure) -> bool:
    """Whether the numbers agree after rounding to the decimals of the narrative."""
    times, _ = multiple_of(claim.unit)
    last_place = Decimal(1).scaleb(int(claim.number.as_tuple().exponent)) * times
    return abs(claim.number * times - figure.number) * 2 <= last_place


def _finding(field: Field, indicator: FormIndicator, said: _StatedNumber, figure: _Figure) -> Finding:
    claim = said.claim
    times, unit = multiple_of(claim.unit)
    name = "指标" if said.is_exact else "名称相近的指标"
    what = figure.value.attribute if field.role is Role.GOAL_RESULT else "值"
    working = f"{plain(claim.number * times)}{unit or figure.unit} ≠ {plain(figure.number)}{figure.unit}"
    message = f"“{claim.clause}”写的是 {claim.text}，{name}“{indicator.name}”的{what}是“{figure.value.full}”：{working}"
    severity = Severity.ERROR if said.is_exact else Severity.WARNING
    return Finding(source_at(field.text, claim.offset), message, severity, field.path, working=working)


RULE = Rule(
    "B001",
    "目标文字与指标的数一致",
    "核对目标文字和指标值，改成同一个数",
    needs=((Role.GOAL, Role.PERIOD_GOAL, Role.GOAL_RESULT), (Role.TARGET, Role.PERIOD_TARGET, Role.ACTUAL)),
    reads=(Role.UNIT, Role.PARTIAL_ACTUAL),
    form=check,
)
