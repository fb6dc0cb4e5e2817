from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.sheet_name import sheet_names


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
    assert sheet_names([name]) == (clean,)


def test_names_that_excel_would_not_tell_apart_are_numbered() -> None:
    assert sheet_names(["a", "A", "b", "a"], taken=["B"]) == ("a", "A(2)", "b(2)", "a(3)")


def test_a_numbered_name_stays_short() -> None:
    assert sheet_names(["一" * 31, "一" * 35]) == ("一" * 31, "一" * 28 + "(2)")


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_names_give_as_many_different_ones_in_the_limits_of_excel(names: list[str]) -> None:
    given_names = sheet_names(names)
    assert len(given_names) == len(names) == len({name.casefold() for name in given_names})
    for name in given_names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
