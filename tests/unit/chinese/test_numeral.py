"""Numerals as amounts are written out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.numbers import in_words, numeral


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
