from __future__ import annotations

import pytest

from generator.document.measures import measure, twips, whole


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("240", 12.0),
        ("-20", -1.0),
        ("12pt", 12.0),
        ("1in", 72.0),
        ("25.4mm", 72.0),
        ("2pc", 24.0),
        ("+40", 2.0),
        ("10.123456789012345", 0.50617284),
    ],
)
def test_a_number_counts_twips_and_a_unit_says_what_it_is(written: str, points: float) -> None:
    assert twips(written) == pytest.approx(points)


@pytest.mark.parametrize("written", [None, "", "auto", "1e9", "²", "12 pt", "--3"])
def test_what_is_no_measure_counts_as_the_default(written: str | None) -> None:
    assert twips(written, 7.0) == 7.0


def test_no_measure_is_longer_than_any_page() -> None:
    assert measure("999999999", 1) == 3168.0


@pytest.mark.parametrize(("written", "number"), [("12", 12), ("12.9", 12), ("-3", -3), ("3pt", 5), ("x", 5), (None, 5)])
def test_whole_numbers(written: str | None, number: int) -> None:
    assert whole(written, 5) == number
