"""The indicators of all 分表 of a project side by side: under which name, in which forms, with which rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from generator.checks.subject import Form, Subject, text_of
from generator.expressions.values import Label, Row, Typed
from generator.text.half_width import half_width
from generator.text.unit import UNIT

_SHOWN = 6  # more forms than this are counted, not named
_REMARK = re.compile(r"\([^()]*\)\Z")


class Seen(NamedTuple):
    """An indicator in one form; ``name`` is its printed 三级 without line breaks, ``section`` its 一级 and 二级."""

    form: Form
    row: Row
    name: str
    section: tuple[str, str]

    @property
    def label(self) -> Typed:
        """The 三级 as it prints, with its place."""
        return text_of(self.row, "三级")


def seen_in(form: Form) -> Iterator[Seen]:
    """The indicators of a form that have a name."""
    for row in form.rows:
        name = one_line(text_of(row, "三级"))
        if name:
            yield Seen(form, row, name, (_group(text_of(row, "一级")), _group(text_of(row, "二级"))))


def by_indicator(subject: Subject) -> dict[tuple[str, ...], list[Seen]]:
    """The same indicator of all forms: the same place in the tree, however a form prints its label."""
    found: dict[tuple[str, ...], list[Seen]] = {}
    for form in subject.forms:
        for seen in seen_in(form):
            found.setdefault(_identity(seen), []).append(seen)
    return found


@lru_cache(maxsize=16_384)
def one_line(text: str) -> str:
    """A label without its line breaks and spaces."""
    return "".join(text.split())


@lru_cache(maxsize=16_384)
def folded(name: str) -> str:
    """A name for comparing: half-width, no white space, no unit in brackets at its end."""
    plain = half_width(one_line(name))
    return _REMARK.sub("", plain) if unit_in_name(name) else plain


def unit_in_name(name: str) -> str:
    """The unit in the brackets at the end of a name: ``规模（亿元）``; blank if there is none."""
    match = _REMARK.search(half_width(one_line(name)))
    return match[0][1:-1] if match and re.fullmatch(UNIT, match[0][1:-1]) else ""


def listed(forms: Iterable[Form]) -> str:
    """Names of forms as a message lists them: ``甲、乙``, many shortened to ``甲、乙…等 13 个分表``."""
    names: Sequence[str] = list(dict.fromkeys(form.name for form in forms))
    if len(names) <= _SHOWN:
        return "、".join(names)
    return f"{'、'.join(names[: _SHOWN - 2])}等 {len(names)} 个分表"


@lru_cache(maxsize=4096)
def _group(label: str) -> str:
    """The name of a 一级 or 二级 without 指标 and its points: ``产出指标(50分)`` is 产出."""
    return _REMARK.sub("", half_width(one_line(label))).removesuffix("指标")


def _identity(seen: Seen) -> tuple[str, ...]:
    node = seen.label.node if isinstance(seen.label, Label) else ()
    if len(node) == 3 and not node[2].isdecimal():
        return node
    return (*seen.section, folded(seen.name))
