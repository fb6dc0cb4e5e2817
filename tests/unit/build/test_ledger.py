"""What we wrote is told from what a person edited, whatever happened in between."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.build.ledger import JOURNAL, LEDGER, Ledger, fingerprint
from generator.jinja.values import Absent, IndicatorRow, Label, Typed
from generator.problem import JixiaoError, Source


def test_an_output_is_current_until_it_or_its_origin_changes(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    assert not ledger.is_current("甲.docx", "o1")
    assert ledger.write("甲.docx", b"1", "o1") is None
    ledger.save()
    again = Ledger.load(tmp_path)
    assert again.is_current("甲.docx", "o1")
    assert not again.is_current("甲.docx", "o2")
    (tmp_path / "甲.docx").write_bytes(b"edited")
    assert not again.is_current("甲.docx", "o1")
    (tmp_path / "甲.docx").unlink()
    assert not again.is_current("甲.docx", "o1")


def test_an_edited_output_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = Ledger.load(tmp_path).write("甲.docx", b"2", "o2")
    assert kept is not None
    assert kept.name.startswith("甲.手改-")
    assert (kept.read_bytes(), (tmp_path / "甲.docx").read_bytes()) == (b"edited", b"2")


def test_every_edit_is_kept_under_a_name_of_its_own_and_the_same_one_once(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    names: set[tuple[str, bytes]] = set()
    for text in (b"a", b"b", b"b"):
        (tmp_path / "甲.docx").write_bytes(text)
        kept = ledger.write("甲.docx", b"new" + text * len(names), "o")
        assert kept is not None
        names.add((kept.name, kept.read_bytes()))
    assert sorted(content for _, content in names) == [b"a", b"b"]


def test_a_file_that_we_know_nothing_of_is_kept_unless_it_is_what_we_would_write(tmp_path: Path) -> None:
    (tmp_path / "甲.docx").write_bytes(b"somebody's")
    (tmp_path / "乙.docx").write_bytes(b"2")
    ledger = Ledger.load(tmp_path)
    assert ledger.write("甲.docx", b"1", "o") is not None
    assert ledger.write("乙.docx", b"2", "o") is None


@pytest.mark.parametrize("written", [True, False])
def test_a_build_killed_before_or_after_a_write_takes_no_file_of_ours_for_an_edited_one(
    tmp_path: Path, *, written: bool
) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    killed = Ledger.load(tmp_path)
    killed.write("甲.docx", b"2", "o2")
    if not written:
        (tmp_path / "甲.docx").write_bytes(b"1")
    after = Ledger.load(tmp_path)
    assert after.is_current("甲.docx", "o2") == written
    assert after.write("甲.docx", b"3", "o3") is None


DAMAGES = (
    b"",
    b"{",
    b"[]",
    b'{"version": 9, "files": {}}',
    b'{"version": 1, "files": [1]}',
    b'{"version": 1, "files": {"1": ["o", ["c"]]}}',
    b"\xff",
    b"[" * 10_000,
    b'{"version": 1, "files": {"' + b"1" * 400 + b'": ["o", "c"]}}',
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_loses_no_edit(tmp_path: Path, damage: bytes) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    (tmp_path / LEDGER).write_bytes(damage)
    (tmp_path / JOURNAL).write_bytes(damage)
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = Ledger.load(tmp_path).write("甲.docx", b"2", "o2")
    assert kept is not None
    assert kept.read_bytes() == b"edited"


@pytest.mark.parametrize("damage", DAMAGES[:-1])
def test_a_damaged_ledger_is_set_aside_with_one_message(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / LEDGER).write_bytes(damage)
    ledger = Ledger.load(tmp_path)
    assert [problem.code for problem in ledger.set_broken_aside()] == ["O024"]
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    again = Ledger.load(tmp_path)
    assert (again.set_broken_aside(), again.is_current("甲.docx", "o1")) == ([], True)
    assert (tmp_path / f"{LEDGER}.坏").read_bytes() == damage


def _as_link(path: Path) -> None:
    path.symlink_to("别处")


@pytest.mark.skipif(os.name == "nt", reason="makes links and pipes")
@pytest.mark.parametrize("name", [LEDGER, JOURNAL])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, _as_link])
def test_what_is_no_file_is_set_aside(tmp_path: Path, name: str, make: Callable[[Path], object]) -> None:
    make(tmp_path / name)
    ledger = Ledger.load(tmp_path)
    assert [(problem.code, problem.source.file) for problem in ledger.set_broken_aside()] == [
        ("O024", str(tmp_path / name))
    ]
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    assert Ledger.load(tmp_path).is_current("甲.docx", "o1")


def test_a_note_behind_half_a_line_is_read(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_bytes(b'["1.do')
    Ledger.load(tmp_path).write("乙.docx", b"1", "o1")
    assert Ledger.load(tmp_path).is_current("乙.docx", "o1")


def test_a_process_killed_before_its_write_leaves_no_hash_of_it(tmp_path: Path) -> None:
    first = Ledger.load(tmp_path)
    first.write("甲.docx", b"1", "o1")
    first.save()
    ours, theirs = Ledger.load(tmp_path), Ledger.load(tmp_path)
    theirs.write("甲.docx", b"2", "o2")
    (tmp_path / "甲.docx").write_bytes(b"1")  # as if killed between the note and the file
    ours.save()
    again = Ledger.load(tmp_path)
    assert again.is_current("甲.docx", "o1")
    assert again.write("甲.docx", b"3", "o3") is None


@pytest.mark.skipif(os.name == "nt", reason="makes links")
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "别人的"
    outside.write_bytes(b"1")
    folder = tmp_path / "项目"
    folder.mkdir()
    (folder / "甲.docx").symlink_to(outside)
    with pytest.raises(JixiaoError, match="O004"):
        Ledger.load(folder).write("甲.docx", b"2", "o")
    assert outside.read_bytes() == b"1"


def test_what_other_processes_wrote_is_in_the_ledger(tmp_path: Path) -> None:
    ours, theirs = Ledger.load(tmp_path), Ledger.load(tmp_path)
    theirs.write("乙.docx", b"2", "o2")
    ours.write("甲.docx", b"1", "o1")
    ours.save()
    assert set(json.loads((tmp_path / LEDGER).read_text(encoding="utf-8"))["files"]) == {"甲.docx", "乙.docx"}
    assert not (tmp_path / JOURNAL).exists()


def test_orphans_are_listed_and_pruned_unless_edited(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    for name in ("甲.docx", "乙.docx", "丙.docx"):
        ledger.write(name, name.encode(), "o")
    ledger.save()
    (tmp_path / "丙.docx").write_bytes(b"edited")
    again = Ledger.load(tmp_path)
    assert again.orphans({"甲.docx"}) == ["丙.docx", "乙.docx"]
    assert (again.prune("乙.docx"), again.prune("丙.docx")) == (True, False)
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["丙.docx", "甲.docx"]


def test_saving_twice_leaves_the_ledger_as_it_is(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    before = (tmp_path / LEDGER).stat().st_mtime_ns
    Ledger.load(tmp_path).save()
    assert (tmp_path / LEDGER).stat().st_mtime_ns == before


def test_an_edit_that_cannot_be_kept_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.docx").write_bytes(b"edited")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.office.write._rename", full)
    with pytest.raises(JixiaoError, match="O003"):
        Ledger.load(tmp_path).write("甲.docx", b"1", "o")
    assert (tmp_path / "甲.docx").read_bytes() == b"edited"


def test_a_ledger_from_elsewhere_reaches_no_file_outside_its_folder(tmp_path: Path) -> None:
    outside = tmp_path / "别人的.docx"
    outside.write_bytes(b"1")
    folder = tmp_path / "项目"
    folder.mkdir()
    (folder / LEDGER).write_text('{"version": 1, "files": {"../别人的.docx": ["o", "c"]}}', encoding="utf-8")
    (folder / JOURNAL).write_text('["../别人的.docx", "o", "c"]\n', encoding="utf-8")
    assert Ledger.load(folder).orphans(set()) == []
    assert outside.exists()


def test_an_output_that_cannot_be_read_is_neither_current_nor_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o")

    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("generator.build.ledger.bytes_of", locked)
    assert not ledger.is_current("甲.docx", "o")
    for refused in (lambda: ledger.write("甲.docx", b"2", "o"), lambda: ledger.prune("甲.docx")):
        with pytest.raises(JixiaoError, match="O001"):
            refused()
    monkeypatch.undo()
    assert (tmp_path / "甲.docx").read_bytes() == b"1"


def test_a_file_that_could_not_be_replaced_is_still_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path)
    ledger.write("表.docx", b"old", "origin 1")

    def held(*_: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    with monkeypatch.context() as patched:
        patched.setattr("generator.office.disk.rename", held)
        with pytest.raises(JixiaoError):
            ledger.write("表.docx", b"new", "origin 2")
    ledger.save()
    again = Ledger.load(tmp_path)
    assert again.is_current("表.docx", "origin 1")
    assert again.write("表.docx", b"new", "origin 2") is None


def test_an_edit_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path)
    ledger.write("表.docx", b"old", "origin")
    (tmp_path / "表.docx").write_bytes(b"edited")

    def interrupted(*_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.office.write._rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ledger.write("表.docx", b"new", "origin 2")
    assert [path.name for path in tmp_path.glob("*手改*")] == []
    assert (tmp_path / "表.docx").read_bytes() == b"edited"


# Equal contexts have equal hashes; anything that could print otherwise changes the hash.


def context(**changes: Any) -> dict[str, Any]:
    rows = [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥4家")}, frozenset())]
    return {"资金": Typed("410"), "指标": rows, "名单": ["甲", "乙"], "备注": Absent("备注"), "序号": 1} | changes


def test_the_same_values_give_the_same_hash_wherever_they_were_typed() -> None:
    moved = context(资金=Typed("410", Source("项目.yaml", 9, 9)))
    assert fingerprint(context()) == fingerprint(moved)


@pytest.mark.parametrize(
    "changes",
    [
        {"资金": Typed("41")},
        {"资金": Absent("资金")},
        {"名单": ["甲乙"]},
        {"名单": ["乙", "甲"]},
        {"序号": 2},
        {"序号": Decimal(1)},
        {"新": Typed("")},
        {"指标": []},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产", "出")), "指标值": Typed("≥4家")}, frozenset())]},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥5家")}, frozenset())]},
    ],
)
def test_any_change_gives_another_hash(changes: dict[str, Any]) -> None:
    assert fingerprint(context()) != fingerprint(context(**changes))
