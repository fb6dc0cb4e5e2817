"""What a table of numbers prints is what its cells store."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from generator.problem import Source
from generator.project.tables.tables import read_table

DIGITS = st.integers(-(10**15) + 1, 10**15 - 1)
NUMBERS = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), DIGITS, st.integers(0, 14))
EPOCHS = st.sampled_from([CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
DAYS = st.dates(dt.date(1904, 1, 2), dt.date(2999, 12, 31))


def read_back(book: Workbook) -> list[str]:
    """The texts of the second column of a table, without its heading."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "表.xlsx"
        book.save(file)
        table, problems = read_table(file, "表.xlsx", Source("项目.yaml"))
    assert problems == []
    assert table is not None
    return [cell.text for _, cell in table.rows if cell is not None]


@settings(max_examples=scaled(100), deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=20), st.lists(DAYS, min_size=1, max_size=5), EPOCHS)
def test_a_table_prints_the_numbers_and_dates_that_it_stores(
    numbers: list[Decimal], days: list[dt.date], epoch: dt.datetime
) -> None:
    book = Workbook()
    book.epoch = epoch
    page = book.active
    page.append(["名称", "数"])
    for number in numbers:
        page.append(["甲", number])
    for day in days:
        page.append(["乙", day])
        page.cell(page.max_row, 2).number_format = "yyyy-mm-dd"
    for number in numbers:
        page.append(["丙", number])
        page.cell(page.max_row, 2).number_format = "0." + "0" * 16 + "%"
    shown = read_back(book)
    count = len(numbers)
    assert [Decimal(text) for text in shown[:count]] == numbers
    assert shown[count : count + len(days)] == [day.isoformat() for day in days]
    percents = shown[count + len(days) :]
    assert [Decimal(text.removesuffix("%")).scaleb(-2) for text in percents] == numbers
    assert not any("E" in text for text in shown)
