"""名称和文号写法不一.

查什么：一个项目里，同一个单位、自治州（县）和项目的名称只有一种写法，文号的年份用同一种括号，同一个文号的文件名相同。
自治州、项目的名称在单位名称、项目名称里写法不一，以及文号不一，是警告；只在正文里用了另一种写法，是提示。书名号里的不算。

为什么：写法不一，读的人分不清是一个单位、一个文件还是两个。

错例::

    项目名称: 产业发展及贸易专项
    自评表: {项目名称: 产业发展和贸易专项}

对例::

    项目名称: 产业发展和贸易专项
    自评表: {项目名称: 产业发展和贸易专项}
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.check.rule import Finding, Rule, source_at
from generator.check.subject import Field, Subject
from generator.check.wording import (
    DocumentNumber,
    PlaceName,
    autonomous_places,
    document_numbers,
    joined_otherwise,
    may_be_one_unit,
    project_stem,
    undecorated,
    unit_stem,
    without_titles,
)
from generator.chinese.vocabulary import Role
from generator.problem import Severity, Source

_UNITS = frozenset((Role.DEPARTMENT, Role.IMPLEMENTER, Role.REPORTER))
_SEPARATOR = re.compile("[、,，;；\\s]+")
_SHORTEST_UNIT = 5
_SHORTEST_STEM = 4
# The brackets of a year in a document number (GB/T 9704).
_RIGHT = "〔〕"


class _FieldText(Struct, frozen=True):
    """A field, and the first form that has it."""

    field: Field
    form: str

    def finding(self, message: str, severity: Severity = Severity.WARNING, offset: int = 0) -> Finding:
        return Finding(source_at(self.field.text, offset), message, severity, self.field.path, self.form)


class _Cited(Struct, frozen=True):
    where: _FieldText
    number: DocumentNumber

    def finding(self, message: str) -> Finding:
        return self.where.finding(message, offset=self.number.offset)


def check(subject: Subject) -> Iterator[Finding]:
    """Document numbers and names that a project writes in two ways; a text that forms share is read once."""
    seen: dict[tuple[Source | None, str], _FieldText] = {}
    for form in subject.forms:
        for field in form.fields:
            if field.text:
                seen.setdefault((field.source, str(field.text)), _FieldText(field, form.name))
    texts = list(seen.values())
    yield from _numbers([_Cited(text, number) for text in texts for number in document_numbers(text.field.text)])
    yield from _places(texts)
    yield from _units([text for text in texts if text.field.role in _UNITS])
    yield from _projects(texts)


def _numbers(cited: Sequence[_Cited]) -> Iterator[Finding]:
    styles = Counter(each.number.brackets for each in cited)
    if len(styles) > 1:
        right = _RIGHT if _RIGHT in styles else styles.most_common(1)[0][0]
        odd = [each for each in cited if each.number.brackets != right]
        like = next(each for each in cited if each.number.brackets == right)
        numbers = "、".join(f"“{number}”" for number in dict.fromkeys(each.number.typed for each in odd))
        yield odd[0].finding(f"文号的年份用了两种括号：{numbers}，别处是“{like.number.typed}”")
    titles: dict[tuple[str, str, str], dict[str, list[_Cited]]] = {}
    for each in cited:
        if each.number.title:
            titles.setdefault(each.number.key, {}).setdefault(each.number.title, []).append(each)
    for of_number in titles.values():
        yield from _two_titles(of_number)


def _two_titles(titles: dict[str, list[_Cited]]) -> Iterator[Finding]:
    """Document numbers with two titles, neither of which is a part of the other."""
    (common, _), *others = sorted(titles.items(), key=lambda one: -len(one[1]))
    for title, cited in others:
        if title not in common and common not in title:
            number = cited[0].number.typed
            yield cited[0].finding(f"同一个文号“{number}”写了两个文件名：“{title}”，别处是“{common}”")


def _places(texts: Sequence[_FieldText]) -> Iterator[Finding]:
    if not any("自治" in each.field.text for each in texts):
        return
    read = [(each, without_titles(each.field.text)) for each in texts]
    for spelt in autonomous_places(text for _, text in read):
        yield from _place(spelt, read)


def _place(spelt: PlaceName, read: Sequence[tuple[_FieldText, str]]) -> Iterator[Finding]:
    """A finding at the first odd spelling of a place. In names of units only the full name is right."""
    holding = {each: [(where, text) for where, text in read if each in text] for each in spelt.spellings}
    in_units = {spelling: [one for one in found if one[0].field.role in _UNITS] for spelling, found in holding.items()}
    is_formal = sum(map(bool, in_units.values())) > 1
    odd = [each for each, found in (in_units if is_formal else holding).items() if found][1]
    where, text = (in_units if is_formal else holding)[odd][0]
    ways = "、".join(f"“{spelling}”（{_listed(found)}）" for spelling, found in holding.items() if found)
    severity = Severity.WARNING if is_formal else Severity.INFO
    yield where.finding(f"同一个地方的名称写法不一：{ways}", severity, text.index(odd))


def _listed(found: Sequence[tuple[_FieldText, str]]) -> str:
    names = list(dict.fromkeys(where.field.name for where, _ in found))
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


def _units(texts: Sequence[_FieldText]) -> Iterator[Finding]:
    """Units named with and without the 省, 市, 县 of their place."""
    units: dict[str, _FieldText] = {}
    for each in texts:
        for unit in _SEPARATOR.split(str(each.field.text)):
            units.setdefault(unit, each)
    stems: dict[str, list[str]] = {}
    for unit in units:
        if len(unit_stem(unit)) >= _SHORTEST_UNIT:
            stems.setdefault(unit_stem(unit), []).append(unit)
    for first, *others in stems.values():
        for other in others:
            if may_be_one_unit(first, other):
                yield units[other].finding(f"同一个单位写了两种名称：“{other}”，别处是“{first}”")


def _projects(texts: Sequence[_FieldText]) -> Iterator[Finding]:
    """Names of projects that differ in 专项, 资金, 及 or 和."""
    names: dict[str, dict[str, _FieldText]] = {}
    for each in texts:
        stem = project_stem(each.field.text) if each.field.role is Role.PROJECT else ""
        if len(stem) >= _SHORTEST_STEM:
            names.setdefault(stem, {}).setdefault(undecorated(each.field.text), each)
    for stem, spelt in names.items():
        first, *others = spelt.values()
        for other in others:
            yield other.finding(f"同一个项目写了两种名称：“{other.field.text}”，别处是“{first.field.text}”")
        if not others:
            yield from _joined_otherwise(stem, first, texts)


def _joined_otherwise(stem: str, name: _FieldText, texts: Sequence[_FieldText]) -> Iterator[Finding]:
    """The first text that gives the name of a project with 和 for its 及, or the reverse."""
    pattern = joined_otherwise(stem)
    own = pattern.search(undecorated(name.field.text)) if pattern else None
    if pattern is None or own is None:
        return
    for each in texts:
        match = pattern.search(without_titles(each.field.text))
        if match and match[0] != own[0]:
            message = f"项目名称里是“{own[0]}”，这里写的是“{match[0]}”"
            yield each.finding(message, Severity.INFO, match.start())
            return


RULE = Rule(
    "B003",
    "名称和文号写法不一",
    "统一写法，以正式文件上的为准",
    reads=(Role.DEPARTMENT, Role.IMPLEMENTER, Role.REPORTER, Role.PROJECT),
    project=check,
)
