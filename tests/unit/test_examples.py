"""Numbers of examples follow the profile of hypothesis, and every test that names one lets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from examples import scaled
from hypothesis import settings

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("usual", "full", "tried"), [(100, 300, 300), (20, 300, 60), (20, 40, 8), (20, 20, 5), (20, 3, 3), (500, 60, 60)]
)
def test_a_quicker_profile_tries_fewer_examples_but_a_few(
    usual: int, full: int, tried: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examples.settings", lambda: settings(max_examples=usual))
    assert scaled(full) == tried


def test_every_number_of_examples_is_scaled() -> None:
    others = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    unscaled = re.compile(r"max_examples=(?!scaled\()")
    assert [path.name for path in others if unscaled.search(path.read_text(encoding="utf-8"))] == []
