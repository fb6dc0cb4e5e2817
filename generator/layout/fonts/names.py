"""Knows fonts by their names in Word: which class one belongs to, and which families stand in for it, best first.

Names are compared without case, spaces, hyphens and underscores. The Chinese and the English name of one font are each
other's first substitutes, since a font file need not have both. The last part tells which characters of a run Word sets
in its East Asian font.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from enum import StrEnum


class FontClass(StrEnum):
    """The look of a typeface; the value is what ``jixiao fonts`` prints."""

    SONG = "宋体"
    TITLE_SONG = "小标宋"
    HEI = "黑体"
    KAI = "楷体"
    FANG_SONG = "仿宋"
    SERIF = "西文衬线"
    SANS = "西文无衬线"
    MONO = "西文等宽"

    @property
    def east_asian(self) -> bool:
        """Whether fonts of this class are made for Chinese text."""
        return self not in {FontClass.SERIF, FontClass.SANS, FontClass.MONO}


_OPEN_SONG = ("Source Han Serif SC", "思源宋体", "Noto Serif CJK SC", "Noto Serif SC", "FandolSong")

# Fonts that are sold or come with a system, best first; each with all its names.
_FONTS = {
    FontClass.SONG: (
        ("宋体", "SimSun", "中易宋体"),
        ("新宋体", "NSimSun"),
        ("宋体-简", "Songti SC"),
        ("华文宋体", "STSong"),
        ("方正书宋简体", "FZShuSong-Z01S"),
        ("方正书宋_GBK", "FZShuSong-Z01"),
        ("华文中宋", "STZhongsong"),
    ),
    FontClass.TITLE_SONG: (
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong"),
        ("方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    ),
    FontClass.HEI: (
        ("黑体", "SimHei", "中易黑体"),
        ("微软雅黑", "Microsoft YaHei"),
        ("等线", "DengXian"),
        ("黑体-简", "Heiti SC"),
        ("苹方-简", "PingFang SC"),
        ("华文细黑", "STXihei"),
        ("华文黑体", "STHeiti"),
        ("方正黑体简体", "FZHei-B01S"),
        ("方正黑体_GBK", "FZHei-B01"),
    ),
    FontClass.KAI: (
        ("楷体_GB2312", "KaiTi_GB2312"),
        ("楷体", "KaiTi", "SimKai"),
        ("楷体-简", "Kaiti SC"),
        ("华文楷体", "STKaiti"),
        ("方正楷体简体", "FZKai-Z03S"),
        ("方正楷体_GBK", "FZKai-Z03"),
    ),
    FontClass.FANG_SONG: (
        ("仿宋_GB2312", "FangSong_GB2312"),
        ("仿宋", "FangSong", "SimFang"),
        ("华文仿宋", "STFangsong"),
        ("方正仿宋简体", "FZFangSong-Z02S"),
        ("方正仿宋_GBK", "FZFangSong-Z02"),
    ),
    FontClass.SERIF: (("Times New Roman",), ("Times",), ("Cambria",), ("Georgia",), ("Garamond",)),
    FontClass.SANS: (
        ("Arial",),
        ("Helvetica",),
        ("Calibri",),
        ("Verdana",),
        ("Tahoma",),
        ("Segoe UI",),
        ("Century Gothic",),
    ),
    FontClass.MONO: (("Courier New",), ("Courier",), ("Consolas",)),
}

# Free fonts that look like them, best first; the Latin ones begin with those of the same advances.
_FREE_FONTS: dict[FontClass, tuple[str, ...]] = {
    FontClass.SONG: (*_OPEN_SONG, "AR PL SungtiL GB", "AR PL UMing CN", "Source Han Serif", "Noto Serif CJK JP"),
    FontClass.TITLE_SONG: ("华文中宋", "STZhongsong", *_OPEN_SONG),
    FontClass.HEI: (
        "Source Han Sans SC",
        "思源黑体",
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "FandolHei",
        "WenQuanYi Zen Hei",
    ),
    FontClass.KAI: ("FandolKai", "AR PL KaitiM GB", "AR PL UKai CN", "LXGW WenKai", "霞鹜文楷"),
    FontClass.FANG_SONG: ("FandolFang", "FandolFang R"),
    FontClass.SERIF: ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "FreeSerif", "DejaVu Serif"),
    FontClass.SANS: ("Liberation Sans", "Arimo", "TeX Gyre Heros", "Nimbus Sans", "FreeSans", "DejaVu Sans"),
    FontClass.MONO: ("Liberation Mono", "Cousine", "TeX Gyre Cursor", "FreeMono", "DejaVu Sans Mono"),
}
# Classes whose fonts are tried after those of the class itself. FangSong is seldom installed: Kai has its slender
# strokes and the same full-em width.
_NEXT_CLASSES = {
    FontClass.TITLE_SONG: (FontClass.SONG,),
    FontClass.KAI: (FontClass.SONG,),
    FontClass.FANG_SONG: (FontClass.KAI, FontClass.SONG),
    FontClass.MONO: (FontClass.SANS,),
}
# Fonts with the advances of another one.
_SAME_ADVANCES = {
    "calibri": ("Carlito",),
    "cambria": ("Caladea",),
    "georgia": ("Gelasio",),
    "arialnarrow": ("Liberation Sans Narrow",),
    "helvetica": ("Arial",),
    "times": ("Times New Roman",),
    "courier": ("Courier New",),
}
_BOLD_SONG = {"华文中宋", "stzhongsong"}
# For characters that neither font of a run has: signs, arrows, enclosed numbers, rare characters.
LAST_RESORTS = (
    "宋体", "SimSun", "SimSun-ExtB", "SimSun-ExtG", "Songti SC", "Noto Serif CJK SC", "Noto Sans CJK SC",
    "Source Han Sans SC", "HanaMinA", "HanaMinB", "Segoe UI Symbol", "Apple Symbols", "Arial Unicode MS",
    "DejaVu Sans", "Noto Sans Symbols", "Noto Sans Symbols2",
)  # fmt: skip

# Parts of names by which an unknown font is classified; the first class that fits counts.
_HINTS = (
    (FontClass.TITLE_SONG, ("小标宋", "xiaobiaosong", "大标宋", "粗宋")),
    (FontClass.FANG_SONG, ("仿宋", "fangsong", "fandolfang")),
    (FontClass.KAI, ("楷", "kai")),
    (FontClass.HEI, ("黑", "等线", "圆", "苹方", "hei", "pingfang", "yahei", "gothic", "sanscjk", "hansans", "sanssc")),
    (FontClass.SONG, ("宋", "明体", "明體", "song", "sung", "ming", "serifcjk", "hanserif", "serifsc")),
    (FontClass.MONO, ("mono", "courier", "consol", "code", "typewriter")),
    (FontClass.SANS, ("sans", "arial", "helvet", "calibri", "verdana", "tahoma", "segoe", "aptos", "grotesk")),
)


def folded(name: str) -> str:
    """A name as it is compared; an ``@`` before it, on Windows the font for vertical text, is dropped."""
    plain = unicodedata.normalize("NFKC", name).casefold().lstrip("@")
    return "".join(c for c in plain if c not in " \t-_\u3000\xa0")


_CLASS_OF = {folded(name): font_class for font_class, names in reversed(_FREE_FONTS.items()) for name in names} | {
    folded(name): font_class for font_class, groups in _FONTS.items() for group in groups for name in group
}
_ALL_NAMES = {folded(name): group for groups in _FONTS.values() for group in groups for name in group}


def class_of(name: str, *, east_asian: bool) -> FontClass:
    """The class of a font by its name; an unknown one is Song, or a serif where ``east_asian`` is False."""
    plain = folded(name)
    if plain in _CLASS_OF:
        return _CLASS_OF[plain]
    for font_class, parts in _HINTS:
        if any(part in plain for part in parts):
            return font_class
    return FontClass.SONG if east_asian else FontClass.SERIF


def substitutes(name: str, *, east_asian: bool) -> tuple[str, ...]:
    """The families to try for a name, best first, each once: the name itself and other names of the font first."""
    plain = folded(name)
    first = class_of(name, east_asian=east_asian)
    families = [name, *_ALL_NAMES.get(plain, ()), *_SAME_ADVANCES.get(plain, ())]
    for font_class in (first, *_NEXT_CLASSES.get(first, ())):
        families += [family for group in _FONTS[font_class] for family in group]
        families += _FREE_FONTS[font_class]
    distinct: dict[str, str] = {}
    for family in families:
        distinct.setdefault(folded(family), family)
    return tuple(distinct.values())


def is_sans(name: str, *, east_asian: bool) -> bool:
    """Whether the strokes of a font are of one width, as those of a 黑体 are."""
    return class_of(name, east_asian=east_asian) in {FontClass.HEI, FontClass.SANS, FontClass.MONO}


def needs_bold(name: str, family: str) -> bool:
    """Whether ``family`` must be bold to stand in for ``name``: 小标宋 is as heavy as the bold cut of a Song."""
    light = class_of(family, east_asian=True) is FontClass.SONG and folded(family) not in _BOLD_SONG
    return light and class_of(name, east_asian=True) is FontClass.TITLE_SONG


def all_names(name: str) -> tuple[str, ...]:
    """All names of the same font: to find it under another one is no substitution."""
    return _ALL_NAMES.get(folded(name), (name,))


# Which font of a run Word takes for a character (ECMA-376 part 1, 17.3.2.26, ``w:rFonts``), in runs in Chinese.
# Ambiguous ones (“ ” ‘ ’ … — · × ° ± ① → ≥ ■, Greek, Cyrillic) are Latin unless the run has ``w:hint="eastAsia"``.

# First and last of each range that is East Asian whatever the hint.
_EAST_ASIAN = (
    (0x1100, 0x11FF),
    (0x2E80, 0xDFFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFFEF),
    (0x10000, 0x10FFFF),  # the table of the standard counts UTF-16 units: these are its surrogates
)
# Those that are East Asian with the hint only.
_HINTED = (
    *((ord(c), ord(c)) for c in "¡¤§¨ª\xad¯°±²³´¶·¸¹º¼½¾¿×÷àáèéêìíòóùúü"),
    (0x0100, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x27BF),
    (0xE000, 0xF8FF),
    (0xFB00, 0xFB1C),
)


def _bounds(ranges: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Where the ranges begin and end: a code point is in one if an odd number of bounds lie at or below it."""
    return tuple(bound for first, last in sorted(ranges) for bound in (first, last + 1))


_ALWAYS = _bounds(_EAST_ASIAN)
_WITH_HINT = _bounds(_HINTED)


def is_east_asian(character: str, *, hint: bool = False) -> bool:
    """Whether Word takes the East Asian font for a character; ``hint``: the run has ``w:hint="eastAsia"``."""
    point = ord(character)
    if point < 0xA1:
        return False
    return bisect_right(_ALWAYS, point) % 2 == 1 or (hint and bisect_right(_WITH_HINT, point) % 2 == 1)
