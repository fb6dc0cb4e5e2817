"""同一指标的值写法不一.

查什么：同一指标的值在各分表里用同一种写法（10场以上、10场、≥10 是三种），数的大小可以不同。
单位不同或有的没有单位是警告，只是符号不同是提示。100%可以不写符号；定性的值和日期不查。

为什么：“10”和“≥10场”考核起来是两回事，汇总时也加不起来。

错例::

    甲市: {活动: 10场以上}
    乙市: {活动: ≥3次}

对例::

    甲市: {活动: ≥10场}
    乙市: {活动: ≥3场}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from msgspec import Struct

from generator.check.rule import Finding, Rule, in_each_tree
from generator.check.subject import FormIndicator, Subject, by_indicator, listed
from generator.chinese.numbers import UNSIGNED, half_width
from generator.chinese.quantity import multiple_of, parse_quantity
from generator.chinese.vocabulary import Role
from generator.jinja.values import Typed
from generator.problem import Severity

_NUMBER = re.compile(UNSIGNED)
_SPELLINGS = {"≧": "≥", "⩾": "≥", ">=": "≥", "≦": "≤", "⩽": "≤", "<=": "≤", "﹥": ">", "﹤": "<"}
_WHOLE = re.compile(r"100(?:\.0+)?\s*%")


class _ValueStyle(Struct, frozen=True):
    """How a value is written: its signs and words with ``#`` for the number, and its unit without 万 or 亿."""

    frame: str
    unit: str


class _StyledValue(Struct, frozen=True):
    indicator: FormIndicator
    text: Typed


def check(subject: Subject) -> Iterator[Finding]:
    """Indicators whose values are written in several styles."""
    for occurrences in by_indicator(subject).values():
        found: dict[_ValueStyle, list[_StyledValue]] = {}
        for indicator in occurrences:
            value = indicator.form.value(indicator.row, Role.TARGET)
            style = _style(value.full)
            if style:
                found.setdefault(style, []).append(_StyledValue(indicator, value.text))
        styles = _without_whole_shares(found)
        if len(styles) > 1:
            yield _finding(styles)


@lru_cache(maxsize=16_384)
def _style(text: str) -> _ValueStyle | None:
    """The style of a value; None for a date and for what is no quantity."""
    found = parse_quantity(text)
    if found is None or found.low is None:
        return None
    tidy = "".join(half_width(text).split())
    for other, sign in _SPELLINGS.items():
        tidy = tidy.replace(other, sign)
    frame = _NUMBER.sub("#", tidy.replace(found.unit, "", 1) if found.unit else tidy)
    return _ValueStyle(frame, multiple_of(found.unit)[1])


def _without_whole_shares(found: dict[_ValueStyle, list[_StyledValue]]) -> dict[_ValueStyle, list[_StyledValue]]:
    """The styles without a plain ``100%``: it needs no ``≥``, so it goes with any other style."""
    bare = _ValueStyle("#", "%")
    kept = [each for each in found.get(bare, ()) if not _WHOLE.fullmatch(half_width(each.text).strip())]
    return {style: kept if style == bare else each for style, each in found.items() if style != bare or kept}


def _finding(styles: dict[_ValueStyle, list[_StyledValue]]) -> Finding:
    """A finding that lists all styles, the commonest first, at a value of the rarest."""
    ordered = sorted(styles.values(), key=len, reverse=True)
    odd = ordered[-1][0]
    shown = "；".join(_style_examples(each) for each in ordered)
    units = {style.unit for style in styles}
    message = f"“{odd.indicator.name}”的值在各分表里有 {len(ordered)} 种写法：{shown}"
    return Finding(odd.text.source, message, Severity.WARNING if len(units) > 1 else Severity.INFO, odd.indicator.name)


def _style_examples(values: list[_StyledValue]) -> str:
    texts = list(dict.fromkeys(str(each.text) for each in values))
    shown = "、".join(texts[:3]) + ("…" if len(texts) > 3 else "")
    return f"{shown}（{listed(each.indicator.form for each in values)}）"


RULE = Rule(
    "B006",
    "同一指标的值写法不一",
    "统一符号、单位和写法",
    needs=((Role.TARGET,),),
    reads=(Role.SIGN, Role.UNIT),
    missing=lambda subject: "" if len(subject.forms) > 1 else "几个分表",
    project=partial(in_each_tree, check=check),
)
