"""The golden files are what the seeds say: nobody has edited them towards our own output."""

from __future__ import annotations

import pytest
from seed_parser import FAMILIES, GOLDEN, goldens


def test_every_golden_file_is_the_text_grid_of_its_seed() -> None:
    written = {
        path.relative_to(GOLDEN): path.read_text(encoding="utf-8")
        for family in FAMILIES.values()
        for path in (GOLDEN / family).glob("*.txt")
    }
    assert written == goldens()


@pytest.mark.parametrize(("family", "forms"), [("对非经贸合作资金", 14), ("跨境电商资金", 13)])
def test_every_city_has_a_golden_file(family: str, forms: int) -> None:
    assert len(list((GOLDEN / family).glob("*.txt"))) == forms
