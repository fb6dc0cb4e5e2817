"""Files of a project are replaced together or not at all, and a record of odd shape stops nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.office import replacements
from generator.office.replacements import Replacement, replace_files, undo_unfinished
from generator.problem import JixiaoError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(replacements, "user_state_path", lambda *_, **__: tmp_path / "state")
    made = tmp_path / "项目"
    made.mkdir()
    return made


def files(folder: Path, *texts: bytes) -> list[Path]:
    for number, text in enumerate(texts):
        (folder / f"{number}").write_bytes(text)
    return [folder / f"{number}" for number in range(len(texts))]


def record_of(folder: Path) -> Path:
    one, other = files(folder, b"1", b"2")
    saved: list[Path] = []

    def noted(record: Path) -> None:
        saved.append(record)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(replacements, "_undo", lambda _record: [])
        patched.setattr(replacements, "_forget", noted)
        with pytest.raises(KeyboardInterrupt):
            replace_files([Replacement(one, b"1", b"11"), Replacement(other, b"2", b"22")], folder)
    return saved[0]


def test_all_are_replaced_or_none(folder: Path) -> None:
    one, other = files(folder, b"1", b"2")
    with pytest.raises(JixiaoError, match="O025"):
        replace_files([Replacement(one, b"1", b"11"), Replacement(other, b"old", b"22")], folder)
    assert [one.read_bytes(), other.read_bytes()] == [b"1", b"2"]
    replace_files([Replacement(one, b"1", b"11"), Replacement(other, b"2", b"22")], folder)
    assert [one.read_bytes(), other.read_bytes()] == [b"11", b"22"]
    assert undo_unfinished(folder) == []


def test_what_a_killed_process_left_is_undone_and_said(folder: Path) -> None:
    record = record_of(folder)
    (folder / "1").write_bytes(b"saved since")
    assert [problem.message[:24] for problem in undo_unfinished(folder)] == [
        "上次改到一半就中断了，这个文件已恢复成改之前的样",
        "上次改到一半就中断了，这个文件后来又有人存过，没",
    ]
    assert [(folder / name).read_bytes() for name in "01"] == [b"1", b"saved since"]
    assert not record.exists()


@pytest.mark.skipif(os.name == "nt", reason="makes links and pipes")
@pytest.mark.parametrize("shape", ["folder", "pipe", "link"])
def test_a_record_that_is_no_file_is_set_aside(folder: Path, shape: str) -> None:
    record = record_of(folder)
    record.unlink()
    if shape == "folder":
        record.mkdir()
    elif shape == "pipe":
        os.mkfifo(record)
    else:
        record.symlink_to("/dev/zero")
    assert undo_unfinished(folder) == []
    assert [path.name for path in record.parent.iterdir()] == [f"{record.name}.坏"]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"[" * 100_000, b'[{"path": "AA==", "before": "", "after": ""}]', b"\xff"]
)
def test_a_record_of_odd_content_stops_nobody(folder: Path, data: bytes) -> None:
    record = record_of(folder)
    record.write_bytes(data)
    undo_unfinished(folder)
    assert not record.exists()


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_files_in_a_folder_whose_name_is_no_text_are_replaced(folder: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"\xff"))
    odd.mkdir()
    one, other = files(odd, b"1", b"2")
    replace_files([Replacement(one, b"1", b"11"), Replacement(other, b"2", b"22")], odd)
    assert [one.read_bytes(), other.read_bytes()] == [b"11", b"22"]
