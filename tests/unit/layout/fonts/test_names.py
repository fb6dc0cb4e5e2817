from __future__ import annotations

import pytest

from generator.layout.fonts.names import FontClass, all_names, class_of, folded, is_east_asian, needs_bold, substitutes


@pytest.mark.parametrize(
    ("name", "font_class"),
    [
        ("仿宋_GB2312", FontClass.FANG_SONG),
        ("FangSong", FontClass.FANG_SONG),
        ("方正仿宋_GBK", FontClass.FANG_SONG),
        ("方正小标宋简体", FontClass.TITLE_SONG),
        ("方正小标宋_GBK", FontClass.TITLE_SONG),
        ("汉仪小标宋", FontClass.TITLE_SONG),
        ("楷体_GB2312", FontClass.KAI),
        ("STKaiti", FontClass.KAI),
        ("黑体", FontClass.HEI),
        ("微软雅黑 Light", FontClass.HEI),
        ("PingFang TC", FontClass.HEI),
        ("宋体", FontClass.SONG),
        ("@宋体", FontClass.SONG),
        ("Noto Serif CJK SC", FontClass.SONG),
        ("无人知道的字体", FontClass.SONG),
        ("Segoe UI Semibold", FontClass.SANS),
        ("Courier New", FontClass.MONO),
    ],
)
def test_the_class_of_a_font_is_known_from_its_name(name: str, font_class: FontClass) -> None:
    assert class_of(name, east_asian=True) is font_class


def test_an_unknown_font_for_latin_text_is_a_serif() -> None:
    assert class_of("Nobody Knows", east_asian=False) is FontClass.SERIF


def test_names_are_alike_whatever_their_case_spaces_and_width() -> None:
    assert folded("ＡＲ PL  Kaiti-M_GB") == folded("ar pl kaitim gb")


def test_a_font_is_looked_for_under_its_other_names_first() -> None:
    assert substitutes("KaiTi_GB2312", east_asian=True)[:2] == ("KaiTi_GB2312", "楷体_GB2312")
    assert all_names("simsun") == ("宋体", "SimSun", "中易宋体")


def test_fang_song_is_replaced_by_other_fang_song_then_kai_then_song() -> None:
    names = substitutes("仿宋_GB2312", east_asian=True)
    assert names.index("华文仿宋") < names.index("FandolFang") < names.index("楷体") < names.index("宋体")


def test_no_family_is_tried_twice() -> None:
    names = [folded(name) for name in substitutes("方正小标宋简体", east_asian=True)]
    assert len(names) == len(set(names))


def test_the_copy_with_the_same_widths_replaces_a_latin_font_first() -> None:
    assert substitutes("Calibri", east_asian=False)[1] == "Carlito"


def test_only_a_light_song_must_be_bold_to_replace_the_title_song() -> None:
    assert needs_bold("方正小标宋简体", "Noto Serif CJK SC")
    assert not needs_bold("方正小标宋简体", "华文中宋")
    assert not needs_bold("方正小标宋简体", "方正小标宋_GBK")
    assert not needs_bold("宋体", "Noto Serif CJK SC")


@pytest.mark.parametrize("character", "国，。（）《》、；：！？　〔〕万ＡＢ％㎡㈠々〇﹙𠮷")
def test_chinese_and_full_width_characters_are_east_asian_always(character: str) -> None:
    assert is_east_asian(character)
    assert is_east_asian(character, hint=True)


@pytest.mark.parametrize("character", "Az09%,.()-=<> ~\xa0«»ç")
def test_letters_digits_and_ascii_signs_are_latin_even_with_the_hint(character: str) -> None:
    assert not is_east_asian(character)
    assert not is_east_asian(character, hint=True)


@pytest.mark.parametrize("character", "“”‘’…—·×÷°±≥≤①Ⅳ→■√℃αЖāé")
def test_ambiguous_characters_are_latin_unless_the_run_has_the_hint(character: str) -> None:
    assert not is_east_asian(character)
    assert is_east_asian(character, hint=True)
