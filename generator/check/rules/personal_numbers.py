"""电话、证件和账号.

查什么：要公开的表（`检查: {公开: 是}`）里的手机号和座机号；不论公不公开，身份证号和银行账号都报。
监督、举报、咨询电话，项目编码、文号、金额不算。

为什么：绩效表要在网站上公开，电话不应一起公开；身份证号和银行账号哪张表里都不该有。

错例::

    检查: {公开: 是}
    联系电话: 13812345678

对例::

    检查: {公开: 是}
    联系电话: ""
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from generator.check.rule import Finding, Rule, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, FormText, Subject
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role
from generator.problem import Severity

_NO_PHONES = frozenset((Role.CODE, Role.ACCOUNT, Role.SERVICE_PHONE))
_SERVICE = re.compile("监督|举报|投诉|咨询|服务|热线")
# After a number: no more digits, no decimals, no unit of money.
_NOT_MONEY = r"(?![0-9]|\.[0-9]|\s*[万亿千]?(?:元|美元|人民币|%))"
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z.-])(?:\+?86[- ]?)?1[3-9][0-9](?:[0-9]{{8}}|([- ])[0-9]{{4}}\1[0-9]{{4}}){_NOT_MONEY}(?!-[0-9])"
)
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.-])(?:0[0-9]{{2,3}}[-—–]|\(0[0-9]{{2,3}}\) ?)[2-9][0-9]{{6,7}}(?:-[0-9]{{1,6}})?{_NOT_MONEY}"
)
# A landline without brackets or area code: only where 电话 or the like says what it is.
_SHORT = re.compile(r"(?<![0-9.])(?:0[0-9]{2,3}[- ]?)?[2-9][0-9]{6,7}(?![0-9.])")
_CALLED = re.compile(rf"(?:电话|手机|联系方式|传真)(?:号码?)?(?:是|为)?[:： ]{{0,2}}(?P<number>{_SHORT.pattern})")
_CODED = re.compile("(?:编码|编号|代码|文号|[账帐]号|卡号|证号)[是为:： ]{0,3}$")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?P<born>(?:19|20)[0-9]{6})[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_ACCOUNT = re.compile(
    r"(?:[账帐]号|卡号)[^0-9\n,，。;；]{0,12}(?P<number>[0-9](?:[ -]?[0-9]){8,29})(?![0-9])(?!\s*[万亿]?元)"
)
_WHOLE_ACCOUNT = re.compile(r"[0-9](?:[ -]?[0-9]){8,29}")
_QUICK = re.compile("[0-9]{4}")
# The check digit of an identity card number (GB 11643): by the sum of its digits times these weights, modulo 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def check(form: Form, subject: Subject) -> Iterator[Finding]:
    """Telephone numbers, identity card numbers and bank accounts."""
    for piece in faulty_texts(form, lambda piece: bool(_found(form, piece, is_published=subject.published))):
        for start, message, severity in _found(form, piece, is_published=subject.published):
            yield Finding(source_at(piece.text, start), message, severity, piece.field)


def _found(form: Form, piece: FormText, *, is_published: bool) -> list[tuple[int, str, Severity]]:
    text = "" if piece.is_label else half_width(piece.text)
    if not _QUICK.search(text):
        return []
    role = None if piece.in_rows else form.names.field_role(piece.field)
    found = [
        (start, f"填着{what}“{_masked(number)}”，不应出现在绩效表里", Severity.ERROR)
        for start, number, what in _private(text, role is Role.ACCOUNT)
    ]
    if is_published and not found:
        found = [
            (start, f"要公开的表里有电话“{number}”，公开前应隐去", Severity.WARNING)
            for start, number in _phones(text, role)
        ]
    return found


@lru_cache(maxsize=16_384)
def _private(text: str, is_account: bool) -> tuple[tuple[int, str, str], ...]:  # noqa: FBT001  # part of the key
    """Offset, number and kind of each identity card number and bank account."""
    found = [(match.start(), match[0], "身份证号") for match in _IDENTITY.finditer(text) if _is_identity(text, match)]
    starts = {start for start, _, _ in found}
    if is_account and (match := _WHOLE_ACCOUNT.search(text)):
        found.append((match.start(), match[0], "银行账号"))
    else:
        found += [(match.start("number"), match["number"], "银行账号") for match in _ACCOUNT.finditer(text)]
    return tuple(each for each in found if each[2] == "身份证号" or each[0] not in starts)


def _is_identity(text: str, match: re.Match[str]) -> bool:
    """Whether the date of birth exists, and the check digit is right or 身份证 stands before the number."""
    born = match["born"]
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    digits = match[0].upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return digits[17] == _CHECK_DIGITS[total % 11] or "身份证" in text[max(0, match.start() - 12) : match.start()]


def _phones(text: str, role: Role | None) -> list[tuple[int, str]]:
    if role in _NO_PHONES:
        return []
    found = {match.start(): match[0] for pattern in (_MOBILE, _LANDLINE) for match in pattern.finditer(text)}
    if role is Role.PHONE:
        found = {match.start(): match[0] for match in _SHORT.finditer(text)} | found
    else:
        found = {match.start("number"): match["number"] for match in _CALLED.finditer(text)} | found
    return [(start, number) for start, number in sorted(found.items()) if not _is_other(text, start)]


def _is_other(text: str, start: int) -> bool:
    """Whether the number is a code, or the telephone number of a public service."""
    before = text[max(0, start - 10) : start]
    return bool(_CODED.search(before) or _SERVICE.search(before))


def _masked(number: str) -> str:
    """The number with its middle left out, enough to find it: a report must not spread it."""
    return f"{number[:4]}…{number[-2:]}"


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule(
    "G002",
    "电话、证件和账号",
    "删去号码，或在公开前隐去",
    reads=(Role.PHONE, Role.SERVICE_PHONE, Role.ACCOUNT, Role.CODE),
    project=_project,
)
