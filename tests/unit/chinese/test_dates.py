import pytest

from generator.chinese.dates import chinese_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-02",
        "2024-1-2",
        "2024/1/2",
        "2024.1.2",
        "20240102",
        "2024年1月2日",
        "2024年01月02日",
        "2024年1月2号",
        " 2024 年 1 月 2 日 ",
        "２０２４－０１－０２",
        "2024-01-02 00:00:00",
        "2024/1/2 8:30",
        "2024-01-02T08:30:00",
    ],
)
def test_every_usual_spelling_prints_as_one(text: str) -> None:
    assert chinese_date(text) == "2024年1月2日"
    assert chinese_date(text, "年月") == "2024年1月"
    assert chinese_date(text, "大写") == "二〇二四年一月二日"


@pytest.mark.parametrize("text", ["2024-01", "2024/1", "2024年1月"])
def test_year_and_month_need_no_day(text: str) -> None:
    assert chinese_date(text, "年月") == "2024年1月"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2010-10-10", "二〇一〇年十月十日"),
        ("2024-11-20", "二〇二四年十一月二十日"),
        ("2024-12-31", "二〇二四年十二月三十一日"),
        ("2000-02-29", "二〇〇〇年二月二十九日"),
    ],
)
def test_months_and_days_are_written_as_they_are_read(text: str, words: str) -> None:
    assert chinese_date(text, "大写") == words


@pytest.mark.parametrize(
    "text", ["", "今天", "2024-1/2", "2024", "20241", "24-1-2", "1-2-2024", "2024-01-02 晚", "٢٠٢٤-01-02"]
)
def test_a_text_that_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="不是日期，应当像 2024-01-02 或 2024年1月2日"):
        chinese_date(text)


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "0000-01-01", "0024-01-01"])
def test_a_date_that_no_calendar_has_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}”不是日历上的日期"):
        chinese_date(text)


@pytest.mark.parametrize("pattern", ["年月日", "大写"])
def test_a_date_without_its_day_is_an_error_where_the_day_prints(pattern: str) -> None:
    with pytest.raises(ValueError, match="“2024年1月”没有写哪一日"):
        chinese_date("2024年1月", pattern)


def test_an_unknown_pattern_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(ValueError, match="日期格式“月日”不认识，可以写：年月日、年月、大写"):
        chinese_date("2024-01-02", "月日")
