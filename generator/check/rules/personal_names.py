"""人名.

查什么：要公开的表（项目文件里写了 `检查: {公开: 是}`）里填着的姓名：项目负责人、填表人、联系人、单位负责人等栏，
以及文字里“联系人：×××”这样的写法。已经隐去的（`张某`、`张*`）、填单位名称的不报。

为什么：绩效表要在网站上公开，个人信息不应一起公开。

错例::

    检查: {公开: 是}
    填表人: 张小明

对例::

    检查: {公开: 是}
    填表人: ""
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, FormText, Subject
from generator.chinese.vocabulary import Role, vocabulary
from generator.problem import Severity

_HAN = "[\u4e00-\u9fff]"
_NAME = re.compile(rf"{_HAN}{{2,4}}|{_HAN}{{1,8}}[·•]{_HAN}{{1,8}}")
# Names that are hidden already (张某, 张先生), words for no name, and names of offices.
_HIDDEN = re.compile(
    r"某|先生$|女士$|同志$|^(?:暂无|没有|不详|见附|签字|签名|盖章|待定)|[局处科部室院站队厅委办所组司心位章]$"
)


@cache
def _in_text() -> re.Pattern[str]:
    """A title like 联系人 with a colon and a name behind it."""
    titles = "|".join(vocabulary().fields.words(Role.PERSON))
    return re.compile(
        rf"(?:{titles})(?:姓名)?[：:][ \t\u3000]*(?P<name>{_HAN}{{2,4}})"
        r"(?=[\s，,。；;、（()）0-9]|电话|手机|联系|\Z)"
    )


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Names of persons in a form that is to be published."""
    if not subject.published:
        return
    for piece in faulty_texts(form, lambda piece: bool(_found(form, piece))):
        for start, end, names in _found(form, piece):
            quoted = "" if end - start == len(piece.text) else f"（“{excerpt(piece.text, start, end)}”）"
            message = f"要公开的表里写着姓名“{names}”{quoted}，公开前应隐去"
            yield Finding(source_at(piece.text, start), message, Severity.WARNING, piece.field)


def _found(form: Form, piece: FormText) -> list[tuple[int, int, str]]:
    """Start, end and names of each passage with names: the whole of a field for names, else what follows a title."""
    if not piece.in_rows and form.names.field_role(piece.field) is Role.PERSON:
        names = _names(piece.text)
        return [(0, len(piece.text), "、".join(names))] if names else []
    matches = _in_text().finditer(piece.text) if "：" in piece.text or ":" in piece.text else ()
    return [(match.start(), match.end(), match["name"]) for match in matches if _names(match["name"])]


def _names(text: str) -> list[str]:
    """The names that a field holds; none if it holds anything else as well."""
    # A name of two characters is often spread: 张 明.
    joined = re.sub(rf"^({_HAN})[ \u3000]+({_HAN})$", r"\1\2", text.strip())
    parts = [part for part in re.split(r"[、，,/;；\s]+", joined) if part]
    return parts if all(_NAME.fullmatch(part) and not _HIDDEN.search(part) for part in parts) else []


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


def _missing(subject: Subject) -> str:
    return "" if subject.published else "写 检查: {公开: 是}"


RULE = Rule("G001", "人名", "公开前隐去姓名", reads=(Role.PERSON,), missing=_missing, project=_project)
