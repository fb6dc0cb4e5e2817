"""A colour of a workbook in (``rgb``, ``indexed``, or ``theme`` with ``tint``), ``RRGGBB`` out (18.8.3, 18.8.27)."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from generator.office.xml import Element, parse_xml, qn
from generator.problem import Source

_STANDARD = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF".split()
_INDEXED = (
    *_STANDARD,
    *_STANDARD,
    *"800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080".split(),
    *"0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99".split(),
    *"99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966".split(),
    *"003300 333300 993300 993366 333399 333333".split(),
)
# The order in which cells number the colours of a theme is not that in which the theme has them.
_THEME_ORDER = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split()
_OFFICE = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080".split()
_HEX = frozenset("0123456789ABCDEF")


def theme_colors(theme: bytes) -> Sequence[str]:
    """The colours of a theme in the order of their numbers; Office's where there is no theme."""
    if not theme:
        return _OFFICE
    scheme = next(parse_xml(theme, Source("", place="theme1.xml")).iter(qn("a:clrScheme")), None)
    if scheme is None:
        return _OFFICE
    found = []
    for name, usual in zip(_THEME_ORDER, _OFFICE, strict=True):
        entry = scheme.find(qn(f"a:{name}"))
        value = entry[0].get("lastClr", entry[0].get("val", "")) if entry is not None and len(entry) else ""
        found.append(_valid(value) or usual)
    return found


def color_of(element: Element | None, theme: Sequence[str]) -> str:
    """The colour; empty for the automatic one and for what is none."""
    if element is None:
        return ""
    if rgb := element.get("rgb"):
        color = _valid(rgb[-6:])
    elif (number := element.get("theme", "")).isdecimal():
        color = theme[int(number)] if int(number) < len(theme) else ""
    else:
        number = element.get("indexed", "")
        color = _INDEXED[int(number)] if number.isdecimal() and int(number) < len(_INDEXED) else ""
    return _tinted(color, element.get("tint", "")) if color else ""


def _valid(value: str) -> str:
    value = value.upper()
    return value if len(value) == 6 and _HEX.issuperset(value) else ""


def _tinted(color: str, tint: str) -> str:
    """Towards white for a positive tint, towards black for a negative one, by lightness (18.3.1.15)."""
    try:
        amount = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return color
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + amount) if amount < 0 else light * (1 - amount) + amount
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))
