from decimal import Decimal

import pytest

from generator.chinese.numbers import as_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("410", "410"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("+3", "3"),
        ("010", "10"),
        ("3000000.00", "3000000.00"),
        ("28.80", "28.80"),
        (".5", "0.5"),
        ("1,234.5", "1234.5"),
        ("12,345,678", "12345678"),
        ("４１０", "410"),
        ("－１，２３４．５", "-1234.5"),
        (" 410\n", "410"),
        ("1" * 60, "1" * 60),
    ],
)
def test_a_plain_number_is_read_exactly(text: str, number: str) -> None:
    assert as_number(text) == Decimal(number)
    assert str(as_number(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "+",
        ".",
        "5.",
        "90%",
        "4家",
        "≥4",
        "1e5",
        "1E5",
        "0x10",
        "1_000",
        "nan",
        "inf",
        "十",
        "3 000",
        "1,23",
        "12,3456",
        ",123",
        "0,123",
        "1,234,5",
        "1234,567",
        "1,,234",
        "1.2.3",
        "--3",
        "٣",
        "²",
        "½",
        "Ⅳ",
        "①",
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert as_number(text) is None
