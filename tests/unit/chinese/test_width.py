from __future__ import annotations

import pytest

from generator.chinese.nominal_size import nominal_text_width, nominal_width


@pytest.mark.parametrize("character", ["中", "。", "（", "“", "”", "…", "—", "≥", "×", "①", "Ａ", "\u3000"])
def test_what_a_chinese_font_draws_full_width_is_one_em(character: str) -> None:
    assert nominal_width(character) == 1


@pytest.mark.parametrize("character", list("ilW0aZ.,%- "))
def test_latin_is_narrower_but_never_under_half_an_em(character: str) -> None:
    assert 0.5 <= nominal_width(character) < 1


@pytest.mark.parametrize("character", ["\u200b", "\u0301", "\ufeff", "\t"])
def test_what_is_not_seen_has_no_width(character: str) -> None:
    assert nominal_width(character) == 0


def test_the_width_of_a_text_is_the_sum_of_its_characters() -> None:
    assert nominal_text_width("≥4家") == nominal_width("≥") + nominal_width("4") + nominal_width("家")
    assert nominal_text_width("") == 0
