"""没有填的栏.

查什么：表上要印的栏是空的。标题、项目名称、主管部门、资金总额、总体目标空着，三级指标没有值，是错误；
其他栏空着，一个项目每栏提示一次。签字、日期、电话这样打印出来再填的栏不报，有意留的空行由 D001 提示；
本来就可以空的栏写在 `检查: {可空: [备注]}` 里。

为什么：`jixiao new` 新建的项目不填也能生成，空着的表盖了章才发现就晚了。

错例::

    项目名称: 外贸专项
    总体目标: ""

对例::

    项目名称: 外贸专项
    总体目标: 支持外贸企业40家。
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.names import path_to
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject, label, listed, text_of
from generator.chinese.vocabulary import Role, folded
from generator.problem import Severity

_MUST = frozenset((Role.TITLE, Role.PROJECT, Role.DEPARTMENT, Role.FUNDS, Role.PERIOD_FUNDS, Role.GOAL))
# Written by hand on the printed form.
_BY_HAND = frozenset((Role.PERSON, Role.PHONE, Role.REPORTED))
_VALUES = (Role.TARGET, Role.PERIOD_TARGET, Role.EXPLANATION)


def check(subject: Subject) -> Iterator[Finding]:
    """Printed fields that are blank, each once for all forms, and indicators without a value."""
    printed = {path_to("", name) for name in subject.printed}
    found: dict[str, list[tuple[Form, Field]]] = {}
    for form in subject.forms:
        for field in form.fields:
            if field.path in printed and not field.text.strip() and field.role not in _BY_HAND:
                found.setdefault(field.path, []).append((form, field))
    for name, places in found.items():
        if folded(name) not in subject.may_be_blank:
            form, field = places[0]
            where = "" if len(places) == len(subject.forms) else f"（{listed(each for each, _ in places)}）"
            severity = Severity.ERROR if field.role in _MUST else Severity.INFO
            yield Finding(field.source, f"{field.name}没有填{where}", severity, name, form.name)
    yield from _without_value(subject)


def _without_value(subject: Subject) -> Iterator[Finding]:
    """Indicators with a name and no value, each once for all forms."""
    told: set[object] = set()
    for form in subject.trees() if "指标" in subject.printed or "绩效指标" in subject.printed else ():
        for row in form.rows:
            name = text_of(row, "三级")
            if name.strip() and not any(True for _ in form.values(row, *_VALUES)) and name.source not in told:
                told.add(name.source)
                yield Finding(name.source, f"“{label(row)}”没有值", field="绩效指标", form=form.name)


RULE = Rule(
    "D006",
    "没有填的栏",
    "填上，或在 检查: {可空: […]} 里写明可以空着",
    reads=(*_MUST, *_BY_HAND, *_VALUES),
    project=check,
)
