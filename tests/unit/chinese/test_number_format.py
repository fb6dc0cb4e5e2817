from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese.format_code import builtin_format, is_understood
from generator.chinese.number_format import cell_value, displayed


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        (0, "General"),
        (4, "#,##0.00"),
        (9, "0%"),
        (14, "yyyy/m/d"),
        (31, 'yyyy"年"m"月"d"日"'),
        (57, 'yyyy"年"m"月"'),
        (49, "@"),
        (163, "General"),
        (-1, "General"),
    ],
)
def test_a_number_means_the_format_of_chinese_excel(identifier: int, code: str) -> None:
    assert builtin_format(identifier) == code


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
        (123456789012, "123456789012"),
        (123456789.55, "123456789.55"),
        (99999999999.99, "99999999999.99"),
        (-12345678901.55, "-12345678901.55"),
        (622202123456789012, "622202123456789000"),
        (1e21, "1E+21"),
        (1.25e-30, "1.25E-30"),
        (1 / 3, "0.333333333333333"),
        (12345.678901234, "12345.678901234"),
        (1.5e-9, "0.0000000015"),
        (-0.0, "0"),
        (True, "TRUE"),
        ("010", "010"),
        (None, ""),
        (float("nan"), "nan"),
    ],
)
def test_general_shows_the_stored_number_and_no_noise(value: object, shown: str) -> None:
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
        (1234567, '#,##0"元"00', "1,234,5元67"),
        (1234567, '#,##0"元"000', "1,234元,567"),
        (-123456789, '0"万"0,000', "-123,45万6,789"),
        (12, '#,##0"元"000', "0元,012"),
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
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (1.25, "[h]:mm", "30:00"),
        (0.5 + 2.5 / 86_400, "h:mm:ss.0", "12:00:02.5"),
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


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234, '[DBNum2][$-804]General"元整"', "壹仟贰佰叁拾肆元整"),
        (1234.56, "[DBNum2]", "壹仟贰佰叁拾肆.伍陆"),
        (-1001, "[DBNum1]General", "-一千〇一"),
        (12, "[dbnum1]G/通用格式", "一十二"),
        (0, "[DBNum2]General", "零"),
        (120000005, "[DBNum3]General", "１亿２千万０５"),
        (1204.5, "[DBNum2]#,##0.00", "壹,贰零肆.伍零"),
        (2024, "[DBNum1]0", "二〇二四"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年一月二日"),
        (dt.date(2024, 12, 31), '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二四年十二月三十一日"),
        (dt.date(2024, 10, 20), '[DBNum2]yyyy"年"m"月"d"日"', "贰零贰肆年壹拾月贰拾日"),
        (DAY, '[DBNum2]yyyy"年"mm"月"dd"日"', "贰零贰肆年零壹月零贰日"),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2024年1月2日"),
        (DAY, "[$-x-sysdate]dddd, mmmm dd, yyyy", "2024年1月2日"),
        (AFTERNOON, "[$-F400]h:mm:ss AM/PM", "13:05:09"),
        (DAY, "[$-804]dddd", "星期二"),
        (DAY, "[$-804]mmmm", "一月"),
        (DAY, '[$-409]e"年"', "2024年"),
        (dt.timedelta(minutes=75), "[mm]:ss", "75:00"),
        (12345678, '0!.0,"万元"', "1234.6万元"),
        (12345678, "0!.0000", "1234.5678"),
        (5, '0\\.0,"万"', "0.0万"),
        (1.5, "# ?/?", "1 1/2"),
        (-0.25, "# ??/??", "-1/4"),
        (3, "# ?/?", "3"),
        (0, "# ?/?", "0"),
        (2.5, "?/?", "5/2"),
        (0.3, "# ?/8", "2/8"),
        (1234567, "0.00E+00", "1.23E+06"),
        (0.00012345, "0.00E+00", "1.23E-04"),
        (-99999, "0.0E+00", "-1.0E+05"),
        (12345, "##0.0E+0", "12.3E+3"),
        (0, "0.00E+00", "0.00E+00"),
        (1234567, "0E-0", "1E6"),
    ],
)
def test_formats_of_chinese_offices_show_as_in_excel(value: object, number_format: str, shown: str) -> None:
    assert is_understood(number_format)
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize("number_format", ["xyz0", "[DBNum4]General", 'ggge"年"', "[NatNum5]0"])
def test_a_format_that_is_not_understood_shows_the_stored_number(number_format: str) -> None:
    assert not is_understood(number_format)
    assert displayed(1234567.891, number_format) == "1234567.891"


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 14))
def test_general_shows_every_number_of_fifteen_digits_as_it_is(digits: int, places: int) -> None:
    assert Decimal(displayed(float(Decimal(digits).scaleb(-places)), "General")) == Decimal(digits).scaleb(-places)


@pytest.mark.parametrize("number_format", ["xyz0", "# ?/?", "0.00E+00", "", '"', "[", "\\", ";;;;", "yyyy@0", "?"])
def test_formats_that_are_not_understood_never_raise(number_format: str) -> None:
    for value in (1.5, -1, 0, "甲", DAY, dt.timedelta(days=1), 10**30, -1e-300):
        displayed(value, number_format)
    assert displayed(1.5, "xyz0") == "1.5"


def test_more_decimals_than_excel_shows_are_zeros() -> None:
    assert displayed(1.5, "0." + "0" * 400) == "1.5" + "0" * 399


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
