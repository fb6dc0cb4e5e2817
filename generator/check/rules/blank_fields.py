"""没有填的栏.

查什么：表上要印的栏是空的。标题、项目名称、主管部门、资金总额、总体目标空着，三级指标没有值，是错误；
其他栏空着，一个项目每栏（分项填的，每张表）提示一次。只剩符号和单位的（`≥张`、`万元`：里面的变量没有填），也算空着。
签字、日期、电话这样打印出来再填的栏不报，有意留的空行由 D001 提示；本来就可以空的栏写在 `检查: {可空: [备注]}` 里。

为什么：`jixiao new` 新建的项目不填也能生成，空着的表盖了章才发现就晚了。

错例::

    项目名称: 外贸专项
    总体目标: ""

对例::

    项目名称: 外贸专项
    总体目标: 支持外贸企业40家。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.check.money import FUND_PARTS, TOTALS
from generator.check.rule import Finding, Rule
from generator.check.subject import Field, Form, Subject, label, listed, text_of
from generator.chinese.quantity import lacks_number
from generator.chinese.vocabulary import Role, folded, folded_path
from generator.jinja.values import Typed
from generator.problem import Severity

_MUST = frozenset((Role.TITLE, Role.PROJECT, Role.DEPARTMENT, Role.FUNDS, Role.PERIOD_FUNDS, Role.GOAL))
# Written by hand on the printed form.
_BY_HAND = frozenset((Role.PERSON, Role.PHONE, Role.REPORTED))
_VALUES = (Role.TARGET, Role.PERIOD_TARGET, Role.EXPLANATION)
_NUMBERS = (
    Role.TARGET, Role.PERIOD_TARGET, Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.FORECAST, Role.REVIEWED_ACTUAL
)  # fmt: skip
_AMOUNTS = TOTALS | FUND_PARTS | {Role.BUDGET, Role.FIRST_BUDGET, Role.SPENT, Role.RECEIVED}
_SHOWN = 6  # fields of a table that one message names


_Places = list[tuple[Form, Field]]


def check(subject: Subject) -> Iterator[Finding]:
    """Printed fields that are blank, those of a table in one finding, and indicators without a value."""
    found: dict[tuple[Severity, str], dict[str, _Places]] = {}
    for form in subject.forms:
        blank = [field for field in form.fields if field.path in subject.printed and _is_blank(field)]
        times = Counter(field.path for field in form.fields) if blank else {}
        for field in blank:
            severity = _severity(form, field, is_listed=times[field.path] > 1)
            if severity is not None and not _may_be_blank(field, subject):
                of_table = found.setdefault((severity, field.path.partition("/")[0]), {})
                of_table.setdefault(field.path, []).append((form, field))
    for (severity, _), fields in found.items():
        yield _finding(subject, list(fields.values()), severity)
    yield from _without_value(subject)


def _may_be_blank(field: Field, subject: Subject) -> bool:
    """Whether the project says so, of the field or of a group that it stands in, by name or by path."""
    names = field.path.split("/")
    paths = {folded_path("/".join(names[: depth + 1])) for depth in range(len(names))}
    return not subject.may_be_blank.isdisjoint(paths.union(map(folded, names)))


def _is_blank(field: Field) -> bool:
    return not field.text.strip() or (_is_amount(field) and lacks_number(field.text))


def _is_amount(field: Field) -> bool:
    return field.role in _AMOUNTS or field.group_role in _AMOUNTS


def _severity(form: Form, field: Field, *, is_listed: bool) -> Severity | None:
    """How wrong a form is with this field blank; None if it may be. ``is_listed``: it stands in a row of a list."""
    if field.role in _BY_HAND:
        return None
    if is_listed:
        return Severity.INFO
    if "/" in field.path and _is_amount(field):
        return _severity_in_table(form, field)
    return Severity.ERROR if field.role in _MUST else Severity.INFO


def _severity_in_table(form: Form, field: Field) -> Severity | None:
    """As ``_severity``, of an amount: sources that give nothing may be blank, but not the total and not all of them."""
    table = [each for each in form.fields if each.path.startswith(f"{field.path.partition('/')[0]}/")]
    filled = [each for each in table if _is_amount(each) and not _is_blank(each)]
    if not filled:
        return Severity.ERROR
    in_row = field.group_role in _AMOUNTS
    if any(each.name == field.name if in_row else each.group == field.group for each in filled):
        return Severity.ERROR if (field.group_role if in_row else field.role) in TOTALS else None
    return Severity.INFO


def _finding(subject: Subject, fields: Sequence[_Places], severity: Severity) -> Finding:
    """One finding for fields of one table, each with its places."""
    form, first = fields[0][0]
    names = [_name(places[0][1]) for places in fields]
    more = f"等 {len(names)} 栏" if len(names) > _SHOWN else ""
    where = _where(subject, [form for places in fields for form, _ in places])
    return Finding(first.source, f"{'、'.join(names[:_SHOWN])}{more}没有填{where}", severity, first.path, form.name)


def _name(field: Field) -> str:
    """The name of a field in a message: ``年度资金总额的全年预算数``."""
    *groups, name = field.path.split("/")
    return "的".join((*(groups[1:] or groups), name))


def _where(subject: Subject, forms: Sequence[Form]) -> str:
    """The forms, in words, where they are not all."""
    names = {form.name for form in forms}
    return "" if len(names) == len(subject.forms) else f"（{listed(forms)}）"


def _without_value(subject: Subject) -> Iterator[Finding]:
    """Indicators with a name and no value, and values that are a sign and a unit only, each once for all forms."""
    found: dict[object, tuple[Typed, str, list[Form]]] = {}
    for form in subject.trees() if "指标" in subject.printed or "绩效指标" in subject.printed else ():
        for row in form.rows:
            name = text_of(row, "三级")
            told = [
                (value.text, f"“{label(row)}”的{value.attribute}“{value.text}”没有写数")
                for value in form.values(row, *_NUMBERS)
                if lacks_number(value.text)
            ]
            if name.strip() and not any(True for _ in form.values(row, *_VALUES)):
                told.append((name, f"“{label(row)}”没有值"))
            for text, message in told:
                found.setdefault((text.source, message), (text, message, []))[2].append(form)
    for text, message, forms in found.values():
        yield Finding(text.source, message + _where(subject, forms), field="绩效指标", form=forms[0].name)


RULE = Rule(
    "D006",
    "没有填的栏",
    "填上，或在 检查: {可空: […]} 里写明可以空着",
    reads=(*_MUST, *_BY_HAND, *_VALUES, *_NUMBERS[2:]),
    missing=lambda subject: "" if subject.printed else "可用的模板",
    project=check,
)
