"""The indicators of all 分表 of a project side by side: under which name, in which forms, with which rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from generator.check.subject import Form, Seen, Subject
from generator.check.wording import one_line
from generator.chinese.half_width import half_width
from generator.chinese.unit import UNIT
from generator.jinja.values import Label

_SHOWN = 6  # more forms than this are counted, not named
_REMARK = re.compile(r"\([^()]*\)\Z")


def by_indicator(subject: Subject) -> dict[tuple[str, ...], list[Seen]]:
    """The same indicator of all forms: the same place in the tree, however a form prints its label."""
    found: dict[tuple[str, ...], list[Seen]] = {}
    for form in subject.forms:
        for seen in form.indicators:
            found.setdefault(_identity(seen), []).append(seen)
    return found


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


def _identity(seen: Seen) -> tuple[str, ...]:
    node = seen.label.node if isinstance(seen.label, Label) else ()
    if len(node) == 3 and not node[2].isdecimal():
        return node
    return (*seen.section, folded(seen.name))
