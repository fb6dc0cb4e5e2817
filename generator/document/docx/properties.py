"""Flattens WordprocessingML property elements into mappings from ``sz.val``, ``ind.left``, ``b.val`` to their values.

Such mappings are merged key by key, which is how Word inherits: ``w:spacing`` and ``w:ind`` attribute by attribute
(ECMA-376 part 1, 17.7.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from lxml import etree

from generator.office.xml import Element, W, qn

Properties = Mapping[str, str]
Theme = Mapping[str, str]

_Value = TypeVar("_Value")
_MOST_KEPT = 10_000
_W = f"{{{W}}}"
_OFF = frozenset({"0", "false", "off"})
# Properties of something else that stand inside: those of the paragraph mark or section, and those before a change.
_OTHER_PROPERTIES = frozenset({"rPr", "sectPr", "pPrChange", "rPrChange"})
# Elements whose children are properties, inherited one by one.
_GROUPS = frozenset({"numPr", "pBdr"})
# Strict Open XML and newer versions of Word say start and end.
_ALIASES = {"start": "left", "end": "right", "startChars": "leftChars", "endChars": "rightChars"}
_SCRIPTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme"}
# Wrappers around blocks, rows or cells that change nothing about them.
_TRANSPARENT = frozenset({qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})
# Toggle properties: set in two styles of the cascade, they are off again (17.7.3).
TOGGLES = ("b.val", "i.val", "caps.val", "smallCaps.val", "strike.val", "dstrike.val", "vanish.val")


def flattened(element: Element | None, theme: Theme | None = None) -> dict[str, str]:
    """The properties in a ``w:rPr``, ``w:pPr``, ``w:tcPr`` …; ``theme`` gives the fonts named by their role in it."""
    found: dict[str, str] = {}
    if element is None:
        return found
    for child in element:
        name = local_name(child.tag)
        if name == "rFonts":
            found |= _fonts(child, theme or {})
        elif name == "ind":
            found |= _indents(child)
        elif name == "tabs":
            found |= _tabs(child)
        elif name in _GROUPS:
            found |= {f"{name}.{key}": value for key, value in flattened(child).items()}
        elif name and name not in _OTHER_PROPERTIES:
            found |= _attributes(child, name)
    return found


def is_on(properties: Properties, name: str, *, default: bool = False) -> bool:
    """Whether an on/off property (``b.val``) is on; ``default`` where it is not given."""
    value = properties.get(name)
    return default if value is None else value not in _OFF


def color(value: str | None) -> str:
    """A colour as ``RRGGBB``; empty for ``auto`` and for what is no colour."""
    return value.upper() if value and re.fullmatch(r"[0-9A-Fa-f]{6}", value) else ""


def shading(properties: Properties) -> str:
    """The colour of ``w:shd``: its fill, mixed with that of a pattern that covers some per cent; others are ignored."""
    pattern = properties.get("shd.val", "")
    fill = "" if pattern == "nil" else color(properties.get("shd.fill"))
    covered = 100 if pattern == "solid" else int(pattern[3:]) if re.fullmatch(r"pct\d\d?", pattern) else 0
    if not covered:
        return fill
    over = bytes.fromhex(color(properties.get("shd.color")) or "000000")
    under = bytes.fromhex(fill or "FFFFFF")
    mixed = (round((top * covered + below * (100 - covered)) / 100) for top, below in zip(over, under, strict=True))
    return bytes(mixed).hex().upper()


def signature(element: Element | None) -> bytes:
    """The XML of a property element, as a key of caches; empty for None and for an element without children."""
    return b"" if element is None or not len(element) else etree.tostring(element, with_tail=False)


class PropertyMemo(Generic[_Value]):
    """Keeps what ``make`` makes of property elements: one result for all with the same XML."""

    def __init__(self, make: Callable[[Element | None], _Value]) -> None:
        self._make = make
        self._values: dict[bytes, _Value] = {}

    def get(self, element: Element | None) -> _Value:
        """The result for ``element``."""
        key = signature(element)
        found = self._values.get(key)
        if found is None:
            if len(self._values) > _MOST_KEPT:
                self._values.clear()
            found = self._values[key] = self._make(element)
        return found


def local_name(tag: str) -> str:
    """The local name of an element or attribute of WordprocessingML; empty for one of another namespace."""
    return tag[len(_W) :] if tag.startswith(_W) else ""


def val(parent: Element | None, name: str, default: str = "") -> str:
    """The ``w:val`` of the child ``name`` (``w:vAlign``); the default where child or attribute is missing."""
    child = None if parent is None else parent.find(qn(name))
    return default if child is None else child.get(qn("w:val"), default)


def is_child_on(parent: Element | None, name: str) -> bool:
    """Whether the on/off child ``name`` (``w:titlePg``) is there and not off."""
    child = None if parent is None else parent.find(qn(name))
    return child is not None and child.get(qn("w:val"), "1") not in _OFF


def is_off(value: str) -> bool:
    """Whether the value of an on/off attribute is off."""
    return value in _OFF


def child_of(parent: Element, tag: str) -> Element | None:
    """The first child with this tag, as ``find`` gives it, which takes three times as long."""
    for child in parent:
        if child.tag == tag:
            return child
    return None


def flat_blocks(parent: Iterable[Element]) -> Iterator[Element]:
    """The children of a container, with those inside content controls, custom XML and tracked insertions."""
    for child in parent:
        tag = child.tag
        if tag in _TRANSPARENT:
            yield from flat_blocks(child)
        else:
            yield child


def attributes(element: Element) -> list[tuple[str, str]]:
    """Local name and value of each attribute; attributes of other namespaces have an empty name."""
    return [(local_name(str(key)), str(value)) for key, value in element.items()]


def _attributes(child: Element, name: str) -> dict[str, str]:
    """The attributes of a property; one without attributes is an on/off property that is on."""
    return {f"{name}.{key}": value for key, value in attributes(child)} or {f"{name}.val": "1"}


def _fonts(child: Element, theme: Theme) -> dict[str, str]:
    """Fonts by script; a theme role goes before a name in the same element.

    Roles are resolved here, so that a font name in a later layer of the cascade replaces a role in an earlier one.
    """
    found = {}
    for script, role_name in _SCRIPTS.items():
        role = child.get(qn(f"w:{role_name}"))
        name = (theme.get(role) if role else None) or child.get(qn(f"w:{script}"))
        if name:
            found[f"rFonts.{script}"] = name
    if hint := child.get(qn("w:hint")):
        found["rFonts.hint"] = hint
    return found


def _indents(child: Element) -> dict[str, str]:
    """Indents, with ``hanging`` turned into a negative ``firstLine``, which it replaces (17.3.1.12)."""
    found: dict[str, str] = {}
    for name, value in attributes(child):
        found[f"ind.{_ALIASES.get(name, name)}"] = value
    for hanging, first in (("ind.hanging", "ind.firstLine"), ("ind.hangingChars", "ind.firstLineChars")):
        if hanging in found:
            written = found.pop(hanging).lstrip("+")
            found[first] = written[1:] if written.startswith("-") else f"-{written}"
    return found


def _tabs(child: Element) -> dict[str, str]:
    """Tab stops by position in twips, with alignment and leader: ``tab.720`` is ``center dot``."""
    return {
        f"tab.{tab.get(qn('w:pos'), '0')}": f"{tab.get(qn('w:val'), 'left')} {tab.get(qn('w:leader'), 'none')}"
        for tab in child.iterchildren(qn("w:tab"))
    }
