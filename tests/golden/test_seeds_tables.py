"""The goldens of the tabbed extractions are what the seeds say: nobody has edited them towards our own output."""

from __future__ import annotations

from itertools import groupby

from seed_parser import GOLDEN
from seed_parser_tables import DIRECTION, SPENDING, goldens


def test_every_golden_file_is_the_text_grid_of_its_seed() -> None:
    written = {
        path.relative_to(GOLDEN): path.read_text(encoding="utf-8")
        for family in (SPENDING, DIRECTION)
        for path in (GOLDEN / family).glob("*.txt")
    }
    assert written == goldens()


def test_every_project_of_the_unit_has_a_golden_file() -> None:
    assert len(list((GOLDEN / SPENDING).glob("*.txt"))) == 5


def test_every_indicator_of_the_fund_has_the_cities_that_the_issued_form_gives_it() -> None:
    (golden,) = (GOLDEN / DIRECTION).glob("*.txt")
    rows = golden.read_text(encoding="utf-8").rpartition("\n\n")[2].splitlines()[1:]
    places = [row.split(" | ")[3].endswith(("市", "横琴")) for row in rows]
    runs = [(is_place, len(list(run))) for is_place, run in groupby(places)]
    assert len(rows) == 143
    # two indicators stand together where the first is not given to cities
    assert runs == [
        (False, 1), (True, 16), (False, 1), (True, 21), (False, 1), (True, 20), (False, 1), (True, 20),
        (False, 1), (True, 21), (False, 2), (True, 16), (False, 1), (True, 21),
    ]  # fmt: skip
