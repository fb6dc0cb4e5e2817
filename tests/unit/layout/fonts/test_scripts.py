from __future__ import annotations

import pytest

from generator.layout.fonts.names import is_east_asian


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
