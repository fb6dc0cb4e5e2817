"""What a form says of its funds: fields by the group they stand in, and the names that the columns of funds go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from generator.check.subject import Field, Form
from generator.chinese.half_width import half_width

BUDGETS = ("全年预算数", "全年预算", "调整后预算数", "调整预算数", "预算数", "年度预算数", "部门预算", "预算合计")
"""Names of what could be spent, the surest first."""
SPENT = ("全年执行数", "全年执行", "预算执行数", "执行数", "实际执行数", "全年支出数", "实际支出数", "支出数")
"""Names of what was spent, the surest first."""
RATES = ("执行率", "预算执行率", "资金执行率", "预算资金执行率")
TOTALS = frozenset(
    """
    年度资金总额 资金总额 资金总计 资金合计 项目资金总额 项目总额 预算总额 预算资金总额 年度金额 总金额
    合计 总计 计划投资额 总投资
    """.split()
)
"""Names of the sum of funds."""

Table = Mapping[str, Field]
"""The fields of one group by plain name. A name that stands twice is left out."""

_ADDED = re.compile(r"\([^()]*\)|^其中:?|^[0-9]+[、.]|[\s:]")


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """A name without what forms add to it: ``其中：当年财政拨款（万元）`` is 当年财政拨款."""
    return _ADDED.sub("", half_width(name))


def tables(form: Form) -> dict[str, Table]:
    """The groups of a form by their path; the top level is the blank path."""
    found: dict[str, dict[str, Field]] = {}
    twice: set[tuple[str, str]] = set()
    for field in form.fields:
        path, _, name = field.path.rpartition("/")
        table = found.setdefault(path, {})
        name = plain_name(name)
        if name in table:
            twice.add((path, name))
        table[name] = field
    for path, name in twice:
        del found[path][name]
    return dict(found)


def is_total(path: str) -> bool:
    """Whether a group is the row of a total: ``预算执行/年度资金总额``."""
    return plain_name(path.rpartition("/")[2]) in TOTALS
