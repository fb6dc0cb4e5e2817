from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.names import unique_sheet_name


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
