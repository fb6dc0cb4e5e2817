r"""识别残留.

查什么：文字识别、网页或排版软件留下的记号：`\geq`、`\%`、`$…$`、`&nbsp;`、`##`、`**`，以及数字前没有配对的 `》`、`〉`。

为什么：`》90%` 本来是 `≥90%`，印出来就没有人看得懂。

错例::

    企业满意度: 》90%

对例::

    企业满意度: ≥90%
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, Subject
from generator.problem import Severity

_SIGNS = {
    r"\geq": "≥", r"\geqslant": "≥", r"\ge": "≥", r"\leq": "≤", r"\leqslant": "≤", r"\le": "≤", r"\neq": "≠",
    r"\ne": "≠", r"\times": "×", r"\div": "÷", r"\pm": "±", r"\approx": "≈", r"\sim": "~", r"\cdot": "·", r"\%": "%",
    "&nbsp;": "空格", "&ensp;": "空格", "&emsp;": "空格", "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "引号",
    "&le;": "≤", "&ge;": "≥", "》": "≥", "〉": ">”或“≥", "《": "≤", "〈": "<”或“≤",
}  # fmt: skip
_COMMAND = "|".join(sorted((name[1:] for name in _SIGNS if name[0] == "\\" and name[1:].isalpha()), key=len)[::-1])
_REMAIN = re.compile(
    rf"(?P<latex>\\(?:{_COMMAND}|text|mathrm|mathbf|textbf|frac|sqrt|circ|quad|qquad|left|right|ldots|dots)(?![A-Za-z])"
    r"|\\[%_&$])"
    r"|(?P<dollar>\$(?=[^$\n]*[0-9\\≥≤=])[A-Za-z0-9.%≥≤><=+*/ ^_{}\\,-]{1,30}\$(?![0-9]))"
    r"|(?P<entity>&(?:nbsp|ensp|emsp|lt|gt|amp|quot|le|ge|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,5});)"
    r"|(?P<mark>\#{2,}|^\#[ \t]+(?=\S)|(?<!\*)\*\*(?=\w)[^*\n]+?(?<=[\w”）。])\*\*(?!\*))",
    re.MULTILINE,
)
# The commands of LaTeX among the signs, longer ones first.
_SIGN = re.compile("|".join(re.escape(name) for name in sorted(_SIGNS, key=len, reverse=True) if name[0] == "\\"))
_MARKED = re.compile(r"^(?:\$|\*\*) ?|(?:\$|\*\*)$")
_HEAD = re.compile(r"[《〈]\s*[0-9０-９][0-9０-９.,]*\s*\S{0,4}\Z")
# A closing title mark before a number that is not a year.
_BEFORE_NUMBER = re.compile(r"[》〉]\s*(?!(?:19|20)[0-9]{2}年)[0-9０-９.]+")
_QUICK = re.compile(r"[\\$&#*》〉《〈]")


@lru_cache(maxsize=16_384)
def remains(text: str) -> tuple[tuple[int, str, bool], ...]:
    """The remains in a text: offset, text, and whether it certainly stands for something else."""
    if not _QUICK.search(text):
        return ()
    found = [(match.start(), match[0], match.lastgroup in {"latex", "dollar"}) for match in _REMAIN.finditer(text)]
    inside = {start + shift for start, remain, _ in found for shift in range(len(remain))}
    found += [(start, text[start], True) for start in _loose_signs(text) if start not in inside]
    return tuple(sorted(found))


def _loose_signs(text: str) -> Iterator[int]:
    """Offsets of single title marks (《 or 》) that stand where ≥ or ≤ would."""
    if head := _HEAD.match(text):
        yield head.start()
    opened: list[str] = []
    for match in re.finditer("[《〈》〉]", text):
        if match[0] in "《〈":
            opened.append(match[0])
        elif opened:
            opened.pop()
        elif _BEFORE_NUMBER.match(text, match.start()):
            yield match.start()


def check(form: Form, _subject: Subject) -> Iterator[Finding]:
    """Marks left in the texts of a form by text recognition and other programs."""
    for piece in faulty_texts(form, lambda piece: bool(remains(str(piece.text)))):
        text = str(piece.text)
        found = remains(text)
        advice = "、".join(_advice(remain) for remain in dict.fromkeys(remain for _, remain, _ in found))
        start, remain, _ = found[0]
        quoted = excerpt(text, start, start + len(remain))
        severity = Severity.ERROR if any(certain for _, _, certain in found) else Severity.WARNING
        yield Finding(source_at(piece.text, start), f"“{quoted}”里有识别残留：{advice}", severity, piece.field)


def _advice(remain: str) -> str:
    meant = _SIGNS.get(remain) or _MARKED.sub("", _SIGN.sub(lambda match: _SIGNS[match[0]], remain)).strip(" #")
    if not meant:
        return f"“{remain}”应去掉"
    return f"“{remain}”应改成要印的文字" if "\\" in meant or "&" in meant else f"“{remain}”应是“{meant}”"


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E001", "识别残留", "改成要印的文字", project=_project)
