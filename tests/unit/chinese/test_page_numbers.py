import pytest

from generator.chinese.page_numbers import formatted


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (12, "decimal", "12"),
        (12, "numberInDash", "- 12 -"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (3, "lowerLetter", "c"),
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (205, "ideographDigital", "二〇五"),
        (7, "decimalFullWidth", "７"),
        (7, "decimalZero", "07"),
        (20, "decimalEnclosedCircle", "⑳"),
        (10, "ideographEnclosedCircle", "㊉"),
        (11, "ideographTraditional", "甲"),
        (3, "none", ""),
    ],
)
def test_number_is_written_as_its_format_says(number: int, number_format: str, text: str) -> None:
    assert formatted(number, number_format) == text


@pytest.mark.parametrize(
    ("number", "number_format"),
    [
        (5, "unheardOf"),
        (0, "upperRoman"),
        (4000, "lowerRoman"),
        (21, "decimalEnclosedCircle"),
        (10_000, "chineseCounting"),
    ],
)
def test_digits_stand_in_where_a_format_has_no_such_number(number: int, number_format: str) -> None:
    assert formatted(number, number_format) == str(number)
