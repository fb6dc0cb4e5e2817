"""缺单位.

查什么：金额、用时、比率和数量指标的数没有单位，单位、名称里也没有写；金额只有“万”“千万”，没有说是元还是美元。
名称已经说明数的是什么的（企业数、人次数、指数、评分），和数是 0 的，不报。

为什么：“带动出口 ≥6000”是万元还是万美元，谁也看不出，一年后没法评价。

错例::

    带动出口: ≥6000

对例::

    带动出口: ≥6000万元
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.check.measures import is_change, name_of, quantity, unit_beside
from generator.check.rule import Finding, Rule, once_per_place
from generator.check.subject import Form, Subject, label, text_of
from generator.chinese.indicator_names import bare_name, lacking_unit
from generator.chinese.quantity import multiple_of
from generator.chinese.vocabulary import Role
from generator.problem import Severity


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Numbers whose unit neither the value nor the name tells."""
    for row in form.rows:
        value = next(form.values(row, Role.TARGET, Role.PERIOD_TARGET), None)
        found = quantity(value.full) if value and not form.is_qualitative(row) else None
        # Nothing is nothing in any unit.
        if value is None or found is None or not found.high or is_change(value.text):
            continue
        attribute, text = value.attribute, value.text
        unit = found.unit or unit_beside(form, row)
        what = lacking_unit(bare_name(name_of(row)), str(text_of(row, "二级")))
        if not what or multiple_of(unit)[1]:
            continue
        if not unit:
            message = f"“{label(row)}”的{attribute}“{text}”没有写单位（{what}）"
        elif what == "金额":
            message = f"“{label(row)}”的{attribute}“{text}”，单位“{unit}”没有说是元还是美元"
        else:
            message = f"“{label(row)}”的{attribute}“{text}”，“{unit}”后面没有写单位（{what}）"
        yield Finding(text.source, message, Severity.WARNING, attribute)


RULE = Rule(
    "C002",
    "缺单位",
    "补上单位",
    needs=((Role.TARGET, Role.PERIOD_TARGET),),
    reads=(Role.UNIT, Role.KIND, Role.SIGN),
    project=partial(once_per_place, check=check, by_field=True),
)
