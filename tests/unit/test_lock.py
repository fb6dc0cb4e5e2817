"""One build at a time in an output folder."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from generator.lock import LOCK, one_at_a_time
from generator.model import JixiaoError


def test_a_free_folder_is_held_and_released(tmp_path: Path) -> None:
    waited: list[str] = []
    for _ in range(2):
        with one_at_a_time(tmp_path / "output", lambda: waited.append("")):
            assert (tmp_path / "output" / LOCK).exists()
    assert waited == []


def test_a_second_build_says_that_it_waits_and_gives_up_with_a_message(tmp_path: Path) -> None:
    waited: list[str] = []
    first = one_at_a_time(tmp_path, lambda: pytest.fail("nobody else holds it"))
    second = one_at_a_time(tmp_path, lambda: waited.append(""), longest=0.1)
    with first, pytest.raises(JixiaoError) as caught, second:
        pytest.fail("both held the folder")
    assert waited == [""]
    assert [problem.code for problem in caught.value.problems] == ["O016"]


def test_a_second_build_goes_on_when_the_first_is_done(tmp_path: Path) -> None:
    with contextlib.ExitStack() as first:
        first.enter_context(one_at_a_time(tmp_path, lambda: pytest.fail("nobody else holds it")))
        waited: list[str] = []

        def wait() -> None:
            waited.append("")
            first.close()

        with one_at_a_time(tmp_path, wait):
            assert waited == [""]


def test_a_build_that_fails_lets_go(tmp_path: Path) -> None:
    with contextlib.suppress(KeyError), one_at_a_time(tmp_path, lambda: pytest.fail("nobody holds it")):
        raise KeyError
    with one_at_a_time(tmp_path, lambda: pytest.fail("the first is over")):
        pass


def test_the_lock_of_a_killed_build_is_free(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from generator.lock import one_at_a_time\n"
        "with one_at_a_time(Path(sys.argv[1]), print): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with one_at_a_time(tmp_path, first.kill):
            assert first.wait() != 0


def test_a_folder_that_cannot_be_made_stops_nothing_here(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("", encoding="utf-8")
    with one_at_a_time(tmp_path / "output", lambda: pytest.fail("nobody holds it")):
        assert (tmp_path / "output").is_file()
