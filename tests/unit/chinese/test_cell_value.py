from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.number_format import cell_value, displayed


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("410", "410", "0"),
        ("0", "0", "0"),
        ("0.00", "0", "0.00"),
        ("28.80", "28.8", "0.00"),
        ("3000000.00", "3000000", "0.00"),
        ("1,234.50", "1234.5", "#,##0.00"),
        ("1,234,567", "1234567", "#,##0"),
        ("-5", "-5", "0"),
        ("-0.5", "-0.5", "0.0"),
        ("100%", "1", "0%"),
        ("99.50%", "0.995", "0.00%"),
        ("1,200%", "12", "#,##0%"),
        ("123456789012345", "123456789012345", "0"),
    ],
)
def test_a_plain_number_is_a_number_in_the_format_that_prints_it(text: str, value: str, number_format: str) -> None:
    assert cell_value(text) == ("n", value, number_format)


@pytest.mark.parametrize(
    "text",
    [
        *("", " 4", "≥4家", "4家", "> 312", "2024-01-01", "2024/1/1", "3:00", "1e5", "5.", ".5", "是"),
        *("010", "00", "00.5", "0,123", "1,23", "1234,567", "1,2345", "-0", "-0.00", "+5", "＋5", "５", "−5"),
        *("=1+1", "@A1", "-A1", "--5", "5-", "100 %", "%", "５％", "1\n", "\n1"),
        *("1234567890123456", "430102199001011234", "0.1234567890123456"),
    ],
)
def test_what_would_not_print_as_typed_is_text(text: str) -> None:
    assert cell_value(text) == ("s", text, "General")


@given(st.from_regex(r"-?[0-9]{1,17}(,[0-9]{3}){0,3}(\.[0-9]{1,6})?%?", fullmatch=True))
def test_a_number_shows_in_excel_as_it_was_typed(text: str) -> None:
    kind, value, number_format = cell_value(text)
    if kind == "n":
        assert displayed(Decimal(value), number_format) == text
