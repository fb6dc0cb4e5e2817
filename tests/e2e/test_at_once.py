"""Several processes at work: two builds in one folder, ``--jobs``; and folders that cannot be written or go away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD, Ran

from generator.build.folder import OutputFolder
from generator.office.lock import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from command_line import Office

    from generator.build.folder import MadeForm
    from generator.project.resolve import SubForm

FORMATS = ("--to", "docx,xlsx,pdf")
HEAD = GOOD[: GOOD.index("    甲市")]
MANY = HEAD + "".join(
    f'    第{number}市: {{数: "{{{{ 没有 }}}}"}}\n' if number % 60 == 7 else f"    第{number}市: {{数: {number}}}\n"
    for number in range(200)
)


def outputs(office: Office, folder: str) -> dict[str, bytes]:
    return {name: (office.folder / folder / name).read_bytes() for name in office.made(folder)}


def told(ran: Ran, folder: str) -> tuple[int, list[str], list[str]]:
    """Status, messages and results without what may differ: the folder and the time."""
    results = [line.partition("，用时")[0].replace(folder, "…") for line in ran.results]
    return ran.status, [message.replace(folder, "…") for message in ran.messages], results


def test_bytes_order_and_messages_do_not_depend_on_the_number_of_processes(office: Office) -> None:
    office.project(MANY)
    one = office.build(*FORMATS, "--book", "--out", "out1", "--jobs", "1")
    assert one.status == 1
    assert len(office.made("out1")) == 3 * (196 + 1)
    for jobs in ("2", "3"):
        ran = office.build(*FORMATS, "--book", "--out", f"out{jobs}", "--jobs", jobs)
        assert told(ran, f"out{jobs}") == told(one, "out1")
        assert outputs(office, f"out{jobs}") == outputs(office, "out1")


SPAWNING = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from generator.build import processes
from generator.cli.main import main

class Counted(ProcessPoolExecutor):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        print("a pool was started", file=sys.stderr)

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    assert processes._WORTH_A_SPAWNED_PROCESS > 1
    processes._WORTH_A_SPAWNED_PROCESS = 1
    processes.ProcessPoolExecutor = Counted
    sys.argv = ["jixiao", "build", "--to", "docx,pdf", "--jobs", "2", "--out", "spawned"]
    main()
"""


def test_processes_that_inherit_nothing_as_on_windows_make_the_same(office: Office) -> None:
    office.project(MANY)
    office.put("spawning.py", SPAWNING)
    command = [sys.executable, "spawning.py"]
    done = subprocess.run(command, cwd=office.folder, capture_output=True, encoding="utf-8", check=False)
    one = office.build("--to", "docx,pdf", "--out", "one", "--jobs", "1")
    pools, *messages = done.stderr.splitlines()
    assert pools == "a pool was started"
    apart = Ran(done.returncode, messages, done.stdout.splitlines())
    assert told(apart, "spawned") == told(one, "one")
    assert outputs(office, "spawned") == outputs(office, "one")


def test_a_second_build_in_one_folder_waits_and_says_so(office: Office) -> None:
    office.project(GOOD)
    command = [sys.executable, "-m", "generator", "build", "--to", "docx"]
    folder = office.folder / "output" / "项目"
    with one_at_a_time(folder, lambda: None):
        second = subprocess.Popen(command, cwd=office.folder, stderr=subprocess.PIPE, encoding="utf-8")
        assert second.stderr is not None
        said = second.stderr.readline()
        time.sleep(0.3)
        assert second.poll() is None
        assert office.made() == []
    assert second.wait(30) == 0
    second.stderr.close()
    assert "另一个" in said
    assert str(folder.relative_to(office.folder)) in said
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_two_builds_at_once_leave_what_one_leaves(office: Office) -> None:
    office.project(MANY.replace('"{{ 没有 }}"', "1"))
    command = [sys.executable, "-m", "generator", "build", "--to", "docx", "--book"]
    builds = [
        subprocess.Popen(command, cwd=office.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = [build.communicate(timeout=60)[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    assert sorted("没有变化" in text for text in said) == [False, True]
    office.build("--book", "--out", "alone")
    assert outputs(office, "output") == outputs(office, "alone")


@pytest.fixture
def read_only(office: Office) -> Iterator[Path]:
    folder = office.folder / "output" / "项目"
    office.project(GOOD)
    office.build()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        folder.chmod(0o755)
        pytest.skip("this user may write everywhere")
    yield folder
    folder.chmod(0o755)


def test_a_read_only_folder_is_told_of_every_form_and_keeps_its_files(read_only: Path, office: Office) -> None:
    before = outputs(office, "output")
    office.project(GOOD.replace("数: 1", "数: 5"))
    ran = office.build()
    message = "没有写入权限，请换一个文件夹，或请管理员开放权限"
    assert (ran.status, ran.messages) == (1, [f"output/项目/甲市.docx: 错误 [O001] {message}"])
    assert outputs(office, "output") == before


def test_a_folder_that_goes_away_in_the_middle_is_made_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.project(GOOD)
    make = OutputFolder.make

    def vanishing(self: OutputFolder, form: SubForm) -> MadeForm:
        made = make(self, form)
        if form.name == "甲市":
            shutil.rmtree(self.ledger.folder)
        return made

    with monkeypatch.context() as patched:
        patched.setattr(OutputFolder, "make", vanishing)
        assert office.build().status == 0
    assert office.made() == ["项目/乙市.docx"]
    assert office.build().status == 0
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_a_form_whose_file_cannot_be_replaced_fails_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where Word holds the file."""
    office.project(GOOD)
    office.build()
    office.project(GOOD.replace("数: 1", "数: 5").replace("数: 2", "数: 6"))
    replace = os.replace
    held = office.folder / "output" / "项目" / "甲市.docx"

    def held_open(source: str, target: Path, **more: int) -> None:
        if os.path.realpath(target) == os.path.realpath(held):
            raise OSError(16, "Device or resource busy")
        replace(source, target, **more)

    before = held.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", held_open)
        ran = office.build()
    assert ran.status == 1
    message = "文件正被别的程序打开（多半是 Word、WPS 或 Excel），或设成了只读；请关闭后再试"
    assert ran.messages == [f"output/项目/甲市.docx: 错误 [O006] {message}"]
    assert held.read_bytes() == before
    ran = office.build()
    assert (ran.status, ran.messages) == (0, [])
    assert held.read_bytes() != before
