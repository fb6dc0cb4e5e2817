"""全角数字.

查什么：值和文字里的全角数字（“５０”）和数字后的全角百分号。`jixiao check --fix` 可以改。

为什么：全角数字看着一样，复制到 Excel 里不能计算，查找也查不到。

错例::

    设备合格率: ≥９０%

对例::

    设备合格率: ≥90%
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, Subject
from generator.chinese.numbers import half_width
from generator.problem import Severity

# Full-width digits, and a full-width % after any digit.
FULL_WIDTH_DIGITS = re.compile("[０-９]+(?:．[０-９]+)*％?|(?<=[0-9])％")


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Full-width digits in the texts of a form."""
    for piece in faulty_texts(form, lambda piece: FULL_WIDTH_DIGITS.search(piece.text) is not None):
        found = list(FULL_WIDTH_DIGITS.finditer(piece.text))
        start, end = found[0].span()
        more = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        message = (
            f"“{excerpt(piece.text, start, end)}”里有全角数字“{found[0][0]}”，应写“{half_width(found[0][0])}”{more}"
        )
        yield Finding(source_at(piece.text, start), message, Severity.WARNING, piece.field)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E006", "全角数字", "改成半角数字，可用 jixiao check --fix", project=_project)
