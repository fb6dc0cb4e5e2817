"""看不见的字符.

查什么：零宽空格、字节顺序标记、软连字符、方向控制符、私用区字符和替换字符“�”。

为什么：这些字符看不见，却会让查找、比对、换行出错；私用区字符换一台电脑就印成空框，“�”说明原来的字已经丢了。

错例::

    项目名称: 数字�易补助

对例::

    项目名称: 数字贸易补助
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, Subject
from generator.problem import Severity

_NAMES = {
    "\u200b": "零宽空格", "\u200c": "零宽不连字", "\u200d": "零宽连字", "\u2060": "零宽连接", "\ufeff": "字节顺序标记",
    "\u00ad": "软连字符", "\ufffd": "替换字符，原来的字已经丢了",
}  # fmt: skip
# Controls, format characters, the replacement character and the private use areas of Unicode.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd"
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Characters that are invisible or stand for a lost one."""
    for piece in faulty_texts(form, lambda piece: _INVISIBLE.search(piece.text) is not None):
        text = str(piece.text)
        found = list(dict.fromkeys(_INVISIBLE.findall(text)))
        first = text.index(found[0])
        listing = "、".join(f"U+{ord(each):04X}（{_name(each)}）" for each in found)
        quoted = _INVISIBLE.sub("", excerpt(text, first, first + 1))
        severity = Severity.ERROR if "\ufffd" in found else Severity.WARNING
        message = f"“{quoted}”第 {first + 1} 个字符起有看不见或印不出的字符 {listing}"
        yield Finding(source_at(piece.text, first), message, severity, piece.field)


def _name(character: str) -> str:
    if character in _NAMES:
        return _NAMES[character]
    if "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000":
        return "私用区字符"
    return "控制字符"


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E005", "看不见的字符", "删去这些字符", project=_project)
