"""A build that is killed at any moment breaks no file and loses no hand edit; the next one sets everything right."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import openpyxl
import pikepdf
import pytest
from command_line import GOOD

from generator.build.ledger import JOURNAL, LEDGER
from generator.cli.main import main
from generator.office.lock import LOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from command_line import Office

KILLS = 100
FORMATS = ("--to", "docx,xlsx,pdf", "--book")
NAMES = ("甲市", "乙市", "丙市")
SUFFIXES = ("docx", "xlsx", "pdf")
T = TypeVar("T")
OURS = {LEDGER, LOCK, JOURNAL}

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of this process")


def project(value: int) -> str:
    base = GOOD[: GOOD.index("    甲市")]
    return base + "".join(f"    {name}: {{数: {value + at}}}\n" for at, name in enumerate(NAMES))


def files(folder: Path) -> dict[str, bytes]:
    """What a person sees in the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in OURS}


def broken(name: str, data: bytes) -> str:
    """Why a file cannot be opened; nothing for one that can."""
    try:
        if name.endswith(".docx"):
            bad = zipfile.ZipFile(io.BytesIO(data)).testzip()
            return f"{name}: {bad}" if bad else ""
        if name.endswith(".xlsx"):
            openpyxl.load_workbook(io.BytesIO(data)).close()
            return ""
        with pikepdf.open(io.BytesIO(data)) as pdf:
            sound = data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") and len(pdf.pages) > 0
            return "" if sound else f"{name}: cut off"
    except Exception as error:  # noqa: BLE001  # whatever a reader says of a broken file
        return f"{name}: {error}"


class Checked:
    """Files that were opened once and need not be opened again."""

    def __init__(self) -> None:
        self._sound: set[bytes] = set()

    def broken(self, found: dict[str, bytes]) -> list[str]:
        new = {name: data for name, data in found.items() if data not in self._sound}
        wrong = [why for name, data in new.items() if not name.startswith(".") and (why := broken(name, data))]
        self._sound |= set(new.values())
        return wrong


def edit(data: bytes, number: int) -> bytes:
    """The file as a person changed it, still sound: a zip with a comment, a PDF with one."""
    if not data.startswith(b"PK"):
        return data + b"%%%d\n%%%%EOF\n" % number
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.comment = b"%d" % number
    return file.getvalue()


@contextlib.contextmanager
def a_build(*arguments: str) -> Iterator[int]:
    """The id of a copy of this process that builds, everything imported already."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.argv = ["jixiao", "build", *arguments]
        with contextlib.suppress(BaseException):
            main()
        os._exit(0)
    yield child
    os.waitpid(child, 0)


@forking
def test_no_moment_to_be_killed_breaks_a_file_or_loses_an_edit(office: Office) -> None:
    folder = office.folder / "output" / "项目"
    versions: list[dict[str, bytes]] = []
    for value in (1, 5):
        office.project(project(value))
        office.build(*FORMATS, "--force")
        versions.append(files(folder))
    started = time.monotonic()
    with a_build(*FORMATS, "--force"):
        pass
    whole = time.monotonic() - started

    checked, chance = Checked(), random.Random(7)  # noqa: S311  # moments, not secrets
    edits: set[bytes] = set()
    cut_short = 0
    for number in range(KILLS):
        office.project(project((1, 5)[number % 2]))
        name = f"{chance.choice((*NAMES, '合订本'))}.{chance.choice(SUFFIXES)}"
        content = edit((folder / name).read_bytes(), number)
        (folder / name).write_bytes(content)
        edits.add(content)
        with a_build(*FORMATS, *chance.choice(((), ("--force",), ("--prune",)))) as child:
            time.sleep(chance.uniform(0, whole))
            os.kill(child, signal.SIGKILL)
        found = files(folder)
        cut_short += (folder / JOURNAL).exists()
        assert checked.broken(found) == []
        assert edits <= set(found.values())

        assert office.build(*FORMATS).status == 0
        found = files(folder)
        assert {name: found[name] for name in versions[0]} == versions[number % 2]
        others = {name: data for name, data in found.items() if name not in versions[0]}
        assert set(others.values()) == edits
        assert all(".手改-" in name for name in others)
        assert not (folder / JOURNAL).exists()
    assert cut_short > KILLS // 10


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux for the processes")
def test_processes_of_a_killed_build_end_with_it(office: Office) -> None:
    forms = "".join(f"    {number}市: {{数: {number}}}\n" for number in range(3_000))
    office.project(GOOD[: GOOD.index("    甲市")] + forms)
    command = [sys.executable, "-m", "generator", "build", "--to", "docx", "--jobs", "2"]
    build = subprocess.Popen(command, cwd=office.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = waited_for(lambda: children_of(build.pid))
    build.kill()
    build.wait()
    assert waited_for(lambda: not any(is_running(child) for child in children))
    assert office.build().status == 0
    assert len(office.made()) == 3_000


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupted_build_over_processes_ends_soon_and_the_next_one_goes_on(office: Office) -> None:
    forms = "".join(f"    {number}市: {{数: {number}}}\n" for number in range(3_000))
    office.project(GOOD[: GOOD.index("    甲市")] + forms)
    command = [sys.executable, "-m", "generator", "build", "--to", "docx", "--jobs", "2"]
    build = subprocess.Popen(
        command, cwd=office.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    waited_for(lambda: len(office.made()) > 10)
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does
    _, said = build.communicate(timeout=60)
    assert (build.returncode, said.decode().splitlines()) == (130, ["已中断"])
    made = len(office.made())
    assert made < 2_000
    ran = office.build()
    assert ran.results[0].startswith(f"生成 {3_000 - made} 份，{made} 份没有变化")


def waited_for(found: Callable[[], T], longest: float = 15.0) -> T:
    """What ``found`` gives as soon as it gives something."""
    until = time.monotonic() + longest
    while not (value := found()) and time.monotonic() < until:
        time.sleep(0.02)
    return value


def children_of(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
