from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.names import clean_file_name, unique_sheet_name


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("甲市", "甲市"),
        ("a..b", "a..b"),
        ("甲 市（含县）", "甲 市（含县）"),
        ("甲/乙", "甲_乙"),
        (r'\a/b:c*d?e"f<g>h|i'[1:], "a_b_c_d_e_f_g_h_i"),
        ("甲\n乙\t丙\x7f\x85丁", "甲_乙_丙__丁"),
        ("甲\udc80", "甲_"),
        ("???", "___"),
        ("\u3000 甲市 .. .", "甲市"),
        ("C:x", "C_x"),
        ("CON", "CON_"),
        ("nul", "nul_"),
        ("COM1", "COM1_"),
        ("com¹", "com¹_"),
        ("LPT9.2024", "LPT9_.2024"),
        ("NUL .x", "NUL_ .x"),
        ("CONSOLE", "CONSOLE"),
        ("COM10", "COM10"),
    ],
)
def test_a_name_becomes_one_that_windows_and_linux_take(name: str, file_name: str) -> None:
    assert clean_file_name(name) == file_name


def test_a_name_of_180_bytes_is_kept_whole() -> None:
    assert clean_file_name("长" * 60) == "长" * 60


def test_a_longer_name_is_cut_between_characters_and_ends_in_a_hash() -> None:
    cut = clean_file_name("a" + "长" * 100)
    head, _, digest = cut.rpartition("-")
    assert head == "a" + "长" * 56
    assert len(digest) == 8
    assert len(cut.encode()) <= 180


def test_two_long_names_that_begin_alike_stay_distinct() -> None:
    assert clean_file_name("长" * 100 + "甲") != clean_file_name("长" * 100 + "乙")


@pytest.mark.parametrize("name", ["..", "../x", "x/..", r"x\..\y", "x/ .. /y", "/", "/x", r"\x", r"C:\x", "d:/x"])
def test_a_name_that_leads_to_another_folder_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="指向别的文件夹，不能用作文件名"):
        clean_file_name(name)


@pytest.mark.parametrize("name", ["", "  ", "\u3000", ".", "..."])
def test_a_name_with_nothing_in_it_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="是空的，不能用作文件名"):
        clean_file_name(name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("长沙市", "长沙市"),
        ("省/市:[配套]*?\\", "省_市__配套____"),
        (" 'abc' ", "abc"),
        ("", "表"),
        ("''", "表"),
        ("History", "History(2)"),
        ("一" * 40, "一" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_a_name_is_made_one_that_excel_takes(name: str, clean: str) -> None:
    assert unique_sheet_name(name, set()) == clean


def test_names_that_excel_would_not_tell_apart_are_numbered() -> None:
    taken = {"b"}
    names = [unique_sheet_name(name, taken) for name in ("a", "A", "B", "a")]
    assert names == ["a", "A(2)", "B(2)", "a(3)"]
    assert taken == {"a", "a(2)", "b", "b(2)", "a(3)"}


def test_a_numbered_name_stays_short() -> None:
    taken = {"一" * 31}
    assert unique_sheet_name("一" * 35, taken) == "一" * 28 + "(2)"


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_names_give_as_many_different_ones_in_the_limits_of_excel(wanted: list[str]) -> None:
    taken: set[str] = set()
    names = [unique_sheet_name(name, taken) for name in wanted]
    assert len({name.lower() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
