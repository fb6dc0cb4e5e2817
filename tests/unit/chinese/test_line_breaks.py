from itertools import pairwise

import pytest

from generator.chinese.line_breaks import FORBIDDEN_ENDS, FORBIDDEN_STARTS, opportunities


def pieces(text: str, *kinsoku: str) -> list[str]:
    return [text[start:end] for start, end in pairwise((0, *opportunities(text, *kinsoku)))]


def test_chinese_breaks_between_any_two_characters() -> None:
    assert pieces("支持企业") == ["支", "持", "企", "业"]


@pytest.mark.parametrize("mark", "，。；：！？、）》”’％…%,.:;!?)]}〕】℃‰")
def test_closing_mark_begins_no_line(mark: str) -> None:
    assert pieces(f"甲{mark}乙") == [f"甲{mark}", "乙"]


@pytest.mark.parametrize("mark", "（《【“‘〔￥")
def test_opening_mark_ends_no_line(mark: str) -> None:
    assert pieces(f"甲{mark}乙") == ["甲", f"{mark}乙"]


@pytest.mark.parametrize("mark", "([{$£")
def test_half_width_opening_mark_ends_no_line(mark: str) -> None:
    assert pieces(f"甲{mark}乙") == ["甲", f"{mark}乙"]


@pytest.mark.parametrize("mark", "，。；！？、）》”")
def test_closing_mark_begins_no_line_even_behind_a_space(mark: str) -> None:
    assert pieces(f"甲 {mark}乙") == [f"甲 {mark}", "乙"]


def test_space_behind_an_opening_mark_is_no_opportunity() -> None:
    assert pieces("甲（ 乙") == ["甲", "（ 乙"]


def test_spaces_belong_to_the_line_before_them() -> None:
    assert pieces("two  words") == ["two  ", "words"]


@pytest.mark.parametrize(
    "token",
    [
        "≥90%",
        "≥4",
        "100%",
        "＞810",
        "-5",
        "+3.5%",
        "￥3.50",
        "$1,234.50",
        "3,456.78",
        "2024-01-01",
        "2024/1/1",
        "12:30",
        "20℃",
        "PM2.5",
        "GB/T19001",
        "100kg",
        "word",
        "isn't",
        "isn’t",
        "zhang.san-1@example.com",
        "http://www.example.com/a-b/c?d=1",
        "——",
        "……",
        "〔2023〕7",
        "10\u00a0000",
        "甲\u2060乙",
    ],
)
def test_token_stays_whole_between_chinese(token: str) -> None:
    assert any(token in piece for piece in pieces(f"甲{token}乙"))


def test_unit_in_chinese_may_go_to_the_next_line() -> None:
    assert pieces("≥4家") == ["≥4", "家"]


def test_number_may_begin_the_line_behind_a_comma() -> None:
    assert pieces("完成，2024年") == ["完", "成，", "2024", "年"]


def test_hyphenated_word_breaks_behind_its_hyphen() -> None:
    assert pieces("well-known") == ["well-", "known"]


def test_nested_brackets_hold_to_what_they_enclose() -> None:
    assert pieces("印发〈办法〉的（试行）。") == ["印", "发", "〈办", "法〉", "的", "（试", "行）。"]


def test_zero_width_space_lets_a_word_break() -> None:
    assert pieces("abc\u200bdef") == ["abc\u200b", "def"]


def test_combining_mark_stays_with_its_letter() -> None:
    assert pieces("e\u0301中\u0301文") == ["e\u0301", "中\u0301", "文"]


def test_joined_emoji_stay_together() -> None:
    assert pieces("甲👩\u200d💻乙") == ["甲", "👩\u200d💻", "乙"]


def test_break_behind_a_tab_not_before_it() -> None:
    assert pieces("甲\t乙") == ["甲\t", "乙"]


def test_picture_may_stand_on_a_line_of_its_own() -> None:
    assert pieces("甲\ufffc乙") == ["甲", "\ufffc", "乙"]


def test_sets_of_the_document_replace_those_of_the_language() -> None:
    assert pieces("甲、乙々", "乙", "") == ["甲、乙々"]
    assert pieces("甲>乙", "", "甲") == ["甲>", "乙"]


def test_sets_of_the_language_are_those_of_word() -> None:
    assert set("！），．：；？］｝、。〉》」』】〕’”…％") <= set(FORBIDDEN_STARTS)
    assert set("（［｛〈《「『【〔‘“＄￥") <= set(FORBIDDEN_ENDS)


def test_text_without_characters_ends_at_once() -> None:
    assert opportunities("") == (0,)
