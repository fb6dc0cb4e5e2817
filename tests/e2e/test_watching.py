"""``jixiao watch``: a save is followed by a build, and problems are told as they come and go."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import GOOD, Office
from word import docx, section

LONGEST = 10.0  # seconds; a save is followed within 0.3, but a machine may be busy


class Watching:
    """A running watch and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-u", "-m", "generator", "watch", "--to", "docx"]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def until(self, words: str, count: int = 1) -> str:
        """The line with these words, once it has been said ``count`` times."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            found = [line for line in list(self.lines) if words in line]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.01)
        raise AssertionError(f"{words!r} was not said; said: {self.lines}")


@pytest.fixture
def watching(office: Office) -> Iterator[Watching]:
    office.project(GOOD)
    running = Watching(office.folder)
    try:
        running.until("生成 2 份")
        time.sleep(0.3)  # the system's own watch begins behind the first build
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        assert running.process.stdout is not None
        running.process.stdout.close()


def test_a_save_makes_the_form_that_it_concerns_again(office: Office, watching: Watching) -> None:
    other = office.folder / "output/项目/乙市.docx"
    before = other.stat().st_mtime_ns
    office.project(GOOD.replace("{数: 1}", "{数: 7}"))
    assert "生成 1 份，1 份没有变化" in watching.until("生成 1 份")
    assert other.stat().st_mtime_ns == before


def test_a_problem_is_told_when_it_comes_and_when_it_is_gone(office: Office, watching: Watching) -> None:
    office.project(GOOD.replace("{数: 1}", '{数: "{{ 没有 }}"}'))
    came = watching.until("没有定义“没有”")
    office.project(GOOD)
    assert watching.until("已解决：") == f"已解决：{came}"


def test_a_saved_template_makes_every_form_again(office: Office, watching: Watching) -> None:
    template = office.folder / "templates/docx/表.docx"
    template.write_bytes(docx("{{ 标题 }}", "{% for 行 in 指标 %}{{ 行.指标值 }}{% endfor %}", section()))
    watching.until("生成 2 份", count=2)


def test_what_the_build_itself_writes_starts_no_build(office: Office, watching: Watching) -> None:
    time.sleep(1.0)
    assert sum("生成" in line for line in watching.lines) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent to a console there")
def test_ctrl_c_ends_the_watch_without_a_word(watching: Watching) -> None:
    said = list(watching.lines)
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(LONGEST) == 0
    assert watching.lines == said
