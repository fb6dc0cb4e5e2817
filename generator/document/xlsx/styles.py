"""Reads ``styles.xml`` and the theme of a workbook into the formatting of each cell style, the ``s`` of a cell."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.chinese.format_code import GENERAL, builtin_format, is_date
from generator.document.alternatives import parse_part
from generator.document.measures import measure, whole
from generator.document.model import Align, Border, Edges, Font, Vertical
from generator.office.xml import Element, qn
from generator.problem import Source

# The palette that ``indexed`` colours refer to (18.8.27).
_STANDARD = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF".split()
_INDEXED = (
    *_STANDARD,
    *_STANDARD,
    *"800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080".split(),
    *"0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99".split(),
    *"99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966".split(),
    *"003300 333300 993300 993366 333399 333333".split(),
)
# Cells number the colours of a theme in another order than the theme has them: light and dark are swapped.
_THEME_ORDER = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split()
_OFFICE_COLORS = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080".split()
_HEX = frozenset("0123456789ABCDEF")


def theme_colors(theme: bytes) -> Sequence[str]:
    """The colours of a theme in the order in which cells number them; those of Office where there is no theme."""
    if not theme:
        return _OFFICE_COLORS
    scheme = next(parse_part(theme, Source("", place="theme1.xml")).iter(qn("a:clrScheme")), None)
    if scheme is None:
        return _OFFICE_COLORS
    found = []
    for name, usual in zip(_THEME_ORDER, _OFFICE_COLORS, strict=True):
        entry = scheme.find(qn(f"a:{name}"))
        value = entry[0].get("lastClr", entry[0].get("val", "")) if entry is not None and len(entry) else ""
        found.append(_valid(value) or usual)
    return found


def color_of(element: Element | None, theme: Sequence[str]) -> str:
    """The colour of an element with ``rgb``, ``theme`` or ``indexed`` (18.8.3); empty for automatic or no colour."""
    if element is None:
        return ""
    if rgb := element.get("rgb"):
        color = _valid(rgb[-6:])  # written AARRGGBB; Excel ignores the alpha channel
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
    """Lightens a colour for a positive tint and darkens it for a negative one, in HSL (18.3.1.15)."""
    try:
        amount = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return color
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + amount) if amount < 0 else light * (1 - amount) + amount
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


_ALIGNS = {
    "left": Align.LEFT,
    "fill": Align.LEFT,
    "center": Align.CENTER,
    "centerContinuous": Align.CENTER,
    "right": Align.RIGHT,
    "justify": Align.BOTH,
    "distributed": Align.DISTRIBUTE,
}
_VERTICALS = {
    "top": Vertical.TOP,
    "justify": Vertical.TOP,
    "center": Vertical.CENTER,
    "distributed": Vertical.CENTER,
}
# Border styles of sheets: width in pt, and the most similar border style of WordprocessingML.
_BORDERS = {
    "hair": (0.25, "single"),
    "thin": (0.5, "single"),
    "medium": (1.5, "single"),
    "thick": (2.25, "single"),
    "double": (0.5, "double"),
    "dotted": (0.5, "dotted"),
    "dashed": (0.5, "dashed"),
    "dashDot": (0.5, "dotDash"),
    "dashDotDot": (0.5, "dotDotDash"),
    "mediumDashed": (1.5, "dashed"),
    "mediumDashDot": (1.5, "dotDash"),
    "mediumDashDotDot": (1.5, "dotDotDash"),
    "slantDashDot": (1.5, "dotDash"),
}
# A sheet has one font name for all scripts; these signs tell that it is a Chinese font.
_CHINESE_CHARSETS = frozenset({"134", "136"})  # GB 2312, Big5
_CHINESE_NAMES = ("sim", "nsim", "fangsong", "kaiti", "microsoft yahei", "dengxian", "stsong", "stkaiti", "noto s")
_DEFAULT_FONT = "宋体"


class CellStyle(Struct, frozen=True, eq=False):
    """The formatting of cells of one style; ``align`` None depends on the kind of value, ``indent`` counts steps."""

    font: Font = field(default_factory=Font)
    number_format: str = GENERAL
    is_date: bool = False
    align: Align | None = None
    vertical: Vertical = Vertical.BOTTOM
    indent: int = 0
    edges: Edges = field(default_factory=Edges)
    shading: str = ""
    is_turned: bool = False
    has_diagonal: bool = False

    @property
    def is_visible(self) -> bool:
        """Whether an empty cell of this style is visible."""
        return bool(self.shading) or self.edges != Edges()


class Styles:
    """The styles of a workbook: ``cells`` by number (``cellXfs``), and the font in which columns are measured."""

    def __init__(self, styles: bytes, theme: bytes) -> None:
        self._theme = theme_colors(theme)
        root = parse_part(styles, Source("", place="styles.xml")) if styles else None
        self._fonts = [self.font(font) for font in _children(root, "fonts")] or [Font(size=11.0)]
        self._fills = [self._fill(fill) for fill in _children(root, "fills")]
        borders = _children(root, "borders")
        self._borders = [self._edges(border) for border in borders]
        self._diagonals = [_has_diagonal(border) for border in borders]
        self._number_formats = {
            code.get("numFmtId", ""): code.get("formatCode", "") for code in _children(root, "numFmts")
        }
        formats = _children(root, "cellXfs")
        self.cells: Sequence[CellStyle] = [self._cell(xf) for xf in formats] or [CellStyle(self._fonts[0])]
        names = _children(root, "cellStyleXfs")
        self.default_font = self._fonts[_index(names[0], "fontId", self._fonts)] if names else self._fonts[0]

    def font(self, element: Element) -> Font:
        """Reads a ``font``, or the ``rPr`` of a run of rich text."""
        found = {child.tag.rpartition("}")[2]: child for child in element}
        name_of = found.get("name", found.get("rFont"))
        name = "" if name_of is None else name_of.get("val", "")
        name = name or _DEFAULT_FONT
        charset = found.get("charset")
        is_chinese = (
            not name.isascii()
            or (charset is not None and charset.get("val") in _CHINESE_CHARSETS)
            or name.lower().startswith(_CHINESE_NAMES)
        )
        size = measure(_value(found, "sz"), 1, 11.0) or 11.0
        raised = _value(found, "vertAlign")
        font = Font(
            east_asian=name if is_chinese else _DEFAULT_FONT,
            latin=name,
            size=size,
            bold=_is_on(found, "b"),
            italic=_is_on(found, "i"),
            underline=_underline(found),
            strike=_is_on(found, "strike"),
            color=color_of(found.get("color"), self._theme),
        )
        if raised in {"superscript", "subscript"}:
            return replace(font, size=size * 0.65, raised=size * (0.35 if raised == "superscript" else -0.14))
        return font

    def _fill(self, fill: Element) -> str:
        pattern = fill.find(qn("ss:patternFill"))
        if pattern is None or pattern.get("patternType", "none") == "none":
            return ""
        # A solid fill shows the foreground colour; of other patterns only this colour is kept.
        return color_of(pattern.find(qn("ss:fgColor")), self._theme)

    def _edges(self, border: Element) -> Edges:
        return Edges(*(self._border(border.find(qn(f"ss:{side}"))) for side in ("top", "right", "bottom", "left")))

    def _border(self, element: Element | None) -> Border | None:
        found = None if element is None else _BORDERS.get(element.get("style", ""))
        if element is None or found is None:
            return None
        width, style = found
        return Border(width, color_of(element.find(qn("ss:color")), self._theme), style)

    def _cell(self, xf: Element) -> CellStyle:
        alignment = xf.find(qn("ss:alignment"))
        aligned = {} if alignment is None else {str(key): str(value) for key, value in alignment.items()}
        number = xf.get("numFmtId", "0")
        code = self._number_formats.get(number) or builtin_format(whole(number))
        border = _index(xf, "borderId", self._borders)
        return CellStyle(
            font=self._fonts[_index(xf, "fontId", self._fonts)],
            number_format=code,
            is_date=is_date(code),
            align=_ALIGNS.get(aligned.get("horizontal", "")),
            vertical=_VERTICALS.get(aligned.get("vertical", ""), Vertical.BOTTOM),
            indent=min(250, whole(aligned.get("indent"))),
            edges=self._borders[border] if self._borders else Edges(),
            shading=self._fills[_index(xf, "fillId", self._fills)] if self._fills else "",
            is_turned=aligned.get("textRotation", "0") != "0",
            has_diagonal=bool(self._diagonals) and self._diagonals[border],
        )


def digit_width(font: Font) -> int:
    """The width in pixels of the widest digit of the default font, in which columns are measured (18.3.1.13)."""
    # The digits of Chinese fonts are half an em wide, those of Calibri 0.507 and of Arial 0.556.
    height = round(font.size * 96 / 72)
    if font.latin == font.east_asian:
        return math.ceil(height / 2)
    return math.floor(height * (0.507 if font.latin == "Calibri" else 0.556))


def _children(root: Element | None, name: str) -> list[Element]:
    found = None if root is None else root.find(qn(f"ss:{name}"))
    return [] if found is None else list(found)


def _index(element: Element, name: str, items: Sequence[object]) -> int:
    index = whole(element.get(name))
    return index if 0 <= index < len(items) else 0


def _value(found: dict[str, Element], name: str) -> str:
    return found[name].get("val", "") if name in found else ""


def _is_on(found: dict[str, Element], name: str) -> bool:
    return name in found and found[name].get("val", "1") not in {"0", "false"}


def _underline(found: dict[str, Element]) -> str:
    kind = found["u"].get("val", "single") if "u" in found else "none"
    return {"none": "", "double": "double", "doubleAccounting": "double"}.get(kind, "single")


def _has_diagonal(border: Element) -> bool:
    line = border.find(qn("ss:diagonal"))
    is_drawn = "1" in (border.get("diagonalUp", "0"), border.get("diagonalDown", "0"))
    return is_drawn and line is not None and bool(line.get("style"))
