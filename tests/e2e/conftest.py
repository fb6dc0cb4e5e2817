"""The user's folder that the tests of bad input work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import Office

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, monkeypatch, capsys)
