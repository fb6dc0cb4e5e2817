"""名称和文号写法不一.

查什么：一个项目里，同一个单位、自治州（县）和项目的名称只有一种写法，文号的年份用同一种括号，同一个文号的文件名相同。
自治州、项目的名称在单位名称、项目名称里写法不一，以及文号不一，是警告；只在正文里用了另一种写法，是提示。书名号里的不算。

为什么：写法不一，读的人分不清是一个单位、一个文件还是两个。

错例::

    项目名称: 招商引资及外贸专项
    自评表: {项目名称: 招商引资和外贸专项}

对例::

    项目名称: 招商引资和外贸专项
    自评表: {项目名称: 招商引资和外贸专项}
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.checks.rule import Finding, Rule
from generator.checks.spellings import (
    DocumentNumber,
    Place,
    autonomous_places,
    document_numbers,
    joined_otherwise,
    may_be_one_unit,
    project_stem,
    undecorated,
    unit_stem,
    without_titles,
)
from generator.checks.subject import Field, Subject
from generator.checks.texts import place
from generator.model import Severity, Source

_UNITS = re.compile("(?:单位|部门|机构)(?:名称)?\\Z")
_PROJECTS = re.compile("(?:项目|专项|资金)名称\\Z")
_SEPARATOR = re.compile("[、,，;；\\s]+")
_SHORTEST_UNIT = 5
_SHORTEST_STEM = 4
_RIGHT = "〔〕"


class _Cited(NamedTuple):
    field: Field
    number: DocumentNumber

    @property
    def source(self) -> Source | None:
        return place(self.field.text, self.number.offset)


def check(subject: Subject) -> Iterator[Finding]:
    """What a project writes in two ways; a text that several forms share is read once."""
    seen: dict[tuple[Source | None, str], Field] = {}
    for form in subject.forms:
        for field in form.fields:
            if field.text:
                seen.setdefault((field.source, str(field.text)), field)
    fields = list(seen.values())
    yield from _numbers([_Cited(field, number) for field in fields for number in document_numbers(field.text)])
    yield from _places(fields)
    yield from _units([field for field in fields if _UNITS.search(field.name)])
    yield from _projects(fields)


def _numbers(cited: Sequence[_Cited]) -> Iterator[Finding]:
    styles = Counter(each.number.brackets for each in cited)
    if len(styles) > 1:
        right = _RIGHT if _RIGHT in styles else styles.most_common(1)[0][0]
        odd = [each for each in cited if each.number.brackets != right]
        like = next(each for each in cited if each.number.brackets == right)
        numbers = "、".join(f"“{number}”" for number in dict.fromkeys(each.number.typed for each in odd))
        message = f"文号的年份用了两种括号：{numbers}，别处是“{like.number.typed}”"
        yield Finding(odd[0].source, message, Severity.WARNING, odd[0].field.path)
    titles: dict[tuple[str, str, str], dict[str, list[_Cited]]] = {}
    for each in cited:
        if each.number.title:
            titles.setdefault(each.number.key, {}).setdefault(each.number.title, []).append(each)
    for of_number in titles.values():
        yield from _two_titles(of_number)


def _two_titles(titles: dict[str, list[_Cited]]) -> Iterator[Finding]:
    """A number with two titles, neither of them a shorter form of the other."""
    (common, _), *others = sorted(titles.items(), key=lambda one: -len(one[1]))
    for title, cited in others:
        if title not in common and common not in title:
            message = f"同一个文号“{cited[0].number.typed}”写了两个文件名：“{title}”，别处是“{common}”"
            yield Finding(cited[0].source, message, Severity.WARNING, cited[0].field.path)


def _places(fields: Sequence[Field]) -> Iterator[Finding]:
    if not any("自治" in field.text for field in fields):
        return
    texts = [(field, without_titles(field.text)) for field in fields]
    for spelt in autonomous_places(text for _, text in texts):
        yield from _place(spelt, texts)


def _place(spelt: Place, texts: Sequence[tuple[Field, str]]) -> Iterator[Finding]:
    """Units should go by the full name; the finding points at the first that does not."""
    holding = {each: [field for field, text in texts if each in text] for each in spelt.spellings}
    in_units = [each for each, fields in holding.items() if any(_UNITS.search(field.name) for field in fields)]
    is_formal = len(in_units) > 1
    odd = in_units[1] if is_formal else next(each for each in spelt.spellings[1:] if holding[each])
    field = next(each for each in holding[odd] if not is_formal or _UNITS.search(each.name))
    ways = "、".join(f"“{spelling}”（{_listed(fields)}）" for spelling, fields in holding.items() if fields)
    offset = next(text for each, text in texts if each is field).index(odd)
    severity = Severity.WARNING if is_formal else Severity.INFO
    yield Finding(place(field.text, offset), f"同一个地方的名称写法不一：{ways}", severity, field.path)


def _listed(fields: Sequence[Field]) -> str:
    names = list(dict.fromkeys(field.name for field in fields))
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


def _units(fields: Sequence[Field]) -> Iterator[Finding]:
    units: dict[str, Field] = {}
    for field in fields:
        for unit in _SEPARATOR.split(str(field.text)):
            units.setdefault(unit, field)
    stems: dict[str, list[str]] = {}
    for unit in units:
        if len(unit_stem(unit)) >= _SHORTEST_UNIT:
            stems.setdefault(unit_stem(unit), []).append(unit)
    for first, *others in stems.values():
        for other in others:
            if may_be_one_unit(first, other):
                message = f"同一个单位写了两种名称：“{other}”，别处是“{first}”"
                yield Finding(units[other].source, message, Severity.WARNING, units[other].path)


def _projects(fields: Sequence[Field]) -> Iterator[Finding]:
    names: dict[str, dict[str, Field]] = {}
    for field in fields:
        stem = project_stem(field.text) if _PROJECTS.search(field.name) else ""
        if len(stem) >= _SHORTEST_STEM:
            names.setdefault(stem, {}).setdefault(undecorated(field.text), field)
    for stem, fields_of in names.items():
        first, *others = fields_of.values()
        for other in others:
            message = f"同一个项目写了两种名称：“{other.text}”，别处是“{first.text}”"
            yield Finding(other.source, message, Severity.WARNING, other.path)
        if not others:
            yield from _joined_otherwise(stem, first, fields)


def _joined_otherwise(stem: str, name: Field, fields: Sequence[Field]) -> Iterator[Finding]:
    """A text that writes 和 where the name has 及, or the reverse."""
    pattern = joined_otherwise(stem)
    own = pattern.search(undecorated(name.text)) if pattern else None
    for field in fields if pattern and own else ():
        match = pattern.search(without_titles(field.text)) if pattern else None
        if match and own and match[0] != own[0]:
            message = f"项目名称里是“{own[0]}”，这里写的是“{match[0]}”"
            yield Finding(place(field.text, match.start()), message, Severity.INFO, field.path)
            return


RULE = Rule("B003", "名称和文号写法不一", project=check)
