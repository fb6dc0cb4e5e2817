"""A value out of a template in, its text out: what XML forbids is reported, line breaks are all alike."""

from __future__ import annotations

import re
from typing import Any

from generator.jinja.reports import CHARACTERS_A_STEP, current
from generator.jinja.values import fail, printed

_PLAIN = re.compile(r"[^\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"  # compiled where a text is not plain


class Xml(str):
    """Text that is XML of its document already."""

    __slots__ = ()


NOTHING = Xml("")


def plain_text(value: Any) -> str:
    """What ``{{ }}`` prints, before it is escaped for a format."""
    text = printed(value)
    if len(text) > CHARACTERS_A_STEP:
        current().handle(text)
    if _PLAIN.fullmatch(text):
        return text
    if forbidden := re.search(_FORBIDDEN, text):
        fail(f"含有不能打印的控制字符 U+{ord(forbidden[0]):04X}")
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")
