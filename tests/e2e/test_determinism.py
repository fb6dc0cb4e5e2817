"""The same inputs give the same bytes: twice, with other hashes, in another folder, on several processes."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from command_line import CHECKOUT, GOOD, run_apart

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office


def build_apart(folder: Path, out: Path, seed: str, *arguments: str) -> dict[str, bytes]:
    """All output files of a build of ``folder/data`` in a process of its own."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(CHECKOUT)}
    ran = run_apart(folder, "build", "--book", "--out", str(out), *arguments, env=env)
    assert ran.status == 0, ran.messages
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.docx"))}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = build_apart(CHECKOUT, tmp_path_factory.mktemp("first"), "0")
    assert made
    return made


def test_a_second_build_with_other_hashes_gives_the_same_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    assert build_apart(CHECKOUT, tmp_path, "12345") == first


def test_another_working_folder_gives_the_same_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("data", "templates"):
        shutil.copytree(CHECKOUT / name, tmp_path / "别处" / name)
    assert build_apart(tmp_path / "别处", tmp_path / "输出", "1") == first


MANY = GOOD.partition("    甲市")[0] + "".join(
    f'    第{number}市: {{数: "{{{{ 没有 }}}}"}}\n' if number % 50 == 7 else f"    第{number}市: {{数: {number}}}\n"
    for number in range(150)
)


def test_two_processes_give_the_bytes_messages_and_order_of_one(office: Office) -> None:
    office.project(MANY)
    one = office.build("--book", "--out", "one", "--jobs", "1")
    two = office.build("--book", "--out", "two", "--jobs", "2")
    assert [message.split(": ")[1] for message in one.messages[:3]] == [f"错误 [P026] 第{n}市" for n in (7, 57, 107)]
    assert len(one.messages) == 4
    assert two.messages == [message.replace("one/", "two/") for message in one.messages]
    assert one.status == two.status == 1
    assert len(office.made("one")) == 148
    assert office.made("two") == office.made("one")
    for name in office.made("one"):
        assert (office.folder / "one" / name).read_bytes() == (office.folder / "two" / name).read_bytes()
