from __future__ import annotations

from datetime import date

import pytest

from generator.check.periods import Period, Span, read_date, read_period
from generator.check.rule import excerpt, source_at
from generator.jinja.values import Typed
from generator.problem import Source

YEAR_2023 = Span(date(2023, 1, 1), date(2023, 12, 31))
FEBRUARY = Span(date(2024, 2, 1), date(2024, 2, 29))
FOURTH = Span(date(2024, 3, 4), date(2024, 3, 4))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2023", YEAR_2023),
        ("２０２３年度", YEAR_2023),
        ("2023年底", YEAR_2023),
        ("2024年2月", FEBRUARY),
        ("2024-02", FEBRUARY),
        ("2024.2", FEBRUARY),
        ("2024年3月4日", FOURTH),
        ("2024-03-04", FOURTH),
        ("2024/3/4", FOURTH),
        ("20240304", FOURTH),
        ("2024 年 3 月 4 日", FOURTH),
    ],
)
def test_a_date_is_read_as_the_days_it_may_mean(text: str, span: Span) -> None:
    assert read_date(text) == span


@pytest.mark.parametrize("text", ["", "长期", "2023年13月", "2023年2月30日", "23年", "2月", "1899年", "2023年企业"])
def test_what_is_no_date_of_the_calendar_is_none(text: str) -> None:
    assert read_date(text) is None


def test_a_date_without_a_year_takes_the_one_it_is_given() -> None:
    assert read_date("3月4日", 2024) == FOURTH


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023年1月~2024年12月", date(2023, 1, 1), date(2024, 12, 31)),
        ("2024年1-12月", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-2026年", date(2024, 1, 1), date(2026, 12, 31)),
        ("2024-01-01至2024-12-31", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-01-01-2024-12-31", date(2024, 1, 1), date(2024, 12, 31)),
        ("自2024年1月1日起至3月4日止", date(2024, 1, 1), date(2024, 3, 4)),
        ("自2024年1月1日至3月4日止", date(2024, 1, 1), date(2024, 3, 4)),
        ("2024年", None, None),
        ("3-5年", None, None),
    ],
)
def test_a_period_is_two_dates_and_a_dash(text: str, first: date | None, last: date | None) -> None:
    found = read_period(text)
    assert (isinstance(found, Period), found and found.start.first, found and found.end.last) == (
        first is not None,
        first,
        last,
    )


def test_a_line_of_a_text_file_is_pointed_at_and_a_value_of_the_project_file_is_not_guessed_in() -> None:
    text = "一\n二\n三"
    narrative, value = Typed(text, Source("正文.txt", 1, 1)), Typed(text, Source("项目.yaml", 7, 5))
    assert source_at(narrative, 4) == Source("正文.txt", 3, 1)
    assert source_at(value, 4) == Source("项目.yaml", 7, 5)
    assert source_at(Typed(text), 4) is None


def test_an_excerpt_stays_on_its_line() -> None:
    assert excerpt("前一行\n这里有一处错误\n后一行", 7, 9) == "…这里有一处错误…"
