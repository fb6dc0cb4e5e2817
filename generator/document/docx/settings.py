"""``settings.xml`` in, what of it concerns pages out."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from generator.document.docx.properties import is_child_on, val
from generator.document.measures import twips, whole
from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source

_WORD_2007 = 12  # what a document without a mode is


class Settings(Struct, frozen=True):
    """What a document says of itself; the kinsoku sets are None where it leaves them to the language."""

    compatibility: int = _WORD_2007
    even_and_odd: bool = False
    default_tab: float = 36.0
    forbidden_starts: str | None = None
    forbidden_ends: str | None = None
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False


@lru_cache(maxsize=32)
def settings_of(data: bytes) -> Settings:
    """The settings; Word's own where there is no part."""
    if not data:
        return Settings()
    root = parse_xml(data, Source("", place="settings.xml"))
    control = val(root, "w:characterSpacingControl", "doNotCompress")
    return Settings(
        compatibility=_compatibility(root),
        even_and_odd=is_child_on(root, "w:evenAndOddHeaders"),
        default_tab=twips(val(root, "w:defaultTabStop"), 36.0),
        forbidden_starts=_chinese(root, "w:noLineBreaksBefore"),
        forbidden_ends=_chinese(root, "w:noLineBreaksAfter"),
        squeeze_punctuation=control != "doNotCompress",
        do_not_expand_shift_return=is_child_on(root.find(qn("w:compat")), "w:doNotExpandShiftReturn"),
    )


def _compatibility(root: Element) -> int:
    for setting in root.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            return whole(setting.get(qn("w:val")), _WORD_2007)
    return _WORD_2007


def _chinese(root: Element, name: str) -> str | None:
    for element in root.iterchildren(qn(name)):
        if element.get(qn("w:lang"), "zh-CN").lower() == "zh-cn":
            return element.get(qn("w:val"), "")
    return None
