from __future__ import annotations

import pytest

from generator.chinese.number_format import builtin_format


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
