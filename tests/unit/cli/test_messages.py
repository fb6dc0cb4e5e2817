from __future__ import annotations

import pytest

from generator.cli.messages import one_line


@pytest.mark.parametrize("turning", ["\u202e", "\u2066\u2069", "\u200f", "\x1b", "\u2028"])
def test_a_message_shows_nothing_that_turns_or_breaks_its_line(turning: str) -> None:
    assert one_line(f"甲{turning}乙") == "甲 乙"
