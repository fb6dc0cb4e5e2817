"""What a build shows on a terminal: a bar while it works, and messages above it."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

pty = pytest.importorskip("pty")

CHANGE = "乙市：改 表1 第2行 第4列（产出指标/数量指标/企业数）：≥2家 → ≥5家"


def shown_on_terminal(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Status, and every line that stood on the terminal at some time, without its colours."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "generator", *arguments])  # noqa: S606
    shown = b""
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # Linux says so that the other end is closed
        pass
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    lines = re.split(r"\r\n|\r\x1b\[2K", shown.decode())
    return os.waitstatus_to_exitcode(status), [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in lines]


def test_messages_stand_above_the_bar_and_changes_below_it(office: Office) -> None:
    office.project(GOOD.replace("{数: 2}", "{数: 2}\n    丙市: {数: 3}"))
    office.build()
    office.project(GOOD.replace("{数: 1}", '{数: "{{ 没有 }}"}').replace("{数: 2}", "{数: 5}\n    丙市: {数: 3}"))
    status, lines = shown_on_terminal(office.folder, "build", "--to", "docx")
    assert status == 1
    bars = [number for number, line in enumerate(lines) if "━" in line]
    assert all(re.fullmatch(r"生成 [━╸╺]+ +\d/3 [-:\d]+", lines[number].strip()) for number in bars)
    (message,) = (number for number, line in enumerate(lines) if line.startswith("data/项目.yaml:7:"))
    (change,) = (number for number, line in enumerate(lines) if line.lstrip() == CHANGE)
    assert bars[0] < message < bars[-1] < change
