"""Turns merged WordprocessingML properties into the model's ``Font``, ``ParagraphFormat`` and ``Border``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.document.docx.losses import lost
from generator.document.docx.properties import Properties, attributes, color, is_on, local_name, shading
from generator.document.docx.symbols import is_symbol_font
from generator.document.measures import measure, twips, whole
from generator.document.model import Align, Border, Font, LineRule, ParagraphFormat, Tab
from generator.document.unsupported import Feature
from generator.office.xml import Element

_ALIGNS: Mapping[str, Align] = {
    "left": Align.LEFT,
    "start": Align.LEFT,
    "center": Align.CENTER,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
    "both": Align.BOTH,
    "distribute": Align.DISTRIBUTE,
    "thaiDistribute": Align.DISTRIBUTE,
    "lowKashida": Align.BOTH,
    "mediumKashida": Align.BOTH,
    "highKashida": Align.BOTH,
}
_LINE_RULES = {"exact": LineRule.EXACT, "atLeast": LineRule.AT_LEAST}
_TABS = {"center": "center", "right": "right", "end": "right", "decimal": "decimal"}
_NO_STOP = frozenset({"clear", "bar"})
_AUTO_SPACE = 14.0  # pt that Word gives for beforeAutospacing
_LINE = 12.0  # pt of a line in beforeLines where the section has no grid
_SMALL, _RAISED, _LOWERED = 0.65, 0.35, -0.14  # of the size, for vertAlign
# ST_HighlightColor.
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "00008B",
    "darkCyan": "008B8B",
    "darkGreen": "006400",
    "darkMagenta": "8B008B",
    "darkRed": "8B0000",
    "darkYellow": "808000",
    "darkGray": "A9A9A9",
    "lightGray": "D3D3D3",
}


class RunFormat(Struct, frozen=True):
    """The formatting of a run: its font, and what happens to its characters before they are shown in it.

    ``lost`` is what of it a ``Font`` cannot hold. ``has_signs``: the font has signs in place of letters.
    """

    font: Font
    is_hidden: bool = False
    is_upper: bool = False
    lost: tuple[Feature, ...] = ()
    has_signs: bool = False


def run_format_of(properties: Properties, effects: Iterable[Feature] = ()) -> RunFormat:
    """The formatting of a run from its merged properties; ``effects`` are losses that these do not tell."""
    get = properties.get
    size = measure(get("sz.val"), 2, 10.0) or 10.0  # half-points
    raised = measure(get("position.val"), 2)
    vertical = get("vertAlign.val")
    if vertical in {"superscript", "subscript"}:
        raised += size * (_RAISED if vertical == "superscript" else _LOWERED)
        size = round(size * _SMALL, 2)
    underline = get("u.val", "none")
    font = Font(
        east_asian=get("rFonts.eastAsia") or "宋体",
        latin=get("rFonts.ascii") or get("rFonts.hAnsi") or "Times New Roman",
        size=abs(size),
        bold=is_on(properties, "b.val"),
        italic=is_on(properties, "i.val"),
        underline="" if underline == "none" else underline,
        strike=is_on(properties, "strike.val") or is_on(properties, "dstrike.val"),
        color=color(get("color.val")),
        shading=_HIGHLIGHTS.get(get("highlight.val", ""), "") or shading(properties),
        spacing=twips(get("spacing.val")),
        scale=_scale(get("w.val")),
        raised=raised,
        east_asian_hint=get("rFonts.hint") == "eastAsia",
    )
    is_upper = is_on(properties, "caps.val") or is_on(properties, "smallCaps.val")
    unsupported = (*lost("rPr", properties), *effects)
    return RunFormat(font, is_on(properties, "vanish.val"), is_upper, unsupported, is_symbol_font(font.latin))


def paragraph_format(properties: Properties, grid_pitch: float | None, size: float) -> ParagraphFormat:
    """The format of a paragraph from its merged properties.

    ``grid_pitch`` is the line pitch of the section's grid, None without one; ``size`` is the font size of the text.
    """
    get = properties.get
    left = _indent(properties, "left", size)
    first = _indent(properties, "firstLine", size)
    rule = _LINE_RULES.get(get("spacing.lineRule", ""), LineRule.MULTIPLE)
    line = get("spacing.line")
    # A multiple is counted in 240ths of a line, every other pitch in twips (17.3.1.33).
    line_pitch = abs(measure(line, 240, 1.0)) or 1.0 if rule is LineRule.MULTIPLE else abs(twips(line))
    level = get("outlineLvl.val", "9")  # 9 is body text
    return ParagraphFormat(
        align=_ALIGNS.get(get("jc.val", ""), Align.LEFT),
        left=left,
        right=_indent(properties, "right", size),
        first=first,
        before=_space(properties, "before", grid_pitch),
        after=_space(properties, "after", grid_pitch),
        line_rule=rule,
        line=line_pitch,
        contextual_spacing=is_on(properties, "contextualSpacing.val"),
        keep_next=is_on(properties, "keepNext.val"),
        keep_lines=is_on(properties, "keepLines.val"),
        page_break_before=is_on(properties, "pageBreakBefore.val"),
        widow_control=is_on(properties, "widowControl.val", default=True),
        tabs=_tabs(properties, left, first),
        kinsoku=is_on(properties, "kinsoku.val", default=True),
        overflow_punctuation=is_on(properties, "overflowPunct.val", default=True),
        auto_space_latin=is_on(properties, "autoSpaceDE.val", default=True),
        auto_space_digits=is_on(properties, "autoSpaceDN.val", default=True),
        snap_to_grid=is_on(properties, "snapToGrid.val", default=True),
        outline=int(level) if level.isascii() and level.isdigit() and int(level) < 9 else None,
    )


def _scale(value: str | None) -> float:
    percent = whole(value.rstrip("%"), 100) if value else 100
    return percent / 100 if 1 <= percent <= 600 else 1.0


def _indent(properties: Properties, name: str, size: float) -> float:
    """An indent in pt; where it is given in hundredths of a character, that goes before the length."""
    characters = whole(properties.get(f"ind.{name}Chars"))
    return characters / 100 * size if characters else twips(properties.get(f"ind.{name}"))


def _space(properties: Properties, name: str, grid_pitch: float | None) -> float:
    """The space before or after in pt: automatic, else in hundredths of a line, else as a length."""
    if is_on(properties, f"spacing.{name}Autospacing"):
        return _AUTO_SPACE
    lines = whole(properties.get(f"spacing.{name}Lines"))
    return max(0.0, lines / 100 * (grid_pitch or _LINE) if lines else twips(properties.get(f"spacing.{name}")))


def _tabs(properties: Properties, left: float, first: float) -> tuple[Tab, ...]:
    """The tab stops that no later layer clears; a hanging first line also stops where the other lines begin."""
    stops = {left: Tab(left)} if first < 0 else {}
    for key, value in properties.items():
        if key.startswith("tab."):
            position = twips(key.removeprefix("tab."))
            align, _, leader = value.partition(" ")
            if align in _NO_STOP:
                stops.pop(position, None)
            else:
                stops[position] = Tab(position, _TABS.get(align, "left"), leader)
    return tuple(stops[position] for position in sorted(stops))


# By side: None is no border, said in so many words; a side that is missing is left to the next layer.
Borders = Mapping[str, Border | None]

_SIDES = {"start": "left", "end": "right"}
_NO_BORDER = frozenset({"nil", "none", ""})


def borders_of(element: Element | None) -> dict[str, Border | None]:
    """The borders in a ``w:tcBorders`` or ``w:tblBorders``, by side."""
    found: dict[str, Border | None] = {}
    for child in () if element is None else element:
        name = local_name(child.tag)
        written = dict(attributes(child))
        style = written.get("val", "")
        # Eighths of a point, from a quarter of a point to 12 pt.
        width = max(2, min(96, whole(written.get("sz"), 4))) / 8
        border = None if style in _NO_BORDER else Border(width, color(written.get("color")), style)
        found[_SIDES.get(name, name)] = border
    return found
