"""方向.

查什么：越高越好的指标（满意度、合格率、完成率、覆盖率，数量指标里的家数、人数、次数）写了“≤”“<”；越低越好的指标
（成本、耗时、投诉、事故、差错）写了“≥”“>”。说节约、降低、处理、整改的不算越低越好；控制、压减的数量不算越高越好。

为什么：符号写反，完成得越差得分越高。

错例::

    企业满意率: ≤90%

对例::

    企业满意率: ≥90%
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from generator.check.measures import (
    CEILINGS,
    FLOORS,
    is_change,
    name_of,
    quantity,
    unit_beside,
)
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, RowValue, Subject, label, text_of
from generator.chinese.indicator_names import (
    bare_name,
    kind_of_name,
    kind_of_unit,
    may_be_limited,
    stated_wish,
    wish_of,
)
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow
from generator.problem import Severity

_SYMBOL = re.compile("[≤<≦⩽﹤]")
_COUNTS = frozenset(("家数", "人数", "次数"))


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Signs that contradict whether, by its name, more or less of the indicator is better."""
    for row in form.rows:
        name, second = bare_name(name_of(row)), str(text_of(row, "二级"))
        wish = stated_wish(form.text(row, Role.DIRECTION)) or wish_of(name, second)
        for value in form.values(row, Role.TARGET, Role.PERIOD_TARGET):
            found = quantity(value.full)
            if found is None or not found.sign or found.low is None or is_change(value.text):
                continue
            if found.sign in CEILINGS and (
                _is_high(wish, str(found.value))
                or (wish == "" and _is_count(form, row, value.full, found.unit, name, second))
            ):
                yield _finding(row, value, "越高越好", "≥")
            elif found.sign in FLOORS and wish == "低":
                yield _finding(row, value, "越低越好", "≤")


def _is_high(wish: str, number: str) -> bool:
    """Whether a ceiling contradicts the wish; one of 100 % does not, as no rate can exceed it."""
    return wish == "高" and number != "100"


def _is_count(form: Form, row: IndicatorRow, text: str, unit: str, name: str, second: str) -> bool:
    """Whether it is a number of things done with a ceiling typed as a sign; ``不超过`` in words is meant."""
    if "数量" not in second or may_be_limited(name) or not _SYMBOL.search(half_width(text)):
        return False
    return (
        kind_of_unit(unit or unit_beside(form, row)) in _COUNTS
        or kind_of_name(name) in _COUNTS
        or name.endswith("数量")
    )


def _finding(row: IndicatorRow, value: RowValue, wish: str, sign: str) -> Finding:
    message = f"“{label(row)}”的{value.attribute}是“{value.full}”，这个指标{wish}，应当用“{sign}”"
    return Finding(value.text.source, message, Severity.WARNING, value.attribute)


RULE = Rule(
    "C001",
    "方向",
    "核对符号的方向",
    needs=((Role.TARGET, Role.PERIOD_TARGET),),
    reads=(Role.SIGN, Role.UNIT, Role.DIRECTION),
    project=partial(once_per_place, check=check, by_field=True),
)
