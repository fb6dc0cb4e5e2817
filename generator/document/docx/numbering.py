"""Reads the lists of ``numbering.xml`` and counts the label of each list paragraph (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from generator.chinese.page_numbers import formatted
from generator.document.alternatives import parse_part
from generator.document.docx.properties import Properties, flattened, is_child_on, val
from generator.document.docx.symbols import in_unicode, is_symbol_font
from generator.document.measures import whole
from generator.document.unsupported import Feature, OtherFeature, Unsupported
from generator.office.xml import Element, qn
from generator.problem import Source

_LEVELS = 9
_LEFT = frozenset({"left", "start"})
_PLACEHOLDER = re.compile(r"%([1-9])")


class ListLevel(Struct, frozen=True, eq=False):
    """A level of a list (``w:lvl``).

    ``text`` is the label with ``%1`` in place of the number of the first level (``w:lvlText``); ``suffix`` follows the
    label. ``restarts_after`` is the ``w:lvlRestart``: the count begins anew after a paragraph of that level or one
    above it, counted from 1; after any level above if None, never if 0. ``is_legal`` shows all numbers as decimals.
    ``lost`` is what of its label a ``Document`` does not show.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "\t"
    restarts_after: int | None = None
    is_legal: bool = False
    style: str = ""
    run: Properties = field(default_factory=dict)
    paragraph: Properties = field(default_factory=dict)
    lost: tuple[Feature, ...] = ()


class NumberedList(Struct, frozen=True):
    """A ``w:num``; those with the same ``abstract`` (a ``w:abstractNumId``) go on counting one another.

    ``restarts`` are the levels that it begins anew, with the number at which they begin (``w:startOverride``).
    """

    abstract: str
    levels: Mapping[int, ListLevel]
    restarts: Mapping[int, int]


class ListLabel(Struct, frozen=True):
    """The label of a list paragraph and its level."""

    text: str
    level: ListLevel


class ListCounter:
    """Counts the list paragraphs of one document in order."""

    def __init__(self, lists: Mapping[str, NumberedList]) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, number: str, level: str, style: str) -> ListLabel | None:
        """Counts a paragraph of the list ``number`` (``w:numId``); None where there is no such list or level.

        An empty ``level`` is that whose ``w:pStyle`` is the paragraph's ``style``, or else the first.
        """
        found = self._lists.get(number)
        if found is None:
            return None
        index = whole(level) if level else self._level_of(found, style)
        current = found.levels.get(index)
        if current is None or not 0 <= index < _LEVELS:
            return None
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if number not in self._begun:  # overrides of the start hold once, at the first paragraph of a ``w:num``
            self._begun.add(number)
            for restarted, start in found.restarts.items():
                counts[restarted] = start - 1
        count = counts[index]
        counts[index] = current.start if count is None else count + 1
        for deeper in range(index + 1, _LEVELS):
            after = found.levels[deeper].restarts_after if deeper in found.levels else None
            if after is None or index < after:
                counts[deeper] = None
        return ListLabel(_text(current, found.levels, counts), current)

    @staticmethod
    def _level_of(found: NumberedList, style: str) -> int:
        return next((index for index, level in found.levels.items() if style and level.style == style), 0)


def _text(current: ListLevel, levels: Mapping[int, ListLevel], counts: list[int | None]) -> str:
    def number(placeholder: re.Match[str]) -> str:
        index = int(placeholder[1]) - 1
        level = levels.get(index, ListLevel())
        count = counts[index]
        return formatted(level.start if count is None else count, "decimal" if current.is_legal else level.format)

    return _PLACEHOLDER.sub(number, current.text)


def lists_of(numbering: bytes) -> Mapping[str, NumberedList]:
    """The lists of ``numbering.xml`` by ``w:numId``; none where ``numbering`` is empty."""
    if not numbering:
        return {}
    root = parse_part(numbering, Source("", place="numbering.xml"))
    abstracts = {one.get(qn("w:abstractNumId"), ""): one for one in root.iterchildren(qn("w:abstractNum"))}
    linked = {link: name for name, one in abstracts.items() if (link := val(one, "w:styleLink"))}
    found = {}
    for number in root.iterchildren(qn("w:num")):
        name = val(number, "w:abstractNumId")
        if name in abstracts:
            # A definition may only name a style (``w:numStyleLink``) that another definition belongs to.
            name = linked.get(val(abstracts[name], "w:numStyleLink"), name)
            found[number.get(qn("w:numId"), "")] = _list(name, abstracts[name], number)
    return found


def _list(name: str, abstract: Element, number: Element) -> NumberedList:
    levels = {whole(level.get(qn("w:ilvl"))): _level(level) for level in abstract.iterchildren(qn("w:lvl"))}
    restarts = {}
    for override in number.iterchildren(qn("w:lvlOverride")):
        index = whole(override.get(qn("w:ilvl")))
        own = override.find(qn("w:lvl"))
        if own is not None:
            levels[index] = _level(own)
        start = val(override, "w:startOverride")
        if start and 0 <= index < _LEVELS:
            restarts[index] = whole(start)
            levels[index] = replace(levels.get(index, ListLevel()), start=whole(start))
    return NumberedList(name, levels, restarts)


def _level(level: Element) -> ListLevel:
    restart = val(level, "w:lvlRestart")
    number_format = val(level, "w:numFmt", "decimal")
    run = flattened(level.find(qn("w:rPr")))
    text, is_known = val(level, "w:lvlText"), level.find(qn("w:lvlPicBulletId")) is None
    if number_format == "bullet":
        text, is_sign = _bullet(run.get("rFonts.ascii", ""), text)
        is_known = is_known and is_sign
    aligned = val(level, "w:lvlJc", "left") in _LEFT
    return ListLevel(
        start=whole(val(level, "w:start"), 0),
        format=number_format,
        text=text,
        suffix={"space": " ", "nothing": ""}.get(val(level, "w:suff"), "\t"),
        restarts_after=whole(restart) if restart else None,
        is_legal=is_child_on(level, "w:isLgl"),
        style=val(level, "w:pStyle"),
        run=run,
        paragraph=flattened(level.find(qn("w:pPr"))),
        lost=(*(() if is_known else (Unsupported.SYMBOL,)), *(() if aligned else (OtherFeature("lvlJc"),))),
    )


def _bullet(font: str, text: str) -> tuple[str, bool]:
    """The text of a bullet, and whether it is the right one: a dot stands for unknown signs of symbol fonts."""
    shown, is_known = in_unicode(font, text) if is_symbol_font(font) else (text, True)
    if is_known and not any("\ue000" <= character <= "\uf8ff" for character in shown):
        return shown, True
    return "●", False
