from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.nominal_size import (
    column_points,
    column_width,
    fits_one_line,
    fitting_size,
    line_count,
    needed_height,
    nominal_text_width,
    nominal_width,
)


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


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, 1),
        ("支持企业数量", 100, 1),
        ("支持企业数量", 50, 2),  # (50 − 4.5) ÷ (12 × 1.06) = 3.6 characters
        ("支持企业数量", 10, 6),  # one character at least on each line
        ("支持\n企业数量", 100, 2),
        ("\n", 100, 2),
        ("展会企业数\n\n", 100, 3),
    ],
)
def test_chinese_breaks_after_any_character_and_where_it_is_told_to(text: str, width: float, lines: int) -> None:
    assert line_count(text, width, 12) == lines


def test_a_word_goes_whole_to_the_next_line() -> None:
    width = 6.0 * 12 * 1.06 + 4.5  # six em of room; abcde takes 2.8
    assert line_count("中文中abcde", width, 12) == 1
    assert line_count("中文中文abcde", width, 12) == 2
    assert line_count("中文中文abcde中文中", width, 12) == 2


def test_a_word_longer_than_the_line_is_cut() -> None:
    # three em of room: each line takes five digits of 0.56 em
    assert line_count("1" * 20, 3 * 12 * 1.06 + 4.5, 12) == 4


def test_a_closing_mark_takes_the_character_before_it_along() -> None:
    room_for_four = 4.2 * 12 * 1.06 + 4.5
    assert line_count("中文中文中文中文", room_for_four, 12) == 2
    assert line_count("中文中文，中文中", room_for_four, 12) == 3


def test_blanks_at_the_end_of_a_line_hang() -> None:
    assert line_count("中文    中文", 2.1 * 12 * 1.06 + 4.5, 12) == 2


def test_a_height_has_room_for_all_lines_of_the_tallest_usual_font() -> None:
    assert needed_height("支持\n企业", 100, 12) >= 2 * 12 * 1.448
    assert needed_height("支持\n企业", 100, 12) < 2 * 12 * 1.6


@given(st.text(alphabet="中a1 ，。（\n", max_size=60), st.floats(20, 500), st.floats(6, 30))
def test_a_wider_cell_or_a_smaller_font_never_needs_more(text: str, width: float, size: float) -> None:
    assert needed_height(text, width * 1.5, size) <= needed_height(text, width, size)
    assert needed_height(text, width, size / 1.5) <= needed_height(text, width, size)


def test_the_largest_size_that_fits_is_found_in_half_points() -> None:
    text = "对非贸易规模达到230亿元。" * 10
    size = fitting_size(text, 150, 12, 120)
    assert size is not None
    assert (size * 2).is_integer()
    assert needed_height(text, 150, size) <= 120 < needed_height(text, 150, size + 0.5)


def test_a_size_that_fits_is_kept_and_none_is_found_for_too_much_text() -> None:
    assert fitting_size("支持企业数量", 100, 12, 20) == 12
    assert fitting_size("中" * 3000, 100, 12, 409) is None
    assert fitting_size("中", 100, 5, 409) is None


def test_one_line_fits_or_not() -> None:
    assert fits_one_line("410", 40, 12)
    assert not fits_one_line("178941000", 40, 12)


@pytest.mark.parametrize(("width", "points"), [(9.140625, 48.0), (1.0, 5.25), (8.43, 44.25)])
def test_the_width_of_a_column_counts_digits_of_seven_pixels(width: float, points: float) -> None:
    assert column_points(width) == points


@given(st.integers(1, 2000))
def test_a_column_keeps_its_width_to_the_pixel(pixels: int) -> None:
    assert column_points(column_width(pixels * 0.75)) == pixels * 0.75
