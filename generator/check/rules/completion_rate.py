"""文字里的完成率.

查什么：文字里说的完成率（“完成年度任务的130%”“完成率130%”“到位率100%”）与数对得上。目标取同一句话里写的，或表里同名指标的目标值。
一句话里列几项再写“分别完成……”的，逐项核对；目标找不到、单位不同、超额多少的说法不查。

为什么：报告里的完成率常是照抄或按别的目标算的，与自评表一比就矛盾。

错例::

    实际完成情况: 新注册企业39家，完成年度任务的130%。
    绩效指标:
      产出指标:
        数量指标:
          新注册企业(家): {年度指标值: 40, 实际完成值: 39}

对例::

    实际完成情况: 新注册企业39家，完成年度任务的97.5%。
    绩效指标:
      产出指标:
        数量指标:
          新注册企业(家): {年度指标值: 40, 实际完成值: 39}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache, partial

from msgspec import Struct

from generator.check.measures import CEILINGS, name_of, stated
from generator.check.rule import Finding, Rule, once_per_place, source_at
from generator.check.subject import Form, Subject, label
from generator.chinese.indicator_names import bare_name, kind_of_unit
from generator.chinese.numbers import UNSIGNED, as_number, half_width, plain
from generator.chinese.quantity import CALENDAR, UNIT, multiple_of
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed

_TEXTS = (Role.REASON, Role.EXPLANATION, Role.REMARK)
_GOAL = "(?:(?:全年|年度|年初|当年|既定|预定|预期|总|任务|目标|计划|指标|预算|数|值|量)*的?)"
# 完成年度任务的130%, 完成率130%, 支付率分别为100%、90%: one or several rates in a row.
_RATES = re.compile(
    rf"(?:(?<!超额)(?<!未)完成了?{_GOAL}|(?:完成|(?P<of_money>到位|执行|支出|支付|拨付))[率进]度?(?:分别)?(?:达到?了?|为|是|:)?)"
    rf"(?P<rates>(?:{UNSIGNED})%(?:[、和及,](?:{UNSIGNED})%)*)(?P<after>以上|左右|以内|以下|多)?"
)
# What may stand between an item and its rate: a change against last year, 分别, 任务 …
_BETWEEN = re.compile(
    rf"[,、]?(?:(?:同比|比上年|较上年)?(?:增长|增加|提高|下降|减少)(?:{UNSIGNED})(?:%|个百分点)[,、]?)?"
    "(?:分别|已|均|任务|目标|计划|(?P<of_money>资金|预算|经费))?"
)
_RATE = re.compile(f"({UNSIGNED})%")
# 新注册企业39家: words without digits or signs, a number and a unit.
_ITEM = re.compile(
    rf"(?P<name>[^\d,;、:。()%≥≤><=]{{2,40}}?)[≥≤><=]?(?P<number>{UNSIGNED})(?P<unit>{UNIT})(?![0-9余多])"
)
_SENTENCE = re.compile(r"[^。;!\n]+")
# Words that make an item a target (计划, 任务数) instead of a result.
_AIM = re.compile(
    "^(?:全年|年度|年初)?(?:计划|目标)|(?:目标|计划|任务|预算|应)(?:任务|目标|数|值|总额|资金|金额|安排|完成|引进|投资|投入|到位|是|为|:)*$"
)
# Words between the name of a thing and its number: 共, 达到, 完成了 …
_VERBS = re.compile(
    "(?:共计|累计|合计|实际|已|共|约)?(?:达到?了?|完成了?|实现了?|增加到?|增至|有|为|是|共计|累计|合计|共|约|:)*$"
)
_ENDINGS = re.compile("(?:总数|个数|数量|家数|数)$")
_LONGEST = 20  # characters of a number that is compared exactly
_HUNDRED = Decimal(100)


class _Item(Struct, frozen=True):
    """A thing with its number in a sentence, ``新注册企业39家``; ``start`` and ``end`` are offsets in the text."""

    name: str
    number: Decimal
    unit: str
    start: int
    end: int


class _CompletionClaim(Struct, frozen=True):
    """A sentence's claim that an item was completed to ``rate`` %; ``aim`` is the target if the sentence states it."""

    item: _Item
    rate: Decimal
    end: int
    aim: _Item | None

    @property
    def start(self) -> int:
        """The offset at which its item or its target begins."""
        return min(self.item.start, self.aim.start if self.aim else self.item.start)


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Rates of completion that do not follow from the numbers."""
    for name, text in _texts(form):
        if "%" not in half_width(text):
            continue
        for claim in _claims(str(text)):
            message, working = _against_sentence(claim) if claim.aim else _against_indicator(claim, form)
            if message:
                quoted = " ".join(text[claim.start : claim.end].split())
                yield Finding(source_at(text, claim.start), f"“{quoted}”：{message}", field=name, working=working)


def _texts(form: Form) -> Iterator[tuple[str, Typed]]:
    for field in form.fields:
        yield field.path, field.text
    for row in form.rows:
        for value in form.values(row, *_TEXTS):
            yield value.attribute, value.text


@lru_cache(maxsize=4096)
def _claims(text: str) -> tuple[_CompletionClaim, ...]:
    plain_text = half_width(text)
    return tuple(
        claim
        for sentence in _SENTENCE.finditer(plain_text)
        if "%" in sentence[0]
        for claim in _claims_of_sentence(plain_text, sentence)
    )


def _claims_of_sentence(text: str, sentence: re.Match[str]) -> Iterator[_CompletionClaim]:
    """The claims of a sentence; the rates belong to the last items before them, in order."""
    begin = sentence.start()
    for found in _RATES.finditer(text, begin, sentence.end()):
        rates = [as_number(rate) for rate in _RATE.findall(found["rates"])]
        items = list(_items(text, begin, found.start()))
        begin = found.end()
        aims = [item for item in items if _AIM.search(item.name)]
        done = [item for item in items if item not in aims][-len(rates) :]
        is_plain = (
            len(items) == 2 and len(aims) == len(rates) == 1 if aims else not _has_more_items(text, items, len(rates))
        )
        if len(done) < len(rates) or not is_plain or not _follow_directly(text, done, found):
            continue
        for item, rate in zip(done, rates, strict=True):
            if rate is not None:
                yield _CompletionClaim(item, rate, found.end("rates"), aims[0] if aims else None)


def _has_more_items(text: str, items: list[_Item], count: int) -> bool:
    """Whether more things are listed than there are rates, so that it is not certain which of them are meant."""
    return len(items) > count and "、" in text[items[-count - 1].end : items[-count].start]


def _follow_directly(text: str, items: list[_Item], found: re.Match[str]) -> bool:
    """Whether the rates follow directly on the items and are exact.

    A rate of funds (到位率, 执行率) must follow on amounts that were received or spent.
    """
    between = _BETWEEN.fullmatch(text, items[-1].end, found.start())
    if between is None or found["after"]:
        return False
    if not found["of_money"] and not between["of_money"]:
        return True
    done = "到位" if found["of_money"] == "到位" else "执行|支出|支付|拨付|使用"
    return all(kind_of_unit(item.unit) == "金额" and re.search(done, item.name) for item in items)


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    """The things with a number in ``text[start:end]``, without rates and dates."""
    for found in _ITEM.finditer(text, start, end):
        number, unit = as_number(found["number"]), found["unit"]
        if number is None or len(found["number"]) > _LONGEST or unit in CALENDAR or kind_of_unit(unit) == "比率":
            continue
        name = found["name"].strip()
        yield _Item(name, number, unit, found.start() + len(found["name"]) - len(found["name"].lstrip()), found.end())


_NOTHING = ("", "")


def _against_sentence(claim: _CompletionClaim) -> tuple[str, str]:
    """What is wrong with a claim whose target stands in its sentence, and the working; both blank where nothing is."""
    aim, item = claim.aim, claim.item
    if aim is None:
        return _NOTHING
    (times, unit), (own_times, own_unit) = multiple_of(aim.unit), multiple_of(item.unit)
    if unit != own_unit:
        return _NOTHING
    return _judged(claim, item.number * own_times / times, aim.number, "这句话里 ")


def _against_indicator(claim: _CompletionClaim, form: Form) -> tuple[str, str]:
    """The same for a claim whose target stands in the table."""
    row = _named(form, claim.item.name)
    name = form.value(row, Role.TARGET).attribute if row else ""
    target = stated(form, row, name) if row and name else None
    if row is None or target is None or not target.unit or target.sign in CEILINGS:
        return _NOTHING
    (times, unit), (own_times, own_unit) = multiple_of(target.unit), multiple_of(claim.item.unit)
    if unit != own_unit:
        return _NOTHING
    own = claim.item.number * own_times / times
    return _judged(claim, own, target.number, f"“{label(row)}”的{name}是“{target.text}”，")


def _judged(claim: _CompletionClaim, done: Decimal, aim: Decimal, where: str) -> tuple[str, str]:
    if aim <= 0 or done < 0:
        return _NOTHING
    rate = done / aim * _HUNDRED
    exponent = claim.rate.as_tuple().exponent
    last = Decimal(1).scaleb(min(0, exponent) if isinstance(exponent, int) else 0)
    # Within one in the last digit: both rounding and cutting off are accepted.
    if abs(rate - claim.rate) < last:
        return _NOTHING
    shown = _rounded(rate)
    equals = "=" if shown == rate else "≈"
    working = f"{plain(done)} ÷ {plain(aim)} {equals} {plain(shown)}%"
    return f"{where}{working}，写的是 {plain(claim.rate)}%{_implied(done, claim.rate)}", working


def _implied(done: Decimal, rate: Decimal) -> str:
    """The target that would give the claimed rate, in words; blank if it has more than two decimals."""
    if not rate:
        return ""
    with localcontext() as context:
        context.prec = 40
        wanted = done * _HUNDRED / rate
    return f"（完成 {plain(rate)}% 的话，目标应是 {plain(wanted)}）" if wanted == _rounded(wanted) else ""


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _named(form: Form, said: str) -> IndicatorRow | None:
    """The one indicator whose name is, or ends, the words before the number; None if there are none or several."""
    wanted = _stem(_VERBS.sub("", bare_name(said)))
    if len(wanted) < 2:
        return None
    exact: list[IndicatorRow] = []
    near: list[IndicatorRow] = []
    for row in form.rows:
        name = _stem(bare_name(name_of(row)))
        if name == wanted:
            exact.append(row)
        elif len(name) >= 4 and wanted.endswith(name):
            near.append(row)
    found = exact or near
    return found[0] if len(found) == 1 else None


def _stem(name: str) -> str:
    return _ENDINGS.sub("", name)


RULE = Rule(
    "A011",
    "文字里的完成率",
    "按目标值和完成值重算，改正文字",
    needs=((Role.TARGET,),),
    reads=(Role.REASON, Role.EXPLANATION, Role.REMARK, Role.UNIT),
    project=partial(once_per_place, check=check),
)
