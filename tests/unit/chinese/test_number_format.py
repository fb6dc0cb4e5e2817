from __future__ import annotations

import datetime as dt

import pytest

from generator.chinese.number_format import displayed

DAY = dt.datetime(2024, 1, 2)  # noqa: DTZ001
AFTERNOON = dt.datetime(2024, 1, 2, 13, 5, 9)  # noqa: DTZ001
ACCOUNTING = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1 + 0.2, "0.3"),
        (3000000.0, "3000000"),
        (28.8, "28.8"),
        (12345678901, "12345678901"),
        (123456789012, "1.23457E+11"),
        (1 / 3, "0.333333333"),
        (12345.678901234, "12345.6789"),
        (1.5e-9, "1.5E-09"),
        (-0.0, "0"),
        (True, "TRUE"),
        ("010", "010"),
        (None, ""),
        (float("nan"), "nan"),
    ],
)
def test_general_shows_at_most_eleven_digits_and_no_noise(value: object, shown: str) -> None:
    assert displayed(value, "General") == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (28.8, "0.00", "28.80"),
        (2.675, "0.00", "2.68"),
        (0.125, "0.00", "0.13"),
        (-2.5, "0", "-3"),
        (1234567.5, "#,##0", "1,234,568"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (0.5, "0%", "50%"),
        (0.1234, "0.0%", "12.3%"),
        (10, "000000", "000010"),
        (1234567, "000-0000", "123-4567"),
        (5, "0.00_ ", "5.00"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (5, "#,##0_);(#,##0)", "5"),
        (0.5, ".00", ".50"),
        (0, "#", ""),
        (12345678, "0.0,,", "12.3"),
        (5, ACCOUNTING, "¥5.00"),
        (0, ACCOUNTING, "¥-"),
    ],
)
def test_numbers_fill_their_pattern_and_round_half_up(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format).strip() == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (4, '0"家"', "4家"),
        (4, '"≥"0', "≥4"),
        (4, "\\≥0", "≥4"),
        (12, 'General"家"', "12家"),
        (0, '0;-0;"无"', "无"),
        ("甲", '0;0;0;"市："@', "市：甲"),
        (5, "@", "5"),
        ("甲", "@", "甲"),
    ],
)
def test_literals_stand_around_the_value(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (DAY, "yyyy-mm-dd", "2024-01-02"),
        (DAY, "yyyy/m/d", "2024/1/2"),
        (DAY, "m/d/yy", "1/2/24"),
        (DAY, 'yyyy"年"m"月"d"日"', "2024年1月2日"),
        (DAY, '[$-804]yyyy"年"m"月"d"日";@', "2024年1月2日"),
        (DAY.date(), "mmm-yy", "Jan-24"),
        (DAY, "aaaa", "星期二"),
        (AFTERNOON, "yyyy/m/d h:mm:ss", "2024/1/2 13:05:09"),
        (AFTERNOON, "h:mm AM/PM", "1:05 PM"),
        (AFTERNOON, "mm:ss", "05:09"),
        (dt.time(9, 5), "h:mm", "9:05"),
        (dt.timedelta(hours=30, minutes=5), "[h]:mm:ss", "30:05:00"),
        (45293, "yyyy-mm-dd", "2024-01-02"),
        (DAY, "General", "2024-01-02"),
    ],
)
def test_dates_and_times_follow_their_format(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (150, "[Red][>100]0.0;0", "150.0"),
        (50, "[Red][>100]0.0;0", "50"),
        (-3, "0;[Red]-0", "-3"),
        (-3, "0;[Red]0", "3"),
    ],
)
def test_conditions_choose_a_section_and_colours_do_nothing(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize("number_format", ["xyz0", "# ?/?", "0.00E+00", "", '"', "[", "\\", ";;;;", "yyyy@0", "?"])
def test_formats_that_are_not_understood_never_raise(number_format: str) -> None:
    for value in (1.5, -1, 0, "甲", DAY, dt.timedelta(days=1), 10**30, -1e-300):
        displayed(value, number_format)
    assert displayed(1.5, "xyz0") == "1.5"


def test_more_decimals_than_excel_shows_are_zeros() -> None:
    assert displayed(1.5, "0." + "0" * 400) == "1.5" + "0" * 399
