"""One jixiao at a time in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from generator.office.lock import LOCK, one_at_a_time
from generator.problem import JixiaoError


def test_a_free_folder_is_held_and_released(tmp_path: Path) -> None:
    waited: list[str] = []
    for _ in range(2):
        with one_at_a_time(tmp_path / "output", lambda: waited.append("")):
            assert (tmp_path / "output" / LOCK).exists()
    assert waited == []


def test_a_second_build_says_that_it_waits_and_gives_up_with_a_message(tmp_path: Path) -> None:
    waited: list[str] = []
    held = one_at_a_time(tmp_path, lambda: waited.append(""), longest=0.1)
    with FileLock(tmp_path / LOCK), pytest.raises(JixiaoError) as caught, held:
        pytest.fail("both held the folder")
    assert waited == [""]
    assert [problem.code for problem in caught.value.problems] == ["O016"]


def test_a_second_build_goes_on_when_the_first_is_done(tmp_path: Path) -> None:
    first = FileLock(tmp_path / LOCK)
    first.acquire()
    with one_at_a_time(tmp_path, first.release):
        assert not first.is_locked


def test_a_folder_that_cannot_be_made_stops_nothing_here(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("", encoding="utf-8")
    with one_at_a_time(tmp_path / "output", lambda: pytest.fail("nobody holds it")):
        assert (tmp_path / "output").is_file()


def _as_link(path: Path) -> None:
    path.symlink_to("别处")


@pytest.mark.skipif(os.name == "nt", reason="makes links and pipes")
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, _as_link])
def test_what_is_no_lock_is_set_aside(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / LOCK)
    with one_at_a_time(tmp_path, lambda: pytest.fail("nobody holds it")):
        assert (tmp_path / LOCK).is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, f"{LOCK}.坏"]
