"""缺分表.

查什么：项目自己列出的地方（`地区: […]`、分配表里的各行、“甲市、乙市、丙市、丁市”这样一句话），大多各有一张分表，
个别没有。

为什么：漏了一个市州，那里就收不到表，也没有任务。

错例::

    地区: [甲市, 乙市, 丙市, 丁市]
    分表: {按: 市州, 各表: {甲市: {资金: 1}, 乙市: {资金: 2}, 丙市: {资金: 3}}}

对例::

    地区: [甲市, 乙市, 丙市]
    分表: {按: 市州, 各表: {甲市: {资金: 1}, 乙市: {资金: 2}, 丙市: {资金: 3}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.check.names import NOT_FIELDS
from generator.check.rule import Finding, Rule
from generator.check.subject import Form, Subject
from generator.chinese.vocabulary import Role, folded, vocabulary
from generator.jinja.values import Typed
from generator.problem import Severity, Source

_PLACES = "地区"
_FEWEST = 3  # forms; of fewer it is not certain that the list means them
_BETWEEN = re.compile("[、,，;；和及与\\s]+")


def check(subject: Subject) -> Iterator[Finding]:
    """Places that the project lists and that have no form, where most of the list have one."""
    names = [form.name for form in subject.forms]
    if len(names) < _FEWEST:
        return
    told: set[str] = set()
    for what, places, source in _lists(subject.forms[0]):
        here = [place for place in places if place in names]
        missing = [place for place in places if place not in names and place not in told]
        if missing and len(here) >= _FEWEST and len(here) * 2 > len(places) and len(set(here)) * 2 > len(names):
            told.update(missing)
            message = f"{what}列了 {len(places)} 处，其中 {len(here)} 处有分表，没有分表的是：{'、'.join(missing)}"
            yield Finding(source, message, Severity.WARNING, what)


def _lists(form: Form) -> Iterator[tuple[str, list[str], Source | None]]:
    """Lists of places in the context: a list of texts, the keys of a table, a text with 、 between."""
    yield from _in_value("", form.context)


def _in_value(path: str, value: Any) -> Iterator[tuple[str, list[str], Source | None]]:
    if isinstance(value, Typed):
        words = [word for word in _BETWEEN.split(value) if word]
        if len(words) > _FEWEST:
            yield path, list(dict.fromkeys(words)), value.source
    elif isinstance(value, Mapping):
        if path:
            keys = [str(key) for key in value if not _is_sum(str(key))]
            yield path, keys, next((below.source for below in value.values() if isinstance(below, Typed)), None)
        for key, below in value.items():
            if key == _PLACES or key not in NOT_FIELDS:
                yield from _in_value(f"{path}/{key}" if path else str(key), below)
    elif isinstance(value, (list, tuple)):
        texts = [each for each in value if isinstance(each, Typed)]
        firsts = [next(iter(each.values()), None) for each in value if isinstance(each, Mapping)]
        texts += [each for each in firsts if isinstance(each, Typed)]
        yield path, [str(each) for each in texts if not _is_sum(each)], texts[0].source if texts else None


def _is_sum(name: str) -> bool:
    """Whether a row of a list is that of a total."""
    return vocabulary().fields.roles.get(folded(name)) in (Role.SUM_ROW, Role.SUBTOTAL_ROW)


RULE = Rule("D004", "缺分表", "补上这几处的分表，或从列表里去掉", project=check)
