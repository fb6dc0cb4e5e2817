from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.numbers import as_number, grouped, in_words, numeral, plain, ten_thousands


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


# Numerals as amounts are written out.


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("五百万", 5_000_000),
        ("伍佰万", 5_000_000),
        ("十", 10),
        ("二十三", 23),
        ("一千零五十", 1050),
        ("两亿三千万", 230_000_000),
        ("三千二百万", 32_000_000),
        ("一万亿", 10**12),
        ("零", 0),
    ],
)
def test_a_numeral_is_the_number_it_writes_out(text: str, number: int) -> None:
    assert numeral(text) == number


@pytest.mark.parametrize("text", ["", "二〇二四", "一二三", "十百", "百元", "3万", "甲"])
def test_anything_else_is_none(text: str) -> None:
    assert numeral(text) is None


@given(st.integers(1, 10**12 - 1))
def test_an_amount_in_words_reads_back(yuan: int) -> None:
    assert numeral(in_words(Decimal(yuan)).removesuffix("元整")) == yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("-0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("16", "壹拾陆元整"),
        ("100", "壹佰元整"),
        ("101", "壹佰零壹元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("500000", "伍拾万元整"),
        ("1000005", "壹佰万零伍元整"),
        ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000500000000", "壹万零伍亿元整"),
        ("1000050000000", "壹万亿零伍仟万元整"),
        ("1234500000000", "壹万贰仟叁佰肆拾伍亿元整"),
        ("-3.1", "负叁元壹角整"),
        ("1.230", "壹元贰角叁分"),
        ("1E+3", "壹仟元整"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_an_amount_is_written_as_on_a_cheque(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("10000000000000000", "大写金额只到 9999 万亿元，10000000000000000 太大"),
        ("-1E+900000", "大写金额只到 9999 万亿元，-1E+900000 太大"),
        ("0.001", "大写金额只到分，0.001 的小数多于两位"),
        ("NaN", "NaN 不是一个数"),
        ("-Infinity", "-Infinity 不是一个数"),
    ],
)
def test_an_amount_that_has_no_words_is_an_error(amount: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{message.replace('+', '[+]')}\Z"):
        in_words(Decimal(amount))


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("1234567.5", 2, "1,234,567.50"),
        ("0", 2, "0.00"),
        ("999", 0, "999"),
        ("1234", 0, "1,234"),
        ("2.345", 2, "2.35"),
        ("-2.345", 2, "-2.35"),
        ("-0.001", 2, "0.00"),
        ("1234567.555", None, "1,234,567.555"),
        ("100.00", None, "100.00"),
        ("1E+5", None, "100,000"),
    ],
)
def test_thousands_are_separated_and_halves_round_up(number: str, places: int | None, text: str) -> None:
    assert grouped(Decimal(number), places) == text


def test_two_places_are_the_default_of_grouping() -> None:
    assert grouped(Decimal(178941)) == "178,941.00"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [("30000000.00", "3000"), ("1", "0.0001"), ("410000", "41"), ("-5000", "-0.5"), ("0", "0"), ("1E+12", "100000000")],
)
def test_yuan_become_ten_thousands_exactly(yuan: str, text: str) -> None:
    assert ten_thousands(Decimal(yuan)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E+5", "100000"),
        ("1E-9", "0.000000001"),
        ("1.500", "1.5"),
        ("100", "100"),
        ("100.0", "100"),
        ("-0.00", "0"),
        ("0E+3", "0"),
        ("-2.50", "-2.5"),
    ],
)
def test_plain_digits_have_no_exponent_and_no_idle_zeros(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_no_precision_of_the_caller_rounds_an_amount() -> None:
    long = Decimal("123456789012345.67")
    with localcontext(prec=3):
        assert plain(long) == "123456789012345.67"
        assert ten_thousands(long) == "12345678901.234567"
        assert grouped(long) == "123,456,789,012,345.67"
        assert in_words(long).endswith("叁佰肆拾伍元陆角柒分")


@pytest.mark.parametrize("write", [grouped, ten_thousands, plain])
def test_what_is_no_finite_number_is_an_error(write: Callable[[Decimal], str]) -> None:
    with pytest.raises(ValueError, match="Infinity 不是一个数"):
        write(Decimal("Infinity"))
